"""A trainee as scheduling knows one: present or not, and how near the leave is to its limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contracts.base import Event
from contracts.lifecycle import Lifecycle
from contracts.scheduling import LeaveLimitApproaching, LeaveLimitExceeded, LeaveLimitRestored
from services.scheduling.domain.rules import Rules


class Presence(StrEnum):
    """Whether somebody takes part; only ACTIVE trainees need marks."""

    EXPECTED = "EXPECTED"
    ACTIVE = "ACTIVE"
    NO_SHOW = "NO_SHOW"
    LEFT = "LEFT"


class Standing(StrEnum):
    """How leave stands to its limit."""

    WITHIN = "WITHIN"
    NEAR = "NEAR"
    OVER = "OVER"


PRESENCE = Lifecycle[Presence](
    "学员",
    "trainee",
    {
        "arrive": ({Presence.EXPECTED, Presence.ACTIVE, Presence.NO_SHOW}, Presence.ACTIVE),
        "miss": ({Presence.EXPECTED, Presence.NO_SHOW}, Presence.NO_SHOW),
        "leave": (Presence, Presence.LEFT),
        "enrol": ({Presence.EXPECTED, Presence.LEFT}, Presence.EXPECTED),
    },
)


@dataclass(eq=False, kw_only=True)
class Trainee:
    """A place in a class."""

    trainee_id: str
    class_id: str
    unit_id: str
    presence: Presence = Presence.EXPECTED
    standing: Standing = Standing.WITHIN

    @property
    def is_active(self) -> bool:
        """Whether each session needs a mark for this trainee."""
        return self.presence is Presence.ACTIVE

    @property
    def takes_part(self) -> bool:
        """Whether the trainee is, or is still expected to be, in the class."""
        return self.presence in (Presence.EXPECTED, Presence.ACTIVE)

    def enrol(self) -> None:
        """On the roster, perhaps again."""
        self.presence = PRESENCE.after("enrol", self.presence)

    def arrive(self) -> None:
        """Checked in; also somebody first missed."""
        self.presence = PRESENCE.after("arrive", self.presence)

    def miss(self) -> None:
        """Did not come to the opening."""
        self.presence = PRESENCE.after("miss", self.presence)

    def leave(self) -> None:
        """Out of the class before its end."""
        self.presence = PRESENCE.after("leave", self.presence)

    def note_arrival(self) -> None:
        """News of a check-in; it may come after the news of leaving, and then says nothing."""
        if self.presence is not Presence.LEFT:
            self.arrive()

    def note_absence(self) -> None:
        """News of having been missed; who has come since, or has left, is past that."""
        if self.presence not in (Presence.ACTIVE, Presence.LEFT):
            self.miss()

    def judge(self, *, leave: int, total: int, rules: Rules) -> list[Event]:
        """Compare leave with its limit; what changed is told once. Hours in tenths."""
        before, self.standing = self.standing, standing_of(leave, total, rules)
        if self.standing is before:
            return []
        told: type[LeaveLimitExceeded | LeaveLimitRestored | LeaveLimitApproaching]
        if self.standing is Standing.OVER:
            told = LeaveLimitExceeded
        elif before is Standing.OVER:
            told = LeaveLimitRestored
        elif self.standing is Standing.NEAR:
            told = LeaveLimitApproaching
        else:
            return []
        return [told(class_id=self.class_id, trainee_id=self.trainee_id, leave=leave, total=total)]


def take_roster(
    known: Sequence[Trainee], trainees_by_unit: Mapping[str, Sequence[str]], class_id: str
) -> list[Trainee]:
    """Bring a class's trainees in line with its newest roster; those new to it are returned."""
    unit_of = {key: unit for unit, keys in trainees_by_unit.items() for key in keys}
    for trainee in known:
        if trainee.trainee_id not in unit_of:
            trainee.leave()
        elif trainee.presence is Presence.LEFT:
            trainee.enrol()
    fresh = unit_of.keys() - {trainee.trainee_id for trainee in known}
    return [
        Trainee(trainee_id=key, class_id=class_id, unit_id=unit_of[key]) for key in sorted(fresh)
    ]


def standing_of(leave: int, total: int, rules: Rules) -> Standing:
    """OVER only when leave is strictly more than its share: exactly one seventh is allowed."""
    limit = rules.leave_limit * total
    if leave > limit:
        return Standing.OVER
    if leave and leave >= rules.leave_warning * limit:
        return Standing.NEAR
    return Standing.WITHIN


def leave_left(leave: int, total: int, rules: Rules) -> int:
    """Whole tenths of an hour one may still be on leave; 0 when the limit is reached or passed."""
    return max(0, int(rules.leave_limit * total) - leave)
