"""What scheduling and finance report of a class: beds, equipment, reviews, its invoice."""

from contracts.finance import InvoiceIssued
from contracts.refusals import Unknown
from contracts.scheduling import (
    DepartmentReviewsCompleted,
    EquipmentChecked,
    OnlineRoomReady,
    RoomAllocated,
    RoomReleased,
)
from kit.department import NotYet, reaction
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.trainee import Trainee
from services.enrollment.store import EnrollmentStore

BED, EQUIPMENT = "bed", "equipment"


class Reports:
    """Facts of a class in its days; of two about the same matter the later one holds."""

    @reaction
    def take_room(self, event: RoomAllocated, store: EnrollmentStore) -> None:
        trainee = _trainee(store, event.class_id, event.trainee_id)
        if store.is_latest(BED, event.trainee_id):
            needed = store.training_class(event.class_id).nature.check_in_parts
            room = f"{event.room}-{event.bed}"
            store.emit(*trainee.take_room(room, needed=needed, now=store.now))

    @reaction
    def leave_room(self, event: RoomReleased, store: EnrollmentStore) -> None:
        trainee = _trainee(store, event.class_id, event.trainee_id)
        if store.is_latest(BED, event.trainee_id):
            trainee.leave_room()

    @reaction
    def note_equipment(self, event: EquipmentChecked, store: EnrollmentStore) -> None:
        training_class = store.training_class(event.class_id)
        if store.is_latest(EQUIPMENT, event.class_id):
            store.emit(
                *training_class.hold(Fact.EQUIPMENT_CHECKED, true=event.complete, now=store.now)
            )

    @reaction
    def note_online_room(self, event: OnlineRoomReady, store: EnrollmentStore) -> None:
        training_class = store.training_class(event.class_id)
        store.emit(*training_class.note(Fact.ONLINE_ROOM_READY, now=store.now))

    @reaction
    def note_reviews(self, event: DepartmentReviewsCompleted, store: EnrollmentStore) -> None:
        training_class = store.training_class(event.class_id)
        store.emit(*training_class.note(Fact.REVIEWS_COMPLETED, now=store.now))

    @reaction
    def note_invoice(self, event: InvoiceIssued, store: EnrollmentStore) -> None:
        training_class = store.training_class(event.class_id)
        store.emit(*training_class.note_settlement(Fact.INVOICE_ISSUED, now=store.now))


def _trainee(store: EnrollmentStore, class_id: str, trainee_id: str) -> Trainee:
    try:
        return store.trainee(class_id, trainee_id)
    except Unknown as missing:
        raise NotYet(str(missing)) from missing
