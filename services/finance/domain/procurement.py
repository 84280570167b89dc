"""Bids 投标 and purchases 采购: who asks, who approves and who takes in are three people (B-4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.finance import BidResult, PurchaseLine
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import MOST_FEN, FileRef


class PurchaseState(StrEnum):
    """How a purchase stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    RECEIVED = "RECEIVED"
    PAID = "PAID"


P, B = PurchaseState, BidResult
PURCHASE_LIFE = Lifecycle(
    "采购",
    "purchase",
    {
        "approve": ((P.REQUESTED,), P.APPROVED),
        "receive": ((P.APPROVED,), P.RECEIVED),
        "pay_part": ((P.RECEIVED,), P.RECEIVED),
        "pay": ((P.RECEIVED,), P.PAID),
    },
    "B-4",
)
BID_LIFE = Lifecycle(
    "投标", "bid", {"win": ((B.PENDING,), B.WON), "lose": ((B.PENDING,), B.LOST)}, "B-3.3a"
)


@dataclass(eq=False, kw_only=True)
class Bid:
    """A bid for a host's training."""

    bid_id: str
    host_id: str
    title: str
    amount_fen: int
    submitted_on: date
    document: FileRef | None
    recorded_by: str
    result: BidResult = B.PENDING
    class_id: str | None = None

    def decide(self, result: BidResult, class_id: str | None) -> None:
        """How it came out; only one that was won has a class."""
        if result is B.PENDING or (result is B.LOST and class_id is not None):
            raise Invalid(
                "BID_RESULT",
                "中标结果须为中标或未中标；未中标的没有班次。",
                "A bid was won or lost; a lost one has no class.",
                faults=[Fault("result", "不是结果", "is not a result")],
            )
        self.result = BID_LIFE.after("win" if result is B.WON else "lose", self.result)
        self.class_id = class_id


@dataclass(eq=False, kw_only=True)
class Purchase:
    """Supplies that are bought; amounts in fen."""

    purchase_id: str
    class_id: str | None
    lines: list[PurchaseLine]
    total_fen: int
    rule_ref: str
    supplier: str
    requested_by: str
    approval_ref: str = ""
    approved_by: str = ""
    received_by: str = ""
    paid_fen: int = 0
    state: PurchaseState = P.REQUESTED

    def approve(self, *, by: str, approval_ref: str) -> None:
        """Agree to it under an approval number; never one's own request."""
        state = PURCHASE_LIFE.after("approve", self.state)
        if by == self.requested_by:
            raise Refusal(
                "OWN_PURCHASE",
                "采购申请不得由申请人本人批准。",
                "Nobody approves a purchase they have asked for.",
                "B-4",
            )
        self.state, self.approved_by, self.approval_ref = state, by, approval_ref

    def receive(self, *, by: str) -> None:
        """Take in what was bought; never who approved it."""
        state = PURCHASE_LIFE.after("receive", self.state)
        if by == self.approved_by:
            raise Refusal(
                "OWN_APPROVAL",
                "采购物品不得由批准人本人验收。",
                "Who approved a purchase does not take it in.",
                "B-4",
            )
        self.state, self.received_by = state, by

    def pay(self, amount_fen: int) -> None:
        """Pay for what was taken in; never more than it comes to."""
        PURCHASE_LIFE.after("pay_part", self.state)
        if self.paid_fen + amount_fen > self.total_fen:
            raise Refusal(
                "MORE_THAN_OWED",
                f"付款超过该采购未付金额 {(self.total_fen - self.paid_fen) / 100:.2f} 元。",
                f"That is more than the {(self.total_fen - self.paid_fen) / 100:.2f} yuan owed.",
                "B-4",
            )
        self.paid_fen += amount_fen
        if self.paid_fen == self.total_fen:
            self.state = PURCHASE_LIFE.after("pay", self.state)


def total_of(lines: list[PurchaseLine]) -> int:
    """What a purchase comes to; Invalid beyond ten billion yuan."""
    total = sum(line.quantity * line.unit_price_fen for line in lines)
    if total > MOST_FEN:
        raise Invalid(
            "PURCHASE_TOO_LARGE",
            "采购总额超出一百亿元，请核对数量与单价。",
            "The purchase exceeds ten billion yuan; please check quantities and prices.",
            faults=[Fault("lines", "总额过大", "is too large in all")],
        )
    return total
