"""Invoices 发票: 20 digits, exactly the settlement's total, taken back only by a red-letter one."""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contracts.finance import InvoiceIssued, InvoiceReversed, InvoiceState
from contracts.identity import read_credit_code
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from services.finance.domain.amounts import half_up
from services.finance.domain.rules import Rules

S = InvoiceState
LIFE = Lifecycle(
    "发票",
    "invoice",
    {
        "deliver": ((S.ISSUED, S.DELIVERED), S.DELIVERED),
        "pay": ((S.ISSUED, S.DELIVERED), S.PAID),
        "reverse": ((S.ISSUED, S.DELIVERED, S.PAID), S.REVERSED),
    },
    "B-6.6",
)
_NUMBER = re.compile(r"[0-9]{20}")
_PER_MILLE = 1000


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """What a host wants on its invoices, as enrollment keeps it."""

    name: str
    credit_code: str


@dataclass(eq=False, kw_only=True)
class Invoice:
    """An invoice; amounts in fen, those of a red-letter one below zero. The rate is in tenths of a
    percent.
    """

    invoice_id: str
    class_id: str
    number: str
    buyer: str
    buyer_code: str
    item: str
    amount_fen: int
    tax_rate: int
    tax_fen: int
    issued_on: date
    issued_by: str
    remark: str
    red_of: str | None = None
    paid_fen: int = 0
    delivered: str = ""
    state: InvoiceState = S.ISSUED

    @property
    def total_fen(self) -> int:
        """Amount and tax together."""
        return self.amount_fen + self.tax_fen

    def issued(self) -> InvoiceIssued:
        """That it was issued."""
        return InvoiceIssued(
            class_id=self.class_id,
            invoice_id=self.invoice_id,
            number=self.number,
            total_fen=self.total_fen,
        )

    def deliver(self, how: str) -> None:
        """It reached the host; a paid one stays paid."""
        if self.state is not S.PAID:
            self.state = LIFE.after("deliver", self.state)
        self.delivered = how

    def receive(self, amount_fen: int) -> None:
        """Money came in for it."""
        self._ensure_black()
        LIFE.after("pay", self.state)
        self.paid_fen += amount_fen
        self._see_whether_paid()

    def take_over(self, paid_fen: int) -> None:
        """What the host paid before, on an invoice that was taken back."""
        self.paid_fen = paid_fen
        self._see_whether_paid()

    def reverse(
        self, *, invoice_id: str, number: str, reason: str, today: date, by: str
    ) -> tuple["Invoice", InvoiceReversed]:
        """Take it back by a red-letter invoice of its own number; nothing is deleted."""
        self._ensure_black()
        state = LIFE.after("reverse", self.state)
        _ensure_number(number, today)
        self.state = state
        red = Invoice(
            invoice_id=invoice_id,
            class_id=self.class_id,
            number=number,
            buyer=self.buyer,
            buyer_code=self.buyer_code,
            item=self.item,
            amount_fen=-self.amount_fen,
            tax_rate=self.tax_rate,
            tax_fen=-self.tax_fen,
            issued_on=today,
            issued_by=by,
            remark=f"冲销 {self.number}：{reason}",
            red_of=self.invoice_id,
        )
        event = InvoiceReversed(class_id=self.class_id, invoice_id=self.invoice_id, number=number)
        return red, event

    def _ensure_black(self) -> None:
        if self.red_of is not None:
            raise Refusal(
                "RED_LETTER",
                "红字发票不能收款，也不能再冲销。",
                "A red-letter invoice is neither paid nor taken back.",
                "B-6.6",
            )

    def _see_whether_paid(self) -> None:
        if self.paid_fen == self.total_fen:
            self.state = LIFE.after("pay", self.state)


def issue(
    *,
    invoice_id: str,
    class_id: str,
    number: str,
    buyer: Buyer,
    item: str,
    total_fen: int,
    tax_rate: int | None,
    issued_on: date,
    today: date,
    by: str,
    remark: str,
    rules: Rules,
) -> Invoice:
    """The invoice of a settlement. The total includes the tax: the amount is total ÷ (1 + rate),
    halves of a fen up. Invalid when number, day or rate cannot be; Refusal BUYER_CODE.
    """
    _ensure_number(number, issued_on)
    _ensure_past(issued_on, today)
    rate = rules.vat_rates[0] if tax_rate is None else tax_rate
    _ensure_rate(rate, rules)
    _ensure_code(buyer)
    amount = half_up(Fraction(total_fen * _PER_MILLE, _PER_MILLE + rate))
    return Invoice(
        invoice_id=invoice_id,
        class_id=class_id,
        number=number,
        buyer=buyer.name,
        buyer_code=read_credit_code(buyer.credit_code) or "",
        item=item,
        amount_fen=amount,
        tax_rate=rate,
        tax_fen=total_fen - amount,
        issued_on=issued_on,
        issued_by=by,
        remark=remark,
    )


def _ensure_number(number: str, issued_on: date) -> None:
    if not _NUMBER.fullmatch(number) or number[:2] != f"{issued_on:%y}":
        raise Invalid(
            "INVOICE_NUMBER",
            f"发票号码应为20位数字，前两位为开票年份（{issued_on:%y}）。",
            f"An invoice number has 20 digits and begins with the year ({issued_on:%y}).",
            faults=[Fault("number", "不是有效的发票号码", "is not an invoice number")],
        )


def _ensure_past(issued_on: date, today: date) -> None:
    if issued_on > today:
        raise Invalid(
            "IN_THE_FUTURE",
            "开票日期不得晚于今天。",
            "An invoice is not issued on a day to come.",
            faults=[Fault("issued_on", "晚于今天", "is in the future")],
        )


def _ensure_rate(rate: int, rules: Rules) -> None:
    if rate not in rules.vat_rates:
        allowed = [f"{each / 10:g}%" for each in rules.vat_rates]
        raise Invalid(
            "TAX_RATE",
            f"税率只能是：{'、'.join(allowed)}。",
            f"The rate is one of {', '.join(allowed)}.",
            faults=[Fault("tax_rate", "不是适用的税率", "is not a rate that applies")],
        )


def _ensure_code(buyer: Buyer) -> None:
    if read_credit_code(buyer.credit_code) is None:
        raise Refusal(
            "BUYER_CODE",
            "主办单位的统一社会信用代码不正确，请先由教务处更正。",
            "The host's unified social credit code is not valid; have teaching affairs put it "
            "right first.",
            "B-6.6",
        )
