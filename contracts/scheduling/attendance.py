"""Attendance 考勤."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen

from contracts.base import Command, Query, Title, View
from contracts.scheduling.access import READERS, R
from contracts.scheduling.timetable import SessionView
from contracts.values import FileRef, HalfDay, Hours, Reason

TAKERS = (R.STAFF, R.COUNSELOR, R.STUDENT_WORK)


class Mark(StrEnum):
    """An attendance mark."""

    PRESENT = "PRESENT"
    LATE = "LATE"
    EARLY_LEAVE = "EARLY_LEAVE"
    LEAVE = "LEAVE"
    ABSENT = "ABSENT"
    EXEMPT = "EXEMPT"


class MarkLine(View):
    """考勤记录｜One trainee's mark."""

    trainee_id: str
    mark: Mark


class SheetView(View):
    """考勤表｜The attendance sheet of one session; trainees without a mark are listed in
    `unmarked`.
    """

    session_id: str
    class_id: str
    title: str
    marks: list[MarkLine]
    unmarked: list[str]
    state: str
    recorder: str
    closed_at: datetime | None


class RecordAttendance(
    Command[SheetView],
    rest="PUT /classes/{class_id}/sessions/{session_id}/attendance",
    by=TAKERS,
    clauses=("A-7.4.a", "A-6.7"),
):
    """登记考勤｜Record marks; `rest` marks everybody who has no mark yet. An approved leave stands
    as LEAVE by itself.
    """

    class_id: str
    session_id: str
    marks: Annotated[list[MarkLine], Title("考勤", "Marks"), MaxLen(5000)]
    rest: Mark | None = None


class CloseSession(
    Command[SheetView],
    rest="POST /classes/{class_id}/sessions/{session_id}/closure",
    by=TAKERS,
    clauses=("A-7.4.a",),
):
    """结束课次｜Close a session; every active trainee must have a mark."""

    class_id: str
    session_id: str


class CorrectAttendance(
    Command[SheetView],
    rest="POST /classes/{class_id}/sessions/{session_id}/attendance/corrections",
    by=(R.STAFF, R.STUDENT_WORK),
    clauses=("A-7.4.a",),
):
    """更正考勤｜Correct attendance: correct one mark of a closed session; old value, new value and
    reason are kept.
    """

    class_id: str
    session_id: str
    trainee_id: str
    mark: Mark
    reason: Reason


class FindSheet(
    Query[SheetView],
    rest="GET /classes/{class_id}/sessions/{session_id}/attendance",
    by=(*READERS,),
):
    """考勤表｜The sheet of one session."""

    class_id: str
    session_id: str


class AttendanceTotal(View):
    """出勤统计｜A trainee's hours (tenths): planned, attended, on leave, absent, and what leave
    remains under the 1/7 rule.
    """

    trainee_id: str
    total: Hours
    attended: Hours
    leave: Hours
    absent: Hours
    leave_left: Hours
    limit_exceeded: bool
    marks: dict[str, Mark]


class AttendanceView(View):
    """考勤汇总｜Attendance of a class: trainee by session, totals, persons-hours (tenths)."""

    class_id: str
    sessions: list[SessionView]
    totals: list[AttendanceTotal]
    person_hours: Hours


class FindAttendance(
    Query[AttendanceView],
    rest="GET /classes/{class_id}/attendance",
    by=READERS,
    clauses=("A-7.4.a", "A-5.p2"),
):
    """考勤汇总｜Attendance of a class."""

    class_id: str


class MatrixSession(View):
    """考勤矩阵课次｜A column of the matrix. Hours in tenths."""

    session_id: str
    title: str
    on: date
    half_day: HalfDay
    from_at: datetime
    to_at: datetime
    hours: Hours
    closed: Annotated[bool, Title("已结束", "Closed")]


class MatrixRow(View):
    """考勤矩阵学员｜A trainee's marks, one for each column, and what they come to (tenths). Only
    who is `active` needs a mark.
    """

    trainee_id: str
    active: bool
    marks: list[Mark | None]
    attended: Hours
    leave: Hours
    absent: Hours
    leave_left: Hours
    limit_exceeded: bool


class AttendanceMatrix(View):
    """考勤矩阵｜Every trainee by every session in the order of time; `total` are the hours planned,
    `leave_most` those one may be on leave (tenths).
    """

    class_id: str
    total: Hours
    sessions: Annotated[list[MatrixSession], Title("课次", "Sessions")]
    rows: Annotated[list[MatrixRow], Title("学员", "Trainees")]
    leave_most: int = 0


class FindAttendanceMatrix(
    Query[AttendanceMatrix],
    rest="GET /classes/{class_id}/attendance/matrix",
    by=READERS,
    clauses=("A-7.4.a",),
):
    """考勤矩阵｜Attendance of a class, to be drawn as trainee by day."""

    class_id: str


class ExportAttendanceForm(
    Query[FileRef],
    rest="GET /classes/{class_id}/attendance-form",
    by=READERS,
    clauses=("A-7.4.b",),
    patience=60,
):
    """党校学员考勤表｜The attendance form as a workbook; it equals the stored marks."""

    class_id: str
