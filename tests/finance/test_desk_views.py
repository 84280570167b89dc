"""What the desk of finance is told beyond the bare records: what a budget is measured by, which
lines await a price, and the ledger of a period.
"""

from datetime import date, timedelta

import pytest

from contracts.finance import (
    FindAccount,
    FindBudget,
    ListLedger,
    ListStandards,
    ReturnSettlement,
    SettlementState,
)
from tests.finance.contracted import CLOSING_DAY, FINANCE, Contracted
from tests.finance.makers import a_class

DAY = timedelta(days=1)


@pytest.mark.clause("B-6.1c")
def test_a_budget_comes_with_the_standard_it_keeps_to(house: Contracted) -> None:
    house.hear(a_class(hosted_externally=True, planned_headcount=24))
    budget = house.do(FindBudget(class_id="c1"), FINANCE)
    assert budget.standard is not None
    assert budget.standard in house.do(ListStandards(), FINANCE)
    assert (budget.standard.total_fen, budget.standard.staff_percent) == (55_000, 10)
    assert house.do(FindAccount(class_id="c1"), FINANCE).hosted_externally


@pytest.mark.clause("B-8.8c")
def test_what_awaits_a_price_is_exactly_what_both_sides_confirmed(house: Contracted) -> None:
    sheet = house.departed()
    awaiting = house.settlement()
    assert awaiting.state is SettlementState.OPEN
    assert [(line.line_id, line.quantity, line.unit_price_fen) for line in awaiting.to_price] == [
        (line.line_id, line.quantity, 0) for line in sheet.lines
    ]


@pytest.mark.clause("B-6.6")
def test_a_settlement_given_back_keeps_its_prices_to_begin_from(house: Contracted) -> None:
    agreed = house.agreed()
    given_back = house.do(ReturnSettlement(class_id="c1", reason="单价有误"), house.lead())
    assert {line.unit_price_fen for line in given_back.to_price} == {10_000}
    assert given_back.to_price == tuple(agreed.lines)
    assert given_back.total_in_words == "壹仟贰佰元整"
    assert given_back.open_fen == 120_000


@pytest.mark.clause("B-3.3a")
def test_the_ledger_of_a_period_holds_its_first_and_its_last_day(house: Contracted) -> None:
    house.final()
    on = CLOSING_DAY.date()

    def entries(from_on: date | None, to_on: date | None) -> int:
        ledger = house.do(ListLedger(from_on=from_on, to_on=to_on), FINANCE)
        assert ledger.balanced
        return len(ledger.entries)

    assert entries(on, on) == entries(None, on) == entries(on, None) == 2
    assert entries(on + DAY, None) == entries(None, on - DAY) == 0
    assert entries(date.min, date.max) == 2
