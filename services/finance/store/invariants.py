"""What must hold among finance's records whatever happens."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contracts.finance import Direction, FeeState, SettlementState
from kit.invariants import stream
from services.finance.store.money_tables import (
    invoice,
    lecture_fee,
    payment,
    posting,
    purchase,
    settlement,
    tax_month,
)
from services.finance.store.tables import arrival

POSTED = [SettlementState.FINALISED, SettlementState.INVOICED, SettlementState.PAID]


def money_that_moved_is_in_the_ledger(session: Session) -> Iterator[str]:
    """Each fact that moves money has its voucher, by its own id and over its amount, and no
    voucher stands for nothing.
    """
    columns = posting.c
    posted = _amounts(
        session,
        select(columns.voucher, func.sum(columns.amount_fen)).group_by(columns.voucher),
    )
    owed = _vouchers(session)
    for voucher in sorted({*posted, *owed}):
        if posted.get(voucher) != owed.get(voucher):
            yield voucher


def debits_equal_credits(session: Session) -> Iterator[str]:
    """A posting moves an amount from one account to another, and never nothing."""
    columns = posting.c
    same = (columns.debit_account == columns.credit_account) | (columns.amount_fen <= 0)
    yield from session.scalars(select(columns.posting_id).where(same))


def what_was_paid_is_the_sum_of_payments(session: Session) -> Iterator[str]:
    """What settlements, invoices and purchases say was paid is what their payments come to."""
    columns = payment.c
    for owed, key, paid_by in (
        (settlement.c, settlement.c.class_id, columns.class_id),
        (purchase.c, purchase.c.purchase_id, columns.purchase_id),
    ):
        moved = select(paid_by, func.sum(columns.amount_fen)).group_by(paid_by)
        if owed is settlement.c:
            moved = moved.where(columns.direction == Direction.IN)
        payments = _amounts(session, moved)
        for row in session.execute(select(key, owed.paid_fen)):
            if payments.get(row[0], 0) != row[1]:
                yield f"{key.table.name} {row[0]}"


def lines_come_to_their_total(session: Session) -> Iterator[str]:
    """The lines of a settlement or a purchase come to its total; a fee's gross is net and tax."""
    for row in session.execute(
        select(settlement.c.class_id, settlement.c.lines, settlement.c.total_fen)
    ):
        if sum(line.amount_fen for line in row.lines) != row.total_fen:
            yield f"settlement {row.class_id}"
    for row in session.execute(
        select(purchase.c.purchase_id, purchase.c.lines, purchase.c.total_fen)
    ):
        if sum(line.quantity * line.unit_price_fen for line in row.lines) != row.total_fen:
            yield f"purchase {row.purchase_id}"
    fee = lecture_fee.c
    for fee_id in session.scalars(
        select(fee.fee_id).where(fee.gross_fen != fee.net_fen + fee.tax_fen)
    ):
        yield f"lecture_fee {fee_id}"


def _vouchers(session: Session) -> dict[str, int]:
    """What the ledger must hold, in fen by voucher; what came to nothing is not posted."""
    paid, fee, final, bill = payment.c, lecture_fee.c, settlement.c, invoice.c
    kinds: tuple[tuple[str, Any], ...] = (
        ("RECEIPT", select(paid.payment_id, paid.amount_fen).where(paid.direction == Direction.IN)),
        (
            "PAYMENT",
            select(paid.payment_id, paid.amount_fen).where(
                paid.direction == Direction.OUT, paid.fee_id.is_(None)
            ),
        ),
        (
            "FEE",
            select(fee.fee_id, fee.gross_fen).where(fee.state.in_([FeeState.PAID, FeeState.FILED])),
        ),
        (
            "SETTLEMENT",
            # One that was called off is closed as well, but nothing was ever paid for it.
            select(final.class_id, final.total_fen).where(
                final.state.in_(POSTED)
                | ((final.state == SettlementState.CLOSED) & (final.paid_fen > 0))
            ),
        ),
        ("INVOICE", select(bill.invoice_id, func.abs(bill.tax_fen))),
        (
            "TAX",
            select(tax_month.c.month, tax_month.c.tax_fen).where(tax_month.c.filed_on.is_not(None)),
        ),
    )
    return {
        f"{kind}-{key}": amount
        for kind, statement in kinds
        for key, amount in _amounts(session, statement).items()
        if amount
    }


def _amounts(session: Session, statement: Any) -> dict[str, int]:
    """Fen by id."""
    return {row[0]: int(row[1]) for row in session.execute(statement)}


def arrivals(session: Session) -> Iterator[str]:
    """Who has been counted as arrived."""
    for row in stream(session, select(arrival.c.trainee_id), arrival.c.trainee_id):
        yield row.trainee_id


INVARIANTS = (
    money_that_moved_is_in_the_ledger,
    debits_equal_credits,
    what_was_paid_is_the_sum_of_payments,
    lines_come_to_their_total,
)
FACTS = {"arrivals_agree": arrivals}
