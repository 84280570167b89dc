"""Where a session could stand: the timetable board's question, which changes nothing."""

from datetime import date
from typing import Annotated

from annotated_types import MaxLen

from contracts.base import Query, Title, View
from contracts.scheduling.access import READERS
from contracts.values import HalfDay, SessionForm


class SlotReason(View):
    """不可行原因｜Why a session does not fit. What `blocks` is refused; the rest is only
    missing.
    """

    code: str
    zh: Annotated[str, Title("中文说明", "In Chinese")]
    en: Annotated[str, Title("英文说明", "In English")]
    clause: str
    blocks: Annotated[bool, Title("不可安排", "Blocks")]


class SlotView(View):
    """时段｜A half-day, the local times the session would have there, and what speaks against it.
    `free` when nothing blocks.
    """

    on: date
    half_day: HalfDay
    starts: str
    ends: str
    free: Annotated[bool, Title("可排", "Free")]
    reasons: Annotated[list[SlotReason], Title("原因", "Reasons")]


class SlotsView(View):
    """可排时段｜Every half-day of the days asked for."""

    class_id: str
    session_id: str | None
    slots: Annotated[list[SlotView], Title("时段", "Slots")]


class CheckSession(
    Query[SlotsView],
    rest="GET /classes/{class_id}/timetable/slots",
    by=READERS,
    clauses=("A-7.3.b", "A-7.3.c", "A-7.10.c"),
):
    """可排时段｜Why a session could not stand in each half-day between two days, both included and
    at most 31. A session of the timetable, perhaps with other people or another place; or a new
    one, which needs its times.
    """

    class_id: str
    since: Annotated[date, Title("从", "From")]
    until: Annotated[date, Title("至", "To")]
    session_id: Annotated[str | None, Title("课次", "Session")] = None
    form: Annotated[SessionForm | None, Title("形式", "Form")] = None
    course_id: Annotated[str | None, Title("课程", "Course")] = None
    teacher_ids: Annotated[tuple[str, ...], Title("授课教师", "Teachers"), MaxLen(6)] = ()
    venue_id: Annotated[str | None, Title("场地", "Venue")] = None
    starts: Annotated[str, Title("开始", "Starts (HH:MM)"), MaxLen(5)] = ""
    ends: Annotated[str, Title("结束", "Ends (HH:MM)"), MaxLen(5)] = ""
