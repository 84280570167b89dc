"""What waits for whom, as questions to the database: Address.reaches, Duty.concerns and Duty.due of
everything kept. They are put together once and given their values: putting them together for each
look took longer than looking.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)

from contracts.roles import Actor, Role
from services.notification.domain.todo import DUTIES, EVERYWHERE, Duty, Todo, always, never
from services.notification.store.tables import todo, training_class, unit

Says = Callable[[Any], Any]


def whose(actor: Actor) -> Mapping[str, Any]:
    """The values with which the questions ask for what waits for somebody."""
    own = {(grant.role.value, grant.scope) for grant in actor.grants}
    return {
        "person_id": actor.person_id,
        "own": sorted(own),
        "scopes": sorted({scope for _, scope in own}),
        "everywhere": sorted({role for role, scope in own if scope == EVERYWHERE}),
        "departments": sorted({g.role.value for g in actor.grants if g.is_a_departments}),
    }


def _one_of(name: str) -> Any:
    return bindparam(name, expanding=True)


def _waits_for_them() -> ColumnElement[bool]:
    """Whether it waits for the one person it is for, else for holders of its role or, where it is
    for nobody's role, for the people of its unit; whoever holds a department's function everywhere
    is one of them.
    """
    column = todo.c
    departments = select(literal("unit:") + unit.c.unit_id)
    to_its_people = (column.role == Role.SIGNED_IN) & or_(
        column.scope.in_(_one_of("scopes")),
        column.scope.in_(departments.where(unit.c.function.in_(_one_of("everywhere")))),
    )
    to_holders = (column.role != Role.SIGNED_IN) & or_(
        column.role.in_(_one_of("everywhere")),
        column.role.in_(_one_of("departments")) & column.scope.not_like("unit:%"),
        tuple_(column.role, column.scope).in_(_one_of("own")),
        (column.scope == EVERYWHERE)
        & tuple_(column.role, literal("class:") + column.class_id).in_(_one_of("own")),
    )
    return (column.person_id == bindparam("person_id")) | (
        (column.person_id == "") & (to_its_people | to_holders)
    )


def _concern_their_class() -> list[ColumnElement[bool]]:
    by_class = _kinds(lambda duty: duty.only, but=always)
    return [~_is_of(kinds) | only(training_class.c) for only, kinds in by_class.items()]


def _by_when() -> ColumnElement[datetime | None]:
    """When an item is due: by its own moment, else by that of its class."""
    by_class = _kinds(lambda duty: duty.due, but=never)
    moments = [(_is_of(kinds), due(training_class.c)) for due, kinds in by_class.items()]
    return func.coalesce(todo.c.due_at, case(*moments))


def _kinds(said: Callable[[Duty], Says], *, but: Says) -> dict[Says, list[str]]:
    found: dict[Says, list[str]] = defaultdict(list)
    for duty in DUTIES:
        if said(duty) is not but:
            found[said(duty)].append(duty.kind)
    return found


def _is_of(kinds: list[str]) -> ColumnElement[bool]:
    # Our own words, the same each time: they need not be handed over.
    return todo.c.kind.in_([literal_column(f"'{kind}'") for kind in kinds])


def _waiting(*wanted: Any) -> Select[Any]:
    return (
        select(*wanted)
        .select_from(todo)
        .outerjoin(training_class, training_class.c.class_id == todo.c.class_id)
        .where(
            todo.c.done_at.is_(None),
            func.coalesce(training_class.c.is_over, false()).is_(False),
            _waits_for_them(),
            *_concern_their_class(),
        )
    )


DUE_AT = _by_when()
# Each item with the title of its class and when it is due, soonest first.
WAITING = _waiting(Todo, training_class.c.title, DUE_AT).order_by(
    DUE_AT.nulls_last(), todo.c.created_at, todo.c.todo_id
)
WAITING_OF_CLASS = WAITING.where(todo.c.class_id == bindparam("class_id"))
# How many there are, and when the latest of them began to wait.
COUNTED = _waiting(func.count(), func.max(todo.c.created_at))
