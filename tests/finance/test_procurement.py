"""Bids and purchases: approved under a number, by another, taken in by a third (B-3.3a, B-4)."""

from typing import Any

import pytest

from contracts.enrollment import ClassClosed
from contracts.finance import (
    ApprovePurchase,
    BidResult,
    BidView,
    ListBids,
    ListPurchases,
    PurchaseLine,
    PurchaseView,
    ReceivePurchase,
    RecordBid,
    RecordBidResult,
    RecordPayment,
    RequestPurchase,
)
from contracts.roles import Role
from kit.testing import an_actor
from tests.finance.contracted import (
    CASHIER,
    FINANCE,
    HOST,
    LAST,
    Contracted,
    a_hosted_class,
    refused,
)

STUDENT_WORK = an_actor(Role.STUDENT_WORK, person="stu")


def requested(house: Contracted, **changes: Any) -> PurchaseView:
    given: dict[str, Any] = {
        "rule_ref": "省级政府集中采购目录及标准",
        "supplier": "文具公司",
        "lines": [
            PurchaseLine(item="笔记本", quantity=40, unit_price_fen=800),
            PurchaseLine(item="席卡", quantity=40, unit_price_fen=150),
        ],
    }
    return house.do(RequestPurchase(**given | changes), STUDENT_WORK)


def approve(purchase: PurchaseView) -> ApprovePurchase:
    return ApprovePurchase(purchase_id=purchase.purchase_id, approval_ref="财采〔2026〕18号")


def receive(purchase: PurchaseView) -> ReceivePurchase:
    return ReceivePurchase(purchase_id=purchase.purchase_id)


def pay(house: Contracted, purchase: PurchaseView, fen: int) -> RecordPayment:
    return RecordPayment(
        purchase_id=purchase.purchase_id,
        counterparty="文具公司",
        amount_fen=fen,
        on=LAST,
        reference=house.reference(),
    )


@pytest.mark.clause("B-4")
def test_a_purchase_goes_from_request_to_payment_through_three_people(house: Contracted) -> None:
    house.hear(a_hosted_class())
    asked = requested(house, class_id="c1")
    assert (asked.state, asked.total_fen, asked.requested_by) == ("REQUESTED", 38_000, "stu")
    with refused("WRONG_STATE"):
        house.do(receive(asked), STUDENT_WORK)
    approved = house.do(approve(asked), FINANCE)
    assert (approved.state, approved.approval_ref) == ("APPROVED", "财采〔2026〕18号")
    with refused("WRONG_STATE"):
        house.do(pay(house, asked, 38_000), FINANCE)
    with refused("OWN_APPROVAL"):
        house.do(receive(asked), FINANCE)
    assert house.do(receive(asked), STUDENT_WORK).received_by == "stu"
    house.do(pay(house, asked, 30_000), CASHIER)
    with refused("MORE_THAN_OWED"):
        house.do(pay(house, asked, 8_001), CASHIER)
    assert house.do(pay(house, asked, 8_000), CASHIER).class_id == "c1"
    [bought] = house.do(ListPurchases(class_id="c1"), FINANCE).items
    assert bought.state == "PAID"


@pytest.mark.clause("B-4")
def test_nobody_approves_a_purchase_they_asked_for(house: Contracted) -> None:
    lines = [PurchaseLine(item="投影仪灯泡", quantity=2, unit_price_fen=90_000)]
    asked = house.do(RequestPurchase(rule_ref="学院采购办法", lines=lines), FINANCE)
    with refused("OWN_PURCHASE"):
        house.do(approve(asked), FINANCE)
    house.do(approve(asked), CASHIER)
    with refused("WRONG_STATE"):
        house.do(approve(asked), CASHIER)


@pytest.mark.clause("B-4")
def test_a_purchase_names_its_approval_number(house: Contracted) -> None:
    asked = requested(house)
    with refused("INVALID"):
        house.do(ApprovePurchase(purchase_id=asked.purchase_id, approval_ref=""), FINANCE)
    assert house.do(ListPurchases(), FINANCE).items[0].state == "REQUESTED"


def test_nothing_is_bought_for_a_class_that_is_closed_or_for_billions(house: Contracted) -> None:
    house.hear(a_hosted_class(), ClassClosed(class_id="c1"))
    with refused("CLASS_CLOSED"):
        requested(house, class_id="c1")
    many = [PurchaseLine(item="笔", quantity=100_000, unit_price_fen=10**9)]
    with refused("PURCHASE_TOO_LARGE"):
        requested(house, lines=many)


def a_bid(house: Contracted) -> BidView:
    request = RecordBid(
        host_id=HOST, title="监狱系统干部培训", amount_fen=50_000_00, submitted_on=LAST
    )
    return house.do(request, FINANCE)


@pytest.mark.clause("B-3.3a")
def test_a_bid_comes_out_once_and_names_the_class_it_won(house: Contracted) -> None:
    house.hear(a_hosted_class())
    bid = a_bid(house)
    assert bid.result is BidResult.PENDING
    won = RecordBidResult(bid_id=bid.bid_id, result=BidResult.WON, class_id="c1")
    assert house.do(won, FINANCE).class_id == "c1"
    lost = RecordBidResult(bid_id=bid.bid_id, result=BidResult.LOST)
    with refused("WRONG_STATE"):
        house.do(lost, FINANCE)
    assert [one.result for one in house.do(ListBids(), FINANCE).items] == [BidResult.WON]


@pytest.mark.clause("B-3.3a")
def test_a_lost_bid_has_no_class_and_pending_is_no_result(house: Contracted) -> None:
    house.hear(a_hosted_class())
    bid = a_bid(house)
    for result, class_id in ((BidResult.LOST, "c1"), (BidResult.PENDING, None)):
        with refused("BID_RESULT"):
            house.do(RecordBidResult(bid_id=bid.bid_id, result=result, class_id=class_id), FINANCE)
    with refused("UNKNOWN"):
        house.do(RecordBidResult(bid_id=bid.bid_id, result=BidResult.WON, class_id="c9"), FINANCE)
    lost = RecordBidResult(bid_id=bid.bid_id, result=BidResult.LOST)
    assert house.do(lost, FINANCE).result is BidResult.LOST
