"""Which items a fact opens and closes, by the table of duties."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contracts.base import Event
from contracts.roles import Role
from services.notification.domain.todo.duty import Duty
from services.notification.domain.todo.item import EVERYWHERE, Address, Opening
from services.notification.domain.todo.table import DUTIES

HEEDED = frozenset(event for duty in DUTIES for event in (*duty.opened_by, *duty.closed_by))
ANY_SCOPE: list[str | None] = [None]


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The items of one role to close: in one scope, or wherever they are open."""

    kind: str
    subject: str
    role: Role
    scope: str | None


def openings(event: Event) -> list[Opening]:
    """The items a fact opens."""
    return [
        Opening(
            address=Address(
                kind=duty.kind, subject=_read(part, duty.subject), role=role, scope=scope
            ),
            class_id=getattr(event, "class_id", None),
            detail=str(getattr(part, duty.detail))[:200] if duty.detail else "",
            person_id=getattr(part, duty.person) if duty.person else "",
            due_at=getattr(part, "due_at", None),
        )
        for duty, part in _moved(event, opening=True)
        for role in duty.roles
        for scope in _scopes(duty, event, part) or [EVERYWHERE]
    ]


def closings(event: Event) -> list[Closing]:
    """The items a fact closes; those it names no unit or record for, in whatever scope."""
    return [
        Closing(kind=duty.kind, subject=_read(part, duty.subject), role=role, scope=scope)
        for duty, part in _moved(event, opening=False)
        for role in duty.roles
        for scope in _scopes(duty, event, part) or ANY_SCOPE
    ]


def _moved(event: Event, *, opening: bool) -> Iterator[tuple[Duty, Any]]:
    for duty in DUTIES:
        facts, holds = (duty.opened_by, duty.when) if opening else (duty.closed_by, duty.until)
        if isinstance(event, facts) and holds(event):
            for part in duty.parts(event):
                yield duty, part


def _scopes(duty: Duty, event: Event, part: Any) -> list[str]:
    if duty.within:
        return [f"{duty.within}:{_read(part, f'{duty.within}_id')}"]
    if not duty.per_unit:
        return []
    one = getattr(part, "unit_id", None)
    units = [one] if one is not None else getattr(event, "unit_ids", [])
    return [f"unit:{unit_id}" for unit_id in units]


def _read(part: Any, field: str) -> str:
    return str(getattr(part, field))
