"""Invoices, and whom they are made out to (B-6.6)."""

from contracts.enrollment import FindHostOfClass, HostView
from contracts.finance import (
    DeliverInvoice,
    InvoiceView,
    IssueInvoice,
    ListInvoices,
    ReverseInvoice,
)
from kit.department import command, query
from services.finance.domain.invoice import Buyer, issue
from services.finance.domain.ledger import of_invoice, of_reversal
from services.finance.domain.rules import rules_on
from services.finance.service.money_views import invoice_view
from services.finance.store import FinanceStore


class Invoices:
    """What the host is billed."""

    @command(asks=lambda request: FindHostOfClass(class_id=request.class_id))
    def issue_invoice(
        self, request: IssueInvoice, store: FinanceStore, host: HostView
    ) -> InvoiceView:
        settlement = store.settlement(request.class_id)
        settlement.invoice(request.total_fen)
        store.require_new_number(request.number)
        issued_on = request.issued_on or store.today
        invoice = issue(
            invoice_id=store.new_id(),
            class_id=request.class_id,
            number=request.number,
            buyer=_buyer(host),
            item=request.item,
            total_fen=request.total_fen,
            tax_rate=request.tax_rate,
            issued_on=issued_on,
            today=store.today,
            by=store.actor.person_id,
            remark=request.remark,
            rules=rules_on(issued_on),
        )
        invoice.take_over(settlement.paid_fen)
        store.add(invoice)
        store.post(
            of_invoice(
                invoice.class_id,
                invoice.invoice_id,
                number=invoice.number,
                tax_fen=invoice.tax_fen,
            )
        )
        store.emit(invoice.issued())
        return invoice_view(invoice)

    @command
    def reverse_invoice(self, request: ReverseInvoice, store: FinanceStore) -> InvoiceView:
        invoice = store.invoice(request.class_id, request.invoice_id)
        store.require_new_number(request.number)
        red, event = invoice.reverse(
            invoice_id=store.new_id(),
            number=request.number,
            reason=request.reason,
            today=store.today,
            by=store.actor.person_id,
        )
        store.settlement(request.class_id).reverse_invoice()
        store.add(red)
        store.post(
            of_reversal(red.class_id, red.invoice_id, number=red.number, tax_fen=invoice.tax_fen)
        )
        store.emit(event)
        return invoice_view(red)

    @command
    def deliver_invoice(self, request: DeliverInvoice, store: FinanceStore) -> InvoiceView:
        invoice = store.invoice(request.class_id, request.invoice_id)
        invoice.deliver(request.how)
        return invoice_view(invoice)

    @query
    def list_invoices(self, request: ListInvoices, store: FinanceStore) -> list[InvoiceView]:
        store.account(request.class_id)
        return [invoice_view(invoice) for invoice in store.invoices(request.class_id)]


def _buyer(host: HostView) -> Buyer:
    return Buyer(name=host.invoice.buyer or host.name, credit_code=host.credit_code)
