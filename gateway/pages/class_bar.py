"""What stands above every page of a class: which one it is, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.enrollment import ClassState, ClassView
from contracts.portal import BoardLine
from contracts.values import TRACK_OF, Category, Track
from gateway.pages.home import OVER
from kit.pages.words import STEPS

FIGURES = ("seats", "nominated", "enrolled", "checked_in")


@dataclass(frozen=True, kw_only=True)
class ClassBar:
    """What stands above every page of a class."""

    class_id: str
    code: str
    title: str
    category: Category
    state: ClassState
    start_on: date
    end_on: date
    figures: Mapping[str, int]

    @property
    def track(self) -> Track:
        """Whether its trainees sit an exam or hand in a summary."""
        return TRACK_OF[self.category]

    @property
    def step(self) -> int:
        """The step the class is at, counted from 0; -1 for a cancelled class."""
        return next((n for n, (_, states) in enumerate(STEPS) if self.state in states), -1)

    @property
    def is_over(self) -> bool:
        """Whether every step lies behind the class."""
        return self.state in OVER


def class_bar(found: ClassView | None, line: BoardLine | None) -> ClassBar | None:
    """From the department's answer, else from the portal's own record."""
    source: Any = found or line
    if source is None:
        return None
    figures = {name: int(getattr(source, name)) for name in FIGURES}
    if line is not None:
        figures |= {"passed": line.passed, "certificates": line.certificates}
    return ClassBar(
        class_id=source.class_id,
        code=source.code,
        title=source.title,
        category=source.category,
        state=source.state,
        start_on=_day(source.start_on),
        end_on=_day(source.end_on),
        figures=figures,
    )


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
