"""What finance keeps for classes with a host: data sheets, settlements, the ledger, fees."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY_SQLITE = (
    "CREATE TRIGGER posting_is_never_deleted BEFORE DELETE ON posting "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER posting_is_never_changed BEFORE UPDATE ON posting "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)
APPEND_ONLY_POSTGRES = (
    "CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only' "
    "USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER posting_is_never_changed_or_deleted BEFORE UPDATE OR DELETE ON posting "
    "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()",
    "CREATE TRIGGER posting_is_never_emptied BEFORE TRUNCATE ON posting "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()",
)


def upgrade() -> None:
    """Add what the contracted class needs."""
    _widen_accounts_and_sessions()
    _create_usage()
    _create_sheets()
    _create_settlements()
    _create_ledger()
    _create_fees()
    _create_procurement()


def _widen_accounts_and_sessions() -> None:
    """What the contracted class adds to records of the first release."""
    op.add_column("account", sa.Column("plan_id", sa.String(length=32)))
    op.add_column("account", sa.Column("host_id", sa.String(length=32)))
    op.add_column("account", sa.Column("notice_id", sa.String(length=32)))
    op.add_column(
        "account",
        sa.Column("suspended_days", sa.Integer(), nullable=False, server_default=sa.text("'0'")),
    )
    op.add_column(
        "held_session",
        sa.Column("form", sa.String(length=40), nullable=False, server_default=sa.text("'OTHER'")),
    )
    op.add_column(
        "held_session",
        sa.Column("title", sa.String(length=100), nullable=False, server_default=sa.text("''")),
    )
    op.add_column("held_session", sa.Column("from_at", sa.DateTime(timezone=True)))
    op.add_column(
        "held_session",
        sa.Column("title_bands", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
    )
    op.add_column(
        "held_session",
        sa.Column("employed_ids", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
    )
    op.add_column("held_session", sa.Column("joint_with", sa.String(length=32)))
    op.add_column(
        "held_session",
        sa.Column("present_n", sa.Integer(), nullable=False, server_default=sa.text("'0'")),
    )
    op.add_column(
        "held_session",
        sa.Column("leave_n", sa.Integer(), nullable=False, server_default=sa.text("'0'")),
    )
    op.add_column(
        "held_session",
        sa.Column("absent_n", sa.Integer(), nullable=False, server_default=sa.text("'0'")),
    )


def _create_usage() -> None:
    """What a class used, and whose plan and host it is."""
    op.create_table(
        "plan_approval",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("doc_no", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name="pk_plan_approval"),
    )
    op.create_table(
        "stay",
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("bed", sa.Integer(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("trainee_id", "room", "from_on", name="pk_stay"),
    )
    op.create_index("ix_stay_class_id", "stay", ["class_id"])
    op.create_table(
        "service",
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_service"),
    )
    op.create_index("ix_service_class_id", "service", ["class_id"])


def _create_sheets() -> None:
    """The joint data confirmation."""
    op.create_table(
        "data_sheet",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("sheet_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("dispute", sa.Text(), nullable=False),
        sa.Column("link_hash", sa.String(length=64)),
        sa.Column("link_holder", sa.String(length=50), nullable=False),
        sa.Column("link_issued_by", sa.String(length=64), nullable=False),
        sa.Column("link_expires_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("class_id", name="pk_data_sheet"),
        sa.UniqueConstraint("link_hash", name="uq_data_sheet_link_hash"),
    )
    op.create_table(
        "confirmed_sheet",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("sheet_version", sa.Integer(), nullable=False),
        sa.Column("document_hash", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("college_signer", sa.String(length=50), nullable=False),
        sa.Column("host_signer", sa.String(length=50), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "college_signer <> '' AND host_signer <> ''", name="both_parties_sign_what_is_confirmed"
        ),
        sa.CheckConstraint("college_signer <> host_signer", name="nobody_signs_for_both_parties"),
        sa.PrimaryKeyConstraint("class_id", "sheet_version", name="pk_confirmed_sheet"),
    )


def _create_settlements() -> None:
    """Settlements, invoices, payments."""
    op.create_table(
        "settlement",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sheet_version", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("agreed_by", sa.String(length=50), nullable=False),
        sa.Column("agreement", sa.JSON()),
        sa.Column("signed_by_lead", sa.String(length=64), nullable=False),
        sa.Column("signed_by_finance", sa.String(length=64), nullable=False),
        sa.Column("has_papers", sa.Boolean(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("is_class_closed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "signed_by_lead = '' OR signed_by_lead <> signed_by_finance",
            name="lead_and_finance_are_two_people",
        ),
        sa.CheckConstraint(
            "state NOT IN ('FINALISED', 'INVOICED', 'PAID') OR "
            "(signed_by_lead <> '' AND signed_by_finance <> '' AND agreed_by <> '' AND has_papers)",
            name="no_final_settlement_without_host_signatures_and_papers",
        ),
        sa.CheckConstraint(
            "paid_fen >= 0 AND paid_fen <= total_fen", name="nobody_pays_more_than_was_settled"
        ),
        sa.PrimaryKeyConstraint("class_id", name="pk_settlement"),
    )
    op.create_table(
        "invoice",
        sa.Column("invoice_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("buyer", sa.String(length=100), nullable=False),
        sa.Column("buyer_code", sa.String(length=18), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.String(length=64), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("red_of", sa.String(length=32)),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("delivered", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("invoice_id", name="pk_invoice"),
        sa.UniqueConstraint("number", name="an_invoice_number_is_used_once"),
        sa.UniqueConstraint("red_of", name="an_invoice_is_taken_back_once"),
    )
    op.create_index("ix_invoice_class_id", "invoice", ["class_id"])
    op.create_index(
        "one_live_invoice_per_class",
        "invoice",
        ["class_id"],
        unique=True,
        sqlite_where=sa.text("red_of IS NULL AND state <> 'REVERSED'"),
        postgresql_where=sa.text("red_of IS NULL AND state <> 'REVERSED'"),
    )
    op.create_table(
        "payment",
        sa.Column("payment_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32)),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("counterparty", sa.String(length=100), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("invoice_id", sa.String(length=32)),
        sa.Column("purchase_id", sa.String(length=32)),
        sa.Column("fee_id", sa.String(length=32)),
        sa.CheckConstraint("amount_fen > 0", name="a_payment_moves_money"),
        sa.PrimaryKeyConstraint("payment_id", name="pk_payment"),
        sa.UniqueConstraint("reference", name="a_bank_reference_is_used_once"),
    )
    op.create_index("ix_payment_class_id", "payment", ["class_id"])
    op.create_index("ix_payment_moved_on", "payment", ["moved_on"])


def _create_ledger() -> None:
    """The ledger, which nobody changes."""
    op.create_table(
        "posting",
        sa.Column("posting_id", sa.String(length=32), nullable=False),
        sa.Column("voucher", sa.String(length=64), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("class_id", sa.String(length=32)),
        sa.Column("debit_account", sa.String(length=40), nullable=False),
        sa.Column("credit_account", sa.String(length=40), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("memo", sa.String(length=200), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name="a_posting_has_an_amount"),
        sa.CheckConstraint(
            "debit_account <> credit_account", name="a_posting_moves_between_accounts"
        ),
        sa.PrimaryKeyConstraint("posting_id", name="pk_posting"),
        sa.UniqueConstraint(
            "voucher", "debit_account", "credit_account", name="nothing_is_posted_twice"
        ),
    )
    op.create_index("ix_posting_class_id", "posting", ["class_id"])
    connection = op.get_bind()
    is_postgres = connection.dialect.name == "postgresql"
    for statement in APPEND_ONLY_POSTGRES if is_postgres else APPEND_ONLY_SQLITE:
        connection.exec_driver_sql(statement)


def _create_fees() -> None:
    """Lecture fees and the tax withheld from them."""
    op.create_table(
        "teacher",
        sa.Column("teacher_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("title_band", sa.String(length=40), nullable=False),
        sa.Column("is_employed", sa.Boolean(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("teacher_id", name="pk_teacher"),
    )
    op.create_table(
        "lecture_fee",
        sa.Column("fee_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("teacher_id", sa.String(length=32), nullable=False),
        sa.Column("teacher_name", sa.String(length=50), nullable=False),
        sa.Column("title_band", sa.String(length=40), nullable=False),
        sa.Column("is_employed", sa.Boolean(), nullable=False),
        sa.Column("payable_hours", sa.Integer(), nullable=False),
        sa.Column("net_per_hour_fen", sa.BigInteger(), nullable=False),
        sa.Column("cap_per_hour_fen", sa.BigInteger(), nullable=False),
        sa.Column("net_fen", sa.BigInteger(), nullable=False),
        sa.Column("gross_fen", sa.BigInteger(), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("calculated_by", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("receipt", sa.JSON()),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('PAID', 'FILED') OR (approved_by <> '' AND month <> '')",
            name="no_fee_is_paid_without_approval",
        ),
        sa.CheckConstraint(
            "approved_by <> calculated_by", name="nobody_approves_the_fees_they_reckoned"
        ),
        sa.CheckConstraint("net_per_hour_fen <= cap_per_hour_fen", name="no_fee_is_above_its_cap"),
        sa.PrimaryKeyConstraint("fee_id", name="pk_lecture_fee"),
    )
    op.create_index("ix_lecture_fee_class_id", "lecture_fee", ["class_id"])
    op.create_index("ix_lecture_fee_month", "lecture_fee", ["month"])
    op.create_index("ix_lecture_fee_teacher_id", "lecture_fee", ["teacher_id"])
    op.create_table(
        "fee_lesson",
        sa.Column("fee_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("teacher_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("taught_on", sa.Date(), nullable=False),
        sa.Column("half_day", sa.String(length=40), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True)),
        sa.Column("taught", sa.Integer(), nullable=False),
        sa.Column("payable", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fee_id"], ["lecture_fee.fee_id"], name="fk_fee_lesson_fee_id"),
        sa.PrimaryKeyConstraint("fee_id", "session_id", name="pk_fee_lesson"),
    )
    op.create_index(
        "a_lecture_is_paid_once",
        "fee_lesson",
        ["teacher_id", "session_id"],
        unique=True,
        sqlite_where=sa.text("payable > 0"),
        postgresql_where=sa.text("payable > 0"),
    )
    op.create_index(
        "classes_taught_together_are_paid_once",
        "fee_lesson",
        ["teacher_id", "begins_at"],
        unique=True,
        sqlite_where=sa.text("payable > 0"),
        postgresql_where=sa.text("payable > 0"),
    )
    op.create_index("ix_fee_lesson_teacher_id", "fee_lesson", ["teacher_id"])
    op.create_table(
        "tax_month",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("filed_on", sa.Date()),
        sa.Column("filed_by", sa.String(length=64), nullable=False),
        sa.Column("tax_fen", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_tax_month"),
    )


def _create_procurement() -> None:
    """Bids and purchases."""
    op.create_table(
        "bid",
        sa.Column("bid_id", sa.String(length=32), nullable=False),
        sa.Column("host_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("document", sa.JSON()),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("class_id", sa.String(length=32)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bid_id", name="pk_bid"),
    )
    op.create_table(
        "purchase",
        sa.Column("purchase_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32)),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("rule_ref", sa.String(length=200), nullable=False),
        sa.Column("supplier", sa.String(length=100), nullable=False),
        sa.Column("requested_by", sa.String(length=64), nullable=False),
        sa.Column("approval_ref", sa.String(length=60), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.Column("received_by", sa.String(length=64), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "approved_by = '' OR received_by <> approved_by",
            name="who_approved_a_purchase_does_not_take_it_in",
        ),
        sa.CheckConstraint(
            "state = 'REQUESTED' OR (approval_ref <> '' AND approved_by <> requested_by)",
            name="nothing_is_bought_without_the_approval_of_another",
        ),
        sa.CheckConstraint("paid_fen <= total_fen", name="no_purchase_is_paid_twice"),
        sa.PrimaryKeyConstraint("purchase_id", name="pk_purchase"),
    )
    op.create_index("ix_purchase_class_id", "purchase", ["class_id"])
