"""Hosts and staff, projects and their confirmations, implementation plans and their tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DRAFTED = sa.text("state = 'DRAFT'")
STANDING = sa.text("source = 'PLAN' AND state <> 'CANCELLED'")


def upgrade() -> None:
    """Create what a contracted class needs before it is prepared."""
    _create_hosts_and_staff()
    _create_projects()
    _create_confirmations()
    _create_plans()
    _create_tasks()
    _create_meetings()


def _create_hosts_and_staff() -> None:
    op.create_table(
        "host",
        sa.Column("unit_id", sa.String(32), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("strategic_partner", sa.Boolean(), nullable=False),
        sa.Column("partner_since", sa.Date(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("leadership", sa.JSON(), nullable=False),
        sa.Column("buyer", sa.String(100), nullable=False),
        sa.Column("address_and_phone", sa.Text(), nullable=False),
        sa.Column("bank_and_account", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.unit_id"], name=op.f("fk_host_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_host")),
    )
    op.create_table(
        "staff",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("unit_id", sa.String(32), nullable=False),
        sa.Column("section", sa.String(60), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.unit_id"], name=op.f("fk_staff_unit_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_staff")),
    )
    op.create_index(op.f("ix_staff_unit_id"), "staff", ["unit_id"], unique=False)


def _create_projects() -> None:
    op.create_table(
        "project",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("host_id", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.Column("visits", sa.JSON(), nullable=False),
        sa.Column("consultations", sa.JSON(), nullable=False),
        sa.Column("evidence_id", sa.String(64), nullable=False),
        sa.Column("evidence_name", sa.String(100), nullable=False),
        sa.Column("request_note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_project_class_id")
        ),
        sa.ForeignKeyConstraint(["host_id"], ["unit.unit_id"], name=op.f("fk_project_host_id")),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_project")),
    )
    op.create_table(
        "class_budget",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("standing", sa.String(40), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_class_budget_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_class_budget")),
    )
    op.create_table(
        "sealed_document",
        sa.Column("seal_id", sa.String(32), nullable=False),
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("document_hash", sa.String(64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_sealed_document_class_id")
        ),
        sa.PrimaryKeyConstraint("seal_id", name=op.f("pk_sealed_document")),
    )
    op.create_index(
        op.f("ix_sealed_document_class_id"), "sealed_document", ["class_id"], unique=False
    )


def _create_confirmations() -> None:
    op.create_table(
        "confirmation",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("confirmation_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("document_name", sa.String(100), nullable=False),
        sa.Column("drafted_by", sa.String(64), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["project.class_id"], name=op.f("fk_confirmation_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint("confirmation_id", name="every_draft_has_an_id_of_its_own"),
    )
    op.create_table(
        "signature",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("party", sa.String(40), nullable=False),
        sa.Column("signer", sa.String(50), nullable=False),
        sa.Column("recorded_by", sa.String(64), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("document_hash", sa.String(64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scan_id", sa.String(64), nullable=False),
        sa.Column("scan_name", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["confirmation.class_id"], name=op.f("fk_signature_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", "party", name=op.f("pk_signature")),
        sa.UniqueConstraint("class_id", "recorded_by", name="nobody_signs_for_both_parties"),
    )


def _create_plans() -> None:
    op.create_table(
        "implementation_plan",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.Column("drafted_by", sa.String(64), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_implementation_plan_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", "edition", name=op.f("pk_implementation_plan")),
    )
    op.create_index(
        "one_draft_of_a_plan_at_a_time",
        "implementation_plan",
        ["class_id"],
        unique=True,
        sqlite_where=DRAFTED,
        postgresql_where=DRAFTED,
    )
    op.create_table(
        "plan_receipt",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.String(32), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_plan_receipt_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.unit_id"], name=op.f("fk_plan_receipt_unit_id")
        ),
        sa.PrimaryKeyConstraint("class_id", "unit_id", name=op.f("pk_plan_receipt")),
    )


def _create_tasks() -> None:
    op.create_table(
        "task",
        sa.Column("task_id", sa.String(32), nullable=False),
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.String(32), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clause", sa.String(20), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("origin_id", sa.String(64), nullable=False),
        sa.Column("assigned_by", sa.String(64), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("done_by", sa.String(64), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_task_class_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.unit_id"], name=op.f("fk_task_unit_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_class", "task", ["class_id", "due_at"], unique=False)
    op.create_index("ix_task_unit", "task", ["unit_id", "state", "due_at"], unique=False)
    op.create_index(
        "no_task_of_a_plan_is_given_twice",
        "task",
        ["class_id", "unit_id", "title"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "handbook",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("document_name", sa.String(100), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("issued_by", sa.String(64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_handbook_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_handbook")),
    )


def _create_meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("meeting_id", sa.String(32), nullable=False),
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("unit_ids", sa.JSON(), nullable=False),
        sa.Column("called_by", sa.String(64), nullable=False),
        sa.Column("attended", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("minuted_by", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_meeting_class_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_class_id"), "meeting", ["class_id"], unique=False)
