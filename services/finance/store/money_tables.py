"""The tables of money: settlements, invoices, payments, the ledger, lecture fees, purchases."""

from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import relationship

from contracts.finance import (
    BidResult,
    Direction,
    FeeState,
    InvoiceState,
    PaymentMethod,
    PurchaseLine,
    SettlementLine,
    SettlementState,
)
from contracts.values import FileRef, HalfDay, TitleBand
from kit.columns import Id, Moment, Values, word
from services.finance.domain.fee import LectureFee, PaidLesson, Teacher
from services.finance.domain.invoice import Invoice
from services.finance.domain.ledger import Account, Posting
from services.finance.domain.payment import Payment
from services.finance.domain.procurement import Bid, Purchase, PurchaseState
from services.finance.domain.settlement import Settlement
from services.finance.domain.tax_month import TaxMonth
from services.finance.store.tables import Person, tables


def once_where(name: str, condition: str, *columns: str) -> Index:
    """A unique index over the rows that meet a condition."""
    where: Any = text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


# -- settlement, invoices, money -------------------------------------------------------------------

settlement = Table(
    "settlement",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("state", word(SettlementState), nullable=False),
    Column("sheet_version", Integer, nullable=False),
    Column("lines", Values(list[SettlementLine]), nullable=False),
    Column("total_fen", BigInteger, nullable=False),
    Column("return_reason", Text, nullable=False),
    Column("agreed_by", String(50), nullable=False),
    Column("agreement", Values(FileRef | None)),
    Column("signed_by_lead", Person, nullable=False),
    Column("signed_by_finance", Person, nullable=False),
    Column("has_papers", Boolean, nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("is_class_closed", Boolean, nullable=False),
    tables.version(),
    CheckConstraint(
        "state NOT IN ('FINALISED', 'INVOICED', 'PAID') OR "
        "(signed_by_lead <> '' AND signed_by_finance <> '' AND agreed_by <> '' AND has_papers)",
        name="no_final_settlement_without_host_signatures_and_papers",
    ),
    CheckConstraint(
        "signed_by_lead = '' OR signed_by_lead <> signed_by_finance",
        name="lead_and_finance_are_two_people",
    ),
    CheckConstraint(
        "paid_fen >= 0 AND paid_fen <= total_fen", name="nobody_pays_more_than_was_settled"
    ),
)

invoice = Table(
    "invoice",
    tables.metadata,
    Column("invoice_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("number", String(20), nullable=False),
    Column("buyer", String(100), nullable=False),
    Column("buyer_code", String(18), nullable=False),
    Column("item", String(60), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("tax_rate", Integer, nullable=False),
    Column("tax_fen", BigInteger, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("issued_by", Person, nullable=False),
    Column("remark", Text, nullable=False),
    Column("red_of", Id),
    Column("paid_fen", BigInteger, nullable=False),
    Column("delivered", String(100), nullable=False),
    Column("state", word(InvoiceState), nullable=False),
    tables.version(),
    UniqueConstraint("number", name="an_invoice_number_is_used_once"),
    UniqueConstraint("red_of", name="an_invoice_is_taken_back_once"),
    once_where("one_live_invoice_per_class", "red_of IS NULL AND state <> 'REVERSED'", "class_id"),
)

payment = Table(
    "payment",
    tables.metadata,
    Column("payment_id", Id, primary_key=True),
    Column("class_id", Id, index=True),
    Column("direction", word(Direction), nullable=False),
    Column("method", word(PaymentMethod), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("moved_on", Date, nullable=False, index=True),
    Column("counterparty", String(100), nullable=False),
    Column("reference", String(60), nullable=False),
    Column("recorded_by", Person, nullable=False),
    Column("invoice_id", Id),
    Column("purchase_id", Id),
    Column("fee_id", Id),
    UniqueConstraint("reference", name="a_bank_reference_is_used_once"),
    CheckConstraint("amount_fen > 0", name="a_payment_moves_money"),
)

posting = Table(
    "posting",
    tables.metadata,
    Column("posting_id", Id, primary_key=True),
    Column("voucher", String(64), nullable=False),
    Column("posted_at", Moment, nullable=False),
    Column("class_id", Id, index=True),
    Column("debit_account", word(Account), nullable=False),
    Column("credit_account", word(Account), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("memo", String(200), nullable=False),
    UniqueConstraint("voucher", "debit_account", "credit_account", name="nothing_is_posted_twice"),
    CheckConstraint("amount_fen > 0", name="a_posting_has_an_amount"),
    CheckConstraint("debit_account <> credit_account", name="a_posting_moves_between_accounts"),
)

APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TRIGGER posting_is_never_deleted BEFORE DELETE ON posting "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "CREATE TRIGGER posting_is_never_changed BEFORE UPDATE ON posting "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER posting_is_never_changed_or_deleted BEFORE UPDATE OR DELETE ON posting "
        "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()",
        "CREATE TRIGGER posting_is_never_emptied BEFORE TRUNCATE ON posting "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()",
    ),
}
for dialect, statements in APPEND_ONLY.items():
    for statement in statements:
        rule: Any = DDL(statement)  # type: ignore[no-untyped-call]  # the library's own gap
        event.listen(posting, "after_create", rule.execute_if(dialect=dialect))

# -- lecturers -------------------------------------------------------------------------------------

teacher = Table(
    "teacher",
    tables.metadata,
    Column("teacher_id", Id, primary_key=True),
    Column("title_band", word(TitleBand), nullable=False),
    Column("is_employed", Boolean, nullable=False),
    Column("heard", BigInteger, nullable=False),
)

lecture_fee = Table(
    "lecture_fee",
    tables.metadata,
    Column("fee_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("teacher_id", Id, nullable=False, index=True),
    Column("teacher_name", String(50), nullable=False),
    Column("title_band", word(TitleBand), nullable=False),
    Column("is_employed", Boolean, nullable=False),
    Column("payable_hours", Integer, nullable=False),
    Column("net_per_hour_fen", BigInteger, nullable=False),
    Column("cap_per_hour_fen", BigInteger, nullable=False),
    Column("net_fen", BigInteger, nullable=False),
    Column("gross_fen", BigInteger, nullable=False),
    Column("tax_fen", BigInteger, nullable=False),
    Column("calculated_by", Person, nullable=False),
    Column("approved_by", Person, nullable=False),
    Column("month", String(7), nullable=False, index=True),
    Column("receipt", Values(FileRef | None)),
    Column("state", word(FeeState), nullable=False),
    tables.version(),
    CheckConstraint("net_per_hour_fen <= cap_per_hour_fen", name="no_fee_is_above_its_cap"),
    CheckConstraint("approved_by <> calculated_by", name="nobody_approves_the_fees_they_reckoned"),
    CheckConstraint(
        "state NOT IN ('PAID', 'FILED') OR (approved_by <> '' AND month <> '')",
        name="no_fee_is_paid_without_approval",
    ),
)

fee_lesson = Table(
    "fee_lesson",
    tables.metadata,
    Column("fee_id", Id, ForeignKey("lecture_fee.fee_id"), primary_key=True),
    Column("session_id", Id, primary_key=True),
    Column("teacher_id", Id, nullable=False, index=True),
    Column("title", String(100), nullable=False),
    Column("taught_on", Date, nullable=False),
    Column("half_day", word(HalfDay), nullable=False),
    Column("begins_at", Moment),
    Column("taught", Integer, nullable=False),
    Column("payable", Integer, nullable=False),
    once_where("a_lecture_is_paid_once", "payable > 0", "teacher_id", "session_id"),
    once_where("classes_taught_together_are_paid_once", "payable > 0", "teacher_id", "begins_at"),
)

tax_month = Table(
    "tax_month",
    tables.metadata,
    Column("month", String(7), primary_key=True),
    Column("filed_on", Date),
    Column("filed_by", Person, nullable=False),
    Column("tax_fen", BigInteger, nullable=False),
    tables.version(),
)

# -- bids and purchases ----------------------------------------------------------------------------

bid = Table(
    "bid",
    tables.metadata,
    Column("bid_id", Id, primary_key=True),
    Column("host_id", Id, nullable=False),
    Column("title", String(100), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("document", Values(FileRef | None)),
    Column("recorded_by", Person, nullable=False),
    Column("result", word(BidResult), nullable=False),
    Column("class_id", Id),
    tables.version(),
)

purchase = Table(
    "purchase",
    tables.metadata,
    Column("purchase_id", Id, primary_key=True),
    Column("class_id", Id, index=True),
    Column("lines", Values(list[PurchaseLine]), nullable=False),
    Column("total_fen", BigInteger, nullable=False),
    Column("rule_ref", String(200), nullable=False),
    Column("supplier", String(100), nullable=False),
    Column("requested_by", Person, nullable=False),
    Column("approval_ref", String(60), nullable=False),
    Column("approved_by", Person, nullable=False),
    Column("received_by", Person, nullable=False),
    Column("paid_fen", BigInteger, nullable=False),
    Column("state", word(PurchaseState), nullable=False),
    tables.version(),
    CheckConstraint(
        "state = 'REQUESTED' OR (approval_ref <> '' AND approved_by <> requested_by)",
        name="nothing_is_bought_without_the_approval_of_another",
    ),
    CheckConstraint(
        "approved_by = '' OR received_by <> approved_by",
        name="who_approved_a_purchase_does_not_take_it_in",
    ),
    CheckConstraint("paid_fen <= total_fen", name="no_purchase_is_paid_twice"),
)

tables.map(Settlement, settlement)
tables.map(Invoice, invoice)
tables.map(Payment, payment, on=payment.c.moved_on)
tables.map(Posting, posting)
tables.map(Teacher, teacher, employed=teacher.c.is_employed)
tables.map(PaidLesson, fee_lesson, on=fee_lesson.c.taught_on)
tables.map(
    LectureFee,
    lecture_fee,
    employed=lecture_fee.c.is_employed,
    lessons=relationship(
        PaidLesson,
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by=(fee_lesson.c.taught_on, fee_lesson.c.session_id),
    ),
)
tables.map(TaxMonth, tax_month)
tables.map(Bid, bid)
tables.map(Purchase, purchase)
