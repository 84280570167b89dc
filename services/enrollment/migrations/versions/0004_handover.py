"""The hand-over of papers, and the basis people's data is kept on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create hand-overs with their lines, and consents."""
    op.create_table(
        "hand_over",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_until", sa.Date(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=False),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("hands", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("receipts", sa.Integer(), nullable=False),
        sa.Column("extension_reason", sa.String(length=500), nullable=False),
        sa.Column("extended_by", sa.String(length=64), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_time", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("due_on <= latest_on", name=op.f("no_extension_beyond_the_tenth_day")),
        sa.CheckConstraint(
            "(state = 'SIGNED') = (signed_at IS NOT NULL)",
            name=op.f("signed_hand_overs_know_when"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_hand_over_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_hand_over")),
    )
    op.create_index(op.f("ix_hand_over_state"), "hand_over", ["state"], unique=False)
    op.create_table(
        "hand_over_line",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("doc_type", sa.String(length=60), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("for_settlement", sa.Boolean(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("received_by", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(received_at IS NULL) = (received_by = '')",
            name=op.f("a_receipt_names_who_received"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["hand_over.class_id"], name=op.f("fk_hand_over_line_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.unit_id"], name=op.f("fk_hand_over_line_unit_id")
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_hand_over_line")),
        sa.UniqueConstraint(
            "class_id", "unit_id", "doc_type", name="a_department_receives_a_kind_of_papers_once"
        ),
    )
    op.create_table(
        "consent",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_consent_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_consent")),
    )
