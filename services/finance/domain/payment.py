"""Money received and paid 收付款: cash only for small sums, one bank reference once (B-4)."""

from dataclasses import dataclass
from datetime import date

from contracts.finance import Direction, PaymentMethod
from contracts.refusals import Fault, Invalid, Refusal
from services.finance.domain.ledger import Account
from services.finance.domain.rules import rules_on


@dataclass(eq=False, kw_only=True)
class Payment:
    """One movement of money, in fen."""

    payment_id: str
    class_id: str | None
    direction: Direction
    method: PaymentMethod
    amount_fen: int
    on: date
    counterparty: str
    reference: str
    recorded_by: str
    invoice_id: str | None = None
    purchase_id: str | None = None
    fee_id: str | None = None

    @property
    def account(self) -> Account:
        """Where the money lies, or lay."""
        return Account.CASH if self.method is PaymentMethod.CASH else Account.BANK


def record_payment(payment: Payment, *, today: date) -> Payment:
    """Money that did move. Invalid for a day to come; Refusal CASH_TOO_LARGE above the limit."""
    if payment.on > today:
        raise Invalid(
            "IN_THE_FUTURE",
            "收付款日期不得晚于今天。",
            "Money is not recorded for a day to come.",
            faults=[Fault("on", "晚于今天", "is in the future")],
        )
    limit = rules_on(payment.on).cash_limit_fen
    if payment.method is PaymentMethod.CASH and payment.amount_fen > limit:
        raise Refusal(
            "CASH_TOO_LARGE",
            f"超过 {limit // 100} 元不得使用现金，请转账或使用公务卡。",
            f"Above {limit // 100} yuan no cash is used; please transfer or use the official card.",
            "B-4",
        )
    return payment
