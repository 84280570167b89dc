"""What a limit is: which facts set it running, what meets it, and what moves it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contracts.base import Event
from contracts.notification import DeadlineKind
from contracts.roles import Role
from services.notification.domain.deadline import Deadline
from services.notification.domain.training_class import ShiftKind, TrainingClass

EVERYWHERE = "*"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What one fact sets running about one matter: until a moment, to the end of the day so long
    `after` the fact, or, with neither, as the class's days say.
    """

    matter: str
    subject_id: str
    scope: str
    due_at: datetime | None = None
    after: timedelta | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One kind of limit.

    `sets` reads from a fact what it sets running, `matter` which one a fact meets or ends, `holds`
    whether it does meet it. `by_class`: when it falls due by the class's days, which may move.
    `follows`: what else moves it. `only`: which classes have it. `colleges_role`: who answers for
    it under the college's norm.
    """

    kind: DeadlineKind
    zh: str
    en: str
    clause: str
    role: Role
    set_by: tuple[type[Event], ...] = ()
    met_by: tuple[type[Event], ...] = ()
    ended_by: tuple[type[Event], ...] = ()
    sets: Callable[[Any], Iterable[Setting]]
    matter: Callable[[Any], str]
    holds: Callable[[Any], bool] = lambda _: True
    only: Callable[[TrainingClass], bool] = lambda _: True
    by_class: Callable[[TrainingClass], datetime] | None = None
    follows: ShiftKind | None = None
    colleges_role: Role | None = None

    def role_for(self, known: TrainingClass | None) -> Role:
        """Who answers for it: in the college perhaps somebody else than in the school."""
        is_colleges = known is not None and known.is_colleges
        return self.colleges_role if is_colleges and self.colleges_role else self.role


def due_at(limit: Limit, deadline: Deadline, known: TrainingClass | None) -> datetime | None:
    """When a deadline falls due as things are; None while its class stands still."""
    if limit.by_class is not None and known is not None:
        return None if known.stands_still else limit.by_class(known)
    if limit.follows is None or known is None or deadline.armed_at is None:
        return deadline.base_at
    moved = known.moved_since(limit.follows, deadline.armed_at)
    return None if moved is None or deadline.base_at is None else deadline.base_at + moved
