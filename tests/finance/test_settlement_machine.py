"""Draft, agree, sign, invoice, take back, pay in any order: settlement, invoices, receipts and the
ledger do what a plain model does (B-6.6, B-8.8c, B-8.9c).
"""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from contracts.enrollment import SettlementPapersReceived
from contracts.finance import (
    AgreeSettlement,
    CorrectDataLine,
    DraftSettlement,
    InvoiceIssued,
    InvoiceReversed,
    InvoiceState,
    InvoiceView,
    IssueInvoice,
    ListInvoices,
    ListLedger,
    PaymentReceived,
    ProposeSheet,
    RecordReceipt,
    ReturnSettlement,
    ReverseInvoice,
    SendSettlement,
    SettlementFinalised,
    SettlementLineDraft,
    SettlementState,
    SignSettlement,
)
from contracts.refusals import Refusal
from contracts.roles import Actor
from contracts.values import Party
from tests.finance.conftest import MoveTo
from tests.finance.contracted import FINANCE, LAST, Contracted
from tests.servers import RealServers

S = SettlementState
NUMBERS = count(1)
UNFINISHED = (S.OPEN, S.DRAFT, S.HOST_REVIEW, S.AGREED)
FINISHED = (S.FINALISED, S.INVOICED, S.PAID)


