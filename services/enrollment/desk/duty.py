"""The duty roster of a class: a picture day by day, and the form it is set by."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from contracts.base import Command
from contracts.enrollment import (
    ClassView,
    DutyRosterView,
    FindClass,
    FindDutyRoster,
    FindTeam,
    SetDutyRoster,
    ShiftDraft,
    ShiftKind,
)
from contracts.lookups import Lookup
from kit.clock import SHANGHAI
from kit.pages.desk import Action, Known, Look, Picture
from kit.pages.visit import Visit
from services.enrollment.desk.awaiting import PREPARING

MORNING, NIGHT = time(7, 30), time(21, 30)
TEAM_MEMBERS = Lookup(
    lambda known: FindTeam(class_id=known["class_id"]) if "class_id" in known else None,
    "person_id",
    ("name", "unit_name"),
    items="members",
)
SET_ROSTER = Action(kind=SetDutyRoster, icon="pen", during=PREPARING)
PROPOSE_ROSTER = Action(
    kind=SetDutyRoster,
    zh="按班次日期排定值班",
    icon="calendar",
    tone="primary",
    during=PREPARING,
    given=lambda _: {"by": "days"},
)


def duty_data(roster: DutyRosterView, visit: Visit) -> Mapping[str, Any]:
    """Day by day, what kind of shift is covered by whom and when."""
    days = sorted({_day(shift.from_at) for shift in roster.shifts})
    cells = {(day, kind): _on(roster.shifts, day, kind) for day in days for kind in ShiftKind}
    kinds = [kind for kind in ShiftKind if any(cells[day, kind] for day in days)]
    actions = (SET_ROSTER,) if roster.shifts else (PROPOSE_ROSTER,)
    return {"days": days, "kinds": kinds, "cells": cells, "offers": visit.offers(actions, roster)}


def _on(shifts: Iterable[ShiftDraft], day: date, kind: ShiftKind) -> list[ShiftDraft]:
    own = (shift for shift in shifts if shift.kind is kind and _day(shift.from_at) == day)
    return sorted(own, key=lambda shift: shift.from_at)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _roster_query(given: Known) -> FindClass | FindDutyRoster:
    kind = FindClass if given.get("by") == "days" else FindDutyRoster
    return kind(class_id=given["class_id"])


def _roster_begins(found: ClassView | DutyRosterView, _: Known) -> Mapping[str, Any]:
    if isinstance(found, DutyRosterView):
        return {"shifts": [_shift_row(one) for one in found.shifts], "contact": found.contact}
    check_in = _row(ShiftKind.CHECK_IN, found.checkin_from, found.checkin_to)
    days = (found.end_on - found.start_on).days + 1
    with_class = [_with_class(found.start_on + timedelta(days=number)) for number in range(days)]
    return {"shifts": [check_in, *with_class]}


def _with_class(day: date) -> Mapping[str, Any]:
    begun, ended = (datetime.combine(day, hour, SHANGHAI) for hour in (MORNING, NIGHT))
    return _row(ShiftKind.CLASS, begun, ended)


def _shift_row(shift: ShiftDraft) -> Mapping[str, Any]:
    row = _row(shift.kind, shift.from_at, shift.to_at)
    return {**row, "person_id": shift.person_id, "place": shift.place}


def _row(kind: ShiftKind, from_at: datetime, to_at: datetime) -> Mapping[str, Any]:
    return {"kind": kind.value, "from_at": from_at.isoformat(), "to_at": to_at.isoformat()}


DUTY = Picture(
    name="duty",
    zh="值班安排",
    icon="calendar",
    asks=FindDutyRoster,
    template="enrollment/duty.html",
    data=duty_data,
    offers=(SET_ROSTER, PROPOSE_ROSTER),
)

LOOKS: Mapping[type[Command[Any]], Look] = {
    SetDutyRoster: Look(
        starts=_roster_query,
        begins=_roster_begins,
        choices={"person_id": TEAM_MEMBERS},
        note="报到时段须有辅导员全程在场，开班期间每天有人跟班。",
    ),
}
