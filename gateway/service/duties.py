"""The roles that follow the duties in a class (B-5.0, B-7, B-9): given with a duty, taken back with
it, and with the end of the class.
"""

from contracts.base import Event
from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    RoleAssigned,
    RoleEnded,
    RoleReplaced,
)
from contracts.portal import RoleGranted
from gateway.accounts import Account
from gateway.duties import Change, Duty, changes_of
from gateway.store import PortalStore
from kit.department import reaction


class Duties:
    """What the team of a class may do here."""

    @reaction
    def give_duty(self, event: RoleAssigned, store: PortalStore) -> None:
        _follow(event, store)

    @reaction
    def hand_duty_on(self, event: RoleReplaced, store: PortalStore) -> None:
        _follow(event, store)

    @reaction
    def end_duty(self, event: RoleEnded, store: PortalStore) -> None:
        _follow(event, store)

    @reaction
    def end_duties_of_closed(self, event: ClassClosed, store: PortalStore) -> None:
        _end_all(event.class_id, store)

    @reaction
    def end_duties_of_cancelled(self, event: ClassCancelled, store: PortalStore) -> None:
        _end_all(event.class_id, store)


def take_on_duties(account: Account, store: PortalStore) -> list[RoleGranted]:
    """What a new account is given because its person already has duties."""
    duties = store.duties_of(account.person_id)
    return [one for duty in duties for one in account.take_on(duty.grants, duty.scope)]


def _follow(event: RoleAssigned | RoleReplaced | RoleEnded, store: PortalStore) -> None:
    store.alone_with(event.class_id)
    over = store.class_is_over(event.class_id)
    # In one order, so that two events about the same people never wait for each other.
    for change in sorted(changes_of(event), key=lambda change: change.person_id):
        duty = _learn(change, store)
        if duty is not None and not over:
            store.alone_with(duty.person_id)
            store.emit(*_apply(duty, store))


def _learn(change: Change, store: PortalStore) -> Duty | None:
    """Keep what an event says; None when a later one has spoken already."""
    sequence = store.cause.sequence
    duty = store.duty(change.class_id, change.role, change.person_id)
    if duty is None:
        duty = Duty(
            class_id=change.class_id,
            role=change.role,
            person_id=change.person_id,
            held=change.held,
            sequence=sequence,
        )
        store.add(duty)
        return duty
    return duty if duty.learn(held=change.held, sequence=sequence) else None


def _apply(duty: Duty, store: PortalStore) -> list[Event]:
    account = store.account_of(duty.person_id)
    if account is None:
        return []
    follow = account.take_on if duty.held else account.lay_down
    return [*follow(duty.grants, duty.scope)]


def _end_all(class_id: str, store: PortalStore) -> None:
    store.alone_with(class_id)
    if store.class_is_over(class_id):
        return
    store.note_class_over(class_id)
    for duty in sorted(store.duties_in(class_id), key=lambda duty: duty.person_id):
        store.alone_with(duty.person_id)
        account = store.account_of(duty.person_id)
        if account is not None:
            store.emit(*account.lay_down(duty.grants, duty.scope))
