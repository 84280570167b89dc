"""The papers of finance, ready for the printer."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.finance import (
    FindAccount,
    FindBudget,
    FindClaimFile,
    FindSettlement,
    FindSheetOfClass,
    ListFees,
    ListInvoices,
)
from kit.pages.desk import Paper
from kit.pages.visit import Visit
from services.finance.desk.data_sheet import sheet_data


def _chosen(parts: Mapping[str, Any], visit: Visit) -> Mapping[str, Any]:
    """The receipt of one teacher where the address names it, else of each."""
    fee_id = visit.params.get("fee_id", "")
    fees: Sequence[Any] = parts["fees"] or []
    return {"receipts": [fee for fee in fees if fee_id in {"", fee.fee_id}]}


def _sheet(parts: Mapping[str, Any], _: Visit) -> Mapping[str, Any]:
    return sheet_data(parts["sheet"])


PAPERS = (
    Paper(
        name="budget",
        zh="培训费预算单",
        template="finance/paper_budget.html",
        asks={"budget": FindBudget},
    ),
    Paper(
        name="final",
        zh="培训费决算单",
        template="finance/paper_final.html",
        asks={"budget": FindBudget, "settlement": FindSettlement, "account": FindAccount},
        landscape=True,
    ),
    Paper(
        name="data-sheet",
        zh="数据确认书",
        template="finance/paper_sheet.html",
        asks={"sheet": FindSheetOfClass},
        data=_sheet,
    ),
    Paper(
        name="fee-receipts",
        zh="讲课费领取单",
        template="finance/paper_fee.html",
        asks={"fees": ListFees},
        data=_chosen,
    ),
    Paper(
        name="invoices",
        zh="发票登记",
        template="finance/paper_invoices.html",
        asks={"invoices": ListInvoices},
        landscape=True,
    ),
    Paper(
        name="claim",
        zh="报销材料目录",
        template="finance/paper_claim.html",
        asks={"claim": FindClaimFile},
    ),
)
