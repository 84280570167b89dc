"""Everything finance keeps in its first release."""

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
        "account",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("class_title", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("is_hosted_externally", sa.Boolean(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("checkin_on", sa.Date(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("planned_hours", sa.Integer(), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("timetable_version", sa.Integer(), nullable=False),
        sa.Column("present", sa.JSON()),
        sa.Column("taught_hours", sa.Integer()),
        sa.Column("has_departed", sa.Boolean(), nullable=False),
        sa.Column("person_days", sa.Integer(), nullable=False),
        sa.Column("venue_half_days", sa.Integer(), nullable=False),
        sa.Column("payable", sa.JSON(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("data_state", sa.String(length=40), nullable=False),
        sa.Column("settlement_state", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("class_id", name="pk_account"),
        sa.CheckConstraint(
            "settlement_state = 'OPEN' OR data_state = 'CONFIRMED'",
            name="no_settlement_before_the_data_is_confirmed",
        ),
    )
    op.create_table(
        "arrival",
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date()),
        sa.PrimaryKeyConstraint("trainee_id", name="pk_arrival"),
    )
    op.create_index("ix_arrival_class_id", "arrival", ["class_id"])
    op.create_table(
        "budget",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("standard_id", sa.String(length=40), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("ceiling_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("drafted_by", sa.String(length=64), nullable=False),
        sa.Column("cleared_by", sa.String(length=64), nullable=False),
        sa.Column("cleared_over_fen", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("class_id", name="pk_budget"),
        sa.CheckConstraint(
            "state <> 'CLEARED' OR cleared_by <> drafted_by", name="nobody_clears_their_own_budget"
        ),
    )
    op.create_table(
        "held_session",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("half_day", sa.String(length=40), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.String(length=32)),
        sa.Column("teacher_ids", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_held_session"),
    )
    op.create_index("ix_held_session_class_id", "held_session", ["class_id"])
    op.create_index("ix_held_session_held_on", "held_session", ["held_on"])
    op.create_table(
        "planned_session",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_planned_session"),
    )
    op.create_index("ix_planned_session_class_id", "planned_session", ["class_id"])
