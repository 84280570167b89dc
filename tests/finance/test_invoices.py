"""Invoices, receipts and payments (B-6.6, B-3.3a, B-4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import ClassClosed, FindHostOfClass, InvoiceProfile
from contracts.finance import (
    DeliverInvoice,
    Direction,
    InvoiceIssued,
    InvoiceState,
    InvoiceView,
    IssueInvoice,
    ListInvoices,
    ListLedger,
    ListPayments,
    PaymentMethod,
    PaymentReceived,
    PaymentView,
    RecordPayment,
    RecordReceipt,
    ReverseInvoice,
    SettlementState,
)
from services.finance.domain.invoice import Buyer, Invoice, issue
from services.finance.domain.rules import rules_on
from tests.finance.contracted import (
    CREDIT_CODE,
    FINANCE,
    LAST,
    Contracted,
    a_host,
    refused,
)

S = InvoiceState


def issued(house: Contracted, **changes: Any) -> InvoiceView:
    total = house.settlement().total_fen
    given_fields: dict[str, Any] = {"number": house.invoice_number(), "total_fen": total}
    return house.do(IssueInvoice(class_id="c1", **given_fields | changes), FINANCE)


def received(
    house: Contracted, invoice: InvoiceView, fen: int, reference: str = "", **changes: Any
) -> PaymentView:
    request = RecordReceipt(
        class_id="c1",
        invoice_id=invoice.invoice_id,
        amount_fen=fen,
        reference=reference or house.reference(),
        **{"on": LAST} | changes,
    )
    return house.do(request, FINANCE)


def reversed_by(house: Contracted, invoice: InvoiceView) -> InvoiceView:
    request = ReverseInvoice(
        class_id="c1",
        invoice_id=invoice.invoice_id,
        number=house.invoice_number(),
        reason="购买方名称有误",
    )
    return house.do(request, FINANCE)


def listed(house: Contracted) -> dict[str, InvoiceView]:
    found = house.do(ListInvoices(class_id="c1"), house.host())
    return {invoice.invoice_id: invoice for invoice in found}


def an_invoice(total_fen: int, *, rate: int | None = None, day: date = LAST) -> Invoice:
    return issue(
        invoice_id="i1",
        class_id="c1",
        number=f"{day:%y}" + "0" * 18,
        buyer=Buyer(name="省监狱局", credit_code=CREDIT_CODE),
        item="培训服务",
        total_fen=total_fen,
        tax_rate=rate,
        issued_on=day,
        today=day,
        by="fin",
        remark="",
        rules=rules_on(day),
    )


# -- issuing ---------------------------------------------------------------------------------------


@pytest.mark.clause("B-6.6", "B-3.3a")
def test_the_invoice_of_a_final_settlement_is_for_exactly_its_total(house: Contracted) -> None:
    invoice = house.invoiced()
    assert (invoice.total_fen, invoice.amount_fen, invoice.tax_fen) == (120_000, 113_208, 6_792)
    assert (invoice.tax_rate, invoice.total_in_words) == (60, "壹仟贰佰元整")
    assert (invoice.buyer, invoice.buyer_code) == ("省监狱局", CREDIT_CODE)
    assert house.settlement().state is SettlementState.INVOICED
    assert house.emitted(InvoiceIssued) == [
        InvoiceIssued(
            class_id="c1",
            invoice_id=invoice.invoice_id,
            number=invoice.number,
            total_fen=120_000,
        )
    ]


@pytest.mark.clause("B-6.6")
@pytest.mark.parametrize("off_by", [-1, 1])
def test_another_total_is_refused(house: Contracted, off_by: int) -> None:
    total = house.final().total_fen
    with refused("NOT_THE_TOTAL"):
        issued(house, total_fen=total + off_by)
    assert listed(house) == {}


@pytest.mark.clause("B-6.6")
def test_nothing_is_invoiced_before_it_is_final_or_twice(house: Contracted) -> None:
    house.agreed()
    with refused("WRONG_STATE"):
        issued(house)
    house.finish()
    issued(house)
    with refused("WRONG_STATE"):
        issued(house)


@pytest.mark.clause("B-6.6")
@pytest.mark.parametrize(
    "number", ["25" + "0" * 18, "26" + "x" * 18, "２６" + "0" * 18, "26 " + "0" * 17]
)
def test_an_invoice_number_has_20_digits_and_begins_with_the_year(
    house: Contracted, number: str
) -> None:
    house.final()
    with refused("INVOICE_NUMBER"):
        issued(house, number=number)


@pytest.mark.clause("B-6.6")
def test_a_number_is_used_once_black_or_red(house: Contracted) -> None:
    house.final()
    first = issued(house)
    red = reversed_by(house, first)
    for number in (first.number, red.number):
        with refused("NUMBER_TAKEN"):
            issued(house, number=number)


def test_an_invoice_is_not_issued_tomorrow_nor_at_a_rate_nobody_knows(house: Contracted) -> None:
    house.final()
    with refused("IN_THE_FUTURE"):
        issued(house, issued_on=LAST + timedelta(days=1))
    with refused("TAX_RATE"):
        issued(house, tax_rate=130)
    assert issued(house, tax_rate=30).tax_fen == 3_495


@pytest.mark.clause("B-6.6")
def test_the_buyer_is_the_host_with_a_valid_credit_code(house: Contracted) -> None:
    house.agreed()
    house.office.answers[FindHostOfClass] = a_host(credit_code="91350100M000100Y44")
    house.finish()
    with refused("BUYER_CODE"):
        issued(house)
    profile = InvoiceProfile(buyer="省监狱管理局机关")
    house.office.answers[FindHostOfClass] = a_host(invoice=profile)
    assert issued(house).buyer == "省监狱管理局机关"


@pytest.mark.parametrize(
    ("day", "rate"), [(date(2025, 12, 31), 60), (date(2026, 1, 1), 60), (date(2026, 7, 1), 60)]
)
def test_the_rate_is_that_of_the_day_unless_another_is_given(day: date, rate: int) -> None:
    assert an_invoice(106_00, day=day).tax_rate == rate
    assert an_invoice(106_00, day=day).amount_fen == 100_00
    assert an_invoice(103_00, rate=30, day=day).amount_fen == 100_00


@pytest.mark.clause("B-6.6")
@given(st.integers(1, 10**12), st.sampled_from([None, 60, 30, 0]))
def test_amount_and_tax_make_the_total_to_the_fen(total: int, rate: int | None) -> None:
    invoice = an_invoice(total, rate=rate)
    assert invoice.total_fen == total
    assert abs(invoice.amount_fen * (1000 + invoice.tax_rate) - total * 1000) * 2 <= (
        1000 + invoice.tax_rate
    )


# -- delivering and taking back --------------------------------------------------------------------


@pytest.mark.clause("B-6.6")
def test_how_an_invoice_reached_the_host_is_kept(house: Contracted) -> None:
    invoice = house.invoiced()
    request = DeliverInvoice(class_id="c1", invoice_id=invoice.invoice_id, how="电子邮件")
    assert house.do(request, FINANCE).state is S.DELIVERED
    received(house, invoice, 120_000)
    delivered = house.do(request, FINANCE)
    assert (delivered.state, delivered.delivered) == (S.PAID, "电子邮件")
    with refused("UNKNOWN"):
        house.do(DeliverInvoice(class_id="c1", invoice_id="x", how="邮寄"), FINANCE)


@pytest.mark.clause("B-6.6")
def test_an_invoice_is_taken_back_by_a_red_letter_one_and_issued_anew(house: Contracted) -> None:
    first = house.invoiced()
    red = reversed_by(house, first)
    assert (red.total_fen, red.red_of) == (-120_000, first.invoice_id)
    assert red.total_in_words == "负壹仟贰佰元整"
    assert first.number in red.remark
    assert house.settlement().state is SettlementState.FINALISED
    second = issued(house)
    states = {key: invoice.state for key, invoice in listed(house).items()}
    assert states == {
        first.invoice_id: S.REVERSED,
        red.invoice_id: S.ISSUED,
        second.invoice_id: S.ISSUED,
    }
    ledger = house.do(ListLedger(class_id="c1"), FINANCE)
    assert ledger.balances == {"1212": 120_000, "4101": -113_208, "2101": -6_792}


@pytest.mark.clause("B-6.6")
def test_what_was_taken_back_is_neither_paid_nor_taken_back_again(house: Contracted) -> None:
    first = house.invoiced()
    red = reversed_by(house, first)
    issued(house)
    for invoice in (first, red):
        with refused("WRONG_STATE|RED_LETTER"):
            reversed_by(house, invoice)
        with refused("WRONG_STATE|RED_LETTER"):
            received(house, invoice, 1)


@pytest.mark.clause("B-6.6")
def test_what_was_paid_on_an_invoice_taken_back_counts_for_the_next(house: Contracted) -> None:
    first = house.invoiced()
    received(house, first, 50_000)
    reversed_by(house, first)
    second = issued(house)
    assert second.paid_fen == 50_000
    with refused("MORE_THAN_OPEN"):
        received(house, second, 70_001)
    received(house, second, 70_000)
    assert listed(house)[second.invoice_id].state is S.PAID
    reversed_by(house, second)
    assert issued(house).state is S.PAID
    assert house.settlement().state is SettlementState.PAID


# -- money -----------------------------------------------------------------------------------------


@pytest.mark.clause("B-3.3a", "B-6.6")
def test_receipts_are_never_more_than_is_open(house: Contracted) -> None:
    invoice = house.invoiced()
    with refused("MORE_THAN_OPEN"):
        received(house, invoice, 120_001)
    received(house, invoice, 20_000)
    received(house, invoice, 100_000)
    with refused("WRONG_STATE"):
        received(house, invoice, 1)
    assert [event.balance_fen for event in house.emitted(PaymentReceived)] == [100_000, 0]
    assert house.settlement().state is SettlementState.PAID
    assert house.do(ListLedger(class_id="c1"), FINANCE).balances["1212"] == 0
    house.hear(ClassClosed(class_id="c1"))
    assert house.settlement().state is SettlementState.CLOSED


@pytest.mark.clause("B-3.3a")
def test_a_bank_reference_is_recorded_once(house: Contracted) -> None:
    invoice = house.invoiced()
    received(house, invoice, 1_000, "BANK-1")
    with refused("REFERENCE_TAKEN"):
        received(house, invoice, 1_000, "BANK-1")
    with refused("REFERENCE_TAKEN"):
        house.do(a_payment(reference="BANK-1"), FINANCE)


def a_payment(**changes: Any) -> RecordPayment:
    given_fields: dict[str, Any] = {
        "class_id": "c1",
        "counterparty": "物业公司",
        "amount_fen": 30_000,
        "on": LAST,
        "reference": "BANK-99",
    }
    return RecordPayment(**given_fields | changes)


@pytest.mark.clause("B-4")
def test_cash_is_for_small_sums_only(house: Contracted) -> None:
    invoice = house.invoiced()
    with refused("CASH_TOO_LARGE"):
        received(house, invoice, 100_001, method=PaymentMethod.CASH)
    with refused("CASH_TOO_LARGE"):
        house.do(a_payment(amount_fen=100_001, method=PaymentMethod.CASH), FINANCE)
    house.do(a_payment(amount_fen=100_000, method=PaymentMethod.CASH), FINANCE)
    card = a_payment(amount_fen=100_001, method=PaymentMethod.OFFICIAL_CARD, reference="CARD-1")
    house.do(card, FINANCE)
    ledger = house.do(ListLedger(class_id="c1"), FINANCE)
    assert (ledger.balances["1001"], ledger.balances["1002"]) == (-100_000, -100_001)
    assert ledger.balances["500101"] == 200_001


@pytest.mark.clause("B-3.3a")
def test_money_paid_is_for_a_class_or_a_purchase_and_was_paid_by_now(house: Contracted) -> None:
    house.used()
    with refused("PAID_FOR_NOTHING"):
        house.do(a_payment(class_id=None), FINANCE)
    with refused("UNKNOWN"):
        house.do(a_payment(class_id="c9"), FINANCE)
    with refused("IN_THE_FUTURE"):
        house.do(a_payment(on=LAST + timedelta(days=1)), FINANCE)
    house.do(a_payment(), FINANCE)
    page = house.do(ListPayments(class_id="c1"), FINANCE)
    assert [(p.direction, p.counterparty, p.amount_fen) for p in page.items] == [
        (Direction.OUT, "物业公司", 30_000)
    ]
    assert house.do(ListPayments(), FINANCE).total == 1
