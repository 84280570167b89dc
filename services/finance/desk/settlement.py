"""The settlement with a host, line by line from the confirmed data, its invoices and receipts."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from contracts.base import Title
from contracts.enrollment import GOING_ON
from contracts.finance import (
    AgreeSettlement,
    DeliverInvoice,
    DraftSettlement,
    FindSettlement,
    InvoiceState,
    InvoiceView,
    IssueInvoice,
    ListInvoices,
    ListPayments,
    RecordPayment,
    RecordReceipt,
    ReturnSettlement,
    ReverseInvoice,
    SendSettlement,
    SettlementState,
    SettlementView,
    SignSettlement,
)
from contracts.lookups import Lookup
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Known, Look, Page, Picture, Table
from kit.pages.visit import Visit
from services.finance.desk.forms import SETTLED

S = SettlementState
STEPS = (S.DRAFT, S.HOST_REVIEW, S.AGREED, S.FINALISED, S.INVOICED, S.PAID, S.CLOSED)
LIVE = {InvoiceState.ISSUED, InvoiceState.DELIVERED}


def _settlement(settlement: SettlementView, _: Visit) -> Mapping[str, Any]:
    """The lines by group with what each group comes to, and how far the settlement is."""
    by_group = groupby(settlement.lines, key=lambda line: line.group)
    groups = [(group, list(lines)) for group, lines in by_group]
    return {
        "groups": [
            (group, sum(line.amount_fen for line in lines), lines) for group, lines in groups
        ],
        "steps": STEPS,
        "at": STEPS.index(settlement.state) if settlement.state in STEPS else -1,
    }


def _prices(settlement: SettlementView, _: Known) -> Mapping[str, Any]:
    """Every confirmed line with its price by now."""
    return {
        "lines": [
            {
                "line_id": line.line_id,
                "quantity": line.quantity,
                "unit_price_fen": line.unit_price_fen or None,
            }
            for line in settlement.to_price
        ]
    }


def _whole(settlement: SettlementView, _: Known) -> Mapping[str, Any]:
    return {"total_fen": settlement.total_fen, "item": "培训服务"}


def _still_open(settlement: SettlementView, _: Known) -> Mapping[str, Any]:
    return {"amount_fen": settlement.open_fen, "method": "TRANSFER"}


def _is_live(invoice: InvoiceView) -> bool:
    return invoice.state in LIVE and not invoice.red_of


def _stands(invoice: InvoiceView) -> bool:
    return invoice.state is not InvoiceState.REVERSED and not invoice.red_of


def _awaits_delivery(invoice: InvoiceView) -> bool:
    """Hosts that pay first are handed their invoice all the same."""
    return _stands(invoice) and not invoice.delivered


CONFIRMED_LINES = Lookup(
    lambda known: FindSettlement(class_id=known["class_id"]) if "class_id" in known else None,
    "line_id",
    ("label", "unit"),
    items="to_price",
)
BESIDE = "finance/settlement_beside.html"

SETTLEMENT = Page(
    path="settlement",
    zh="决算开票",
    icon="sheet",
    sections=(
        Picture(
            name="settlement",
            zh="决算",
            icon="sheet",
            asks=FindSettlement,
            template="finance/settlement.html",
            data=_settlement,
            empty="有主办单位的班次撤场后在此办理决算；本部自办班次自动决算，见“经费”。",
            actions=(
                Action(
                    kind=DraftSettlement,
                    during=GOING_ON,
                    icon="pen",
                    tone="primary",
                    when=lambda s: s.state is S.OPEN and bool(s.to_price),
                ),
                Action(
                    kind=SendSettlement,
                    during=GOING_ON,
                    tone="primary",
                    icon="mail",
                    when=lambda s: s.state is S.DRAFT,
                ),
                Action(
                    kind=DraftSettlement,
                    during=GOING_ON,
                    zh="调整决算",
                    icon="pen",
                    when=lambda s: s.state is S.DRAFT,
                ),
                Action(
                    kind=AgreeSettlement,
                    during=GOING_ON,
                    tone="primary",
                    icon="check",
                    when=lambda s: s.state is S.HOST_REVIEW,
                ),
                Action(
                    kind=SignSettlement,
                    during=GOING_ON,
                    tone="primary",
                    icon="pen",
                    when=lambda s: s.state is S.AGREED,
                ),
                Action(
                    kind=ReturnSettlement,
                    during=GOING_ON,
                    tone="danger",
                    when=lambda s: s.state in {S.HOST_REVIEW, S.AGREED},
                ),
                Action(
                    kind=IssueInvoice,
                    tone="primary",
                    icon="sheet",
                    when=lambda s: s.state is S.FINALISED,
                ),
                Go(
                    path="/papers/finance/final?class_id={class_id}",
                    zh="打印决算单",
                    icon="print",
                    kind=FindSettlement,
                    when=lambda s: bool(s.lines),
                ),
            ),
        ),
        Table(
            name="invoices",
            zh="发票",
            icon="sheet",
            asks=ListInvoices,
            columns=(
                Column(name="number", how="code"),
                Column(
                    name="kind",
                    title=Title("种类", "Kind"),
                    how="tag",
                    of=lambda invoice: "RED_LETTER" if invoice.red_of else "BLUE_LETTER",
                ),
                "buyer",
                "total_fen",
                Column(name="total_in_words", title=Title("大写", "In words")),
                "tax_fen",
                Column(name="issued_on", title=Title("开票日期", "Issued on")),
                "state",
                Column(name="delivered", title=Title("交付方式", "Delivered by")),
                Column(name="paid_fen", title=Title("已收金额", "Received")),
            ),
            actions=(
                Go(
                    path="/papers/finance/invoices?class_id={class_id}",
                    zh="打印发票登记",
                    icon="print",
                    kind=ListInvoices,
                    when=bool,
                ),
            ),
            row_actions=(
                Action(kind=DeliverInvoice, when=_awaits_delivery),
                Action(kind=RecordReceipt, when=_is_live),
                Action(kind=ReverseInvoice, tone="danger", during=SETTLED, when=_stands),
            ),
            empty="决算定稿后在此开具发票。",
        ),
        Table(
            name="payments",
            zh="本班收付款",
            icon="coin",
            asks=ListPayments,
            columns=(
                "on",
                "direction",
                "amount_fen",
                "counterparty",
                "method",
                Column(name="reference", how="code"),
                Column(name="recorded_by", how="person"),
            ),
            actions=(
                Go(
                    path="/do/finance.record_payment?class_id={class_id}"
                    "&back=/classes/{class_id}/settlement",
                    zh="登记付款",
                    icon="plus",
                    kind=RecordPayment,
                ),
            ),
            empty="还没有收付款。",
        ),
    ),
)

SETTLEMENT_LOOKS: Mapping[Any, Look] = {
    DraftSettlement: Look(
        starts=FindSettlement,
        begins=_prices,
        choices={"line_id": CONFIRMED_LINES},
        beside=BESIDE,
        note="双方签认的每一行都须定价；数量以签认为准，不能更改。",
    ),
    SendSettlement: Look(about=FindSettlement, beside=BESIDE),
    AgreeSettlement: Look(
        about=FindSettlement,
        beside=BESIDE,
        hints={"scan": "由项目负责人代为登记时，须附主办单位签章件的扫描件。"},
    ),
    ReturnSettlement: Look(about=FindSettlement, beside=BESIDE),
    SignSettlement: Look(
        about=FindSettlement,
        beside=BESIDE,
        note="项目负责人与财务须由不同人员分别签署；双方签署且材料移交后即为定稿。",
    ),
    IssueInvoice: Look(
        starts=FindSettlement,
        begins=_whole,
        beside=BESIDE,
        hints={
            "number": "数电发票号码为 20 位数字。",
            "total_fen": "须等于决算总额。",
            "tax_rate": "不填则按现行规定的税率。",
            "issued_on": "不填则为今天。",
        },
    ),
    RecordReceipt: Look(
        starts=FindSettlement,
        begins=_still_open,
        beside=BESIDE,
        hints={"amount_fen": "不得超过未收金额；同一银行流水只登记一次。"},
    ),
    ReverseInvoice: Look(note="原发票不删除，另开一张红字发票冲销。"),
}
