"""Settlements with hosts: exactly what was confirmed, agreed, signed by two, final with the papers
(B-6.6, B-8.8c, B-8.9c).
"""

from typing import Any

import pytest

from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassDeparted,
    SettlementPapersReceived,
)
from contracts.finance import (
    AgreeSettlement,
    DraftSettlement,
    FindAccount,
    FindSettlement,
    ListLedger,
    ProposeSheet,
    ReturnSettlement,
    SendSettlement,
    SettlementAgreed,
    SettlementDrafted,
    SettlementFinalised,
    SettlementLineDraft,
    SettlementSent,
    SettlementState,
    SignSettlement,
)
from contracts.roles import Actor, Role
from contracts.values import FileRef, Party
from kit.testing import an_actor
from tests.finance.contracted import (
    FINANCE,
    LAST,
    STAFF,
    Contracted,
    refused,
    somebody,
)
from tests.finance.makers import a_class, a_draft
from tests.finance.test_sheets import a_correction

S = SettlementState
PAPERS = SettlementPapersReceived(class_id="c1")


def a_draft_of(lines: list[SettlementLineDraft]) -> DraftSettlement:
    return DraftSettlement(class_id="c1", lines=lines)


def changed(line: SettlementLineDraft, **changes: Any) -> SettlementLineDraft:
    given: dict[str, Any] = {
        "line_id": line.line_id,
        "quantity": line.quantity,
        "unit_price_fen": line.unit_price_fen,
    }
    return SettlementLineDraft(**given | changes)


@pytest.mark.clause("B-6.6", "B-8.8c")
def test_the_settlement_prices_exactly_the_confirmed_lines(house: Contracted) -> None:
    sheet = house.departed()
    house.do(a_draft(100_000), STAFF)
    settlement = house.do(a_draft_of(house.priced(sheet)), FINANCE)
    assert settlement.state is S.DRAFT
    assert [line.quantity for line in settlement.lines] == [8, 2, 1, 1]
    assert settlement.total_fen == 12 * 10_000 == sum(line.amount_fen for line in settlement.lines)
    assert (settlement.budget_fen, settlement.variance_fen) == (100_000, 20_000)
    assert house.emitted(SettlementDrafted) == [
        SettlementDrafted(class_id="c1", total_fen=120_000, variance_fen=20_000)
    ]


@pytest.mark.clause("B-8.8c")
@pytest.mark.parametrize("wrong", ["more", "less", "missing", "twice", "invented"])
def test_a_quantity_that_was_not_confirmed_is_refused(house: Contracted, wrong: str) -> None:
    lines = house.priced(house.departed())
    first = lines[0]
    broken = {
        "more": [changed(first, quantity=first.quantity + 1), *lines[1:]],
        "less": [changed(first, quantity=first.quantity - 1), *lines[1:]],
        "missing": lines[1:],
        "twice": [*lines, first],
        "invented": [*lines, changed(first, line_id="x")],
    }[wrong]
    with refused("QUANTITY_NOT_CONFIRMED"):
        house.do(a_draft_of(broken), FINANCE)
    assert house.settlement().state is S.OPEN


@pytest.mark.clause("B-8.8c")
def test_what_only_one_party_signed_is_not_settled(house: Contracted) -> None:
    sheet = house.proposed()
    house.sign(Party.COLLEGE)
    house.hear(ClassDeparted(class_id="c1", end_on=LAST))
    with refused("DATA_NOT_CONFIRMED"):
        house.do(a_draft_of(house.priced(sheet)), FINANCE)


@pytest.mark.clause("B-6.6")
def test_a_settlement_opens_when_the_class_has_left(house: Contracted) -> None:
    house.confirmed()
    with refused("UNKNOWN"):
        house.do(FindSettlement(class_id="c1"), FINANCE)
    house.hear(ClassDeparted(class_id="c1", end_on=LAST), times=2)
    assert house.settlement().state is S.OPEN
    assert house.do(FindAccount(class_id="c1"), FINANCE).settlement_state == "OPEN"


@pytest.mark.clause("B-6.6")
def test_a_total_of_nothing_or_of_billions_is_a_slip_of_the_pen(house: Contracted) -> None:
    sheet = house.departed()
    for fen in (0, 10**12):
        with refused("TOTAL_NOT_PLAUSIBLE"):
            house.do(a_draft_of(house.priced(sheet, fen)), FINANCE)


@pytest.mark.clause("B-6.6")
def test_the_host_returns_it_and_agrees_to_the_next(house: Contracted) -> None:
    sheet = house.departed()
    house.do(a_draft_of(house.priced(sheet)), FINANCE)
    house.do(SendSettlement(class_id="c1"), house.lead())
    returned = house.do(ReturnSettlement(class_id="c1", reason="餐费单价有误"), house.host())
    assert (returned.state, returned.return_reason) == (S.DRAFT, "餐费单价有误")
    house.do(a_draft_of(house.priced(sheet, 9_000)), FINANCE)
    house.do(SendSettlement(class_id="c1"), house.lead())
    agreed = house.do(AgreeSettlement(class_id="c1", signer="李处长"), house.host())
    assert (agreed.state, agreed.agreed_by, agreed.return_reason) == (S.AGREED, "李处长", "")
    assert [event.total_fen for event in house.emitted(SettlementSent)] == [120_000, 108_000]
    assert house.emitted(SettlementAgreed) == [SettlementAgreed(class_id="c1", total_fen=108_000)]


