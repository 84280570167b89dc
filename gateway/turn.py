"""Which of several classes is meant where one of them must be."""

from datetime import date

from contracts.enrollment import OVER, ClassState

Turn = tuple[int, int]


def turn_of(state: ClassState, start_on: date, end_on: date, today: date) -> Turn:
    """The order in which classes come up: the one that runs or comes next, those after it, those
    that have been held but not closed and those that are over, the latest first.
    """
    if state in OVER:
        return 2, -start_on.toordinal()
    return (0, start_on.toordinal()) if end_on >= today else (1, -start_on.toordinal())
