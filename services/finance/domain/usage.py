"""What a class used, counted from what other departments reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts.values import HalfDay
from services.finance.domain.lecture import Lecture, payable_hours


@dataclass(eq=False, kw_only=True)
class Arrival:
    """A trainee's stay: the days of arrival and, if before the end of the class, of leaving."""

    trainee_id: str
    class_id: str
    arrived_on: date
    left_on: date | None = None


@dataclass(eq=False, kw_only=True)
class HeldSession:
    """A session that took place; hours in tenths."""

    session_id: str
    class_id: str
    on: date
    half_day: HalfDay
    hours: int
    venue_id: str | None
    teacher_ids: list[str]


@dataclass(eq=False, kw_only=True)
class PlannedSession:
    """A session of the timetable in force."""

    session_id: str
    class_id: str
    begins_at: datetime


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What is known of one class. `elsewhere` are its teachers' lectures to other classes."""

    class_id: str
    arrivals: Sequence[Arrival]
    sessions: Sequence[HeldSession]
    planned: Sequence[PlannedSession]
    elsewhere: Sequence[Lecture] = ()

    def person_days(self, first: date, last: date) -> int:
        """Days of presence from `first` to `last`; arriving and leaving days count in full."""
        return sum(
            max(0, (min(stay.left_on or last, last) - max(stay.arrived_on, first)).days + 1)
            for stay in self.arrivals
        )

    @property
    def venue_half_days(self) -> int:
        """How many half-days of venues were used; two sessions in one half-day use it once."""
        return len({(s.venue_id, s.on, s.half_day) for s in self.sessions if s.venue_id})

    @property
    def hours(self) -> int:
        """Hours taught, in tenths."""
        return sum(session.hours for session in self.sessions)

    def payable_by_teacher(self, *, half_day_cap: int) -> dict[str, int]:
        """Tenths of an hour each teacher is to be paid for in this class."""
        begins = {planned.session_id: planned.begins_at for planned in self.planned}
        own = [lecture for session in self.sessions for lecture in lectures_of(session, begins)]
        paid = payable_hours([*own, *self.elsewhere], half_day_cap=half_day_cap)
        by_teacher: dict[str, int] = {}
        for lecture in own:
            by_teacher[lecture.teacher_id] = by_teacher.get(lecture.teacher_id, 0) + paid[lecture]
        return by_teacher


def lectures_of(session: HeldSession, begins: Mapping[str, datetime]) -> list[Lecture]:
    """One lecture for each teacher of a session."""
    return [
        Lecture(
            session_id=session.session_id,
            class_id=session.class_id,
            teacher_id=teacher_id,
            on=session.on,
            half_day=session.half_day,
            hours=session.hours,
            begins_at=begins.get(session.session_id),
        )
        for teacher_id in session.teacher_ids
    ]
