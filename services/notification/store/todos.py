"""Look-ups of to-do items."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from contracts.roles import COLLEGE_DEPARTMENTS, Actor, Role
from services.notification.domain.todo import (
    DUTIES,
    EVERYWHERE,
    Address,
    Closing,
    Todo,
    a_todo,
    always,
    never,
)
from services.notification.domain.training_class import TrainingClass
from services.notification.store.classes import ClassLookups
from services.notification.store.tables import todo, training_class, unit

# An item, its class if it is about one that has been heard of, and when it is due if it is.
Due: TypeAlias = tuple[Todo, TrainingClass | None, datetime | None]


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
        """What waits for somebody with the class it is about and by when it is to be done, soonest
        due first; of one class when given. And how much there is in all.
        """
        found = self._waiting(actor, Todo, TrainingClass, DUE_AT)
        if class_id is not None:
            found = found.where(todo.c.class_id == class_id)
        in_turn = found.order_by(DUE_AT.nulls_last(), todo.c.created_at, todo.c.todo_id)
        return self.page(in_turn, page, size)

    def count_todos_for(self, actor: Actor) -> tuple[int, datetime | None]:
        """How much waits for somebody, and when the latest of it began to."""
        counted = self._waiting(actor, func.count(), func.max(todo.c.created_at))
        waiting, latest = self.session.execute(counted).one()
        return waiting, latest

    def _waiting(self, actor: Actor, *wanted: Any) -> Select[Any]:
        return (
            select(*wanted)
            .select_from(todo)
            .outerjoin(training_class, training_class.c.class_id == todo.c.class_id)
            .where(
                todo.c.done_at.is_(None),
                func.coalesce(training_class.c.is_over, false()).is_(False),
                _waits_for(actor),
                *CONCERNS,
            )
        )

    def new_todo(self, address: Address) -> Todo:
        """An item at an address where there is none yet."""
        made = a_todo(address, todo_id=self.new_id(), now=self.now)
        self.add(made)
        return made


def _address(closing: Closing, scope: str) -> Address:
    return Address(kind=closing.kind, subject=closing.subject, role=closing.role, scope=scope)


def _todos(kind: str, subject: str, role: Role) -> Any:
    return select(Todo).where(todo.c.kind == kind, todo.c.subject == subject, todo.c.role == role)


def _waits_for(actor: Actor) -> ColumnElement[bool]:
    """Address.reaches of everything kept; what waits for one person is theirs alone. Whoever holds
    a department's function everywhere is one of its people.
    """
    column = todo.c
    own = {(grant.role, grant.scope) for grant in actor.grants}
    everywhere = {role for role, scope in own if scope == EVERYWHERE}
    departments = {grant.role for grant in actor.grants if grant.is_a_departments}
    to_its_people = (column.role == Role.SIGNED_IN) & column.scope.in_({scope for _, scope in own})
    if functions := everywhere & set(COLLEGE_DEPARTMENTS):
        theirs = select(literal("unit:") + unit.c.unit_id).where(unit.c.function.in_(functions))
        to_its_people |= (column.role == Role.SIGNED_IN) & column.scope.in_(theirs)
    to_holders = (column.role != Role.SIGNED_IN) & or_(
        column.role.in_(everywhere),
        column.role.in_(departments) & column.scope.not_like("unit:%"),
        tuple_(column.role, column.scope).in_(own),
        (column.scope == EVERYWHERE)
        & tuple_(column.role, literal("class:") + column.class_id).in_(own),
    )
    return (column.person_id == actor.person_id) | (
        (column.person_id == "") & (to_its_people | to_holders)
    )


def _by_when() -> ColumnElement[datetime | None]:
    """When each item is due: by its own moment, else by that of its class."""
    kinds: dict[Callable[[Any], Any], list[str]] = defaultdict(list)
    for duty in DUTIES:
        kinds[duty.due].append(duty.kind)
    del kinds[never]
    moments = [(todo.c.kind.in_(of), due(training_class.c)) for due, of in kinds.items()]
    return func.coalesce(todo.c.due_at, case(*moments))


def _concerns() -> list[ColumnElement[bool]]:
    """Duty.concerns of everything kept."""
    kinds: dict[Callable[[Any], Any], list[str]] = defaultdict(list)
    for duty in DUTIES:
        kinds[duty.only].append(duty.kind)
    del kinds[always]
    return [todo.c.kind.not_in(of) | only(training_class.c) for only, of in kinds.items()]


DUE_AT, CONCERNS = _by_when(), _concerns()
