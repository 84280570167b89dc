"""Look-ups of rooms, stays and service orders; here alone beds are given and taken back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import delete, exists, insert, select

from contracts.refusals import Refusal
from contracts.scheduling import RoomReleased
from services.scheduling.domain.lodging import DormRoom, Nights, Stay
from services.scheduling.domain.residence import Residence
from services.scheduling.domain.service_order import ServiceOrder
from services.scheduling.store.lookups import Lookups
from services.scheduling.store.tables import (
    bed_night,
    dorm_room,
    room_night,
    service_order,
    stay,
)

ROOM = ("宿舍", "dormitory room")


class LodgingLookups(Lookups):
    """The residence and the property firm."""

    # -- Rooms ----------------------------------------------------------------

    def dorm_room(self, room_id: str) -> DormRoom:
        """A room; Unknown (404) when there is none."""
        return self.get(DormRoom, room_id, ROOM)

    def dorm_rooms(self) -> Sequence[DormRoom]:
        """Every room by building and number."""
        columns = dorm_room.c
        return self.all(select(DormRoom).order_by(columns.building, columns.number))

    def rooms_of(self, stays: Iterable[Stay]) -> Mapping[str, DormRoom]:
        """The rooms of these stays by id."""
        found = self.among(DormRoom, dorm_room.c.room_id, {one.room_id for one in stays})
        return {room.room_id: room for room in found}

    def require_new_rooms(self, building: str, numbers: Sequence[str]) -> None:
        """Refusal when one of these rooms is registered already."""
        columns = dorm_room.c
        known = self.all(
            select(columns.number).where(
                columns.building == building, columns.number.in_(list(numbers))
            )
        )
        if known:
            listed = "、".join(sorted(known)[:10])
            raise Refusal(
                "ROOM_REGISTERED",
                f"{building} {listed} 已经登记。",
                f"Registered already in {building}: {listed}.",
                "B-3.3c",
            )

    # -- Stays ----------------------------------------------------------------

    def residence(self, nights: Nights) -> Residence:
        """The residence over some nights."""
        columns = stay.c
        touching = select(Stay).where(
            columns.from_on < nights.to_on, columns.to_on > nights.from_on
        )
        return Residence.over(nights, self.dorm_rooms(), self.all(touching))

    def stays(self, class_id: str) -> Sequence[Stay]:
        """The stays of a class, by trainee and time."""
        columns = stay.c
        wanted = select(Stay).where(columns.class_id == class_id)
        return self.all(wanted.order_by(columns.trainee_id, columns.from_on))

    def take_bed(self, taken: Stay) -> None:
        """Keep a stay with each of its nights."""
        self.add(taken)
        self.session.flush()
        self._take_nights(taken, taken.nights)

    def prolong_stay(self, known: Stay, day: date) -> None:
        """Keep a bed for the nights until a later day."""
        more = Nights(from_on=known.to_on, to_on=day)
        known.prolong(day)
        self.session.flush()
        self._take_nights(known, more)

    def free_bed(self, known: Stay, day: date) -> RoomReleased:
        """Take a bed back from a day on; a stay of which no night is left is none."""
        released = bed_night.c.stay_id == known.stay_id, bed_night.c.night >= day
        self.session.execute(delete(bed_night).where(*released))
        self._forget_empty_nights(known, day)
        told = known.end(day, self.dorm_room(known.room_id))
        if not known.nights:
            self.session.delete(known)
        self.session.flush()
        return told

    def _take_nights(self, taken: Stay, nights: Nights) -> None:
        columns = room_night.c
        known = self.all(
            select(columns.night).where(
                columns.room_id == taken.room_id,
                columns.night >= nights.from_on,
                columns.night < nights.to_on,
            )
        )
        of_room = {"room_id": taken.room_id, "sex": taken.sex}
        fresh = [of_room | {"night": night} for night in nights if night not in set(known)]
        if fresh:
            self.session.execute(insert(room_night), fresh)
        of_bed = of_room | {
            "bed": taken.bed,
            "trainee_id": taken.trainee_id,
            "stay_id": taken.stay_id,
        }
        self.session.execute(insert(bed_night), [of_bed | {"night": night} for night in nights])

    def _forget_empty_nights(self, known: Stay, day: date) -> None:
        # A night nobody sleeps there any more is free for either sex again.
        slept = exists().where(
            bed_night.c.room_id == room_night.c.room_id, bed_night.c.night == room_night.c.night
        )
        self.session.execute(
            delete(room_night).where(
                room_night.c.room_id == known.room_id, room_night.c.night >= day, ~slept
            )
        )

    # -- Orders ---------------------------------------------------------------

    def service_order(self, class_id: str, order_id: str) -> ServiceOrder:
        """An order of this class; Unknown (404) when there is none."""
        return self.of_class(ServiceOrder, order_id, class_id, ("服务单", "service order"))

    def service_orders(self, class_id: str) -> Sequence[ServiceOrder]:
        """The orders of a class by day."""
        columns = service_order.c
        wanted = select(ServiceOrder).where(columns.class_id == class_id)
        return self.all(wanted.order_by(columns.on, columns.order_id))
