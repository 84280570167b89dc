"""The ledger, money received and paid, and the fee standards."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contracts.base import Title
from contracts.finance import (
    LedgerView,
    ListLedger,
    ListPayments,
    ListStandards,
    RecordPayment,
    StandardView,
)
from contracts.values import TitleBand
from kit import clock
from kit.pages.columns import Column
from kit.pages.desk import Action, Page, Table
from kit.pages.visit import Visit

# -- the ledger ------------------------------------------------------------------------


def _entries(visit: Visit) -> ListLedger | None:
    """The ledger as the address narrows it; of everything, this year's."""
    query = visit.query(ListLedger, "entries.")
    if not isinstance(query, ListLedger) or query.class_id or query.from_on or query.to_on:
        return query if isinstance(query, ListLedger) else None
    return replace(query, from_on=clock.today().replace(month=1, day=1))


async def _balances(visit: Visit) -> Mapping[str, Any]:
    query = _entries(visit)
    part = await visit.part(query) if query else None
    ledger: LedgerView | None = part.value if part else None
    accounts = _accounts(ledger, visit.language) if ledger else {}
    return {
        "named": accounts,
        "ledger": ledger,
        "period": query,
        "accounts": accounts,
        "moved": _moved(ledger) if ledger else {},
        "debit_fen": sum(entry.debit_fen for entry in ledger.entries) if ledger else 0,
        "credit_fen": sum(entry.credit_fen for entry in ledger.entries) if ledger else 0,
    }


def _accounts(ledger: LedgerView, language: str) -> dict[str, str]:
    """What the accounts that were moved are called."""
    return {
        entry.account: entry.account_zh if language == "zh" else entry.account_en
        for entry in ledger.entries
    }


def _moved(ledger: LedgerView) -> dict[str, tuple[int, int]]:
    """Debits and credits of each account, in the order of their numbers."""
    moved: dict[str, tuple[int, int]] = {}
    for entry in sorted(ledger.entries, key=lambda entry: entry.account):
        debit, credit = moved.get(entry.account, (0, 0))
        moved[entry.account] = (debit + entry.debit_fen, credit + entry.credit_fen)
    return moved


LEDGER = Page(
    path="ledger",
    zh="总账",
    icon="book",
    template="finance/ledger.html",
    kind=ListLedger,
    gather=_balances,
    sections=(
        Table(
            name="entries",
            zh="凭证分录",
            icon="book",
            asks=_entries,
            items="entries",
            columns=(
                "at",
                Column(name="account", title=Title("科目代码", "Code"), how="code"),
                Column(
                    name="account_name",
                    title=Title("科目", "Account"),
                    how="named",
                    of=lambda e: e.account,
                ),
                Column(name="debit_fen", how="yuan", of=lambda e: e.debit_fen or None),
                Column(name="credit_fen", how="yuan", of=lambda e: e.credit_fen or None),
                "memo",
                Column(name="class_id", how="named"),
            ),
            empty="这一期间没有凭证。",
        ),
    ),
)

PAYMENTS = Page(
    path="payments",
    zh="收付款",
    icon="coin",
    sections=(
        Table(
            name="payments",
            zh="收付款记录",
            icon="coin",
            asks=ListPayments,
            columns=(
                "on",
                "direction",
                "amount_fen",
                "counterparty",
                "method",
                Column(name="reference", how="code"),
                Column(name="class_id", how="named"),
                Column(name="recorded_by", how="person"),
            ),
            actions=(Action(kind=RecordPayment, icon="plus", tone="primary"),),
            empty="还没有收付款。",
        ),
    ),
)


# -- standards -------------------------------------------------------------------------


def _cap(band: TitleBand, zh: str, en: str) -> Column:
    """What an hour of a band may pay after tax."""
    return Column(
        name=f"cap_{band.lower()}",
        title=Title(zh, en),
        how="yuan",
        of=lambda standard: standard.lecture_caps_fen.get(band),
    )


def _level(standard: StandardView) -> str:
    return f"LEVEL_{standard.class_level}"


STANDARDS = Page(
    path="standards",
    zh="费用标准",
    icon="sheet",
    note="综合定额和讲课费上限，单位：元。讲课费为每学时税后金额。",
    sections=(
        Table(
            name="standards",
            zh="现行标准",
            icon="sheet",
            asks=ListStandards,
            columns=(
                Column(name="class_level", title=Title("班次类别", "Level"), how="tag", of=_level),
                Column(name="region", title=Title("适用地区", "Region"), how="tag"),
                "lodging_fen",
                "meals_fen",
                "venue_material_transport_fen",
                "other_fen",
                Column(name="total_fen", title=Title("综合定额", "Per person and day")),
                _cap(TitleBand.ACADEMICIAN_OR_NATIONAL_EXPERT, "院士专家", "National expert"),
                _cap(TitleBand.FULL_SENIOR, "正高级", "Full senior"),
                _cap(TitleBand.ASSOC_SENIOR, "副高级", "Associate senior"),
                _cap(TitleBand.INTERMEDIATE_AND_BELOW, "中级及以下", "Intermediate"),
                "effective_from",
                Column(name="effective_to", title=Title("废止日期", "In force until")),
                Column(name="source", title=Title("依据", "Source"), how="long"),
            ),
        ),
    ),
)
