"""What a duty in a class 任职 lets somebody do in the portal: a role within that class, as long as
it lasts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.enrollment import ROLE_OF_DUTY, ClassRole, RoleAssigned, RoleEnded, RoleReplaced
from contracts.roles import Role


@dataclass(kw_only=True, eq=False)
class Duty:
    """Somebody's duty in a class as the latest event tells it; kept for those without an account
    too, who have their role once one is opened.
    """

    class_id: str
    role: ClassRole
    person_id: str
    held: bool
    sequence: int

    @property
    def grants(self) -> Role:
        """The role that goes with the duty."""
        return ROLE_OF_DUTY[self.role]

    @property
    def scope(self) -> str:
        """Where the role reaches."""
        return scope_of(self.class_id)

    def learn(self, *, held: bool, sequence: int) -> bool:
        """Take in what an event says; False for one that a later event has overtaken."""
        if sequence < self.sequence:
            return False
        self.held, self.sequence = held, sequence
        return True


@dataclass(frozen=True)
class Change:
    """Somebody has a duty from now on, or no longer."""

    class_id: str
    role: ClassRole
    person_id: str
    held: bool


def changes_of(event: RoleAssigned | RoleReplaced | RoleEnded) -> Iterable[Change]:
    """Who enters a duty by an event, and who leaves one."""
    if isinstance(event, RoleReplaced):
        yield Change(event.class_id, event.role, event.replaced_id, held=False)
    yield Change(event.class_id, event.role, event.person_id, held=not isinstance(event, RoleEnded))


def scope_of(class_id: str) -> str:
    """The scope of a role within one class."""
    return f"class:{class_id}"
