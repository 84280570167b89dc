"""What stands above every page of a class: which one it is, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.enrollment import ClassRole, ClassState, ClassView
from contracts.portal import BoardLine
from contracts.values import TRACK_OF, Category, Track
from gateway.service.boards import board_view
from gateway.store import PortalStore
from kit.pages.words import STEPS

OVER = (ClassState.CLOSED, ClassState.CANCELLED)
FIGURES = ("seats", "nominated", "enrolled", "checked_in")
OWN_FIGURES = ("passed", "certificates")


@dataclass(frozen=True, kw_only=True)
class Held:
    """A duty in the class, and who has it."""

    role: ClassRole
    person_id: str


@dataclass(frozen=True, kw_only=True)
class ClassBar:
    """What stands above every page of a class; `lead` is the name of whoever leads it."""

    class_id: str
    code: str
    title: str
    category: Category
    state: ClassState
    start_on: date
    end_on: date
    figures: Mapping[str, int]
    team: Sequence[Held] = ()
    lead: str = ""

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
        return TRACK_OF[self.category] is Track.PROSPECT


def read_bar(store: PortalStore, class_id: str) -> ClassBar | None:
    """From the portal's own records; None for a class it has not heard of."""
    row = store.line(class_id)
    if row is None:
        return None
    team = [Held(role=duty.role, person_id=duty.person_id) for duty in store.duties_in(class_id)]
    team.sort(key=lambda held: list(ClassRole).index(held.role))
    leads = [held.person_id for held in team if held.role is ClassRole.LEAD]
    names = store.names_of(leads)
    lead = "、".join(names[one] for one in leads if one in names)
    return class_bar(None, board_view(row), team=team, lead=lead)


def class_bar(
    found: ClassView | None, line: BoardLine | None, *, team: Sequence[Held] = (), lead: str = ""
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
        team=team,
        lead=lead,
    )


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
