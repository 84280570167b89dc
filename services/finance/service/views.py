"""What finance shows of its records."""

from contracts.finance import (
    AccountView,
    BudgetView,
    DataLineView,
    DataSheetView,
    SheetSignature,
    StandardView,
    UsageLine,
)
from services.finance.domain.account import ClassAccount, Figures
from services.finance.domain.amounts import in_words
from services.finance.domain.budget import Budget
from services.finance.domain.settlement import Settlement
from services.finance.domain.sheet import DataSheet
from services.finance.domain.standard import BOOK, FeeStandard


def standard_view(standard: FeeStandard) -> StandardView:
    """A fee standard."""
    return StandardView(
        standard_id=standard.standard_id,
        source=standard.source,
        region=standard.region,
        class_level=standard.class_level,
        lodging_fen=standard.lodging_fen,
        meals_fen=standard.meals_fen,
        venue_material_transport_fen=standard.venue_material_transport_fen,
        other_fen=standard.other_fen,
        total_fen=standard.total_fen,
        full_days=standard.full_days,
        reduced_percent=standard.reduced_percent,
        lecture_caps_fen=dict(standard.lecture_caps_fen),
        half_day_hours_cap=standard.half_day_hours_cap,
        effective_from=standard.effective_from,
        effective_to=standard.effective_to,
        staff_percent=standard.staff_percent,
        staff_most=standard.staff_most,
    )


def budget_view(budget: Budget, account: ClassAccount) -> BudgetView:
    """The budget of a class beside the standard it keeps to."""
    standard = BOOK.by_id(budget.standard_id)
    return BudgetView(
        class_id=budget.class_id,
        class_title=account.class_title,
        category=account.category,
        standard_id=budget.standard_id,
        headcount=budget.headcount,
        staff=budget.staff,
        days=budget.days,
        lines=budget.lines,
        total_fen=budget.total_fen,
        ceiling_fen=budget.ceiling_fen,
        over_by_fen=budget.over_by_fen,
        state=budget.state,
        cleared_by=budget.cleared_by,
        note=budget.note,
        staff_counted=standard.staff_counted(headcount=budget.headcount, staff=budget.staff),
        standard=standard_view(standard),
        total_in_words=in_words(budget.total_fen),
        counted_fen=budget.counted_fen,
    )


def account_view(
    account: ClassAccount, figures: Figures, settlement: Settlement | None
) -> AccountView:
    """The account of a class; with a host, it is settled as far as its settlement is."""
    usage = [
        UsageLine(kind="PERSON_DAYS", label="人天", quantity=figures.person_days),
        UsageLine(
            kind="VENUE_HALF_DAYS", label="场地使用（半天）", quantity=figures.venue_half_days
        ),
        UsageLine(
            kind="TEACHING_HOURS",
            label="计酬学时（十分之一）",
            quantity=figures.teaching_hours,
        ),
    ]
    return AccountView(
        class_id=account.class_id,
        usage=usage,
        payable_hours=figures.payable,
        data_state=account.data_state,
        settlement_state=settlement.state if settlement else account.settlement_state,
        total_fen=account.total_fen,
        headcount=account.headcount,
        planned_hours=account.planned_hours,
        hosted_externally=account.hosted_externally,
        total_in_words=in_words(account.total_fen),
    )


def sheet_view(sheet: DataSheet, account: ClassAccount) -> DataSheetView:
    """The data sheet of a class."""
    lines = [
        DataLineView(
            line_id=line.line_id,
            group=line.group,
            label=line.label,
            unit=line.unit,
            counted=line.counted,
            quantity=line.quantity,
            reason=line.reason,
            sources=list(line.sources),
        )
        for line in sheet.lines
    ]
    signatures = [
        SheetSignature(
            party=signature.party,
            signer=signature.signer,
            signed_at=signature.signed_at,
            method=signature.method,
            document_hash=signature.document_hash,
        )
        for signature in sheet.signatures
    ]
    return DataSheetView(
        class_id=sheet.class_id,
        class_title=account.class_title,
        version=sheet.sheet_version,
        state=sheet.state,
        lines=lines,
        document_hash=sheet.document_hash,
        signatures=signatures,
        dispute=sheet.dispute,
    )
