"""Look-ups of to-do items."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import select

from contracts.roles import Actor, Role
from services.notification.domain.todo import EVERYWHERE, Address, Closing, Todo, a_todo
from services.notification.store.classes import ClassLookups
from services.notification.store.tables import todo
from services.notification.store.waiting import COUNTED, WAITING, WAITING_OF_CLASS, whose

# An item, the title of its class if it is about one, and when it is due if it is.
Due: TypeAlias = tuple[Todo, str | None, datetime | None]


class TodoLookups(ClassLookups):
    """What waits for whom."""

    def todo_at(self, address: Address) -> Todo:
        """The item at an address; made when it is first asked for."""
        found = self.session.scalars(
            _todos(address.kind, address.subject, address.role).where(todo.c.scope == address.scope)
        ).first()
        return found or self.new_todo(address)

    def todos_about(self, closing: Closing) -> Sequence[Todo]:
        """The items a fact closes; one is made when there is none, so that it is known as done."""
        if closing.scope is not None:
            return [self.todo_at(_address(closing, closing.scope))]
        wanted = _todos(closing.kind, closing.subject, closing.role)
        return self.session.scalars(wanted).all() or [self.new_todo(_address(closing, EVERYWHERE))]

    def open_todos(self, kind: str, subject: str) -> Sequence[Todo]:
        """The items of a kind about a subject that wait, whomever they wait for."""
        return self.session.scalars(
            select(Todo).where(
                todo.c.kind == kind, todo.c.subject == subject, todo.c.done_at.is_(None)
            )
        ).all()

    def open_todos_of_class(self, class_id: str) -> Sequence[Todo]:
        """Everything about a class that waits."""
        return self.session.scalars(
            select(Todo).where(todo.c.class_id == class_id, todo.c.done_at.is_(None))
        ).all()

    def todos_for(
        self, actor: Actor, *, class_id: str | None, page: int, size: int
    ) -> tuple[Sequence[Due], int]:
        """What waits for somebody with the title of its class and by when it is to be done, soonest
        due first; of one class when given. And how much there is in all.
        """
        if class_id is None:
            return self.page(WAITING, page, size, whose(actor))
        return self.page(WAITING_OF_CLASS, page, size, {**whose(actor), "class_id": class_id})

    def count_todos_for(self, actor: Actor) -> tuple[int, datetime | None]:
        """How much waits for somebody, and when the latest of it began to."""
        waiting, latest = self.session.execute(COUNTED, whose(actor)).one()
        return waiting, latest

    def new_todo(self, address: Address) -> Todo:
        """An item at an address where there is none yet."""
        made = a_todo(address, todo_id=self.new_id(), now=self.now)
        self.add(made)
        return made


def _address(closing: Closing, scope: str) -> Address:
    return Address(kind=closing.kind, subject=closing.subject, role=closing.role, scope=scope)


def _todos(kind: str, subject: str, role: Role) -> Any:
    return select(Todo).where(todo.c.kind == kind, todo.c.subject == subject, todo.c.role == role)
