"""Seats: how they are given to units, and who moves up when one becomes free."""

from collections.abc import Callable, Sequence

from contracts.base import Event
from contracts.enrollment import QuotaLine
from contracts.refusals import Fault, Invalid
from services.enrollment.domain.nomination import Nomination
from services.enrollment.domain.quota import Quota
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.store import EnrollmentStore


def reallocate(
    store: EnrollmentStore, training_class: TrainingClass, lines: Sequence[QuotaLine]
) -> None:
    """Give the units these seats and no other unit any; whoever waits moves up into new ones."""
    _refuse_odd_units(store, training_class, lines)
    class_id = training_class.class_id
    held = store.lock_quotas(class_id)
    for line in lines:
        quota = held.pop(line.unit_id, None)
        if quota is None:
            quota = Quota(class_id=class_id, unit_id=line.unit_id, seats=0, reserve=0)
            store.add(quota)
        moving_up = quota.reallocate(seats=line.seats, reserve=line.reserve)
        for nomination in store.first_waiting(class_id, line.unit_id, moving_up):
            nomination.move_up()
    for quota in held.values():
        quota.reallocate(seats=0, reserve=0)
        store.remove(quota)


def end(store: EnrollmentStore, nomination: Nomination, ending: Callable[[], Event]) -> None:
    """End a nomination; the first of those waiting moves up into the seat it held."""
    # The seats are locked before any nomination is: two endings at once never wait for each other.
    quota = store.lock_quota(nomination.class_id, nomination.unit_id)
    store.training_class(nomination.class_id).may_decide_nominations()
    had_seat = nomination.holds_seat
    store.emit(ending())
    if not had_seat:
        quota.leave_waiting_list()
    elif quota.free_seat():
        for first in store.first_waiting(nomination.class_id, nomination.unit_id, 1):
            first.move_up()


def _refuse_odd_units(
    store: EnrollmentStore, training_class: TrainingClass, lines: Sequence[QuotaLine]
) -> None:
    seen: set[str] = set()
    faults = []
    for position, line in enumerate(lines):
        unit = store.unit(line.unit_id)
        if line.unit_id in seen:
            faults.append(Fault(f"quotas.{position}", f"「{unit.name}」重复", f"{unit.name} twice"))
        elif not unit.may_nominate_for(training_class.host_id):
            faults.append(
                Fault(
                    f"quotas.{position}",
                    f"「{unit.name}」不是基层党组织，也不是本班主办单位",
                    f"{unit.name} is neither a grass-roots Party organisation nor the class's host",
                )
            )
        seen.add(line.unit_id)
    if faults:
        raise Invalid(
            "QUOTAS",
            f"名额分配有误：{'；'.join(fault.zh for fault in faults)}。",
            f"The seats cannot be given: {'; '.join(fault.en for fault in faults)}.",
            "A-6.6",
            faults=faults,
        )
