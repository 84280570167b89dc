"""Week and month views: what rooms and teachers are taken for."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from contracts.base import Query, Title, View
from contracts.scheduling.access import READERS, R
from contracts.values import HalfDay, SessionForm


class CalendarKind(StrEnum):
    """What takes rooms and teachers."""

    SESSION = "SESSION"
    EXAM = "EXAM"
    DISPATCH = "DISPATCH"


class CalendarEntry(View):
    """日历事项｜A session, an exam or a teacher's dispatch, with its rooms and people. `on` is its
    first day; `half_day` is empty when it lies in more than one. A dispatch has no class, an exam
    no title of its own.
    """

    kind: CalendarKind
    record_id: Annotated[str, Title("事项编号", "Record")]
    class_id: str
    class_code: str
    class_title: str
    title: str
    form: SessionForm | None
    on: date
    half_day: HalfDay | None
    from_at: datetime
    to_at: datetime
    venue_ids: Annotated[list[str], Title("场地", "Venues")]
    venue_names: Annotated[list[str], Title("场地名称", "Venue names")]
    teacher_ids: list[str]
    teacher_names: list[str]
    state: str
    published: Annotated[bool, Title("已发布", "Published")]
    joint_with: str | None


Since = Annotated[date, Title("从", "From")]
Until = Annotated[date, Title("至", "To")]


class ListCalendar(
    Query[list[CalendarEntry]], rest="GET /calendar", by=READERS, clauses=("A-7.3.b",)
):
    """场地与教师日历｜What takes place between two days, both included and at most 62; of one venue
    or teacher when given.
    """

    since: Since
    until: Until
    venue_id: Annotated[str | None, Title("场地", "Venue")] = None
    teacher_id: Annotated[str | None, Title("教师", "Teacher")] = None


class TeacherTimetableView(View):
    """教师日程｜The published sessions of one teacher over all classes, in the order of time."""

    teacher_id: str
    name: str
    sessions: Annotated[list[CalendarEntry], Title("课次", "Sessions")]


class FindTeacherTimetable(
    Query[TeacherTimetableView],
    rest="GET /teachers/{teacher_id}/timetable",
    by=(R.TEACHER, *READERS),
    clauses=("A-7.3.b",),
):
    """教师日程｜What a teacher gives between two days, both included and at most 62; teachers see
    their own only.
    """

    teacher_id: str
    since: Since
    until: Until
