"""The timetable 日程安排 of a class."""

from dataclasses import field
from datetime import date, datetime
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Query, Title, View
from contracts.roles import Role
from contracts.scheduling.access import READERS, SCHEDULERS, Decision, R
from contracts.values import HalfDay, Hours, Name, Opinion, SessionForm, Tenths


class ProblemView(View):
    """问题｜What keeps a timetable or a session from being published, in each language. The brief
    forms do not name the session they stand beside.
    """

    code: str
    zh: Annotated[str, Title("中文说明", "In Chinese")]
    en: Annotated[str, Title("英文说明", "In English")]
    clause: str
    brief_zh: Annotated[str, Title("中文简述", "Briefly in Chinese")] = ""
    brief_en: Annotated[str, Title("英文简述", "Briefly in English")] = ""


# The state of a session that does not take place.
CALLED_OFF = "CANCELLED"


class SessionView(View):
    """课次｜One session. `gaps` say what keeps it from being published; `problems` say the same,
    both languages in one line.
    """

    session_id: str
    class_id: str
    seq: int
    title: str
    form: SessionForm
    on: date
    half_day: HalfDay
    from_at: datetime
    to_at: datetime
    hours: Hours
    course_id: str | None
    teacher_ids: list[str]
    teacher_names: list[str]
    venue_id: str | None
    venue_name: str
    mobilization_leader_id: str | None
    mobilization_leader_name: str
    counts_attendance: bool
    content_review: str
    venue_review: str
    state: str
    problems: list[str]
    joint_with: str | None = None
    gaps: tuple[ProblemView, ...] = ()


class TimetableView(View):
    """日程安排｜The timetable of a class. Hours in tenths. `gaps` and `problems` are those of the
    whole; each session has its own. `reviewers` are the duties that review an aspect of a session.
    """

    class_id: str
    version: int
    state: str
    hours_total: Hours
    minimum_hours: Hours
    headcount: int
    sessions: list[SessionView]
    problems: list[str]
    gaps: tuple[ProblemView, ...] = ()
    reviewers: dict[str, tuple[Role, ...]] = field(default_factory=dict)


class SessionDraft(View):
    """课次安排｜Where, when, who and what of one session. Times are local; the session lies
    within one half-day.
    """

    form: SessionForm
    title: Name
    on: Annotated[date, Title("日期", "Date")]
    half_day: Annotated[HalfDay, Title("时段", "Half-day")]
    starts: Annotated[str, Title("开始", "Starts (HH:MM)"), MinLen(5), MaxLen(5)]
    ends: Annotated[str, Title("结束", "Ends (HH:MM)"), MinLen(5), MaxLen(5)]
    hours: Tenths
    course_id: str | None = None
    teacher_ids: Annotated[list[str], Title("授课教师", "Teachers"), MaxLen(6)]
    venue_id: str | None = None
    mobilization_leader_id: Annotated[
        str | None, Title("动员讲话领导", "Leader giving the mobilization")
    ] = None
    counts_attendance: bool = True
    joint_with: Annotated[
        str | None, Title("与其他班次合班（课次）", "Taught together with (session)")
    ] = None


class ApplyTemplate(
    Command[TimetableView],
    rest="POST /classes/{class_id}/timetable/template",
    by=SCHEDULERS,
    clauses=("A-5.h1", "A-5.h2", "A-5.h3", "A-6.3"),
):
    """套用日程模板｜Apply day template: lay out the sessions of the class kind's day-schedule
    template.
    """

    class_id: str


class AddSession(
    Command[TimetableView],
    rest="POST /classes/{class_id}/timetable/sessions",
    by=SCHEDULERS,
    clauses=("A-6.3", "A-7.3.b"),
):
    """增加课次｜Add a session; a clash of teacher, venue or class is refused."""

    class_id: str
    session: SessionDraft


class ChangeSession(
    Command[TimetableView],
    rest="PUT /classes/{class_id}/timetable/sessions/{session_id}",
    by=SCHEDULERS,
    clauses=("A-7.3.b", "A-7.6.a"),
):
    """调整课次｜Change a session; after publication the reason is kept and those concerned are
    told.
    """

    class_id: str
    session_id: str
    session: SessionDraft
    reason: Annotated[str, Title("调整理由", "Reason"), MaxLen(500)] = ""


class RemoveSession(
    Command[TimetableView],
    rest="DELETE /classes/{class_id}/timetable/sessions/{session_id}",
    by=SCHEDULERS,
    clauses=("A-7.6.a",),
):
    """取消课次｜Remove a session; after publication it is cancelled with a reason."""

    class_id: str
    session_id: str
    reason: Annotated[str, Title("取消理由", "Reason"), MaxLen(500)] = ""


class ReviewSession(
    Command[TimetableView],
    rest="POST /classes/{class_id}/timetable/sessions/{session_id}/review",
    by=(R.EVP, R.TEACHING_AFFAIRS, R.FIN_LOGISTICS, R.VETTING_PANEL),
    clauses=("A-7.10.c",),
):
    """逐次审查｜Review session: review one activity's content or its venue; both are needed before
    publication.
    """

    class_id: str
    session_id: str
    aspect: Annotated[str, Title("审查对象（CONTENT 内容 / VENUE 场地）", "CONTENT or VENUE")]
    decision: Decision
    opinion: Opinion = ""


class PublishTimetable(
    Command[TimetableView],
    rest="POST /classes/{class_id}/timetable/publication",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-6.3", "A-7.3.b", "A-7.3.c", "A-7.5.a", "A-7.10.c", "A-5.k2", "B-3.3b"),
):
    """发布日程｜Publish the timetable; refused with every gap: unvetted, unreviewed, unstaffed,
    too few hours, no mobilization.
    """

    class_id: str


class FindTimetable(Query[TimetableView], rest="GET /classes/{class_id}/timetable", by=READERS):
    """日程安排｜The timetable of a class."""

    class_id: str
