"""Everything scheduling keeps, as of the first release.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from kit.migrations import create_kit_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, and on PostgreSQL the guard against taking anything twice at once."""
    create_kit_tables_v1(op)
    op.create_table(
        "booking",
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("resource", sa.String(40), nullable=False),
        sa.Column("resource_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("exam_id", sa.String(length=32), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(session_id = '') <> (exam_id = '')", name="a_booking_is_for_a_session_or_for_an_exam"
        ),
        sa.CheckConstraint("from_at < to_at", name="a_booking_begins_before_it_ends"),
        sa.PrimaryKeyConstraint("booking_id", name="pk_booking"),
    )
    op.create_index("ix_booking_class_id", "booking", ["class_id"])
    op.create_index("ix_booking_exam_id", "booking", ["exam_id"])
    op.create_index("ix_booking_resource_time", "booking", ["resource", "resource_id", "from_at"])
    op.create_index("ix_booking_session_id", "booking", ["session_id"])
    op.create_table(
        "course",
        sa.Column("course_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("owner_dept", sa.String(length=60), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.String(length=64), nullable=False),
        sa.Column("material_name", sa.String(length=100), nullable=False),
        sa.Column("content_state", sa.String(40), nullable=False),
        sa.Column("submitted_by", sa.String(length=64), nullable=False),
        sa.Column("reviewed_by", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "content_state <> 'APPROVED' OR material_id <> ''",
            name="only_material_handed_in_is_approved",
        ),
        sa.CheckConstraint(
            "reviewed_by = '' OR reviewed_by <> submitted_by",
            name="nobody_reviews_their_own_material",
        ),
        sa.PrimaryKeyConstraint("course_id", name="pk_course"),
    )
    op.create_table(
        "exam_rooms",
        sa.Column("exam_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("is_booked", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("exam_id", name="pk_exam_rooms"),
    )
    op.create_index("ix_exam_rooms_class_id", "exam_rooms", ["class_id"])
    op.create_table(
        "teacher",
        sa.Column("teacher_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("employer", sa.String(length=100), nullable=False),
        sa.Column("title_band", sa.String(40), nullable=False),
        sa.Column("expertise", sa.String(length=200), nullable=False),
        sa.Column("qualification", sa.String(length=500), nullable=False),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("bank_account", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("votes", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("suspension", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT external OR qualification <> ''",
            name="an_external_expert_has_a_qualification_record",
        ),
        sa.CheckConstraint(
            "state <> 'APPROVED' OR valid_until IS NOT NULL",
            name="an_approved_teacher_has_a_validity",
        ),
        sa.CheckConstraint(
            "decided_by <> proposed_by", name="nobody_decides_on_their_own_proposal"
        ),
        sa.PrimaryKeyConstraint("teacher_id", name="pk_teacher"),
    )
    op.create_table(
        "timetable",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("planned_headcount", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(length=40), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("roster_size", sa.Integer(), nullable=False),
        sa.Column("is_opened", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.Column("pending", sa.JSON(), nullable=False),
        sa.Column("engaged", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('PUBLISHED', 'FINISHED') OR edition >= 1",
            name="a_published_timetable_has_an_edition",
        ),
        sa.CheckConstraint("start_on <= end_on", name="a_class_begins_before_it_ends"),
        sa.PrimaryKeyConstraint("class_id", name="pk_timetable"),
    )
    op.create_table(
        "venue",
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("inspected_by", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'PASSED' OR valid_until IS NOT NULL", name="a_passed_venue_has_a_validity"
        ),
        sa.CheckConstraint("capacity >= 1", name="a_venue_holds_somebody"),
        sa.PrimaryKeyConstraint("venue_id", name="pk_venue"),
        sa.UniqueConstraint("name", name="uq_venue_name"),
    )
    op.create_table(
        "session",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("half_day", sa.String(40), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(length=32)),
        sa.Column("teacher_ids", sa.JSON(), nullable=False),
        sa.Column("venue_id", sa.String(length=32)),
        sa.Column("mobilization_leader_id", sa.String(length=32)),
        sa.Column("counts_attendance", sa.Boolean(), nullable=False),
        sa.Column("content_review", sa.String(40), nullable=False),
        sa.Column("venue_review", sa.String(40), nullable=False),
        sa.Column("reviews", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'CLOSED' OR (content_review = 'APPROVED' AND venue_review = 'APPROVED')",
            name="only_a_reviewed_session_is_held",
        ),
        sa.CheckConstraint("from_at < to_at", name="a_session_begins_before_it_ends"),
        sa.CheckConstraint("hours >= 0", name="a_session_has_no_negative_hours"),
        sa.ForeignKeyConstraint(["class_id"], ["timetable.class_id"], name="fk_session_class_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_session"),
    )
    op.create_index("ix_session_class_id", "session", ["class_id"])
    op.create_index("ix_session_course_id", "session", ["course_id"])
    op.create_index("ix_session_venue_id", "session", ["venue_id"])
    op.create_table(
        "trainee",
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("presence", sa.String(40), nullable=False),
        sa.Column("standing", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["timetable.class_id"], name="fk_trainee_class_id"),
        sa.PrimaryKeyConstraint("trainee_id", name="pk_trainee"),
    )
    op.create_index("ix_trainee_class_id", "trainee", ["class_id"])
    op.create_table(
        "leave_request",
        sa.Column("leave_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.String(length=64), nullable=False),
        sa.Column("approvals", sa.JSON(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True)),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_at < to_at", name="a_leave_begins_before_it_ends"),
        sa.ForeignKeyConstraint(
            ["class_id"], ["timetable.class_id"], name="fk_leave_request_class_id"
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["trainee.trainee_id"], name="fk_leave_request_trainee_id"
        ),
        sa.PrimaryKeyConstraint("leave_id", name="pk_leave_request"),
    )
    op.create_index("ix_leave_request_class_id", "leave_request", ["class_id"])
    op.create_index("ix_leave_request_trainee_id", "leave_request", ["trainee_id"])
    op.create_table(
        "sheet",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("recorder", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'CLOSED') = (closed_at IS NOT NULL)", name="a_closed_sheet_says_since_when"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.session_id"], name="fk_sheet_session_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_sheet"),
    )
    op.create_index("ix_sheet_class_id", "sheet", ["class_id"])
    if op.get_bind().dialect.name == "postgresql":
        _exclude_double_bookings()


def _exclude_double_bookings() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(
        "ALTER TABLE booking ADD CONSTRAINT nothing_is_taken_twice_at_once EXCLUDE USING gist "
        "(resource WITH =, resource_id WITH =, tstzrange(from_at, to_at, '[)') WITH &&)"
    )
