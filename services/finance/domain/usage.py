"""What a class used, counted from what other departments reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.values import HalfDay, SessionForm, TitleBand
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
    """A session that took place; hours in tenths. `joint_with` is the session of another class it
    was taught together with.
    """

    session_id: str
    class_id: str
    on: date
    half_day: HalfDay
    hours: int
    venue_id: str | None
    teacher_ids: list[str]
    form: SessionForm = SessionForm.OTHER
    title: str = ""
    from_at: datetime | None = None
    title_bands: dict[str, TitleBand] = field(default_factory=dict)
    employed_ids: list[str] = field(default_factory=list)
    joint_with: str | None = None
    present_n: int = 0
    leave_n: int = 0
    absent_n: int = 0


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
        by_teacher: dict[str, int] = {}
        for lecture, hours in self.payable(half_day_cap=half_day_cap, settled={}).items():
            by_teacher[lecture.teacher_id] = by_teacher.get(lecture.teacher_id, 0) + hours
        return by_teacher

    def payable(
        self, *, half_day_cap: int, settled: Mapping[tuple[str, str], int]
    ) -> dict[Lecture, int]:
        """Tenths of an hour each lecture to this class is paid for, beside what is `settled`
        already for (session, teacher), here or in other classes.
        """
        begins = {planned.session_id: planned.begins_at for planned in self.planned}
        own = [lecture for session in self.sessions for lecture in lectures_of(session, begins)]
        paid = payable_hours([*own, *self.elsewhere], half_day_cap=half_day_cap, settled=settled)
        return {lecture: paid[lecture] for lecture in own}


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
            begins_at=session.from_at or begins.get(session.session_id),
            joint_with=session.joint_with,
        )
        for teacher_id in session.teacher_ids
    ]
