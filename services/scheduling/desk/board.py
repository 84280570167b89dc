"""The timetable of a class as a board: days by half-days, week by week."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from contracts.scheduling import (
    AddSession,
    ChangeSession,
    CheckSession,
    FindSheet,
    RemoveSession,
    ReviewSession,
    SessionDraft,
    SessionView,
    SlotView,
    TimetableView,
)
from contracts.values import HalfDay
from kit import clock
from kit.clock import SHANGHAI
from kit.pages.days import day_named
from kit.pages.desk import Action, Go, Offer
from kit.pages.visit import Ready, Visit, address
from kit.wire import encode

WEEK = timedelta(days=7)
ARRANGEABLE = frozenset({"DRAFT", "PUBLISHED"})


@dataclass(frozen=True, kw_only=True)
class Card:
    """One session on the board, with what may be done with it. `moves` says whether it may be put
    elsewhere by whoever looks.
    """

    session: SessionView
    offers: Sequence[Ready]
    moves: bool
    draft: Mapping[str, Any]
    form: str


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week of the class, counted from 1."""

    number: int
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Board:
    """A week of a timetable; `cells` by day and half-day."""

    weeks: Sequence[Week]
    week: Week
    days: Sequence[date]
    cells: Mapping[tuple[date, HalfDay], Sequence[Card]]
    arranges: bool
    moving: SessionView | None

    @property
    def half_days(self) -> Sequence[HalfDay]:
        """The rows."""
        return tuple(HalfDay)


def board_of(timetable: TimetableView, visit: Visit) -> Mapping[str, Any]:
    """The week the address names, else the one of today, else the first."""
    weeks = list(weeks_of(timetable, visit))
    week = week_shown(weeks, visit)
    arranges = timetable.state in ARRANGEABLE and visit.may(ChangeSession)
    moving = _moving(timetable, visit) if arranges else None
    return {
        "board": Board(
            weeks=weeks,
            week=week,
            days=_days(week, timetable, visit),
            cells=_cells(timetable, visit, arranges=arranges),
            arranges=arranges,
            moving=moving,
        ),
        "today": clock.today(),
        "add": address("do", AddSession, _ids(timetable), back=visit.back),
        "target": _form_of(moving, visit) if moving else "",
    }


def weeks_of(timetable: TimetableView, visit: Visit) -> Iterator[Week]:
    """The weeks from the first day of the class, or of a session, to the last."""
    days = [visit.class_bar.start_on, visit.class_bar.end_on]
    days += [session.on for session in timetable.sessions]
    return weeks_between(min(days), max(days))


