"""Rooms of the residence and who sleeps in which bed (B-8.4a): half-open days, so that one may
arrive on the day another leaves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.identity import Sex
from contracts.refusals import Fault, Invalid
from contracts.scheduling import RoomAllocated, RoomReleased

DAY = timedelta(days=1)
LONGEST = 40


@dataclass(eq=False, kw_only=True)
class DormRoom:
    """A room; its beds are numbered from 1."""

    room_id: str
    building: str
    number: str
    beds: int

    @property
    def name(self) -> str:
        """How people call it."""
        return f"{self.building} {self.number}"


@dataclass(frozen=True, kw_only=True)
class Nights:
    """The nights from one day up to, but not including, the night of another."""

    from_on: date
    to_on: date

    def __len__(self) -> int:
        return max(0, (self.to_on - self.from_on).days)

    def __iter__(self) -> Iterator[date]:
        return (self.from_on + at * DAY for at in range(len(self)))

    def overlaps(self, other: "Nights") -> bool:
        """Whether a night belongs to both."""
        return max(self.from_on, other.from_on) < min(self.to_on, other.to_on)


@dataclass(frozen=True, kw_only=True)
class Lodger:
    """A trainee who needs a bed."""

    trainee_id: str
    trainee_no: str
    unit_id: str
    sex: Sex


@dataclass(eq=False, kw_only=True)
class Stay:
    """A trainee's bed for some nights; never for none."""

    stay_id: str
    class_id: str
    trainee_id: str
    room_id: str
    bed: int
    sex: Sex
    from_on: date
    to_on: date

    @property
    def nights(self) -> Nights:
        """The nights it lasts."""
        return Nights(from_on=self.from_on, to_on=self.to_on)

    def lasts_beyond(self, day: date) -> bool:
        """Whether nights from this day on belong to it."""
        return self.to_on > day

    def end(self, day: date, room: DormRoom) -> RoomReleased:
        """Give the bed back from a day on; the nights before it were slept."""
        self.to_on = max(self.from_on, min(day, self.to_on))
        return RoomReleased(
            class_id=self.class_id,
            trainee_id=self.trainee_id,
            room=room.name,
            from_on=self.from_on,
            to_on=self.to_on,
        )

    def prolong(self, day: date) -> None:
        """Keep the bed until a later day."""
        self.to_on = max(day, self.to_on)

    def allocated(self, room: DormRoom) -> RoomAllocated:
        """The trainee has this bed."""
        return RoomAllocated(
            class_id=self.class_id,
            trainee_id=self.trainee_id,
            room=room.name,
            bed=self.bed,
            from_on=self.from_on,
            to_on=self.to_on,
        )


def require_numbers(numbers: Sequence[str]) -> list[str]:
    """Room numbers each once; Invalid when one is empty or too long to be kept."""
    wrong = [at for at, number in enumerate(numbers) if not 0 < len(number.strip()) <= LONGEST]
    if wrong:
        zh, en = f"房号须为 1 至 {LONGEST} 个字符", f"a room number has 1 to {LONGEST} characters"
        raise Invalid(
            "WRONG_ROOM_NUMBER",
            f"{zh}。",
            f"Here {en}.",
            "B-3.3c",
            faults=[Fault(f"numbers.{at}", zh, en) for at in wrong],
        )
    return list(dict.fromkeys(number.strip() for number in numbers))


def nights_between(first: date, last: date) -> Nights:
    """The nights of two days and of those between, as far as the calendar goes."""
    return Nights(from_on=first, to_on=min(last, date.max - DAY) + DAY)


def current(stays: Iterable[Stay], trainee_id: str, day: date) -> Stay | None:
    """The stay that holds a bed for a trainee from this day on, if any."""
    return next((s for s in stays if s.trainee_id == trainee_id and s.lasts_beyond(day)), None)
