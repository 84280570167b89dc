"""Bids the institution takes part in, and purchases of supplies (B-3.3a, B-4)."""

from contracts.base import Page
from contracts.finance import (
    ApprovePurchase,
    BidView,
    ListBids,
    ListPurchases,
    PurchaseView,
    ReceivePurchase,
    RecordBid,
    RecordBidResult,
    RequestPurchase,
)
from kit.department import command, query
from services.finance.domain.procurement import Bid, Purchase, total_of
from services.finance.service.money_views import bid_view, purchase_view
from services.finance.store import FinanceStore


class Procurement:
    """Bids and purchases."""

    @command
    def record_bid(self, request: RecordBid, store: FinanceStore) -> BidView:
        store.require_file(request.document)
        bid = Bid(
            bid_id=store.new_id(),
            host_id=request.host_id,
            title=request.title,
            amount_fen=request.amount_fen,
            submitted_on=request.submitted_on,
            document=request.document,
            recorded_by=store.actor.person_id,
        )
        store.add(bid)
        return bid_view(bid)

    @command
    def record_bid_result(self, request: RecordBidResult, store: FinanceStore) -> BidView:
        bid = store.bid(request.bid_id)
        if request.class_id is not None:
            store.account(request.class_id)
        bid.decide(request.result, request.class_id)
        return bid_view(bid)

    @query
    def list_bids(self, request: ListBids, store: FinanceStore) -> Page[BidView]:
        bids, total = store.bids(page=request.page, size=request.size)
        return Page(items=[bid_view(bid) for bid in bids], total=total)

    @command
    def request_purchase(self, request: RequestPurchase, store: FinanceStore) -> PurchaseView:
        if request.class_id is not None:
            store.open_account(request.class_id)
        purchase = Purchase(
            purchase_id=store.new_id(),
            class_id=request.class_id,
            lines=list(request.lines),
            total_fen=total_of(request.lines),
            rule_ref=request.rule_ref,
            supplier=request.supplier,
            requested_by=store.actor.person_id,
        )
        store.add(purchase)
        return purchase_view(purchase)

    @command
    def approve_purchase(self, request: ApprovePurchase, store: FinanceStore) -> PurchaseView:
        purchase = store.purchase(request.purchase_id)
        purchase.approve(by=store.actor.person_id, approval_ref=request.approval_ref)
        return purchase_view(purchase)

    @command
    def receive_purchase(self, request: ReceivePurchase, store: FinanceStore) -> PurchaseView:
        purchase = store.purchase(request.purchase_id)
        purchase.receive(by=store.actor.person_id)
        return purchase_view(purchase)

    @query
    def list_purchases(self, request: ListPurchases, store: FinanceStore) -> Page[PurchaseView]:
        purchases, total = store.purchases(request.class_id, page=request.page, size=request.size)
        return Page(items=[purchase_view(purchase) for purchase in purchases], total=total)
