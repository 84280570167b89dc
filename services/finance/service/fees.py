"""Lecture fees and the tax withheld from them (B-3.3a)."""

from collections.abc import Mapping

from contracts.finance import (
    ApproveFees,
    CalculateFees,
    Direction,
    FileTaxMonth,
    FindTaxMonth,
    LectureFeeCalculated,
    LectureFeeView,
    ListFees,
    PayFee,
    PaymentMethod,
    TaxMonthView,
)
from contracts.finance import FeeState as S
from contracts.refusals import Refusal
from contracts.scheduling import FindTimetable, TimetableView
from kit.department import command, query
from services.finance.domain.fee import LectureFee, Reckoning, reckon
from services.finance.domain.ledger import of_fee, of_tax
from services.finance.domain.payment import Payment, record_payment
from services.finance.domain.standard import BOOK
from services.finance.domain.tax_month import TaxMonth, read_month
from services.finance.service.money_views import fee_view, tax_month_view
from services.finance.store import FinanceStore


class Fees:
    """What teachers are paid."""

    # The timetable is asked for what its teachers are called: no event tells it.
    @command(asks=lambda request: FindTimetable(class_id=request.class_id))
    def calculate_fees(
        self, request: CalculateFees, store: FinanceStore, timetable: TimetableView
    ) -> list[LectureFeeView]:
        store.account(request.class_id)
        store.replace_unpaid_fees(request.class_id)
        fees = _reckoned(request, store, _names_in(timetable))
        store.add(*fees)
        calculated = LectureFeeCalculated(
            class_id=request.class_id, fees=len(fees), net_fen=sum(fee.net_fen for fee in fees)
        )
        store.emit(calculated)
        return [*map(fee_view, store.fees(request.class_id))]

    @command
    def approve_fees(self, request: ApproveFees, store: FinanceStore) -> list[LectureFeeView]:
        fees = store.fees(request.class_id)
        waiting = [fee for fee in fees if fee.state is S.CALCULATED]
        if not waiting:
            raise Refusal(
                "NOTHING_TO_APPROVE",
                "本班没有待审批的讲课费。",
                "No lecture fees of this class await approval.",
                "B-3.3a",
            )
        for fee in waiting:
            fee.approve(by=store.actor.person_id)
        return [*map(fee_view, fees)]

    @command
    def pay_fee(self, request: PayFee, store: FinanceStore) -> LectureFeeView:
        fee = store.fee(request.class_id, request.fee_id)
        store.require_file(request.receipt)
        store.require_new_reference(request.reference)
        month = store.tax_month_in_hand(f"{request.paid_on:%Y-%m}")
        earlier = store.gross_paid_in(month.month, fee.teacher_id)
        events = fee.pay(month, earlier_gross_fen=earlier, receipt=request.receipt)
        store.add(record_payment(_payment(fee, request, store), today=store.today))
        store.post(of_fee(fee.class_id, fee.fee_id, net_fen=fee.net_fen, tax_fen=fee.tax_fen))
        store.emit(*events)
        return fee_view(fee)

    @query
    def list_fees(self, request: ListFees, store: FinanceStore) -> list[LectureFeeView]:
        store.account(request.class_id)
        return [*map(fee_view, store.fees(request.class_id))]

    @query
    def find_tax_month(self, request: FindTaxMonth, store: FinanceStore) -> TaxMonthView:
        return _tax_view(store, store.tax_month(read_month(request.month)))

    @command
    def file_tax_month(self, request: FileTaxMonth, store: FinanceStore) -> TaxMonthView:
        month = store.tax_month_in_hand(read_month(request.month))
        fees = store.taxed_fees(month.month)
        tax_fen = sum(fee.tax_fen for fee in fees)
        store.emit(month.file(tax_fen=tax_fen, today=store.today, by=store.actor.person_id))
        for fee in fees:
            fee.file()
        store.post(of_tax(month.month, tax_fen=tax_fen))
        return _tax_view(store, month)


def _names_in(timetable: TimetableView) -> dict[str, str]:
    """What the teachers of a timetable are called, by id."""
    return {
        who: name
        for session in timetable.sessions
        for who, name in zip(session.teacher_ids, session.teacher_names, strict=True)
    }


def _reckoned(
    request: CalculateFees, store: FinanceStore, names: Mapping[str, str]
) -> list[LectureFee]:
    """The fees of every lesson of the class that was not paid before."""
    usage = store.usage(request.class_id)
    standard = BOOK.by_id(store.budget(request.class_id).standard_id)
    teacher_ids = {who for session in usage.sessions for who in session.teacher_ids}
    settled = store.settled_lessons(teacher_ids)
    payable = usage.payable(half_day_cap=standard.half_day_hours_cap, settled=settled)
    basis = Reckoning(
        class_id=request.class_id,
        standard=standard,
        sessions={session.session_id: session for session in usage.sessions},
        teachers=store.teachers(teacher_ids),
        names=names,
        rates=request.rates,
        by=store.actor.person_id,
        new_id=store.new_id,
    )
    fresh = {
        lecture: hours
        for lecture, hours in payable.items()
        if (lecture.session_id, lecture.teacher_id) not in settled
    }
    return reckon(fresh, basis)


def _payment(fee: LectureFee, request: PayFee, store: FinanceStore) -> Payment:
    return Payment(
        payment_id=store.new_id(),
        class_id=fee.class_id,
        direction=Direction.OUT,
        method=PaymentMethod.TRANSFER,
        amount_fen=fee.net_fen,
        on=request.paid_on,
        counterparty=fee.teacher_name or fee.teacher_id,
        reference=request.reference,
        recorded_by=store.actor.person_id,
        fee_id=fee.fee_id,
    )


def _tax_view(store: FinanceStore, month: TaxMonth) -> TaxMonthView:
    return tax_month_view(month, store.taxed_fees(month.month), today=store.today)
