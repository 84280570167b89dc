"""A kind of to-do item: its words, whom it waits for, and which facts open and close it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from contracts.base import Event, Request, department_of, wire_name
from contracts.roles import Role
from contracts.values import Profile
from services.notification.domain.training_class import TrainingClass


def always(_: Any) -> bool:
    """Whatever the fact, whatever the class."""
    return True


# What a duty reads of its class: read alike of a class and of the columns classes are kept in, so
# that a look-up can say it too.


def never(_: Any) -> Any:
    """Due at no particular time."""
    return None


def before_check_in(known: Any) -> Any:
    """Due when check-in begins."""
    return known.checkin_from


def until_nominations_end(known: Any) -> Any:
    """Due when units may no longer nominate."""
    return known.deadline


def colleges(known: Any) -> Any:
    """Only for classes under the college's norm."""
    return known.profile == Profile.CADRE_COLLEGE


def party_schools(known: Any) -> Any:
    """Only for classes under the Party school's norm."""
    return known.profile != Profile.CADRE_COLLEGE


def contracted(known: Any) -> Any:
    """Only for classes held for an external host."""
    return known.hosted_externally


def mentored(known: Any) -> Any:
    """Only for classes that need a mentor."""
    return known.mentor_required


def itself(event: Event) -> tuple[Any, ...]:
    """A fact that is about one matter."""
    return (event,)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One kind of to-do item.

    `once`: it can be done a single time, so that a fact that closes it holds even if it is heard
    before the one that opens it. The others are moved by facts of one department, whose order
    decides. `person` names the field of the opening fact with the one person it waits for.
    `per_unit`: it waits for the units the fact names, each for itself (`unit_id`, `unit_ids`).
    `within`: the kind of record whose holders alone it waits for (`trainee`: the one of
    `trainee_id`). `parts`: the matters of a fact that is about several. `when` and `until` say
    which of the facts open and close it, `only` which classes have it at all, `due` by when it is
    to be done where the item itself does not say. `action` is the request that settles it, or shows
    where it is settled.
    """

    kind: str
    zh: str
    en: str
    action: type[Request[Any]] | None = None
    roles: tuple[Role, ...] = (Role.SIGNED_IN,)
    opened_by: tuple[type[Event], ...] = ()
    closed_by: tuple[type[Event], ...] = ()
    subject: str = "class_id"
    detail: str = ""
    person: str = ""
    per_unit: bool = False
    within: str = ""
    once: bool = True
    parts: Callable[[Any], Iterable[Any]] = itself
    when: Callable[[Any], bool] = always
    until: Callable[[Any], bool] = always
    only: Callable[[Any], Any] = always
    due: Callable[[Any], Any] = never

    @property
    def action_name(self) -> str:
        """The request that settles it as the wire knows it; empty where there is none."""
        if self.action is None:
            return ""
        return f"{department_of(self.action)}.{wire_name(self.action)}"

    def concerns(self, known: TrainingClass | None) -> bool:
        """Whether a class has this duty; of a class not heard of yet, only what all have shows."""
        return self.only is always or (known is not None and self.only(known))
