"""The reviews of a class by each department: before, during and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.enrollment import GOING_ON
from contracts.scheduling import (
    DepartmentReviewsView,
    DepartmentReviewView,
    ListDepartmentReviews,
    ReviewOwnWork,
    ReviewPhase,
)
from kit.pages.desk import Action, Picture
from kit.pages.visit import Ready, Visit


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One department in one phase: what it has reviewed, and whether it still owes."""

    reviews: Sequence[DepartmentReviewView]
    owed: bool
    offers: Sequence[Ready]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One department."""

    name: str
    cells: Sequence[Cell]


def matrix_of(found: DepartmentReviewsView, visit: Visit) -> Mapping[str, Any]:
    """Every department that has reviewed or owes a review, by phase."""
    names = {one.unit_id: one.unit_name for one in found.reviews}
    names |= {one.unit_id: one.unit_name for one in found.owed}
    return {
        "phases": tuple(ReviewPhase),
        "lines": [
            Line(name=name, cells=[_cell(found, unit_id, phase, visit) for phase in ReviewPhase])
            for unit_id, name in sorted(names.items(), key=lambda item: item[1])
        ],
    }


def _cell(found: DepartmentReviewsView, unit_id: str, phase: ReviewPhase, visit: Visit) -> Cell:
    owed = any((one.unit_id, one.phase) == (unit_id, phase) for one in found.owed)
    return Cell(
        reviews=[one for one in found.reviews if (one.unit_id, one.phase) == (unit_id, phase)],
        owed=owed,
        offers=visit.offers(OFFERS, {"unit_id": unit_id, "phase": phase}) if owed else (),
    )


OFFERS = (
    Action(
        kind=ReviewOwnWork,
        zh="登记审核",
        during=GOING_ON,
        given=lambda cell: {"phase": cell["phase"].value},
    ),
)
REVIEWS = Picture(
    name="reviews",
    zh="政治把关台账",
    icon="shield",
    asks=ListDepartmentReviews,
    template="scheduling/reviews.html",
    data=matrix_of,
    actions=(Action(kind=ReviewOwnWork, icon="pen", during=GOING_ON),),
    offers=OFFERS,
    empty="还没有部门审核记录。",
)
