"""Bids 投标 the institution takes part in, and purchases 采购 of supplies."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Page, Query, Title, View
from contracts.finance.access import READERS, R
from contracts.values import Fen, FileRef, Name, PageNo, PageSize


class BidResult(StrEnum):
    """How a bid came out."""

    PENDING = "PENDING"
    WON = "WON"
    LOST = "LOST"


class BidView(View):
    """投标｜A bid for a host's training."""

    bid_id: str
    host_id: str
    title: str
    amount_fen: int
    submitted_on: date
    result: BidResult
    class_id: str | None
    document: FileRef | None


class RecordBid(Command[BidView], rest="POST /bids", by=(R.FIN_LOGISTICS,), clauses=("B-3.3a",)):
    """登记投标｜Record bid: one that was handed in."""

    host_id: Annotated[str, Title("招标单位", "Host")]
    title: Name
    amount_fen: Fen
    submitted_on: Annotated[date, Title("投标日期", "Handed in on")]
    document: FileRef | None = None


class RecordBidResult(
    Command[BidView], rest="POST /bids/{bid_id}/result", by=(R.FIN_LOGISTICS,), clauses=("B-3.3a",)
):
    """登记中标结果｜Record how a bid came out, and the class it won."""

    bid_id: str
    result: BidResult
    class_id: str | None = None


class ListBids(Query[Page[BidView]], rest="GET /bids", by=READERS):
    """投标列表｜Bids, newest first."""

    page: PageNo = 1
    size: PageSize = 20


class PurchaseLine(View):
    """采购明细｜One kind of goods."""

    item: Annotated[str, Title("品名", "Item"), MinLen(1), MaxLen(60)]
    quantity: Annotated[int, Title("数量", "Quantity"), Ge(1), Le(100_000)]
    unit_price_fen: Fen


class PurchaseView(View):
    """备品采购｜A purchase and its approval."""

    purchase_id: str
    class_id: str | None
    lines: list[PurchaseLine]
    total_fen: int
    rule_ref: str
    approval_ref: str
    supplier: str
    requested_by: str
    state: str
    approved_by: str
    received_by: str


class RequestPurchase(
    Command[PurchaseView],
    rest="POST /purchases",
    by=(R.FIN_LOGISTICS, R.STUDENT_WORK, R.STAFF, R.OFFICE),
    clauses=("B-4",),
):
    """申请采购｜Ask to buy supplies, naming the rule of the finance authorities that applies."""

    class_id: str | None = None
    supplier: Annotated[str, Title("供应商", "Supplier"), MaxLen(100)] = ""
    rule_ref: Annotated[str, Title("执行规定", "Rule that applies"), MinLen(2), MaxLen(200)]
    lines: Annotated[list[PurchaseLine], Title("明细", "Lines"), MinLen(1), MaxLen(100)]


class ApprovePurchase(
    Command[PurchaseView],
    rest="POST /purchases/{purchase_id}/approval",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-4",),
):
    """批准采购｜Approve purchase: by its approval number; never one's own request."""

    purchase_id: str
    approval_ref: Annotated[str, Title("批准文号", "Approval number"), MinLen(2), MaxLen(60)]


class ReceivePurchase(
    Command[PurchaseView],
    rest="POST /purchases/{purchase_id}/receipt",
    by=(R.FIN_LOGISTICS, R.STUDENT_WORK),
    clauses=("B-4",),
):
    """验收入库｜Take in what was bought: only after its approval, and never who approved it."""

    purchase_id: str


class ListPurchases(
    Query[Page[PurchaseView]],
    rest="GET /purchases",
    by=(*READERS, R.STUDENT_WORK, R.OFFICE),
):
    """采购列表｜Purchases, newest first; for those too who ask for one and take it in."""

    class_id: str | None = None
    page: PageNo = 1
    size: PageSize = 20
