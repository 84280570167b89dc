"""To-do items the service itself opens and closes."""

from datetime import datetime

from contracts.roles import Role
from services.notification.domain.todo import DUTY, Address, Opening
from services.notification.store import NotificationStore


def open_item(
    store: NotificationStore,
    address: Address,
    class_id: str | None,
    detail: str = "",
    *,
    person_id: str = "",
    due_at: datetime | None = None,
) -> None:
    """Something now waits for whoever the address names, or for one person."""
    opening = Opening(
        address=address,
        class_id=class_id,
        detail=detail[:200],
        person_id=person_id,
        due_at=due_at,
    )
    todo = store.todo_at(address)
    todo.open(opening, as_of=todo.as_of, now=store.now)


def open_items(store: NotificationStore, kind: str, subject: str, class_id: str | None) -> None:
    """Something now waits for every role that has this kind of duty."""
    for role in DUTY[kind].roles:
        open_item(store, Address(kind=kind, subject=subject, role=role), class_id)


def close_items(store: NotificationStore, kind: str, subject: str) -> None:
    """It waits for nobody any more."""
    for todo in store.open_todos(kind, subject):
        todo.close(as_of=todo.as_of, now=store.now)


def person_item(kind: str, subject: str) -> Address:
    """The address of an item that waits for one person alone."""
    return Address(kind=kind, subject=subject, role=Role.SIGNED_IN)
