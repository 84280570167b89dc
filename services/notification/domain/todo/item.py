"""One to-do item. Facts open and close it; nobody ticks one off by hand."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from contracts.notification import TodoClosed, TodoOpened
from contracts.roles import Actor, Role
from services.notification.domain.todo.duty import Duty
from services.notification.domain.todo.table import DUTY

EVERYWHERE = "*"
Moved = TodoOpened | TodoClosed


@dataclass(frozen=True, kw_only=True)
class Address:
    """Which item is meant: a kind of duty about a subject, for the holders of a role in a scope.

    An item for SIGNED_IN within a unit waits for the people of that unit, whatever their role.
    """

    kind: str
    subject: str
    role: Role
    scope: str = EVERYWHERE

    def reaches(
        self, actor: Actor, *, class_id: str | None, units: AbstractSet[str] = frozenset()
    ) -> bool:
        """Whether one of the actor's grants is meant. `class_id` is the class it is about, `units`
        are the scopes of the departments whose function the actor holds everywhere.
        """
        if self.role is Role.SIGNED_IN:
            return self.scope in units or any(g.scope == self.scope for g in actor.grants)
        return any(
            grant.role is self.role
            and (
                grant.scope in (EVERYWHERE, self.scope)
                or (self.scope == EVERYWHERE and grant.scope == f"class:{class_id}")
                or (grant.is_a_departments and not self.scope.startswith("unit:"))
            )
            for grant in actor.grants
        )


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
    an older fact heard later changes nothing. `blank`: nothing has opened it yet.
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
    blank: bool = False

    @property
    def duty(self) -> Duty:
        """What kind of item it is."""
        return DUTY[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.done_at is None

    @property
    def address(self) -> Address:
        """Whom it waits for, unless it waits for one person alone."""
        return Address(kind=self.kind, subject=self.subject, role=self.role, scope=self.scope)

    @property
    def is_a_units(self) -> bool:
        """Whether it waits for the people of a unit."""
        return self.scope.startswith("unit:")

    @property
    def shown_scope(self) -> str:
        """Whom it waits for, as others are told."""
        return f"person:{self.person_id}" if self.person_id else self.scope

    def open(self, opening: Opening, *, as_of: int, now: datetime) -> list[Moved]:
        """A fact opens the item; what can be done only once stays done. An item that waits already
        may wait for somebody else from now on.
        """
        if (self.duty.once and not self.is_open) or as_of < self.as_of:
            return []
        before = None if self.blank or not self.is_open else self._looks
        left = [self.closed()] if before and self.person_id != opening.person_id else []
        self.class_id, self.detail = opening.class_id, opening.detail
        self.person_id, self.due_at, self.as_of = opening.person_id, opening.due_at, as_of
        self.created_at, self.done_at, self.blank = now, None, False
        return [*left, self._opened()] if self._looks != before else []

    def close(self, *, as_of: int, now: datetime) -> list[Moved]:
        """What was waited for has happened."""
        if as_of < self.as_of and not self.duty.once:
            return []
        waited = self.is_open and not self.blank
        self.as_of, self.done_at = max(as_of, self.as_of), self.done_at or now
        return [self.closed()] if waited else []

    @property
    def _looks(self) -> tuple[object, ...]:
        return self.class_id, self.detail, self.person_id, self.due_at

    def _opened(self) -> TodoOpened:
        return TodoOpened(
            todo_id=self.todo_id,
            role=self.role,
            scope=self.shown_scope,
            class_id=self.class_id,
            due_at=self.due_at,
        )

    def closed(self) -> TodoClosed:
        """That it waits no more for whom it is addressed to."""
        return TodoClosed(
            todo_id=self.todo_id, role=self.role, scope=self.shown_scope, class_id=self.class_id
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
        blank=True,
    )
