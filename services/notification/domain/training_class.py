"""What notification knows of a class: its names and days, who has seats, who is on its roster."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.refusals import Invalid, Refusal
from contracts.values import Profile
from services.notification.domain.delivery import to_person, to_unit


@dataclass(eq=False, kw_only=True)
class Unit:
    """A unit's name as deliveries show it."""

    unit_id: str
    name: str


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


@dataclass(eq=False, kw_only=True)
class TrainingClass:
    """A class and its audience: the seats of each unit, and until when units nominate."""

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
