"""Teams of classes, and what is recorded of a class in its days."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create who serves a class, and what happens while it is prepared and runs."""
    _create_team()
    _create_days()


def _create_team() -> None:
    op.create_table(
        "mentor_rota",
        sa.Column("rota_id", sa.String(length=20), nullable=False),
        sa.Column("unit_ids", sa.JSON(), nullable=False),
        sa.Column("next_unit_id", sa.String(length=32), nullable=True),
        sa.Column("owed", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rota_id", name=op.f("pk_mentor_rota")),
    )
    op.create_table(
        "duty_roster",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("shifts", sa.JSON(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_duty_roster_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_duty_roster")),
    )
    op.create_table(
        "late_department",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_late_department_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.unit_id"], name=op.f("fk_late_department_unit_id")
        ),
        sa.PrimaryKeyConstraint("class_id", "unit_id", name=op.f("pk_late_department")),
    )
    op.create_table(
        "mentor_call",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("owed_place", sa.Integer(), nullable=True),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("called_by", sa.String(length=64), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_mentor_call_class_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.unit_id"], name=op.f("fk_mentor_call_unit_id")),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_mentor_call")),
    )
    op.create_index(op.f("ix_mentor_call_called_at"), "mentor_call", ["called_at"], unique=False)
    op.create_table(
        "role_assignment",
        sa.Column("assignment_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("appointed_by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("fallback", sa.Boolean(), nullable=False),
        sa.Column("substitute_for", sa.String(length=64), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'PROPOSED' OR substitute_for <> ''",
            name="only_substitutes_wait_for_their_time",
        ),
        sa.CheckConstraint(
            "substitute_for = '' OR to_at IS NOT NULL", name="substitutes_stand_in_for_a_time"
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_role_assignment_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.unit_id"], name=op.f("fk_role_assignment_unit_id")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_role_assignment")),
    )
    op.create_index(
        "ix_role_assignment_class", "role_assignment", ["class_id", "state"], unique=False
    )
    op.create_index(
        "nobody_holds_a_duty_twice",
        "role_assignment",
        ["class_id", "role", "unit_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'ACTIVE_DUTY' AND substitute_for = ''"),
        postgresql_where=sa.text("state = 'ACTIVE_DUTY' AND substitute_for = ''"),
    )
    op.create_index(
        "one_lead_for_each_class",
        "role_assignment",
        ["class_id"],
        unique=True,
        sqlite_where=sa.text("role = 'LEAD' AND state = 'ACTIVE_DUTY' AND substitute_for = ''"),
        postgresql_where=sa.text("role = 'LEAD' AND state = 'ACTIVE_DUTY' AND substitute_for = ''"),
    )


def _create_days() -> None:
    op.create_table(
        "heard",
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("matter", "record_id", name=op.f("pk_heard")),
    )
    op.create_table(
        "adjustment",
        sa.Column("adjustment_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.String(40), nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("unit_ids", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("override_reason", sa.String(length=500), nullable=False),
        sa.Column("acknowledged_by", sa.String(length=64), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "acknowledged_at IS NULL OR severity = 'MAJOR'",
            name="only_major_changes_are_acknowledged",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_adjustment_class_id")
        ),
        sa.PrimaryKeyConstraint("adjustment_id", name=op.f("pk_adjustment")),
    )
    op.create_index(op.f("ix_adjustment_class_id"), "adjustment", ["class_id"], unique=False)
    op.create_table(
        "emergency",
        sa.Column("emergency_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("policy_ref", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("declared_by", sa.String(length=64), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_emergency_class_id")
        ),
        sa.PrimaryKeyConstraint("emergency_id", name=op.f("pk_emergency")),
    )
    op.create_index(op.f("ix_emergency_class_id"), "emergency", ["class_id"], unique=False)
    op.create_table(
        "issue",
        sa.Column("issue_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.String(length=64), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolution", sa.String(length=1000), nullable=False),
        sa.Column("resolved_by", sa.String(length=64), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolution = '')", name="what_is_resolved_says_how"
        ),
        sa.CheckConstraint("owner_id <> ''", name="every_issue_is_somebodys"),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_issue_class_id")
        ),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_issue")),
    )
    op.create_index(op.f("ix_issue_class_id"), "issue", ["class_id"], unique=False)
    op.create_table(
        "official_visit",
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("rank_code", sa.Integer(), nullable=False),
        sa.Column("host_leadership", sa.Boolean(), nullable=False),
        sa.Column("activity", sa.String(length=200), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("reportable", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT host_leadership OR reportable", name="leaders_of_the_host_are_reported"
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_official_visit_class_id")
        ),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_official_visit")),
    )
    op.create_index(
        op.f("ix_official_visit_class_id"), "official_visit", ["class_id"], unique=False
    )
    op.create_table(
        "rehearsal",
        sa.Column("rehearsal_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("unit_ids", sa.JSON(), nullable=False),
        sa.Column("findings", sa.String(length=2000), nullable=False),
        sa.Column("waived_for", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(held_on IS NULL) = (waived_for <> '')", name="rehearsed_or_waived_for_a_reason"
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_rehearsal_class_id")
        ),
        sa.PrimaryKeyConstraint("rehearsal_id", name=op.f("pk_rehearsal")),
    )
    op.create_index(op.f("ix_rehearsal_class_id"), "rehearsal", ["class_id"], unique=False)
    op.create_table(
        "supply_issue",
        sa.Column("issue_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=100), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("drawn_by", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("override_reason", sa.String(length=500), nullable=False),
        sa.Column("returns", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_supply_issue_class_id")
        ),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_supply_issue")),
    )
    op.create_index(op.f("ix_supply_issue_class_id"), "supply_issue", ["class_id"], unique=False)
    op.create_table(
        "venue_set_up",
        sa.Column("set_up_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("override_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_venue_set_up_class_id")
        ),
        sa.PrimaryKeyConstraint("set_up_id", name=op.f("pk_venue_set_up")),
    )
    op.create_index(op.f("ix_venue_set_up_class_id"), "venue_set_up", ["class_id"], unique=False)
    op.create_table(
        "discipline_record",
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trainee_id", sa.String(length=32), nullable=True),
        sa.Column("override_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "kind <> 'DISCIPLINE' OR trainee_id IS NOT NULL", name="discipline_is_about_a_trainee"
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_discipline_record_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["trainee.trainee_id"], name=op.f("fk_discipline_record_trainee_id")
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_discipline_record")),
    )
    op.create_index(
        op.f("ix_discipline_record_class_id"), "discipline_record", ["class_id"], unique=False
    )
