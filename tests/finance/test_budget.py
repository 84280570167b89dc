"""The budget of a class against its ceiling."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.finance import (
    BudgetClearanceRequested,
    BudgetCleared,
    BudgetLine,
    BudgetRejected,
)
from contracts.refusals import Invalid, Refusal
from services.finance.domain.budget import LIFE, Budget, BudgetState
from services.finance.domain.standard import BOOK
from tests.finance.makers import content

STANDARD = BOOK.by_id("CN-2016-540-3")
CEILING = 55_000 * 10 * 3


def a_budget(**changes: Any) -> Budget:
    """A budget for ten people and three days, nothing in it yet."""
    fields: dict[str, Any] = {
        "class_id": "c1",
        "standard_id": STANDARD.standard_id,
        "headcount": 10,
        "days": 3,
    }
    return Budget(**fields | changes)


def a_line(fen: int, *, within: bool = True) -> BudgetLine:
    """A line of so many fen."""
    return BudgetLine(item="食宿", quantity=1, unit_price_fen=fen, within_ceiling=within)


def drafted(fen: int, *, by: str = "ann") -> Budget:
    budget = a_budget()
    budget.draft(lines=[a_line(fen)], staff=0, by=by, standard=STANDARD)
    return budget


def test_a_budget_up_to_its_ceiling_passes_by_itself() -> None:
    budget = a_budget()
    event = budget.draft(lines=[a_line(CEILING)], staff=0, by="ann", standard=STANDARD)
    assert budget.state is BudgetState.CHECKED
    assert event == BudgetCleared(class_id="c1", total_fen=CEILING, ceiling_fen=CEILING)


@pytest.mark.clause("B-6.1c")
def test_one_fen_above_the_ceiling_needs_clearance() -> None:
    budget = a_budget()
    event = budget.draft(lines=[a_line(CEILING + 1)], staff=0, by="ann", standard=STANDARD)
    assert budget.state is BudgetState.CLEARANCE_REQUIRED
    assert event == BudgetClearanceRequested(class_id="c1", over_by_fen=1)


@pytest.mark.clause("B-6.1c", "B-3.3a")
def test_finance_clears_what_goes_beyond() -> None:
    budget = drafted(CEILING + 1)
    event = budget.clear(by="bob", note="封闭培训加床")
    assert (budget.state, budget.cleared_by) == (BudgetState.CLEARED, "bob")
    assert event.total_fen == CEILING + 1


@pytest.mark.clause("B-6.1c")
@pytest.mark.parametrize("verb", ["clear", "reject"])
def test_nobody_decides_on_a_budget_of_their_own_making(verb: str) -> None:
    budget = drafted(CEILING + 1, by="ann")
    with pytest.raises(Refusal, match="OWN_BUDGET"):
        getattr(budget, verb)(by="ann", note="自己核准")
    assert budget.state is BudgetState.CLEARANCE_REQUIRED


@pytest.mark.clause("B-6.1c")
def test_a_budget_that_was_refused_is_drafted_anew() -> None:
    budget = drafted(CEILING + 7)
    event = budget.reject(by="bob", note="住宿超标准")
    assert event == BudgetRejected(class_id="c1", over_by_fen=7, note="住宿超标准")
    assert budget.state is BudgetState.REJECTED
    assert budget.recount(headcount=20, days=3, standard=STANDARD) == []
    budget.draft(lines=[a_line(CEILING)], staff=0, by="ann", standard=STANDARD)
    assert (budget.state, budget.note) == (BudgetState.CHECKED, "")


@pytest.mark.clause("B-6.1c")
def test_day_31_counts_seventy_percent_and_one_fen_above_needs_clearance() -> None:
    ceiling = 55_000 * 10 * 30 + 55_000 * 10 * 70 // 100
    for fen, state in ((0, BudgetState.CHECKED), (1, BudgetState.CLEARANCE_REQUIRED)):
        budget = a_budget(days=31)
        budget.draft(lines=[a_line(ceiling + fen)], staff=0, by="ann", standard=STANDARD)
        assert (budget.ceiling_fen, budget.state) == (ceiling, state)


@pytest.mark.clause("B-3.3a")
def test_a_budget_is_agreed_once_the_project_is_confirmed() -> None:
    within, cleared = drafted(CEILING), drafted(CEILING + 1)
    cleared.clear(by="bob", note="同意超支")
    for budget in (within, cleared):
        budget.agree()
        assert budget.state is BudgetState.AGREED
        assert isinstance(budget.recount(headcount=10, days=3, standard=STANDARD)[0], BudgetCleared)
        assert budget.state is BudgetState.AGREED


@pytest.mark.clause("B-6.1c")
def test_a_change_after_the_confirmation_needs_a_clearance_of_its_own() -> None:
    budget = drafted(CEILING + 5)
    budget.clear(by="bob", note="同意超支")
    budget.agree()
    budget.draft(lines=[a_line(CEILING + 5)], staff=0, by="ann", standard=STANDARD)
    assert budget.state is BudgetState.CLEARANCE_REQUIRED
    budget.agree()
    assert budget.state is BudgetState.CLEARANCE_REQUIRED


def test_a_budget_of_more_than_ten_billion_is_a_slip_of_the_pen() -> None:
    budget = a_budget()
    with pytest.raises(Invalid, match="BUDGET_TOO_LARGE"):
        budget.draft(lines=[a_line(10**12 + 1)], staff=0, by="ann", standard=STANDARD)
    assert (budget.state, budget.lines) == (BudgetState.DRAFT, [])


def test_teachers_cost_stays_outside_the_ceiling() -> None:
    budget = a_budget()
    lines = [a_line(CEILING), a_line(2_300_00, within=False)]
    budget.draft(lines=lines, staff=0, by="ann", standard=STANDARD)
    assert (budget.total_fen, budget.over_by_fen) == (CEILING + 2_300_00, 0)


def test_new_lines_need_a_clearance_of_their_own() -> None:
    budget = drafted(CEILING + 5)
    budget.clear(by="bob", note="同意超支")
    budget.draft(lines=[a_line(CEILING + 1)], staff=0, by="ann", standard=STANDARD)
    assert budget.state is BudgetState.CLEARANCE_REQUIRED
    assert budget.cleared_by == ""


def test_a_smaller_roster_lowers_the_ceiling_and_weighs_the_budget_again() -> None:
    budget = drafted(CEILING)
    [event] = budget.recount(headcount=9, days=3, standard=STANDARD)
    assert event == BudgetClearanceRequested(class_id="c1", over_by_fen=55_000 * 3)
    [event] = budget.recount(headcount=10, days=3, standard=STANDARD)
    assert isinstance(event, BudgetCleared)
    assert budget.state is BudgetState.CHECKED


def test_a_clearance_holds_while_the_excess_grows_no_larger() -> None:
    budget = drafted(CEILING + 55_000 * 3)
    budget.clear(by="bob", note="同意超支")
    states = []
    for headcount in (10, 9):
        budget.recount(headcount=headcount, days=3, standard=STANDARD)
        states.append(budget.state)
    assert states == [BudgetState.CLEARED, BudgetState.CLEARANCE_REQUIRED]


def test_an_empty_budget_only_notes_the_headcount() -> None:
    budget = a_budget()
    assert budget.recount(headcount=12, days=3, standard=STANDARD) == []
    assert (budget.state, budget.headcount) == (BudgetState.DRAFT, 12)


@given(st.lists(st.tuples(st.integers(0, 3_000_000), st.booleans()), max_size=6))
def test_a_budget_is_over_exactly_when_its_counted_lines_are(rows: list[tuple[int, bool]]) -> None:
    budget = a_budget()
    lines = [a_line(fen, within=within) for fen, within in rows]
    budget.draft(lines=lines, staff=0, by="ann", standard=STANDARD)
    over = sum(fen for fen, within in rows if within) - CEILING
    assert budget.over_by_fen == max(0, over)
    assert (budget.state is BudgetState.CLEARANCE_REQUIRED) == (over > 0)


VERBS: dict[str, Callable[[Budget], object]] = {
    "clear": lambda b: b.clear(by="bob", note="同意"),
    "reject": lambda b: b.reject(by="bob", note="超出标准"),
}


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize(
    ("verb", "state"),
    [(verb, state) for verb in VERBS for state in BudgetState if state not in LIFE.moves[verb][0]],
)
def test_no_step_of_a_budget_is_taken_out_of_turn(verb: str, state: BudgetState) -> None:
    budget = a_budget(state=state)
    before = content(budget)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        VERBS[verb](budget)
    assert content(budget) == before
