"""What stands above every page of a class: which one it is, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.enrollment import OVER, ClassRole, ClassState, ClassView, FindTeam
from contracts.portal import BoardLine
from contracts.roles import Actor
from contracts.values import TRACK_OF, Category
from gateway.service.boards import board_view
from gateway.store import PortalStore
from kit.pages.words import STEPS
from kit.rights import may_here

FIGURES = ("seats", "nominated", "enrolled", "checked_in")
OWN_FIGURES = ("passed", "certificates")


@dataclass(frozen=True, kw_only=True)
class Held:
    """A duty in the class, and who has it."""

    role: ClassRole
    person_id: str


@dataclass(frozen=True, kw_only=True)
class ClassBar:
    """What stands above every page of a class; `hosted` says whether a host outside the institution
    ordered it.
    """

    class_id: str
    code: str
    title: str
    category: Category
    state: ClassState
    start_on: date
    end_on: date
    figures: Mapping[str, int]
    hosted: bool
    team: Sequence[Held] = ()

    @property
    def leads(self) -> list[str]:
        """Who leads the class."""
        return [held.person_id for held in self.team if held.role is ClassRole.LEAD]

    @property
    def step(self) -> int:
        """The step the class is at, counted from 0; -1 for a cancelled class."""
        return next((n for n, (_, states) in enumerate(STEPS) if self.state in states), -1)

    @property
    def is_over(self) -> bool:
        """Whether every step lies behind the class."""
        return self.state in OVER

    @property
    def has_exam(self) -> bool:
        """Whether its people sit an exam; cadres and members write summaries."""
        return TRACK_OF[self.category].sits_exam


def bar_for(actor: Actor, store: PortalStore, class_id: str) -> ClassBar | None:
    """From the portal's own records; None for a class it has not heard of. Who serves the class is
    left out for whoever may not ask for its team.
    """
    row = store.line(class_id)
    if row is None:
        return None
    may_know = may_here(actor, FindTeam, {"class_id": class_id})
    team = _team(store, class_id) if may_know else []
    return class_bar(None, board_view(row), team=team)


def _team(store: PortalStore, class_id: str) -> list[Held]:
    team = [Held(role=duty.role, person_id=duty.person_id) for duty in store.duties_in(class_id)]
    return sorted(team, key=lambda held: list(ClassRole).index(held.role))


def class_bar(
    found: ClassView | None, line: BoardLine | None, *, team: Sequence[Held] = ()
) -> ClassBar | None:
    """From the department's answer, else from the portal's own record."""
    source: Any = found or line
    if source is None:
        return None
    figures = {name: int(getattr(source, name)) for name in FIGURES}
    if line is not None:
        figures |= {name: int(getattr(line, name)) for name in OWN_FIGURES}
    return ClassBar(
        class_id=source.class_id,
        code=source.code,
        title=source.title,
        category=source.category,
        state=source.state,
        start_on=_day(source.start_on),
        end_on=_day(source.end_on),
        figures=figures,
        hosted=source.hosted_externally,
        team=team,
    )


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