class Settlements(RuleBasedStateMachine):
    """The office beside a plain account of one class's settlement."""

    house: Contracted

    def __init__(self) -> None:
        super().__init__()
        self.class_id = f"x{next(NUMBERS)}"
        self.sheet = self.house.departed(self.class_id)
        self.state = S.OPEN
        self.total = 0
        self.signed: set[str] = set()
        self.papers = False
        self.paid = 0
        self.live: InvoiceView | None = None
        self.issued = 0
        self.reversed = 0

    @rule(steps=st.integers(1, 8))
    def go_on(self, steps: int) -> None:
        """Take the next steps as they should be taken, so that the late states are met too."""
        for _ in range(steps):
            if self.state in (S.OPEN, S.DRAFT) and not self.total:
                self.draft(fen=100, wrong="")
            elif self.state is S.DRAFT:
                self.send()
            elif self.state is S.HOST_REVIEW:
                self.agree()
            elif self.state is S.AGREED:
                self.finish_properly()
            elif self.state is S.FINALISED:
                self.issue(off_by=0)
            elif self.state is S.INVOICED:
                self.receive(share=2, beyond=0)

    def finish_properly(self) -> None:
        for who in ("lead", "fin"):
            if who not in self.signed:
                self.sign(who)
                return
        self.receive_papers()

    # -- until it is final -------------------------------------------------------------------------

    @rule(fen=st.integers(1, 900), wrong=st.sampled_from(["", "", "", "quantity", "missing"]))
    def draft(self, fen: int, wrong: str) -> None:
        lines = self.house.priced(self.sheet, fen)
        if wrong == "missing":
            lines = lines[1:]
        if wrong == "quantity":
            first = lines[0]
            lines[0] = SettlementLineDraft(
                line_id=first.line_id,
                quantity=first.quantity + 1,
                unit_price_fen=first.unit_price_fen,
            )
        allowed = self.state in (S.OPEN, S.DRAFT) and not wrong
        if self.does(DraftSettlement(class_id=self.class_id, lines=lines), allowed=allowed):
            self.state = S.DRAFT
            self.total = fen * sum(line.quantity for line in self.sheet.lines)

    @rule()
    def send(self) -> None:
        if self.does(SendSettlement(class_id=self.class_id), allowed=self.state is S.DRAFT):
            self.state = S.HOST_REVIEW

    @rule()
    def give_back(self) -> None:
        request = ReturnSettlement(class_id=self.class_id, reason="单价有误")
        allowed = self.state in (S.HOST_REVIEW, S.AGREED)
        if self.does(request, allowed=allowed, as_=self.house.host(self.class_id)):
            self.state, self.signed = S.DRAFT, set()

    @rule()
    def agree(self) -> None:
        request = AgreeSettlement(class_id=self.class_id, signer="李处长")
        allowed = self.state is S.HOST_REVIEW
        if self.does(request, allowed=allowed, as_=self.house.host(self.class_id)):
            self.state = S.AGREED

    @rule(who=st.sampled_from(["lead", "fin"]))
    def sign(self, who: str) -> None:
        actor = self.house.lead(self.class_id) if who == "lead" else FINANCE
        allowed = self.state is S.AGREED and who not in self.signed
        if self.does(SignSettlement(class_id=self.class_id), allowed=allowed, as_=actor):
            self.signed.add(who)
            self.finish()

    @rule()
    def receive_papers(self) -> None:
        self.house.hear(SettlementPapersReceived(class_id=self.class_id), times=2)
        self.papers = True
        self.finish()

    @rule(quantity=st.integers(0, 9))
    def confirm_another_sheet(self, quantity: int) -> None:
        """The data turns out to be different, and both parties sign that."""
        request = CorrectDataLine(
            class_id=self.class_id,
            line_id=self.sheet.lines[0].line_id,
            quantity=quantity,
            reason="复核更正",
        )
        counselor = self.house.counselor(self.class_id)
        if self.does(request, allowed=self.state in UNFINISHED, as_=counselor):
            self.house.do(ProposeSheet(class_id=self.class_id), counselor)
            self.house.sign(Party.HOST, class_id=self.class_id)
            self.sheet = self.house.sign(Party.COLLEGE, class_id=self.class_id)
            self.state, self.total, self.signed = S.OPEN, 0, set()

    # -- once it is final --------------------------------------------------------------------------

    @rule(off_by=st.sampled_from([0, 0, 1]))
    def issue(self, off_by: int) -> None:
        request = IssueInvoice(
            class_id=self.class_id,
            number=self.house.invoice_number(),
            total_fen=self.total + off_by,
        )
        if self.does(request, allowed=self.state is S.FINALISED and not off_by):
            self.issued += 1
            self.state = S.PAID if self.paid == self.total else S.INVOICED
            self.live = self.invoices()[-1]

    @rule()
    def take_back(self) -> None:
        if self.live is None:
            return
        request = ReverseInvoice(
            class_id=self.class_id,
            invoice_id=self.live.invoice_id,
            number=self.house.invoice_number(),
            reason="购买方有误",
        )
        self.does(request, allowed=self.state in (S.INVOICED, S.PAID))
        self.reversed += 1
        self.state, self.live = S.FINALISED, None

    @rule(share=st.sampled_from([3, 2, 1]), beyond=st.sampled_from([0, 0, 0, 1]))
    def receive(self, share: int, beyond: int) -> None:
        if self.live is None:
            return
        still_open = self.total - self.paid
        amount = max(1, still_open // share + beyond * self.total)
        request = RecordReceipt(
            class_id=self.class_id,
            invoice_id=self.live.invoice_id,
            amount_fen=amount,
            on=LAST,
            reference=self.house.reference(),
        )
        if self.does(request, allowed=self.state is S.INVOICED and amount <= still_open):
            self.paid += amount
            self.state = S.PAID if self.paid == self.total else S.INVOICED

    # -- what must hold ----------------------------------------------------------------------------

    @invariant()
    def the_office_says_what_the_model_says(self) -> None:
        shown = self.house.settlement(self.class_id)
        assert shown.state is self.state
        assert (shown.total_fen, shown.paid_fen) == (self.total, self.paid)
        assert {shown.signed_by_lead, shown.signed_by_finance} - {""} == self.signed
        assert shown.papers_received == self.papers
        assert shown.total_fen == sum(line.amount_fen for line in shown.lines)
        if shown.lines:
            confirmed = {line.line_id: line.quantity for line in self.sheet.lines}
            assert {line.line_id: line.quantity for line in shown.lines} == confirmed

    @invariant()
    def the_ledger_balances_and_shows_what_the_host_owes(self) -> None:
        ledger = self.house.do(ListLedger(class_id=self.class_id), FINANCE)
        owed = self.total - self.paid if self.state in FINISHED else 0
        assert ledger.balanced
        assert ledger.balances.get("1212", 0) == owed
        assert ledger.balances.get("2101", 0) == -(self.live.tax_fen if self.live else 0)

    @invariant()
    def one_invoice_lives_and_says_the_total(self) -> None:
        black = [invoice for invoice in self.invoices() if invoice.red_of is None]
        living = [one for one in black if one.state is not InvoiceState.REVERSED]
        assert len(living) == (self.state in (S.INVOICED, S.PAID))
        assert all(invoice.total_fen == self.total for invoice in living)
        assert len(black) == self.issued
        assert sum(invoice.total_fen for invoice in self.invoices()) == (
            self.total if living else 0
        )

    @invariant()
    def what_was_told_is_what_happened(self) -> None:
        finals = self.house.emitted(SettlementFinalised, self.class_id)
        assert [event.total_fen for event in finals] == [self.total] * (self.state in FINISHED)
        assert len(self.house.emitted(InvoiceIssued, self.class_id)) == self.issued
        assert len(self.house.emitted(InvoiceReversed, self.class_id)) == self.reversed
        received = self.house.emitted(PaymentReceived, self.class_id)
        assert sum(event.amount_fen for event in received) == self.paid

    # -- how ---------------------------------------------------------------------------------------

    def finish(self) -> None:
        if self.state is S.AGREED and self.papers and self.signed == {"lead", "fin"}:
            self.state = S.FINALISED

    def invoices(self) -> list[InvoiceView]:
        return self.house.do(ListInvoices(class_id=self.class_id), FINANCE)

    def does(self, request: Any, *, allowed: bool, as_: Actor = FINANCE) -> bool:
        """Ask for it; whether it is done is what the model says."""
        try:
            self.house.do(request, as_)
        except Refusal:
            assert not allowed
            return False
        assert allowed
        return True


def run(house: Contracted, *, examples: int, steps: int) -> None:
    Settlements.house = house
    calm = settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Settlements, settings=calm)


