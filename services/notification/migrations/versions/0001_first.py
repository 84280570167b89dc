"""Everything notification keeps in its first release."""

import sqlalchemy as sa
from alembic import op

from kit.migrations import create_kit_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the kit's tables, then the department's own."""
    create_kit_tables_v1(op)
    op.create_table(
        "exam_watch",
        sa.Column("exam_id", sa.String(length=32), nullable=False),
        sa.Column("invigilators", sa.JSON(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("exam_id", name="pk_exam_watch"),
    )
    op.create_table(
        "notice",
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("class_id", sa.String(length=32)),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("drafted_by", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("addressed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("notice_id", name="pk_notice"),
        sa.CheckConstraint(
            "(state = 'PUBLISHED') = (published_at IS NOT NULL)",
            name="released_notices_say_since_when",
        ),
        sa.UniqueConstraint("source", name="one_notice_per_reason"),
    )
    op.create_index("ix_notice_class_id", "notice", ["class_id"])
    op.create_table(
        "todo",
        sa.Column("todo_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("class_id", sa.String(length=32)),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("todo_id", name="pk_todo"),
        sa.UniqueConstraint(
            "kind", "subject", "role", "scope", name="one_item_per_duty_and_subject"
        ),
    )
    op.create_index("ix_todo_waiting", "todo", ["role", "done_at"])
    op.create_table(
        "trainee",
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("trainee_id", name="pk_trainee"),
    )
    op.create_index("ix_trainee_class_id", "trainee", ["class_id"])
    op.create_table(
        "training_class",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("checkin_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True)),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("class_id", name="pk_training_class"),
    )
    op.create_table(
        "unit",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name="pk_unit"),
    )
    op.create_table(
        "delivery",
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("own_text", sa.Text()),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True)),
        sa.Column("acknowledged_by", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_delivery"),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.notice_id"], name="fk_delivery_notice_id"),
        sa.UniqueConstraint(
            "notice_id",
            "recipient",
            "channel",
            name="one_delivery_per_notice_recipient_and_channel",
        ),
    )
    op.create_index("ix_delivery_newest", "delivery", ["recipient", "delivery_id"])
