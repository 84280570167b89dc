"""The claim file 报销材料: which papers a class's costs are claimed with, and where they come from
(财行〔2016〕540号).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.finance import ClaimDocument, FeeState
from services.finance.domain.account import ClassAccount, DataState
from services.finance.domain.budget import Budget, BudgetState
from services.finance.domain.fee import LectureFee
from services.finance.domain.invoice import Invoice
from services.finance.domain.procurement import Purchase
from services.finance.domain.settlement import Settlement
from services.finance.domain.sheet import ConfirmedSheet
from services.finance.domain.usage import HeldSession

FIXED_BUDGETS = (BudgetState.CHECKED, BudgetState.CLEARED, BudgetState.AGREED)


@dataclass(frozen=True, kw_only=True)
class ClaimFacts:
    """What finance holds of a class. `plan_no` is the number under which its plan was approved."""

    account: ClassAccount
    budget: Budget
    plan_no: str
    arrivals: int
    sessions: Sequence[HeldSession]
    sheet: ConfirmedSheet | None
    settlement: Settlement | None
    invoice: Invoice | None
    fees: Sequence[LectureFee]
    purchases: Sequence[Purchase]


def claim_documents(facts: ClaimFacts) -> list[ClaimDocument]:
    """Every paper the claim needs, present or not."""
    return [
        *_basis(facts),
        *_attendance(facts),
        *(_host_papers(facts) if facts.account.hosted_externally else _own_costs(facts)),
        *_fee_papers(facts.fees),
        *_purchase_papers(facts.purchases),
    ]


def missing_of(documents: Iterable[ClaimDocument]) -> list[str]:
    """The codes of the papers that are not there."""
    return [document.code for document in documents if not document.present]


def _basis(facts: ClaimFacts) -> list[ClaimDocument]:
    noticed = facts.account.notice_id or ""
    within = facts.budget.state in FIXED_BUDGETS
    return [
        _document(
            "PLAN_APPROVAL",
            ("培训计划批件", "Approved plan"),
            f"批准文号 {facts.plan_no}" if facts.plan_no else "",
        ),
        _document("NOTICE", ("培训通知", "Class notice"), f"通知 {noticed}" if noticed else ""),
        _document(
            "BUDGET",
            ("班次预算", "Budget"),
            f"预算 {facts.budget.total_fen / 100:.2f} 元" if within else "",
        ),
    ]


def _attendance(facts: ClaimFacts) -> list[ClaimDocument]:
    signed_in = f"签到 {facts.arrivals} 人" if facts.arrivals else ""
    sheets = f"考勤 {len(facts.sessions)} 课次" if facts.sessions else ""
    return [
        _document("SIGN_IN", ("实际参训人员签到表", "Sign-in sheet"), signed_in),
        _document("ATTENDANCE", ("学员考勤表", "Attendance"), sheets),
    ]


def _own_costs(facts: ClaimFacts) -> list[ClaimDocument]:
    done = facts.account.data_state is DataState.CONFIRMED
    source = f"人天 {facts.account.person_days}" if done else ""
    return [_document("COST_LIST", ("费用明细", "Cost list"), source)]


def _host_papers(facts: ClaimFacts) -> list[ClaimDocument]:
    sheet, settlement, invoice = facts.sheet, facts.settlement, facts.invoice
    is_final = settlement is not None and settlement.is_final
    return [
        _document(
            "DATA_SHEET",
            ("数据确认书", "Data sheet"),
            f"第 {sheet.sheet_version} 版 {sheet.document_hash[:12]}" if sheet else "",
        ),
        _document(
            "COST_LIST",
            ("决算单（费用明细）", "Settlement (cost list)"),
            f"决算 {settlement.total_fen / 100:.2f} 元" if settlement and is_final else "",
        ),
        _document("INVOICE", ("发票", "Invoice"), f"发票 {invoice.number}" if invoice else ""),
    ]


def _fee_papers(fees: Iterable[LectureFee]) -> list[ClaimDocument]:
    """The signed receipt of each lecture fee."""
    return [
        ClaimDocument(
            code="FEE_RECEIPT",
            zh=f"讲课费签收单（{fee.teacher_name or fee.teacher_id}）",
            en=f"Receipt of a lecture fee ({fee.teacher_name or fee.teacher_id})",
            source=f"税后 {fee.net_fen / 100:.2f} 元，{fee.month}" if fee.receipt else "",
            file=fee.receipt,
            present=fee.state in (FeeState.PAID, FeeState.FILED),
        )
        for fee in fees
    ]


def _purchase_papers(purchases: Iterable[Purchase]) -> list[ClaimDocument]:
    """The approval of each purchase for the class."""
    return [
        _document(
            "PURCHASE_APPROVAL",
            (f"采购批件（{one.lines[0].item}）", f"Purchase approval ({one.lines[0].item})"),
            f"批准文号 {one.approval_ref}" if one.approval_ref else "",
        )
        for one in purchases
    ]


def _document(code: str, names: tuple[str, str], source: str) -> ClaimDocument:
    zh, en = names
    return ClaimDocument(code=code, zh=zh, en=en, source=source, file=None, present=bool(source))
