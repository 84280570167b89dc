"""Money received from hosts and paid out (B-3.3a, B-4)."""

from contracts.base import Page
from contracts.finance import (
    Direction,
    ListPayments,
    PaymentReceived,
    PaymentView,
    RecordPayment,
    RecordReceipt,
)
from contracts.refusals import Fault, Invalid
from kit.department import command, query
from services.finance.domain.ledger import of_payment, of_receipt
from services.finance.domain.payment import Payment, record_payment
from services.finance.service.money_views import payment_view
from services.finance.store import FinanceStore


class Payments:
    """Receipts and payments."""

    @command
    def record_receipt(self, request: RecordReceipt, store: FinanceStore) -> PaymentView:
        invoice = store.invoice(request.class_id, request.invoice_id)
        settlement = store.settlement(request.class_id)
        store.require_new_reference(request.reference)
        payment = record_payment(
            Payment(
                payment_id=store.new_id(),
                class_id=request.class_id,
                direction=Direction.IN,
                method=request.method,
                amount_fen=request.amount_fen,
                on=request.on,
                counterparty=invoice.buyer,
                reference=request.reference,
                recorded_by=store.actor.person_id,
                invoice_id=invoice.invoice_id,
            ),
            today=store.today,
        )
        settlement.receive(request.amount_fen)
        invoice.receive(request.amount_fen)
        store.add(payment)
        store.post(
            of_receipt(
                request.class_id,
                payment.payment_id,
                into=payment.account,
                amount_fen=payment.amount_fen,
            )
        )
        received = PaymentReceived(
            class_id=request.class_id,
            payment_id=payment.payment_id,
            amount_fen=payment.amount_fen,
            balance_fen=settlement.open_fen,
        )
        store.emit(received)
        return payment_view(payment)

    @command
    def record_payment(self, request: RecordPayment, store: FinanceStore) -> PaymentView:
        store.require_new_reference(request.reference)
        payment = record_payment(
            Payment(
                payment_id=store.new_id(),
                class_id=_paid_for(request, store),
                direction=Direction.OUT,
                method=request.method,
                amount_fen=request.amount_fen,
                on=request.on,
                counterparty=request.counterparty,
                reference=request.reference,
                recorded_by=store.actor.person_id,
                purchase_id=request.purchase_id,
            ),
            today=store.today,
        )
        store.add(payment)
        store.post(
            of_payment(
                payment.class_id,
                payment.payment_id,
                out_of=payment.account,
                to=payment.counterparty,
                amount_fen=payment.amount_fen,
            )
        )
        return payment_view(payment)

    @query
    def list_payments(self, request: ListPayments, store: FinanceStore) -> Page[PaymentView]:
        payments, total = store.payments(request.class_id, page=request.page, size=request.size)
        return Page(items=[payment_view(payment) for payment in payments], total=total)


def _paid_for(request: RecordPayment, store: FinanceStore) -> str | None:
    """The class money is paid for; what a purchase is paid with goes against what it comes to."""
    if request.purchase_id is not None:
        purchase = store.purchase(request.purchase_id)
        purchase.pay(request.amount_fen)
        return purchase.class_id
    if request.class_id is None:
        raise Invalid(
            "PAID_FOR_NOTHING",
            "付款须注明所属班次或采购。",
            "A payment is for a class or for a purchase.",
            faults=[Fault("class_id", "班次或采购须填一项", "or a purchase is required")],
        )
    return store.account(request.class_id).class_id
