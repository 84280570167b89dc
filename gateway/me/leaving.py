"""Leave and attendance: asked for, decided, reported back from, and what is left of it."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from contracts.enrollment import GOING_ON
from contracts.scheduling import (
    FindOwnAttendance,
    ListOwnLeaves,
    OwnAttendanceView,
    ReportBack,
    RequestLeave,
)
from gateway.me.training import Mine, own_page
from kit import clock
from kit.pages.desk import Action, Look

ASK = Action(kind=RequestLeave, tone="primary", icon="plus")
BACK = Action(kind=ReportBack, tone="primary", when=lambda leave: leave.may_report_back)


async def _leave(mine: Mine) -> Mapping[str, Any]:
    trainee = mine.training.trainee_id
    leaves, attendance = await mine.visit.asker.parts(
        ListOwnLeaves(trainee_id=trainee), FindOwnAttendance(trainee_id=trainee)
    )
    return {
        "leaves": leaves,
        "backs": {one.leave_id: mine.visit.offers((BACK,), one) for one in leaves.value or ()},
        "asks": mine.visit.offers((ASK,)) if _may_ask(mine, attendance.value) else [],
        "attendance": attendance,
    }


def _may_ask(mine: Mine, attendance: OwnAttendanceView | None) -> bool:
    """While there is something left to be missed, and as far as the register takes requests."""
    goes_on = clock.today() <= mine.training.end_on and mine.training.class_state in GOING_ON
    return goes_on and attendance is not None and attendance.may_request


async def _attendance(mine: Mine) -> Mapping[str, Any]:
    part = await mine.visit.part(FindOwnAttendance(trainee_id=mine.training.trainee_id))
    marks = sorted(part.value.marks, key=lambda one: one.from_at) if part.value else []
    by_day = groupby(marks, key=lambda one: one.on)
    return {"part": part, "days": [(on, list(of_day)) for on, of_day in by_day]}


LEAVE = own_page("leave", "请假", "clock", _leave, offers=(RequestLeave, ReportBack))
ATTENDANCE = own_page("attendance", "我的考勤", "check", _attendance)
LOOKS = {
    RequestLeave: Look(
        note="按课次计算请假学时；累计超过总学时七分之一的，按规定不能结业。",
        hints={"reason": "只有审批人能看到事由。"},
    ),
    ReportBack: Look(note="销假后恢复考勤。"),
}
