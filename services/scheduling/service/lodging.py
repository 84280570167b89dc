"""Rooms of the residence, and who sleeps in which bed."""

from contracts.base import Page
from contracts.enrollment import (
    ClassCancelled,
    ClassDeparted,
    ClassOpened,
    ListTrainees,
    TraineeView,
    TraineeWithdrawn,
)
from contracts.scheduling import (
    AllocateBed,
    AllocateBeds,
    BedView,
    DormRoomView,
    ListBeds,
    ListDormRooms,
    RegisterDormRooms,
    ReleaseBed,
)
from kit.department import command, query, reaction
from services.scheduling.domain.lodgers import lodger_of, lodgers_of, nights_ahead
from services.scheduling.domain.lodging import (
    DormRoom,
    Nights,
    current,
    nights_between,
    require_numbers,
)
from services.scheduling.service.beds import current_stay, end_stays, give_bed
from services.scheduling.service.views.lodging import bed_view, dorm_room_view
from services.scheduling.store import SchedulingStore


class Lodging:
    """The residence."""

    # -- Rooms ----------------------------------------------------------------

    @command
    def register_dorm_rooms(
        self, request: RegisterDormRooms, store: SchedulingStore
    ) -> list[DormRoomView]:
        numbers = require_numbers(request.numbers)
        store.require_new_rooms(request.building, numbers)
        rooms = [
            DormRoom(
                room_id=store.new_id(),
                building=request.building,
                number=number,
                beds=request.beds,
            )
            for number in numbers
        ]
        store.add(*rooms)
        residence = store.residence(Nights(from_on=store.today, to_on=store.today))
        return [dorm_room_view(room, residence) for room in rooms]

    @query
    def list_dorm_rooms(self, request: ListDormRooms, store: SchedulingStore) -> list[DormRoomView]:
        residence = store.residence(nights_between(request.from_on, request.to_on))
        return [dorm_room_view(room, residence) for room in residence.rooms]

    # -- Beds -----------------------------------------------------------------

    @command(asks=lambda request: ListTrainees(class_id=request.class_id, size=5000))
    def allocate_bed(
        self, request: AllocateBed, store: SchedulingStore, trainees: Page[TraineeView]
    ) -> BedView:
        timetable = store.timetable(request.class_id)
        timetable.require_open()
        lodger = lodger_of(store.trainee(request.class_id, request.trainee_id), trainees.items)
        room, nights = store.dorm_room(request.room_id), nights_ahead(timetable, store.today)
        known = current(store.stays(request.class_id), lodger.trainee_id, nights.from_on)
        if known and (known.room_id, known.bed) == (room.room_id, request.bed):
            return bed_view(known, room)
        if known:
            store.emit(store.free_bed(known, nights.from_on))
        place = store.residence(nights).place(room, request.bed, lodger)
        return bed_view(give_bed(place, lodger, nights, request.class_id, store), room)

    @command(asks=lambda request: ListTrainees(class_id=request.class_id, size=5000))
    def allocate_beds(
        self, request: AllocateBeds, store: SchedulingStore, trainees: Page[TraineeView]
    ) -> list[BedView]:
        timetable = store.timetable(request.class_id)
        timetable.require_open()
        nights, stays = nights_ahead(timetable, store.today), store.stays(request.class_id)
        bedless = [
            trainee
            for trainee in store.trainees(request.class_id)
            if trainee.takes_part and not current(stays, trainee.trainee_id, nights.from_on)
        ]
        lodgers = lodgers_of(bedless, trainees.items)
        places = store.residence(nights).house(lodgers)
        for lodger in lodgers:
            give_bed(places[lodger.trainee_id], lodger, nights, request.class_id, store)
        return self._beds(request.class_id, store)

    @command
    def release_bed(self, request: ReleaseBed, store: SchedulingStore) -> BedView:
        trainee = store.trainee(request.class_id, request.trainee_id)
        stay = current_stay(trainee, store)
        room = store.dorm_room(stay.room_id)
        store.emit(store.free_bed(stay, store.today))
        return bed_view(stay, room)

    @query
    def list_beds(self, request: ListBeds, store: SchedulingStore) -> list[BedView]:
        return self._beds(request.class_id, store)

    # -- Who leaves -----------------------------------------------------------

    @reaction
    def free_beds_of_departed(self, event: ClassDeparted, store: SchedulingStore) -> None:
        end_stays(store.stays(event.class_id), store)

    @reaction
    def free_beds_of_cancelled(self, event: ClassCancelled, store: SchedulingStore) -> None:
        end_stays(store.stays(event.class_id), store)

    @reaction
    def free_bed_of_withdrawn(self, event: TraineeWithdrawn, store: SchedulingStore) -> None:
        stays = store.stays(event.class_id)
        end_stays([stay for stay in stays if stay.trainee_id == event.trainee_id], store)

    @reaction
    def free_beds_of_absent(self, event: ClassOpened, store: SchedulingStore) -> None:
        # Who was missed and has come since keeps the bed.
        here = {t.trainee_id for t in store.trainees(event.class_id) if t.is_active}
        gone = set(event.absent) - here
        stays = store.stays(event.class_id)
        end_stays([stay for stay in stays if stay.trainee_id in gone], store)

    def _beds(self, class_id: str, store: SchedulingStore) -> list[BedView]:
        stays = store.stays(class_id)
        rooms = store.rooms_of(stays)
        return [bed_view(stay, rooms[stay.room_id]) for stay in stays]
