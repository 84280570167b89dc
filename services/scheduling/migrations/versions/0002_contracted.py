"""What contracted classes need: safety, lodging, online rooms, reviews, sessions taught together.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(length=32)
WORD = sa.String(40)
PERSON = sa.String(length=64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what the records of the first release lack, then the new tables."""
    _extend_catalogue()
    _extend_timetables()
    _extend_bookings()
    _create_safety()
    _create_online_room()
    _create_lodging()
    _create_service_orders()
    _create_reviews()


def _extend_catalogue() -> None:
    op.add_column(
        "course",
        sa.Column("research_item", sa.String(length=100), nullable=False, server_default=""),
    )
    no = sa.false()
    op.add_column("teacher", sa.Column("employed", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("teacher", sa.Column("last_score", sa.Integer()))
    op.add_column("teacher", sa.Column("scored_at", MOMENT))


def _extend_timetables() -> None:
    """Classes of the first release are the Party school's own and begin with their check-in."""
    no = sa.false()
    for column in (
        sa.Column("profile", WORD, nullable=False, server_default="UNIVERSITY_PARTY_SCHOOL"),
        sa.Column("is_online", sa.Boolean(), nullable=False, server_default=no),
        sa.Column("checkin_on", sa.Date(), nullable=False, server_default="1900-01-01"),
        sa.Column("still_from", MOMENT),
        sa.Column("equipment_works", sa.Boolean(), nullable=False, server_default=no),
    ):
        op.add_column("timetable", column)
    op.execute("UPDATE timetable SET checkin_on = start_on")
    # Said in one statement: SQLite adds a constraint only with its column, and the table is not
    # made anew while sheets refer to it.
    op.execute(
        'ALTER TABLE "session" ADD COLUMN joint_with VARCHAR(32) '
        "CONSTRAINT no_session_is_taught_together_with_itself CHECK (joint_with <> session_id)"
    )
    op.add_column("session", sa.Column("clashes", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index("ix_session_joint_with", "session", ["joint_with"])


def _extend_bookings() -> None:
    with op.batch_alter_table("booking") as booking:
        booking.add_column(sa.Column("dispatch_id", ID, nullable=False, server_default=""))
        booking.drop_constraint("a_booking_is_for_a_session_or_for_an_exam", type_="check")
        booking.create_check_constraint(
            "a_booking_is_for_a_session_an_exam_or_a_dispatch",
            "CASE WHEN session_id = '' THEN 0 ELSE 1 END + CASE WHEN exam_id = '' THEN 0 ELSE 1 END"
            " + CASE WHEN dispatch_id = '' THEN 0 ELSE 1 END = 1",
        )
    op.create_index("ix_booking_dispatch_id", "booking", ["dispatch_id"])


def _create_safety() -> None:
    op.create_table(
        "safety_plan",
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("venue_id", ID),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("document_name", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("kept_by", PERSON, nullable=False),
        sa.Column("drills", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_from <= valid_until", name="a_safety_plan_holds_for_a_day_at_least"
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.venue_id"], name="fk_safety_plan_venue_id"),
        sa.PrimaryKeyConstraint("plan_id", name="pk_safety_plan"),
    )
    op.create_index("ix_safety_plan_valid_until", "safety_plan", ["valid_until"])
    op.create_index("ix_safety_plan_venue_id", "safety_plan", ["venue_id"])
    op.create_table(
        "incident",
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("class_id", ID, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("severity", WORD, nullable=False),
        sa.Column("venue_id", ID),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reported_by", PERSON, nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("closed_by", PERSON, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'CLOSED') = (closed_at IS NOT NULL)", name="a_closed_incident_says_since_when"
        ),
        sa.ForeignKeyConstraint(["class_id"], ["timetable.class_id"], name="fk_incident_class_id"),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.venue_id"], name="fk_incident_venue_id"),
        sa.PrimaryKeyConstraint("incident_id", name="pk_incident"),
    )
    op.create_index("ix_incident_class_id", "incident", ["class_id"])
    op.create_table(
        "equipment_check",
        sa.Column("check_id", ID, nullable=False),
        sa.Column("class_id", ID, nullable=False),
        sa.Column("venue_id", ID, nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("signed_by", PERSON, nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["timetable.class_id"], name="fk_equipment_check_class_id"
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.venue_id"], name="fk_equipment_check_venue_id"
        ),
        sa.PrimaryKeyConstraint("check_id", name="pk_equipment_check"),
    )
    op.create_index("ix_equipment_check_class_id", "equipment_check", ["class_id"])


def _create_online_room() -> None:
    op.create_table(
        "online_room",
        sa.Column("class_id", ID, nullable=False),
        sa.Column("platform", sa.String(length=60), nullable=False),
        sa.Column("group", sa.String(length=100), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("document_name", sa.String(length=100), nullable=False),
        sa.Column("tests", sa.JSON(), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["timetable.class_id"], name="fk_online_room_class_id"
        ),
        sa.PrimaryKeyConstraint("class_id", name="pk_online_room"),
    )


def _create_lodging() -> None:
    op.create_table(
        "dorm_room",
        sa.Column("room_id", ID, nullable=False),
        sa.Column("building", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("beds >= 1", name="a_room_has_a_bed"),
        sa.PrimaryKeyConstraint("room_id", name="pk_dorm_room"),
        sa.UniqueConstraint("building", "number", name="a_room_is_registered_once"),
    )
    op.create_table(
        "stay",
        sa.Column("stay_id", ID, nullable=False),
        sa.Column("class_id", ID, nullable=False),
        sa.Column("trainee_id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=False),
        sa.Column("bed", sa.Integer(), nullable=False),
        sa.Column("sex", WORD, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("bed >= 1", name="beds_are_numbered_from_one"),
        sa.CheckConstraint("from_on < to_on", name="a_stay_lasts_a_night_at_least"),
        sa.ForeignKeyConstraint(["class_id"], ["timetable.class_id"], name="fk_stay_class_id"),
        sa.ForeignKeyConstraint(["room_id"], ["dorm_room.room_id"], name="fk_stay_room_id"),
        sa.ForeignKeyConstraint(["trainee_id"], ["trainee.trainee_id"], name="fk_stay_trainee_id"),
        sa.PrimaryKeyConstraint("stay_id", name="pk_stay"),
    )
    op.create_index("ix_stay_class_id", "stay", ["class_id"])
    op.create_index("ix_stay_room_id", "stay", ["room_id"])
    op.create_index("ix_stay_trainee_id", "stay", ["trainee_id"])
    op.create_table(
        "room_night",
        sa.Column("room_id", ID, nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("sex", WORD, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "night", name="a_room_is_for_one_sex_a_night"),
        sa.UniqueConstraint("room_id", "night", "sex", name="what_beds_refer_to"),
    )
    op.create_table(
        "bed_night",
        sa.Column("room_id", ID, nullable=False),
        sa.Column("bed", sa.Integer(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("sex", WORD, nullable=False),
        sa.Column("trainee_id", ID, nullable=False),
        sa.Column("stay_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id", "night", "sex"],
            ["room_night.room_id", "room_night.night", "room_night.sex"],
            name="no_room_is_mixed",
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.stay_id"], name="fk_bed_night_stay_id"),
        sa.PrimaryKeyConstraint("room_id", "bed", "night", name="no_bed_is_given_twice"),
        sa.UniqueConstraint("trainee_id", "night", name="nobody_sleeps_in_two_beds"),
    )
    op.create_index("ix_bed_night_stay_id", "bed_night", ["stay_id"])


def _create_service_orders() -> None:
    op.create_table(
        "service_order",
        sa.Column("order_id", ID, nullable=False),
        sa.Column("class_id", ID, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("ordered_by", PERSON, nullable=False),
        sa.Column("delivered", sa.Integer()),
        sa.Column("confirmed_by", PERSON, nullable=False),
        sa.Column("accepted_by", PERSON, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "accepted_by = '' OR accepted_by <> confirmed_by",
            name="nobody_accepts_what_they_reported",
        ),
        sa.CheckConstraint(
            "state = 'ORDERED' OR delivered IS NOT NULL", name="what_was_delivered_is_counted"
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["timetable.class_id"], name="fk_service_order_class_id"
        ),
        sa.PrimaryKeyConstraint("order_id", name="pk_service_order"),
    )
    op.create_index("ix_service_order_class_id", "service_order", ["class_id"])


def _create_reviews() -> None:
    op.create_table(
        "unit",
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name="pk_unit"),
    )
    op.create_table(
        "review_ledger",
        sa.Column("class_id", ID, nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("unit_ids", sa.JSON(), nullable=False),
        sa.Column("reviews", sa.JSON(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("class_id", name="pk_review_ledger"),
    )
    op.create_table(
        "dispatch",
        sa.Column("dispatch_id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("destination", sa.String(length=100), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("policy_ref", sa.String(length=100), nullable=False),
        sa.Column("requested_by", PERSON, nullable=False),
        sa.Column("decided_by", PERSON, nullable=False),
        sa.Column("opinion", sa.String(length=500), nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decided_by = '' OR decided_by <> requested_by",
            name="nobody_decides_on_their_own_dispatch",
        ),
        sa.CheckConstraint("policy_ref <> ''", name="a_dispatch_cites_its_rule"),
        sa.CheckConstraint("from_on <= to_on", name="a_dispatch_begins_before_it_ends"),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teacher.teacher_id"], name="fk_dispatch_teacher_id"
        ),
        sa.PrimaryKeyConstraint("dispatch_id", name="pk_dispatch"),
    )
    op.create_index("ix_dispatch_teacher_id", "dispatch", ["teacher_id"])
    op.create_table(
        "improvement",
        sa.Column("action_id", ID, nullable=False),
        sa.Column("target", WORD, nullable=False),
        sa.Column("target_id", sa.String(length=64), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("action_id", name="pk_improvement"),
    )
    op.create_index("ix_improvement_target_id", "improvement", ["target_id"])
