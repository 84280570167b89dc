"""One's own timetable, day by day, and the address a calendar fetches it from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from contracts.scheduling import (
    CALLED_OFF,
    CalendarEntry,
    FindOwnTimetable,
    FindTeacherTimetable,
    SessionView,
)
from gateway.me.feed import feed_path
from gateway.me.training import Mine, own_page
from gateway.me.whose import is_teacher, own_records
from kit import clock
from kit.pages.asking import Part
from kit.pages.desk import Page
from kit.pages.visit import Visit

# The most days a teacher's timetable is asked for at once, both included.
DAYS_AT_ONCE = 62

Held = SessionView | CalendarEntry


@dataclass(frozen=True)
class Day:
    """The sessions of one day, in the order of time."""

    on: date
    sessions: Sequence[Held]


def days_of(sessions: Sequence[Held]) -> list[Day]:
    """Sessions by their days."""
    ordered = sorted(sessions, key=lambda one: one.from_at)
    return [Day(on, list(of_day)) for on, of_day in groupby(ordered, key=lambda one: one.on)]


def next_of(sessions: Sequence[Held], now: datetime) -> Held | None:
    """The session that runs or comes next."""
    coming = [one for one in sessions if one.to_at > now and one.state != CALLED_OFF]
    return min(coming, key=lambda one: one.from_at, default=None)


def coming_and_past(sessions: Sequence[Held], today: date) -> dict[str, list[Day]]:
    """The days from today on, and those that are over."""
    days = days_of(sessions)
    return {
        "days": [day for day in days if day.on >= today],
        "past": [day for day in days if day.on < today],
    }


async def _timetable(mine: Mine) -> Mapping[str, Any]:
    part = await mine.visit.part(FindOwnTimetable(trainee_id=mine.training.trainee_id))
    sessions = part.value.sessions if part.value else []
    return {
        "part": part,
        "next": next_of(sessions, clock.now()) if part.value and not part.value.suspended else None,
        "feed": feed_path(mine.visit.actor.person_id),
        **coming_and_past(sessions, clock.today()),
    }


async def _teaching(visit: Visit) -> Mapping[str, Any]:
    since = _since(visit.params.get("since", "")) or clock.today()
    until = since + timedelta(days=DAYS_AT_ONCE - 1)
    found = await taught(visit, since, until)
    sessions = [one for part in found if part.value for one in part.value.sessions]
    return {
        "now": clock.now(),
        "today": clock.today(),
        "part": next((part for part in found if part.silent), None),
        "days": days_of(sessions),
        "next": next_of(sessions, clock.now()),
        "since": since,
        "until": until,
        "earlier": since - timedelta(days=DAYS_AT_ONCE),
        "later": until + timedelta(days=1),
        "feed": feed_path(visit.actor.person_id),
    }


async def taught(visit: Visit, since: date, until: date) -> Sequence[Part[Any]]:
    """What the person gives between two days, for each record in the pool."""
    return await visit.asker.parts(
        *(
            FindTeacherTimetable(teacher_id=one, since=since, until=until)
            for one in own_records(visit.actor)
        )
    )


def _since(typed: str) -> date | None:
    try:
        since = date.fromisoformat(typed)
    except ValueError:
        return None
    # A year of four digits and some room on both sides, for the pages before and after.
    return since if 2000 <= since.year <= 2100 else None  # noqa: PLR2004


TIMETABLE = own_page("timetable", "日程", "calendar", _timetable)
TEACHING = Page(
    path="teaching",
    zh="我的授课",
    icon="book",
    kind=FindTeacherTimetable,
    whose=is_teacher,
    template="me/teaching.html",
    gather=_teaching,
)
