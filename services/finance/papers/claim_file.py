"""The claim file as a workbook: its list, costs, fees and attendance."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from contracts.finance import ClaimDocument
from contracts.values import FileRef
from kit.files import FileStore
from kit.sheets import Column, write_table
from services.finance.domain.claim import ClaimFacts, claim_documents
from services.finance.domain.counting import HALF_DAYS
from services.finance.domain.fee import LectureFee
from services.finance.domain.usage import HeldSession

COLUMNS = (
    Column("类别"),
    Column("内容"),
    Column("数量", align="right"),
    Column("单位", align="center"),
    Column("金额（元）", align="right"),
    Column("来源"),
)
# Amounts in fen, None where a row has none.
Line = tuple[str, str, int | None, str, int | None, str]


def claim_workbook(facts: ClaimFacts) -> dict[str, Any]:
    """What the workbook shows, as plain values."""
    lines = [
        *map(_document, claim_documents(facts)),
        *_costs(facts),
        *map(_fee, facts.fees),
        *map(_attendance, facts.sessions),
    ]
    account = facts.account
    return {
        "title": f"{account.class_title}报销材料",
        "days": f"培训时间：{account.start_on} 至 {account.end_on}",
        "lines": [list(line) for line in lines],
    }


def print_claim_file(data: Mapping[str, Any], files: FileStore) -> FileRef:
    """The claim file as a workbook in the storage."""
    rows: Iterable[Sequence[Any]] = data["lines"]
    workbook = write_table(
        data["title"],
        "",
        COLUMNS,
        [[*row[:4], _yuan(row[4]), row[5]] for row in rows],
        subtitles=[data["days"]],
        sheet_name="报销材料",
    )
    return files.put(workbook, f"{data['title']}.xlsx")


def _document(document: ClaimDocument) -> Line:
    return ("清单", document.zh, 1 if document.present else 0, "份", None, document.source or "缺")


def _costs(facts: ClaimFacts) -> list[Line]:
    """The settlement where there is one, else what was budgeted."""
    if facts.settlement is not None:
        return [
            ("费用", line.label, line.quantity, line.unit, line.amount_fen, "；".join(line.sources))
            for line in facts.settlement.lines
        ]
    return [
        ("费用", line.item, line.quantity * line.days, "", line.amount_fen, "预算")
        for line in facts.budget.lines
    ]


def _fee(fee: LectureFee) -> Line:
    source = (
        f"税前 {fee.gross_fen / 100:.2f}，代扣 {fee.tax_fen / 100:.2f}，{fee.month or '未发放'}"
    )
    name = fee.teacher_name or fee.teacher_id
    return ("讲课费", name, fee.payable_hours, "学时（十分之一）", fee.net_fen, source)


def _attendance(session: HeldSession) -> Line:
    when = f"{session.on} {HALF_DAYS[session.half_day]} {session.title}".rstrip()
    away = f"请假 {session.leave_n}，缺勤 {session.absent_n}"
    return ("考勤", when, session.present_n, "人", None, away)


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen).scaleb(-2)
