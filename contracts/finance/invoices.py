"""Invoices 发票, receipts and payments 收付款. Money is fen, tax rates tenths of a percent."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Page, Query, Title, View
from contracts.finance.access import READERS, R
from contracts.values import Fen, PageNo, PageSize, PaidFen, Reason


class InvoiceState(StrEnum):
    """How an invoice stands."""

    ISSUED = "ISSUED"
    DELIVERED = "DELIVERED"
    PAID = "PAID"
    REVERSED = "REVERSED"


InvoiceNumber = Annotated[
    str, Title("发票号码（20位）", "Invoice number (20 digits)"), MinLen(20), MaxLen(20)
]

TaxRate = Annotated[int, Title("税率（千分之）", "Rate (tenths of a percent)"), Ge(0), Le(1000)]


class InvoiceView(View):
    """发票｜A digital invoice; a red-letter one names the invoice it takes back."""

    invoice_id: str
    class_id: str
    number: str
    buyer: str
    buyer_code: str
    item: str
    amount_fen: int
    tax_rate: int
    tax_fen: int
    total_fen: int
    total_in_words: str
    issued_on: date
    issued_by: str
    remark: str
    red_of: str | None
    paid_fen: int
    state: InvoiceState
    delivered: str = ""


class IssueInvoice(
    Command[InvoiceView],
    rest="POST /classes/{class_id}/invoices",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-6.6", "B-3.3a"),
):
    """开具发票｜Issue invoice: of a final settlement, for exactly its total, to the host."""

    class_id: str
    number: InvoiceNumber
    total_fen: Fen
    item: Annotated[str, Title("项目名称", "Item"), MinLen(1), MaxLen(60)] = "培训服务"
    tax_rate: TaxRate | None = None
    issued_on: Annotated[date | None, Title("开票日期", "Issued on")] = None
    remark: Annotated[str, Title("备注", "Remark"), MaxLen(200)] = ""


class ReverseInvoice(
    Command[InvoiceView],
    rest="POST /classes/{class_id}/invoices/{invoice_id}/reversal",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-6.6",),
):
    """红字冲销｜Reverse invoice: take an invoice back by a red-letter one of its own number;
    nothing is deleted.
    """

    class_id: str
    invoice_id: str
    number: InvoiceNumber
    reason: Reason


class DeliverInvoice(
    Command[InvoiceView],
    rest="POST /classes/{class_id}/invoices/{invoice_id}/delivery",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-6.6",),
):
    """交付发票｜Record invoice delivery: record how the invoice reached the host."""

    class_id: str
    invoice_id: str
    how: Annotated[str, Title("交付方式", "How"), MinLen(2), MaxLen(100)]


class ListInvoices(
    Query[list[InvoiceView]],
    rest="GET /classes/{class_id}/invoices",
    by=(*READERS, R.HOST_REP),
):
    """发票列表｜The invoices of a class."""

    class_id: str


class Direction(StrEnum):
    """Which way money goes."""

    IN = "IN"
    OUT = "OUT"


class PaymentMethod(StrEnum):
    """How money moves; cash only for small sums (B-4)."""

    TRANSFER = "TRANSFER"
    OFFICIAL_CARD = "OFFICIAL_CARD"
    CASH = "CASH"


class PaymentView(View):
    """收付款｜Money received or paid, and the invoice it belongs to."""

    payment_id: str
    class_id: str | None
    direction: Direction
    method: PaymentMethod
    amount_fen: int
    on: date
    counterparty: str
    reference: str
    invoice_id: str | None
    purchase_id: str | None
    recorded_by: str


class RecordReceipt(
    Command[PaymentView],
    rest="POST /classes/{class_id}/invoices/{invoice_id}/receipts",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-3.3a", "B-6.6"),
):
    """登记收款｜Record receipt: record money received for an invoice: never more than is open, and
    one bank reference once.
    """

    class_id: str
    invoice_id: str
    amount_fen: PaidFen
    method: PaymentMethod = PaymentMethod.TRANSFER
    on: Annotated[date, Title("到账日期", "Received on")]
    reference: Annotated[str, Title("银行流水号", "Bank reference"), MinLen(4), MaxLen(60)]


class RecordPayment(
    Command[PaymentView],
    rest="POST /payments",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-3.3a", "B-4"),
):
    """登记付款｜Record payment: money paid out for a class or a purchase that was received."""

    class_id: str | None = None
    purchase_id: str | None = None
    counterparty: Annotated[str, Title("收款人", "Payee"), MinLen(1), MaxLen(100)]
    amount_fen: PaidFen
    method: PaymentMethod = PaymentMethod.TRANSFER
    on: Annotated[date, Title("付款日期", "Paid on")]
    reference: Annotated[str, Title("银行流水号", "Bank reference"), MinLen(4), MaxLen(60)]


class ListPayments(Query[Page[PaymentView]], rest="GET /payments", by=READERS):
    """收付款列表｜Money received and paid, newest first."""

    class_id: str | None = None
    page: PageNo = 1
    size: PageSize = 50


class InvoiceIssued(Event, about="invoice_id"):
    """发票已开具｜An invoice was issued."""

    class_id: str
    invoice_id: str
    number: str
    total_fen: int


class InvoiceReversed(Event, about="invoice_id"):
    """发票已冲红｜An invoice was taken back by a red-letter one."""

    class_id: str
    invoice_id: str
    number: str


class PaymentReceived(Event):
    """已收款｜Money came in for a class; `balance_fen` is still open."""

    class_id: str
    payment_id: str
    amount_fen: int
    balance_fen: int
