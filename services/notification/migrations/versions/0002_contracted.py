"""What the college's classes add: teams, escalations, work groups, deadlines, publicity."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORD = sa.String(length=40)
ID = sa.String(length=32)
PERSON = sa.String(length=64)
SCOPE = sa.String(length=80)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is known of classes and units, then the new records."""
    _add_columns()
    _create_escalations()
    _create_work_groups()
    _create_deadlines()
    _create_publicity()


def _add_columns() -> None:
    added: tuple[sa.Column[Any], ...] = (
        sa.Column("track", WORD, nullable=False, server_default="MEMBER"),
        sa.Column("hosted_externally", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("host_id", ID),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("plan_units", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("plan_as_of", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("shifts", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("told_days_as_of", sa.BigInteger(), nullable=False, server_default="0"),
    )
    with op.batch_alter_table("training_class") as table:
        for column in added:
            table.add_column(column)
    with op.batch_alter_table("unit") as table:
        table.add_column(sa.Column("kind", WORD, nullable=False, server_default="GRASSROOTS_PARTY"))
        table.add_column(sa.Column("function", WORD))
    with op.batch_alter_table("todo") as table:
        table.add_column(sa.Column("due_at", MOMENT))


def _create_escalations() -> None:
    op.create_table(
        "class_member",
        sa.Column("class_id", ID, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("unit_id", PERSON, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("class_id", "role", "person_id", name="pk_class_member"),
    )
    op.create_table(
        "escalation",
        sa.Column("escalation_id", ID, nullable=False),
        sa.Column("class_id", ID, nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("trigger", WORD, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by", PERSON, nullable=False),
        sa.Column("known_at", MOMENT, nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("remind_at", MOMENT),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("instructed_by", PERSON, nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("escalation_id", name="pk_escalation"),
        sa.UniqueConstraint("source", name="one_escalation_per_reason"),
        sa.CheckConstraint(
            "remind_at IS NULL OR state = 'RAISED'",
            name="only_who_has_not_acknowledged_is_reminded",
        ),
    )
    op.create_index("ix_escalation_class_id", "escalation", ["class_id"])
    op.create_index("ix_escalation_remind_at", "escalation", ["remind_at"])


def _create_work_groups() -> None:
    op.create_table(
        "work_group",
        sa.Column("class_id", ID, nullable=False),
        sa.Column("created_by", PERSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("robot_url", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("class_id", name="pk_work_group"),
    )
    op.create_table(
        "group_head",
        sa.Column("class_id", ID, nullable=False),
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("class_id", "person_id", name="pk_group_head"),
    )
    op.create_table(
        "group_message",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("class_id", ID, nullable=False),
        sa.Column("topic", WORD, nullable=False),
        sa.Column("sender", PERSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("text_hash", PERSON, nullable=False),
        sa.Column("reason", WORD),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("contact_by", PERSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_group_message"),
        sa.ForeignKeyConstraint(
            ["class_id"], ["work_group.class_id"], name="fk_group_message_class_id"
        ),
        sa.CheckConstraint(
            "(reason IS NULL) = (text IS NOT NULL)", name="a_blocked_message_leaves_no_text"
        ),
    )
    op.create_index("ix_group_message_newest", "group_message", ["class_id", "message_id"])
    op.create_table(
        "robot_post",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("class_id", ID, nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_robot_post"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["group_message.message_id"], name="fk_robot_post_message_id"
        ),
        sa.CheckConstraint(
            "(state = 'WAITING') = (next_at IS NOT NULL)", name="only_what_waits_is_sent_again"
        ),
        sa.CheckConstraint("(state = 'SENT') = (sent_at IS NOT NULL)", name="sent_posts_say_when"),
    )
    op.create_index("ix_robot_post_class_id", "robot_post", ["class_id"])
    op.create_index("ix_robot_post_next_at", "robot_post", ["next_at"])


def _create_deadlines() -> None:
    op.create_table(
        "deadline",
        sa.Column("deadline_id", ID, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("matter", SCOPE, nullable=False),
        sa.Column("subject_id", PERSON, nullable=False),
        sa.Column("class_id", ID),
        sa.Column("role", WORD, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("base_at", MOMENT),
        sa.Column("armed_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("next_at", MOMENT),
        sa.Column("met_at", MOMENT),
        sa.Column("state", WORD, nullable=False),
        sa.Column("set_by", SCOPE, nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("deadline_id", name="pk_deadline"),
        sa.UniqueConstraint("kind", "matter", name="one_deadline_per_kind_and_matter"),
        sa.CheckConstraint(
            "state NOT IN ('MET', 'LATE') OR met_at IS NOT NULL", name="what_was_met_says_when"
        ),
        sa.CheckConstraint(
            "next_at IS NULL OR state IN ('ARMED', 'WARNED')", name="what_is_over_rings_no_more"
        ),
    )
    for column in ("class_id", "due_at", "next_at"):
        op.create_index(f"ix_deadline_{column}", "deadline", [column])


def _create_publicity() -> None:
    op.create_table(
        "publicity_material",
        sa.Column("material_id", ID, nullable=False),
        sa.Column("class_id", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("supplied_by", PERSON, nullable=False),
        sa.Column("supplied_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("material_id", name="pk_publicity_material"),
    )
    op.create_index("ix_publicity_material_class_id", "publicity_material", ["class_id"])
    op.create_table(
        "publicity_piece",
        sa.Column("piece_id", ID, nullable=False),
        sa.Column("class_id", ID, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("drafted_by", PERSON, nullable=False),
        sa.Column("reviewed_by", PERSON, nullable=False),
        sa.Column("opinion", sa.String(length=500), nullable=False),
        sa.Column("published_at", MOMENT),
        sa.Column("published_by", PERSON, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("piece_id", name="pk_publicity_piece"),
        sa.CheckConstraint("reviewed_by <> drafted_by", name="nobody_reviews_their_own_piece"),
        sa.CheckConstraint(
            "(state = 'PUBLISHED') = (published_at IS NOT NULL)",
            name="released_pieces_say_since_when",
        ),
        sa.CheckConstraint(
            "state <> 'PUBLISHED' OR reviewed_by <> ''", name="nothing_is_released_unreviewed"
        ),
    )
    op.create_index("ix_publicity_piece_class_id", "publicity_piece", ["class_id"])
