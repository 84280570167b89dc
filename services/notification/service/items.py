"""To-do items as they open and close: one door for facts, commands and the clock, so that whoever
waits hears of each.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from contracts.notification import TodoClosed
from contracts.roles import Role
from services.notification.domain.todo import DUTY, Address, Moved, Opening, Todo
from services.notification.domain.training_class import TrainingClass
from services.notification.store import NotificationStore


def open_at(store: NotificationStore, opening: Opening, *, as_of: int, fresh: bool = False) -> None:
    """Open an item as a fact in that place says; `fresh` where there can be none at its address."""
    todo = store.new_todo(opening.address) if fresh else store.todo_at(opening.address)
    _tell(store, todo, todo.open(opening, as_of=as_of, now=store.now))


def close(store: NotificationStore, todo: Todo, *, as_of: int) -> None:
    """Close an item as a fact in that place says."""
    _tell(store, todo, todo.close(as_of=as_of, now=store.now))


def close_at(store: NotificationStore, address: Address, *, as_of: int = 0) -> None:
    """Close the item at an address, also before anything has opened it."""
    close(store, store.todo_at(address), as_of=as_of)


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
    _tell(store, todo, todo.open(opening, as_of=todo.as_of, now=store.now))


def open_items(store: NotificationStore, kind: str, subject: str, class_id: str | None) -> None:
    """Something now waits for every role that has this kind of duty."""
    for role in DUTY[kind].roles:
        open_item(store, Address(kind=kind, subject=subject, role=role), class_id)


def close_items(store: NotificationStore, kind: str, subject: str) -> None:
    """It waits for nobody any more."""
    for todo in store.open_todos(kind, subject):
        close(store, todo, as_of=todo.as_of)


def end_items(store: NotificationStore, known: TrainingClass) -> None:
    """The class is over: what still waits is shown to nobody any more."""
    waiting = store.open_todos_of_class(known.class_id)
    functions = store.functions(todo.scope for todo in waiting)
    store.emit(
        *(
            replace(todo.closed(), role=functions.get(todo.scope) or todo.role)
            for todo in waiting
            if todo.duty.concerns(known)
        )
    )


def person_item(kind: str, subject: str) -> Address:
    """The address of an item that waits for one person alone."""
    return Address(kind=kind, subject=subject, role=Role.SIGNED_IN)


def _tell(store: NotificationStore, todo: Todo, moved: Iterable[Moved]) -> None:
    """Let the item's events go out as it is shown: with its day, and for a department with its
    function. What nobody is shown, nobody is told of.
    """
    events = list(moved)
    if not events:
        return
    known = store.class_if_known(todo.class_id)
    if not todo.duty.concerns(known) or (known is not None and known.is_over):
        return
    role = _role(store, todo)
    due_at = todo.due_at or (todo.duty.due(known) if known else None)
    for event in events:
        if isinstance(event, TodoClosed):
            store.emit(replace(event, role=role))
        else:
            store.emit(replace(event, role=role, due_at=due_at))


def _role(store: NotificationStore, todo: Todo) -> Role:
    unit = store.unit_in_hand(todo.scope.removeprefix("unit:")) if todo.is_a_units else None
    return (unit.function if unit else None) or todo.role
