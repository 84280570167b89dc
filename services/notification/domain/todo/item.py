"""One to-do item. Facts open and close it; nobody ticks one off by hand."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from contracts.roles import Actor, Role
from services.notification.domain.todo.duty import Duty
from services.notification.domain.todo.table import DUTY

EVERYWHERE = "*"


@dataclass(frozen=True, kw_only=True)
class Address:
    """Which item is meant: a kind of duty about a subject, for the holders of a role in a scope.

    An item for SIGNED_IN within a unit waits for the people of that unit, whatever their role.
    """

    kind: str
    subject: str
    role: Role
    scope: str = EVERYWHERE


@dataclass(frozen=True, kw_only=True)
class Opening:
    """An item to open; `person_id` when it waits for one person alone."""

    address: Address
    class_id: str | None = None
    detail: str = ""
    person_id: str = ""
    due_at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class Todo:
    """Something waiting for whoever holds a role in a scope; done once `done_at` is set.

    `as_of` is the place, in its department's order of facts, of the latest one that moved the item:
    an older fact heard later changes nothing.
    """

    todo_id: str
    kind: str
    subject: str
    role: Role
    scope: str
    created_at: datetime
    class_id: str | None = None
    detail: str = ""
    person_id: str = ""
    due_at: datetime | None = None
    as_of: int = 0
    done_at: datetime | None = None

    @property
    def duty(self) -> Duty:
        """What kind of item it is."""
        return DUTY[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.done_at is None

    def open(self, opening: Opening, *, as_of: int, now: datetime) -> None:
        """A fact opens the item; what can be done only once stays done."""
        if (self.duty.once and not self.is_open) or as_of < self.as_of:
            return
        self.class_id, self.detail = opening.class_id, opening.detail
        self.person_id, self.due_at, self.as_of = opening.person_id, opening.due_at, as_of
        self.created_at, self.done_at = now, None

    def close(self, *, as_of: int, now: datetime) -> None:
        """What was waited for has happened."""
        if as_of >= self.as_of or self.duty.once:
            self.as_of, self.done_at = max(as_of, self.as_of), self.done_at or now

    def waits_for(self, actor: Actor, units: AbstractSet[str] = frozenset()) -> bool:
        """Whether one of the actor's grants reaches this item; a personal one is that person's.

        `units` are the scopes of the departments whose function the actor holds everywhere.
        """
        if self.person_id:
            return self.person_id == actor.person_id
        if self.role is Role.SIGNED_IN:
            return self.scope in units or any(g.scope == self.scope for g in actor.grants)
        return any(
            grant.role is self.role
            and (
                grant.scope in (EVERYWHERE, self.scope)
                or (self.scope == EVERYWHERE and grant.scope == f"class:{self.class_id}")
                or (grant.is_a_departments and not self.scope.startswith("unit:"))
            )
            for grant in actor.grants
        )


def a_todo(address: Address, *, todo_id: str, now: datetime) -> Todo:
    """A new item at an address; nothing has opened it yet, and nothing has closed it."""
    return Todo(
        todo_id=todo_id,
        kind=address.kind,
        subject=address.subject,
        role=address.role,
        scope=address.scope,
        created_at=now,
    )
