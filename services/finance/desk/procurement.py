"""Bids for hosts' training, and purchases of supplies."""

from contracts.base import Title
from contracts.finance import (
    ApprovePurchase,
    BidResult,
    ListBids,
    ListPurchases,
    ReceivePurchase,
    RecordBid,
    RecordBidResult,
    RecordPayment,
    RequestPurchase,
)
from kit.pages.columns import Column
from kit.pages.desk import Action, Page, Table
from kit.pages.formats import FEN

BIDS = Page(
    path="bids",
    zh="投标",
    icon="flag",
    sections=(
        Table(
            name="bids",
            zh="投标记录",
            icon="flag",
            asks=ListBids,
            columns=("title", "submitted_on", "amount_fen", "result", "document"),
            actions=(Action(kind=RecordBid, icon="plus", tone="primary"),),
            row_actions=(
                Action(kind=RecordBidResult, when=lambda bid: bid.result is BidResult.PENDING),
            ),
            empty="还没有投标记录。",
        ),
    ),
)

PURCHASES = Page(
    path="purchases",
    zh="备品采购",
    icon="box",
    sections=(
        Table(
            name="purchases",
            zh="采购记录",
            icon="box",
            asks=ListPurchases,
            columns=(
                Column(
                    name="lines",
                    title=Title("品名", "Items"),
                    of=lambda purchase: [line.item for line in purchase.lines],
                ),
                "supplier",
                "total_fen",
                "rule_ref",
                "requested_by",
                "state",
                "approval_ref",
            ),
            actions=(Action(kind=RequestPurchase, icon="plus", tone="primary"),),
            row_actions=(
                Action(kind=ApprovePurchase, when=lambda one: one.state == "REQUESTED"),
                Action(kind=ReceivePurchase, when=lambda one: one.state == "APPROVED"),
                Action(
                    kind=RecordPayment,
                    when=lambda one: one.state == "RECEIVED",
                    given=lambda one: {
                        "purchase_id": one.purchase_id,
                        "counterparty": one.supplier,
                        "amount_fen": f"{one.total_fen / FEN:.2f}",
                    },
                ),
            ),
            empty="还没有采购记录。",
        ),
    ),
)