@pytest.mark.clause("B-6.6")
def test_the_lead_records_the_hosts_agreement_with_a_scan_only(house: Contracted) -> None:
    house.do(a_draft_of(house.priced(house.departed())), FINANCE)
    house.do(SendSettlement(class_id="c1"), house.lead())
    with refused("SCAN_NEEDED"):
        house.do(AgreeSettlement(class_id="c1", signer="李处长"), house.lead())
    with refused("UNKNOWN"):
        lost = FileRef(file_id="0" * 64, name="无.pdf")
        house.do(AgreeSettlement(class_id="c1", signer="李处长", scan=lost), house.lead())
    agreed = house.do(
        AgreeSettlement(class_id="c1", signer="李处长", scan=house.scan), house.lead()
    )
    assert agreed.state is S.AGREED


@pytest.mark.clause("B-6.6", "B-8.9c")
def test_it_is_final_with_two_signatures_and_the_papers_whichever_comes_last() -> None:
    for papers_first in (True, False):
        house = Contracted()
        house.agreed()
        if papers_first:
            house.hear(PAPERS, times=2)
        house.do(SignSettlement(class_id="c1"), house.lead())
        assert house.settlement().state is S.AGREED
        house.do(SignSettlement(class_id="c1"), FINANCE)
        if not papers_first:
            assert house.settlement().state is S.AGREED
            assert house.emitted(SettlementFinalised) == []
            house.hear(PAPERS, times=2)
        assert house.settlement().state is S.FINALISED
        assert house.emitted(SettlementFinalised) == [
            SettlementFinalised(class_id="c1", total_fen=120_000, invoiced=False)
        ]
        assert house.do(FindAccount(class_id="c1"), FINANCE).total_fen == 120_000
        house.office.close()


@pytest.mark.clause("B-6.6")
def test_lead_and_finance_are_two_people(house: Contracted) -> None:
    house.agreed()
    both_hats = Actor(
        person_id="lead",
        grants=(*house.lead().grants, *an_actor(Role.FIN_LOGISTICS).grants),
        request_id="r",
    )
    signed = house.do(SignSettlement(class_id="c1"), both_hats)
    assert (signed.signed_by_lead, signed.signed_by_finance) == ("lead", "")
    with refused("SIGNED_ALREADY"):
        house.do(SignSettlement(class_id="c1"), both_hats)
    with refused("DUTY_SIGNED"):
        house.do(SignSettlement(class_id="c1"), somebody(Role.PROJECT_LEAD, "lead2"))
    assert house.do(SignSettlement(class_id="c1"), FINANCE).signed_by_finance == "fin"


@pytest.mark.clause("B-6.6")
def test_signatures_hold_for_what_was_signed_only(house: Contracted) -> None:
    house.agreed()
    house.do(SignSettlement(class_id="c1"), house.lead())
    returned = house.do(ReturnSettlement(class_id="c1", reason="主办单位复核"), house.lead())
    assert (returned.signed_by_lead, returned.agreed_by) == ("", "")
    with refused("WRONG_STATE"):
        house.do(SignSettlement(class_id="c1"), FINANCE)


@pytest.mark.clause("B-8.8c")
def test_a_newer_sheet_undoes_what_was_priced_from_the_older(house: Contracted) -> None:
    house.agreed()
    house.do(SignSettlement(class_id="c1"), house.lead())
    house.do(a_correction(house.sheet()), house.counselor())
    house.do(ProposeSheet(class_id="c1"), house.counselor())
    house.sign(Party.COLLEGE)
    assert house.settlement().state is S.AGREED
    newer = house.sign(Party.HOST)
    undone = house.settlement()
    assert (undone.state, undone.lines, undone.signed_by_lead) == (S.OPEN, [], "")
    drafted = house.do(a_draft_of(house.priced(newer)), FINANCE)
    assert (drafted.sheet_version, drafted.lines[0].quantity) == (2, 7)


@pytest.mark.clause("B-6.6", "B-3.3a")
def test_what_the_host_owes_stands_in_the_ledger_once_it_is_final(house: Contracted) -> None:
    house.final()
    ledger = house.do(ListLedger(class_id="c1"), FINANCE)
    assert ledger.balances == {"1212": 120_000, "4101": -120_000}
    assert ledger.balanced
    assert [(e.account_zh, e.debit_fen, e.credit_fen) for e in ledger.entries] == [
        ("应收账款", 120_000, 0),
        ("事业收入（培训收入）", 0, 120_000),
    ]


def test_papers_of_a_class_that_has_not_left_wait(house: Contracted) -> None:
    house.confirmed()
    house.hear(PAPERS)
    assert [row.consumer for row in house.office.held] == ["take_settlement_papers"]


def test_papers_of_an_own_class_settle_nothing(house: Contracted) -> None:
    house.hear(a_class(), PAPERS)
    assert house.office.held == []


def test_a_cancelled_class_is_not_settled(house: Contracted) -> None:
    sheet = house.departed()
    house.hear(ClassCancelled(class_id="c1", reason="疫情"))
    assert house.settlement().state is S.CLOSED
    with refused("CLASS_CLOSED"):
        house.do(a_draft_of(house.priced(sheet)), FINANCE)


def test_what_is_final_outlives_a_cancellation_heard_late(house: Contracted) -> None:
    house.final()
    house.hear(ClassCancelled(class_id="c1", reason="误报"))
    assert house.settlement().state is S.FINALISED


def test_a_closed_class_leaves_an_unpaid_settlement_open(house: Contracted) -> None:
    house.invoiced()
    house.hear(ClassClosed(class_id="c1"))
    assert house.settlement().state is S.INVOICED
