"""Look-ups of settlements, invoices, payments, the ledger, bids and purchases."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import select

from contracts.finance import InvoiceState
from contracts.refusals import Refusal, Unknown
from kit.clock import SHANGHAI
from kit.department import NotYet
from kit.store import Store
from services.finance.domain.invoice import Invoice
from services.finance.domain.ledger import Posting, Voucher
from services.finance.domain.payment import Payment
from services.finance.domain.procurement import Bid, Purchase
from services.finance.domain.settlement import Settlement
from services.finance.store.money_tables import bid, invoice, payment, posting, purchase

# Nothing was posted before; the first days there are have no moment in UTC.
EARLIEST = date(1970, 1, 1)


class MoneyLookups(Store):
    """What is owed, invoiced, paid and posted."""

    # -- Settlements and invoices ---------------------------------------------

    def settlement(self, class_id: str) -> Settlement:
        """The settlement of a class; Unknown (404) before the class has left."""
        return self.get(Settlement, class_id, ("决算", "settlement"))

    def settlement_if_open(self, class_id: str) -> Settlement | None:
        """The settlement of a class, if the class has left."""
        return self.session.get(Settlement, class_id)

    def settlement_in_hand(self, class_id: str) -> Settlement:
        """The settlement, held until the transaction ends; NotYet before the class has left."""
        found = self.hold(Settlement, class_id)
        if found is None:
            raise NotYet(f"class {class_id} has not left yet")
        return found

    def invoice(self, class_id: str, invoice_id: str) -> Invoice:
        """An invoice of a class."""
        found = self.session.get(Invoice, invoice_id)
        if found is None or found.class_id != class_id:
            raise Unknown("发票", "invoice")
        return found

    def invoices(self, class_id: str) -> Sequence[Invoice]:
        """The invoices of a class, in the order of their making."""
        own = select(Invoice).where(invoice.c.class_id == class_id)
        return self.session.scalars(own.order_by(invoice.c.invoice_id)).all()

    def live_invoice(self, class_id: str) -> Invoice | None:
        """The invoice of a class that was not taken back."""
        columns = invoice.c
        return self.session.scalar(
            select(Invoice).where(
                columns.class_id == class_id,
                columns.red_of.is_(None),
                columns.state != InvoiceState.REVERSED,
            )
        )

    def require_new_number(self, number: str) -> None:
        """Refusal NUMBER_TAKEN when an invoice has this number."""
        if self.session.scalar(select(invoice.c.invoice_id).where(invoice.c.number == number)):
            raise Refusal(
                "NUMBER_TAKEN",
                "该发票号码已登记。",
                "There is an invoice with this number already.",
                "B-6.6",
            )

    # -- Payments and the ledger ----------------------------------------------

    def require_new_reference(self, reference: str) -> None:
        """Refusal REFERENCE_TAKEN when a payment has this bank reference."""
        own = payment.c.reference == reference
        if self.session.scalar(select(payment.c.payment_id).where(own)):
            raise Refusal(
                "REFERENCE_TAKEN",
                "该银行流水号已登记。",
                "A payment with this bank reference is recorded already.",
                "B-3.3a",
            )

    def payments(
        self, class_id: str | None, *, page: int, size: int
    ) -> tuple[Sequence[Payment], int]:
        """Payments, newest first."""
        statement = select(Payment).order_by(payment.c.moved_on.desc(), payment.c.payment_id.desc())
        if class_id is not None:
            statement = statement.where(payment.c.class_id == class_id)
        return self.page(statement, page, size)

    def post(self, voucher: Voucher) -> None:
        """Enter a voucher in the ledger, for good."""
        self.add(
            *(
                Posting(
                    posting_id=self.new_id(),
                    voucher=voucher.number,
                    posted_at=self.now,
                    class_id=voucher.class_id,
                    debit_account=leg.debit,
                    credit_account=leg.credit,
                    amount_fen=leg.amount_fen,
                    memo=voucher.memo,
                )
                for leg in voucher.legs
            )
        )

    def postings(
        self, class_id: str | None, *, since: date | None = None, until: date | None = None
    ) -> Sequence[Posting]:
        """The ledger in the order of entry, of one class and of a period when given; `since` and
        `until` are both within it.
        """
        statement = select(Posting).order_by(posting.c.posting_id)
        if class_id is not None:
            statement = statement.where(posting.c.class_id == class_id)
        if since is not None:
            first = datetime.combine(max(since, EARLIEST), time(), tzinfo=SHANGHAI)
            statement = statement.where(posting.c.posted_at >= first)
        if until is not None:
            last = datetime.combine(max(until, EARLIEST), time.max, tzinfo=SHANGHAI)
            statement = statement.where(posting.c.posted_at <= last)
        return self.session.scalars(statement).all()

    # -- Bids and purchases ---------------------------------------------------

    def bid(self, bid_id: str) -> Bid:
        """One bid."""
        return self.get(Bid, bid_id, ("投标", "bid"))

    def bids(self, *, page: int, size: int) -> tuple[Sequence[Bid], int]:
        """Bids, newest first."""
        newest = select(Bid).order_by(bid.c.submitted_on.desc(), bid.c.bid_id.desc())
        return self.page(newest, page, size)

    def purchase(self, purchase_id: str) -> Purchase:
        """One purchase."""
        return self.get(Purchase, purchase_id, ("采购", "purchase"))

    def purchases(
        self, class_id: str | None, *, page: int, size: int
    ) -> tuple[Sequence[Purchase], int]:
        """Purchases, newest first."""
        statement = select(Purchase).order_by(purchase.c.purchase_id.desc())
        if class_id is not None:
            statement = statement.where(purchase.c.class_id == class_id)
        return self.page(statement, page, size)

    def purchases_of(self, class_id: str) -> Sequence[Purchase]:
        """Every purchase for a class, oldest first."""
        own = select(Purchase).where(purchase.c.class_id == class_id)
        return self.session.scalars(own.order_by(purchase.c.purchase_id)).all()
