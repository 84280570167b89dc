"""Invoices, and whom they are made out to (B-6.6)."""

from contracts.enrollment import FindHost, HostView
from contracts.finance import (
    BuyerView,
    DeliverInvoice,
    FetchBuyer,
    InvoiceReversed,
    InvoiceView,
    IssueInvoice,
    ListInvoices,
    ReverseInvoice,
    SettlementAgreed,
)
from contracts.refusals import Unknown
from kit.department import command, query, reaction
from services.finance.domain.invoice import Buyer, issue
from services.finance.domain.ledger import of_invoice, of_reversal
from services.finance.domain.rules import rules_on
from services.finance.service.money_views import invoice_view
from services.finance.store import FinanceStore


class Invoices:
    """What the host is billed."""

    @command
    def issue_invoice(self, request: IssueInvoice, store: FinanceStore) -> InvoiceView:
        settlement = store.settlement(request.class_id)
        settlement.invoice(request.total_fen)
        store.require_new_number(request.number)
        issued_on = request.issued_on or store.today
        invoice = issue(
            invoice_id=store.new_id(),
            class_id=request.class_id,
            number=request.number,
            buyer=store.buyer(store.account(request.class_id).host_id),
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
            host_id=store.account(request.class_id).host_id or "",
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

    # -- whom it is made out to --------------------------------------------------------------------

    @command(asks=lambda request: FindHost(unit_id=request.unit_id))
    def fetch_buyer(self, request: FetchBuyer, store: FinanceStore, host: HostView) -> BuyerView:
        account = store.account(request.class_id)
        account.ensure_hosted()
        if account.host_id != request.unit_id:
            raise Unknown("主办单位", "host of this class")
        buyer = _keep_buyer(host, store)
        return BuyerView(
            class_id=request.class_id,
            host_id=buyer.host_id,
            buyer=buyer.name,
            buyer_code=buyer.credit_code,
        )

    @reaction(asks=lambda event: FindHost(unit_id=event.host_id))
    def fetch_buyer_of_settlement(
        self,
        event: SettlementAgreed,  # noqa: ARG002 – its host is what is asked for
        store: FinanceStore,
        host: HostView,
    ) -> None:
        _keep_buyer(host, store)

    @reaction(asks=lambda event: FindHost(unit_id=event.host_id))
    def fetch_buyer_again(
        self,
        event: InvoiceReversed,  # noqa: ARG002 – its host is what is asked for
        store: FinanceStore,
        host: HostView,
    ) -> None:
        _keep_buyer(host, store)


def _keep_buyer(host: HostView, store: FinanceStore) -> Buyer:
    name = host.invoice.buyer or host.name
    buyer = store.buyer(host.unit_id)
    if buyer is None:
        buyer = Buyer(host_id=host.unit_id, name=name, credit_code=host.credit_code)
        store.add(buyer)
    buyer.name, buyer.credit_code = name, host.credit_code
    return buyer