def weeks_between(first: date, last: date) -> Iterator[Week]:
    """The weeks, from Monday to Sunday, that hold the days between two."""
    monday = first - timedelta(days=first.weekday())
    for number in range(1, (last - monday) // WEEK + 2):
        since = monday + (number - 1) * WEEK
        yield Week(number=number, first=since, last=since + timedelta(days=6))


def week_shown(weeks: Sequence[Week], visit: Visit) -> Week:
    """The week to look at."""
    asked = visit.params.get("week", "")
    named = next((week for week in weeks if str(week.number) == asked), None)
    today = clock.today()
    current = next((week for week in weeks if week.first <= today <= week.last), None)
    return named or current or weeks[0]


def _days(week: Week, timetable: TimetableView, visit: Visit) -> list[date]:
    """The days of the week on which the class is, or something is held all the same."""
    held = {session.on for session in timetable.sessions}
    days = [week.first + timedelta(days=n) for n in range(7)]
    start, end = visit.class_bar.start_on, visit.class_bar.end_on
    return [day for day in days if start <= day <= end or day in held] or days


def _moving(timetable: TimetableView, visit: Visit) -> SessionView | None:
    asked = visit.params.get("move", "")
    return next((one for one in timetable.sessions if one.session_id == asked), None)


def _cells(
    timetable: TimetableView, visit: Visit, *, arranges: bool
) -> dict[tuple[date, HalfDay], list[Card]]:
    cells: dict[tuple[date, HalfDay], list[Card]] = {}
    for session in sorted(timetable.sessions, key=lambda one: one.from_at):
        moves = arranges and session.state == "SCHEDULED"
        card = Card(
            session=session,
            offers=_card_offers(session, timetable, visit),
            moves=moves,
            draft=encode(draft_of(session)) if moves else {},
            form=_form_of(session, visit) if moves else "",
        )
        cells.setdefault((session.on, session.half_day), []).append(card)
    return cells


def _form_of(session: SessionView, visit: Visit) -> str:
    """The form of a change, begun with the session as it is; it leads back to this week."""
    ids = {**_ids(session), "session_id": session.session_id, "day": session.on.isoformat()}
    week = visit.params.get("week", "")
    return address(
        "do", ChangeSession, ids, back=f"{visit.path}?week={week}" if week else visit.path
    )


def _ids(record: Any) -> dict[str, str]:
    return {"class_id": record.class_id}


def draft_of(session: SessionView) -> SessionDraft:
    """The arrangement a session has now."""
    return SessionDraft(
        form=session.form,
        title=session.title,
        on=session.on,
        half_day=session.half_day,
        starts=f"{session.from_at.astimezone(SHANGHAI):%H:%M}",
        ends=f"{session.to_at.astimezone(SHANGHAI):%H:%M}",
        hours=session.hours,
        course_id=session.course_id,
        teacher_ids=list(session.teacher_ids),
        venue_id=session.venue_id,
        mobilization_leader_id=session.mobilization_leader_id,
        counts_attendance=session.counts_attendance,
        joint_with=session.joint_with,
    )


async def slots_of(visit: Visit) -> Mapping[str, Any]:
    """Where the session being moved could stand, asked only while one is."""
    nowhere: dict[tuple[date, HalfDay], SlotView] = {}
    since, moving = day_named(visit.params.get("from")), visit.params.get("move", "")
    if since is None or not moving:
        return {"slots": nowhere}
    query = CheckSession(
        class_id=visit.known["class_id"],
        since=since,
        until=since + timedelta(days=6),
        session_id=moving,
    )
    found = (await visit.part(query)).value
    return {
        "slots": {(one.on, one.half_day): one for one in found.slots} if found else nowhere,
    }


def _card_offers(session: SessionView, timetable: TimetableView, visit: Visit) -> Sequence[Ready]:
    """What may be done with a session; once nothing is arranged any more, attendance alone."""
    arranging = timetable.state in ARRANGEABLE
    duties = visit.actor.duties_in(session.class_id)
    return visit.offers(
        (
            *((CHANGE,) if arranging else ()),
            *(
                review
                for aspect, review in REVIEWS.items()
                if arranging and duties.intersection(timetable.reviewers.get(aspect, ()))
            ),
            *((REMOVE,) if arranging else ()),
            TO_ATTENDANCE,
        ),
        session,
    )


def _is_open(session: SessionView) -> bool:
    return session.state == "SCHEDULED"


CHANGE = Action(
    kind=ChangeSession,
    zh="调整",
    when=_is_open,
    given=lambda one: {"day": one.on.isoformat()},
)
# By aspect: who reviews which of them, the timetable says.
REVIEWS = {
    "CONTENT": Action(
        kind=ReviewSession,
        zh="审查内容",
        when=lambda one: _is_open(one) and one.content_review == "PENDING",
        given=lambda _: {"aspect": "CONTENT"},
    ),
    "VENUE": Action(
        kind=ReviewSession,
        zh="审查场地",
        when=lambda one: _is_open(one) and one.venue_review == "PENDING" and bool(one.venue_id),
        given=lambda _: {"aspect": "VENUE"},
    ),
}
REMOVE = Action(kind=RemoveSession, zh="取消课次", tone="danger", when=_is_open)
TO_ATTENDANCE = Go(
    path="/classes/{class_id}/sessions/{session_id}",
    zh="考勤",
    kind=FindSheet,
)
CARD_OFFERS: Sequence[Offer] = (CHANGE, *REVIEWS.values(), REMOVE, TO_ATTENDANCE)