@pytest.mark.clause("B-6.6", "B-8.8c", "B-8.9c")
def test_no_order_of_steps_settles_anything_else_than_the_model(house: Contracted) -> None:
    run(house, examples=4, steps=20)


@pytest.mark.clause("B-6.6")
def test_nor_does_any_on_postgresql(servers: RealServers, move_to: MoveTo) -> None:
    house = Contracted(servers.fresh().database_url.format(service="finance"))
    run(house, examples=2, steps=15)
    house.office.close()


# -- random classes, settled to the end ------------------------------------------------------------


@pytest.mark.clause("B-6.6", "B-8.8c")
def test_lines_total_ledger_invoice_and_receivable_are_one_figure(move_to: MoveTo) -> None:
    house = Contracted()
    prices = st.lists(st.integers(0, 99_999), min_size=4, max_size=4).filter(any)

    @settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
    @given(prices=prices, quantity=st.integers(1, 5_000), rate=st.sampled_from([None, 30, 0]))
    def settles(prices: list[int], quantity: int, rate: int | None) -> None:
        one_figure(house, prices, quantity, rate)

    settles()
    house.office.close()


def one_figure(house: Contracted, prices: list[int], quantity: int, rate: int | None) -> None:
    class_id = f"r{next(NUMBERS)}"
    sheet = corrected_and_signed(house, class_id, quantity)
    lines = [
        SettlementLineDraft(line_id=line.line_id, quantity=line.quantity, unit_price_fen=price)
        for line, price in zip(sheet.lines, prices, strict=True)
    ]
    total = sum(line.quantity * line.unit_price_fen for line in lines)
    if total == 0:
        return
    house.do(DraftSettlement(class_id=class_id, lines=lines), FINANCE)
    house.do(SendSettlement(class_id=class_id), FINANCE)
    house.do(AgreeSettlement(class_id=class_id, signer="李处长"), house.host(class_id))
    house.finish(class_id)
    number = house.invoice_number()
    invoice = house.do(
        IssueInvoice(class_id=class_id, number=number, total_fen=total, tax_rate=rate), FINANCE
    )

    settled = house.settlement(class_id)
    ledger = house.do(ListLedger(class_id=class_id), FINANCE)
    receivable = sum(entry.debit_fen for entry in ledger.entries if entry.account == "1212")
    owed = settled.total_fen - settled.paid_fen
    lines_together = sum(line.amount_fen for line in settled.lines)
    assert {lines_together, settled.total_fen, receivable, invoice.total_fen, owed} == {total}
    assert invoice.amount_fen + invoice.tax_fen == total
    assert -sum(ledger.balances[code] for code in ("4101", "2101") if code in ledger.balances) == (
        total
    )
    confirmed = {line.line_id: line.quantity for line in sheet.lines}
    assert {line.line_id: line.quantity for line in settled.lines} == confirmed


def corrected_and_signed(house: Contracted, class_id: str, quantity: int) -> Any:
    sheet = house.departed(class_id)
    correction = CorrectDataLine(
        class_id=class_id, line_id=sheet.lines[0].line_id, quantity=quantity, reason="核对更正"
    )
    house.do(correction, house.counselor(class_id))
    house.do(ProposeSheet(class_id=class_id), house.counselor(class_id))
    house.sign(Party.COLLEGE, class_id=class_id)
    return house.sign(Party.HOST, class_id=class_id)
