"""The residence over some nights: what is free, for whom, and who gets which bed.

Everybody who can be given a bed is: rooms nobody sleeps in are shared out between men and women so
that both find room whenever there is a way at all. The same roster always gets the same beds.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.identity import SEX_NAMES, Sex
from contracts.refusals import Fault, Refusal
from services.scheduling.domain.lodging import DormRoom, Lodger, Nights, Stay

SEXES = (Sex.MALE, Sex.FEMALE)
CLAUSE = "B-8.4a"

# What the rooms shared out so far give to men and to women, and whose each of them is.
Share = tuple[int, int, tuple[Sex, ...]]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A bed in a room."""

    room: DormRoom
    bed: int


@dataclass(frozen=True, kw_only=True)
class Residence:
    """The rooms, and the stays that touch the nights in question."""

    rooms: Sequence[DormRoom]
    stays: Sequence[Stay]
    nights: Nights

    @classmethod
    def over(cls, nights: Nights, rooms: Iterable[DormRoom], stays: Iterable[Stay]) -> "Residence":
        """The residence over these nights, rooms in the order of their names."""
        return cls(
            rooms=sorted(rooms, key=lambda room: (room.building, room.number, room.room_id)),
            stays=[stay for stay in stays if stay.nights.overlaps(nights)],
            nights=nights,
        )

    def taken(self, room: DormRoom) -> set[int]:
        """The beds somebody sleeps in on one of the nights."""
        return {stay.bed for stay in self.stays if stay.room_id == room.room_id}

    def sexes(self, room: DormRoom) -> set[Sex]:
        """Whose room it is on these nights; both, when it changes hands between them."""
        return {stay.sex for stay in self.stays if stay.room_id == room.room_id}

    def place(self, room: DormRoom, bed: int, lodger: Lodger) -> Place:
        """This bed for this trainee; Refusal when it cannot be."""
        if bed > room.beds:
            raise Refusal(
                "NO_SUCH_BED",
                f"{room.name} 只有 {room.beds} 个床位。",
                f"{room.name} has only {room.beds} beds.",
                CLAUSE,
            )
        if bed in self.taken(room):
            raise Refusal(
                "BED_TAKEN",
                f"{room.name} {bed} 号床在此期间已分配他人。",
                f"Bed {bed} of {room.name} is given to somebody else in these nights.",
                CLAUSE,
            )
        if self.sexes(room) - {lodger.sex}:
            raise Refusal(
                "ROOM_OF_OTHER_SEX",
                f"{room.name} 在此期间由异性学员居住，男女不得混住。",
                f"{room.name} is a room of the other sex in these nights.",
                CLAUSE,
            )
        return Place(room=room, bed=bed)

    def would_keep(self, stay: Stay) -> bool:
        """Whether a stay that ends before these nights may last through them."""
        others = [other for other in self.stays if other.room_id == stay.room_id]
        return all(other.sex is stay.sex and other.bed != stay.bed for other in others)

    def house(self, lodgers: Iterable[Lodger]) -> Mapping[str, Place]:
        """A bed for every one of them by trainee id, a unit's people side by side; Refusal when
        there is no way to house them all.
        """
        queues = _by_sex(lodgers)
        rooms = self._rooms_for({sex: len(queues[sex]) for sex in SEXES})
        return {
            lodger.trainee_id: place
            for sex in SEXES
            for lodger, place in zip(queues[sex], self._free_places(rooms[sex]), strict=False)
        }

    def _rooms_for(self, needed: Mapping[Sex, int]) -> Mapping[Sex, list[DormRoom]]:
        rooms = {sex: [room for room in self.rooms if self.sexes(room) == {sex}] for sex in SEXES}
        still = {sex: max(0, needed[sex] - self._free(rooms[sex])) for sex in SEXES}
        empty = [room for room in self.rooms if not self.sexes(room)]
        owners = share_out([room.beds for room in empty], still[Sex.MALE], still[Sex.FEMALE])
        if owners is None:
            raise _too_few_beds(needed, {sex: self._free(rooms[sex]) for sex in SEXES}, empty)
        for room, owner in zip(empty, owners, strict=False):
            rooms[owner].append(room)
        return rooms

    def _free_places(self, rooms: Iterable[DormRoom]) -> list[Place]:
        return [
            Place(room=room, bed=bed)
            for room in rooms
            for bed in range(1, room.beds + 1)
            if bed not in self.taken(room)
        ]

    def _free(self, rooms: Iterable[DormRoom]) -> int:
        return sum(room.beds - len(self.taken(room)) for room in rooms)


def share_out(beds: Sequence[int], men: int, women: int) -> tuple[Sex, ...] | None:
    """Whose each of the first rooms is, so that so many men and women find a bed, as few rooms
    opened as the order allows; None when no way of sharing them out is enough.
    """
    # For each number of men housed, only the way that houses most women can still lead anywhere.
    best: dict[int, Share] = {0: (0, 0, ())}
    for opened in range(len(beds) + 1):
        if opened:
            best = _with_one_more_room(best, beds[opened - 1], men)
        enough = best.get(men)
        if enough is not None and enough[1] >= women:
            return enough[2]
    return None


def _with_one_more_room(best: Mapping[int, Share], size: int, men: int) -> dict[int, Share]:
    found: dict[int, Share] = {}
    for housed, women, owners in best.values():
        for share in (
            (min(men, housed + size), women, (*owners, Sex.MALE)),
            (housed, women + size, (*owners, Sex.FEMALE)),
        ):
            known = found.get(share[0])
            if known is None or share[1] > known[1]:
                found[share[0]] = share
    return found


def _by_sex(lodgers: Iterable[Lodger]) -> Mapping[Sex, list[Lodger]]:
    queues: defaultdict[Sex, list[Lodger]] = defaultdict(list)
    for lodger in sorted(lodgers, key=lambda one: (one.unit_id, one.trainee_no, one.trainee_id)):
        queues[lodger.sex].append(lodger)
    return queues


def _too_few_beds(
    needed: Mapping[Sex, int], free: Mapping[Sex, int], empty: Sequence[DormRoom]
) -> Refusal:
    in_empty = sum(room.beds for room in empty)
    faults = [
        Fault(
            f"beds.{sex.name.lower()}",
            f"{SEX_NAMES[sex]}学员需 {needed[sex]} 床，{SEX_NAMES[sex]}宿舍余 {free[sex]} 床",
            f"{needed[sex]} {sex.name.lower()} trainees, {free[sex]} beds left in rooms of theirs",
        )
        for sex in SEXES
    ]
    return Refusal(
        "TOO_FEW_BEDS",
        f"床位不足：{'；'.join(fault.zh for fault in faults)}；空房共 {in_empty} 床。",
        f"Too few beds: {'; '.join(fault.en for fault in faults)}; {in_empty} in empty rooms.",
        CLAUSE,
        faults=faults,
    )
