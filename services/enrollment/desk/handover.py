"""The hand-over of papers: its clock in days, and each department's receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from contracts.enrollment import (
    GOING_ON,
    ExtendHandOver,
    FindHandOver,
    HandOverState,
    HandOverView,
    PrepareHandOver,
    SignHandOverLine,
)
from contracts.lookups import DEPARTMENTS
from kit import clock
from kit.clock import SHANGHAI
from kit.pages.desk import Action, Go, Known, Look, Picture
from kit.pages.visit import Visit

PREPARE = Action(
    kind=PrepareHandOver,
    icon="pen",
    during=GOING_ON,
    when=lambda found: found.state is not HandOverState.SIGNED,
)
EXTEND = Action(
    kind=ExtendHandOver,
    icon="clock",
    during=GOING_ON,
    when=lambda found: found.state in (HandOverState.OPEN, HandOverState.PARTIAL),
)
SIGN = Action(
    kind=SignHandOverLine, zh="签收", during=GOING_ON, when=lambda line: line.received_at is None
)
PRINT = Go(
    path="/papers/enrollment/hand-over?class_id={class_id}",
    zh="打印移交清单",
    icon="print",
    kind=FindHandOver,
)


@dataclass(frozen=True, kw_only=True)
class ClockDay:
    """One day of the clock: in time, extended, beyond it, or still ahead; `here` is where the
    hand-over stands, today or the day it was signed.
    """

    number: int
    on: date
    tone: str
    here: bool


def hand_over_data(found: HandOverView, visit: Visit) -> Mapping[str, Any]:
    """The clock from the class's last day to the last day there is, and each line's receipt."""
    at = found.signed_at.astimezone(SHANGHAI).date() if found.signed_at else clock.today()
    return {
        "offers": visit.offers((PREPARE, EXTEND, PRINT), found),
        "lines": [(line, visit.offers((SIGN,), line)) for line in found.lines],
        "days": clock_days(found, at),
        "day": (at - found.end_on).days,
        "signed": sum(line.received_at is not None for line in found.lines),
    }


def clock_days(found: HandOverView, at: date) -> Sequence[ClockDay]:
    """Day 0 is the class's last day; past the latest day the clock stands there."""
    last = (found.latest_on - found.end_on).days
    here = min(max((at - found.end_on).days, 0), last)
    days = (found.end_on + timedelta(days=number) for number in range(last + 1))
    return [
        ClockDay(number=n, on=on, tone=_tone(found, on, passed=n <= here), here=n == here)
        for n, on in enumerate(days)
    ]


def _tone(found: HandOverView, on: date, *, passed: bool) -> str:
    if on > found.due_on:
        return "red" if passed else "beyond"
    if not passed:
        return "ahead"
    return "gold" if on == found.due_on and found.signed_at is None else "green"


def _listed(found: HandOverView, _: Known) -> Mapping[str, Any]:
    rows = [
        {
            "doc_type": line.doc_type,
            "quantity": line.quantity,
            "unit_id": line.unit_id,
            "for_settlement": line.for_settlement,
        }
        for line in found.lines
    ]
    return {"lines": rows}


def _received(found: HandOverView, given: Known) -> Mapping[str, Any]:
    line = next((one for one in found.lines if one.line_id == given["line_id"]), None)
    return {"quantity": line.quantity} if line else {}


HAND_OVER = Picture(
    name="hand-over",
    zh="材料移交",
    icon="clock",
    asks=FindHandOver,
    template="enrollment/hand_over.html",
    data=hand_over_data,
    offers=(PREPARE, EXTEND, SIGN, PRINT),
    empty="班次结束后开始移交；高校党校的班次不办理移交。",
)

LOOKS = {
    PrepareHandOver: Look(
        starts=FindHandOver,
        begins=_listed,
        choices={"unit_id": DEPARTMENTS},
        note="已签收的材料不会改动；承办班次须列入涉及结算的材料。",
    ),
    SignHandOverLine: Look(
        starts=FindHandOver,
        begins=_received,
        hints={"remark": "实收份数与清单不符时，请说明原因。"},
    ),
    ExtendHandOver: Look(
        starts=FindHandOver,
        begins=lambda found, _: {"until": found.latest_on.isoformat()},
        note="只在五日之内提出，最迟延长至第十日。",
    ),
}
