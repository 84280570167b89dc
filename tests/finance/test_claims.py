"""The claim file of a class: what it is claimed with, and what still lacks (B-3.3a)."""

import io

import pytest
from openpyxl import load_workbook

from contracts.enrollment import AnnualPlanApproved
from contracts.finance import (
    ApproveFees,
    CalculateFees,
    ClaimFileView,
    ExportClaimFile,
    FindClaimFile,
    PayFee,
)
from contracts.notification import NoticeKind, NoticePublished
from contracts.values import FileRef
from tests.finance.contracted import CASHIER, FINANCE, LAST, STAFF, Contracted
from tests.finance.makers import a_class, a_draft
from tests.finance.test_service import FACTS

HOSTED = [
    "PLAN_APPROVAL",
    "NOTICE",
    "BUDGET",
    "SIGN_IN",
    "ATTENDANCE",
    "DATA_SHEET",
    "COST_LIST",
    "INVOICE",
]


def claim(house: Contracted) -> ClaimFileView:
    return house.do(FindClaimFile(class_id="c1"), FINANCE)


def rows_of(house: Contracted, file: FileRef) -> list[list[object]]:
    """What stands in an exported workbook."""
    book = load_workbook(io.BytesIO(house.office.office.files.read(file.file_id)))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def basis(house: Contracted) -> None:
    """The plan is approved, the notice out, the budget drawn up."""
    house.hear(
        AnnualPlanApproved(plan_id="p1", year=2026, revision=2, doc_no="委发〔2026〕3号"),
        AnnualPlanApproved(plan_id="p1", year=2026, revision=1, doc_no="委发〔2026〕1号"),
    )
    for kind in (NoticeKind.CHANGE, NoticeKind.CLASS_NOTICE):
        notice = NoticePublished(notice_id=f"n-{kind}", kind=kind, class_id="c1", addressed=1)
        house.hear(notice)
    house.hear(NoticePublished(notice_id="n9", kind=kind, class_id=None, addressed=1))
    house.do(a_draft(100_000), STAFF)


def fees_paid(house: Contracted) -> None:
    house.do(CalculateFees(class_id="c1"), FINANCE)
    for fee in house.do(ApproveFees(class_id="c1"), CASHIER):
        request = PayFee(
            class_id="c1",
            fee_id=fee.fee_id,
            paid_on=LAST,
            reference=house.reference(),
            receipt=house.scan,
        )
        house.do(request, FINANCE)


@pytest.mark.clause("B-3.3a")
def test_a_contracted_class_is_claimed_with_its_own_papers(house: Contracted) -> None:
    house.used()
    before = claim(house)
    assert [document.code for document in before.documents] == HOSTED
    assert before.missing == [
        "PLAN_APPROVAL",
        "NOTICE",
        "BUDGET",
        "DATA_SHEET",
        "COST_LIST",
        "INVOICE",
    ]


@pytest.mark.clause("B-3.3a", "B-6.6")
def test_nothing_is_missing_once_everything_was_done(house: Contracted) -> None:
    invoice = house.invoiced()
    basis(house)
    fees_paid(house)
    found = claim(house)
    assert found.missing == []
    sources = {document.code: document.source for document in found.documents}
    assert sources["PLAN_APPROVAL"] == "批准文号 委发〔2026〕3号"
    assert sources["NOTICE"] == "通知 n-CLASS_NOTICE"
    assert (sources["SIGN_IN"], sources["ATTENDANCE"]) == ("签到 2 人", "考勤 2 课次")
    assert (sources["COST_LIST"], sources["INVOICE"]) == (
        "决算 1200.00 元",
        f"发票 {invoice.number}",
    )
    receipts = [one for one in found.documents if one.code == "FEE_RECEIPT"]
    assert [one.file for one in receipts] == [house.scan]


@pytest.mark.clause("B-3.3a")
def test_an_own_class_is_claimed_without_host_and_invoice(house: Contracted) -> None:
    house.hear(a_class(), *FACTS)
    basis(house)
    assert [document.code for document in claim(house).documents] == [
        "PLAN_APPROVAL",
        "NOTICE",
        "BUDGET",
        "SIGN_IN",
        "ATTENDANCE",
        "COST_LIST",
    ]
    assert claim(house).missing == []


@pytest.mark.clause("B-3.3a")
def test_an_own_class_shows_its_budget_as_its_costs(house: Contracted) -> None:
    house.hear(a_class(), *FACTS)
    basis(house)
    file = house.do(ExportClaimFile(class_id="c1"), FINANCE)
    rows = rows_of(house, file)
    assert [row for row in rows if row[0] == "费用"] == [["费用", "食宿", 1, "", 1000, "预算"]]


@pytest.mark.clause("B-3.3a")
def test_a_fee_without_its_receipt_is_missing(house: Contracted) -> None:
    house.used()
    house.do(CalculateFees(class_id="c1"), FINANCE)
    assert "FEE_RECEIPT" in claim(house).missing


@pytest.mark.clause("B-3.3a")
def test_the_claim_file_is_exported_with_costs_fees_and_attendance(house: Contracted) -> None:
    house.invoiced()
    fees_paid(house)
    file = house.do(ExportClaimFile(class_id="c1"), FINANCE)
    assert file.name == "监狱系统科级干部培训班报销材料.xlsx"
    rows = rows_of(house, file)
    by_kind = {kind: [row for row in rows if row[0] == kind] for kind in ("费用", "讲课费", "考勤")}
    assert by_kind["费用"][0][1:5] == ["住宿", 8, "床·夜", 800]
    assert len(by_kind["费用"]) == 4
    assert by_kind["讲课费"][0][4] == 8000
    assert [row[2] for row in by_kind["考勤"]] == [2, 2]
