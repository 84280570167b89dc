"""The leaders' board: the classes of a year on one line, what is at risk, the key figures, and how
each clause was kept.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from contracts.base import Page as Listed
from contracts.base import Query
from contracts.enrollment import ClassState
from contracts.notification import DeadlineKind, DeadlineView, ListDeadlines
from contracts.portal import (
    BoardLine,
    ConformityView,
    FindConformity,
    FindKeyFigures,
    KeyFigures,
    ListBoard,
)
from kit import clock
from kit.pages.charts import Line, Span
from kit.pages.desk import Page, Picture
from kit.pages.numbers import whole_number
from kit.pages.visit import Visit
from kit.pages.words import STEPS, tone_of

MOST_CLASSES = 200
FIRST_YEAR, LAST_YEAR = 2000, 2100
RISKS_SHOWN = 12
CLAUSES_SHOWN = 12

# What leaders look at apart from everything that is late.
ESCALATIONS = frozenset({DeadlineKind.ESCALATION})
HAND_OVERS = frozenset({DeadlineKind.HAND_OVER, DeadlineKind.HAND_OVER_LATEST})
NEAR = timedelta(days=3)


def year_of(visit: Visit) -> int:
    """The year asked for, else this year."""
    asked = whole_number(visit.params.get("year", ""), least=FIRST_YEAR, most=LAST_YEAR)
    return asked or clock.today().year


def _of_year(kind: Callable[..., Query[Any]], **more: int) -> Callable[[Visit], Query[Any]]:
    return lambda visit: kind(year=year_of(visit), **more)


def figures_of(found: KeyFigures, visit: Visit) -> Mapping[str, Any]:
    """How many classes stand at each step, and the years to go to."""
    return {
        "year": found.year,
        "years": (found.year - 1, found.year, found.year + 1),
        "steps": [
            {"label": name, "value": sum(found.by_state.get(state, 0) for state in states)}
            for name, states in STEPS
        ],
        "path": visit.path,
    }


def year_line(found: Listed[BoardLine], visit: Visit) -> Mapping[str, Any]:
    """Each class that touches the year on its line, the earliest first."""
    first = date(year_of(visit), 1, 1)
    last = date(first.year, 12, 31)
    lines = sorted(found.items, key=lambda line: (line.start_on, line.code))
    return {
        "first": first,
        "last": last,
        "today": clock.today(),
        "lines": [(line.state, _on_line(line)) for line in lines],
        "more": found.total - len(lines),
    }


def _on_line(line: BoardLine) -> Line:
    tone = "grey" if line.state is ClassState.CANCELLED else tone_of(line.state)
    span = Span(
        from_on=date.fromisoformat(line.start_on),
        to_on=date.fromisoformat(line.end_on),
        tone=tone,
        words=line.title,
    )
    return Line(label=line.title, spans=(span,), path=f"/classes/{line.class_id}", note=line.code)


def risks(found: Sequence[DeadlineView], _: Visit) -> Mapping[str, Any]:
    """What has passed its limit or is about to, what is on its way up, what is being handed over
    near its limit.
    """
    now = clock.now()
    overdue = [one for one in found if one.due_at < now]
    near = [one for one in found if now <= one.due_at <= now + NEAR]
    return {
        "overdue": len(overdue),
        "near": len(near),
        "escalations": sum(one.kind in ESCALATIONS for one in found),
        "hand_overs": sum(one.kind in HAND_OVERS for one in (*overdue, *near)),
        "lines": (*overdue, *near)[:RISKS_SHOWN],
        "more": max(0, len(overdue) + len(near) - RISKS_SHOWN),
        "now": now,
    }


def kept_or_not(found: ConformityView, _: Visit) -> Mapping[str, Any]:
    """The clauses that were late or broken somewhere, and how all of them stand together."""
    return {
        "amiss": [one for one in found.clauses if one.late or one.broken][:CLAUSES_SHOWN],
        "all": {
            name: sum(getattr(one, name) for one in found.clauses)
            for name in ("kept", "late", "broken", "pending")
        },
    }


BOARD = Page(
    path="board",
    zh="领导看板",
    icon="chart",
    kind=FindConformity,
    sections=(
        Picture(
            name="figures",
            zh="关键指标",
            icon="chart",
            asks=_of_year(FindKeyFigures),
            template="portal/figures.html",
            data=figures_of,
        ),
        Picture(
            name="risks",
            zh="风险提示",
            icon="alarm",
            asks=lambda _: ListDeadlines(running=True),
            template="portal/risks.html",
            data=risks,
        ),
        Picture(
            name="year",
            zh="年度班次",
            icon="calendar",
            asks=_of_year(ListBoard, size=MOST_CLASSES),
            template="portal/year.html",
            data=year_line,
        ),
        Picture(
            name="clauses",
            zh="条款执行",
            icon="shield",
            asks=_of_year(FindConformity),
            template="portal/clauses.html",
            data=kept_or_not,
        ),
    ),
)
