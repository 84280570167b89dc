"""Who uses which room, and when each teacher is taken: by week or by month."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from contracts.scheduling import (
    CalendarEntry,
    ListCalendar,
    ListTeachers,
    ListVenues,
    TeacherState,
)
from contracts.values import HalfDay
from kit import clock
from kit.clock import SHANGHAI
from kit.pages.days import day_named
from kit.pages.desk import Page
from kit.pages.visit import Visit

MOST = 200
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days looked at, and the days before and after them."""

    days: Sequence[date]
    before: date
    after: date


@dataclass(frozen=True, kw_only=True)
class Line:
    """One room or teacher: what takes it, by day."""

    record_id: str
    name: str
    path: str
    taken: Mapping[date, Sequence[CalendarEntry]]

    def free_in(self, on: date) -> list[HalfDay]:
        """The half-days of a day in which nothing lies."""
        held = {part for entry in self.taken.get(on, ()) for part in half_days_of(entry)}
        return [part for part in HalfDay if part not in held]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the address asks for."""

    view: str
    about: str
    on: date
    record_id: str

    def path(self, **changes: str) -> str:
        """The address of another look at the calendar."""
        kept = {
            "view": self.view,
            "by": self.about,
            "on": self.on.isoformat(),
            f"{self.about}_id": self.record_id,
        }
        return f"/scheduling/calendar?{urlencode({k: v for k, v in (kept | changes).items() if v})}"


def half_days_of(entry: CalendarEntry) -> Iterable[HalfDay]:
    """The half-days something lies in; all of them where it is longer than one."""
    return (entry.half_day,) if entry.half_day else tuple(HalfDay)


def choice_of(visit: Visit) -> Choice:
    """The week of today by room, unless the address says otherwise."""
    params = visit.params
    about = "teacher" if params.get("by") == "teacher" or "teacher_id" in params else "venue"
    on = day_named(params.get("on")) or clock.today()
    view = "month" if params.get("view") == "month" else "week"
    return Choice(view=view, about=about, on=on, record_id=params.get(f"{about}_id", ""))


def period_of(choice: Choice) -> Period:
    """The week from Monday, or the calendar month, that holds a day."""
    if choice.view == "week":
        first = choice.on - timedelta(days=choice.on.weekday())
        after = first + 7 * DAY
        before = first - 7 * DAY
    else:
        first = choice.on.replace(day=1)
        after = (first + 31 * DAY).replace(day=1)
        before = (first - DAY).replace(day=1)
    days = [first + n * DAY for n in range((after - first).days)]
    return Period(days=days, before=before, after=after)


def lines_of(
    entries: Iterable[CalendarEntry], names: Mapping[str, str], choice: Choice
) -> list[Line]:
    """A line for every room or teacher asked about, also for the free ones."""
    taken: dict[str, dict[date, list[CalendarEntry]]] = {}
    for entry in entries:
        pairs = zip(
            getattr(entry, f"{choice.about}_ids"),
            getattr(entry, f"{choice.about}_names"),
            strict=True,
        )
        for record_id, name in pairs:
            names = {record_id: name, **names}
            for on in _days_of(entry):
                taken.setdefault(record_id, {}).setdefault(on, []).append(entry)
    wanted = [choice.record_id] if choice.record_id else list(names)
    return [
        Line(
            record_id=record_id,
            name=names.get(record_id, record_id[-6:]),
            path=f"/scheduling/{choice.about}s/{record_id}",
            taken=taken.get(record_id, {}),
        )
        for record_id in sorted(wanted, key=lambda one: names.get(one, ""))
    ]


def _days_of(entry: CalendarEntry) -> Iterable[date]:
    # What ends at midnight does not take the day that begins then.
    last = (entry.to_at - timedelta(seconds=1)).astimezone(SHANGHAI).date()
    return (entry.on + n * DAY for n in range((last - entry.on).days + 1))


async def _gather(visit: Visit) -> Mapping[str, Any]:
    choice = choice_of(visit)
    period = period_of(choice)
    asked = ListCalendar(
        since=period.days[0],
        until=period.days[-1],
        venue_id=choice.record_id or None if choice.about == "venue" else None,
        teacher_id=choice.record_id or None if choice.about == "teacher" else None,
    )
    found, names = await asyncio.gather(visit.part(asked), _names(visit, choice))
    return {
        "choice": choice,
        "period": period,
        "found": found,
        "names": names,
        "lines": lines_of(found.value or [], names, choice),
        "today": clock.today(),
        "half_days": tuple(HalfDay),
    }


async def _names(visit: Visit, choice: Choice) -> Mapping[str, str]:
    if choice.about == "venue":
        venues = (await visit.part(ListVenues(size=MOST))).value
        return {one.venue_id: one.name for one in venues.items} if venues else {}
    teachers = (await visit.part(ListTeachers(state=TeacherState.APPROVED, size=MOST))).value
    return {one.teacher_id: one.name for one in teachers.items} if teachers else {}


CALENDAR = Page(
    path="calendar",
    zh="场地与教师日历",
    icon="calendar",
    kind=ListCalendar,
    template="scheduling/calendar.html",
    gather=_gather,
)
