"""Look-ups of to-do items."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from contracts.roles import Actor, Role
from services.notification.domain.todo import EVERYWHERE, Address, Closing, Todo, a_todo
from services.notification.domain.training_class import TrainingClass
from services.notification.store.classes import ClassLookups
from services.notification.store.tables import todo, training_class


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

    def todos_for(self, actor: Actor) -> list[tuple[Todo, TrainingClass | None]]:
        """What waits for somebody, with the class it is about, oldest first."""
        units = self.departments_of(actor)
        waiting = (
            select(Todo)
            .outerjoin(training_class, training_class.c.class_id == todo.c.class_id)
            .where(
                todo.c.done_at.is_(None),
                or_(training_class.c.is_over.is_(None), training_class.c.is_over.is_(False)),
                _perhaps_for(actor, units),
            )
            .order_by(todo.c.created_at, todo.c.todo_id)
        )
        items = [each for each in self.session.scalars(waiting) if each.waits_for(actor, units)]
        known = self.classes({item.class_id for item in items if item.class_id})
        found = [(item, known.get(item.class_id or "")) for item in items]
        return [(item, about) for item, about in found if item.duty.concerns(about)]

    def new_todo(self, address: Address) -> Todo:
        """An item at an address where there is none yet."""
        made = a_todo(address, todo_id=self.new_id(), now=self.now)
        self.add(made)
        return made


def _address(closing: Closing, scope: str) -> Address:
    return Address(kind=closing.kind, subject=closing.subject, role=closing.role, scope=scope)


def _todos(kind: str, subject: str, role: Role) -> Any:
    return select(Todo).where(todo.c.kind == kind, todo.c.subject == subject, todo.c.role == role)


def _perhaps_for(actor: Actor, units: frozenset[str]) -> Any:
    """Keeps other units' items out of the look-up; whom one waits for is the domain's to say."""
    everywhere = {
        grant.role for grant in actor.grants if grant.scope == EVERYWHERE or grant.is_a_departments
    }
    scopes = {grant.scope for grant in actor.grants}
    return or_(
        todo.c.person_id == actor.person_id,
        todo.c.role.in_(everywhere),
        todo.c.role.in_({grant.role for grant in actor.grants})
        & todo.c.scope.in_({EVERYWHERE, *scopes}),
        (todo.c.role == Role.SIGNED_IN) & todo.c.scope.in_({*scopes, *units} - {EVERYWHERE}),
    )
