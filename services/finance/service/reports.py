"""What other departments report of a class: who came, slept, ate, taught and was told."""

from collections.abc import Sequence

from contracts.enrollment import AnnualPlanApproved, TraineeCheckedIn, TraineeWithdrawn
from contracts.notification import NoticeKind, NoticePublished
from contracts.scheduling import (
    RoomAllocated,
    RoomReleased,
    ServiceAccepted,
    SessionClosed,
    TeacherEngaged,
)
from kit.clock import local_day
from kit.department import reaction
from services.finance.domain.counting import Service, Stay
from services.finance.domain.fee import Teacher
from services.finance.domain.usage import Arrival, HeldSession
from services.finance.service.steps import bring_forward
from services.finance.store import FinanceStore


def _read_arrivals(events: Sequence[TraineeCheckedIn], store: FinanceStore) -> None:
    store.look_ahead(Arrival, [event.trainee_id for event in events])


class Reports:
    """Facts that are kept until they are counted."""

    @reaction
    def note_plan_approval(self, event: AnnualPlanApproved, store: FinanceStore) -> None:
        store.keep_plan_approval(event)

    @reaction
    def note_class_notice(self, event: NoticePublished, store: FinanceStore) -> None:
        if event.class_id is not None and event.kind is NoticeKind.CLASS_NOTICE:
            store.account_in_hand(event.class_id).notice_id = event.notice_id

    @reaction(ahead=_read_arrivals)
    def count_arrival(self, event: TraineeCheckedIn, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        if store.arrival(event.trainee_id) is None:
            arrived_on = local_day(event.at)
            store.add(
                Arrival(trainee_id=event.trainee_id, class_id=event.class_id, arrived_on=arrived_on)
            )
        bring_forward(account, store)

    @reaction
    def note_leaving(self, event: TraineeWithdrawn, store: FinanceStore) -> None:
        stay = store.arrival(event.trainee_id)
        if stay is not None:
            stay.left_on = store.fact_day

    @reaction
    def note_bed(self, event: RoomAllocated, store: FinanceStore) -> None:
        _keep_stay(event, event.bed, store)

    @reaction
    def note_bed_given_back(self, event: RoomReleased, store: FinanceStore) -> None:
        _keep_stay(event, 0, store)

    @reaction
    def count_service(self, event: ServiceAccepted, store: FinanceStore) -> None:
        store.account_in_hand(event.class_id)
        if not store.knows_service(event.order_id):
            service = Service(
                order_id=event.order_id,
                class_id=event.class_id,
                kind=event.kind,
                what=event.what,
                on=event.on,
                quantity=event.quantity,
            )
            store.add(service)

    @reaction
    def count_session(self, event: SessionClosed, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        if not store.knows_session(event.session_id):
            store.add(_held(event))
        bring_forward(account, store)

    @reaction
    def note_teacher(self, event: TeacherEngaged, store: FinanceStore) -> None:
        told = Teacher(
            teacher_id=event.teacher_id,
            title_band=event.title_band,
            employed=event.employed,
            heard=store.fact_order,
        )
        known = store.teacher(event.teacher_id)
        if known is None:
            store.add(told)
        else:
            known.take(told)


def _keep_stay(event: RoomAllocated | RoomReleased, bed: int, store: FinanceStore) -> None:
    # Both sides of a stay take the account in hand, so that neither overlooks the other.
    store.account_in_hand(event.class_id)
    stay = store.stay(event.trainee_id, event.room, event.from_on)
    if stay is not None:
        stay.take(bed=bed, to_on=event.to_on, heard=store.fact_order)
        return
    stay = Stay(
        trainee_id=event.trainee_id,
        room=event.room,
        from_on=event.from_on,
        class_id=event.class_id,
        bed=bed,
        to_on=event.to_on,
        heard=store.fact_order,
    )
    store.add(stay)


def _held(event: SessionClosed) -> HeldSession:
    return HeldSession(
        session_id=event.session_id,
        class_id=event.class_id,
        on=event.on,
        half_day=event.half_day,
        hours=event.hours,
        venue_id=event.venue_id,
        teacher_ids=event.teacher_ids,
        form=event.form,
        title=event.title,
        from_at=event.from_at,
        title_bands=event.title_bands,
        employed_ids=list(event.employed_ids),
        joint_with=event.joint_with,
        present_n=event.present_n,
        leave_n=event.leave_n,
        absent_n=event.absent_n,
    )
