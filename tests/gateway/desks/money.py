"""A contracted class's money as finance answers it: over the ceiling, signed, settled, paid."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.base import Page
from contracts.finance import (
    AccountView,
    BudgetLine,
    BudgetView,
    ClaimDocument,
    ClaimFileView,
    DataGroup,
    DataLineView,
    DataSheetView,
    Direction,
    FeeLesson,
    FeeState,
    FindAccount,
    FindBudget,
    FindClaimFile,
    FindSettlement,
    FindSheetOfClass,
    FindTaxMonth,
    InvoiceState,
    InvoiceView,
    LectureFeeView,
    LedgerEntryView,
    LedgerView,
    ListBids,
    ListFees,
    ListInvoices,
    ListLedger,
    ListPayments,
    ListPurchases,
    ListStandards,
    PaymentMethod,
    PaymentView,
    SettlementLine,
    SettlementState,
    SettlementView,
    SheetSignature,
    SheetState,
    StandardView,
    TaxMonthView,
    TaxRow,
    UsageLine,
)
from contracts.values import Category, FileRef, HalfDay, Party, SigningMethod, TitleBand
from tests.gateway.fake import CLASS_ID

NOW = datetime(2026, 5, 22, 5, 0, tzinfo=UTC)
HASH = "8a65" * 16
TITLE = "全市司法行政科级干部培训班"

STANDARD = StandardView(
    standard_id="CN-3",
    source="财行〔2016〕540号",
    region="CN",
    class_level=3,
    lodging_fen=34_000,
    meals_fen=13_000,
    venue_material_transport_fen=5_000,
    other_fen=3_000,
    total_fen=55_000,
    full_days=30,
    reduced_percent=70,
    lecture_caps_fen={TitleBand.FULL_SENIOR: 100_000},
    half_day_hours_cap=40,
    effective_from=date(2017, 1, 1),
    staff_percent=10,
    staff_most=10,
)


def budget(**changes: Any) -> BudgetView:
    """A budget that waits for its clearance."""
    lines = [
        BudgetLine(item="住宿费", quantity=24, days=6, unit_price_fen=60_000),
        BudgetLine(item="师资费", quantity=8, unit_price_fen=100_000, within_ceiling=False),
    ]
    made: dict[str, Any] = {
        "class_id": CLASS_ID,
        "class_title": TITLE,
        "category": Category.CADRE_SECTION,
        "standard_id": "CN-3",
        "headcount": 24,
        "staff": 3,
        "days": 6,
        "lines": lines,
        "total_fen": 9_440_000,
        "ceiling_fen": 8_580_000,
        "over_by_fen": 60_000,
        "state": "CLEARANCE_REQUIRED",
        "cleared_by": "",
        "note": "",
        "staff_counted": 2,
        "standard": STANDARD,
        "total_in_words": "玖万肆仟肆佰元整",
        "counted_fen": 8_640_000,
    }
    return BudgetView(**{**made, **changes})


def account(*, hosted: bool = True) -> AccountView:
    """What the class used."""
    return AccountView(
        class_id=CLASS_ID,
        usage=[
            UsageLine(kind="PERSON_DAYS", label="人天", quantity=138),
            UsageLine(kind="TEACHING_HOURS", label="计酬学时", quantity=325),
        ],
        payable_hours={"t1": 325},
        data_state="CONFIRMED",
        settlement_state="OPEN",
        total_fen=5_482_000,
        hosted_externally=hosted,
        total_in_words="伍万肆仟捌佰贰拾元整",
    )


LINES = [
    DataLineView(
        line_id="line-1",
        group=DataGroup.LODGING,
        label="住宿",
        unit="床·夜",
        counted=115,
        quantity=115,
        reason="",
        sources=["房间 201 1床 05-17→05-22", "房间 201 2床 05-17→05-22"],
    ),
    DataLineView(
        line_id="line-2",
        group=DataGroup.MEALS,
        label="晚餐",
        unit="人次",
        counted=115,
        quantity=92,
        reason="末日晚餐未用",
        sources=["05-18 晚餐 23人次"],
    ),
]


def sheet(state: SheetState = SheetState.DRAFT, *signed: Party) -> DataSheetView:
    """The data sheet, signed by these."""
    return DataSheetView(
        class_id=CLASS_ID,
        class_title=TITLE,
        version=2,
        state=state,
        lines=LINES,
        document_hash=HASH,
        signatures=[
            SheetSignature(
                party=party,
                signer=f"签认人{party}",
                signed_at=NOW,
                method=SigningMethod.E_SIGN,
                document_hash=HASH,
            )
            for party in signed
        ],
        dispute="",
    )


def priced(price: int) -> tuple[SettlementLine, ...]:
    """The confirmed lines at a price."""
    return tuple(
        SettlementLine(
            line_id=line.line_id,
            quantity=line.quantity,
            unit_price_fen=price,
            group=line.group,
            label=line.label,
            unit=line.unit,
            amount_fen=line.quantity * price,
            sources=line.sources,
        )
        for line in LINES
    )


def settlement(state: SettlementState = SettlementState.DRAFT, **changes: Any) -> SettlementView:
    """A settlement of 2,070 yuan."""
    made: dict[str, Any] = {
        "class_id": CLASS_ID,
        "class_title": TITLE,
        "state": state,
        "sheet_version": 2,
        "lines": list(priced(1_000)),
        "total_fen": 207_000,
        "budget_fen": 9_440_000,
        "variance_fen": -9_233_000,
        "ceiling_fen": 8_580_000,
        "paid_fen": 7_000,
        "signed_by_lead": "",
        "signed_by_finance": "",
        "papers_received": False,
        "agreed_by": "",
        "to_price": priced(1_000),
        "total_in_words": "贰仟零柒拾元整",
        "open_fen": 200_000,
    }
    return SettlementView(**{**made, **changes})


def invoice(number: int, state: InvoiceState, *, red_of: str | None = None) -> InvoiceView:
    """An invoice, or the red-letter one of another."""
    sign = -1 if red_of else 1
    return InvoiceView(
        invoice_id=f"i{number}",
        class_id=CLASS_ID,
        number=f"2623{number:016}",
        buyer="哈尔滨市司法局",
        buyer_code="112301000021704232",
        item="培训服务",
        amount_fen=sign * 195_283,
        tax_rate=60,
        tax_fen=sign * 11_717,
        total_fen=sign * 207_000,
        total_in_words="贰仟零柒拾元整",
        issued_on=date(2026, 6, 1),
        issued_by="p-finance",
        remark="",
        red_of=red_of,
        paid_fen=0,
        state=state,
    )


def fee(number: int, state: FeeState) -> LectureFeeView:
    """What a teacher gets for a lesson longer than is paid."""
    return LectureFeeView(
        fee_id=f"f{number}",
        class_id=CLASS_ID,
        teacher_id=f"t{number}",
        teacher_name=f"教师{number}",
        title_band=TitleBand.FULL_SENIOR,
        employed=False,
        lessons=[
            FeeLesson(
                session_id=f"s{number}",
                title="社区矫正法实务",
                on=date(2026, 5, 18),
                half_day=HalfDay.AM,
                taught=50,
                payable=40,
            )
        ],
        payable_hours=40,
        net_per_hour_fen=100_000,
        cap_per_hour_fen=100_000,
        net_fen=400_000,
        gross_fen=476_190,
        tax_fen=76_190,
        month="2026-06",
        state=state,
        calculated_by="p-cashier",
        approved_by="",
        receipt=FileRef(file_id="a" * 64, name="领取单.pdf"),
        net_in_words="肆仟元整",
    )


def entry(account: str, zh: str, en: str, debit: int, credit: int) -> LedgerEntryView:
    """A side of a voucher."""
    return LedgerEntryView(
        entry_id=f"e-{account}",
        voucher="V1",
        at=NOW,
        class_id=CLASS_ID,
        account=account,
        account_zh=zh,
        account_en=en,
        debit_fen=debit,
        credit_fen=credit,
        memo="决算",
    )


LEDGER = LedgerView(
    entries=[
        entry("1212", "应收账款", "Receivable from hosts", 207_000, 0),
        entry("4101", "事业收入（培训收入）", "Training income", 0, 207_000),
    ],
    balances={"1212": 207_000, "4101": -207_000},
    balanced=True,
)
PAID = PaymentView(
    payment_id="p1",
    class_id=CLASS_ID,
    direction=Direction.IN,
    method=PaymentMethod.TRANSFER,
    amount_fen=7_000,
    on=date(2026, 6, 10),
    counterparty="哈尔滨市司法局",
    reference="BANK-0001",
    invoice_id="i3",
    purchase_id=None,
    recorded_by="p-cashier",
)
CLAIM = ClaimFileView(
    class_id=CLASS_ID,
    documents=[
        ClaimDocument(
            code="NOTICE", zh="培训通知", en="Class notice", source="通知", file=None, present=True
        ),
        ClaimDocument(code="INVOICE", zh="发票", en="Invoice", source="", file=None, present=False),
    ],
    missing=["INVOICE"],
)
TAX = TaxMonthView(
    month="2026-06",
    rows=[
        TaxRow(
            teacher_id="t1",
            teacher_name="教师1",
            payments=1,
            gross_fen=476_190,
            tax_fen=76_190,
            net_fen=400_000,
        )
    ],
    gross_fen=476_190,
    tax_fen=76_190,
    due_on=date(2026, 7, 15),
    filed_on=None,
    filed_by="",
    late=False,
)


def rich() -> dict[type, Any]:
    """What the departments answer, told from the moment a test begins."""
    return {
        FindBudget: budget(),
        FindAccount: account(),
        FindSettlement: settlement(),
        FindSheetOfClass: sheet(),
        FindClaimFile: CLAIM,
        ListInvoices: [
            invoice(1, InvoiceState.REVERSED),
            invoice(2, InvoiceState.ISSUED, red_of="i1"),
            invoice(3, InvoiceState.ISSUED),
        ],
        ListPayments: Page[PaymentView](items=[PAID], total=1),
        ListFees: [fee(1, FeeState.PAID), fee(2, FeeState.APPROVED)],
        ListLedger: LEDGER,
        ListStandards: [STANDARD],
        FindTaxMonth: TAX,
    }


NOTHING: dict[type, Any] = {
    **dict.fromkeys(rich()),
    ListInvoices: [],
    ListPayments: Page[PaymentView](items=[], total=0),
    ListFees: [],
    ListLedger: LedgerView(entries=[], balances={}, balanced=True),
    ListStandards: [],
    ListPurchases: Page[Any](items=[], total=0),
    ListBids: Page[Any](items=[], total=0),
}
