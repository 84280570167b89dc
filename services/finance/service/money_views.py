"""What finance shows of settlements, invoices, payments, the ledger, fees and purchases."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from contracts.finance import (
    BidView,
    FeeLesson,
    InvoiceView,
    LectureFeeView,
    LedgerEntryView,
    LedgerView,
    PaymentView,
    PurchaseView,
    SettlementView,
    TaxMonthView,
    TaxRow,
)
from services.finance.domain.account import ClassAccount
from services.finance.domain.amounts import in_words
from services.finance.domain.budget import Budget
from services.finance.domain.fee import LectureFee
from services.finance.domain.invoice import Invoice
from services.finance.domain.ledger import CHART, Account, Posting
from services.finance.domain.payment import Payment
from services.finance.domain.procurement import Bid, Purchase
from services.finance.domain.settlement import Settlement
from services.finance.domain.sheet import ConfirmedSheet
from services.finance.domain.tax_month import TaxMonth


def settlement_view(
    settlement: Settlement, account: ClassAccount, budget: Budget, sheet: ConfirmedSheet | None
) -> SettlementView:
    """The settlement of a class beside its budget and the confirmed data it prices."""
    return SettlementView(
        class_id=settlement.class_id,
        class_title=account.class_title,
        state=settlement.state,
        sheet_version=settlement.sheet_version,
        lines=settlement.lines,
        total_fen=settlement.total_fen,
        budget_fen=budget.total_fen,
        variance_fen=settlement.total_fen - budget.total_fen,
        ceiling_fen=budget.ceiling_fen,
        paid_fen=settlement.paid_fen,
        signed_by_lead=settlement.signed_by_lead,
        signed_by_finance=settlement.signed_by_finance,
        papers_received=settlement.has_papers,
        agreed_by=settlement.agreed_by,
        return_reason=settlement.return_reason,
        to_price=tuple(settlement.priced_so_far(sheet)) if sheet else (),
        total_in_words=in_words(settlement.total_fen),
        open_fen=settlement.open_fen,
    )


def invoice_view(invoice: Invoice) -> InvoiceView:
    """An invoice."""
    return InvoiceView(
        invoice_id=invoice.invoice_id,
        class_id=invoice.class_id,
        number=invoice.number,
        buyer=invoice.buyer,
        buyer_code=invoice.buyer_code,
        item=invoice.item,
        amount_fen=invoice.amount_fen,
        tax_rate=invoice.tax_rate,
        tax_fen=invoice.tax_fen,
        total_fen=invoice.total_fen,
        total_in_words=in_words(invoice.total_fen),
        issued_on=invoice.issued_on,
        issued_by=invoice.issued_by,
        remark=invoice.remark,
        red_of=invoice.red_of,
        paid_fen=invoice.paid_fen,
        state=invoice.state,
        delivered=invoice.delivered,
    )


def payment_view(payment: Payment) -> PaymentView:
    """Money received or paid."""
    return PaymentView(
        payment_id=payment.payment_id,
        class_id=payment.class_id,
        direction=payment.direction,
        method=payment.method,
        amount_fen=payment.amount_fen,
        on=payment.on,
        counterparty=payment.counterparty,
        reference=payment.reference,
        invoice_id=payment.invoice_id,
        purchase_id=payment.purchase_id,
        recorded_by=payment.recorded_by,
    )


# -- the ledger ------------------------------------------------------------------------------------


def ledger_view(postings: Sequence[Posting]) -> LedgerView:
    """The entries of the ledger, voucher by voucher, and what each account stands at: debits less
    credits, by account number.
    """
    balances: dict[str, int] = defaultdict(int)
    for posting in postings:
        balances[CHART[posting.debit_account].code] += posting.amount_fen
        balances[CHART[posting.credit_account].code] -= posting.amount_fen
    return LedgerView(
        entries=[
            entry
            for _, legs in groupby(postings, key=lambda posting: posting.voucher)
            for entry in _entries(list(legs))
        ],
        balances=dict(balances),
        balanced=sum(balances.values()) == 0,
    )


def _entries(legs: Sequence[Posting]) -> list[LedgerEntryView]:
    """What a voucher says of each account: its debits first, then the credits that answer them."""
    debited, credited = defaultdict[Account, int](int), defaultdict[Account, int](int)
    for leg in legs:
        debited[leg.debit_account] += leg.amount_fen
        credited[leg.credit_account] += leg.amount_fen
    first = legs[0]
    return [
        *(_entry(first, account, debit=fen, credit=0) for account, fen in debited.items()),
        *(_entry(first, account, debit=0, credit=fen) for account, fen in credited.items()),
    ]


def _entry(posting: Posting, account: Account, *, debit: int, credit: int) -> LedgerEntryView:
    title = CHART[account]
    return LedgerEntryView(
        entry_id=f"{posting.posting_id}-{title.code}",
        voucher=posting.voucher,
        at=posting.posted_at,
        class_id=posting.class_id,
        account=title.code,
        account_zh=title.zh,
        account_en=title.en,
        debit_fen=debit,
        credit_fen=credit,
        memo=posting.memo,
    )


# -- lecturers -------------------------------------------------------------------------------------


def fee_view(fee: LectureFee) -> LectureFeeView:
    """What a teacher gets for a class."""
    lessons = [
        FeeLesson(
            session_id=lesson.session_id,
            title=lesson.title,
            on=lesson.on,
            half_day=lesson.half_day,
            taught=lesson.taught,
            payable=lesson.payable,
        )
        for lesson in fee.lessons
    ]
    return LectureFeeView(
        fee_id=fee.fee_id,
        class_id=fee.class_id,
        teacher_id=fee.teacher_id,
        teacher_name=fee.teacher_name,
        title_band=fee.title_band,
        employed=fee.employed,
        lessons=lessons,
        payable_hours=fee.payable_hours,
        net_per_hour_fen=fee.net_per_hour_fen,
        cap_per_hour_fen=fee.cap_per_hour_fen,
        net_fen=fee.net_fen,
        gross_fen=fee.gross_fen,
        tax_fen=fee.tax_fen,
        month=fee.month,
        state=fee.state,
        calculated_by=fee.calculated_by,
        approved_by=fee.approved_by,
        receipt=fee.receipt,
        net_in_words=in_words(fee.net_fen),
    )


def tax_month_view(month: TaxMonth, fees: Sequence[LectureFee], *, today: date) -> TaxMonthView:
    """The withholding of a month, lecturer by lecturer."""
    by_teacher = groupby(fees, key=lambda fee: fee.teacher_id)
    return TaxMonthView(
        month=month.month,
        rows=[_tax_row(list(paid)) for _, paid in by_teacher],
        gross_fen=sum(fee.gross_fen for fee in fees),
        tax_fen=sum(fee.tax_fen for fee in fees),
        due_on=month.due_on,
        filed_on=month.filed_on,
        filed_by=month.filed_by,
        late=month.is_late(today=today),
    )


def _tax_row(paid: Sequence[LectureFee]) -> TaxRow:
    return TaxRow(
        teacher_id=paid[0].teacher_id,
        teacher_name=paid[0].teacher_name,
        payments=len(paid),
        gross_fen=sum(fee.gross_fen for fee in paid),
        tax_fen=sum(fee.tax_fen for fee in paid),
        net_fen=sum(fee.net_fen for fee in paid),
    )


# -- bids and purchases ----------------------------------------------------------------------------


def bid_view(bid: Bid) -> BidView:
    """A bid."""
    return BidView(
        bid_id=bid.bid_id,
        host_id=bid.host_id,
        title=bid.title,
        amount_fen=bid.amount_fen,
        submitted_on=bid.submitted_on,
        result=bid.result,
        class_id=bid.class_id,
        document=bid.document,
    )


def purchase_view(purchase: Purchase) -> PurchaseView:
    """A purchase and its approval."""
    return PurchaseView(
        purchase_id=purchase.purchase_id,
        class_id=purchase.class_id,
        lines=list(purchase.lines),
        total_fen=purchase.total_fen,
        rule_ref=purchase.rule_ref,
        approval_ref=purchase.approval_ref,
        supplier=purchase.supplier,
        requested_by=purchase.requested_by,
        state=purchase.state,
        approved_by=purchase.approved_by,
        received_by=purchase.received_by,
    )
