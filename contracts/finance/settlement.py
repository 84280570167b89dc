"""The settlement 决算 of a contracted class and the ledger 总账 it is kept in. Money is fen."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.finance.access import READERS, R
from contracts.finance.datasheet import DataGroup
from contracts.values import Fen, FileRef, Reason


class SettlementState(StrEnum):
    """How a settlement stands."""

    OPEN = "OPEN"
    DRAFT = "DRAFT"
    HOST_REVIEW = "HOST_REVIEW"
    AGREED = "AGREED"
    FINALISED = "FINALISED"
    INVOICED = "INVOICED"
    PAID = "PAID"
    CLOSED = "CLOSED"


class SettlementLineDraft(View):
    """决算明细｜A line of the confirmed data and its price; the quantity must be the
    confirmed one.
    """

    line_id: Annotated[str, Title("数据行", "Line of the data sheet")]
    quantity: Annotated[int, Title("数量", "Quantity"), Ge(0), Le(10_000_000)]
    unit_price_fen: Fen


class SettlementLine(SettlementLineDraft):
    """决算明细｜A line with where it comes from and what it comes to."""

    group: DataGroup
    label: str
    unit: str
    amount_fen: int
    sources: list[str]


class SettlementView(View):
    """决算｜The settlement of a class: from the confirmed sheet of `sheet_version`. `to_price`
    holds the lines both sides have confirmed, each with its price by now, 0 where it has none;
    `open_fen` is what the host still owes.
    """

    class_id: str
    class_title: str
    state: SettlementState
    sheet_version: int
    lines: list[SettlementLine]
    total_fen: int
    budget_fen: int
    variance_fen: int
    ceiling_fen: int
    paid_fen: int
    signed_by_lead: str
    signed_by_finance: str
    papers_received: bool
    agreed_by: str
    return_reason: str = ""
    to_price: tuple[SettlementLine, ...] = ()
    total_in_words: str = ""
    open_fen: int = 0


class DraftSettlement(
    Command[SettlementView],
    rest="PUT /classes/{class_id}/settlement",
    by=(R.FIN_LOGISTICS, R.PROJECT_LEAD),
    clauses=("B-6.6", "B-8.8c"),
):
    """编制决算｜Draft settlement: price every line of the confirmed data; a quantity other than the
    confirmed one is refused.
    """

    class_id: str
    lines: Annotated[list[SettlementLineDraft], Title("明细", "Lines"), MinLen(1), MaxLen(500)]


class SendSettlement(
    Command[SettlementView],
    rest="POST /classes/{class_id}/settlement/host-review",
    by=(R.PROJECT_LEAD, R.FIN_LOGISTICS),
    clauses=("B-6.6",),
):
    """送主办单位核对｜Send to host: send the settlement to the host."""

    class_id: str


class ReturnSettlement(
    Command[SettlementView],
    rest="POST /classes/{class_id}/settlement/return",
    by=(R.HOST_REP, R.PROJECT_LEAD),
    clauses=("B-6.6",),
):
    """退回决算｜The host does not agree; the settlement is drafted anew."""

    class_id: str
    reason: Reason


class AgreeSettlement(
    Command[SettlementView],
    rest="POST /classes/{class_id}/settlement/agreement",
    by=(R.HOST_REP, R.PROJECT_LEAD),
    clauses=("B-6.6",),
):
    """主办单位同意决算｜The host agrees; recorded by the lead with a scan, or by the host
    itself.
    """

    class_id: str
    signer: Annotated[str, Title("同意人", "Who agreed"), MinLen(1), MaxLen(50)]
    scan: FileRef | None = None


class SignSettlement(
    Command[SettlementView],
    rest="POST /classes/{class_id}/settlement/signatures",
    by=(R.PROJECT_LEAD, R.FIN_LOGISTICS),
    clauses=("B-6.6", "B-8.9c"),
):
    """签署决算｜Sign as lead or as finance; with both, and the papers received, it is final."""

    class_id: str


class FindSettlement(
    Query[SettlementView],
    rest="GET /classes/{class_id}/settlement",
    by=(*READERS, R.HOST_REP),
):
    """决算｜The settlement of a class."""

    class_id: str


class LedgerEntryView(View):
    """凭证分录｜One entry of the ledger; debits and credits of a voucher are equal."""

    entry_id: str
    voucher: str
    at: datetime
    class_id: str | None
    account: str
    account_zh: str
    account_en: str
    debit_fen: int
    credit_fen: int
    memo: str


class LedgerView(View):
    """总账｜Entries, never changed and never removed, with the balance of each account."""

    entries: list[LedgerEntryView]
    balances: dict[str, int]
    balanced: bool


class ListLedger(
    Query[LedgerView],
    rest="GET /ledger",
    by=(R.FIN_LOGISTICS, R.AUDITOR, R.COLLEGE_LEADER, R.EVP),
    clauses=("B-3.3a", "B-6.6"),
):
    """总账｜The ledger, of one class and of a period when given; both days are within it. The
    balances are then what that class or period moved.
    """

    class_id: str | None = None
    from_on: date | None = None
    to_on: date | None = None


class SettlementDrafted(Event):
    """决算已编制｜A settlement was drafted from the confirmed data."""

    class_id: str
    total_fen: int
    variance_fen: int


class SettlementSent(Event):
    """决算待主办单位核对｜A settlement went to the host."""

    class_id: str
    total_fen: int


class SettlementAgreed(Event):
    """主办单位已同意决算｜The host agreed to the settlement."""

    class_id: str
    total_fen: int
