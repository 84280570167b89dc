"""What notification knows of a class: its names and days, who has seats, who is on its roster."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from contracts.enrollment import UnitKind
from contracts.refusals import Invalid, Refusal
from contracts.roles import Role
from contracts.values import Profile, Track
from services.notification.domain.delivery import to_person, to_unit


@dataclass(eq=False, kw_only=True)
class Unit:
    """A unit's name as deliveries show it."""

    unit_id: str
    name: str
    kind: UnitKind = UnitKind.GRASSROOTS_PARTY
    # What a department is there for.
    function: Role | None = None


@dataclass(eq=False, kw_only=True)
class Trainee:
    """Somebody on the roster, by ids only."""

    trainee_id: str
    class_id: str
    unit_id: str
    person_id: str
    is_active: bool = True


@dataclass(eq=False, kw_only=True)
class ExamWatch:
    """An exam whose invigilators must hear of every change; `changes` counts them."""

    exam_id: str
    invigilators: list[str]
    changes: int = 0


class ShiftKind(StrEnum):
    """Why what lay ahead of a class moved."""

    SUSPENDED = "SUSPENDED"
    RESCHEDULED = "RESCHEDULED"


@dataclass(frozen=True, kw_only=True)
class Shift:
    """From `at` on, what lies ahead moves by `days`; by none yet while the class stands still."""

    kind: ShiftKind
    at: datetime
    days: int | None


@dataclass(eq=False, kw_only=True)
class TrainingClass:
    """A class and its audience: the seats of each unit, and until when units nominate.

    `told_days_as_of` and `plan_as_of` are the places, in enrollment's order of facts, of the latest
    ones about its days and its implementation plan; `plan_units` are the departments that take
    part.
    """

    class_id: str
    title: str
    code: str
    profile: Profile
    start_on: date
    end_on: date
    checkin_from: datetime
    seats: dict[str, int] = field(default_factory=dict)
    deadline: datetime | None = None
    roster_version: int = 0
    is_over: bool = False
    track: Track = Track.MEMBER
    hosted_externally: bool = False
    host_id: str | None = None
    mentor_required: bool = False
    is_confirmed: bool = False
    plan_units: list[str] = field(default_factory=list)
    plan_as_of: int = 0
    shifts: list[Shift] = field(default_factory=list)
    told_days_as_of: int = 0

    @property
    def is_colleges(self) -> bool:
        """Whether the college's norm, the second one, governs the class."""
        return self.profile is Profile.CADRE_COLLEGE

    @property
    def is_fixed(self) -> bool:
        """Whether its project is fixed (B-10.1): confirmed with the host, or, for a class of the
        college's own, planned.
        """
        return self.is_confirmed if self.hosted_externally else bool(self.plan_as_of)

    @property
    def stands_still(self) -> bool:
        """Whether it is suspended and has not gone on."""
        return any(shift.days is None for shift in self.shifts)

    @property
    def units(self) -> list[str]:
        """The units with seats, in a fixed order."""
        return sorted(unit_id for unit_id, seats in self.seats.items() if seats > 0)

    def ensure_open(self) -> None:
        """Refusal CLASS_CLOSED once the class is closed or cancelled."""
        if self.is_over:
            raise Refusal(
                "CLASS_CLOSED",
                "该班次已结班或已取消，不能再发通知。",
                "The class is closed or cancelled; no more notices about it.",
                "A-1.a",
            )

    def ensure_reachable(self, contact: str) -> None:
        """Invalid CONTACT_MISSING where the norm asks for a contact out of hours (B-8.4c)."""
        if self.profile is Profile.CADRE_COLLEGE and not contact.strip():
            raise Invalid(
                "CONTACT_MISSING",
                "培训通知须写明报到时段之外的联系方式。",
                "The notice must say whom to reach outside check-in hours.",
                "B-8.4c",
            )

    def allocate(self, seats: Mapping[str, int], deadline: datetime) -> None:
        """Take the seats as they now stand."""
        self.seats, self.deadline = dict(seats), deadline

    def take_plan(self, unit_ids: Iterable[str], *, as_of: int) -> bool:
        """Whether this version of the implementation plan is news; if so its departments count."""
        if as_of <= self.plan_as_of:
            return False
        self.plan_units, self.plan_as_of = sorted(unit_ids), as_of
        return True

    def suspend(self, *, at: datetime) -> None:
        """The class stands still from this moment."""
        self._shift(Shift(kind=ShiftKind.SUSPENDED, at=at, days=None))

    def resume(self, *, days: int, end_on: date, at: datetime, as_of: int) -> bool:
        """The class goes on after so many days; False when it is not known to stand still."""
        pauses = [each for each in self.shifts if each.days is None and each.at < at]
        if not pauses:
            return False
        # Told twice that it stands still, a class stood still once.
        ended = {pause.at: days if pause is pauses[0] else 0 for pause in pauses}
        self.shifts = [replace(each, days=ended.get(each.at, each.days)) for each in self.shifts]
        if as_of > self.told_days_as_of:
            self.end_on, self.told_days_as_of = end_on, as_of
        return True

    def reschedule(
        self,
        *,
        days: int,
        start_on: date,
        end_on: date,
        checkin_from: datetime,
        at: datetime,
        as_of: int,
    ) -> None:
        """The class takes place on other days; what was due before it moves along."""
        self._shift(Shift(kind=ShiftKind.RESCHEDULED, at=at, days=days))
        if as_of > self.told_days_as_of:
            self.start_on, self.end_on, self.checkin_from = start_on, end_on, checkin_from
            self.told_days_as_of = as_of

    def moved_since(self, kind: ShiftKind, moment: datetime) -> timedelta | None:
        """By how much what was set at a moment has moved since; None while it stands still."""
        later = [shift.days for shift in self.shifts if shift.kind is kind and shift.at > moment]
        if None in later:
            return None
        return timedelta(days=sum(days for days in later if days is not None))

    def _shift(self, shift: Shift) -> None:
        if all(known.at != shift.at for known in self.shifts):
            self.shifts = sorted([*self.shifts, shift], key=lambda each: each.at)

    def take_roster(self, version: int) -> bool:
        """Whether this roster is news; an older one never overwrites a newer."""
        if version <= self.roster_version:
            return False
        self.roster_version = version
        return True


def recipients(units: Iterable[str], trainees: Iterable[Trainee]) -> list[str]:
    """Units and trainees as recipients; whoever has left the class is no longer told."""
    return [
        *map(to_unit, units),
        *(to_person(trainee.person_id) for trainee in trainees if trainee.is_active),
    ]
