"""Who serves a class, as enrollment tells it; from these duties the work group follows."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.enrollment import ClassRole


@dataclass(eq=False, kw_only=True)
class Member:
    """A person's duty in a class. `as_of` is the place, in enrollment's order of facts, of the
    latest one about it: an older fact heard later changes nothing.
    """

    class_id: str
    role: ClassRole
    person_id: str
    unit_id: str = ""
    is_active: bool = False
    as_of: int = 0

    def begin(self, unit_id: str, *, as_of: int) -> None:
        """The person holds the duty, for that unit."""
        if as_of >= self.as_of:
            self.unit_id, self.is_active, self.as_of = unit_id, True, as_of

    def end(self, *, as_of: int) -> None:
        """The person holds it no longer."""
        if as_of >= self.as_of:
            self.is_active, self.as_of = False, as_of


def active(members: Iterable[Member], *roles: ClassRole) -> list[Member]:
    """Those who hold a duty now, of certain duties if any are named, in a fixed order."""
    holding = [each for each in members if each.is_active and (not roles or each.role in roles)]
    return sorted(holding, key=lambda each: (each.role, each.person_id))
