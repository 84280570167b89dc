"""What trainees see of their own class, leave and attendance, and reporting back by oneself."""

from datetime import date, datetime
from typing import Annotated

from contracts.base import Command, Query, Title, View
from contracts.roles import Role
from contracts.scheduling.access import Decision, R
from contracts.scheduling.attendance import Mark
from contracts.scheduling.leave import LeaveKind
from contracts.scheduling.timetable import SessionView
from contracts.values import HalfDay, Hours


class OwnTimetableView(View):
    """本人日程｜The sessions of one's class as they were last published; none before that. While
    the class is suspended nothing of it is held.
    """

    trainee_id: str
    class_id: str
    class_code: str
    class_title: str
    version: int
    suspended: Annotated[bool, Title("已暂停", "Suspended")]
    sessions: Annotated[list[SessionView], Title("课次", "Sessions")]


class FindOwnTimetable(
    Query[OwnTimetableView],
    rest="GET /trainees/{trainee_id}/timetable",
    by=(R.TRAINEE,),
    clauses=("A-6.3",),
):
    """本人日程｜One's own timetable as published; a change shows once it has been reviewed."""

    trainee_id: str


class OwnDecision(View):
    """审批意见｜What was decided of one's leave, and in which duty; not by whom."""

    decision: Decision
    role: Role
    opinion: str
    at: datetime


class OwnLeaveView(View):
    """本人请假｜One's leave request: its hours (tenths), what was decided and whose turn it is."""

    leave_id: str
    class_id: str
    kind: LeaveKind
    from_at: datetime
    to_at: datetime
    hours: Hours
    state: str
    needs: list[Role]
    decisions: list[OwnDecision]
    returned_at: Annotated[datetime | None, Title("销假时间", "Back at")]
    may_report_back: Annotated[bool, Title("可销假", "May report back")]


class ListOwnLeaves(
    Query[list[OwnLeaveView]],
    rest="GET /trainees/{trainee_id}/leaves",
    by=(R.TRAINEE,),
    clauses=("A-7.4.a",),
):
    """本人请假｜One's own leave requests, the newest first."""

    trainee_id: str


class ReportBack(
    Command[OwnLeaveView],
    rest="POST /trainees/{trainee_id}/leaves/{leave_id}/return",
    by=(R.TRAINEE,),
    clauses=("A-7.4.a",),
):
    """本人销假｜Report back: from one's own leave; from here on attendance counts again."""

    trainee_id: str
    leave_id: str


class OwnMark(View):
    """本人考勤｜One session and one's mark of it; `closed` once the mark stands. Hours in
    tenths.
    """

    session_id: str
    title: str
    on: date
    half_day: HalfDay
    from_at: datetime
    to_at: datetime
    hours: Hours
    mark: Mark | None
    closed: Annotated[bool, Title("已结束", "Closed")]


class OwnAttendanceView(View):
    """本人出勤｜One's hours (tenths): planned, attended, on leave, absent, and what leave remains
    under the 1/7 rule. `standing` is WITHIN, NEAR (a warning) or OVER; `may_request` whether leave
    can be asked for as things stand.
    """

    trainee_id: str
    class_id: str
    class_title: str
    total: Hours
    attended: Hours
    leave: Hours
    absent: Hours
    leave_left: Hours
    standing: Annotated[str, Title("请假情况", "Leave standing")]
    marks: list[OwnMark]
    may_request: Annotated[bool, Title("可请假", "May request leave")] = False


class FindOwnAttendance(
    Query[OwnAttendanceView],
    rest="GET /trainees/{trainee_id}/attendance",
    by=(R.TRAINEE,),
    clauses=("A-7.4.a",),
):
    """本人出勤｜One's own marks, session by session, and what they come to."""

    trainee_id: str
