"""The ledger 总账: what is posted for each fact. A posting debits one account and credits another
with the same amount, so that a voucher cannot but balance.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Account(StrEnum):
    """The accounts that are posted to."""

    CASH = "CASH"
    BANK = "BANK"
    RECEIVABLE = "RECEIVABLE"
    OUTPUT_VAT = "OUTPUT_VAT"
    TAX_PAYABLE = "TAX_PAYABLE"
    TRAINING_INCOME = "TRAINING_INCOME"
    TRAINING_COST = "TRAINING_COST"
    LECTURE_COST = "LECTURE_COST"


A = Account


@dataclass(frozen=True, kw_only=True)
class AccountTitle:
    """An account as the chart of accounts numbers and names it."""

    code: str
    zh: str
    en: str


def _read_chart() -> Mapping[Account, AccountTitle]:
    text = Path(__file__).with_name("chart_of_accounts.json").read_text(encoding="utf-8")
    return {
        Account(row["key"]): AccountTitle(code=row["code"], zh=row["zh"], en=row["en"])
        for row in json.loads(text)["accounts"]
    }


CHART = _read_chart()


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One debit and the credit that answers it, in fen."""

    debit: Account
    credit: Account
    amount_fen: int


@dataclass(frozen=True, kw_only=True)
class Voucher:
    """What is posted for one fact; `number` is the fact's own, so that nothing is posted twice."""

    number: str
    class_id: str | None
    memo: str
    legs: tuple[Leg, ...]


@dataclass(eq=False, kw_only=True)
class Posting:
    """A leg as it stands in the ledger, for good."""

    posting_id: str
    voucher: str
    posted_at: datetime
    class_id: str | None
    debit_account: Account
    credit_account: Account
    amount_fen: int
    memo: str


def of_settlement(class_id: str, *, total_fen: int) -> Voucher:
    """A final settlement: the host owes what the class has earned."""
    return _voucher(
        f"SETTLEMENT-{class_id}", class_id, "决算", (A.RECEIVABLE, A.TRAINING_INCOME, total_fen)
    )


def of_invoice(class_id: str, invoice_id: str, *, number: str, tax_fen: int) -> Voucher:
    """An invoice: of what was earned, the value-added tax is owed to the state."""
    return _voucher(
        f"INVOICE-{invoice_id}",
        class_id,
        f"开具发票 {number}",
        (A.TRAINING_INCOME, A.OUTPUT_VAT, tax_fen),
    )


def of_reversal(class_id: str, invoice_id: str, *, number: str, tax_fen: int) -> Voucher:
    """A red-letter invoice: the opposite."""
    return _voucher(
        f"INVOICE-{invoice_id}",
        class_id,
        f"红字发票 {number}",
        (A.OUTPUT_VAT, A.TRAINING_INCOME, tax_fen),
    )


def of_receipt(class_id: str, payment_id: str, *, into: Account, amount_fen: int) -> Voucher:
    """Money from the host."""
    return _voucher(f"RECEIPT-{payment_id}", class_id, "收款", (into, A.RECEIVABLE, amount_fen))


def of_payment(
    class_id: str | None, payment_id: str, *, out_of: Account, to: str, amount_fen: int
) -> Voucher:
    """Money paid for a class or its supplies."""
    return _voucher(
        f"PAYMENT-{payment_id}", class_id, f"付款：{to}", (A.TRAINING_COST, out_of, amount_fen)
    )


def of_fee(class_id: str, fee_id: str, *, net_fen: int, tax_fen: int) -> Voucher:
    """A lecture fee: its cost is the gross amount; the tax of it is still owed to the state."""
    return _voucher(
        f"FEE-{fee_id}",
        class_id,
        "讲课费",
        (A.LECTURE_COST, A.BANK, net_fen),
        (A.LECTURE_COST, A.TAX_PAYABLE, tax_fen),
    )


def of_tax(month: str, *, tax_fen: int) -> Voucher:
    """The withheld tax of a month goes to the state."""
    return _voucher(
        f"TAX-{month}", None, f"缴纳 {month} 个人所得税", (A.TAX_PAYABLE, A.BANK, tax_fen)
    )


def _voucher(
    number: str, class_id: str | None, memo: str, *legs: tuple[Account, Account, int]
) -> Voucher:
    return Voucher(
        number=number,
        class_id=class_id,
        memo=memo,
        legs=tuple(
            Leg(debit=debit, credit=credit, amount_fen=amount)
            for debit, credit, amount in legs
            if amount
        ),
    )
