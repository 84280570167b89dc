"""Everything enrollment keeps in its first release."""

import sqlalchemy as sa
from alembic import op

from kit.migrations import create_kit_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# A sealed class file is on record for good (A-7.9.a).
SEALED = "(SELECT sealed_at FROM archive WHERE class_id = {row}.class_id) IS NOT NULL"
ABORT = "BEGIN SELECT RAISE(ABORT, 'the class file is sealed'); END"
SEALED_SQLITE = (
    "CREATE TRIGGER a_sealed_file_takes_nothing_in BEFORE INSERT ON archive_item "
    f"WHEN {SEALED.format(row='NEW')} {ABORT}",
    "CREATE TRIGGER a_sealed_file_is_never_changed BEFORE UPDATE ON archive_item "
    f"WHEN {SEALED.format(row='OLD')} {ABORT}",
    "CREATE TRIGGER a_sealed_file_loses_nothing BEFORE DELETE ON archive_item "
    f"WHEN {SEALED.format(row='OLD')} {ABORT}",
)
SEALED_POSTGRES = (
    "CREATE FUNCTION the_class_file_is_sealed() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the class file is sealed'; END $$",
    "CREATE FUNCTION is_sealed(id text) RETURNS boolean LANGUAGE sql STABLE AS "
    "$$ SELECT sealed_at IS NOT NULL FROM archive WHERE class_id = id $$",
    "CREATE TRIGGER a_sealed_file_takes_nothing_in BEFORE INSERT ON archive_item FOR EACH ROW "
    "WHEN (is_sealed(NEW.class_id)) EXECUTE FUNCTION the_class_file_is_sealed()",
    "CREATE TRIGGER a_sealed_file_never_changes BEFORE UPDATE OR DELETE ON archive_item "
    "FOR EACH ROW WHEN (is_sealed(OLD.class_id)) EXECUTE FUNCTION the_class_file_is_sealed()",
)


def upgrade() -> None:
    """Create the kit's tables, then the department's own."""
    create_kit_tables_v1(op)
    op.create_table(
        "person",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("id_no", sa.Text(), nullable=False),
        sa.Column("id_index", sa.String(length=64), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("ethnicity", sa.String(length=20), nullable=False),
        sa.Column("political_status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person")),
        sa.UniqueConstraint("id_index", name="one_person_per_id_number"),
    )
    op.create_table(
        "plan",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(40), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("policy_refs", sa.JSON(), nullable=False),
        sa.Column("drafted_by", sa.String(length=64), nullable=False),
        sa.Column("drafted_by_role", sa.String(40), nullable=False),
        sa.Column("hands", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("doc_no", sa.String(length=60), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_to", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan")),
    )
    op.create_index(op.f("ix_plan_year"), "plan", ["year"], unique=False)
    op.create_table(
        "unit",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("function", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name="no_two_units_share_a_code"),
    )
    op.create_table(
        "plan_item",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("session_no", sa.Integer(), nullable=False),
        sa.Column("planned_start", sa.Date(), nullable=False),
        sa.Column("planned_end", sa.Date(), nullable=False),
        sa.Column("planned_headcount", sa.Integer(), nullable=False),
        sa.Column("planned_hours", sa.Integer(), nullable=False),
        sa.Column("est_budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("approval_ref", sa.String(length=60), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.plan_id"], name=op.f("fk_plan_item_plan_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_plan_item")),
    )
    op.create_index(op.f("ix_plan_item_plan_id"), "plan_item", ["plan_id"], unique=False)
    op.create_table(
        "training_class",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("profile", sa.String(40), nullable=False),
        sa.Column("org_mode", sa.String(40), nullable=False),
        sa.Column("issues_certificate", sa.Boolean(), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("plan_item_id", sa.String(length=32), nullable=False),
        sa.Column("session_no", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("checkin_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checkin_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_headcount", sa.Integer(), nullable=False),
        sa.Column("planned_hours", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(length=40), nullable=False),
        sa.Column("host_id", sa.String(length=32), nullable=True),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("mentor_required", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("left_out_reason", sa.String(length=500), nullable=False),
        sa.Column("suspended_from", sa.String(40), nullable=True),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("nominate_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leader", sa.String(length=50), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.plan_id"], name=op.f("fk_training_class_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_item_id"], ["plan_item.item_id"], name=op.f("fk_training_class_plan_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["unit.unit_id"], name=op.f("fk_training_class_host_id")
        ),
        sa.CheckConstraint(
            "(org_mode = 'CONTRACTED') = (host_id IS NOT NULL)",
            name="contracted_classes_have_a_host",
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_training_class")),
        sa.UniqueConstraint("code", name="no_two_classes_share_a_code"),
        sa.UniqueConstraint("plan_item_id", name="one_class_per_plan_item"),
    )
    op.create_index(op.f("ix_training_class_state"), "training_class", ["state"], unique=False)
    op.create_table(
        "archive",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("nature", sa.JSON(), nullable=False),
        sa.Column("filings", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_by", sa.String(length=64), nullable=False),
        sa.Column("manifest_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_archive_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_archive")),
    )
    op.create_table(
        "nomination",
        sa.Column("nomination_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("student_no", sa.String(length=30), nullable=False),
        sa.Column("group_name", sa.String(length=60), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("rank", sa.String(length=40), nullable=False),
        sa.Column("activist_on", sa.Date(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("nominated_by", sa.String(length=64), nullable=False),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_nomination_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_nomination_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.unit_id"], name=op.f("fk_nomination_unit_id")),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_nomination")),
    )
    op.create_index(
        "ix_nomination_unit", "nomination", ["class_id", "unit_id", "state"], unique=False
    )
    op.create_index(
        "nobody_is_nominated_twice_for_a_class",
        "nomination",
        ["class_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'WITHDRAWN_BY_UNIT'"),
        postgresql_where=sa.text("state <> 'WITHDRAWN_BY_UNIT'"),
    )
    op.create_table(
        "nomination_import",
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("waitlisted", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("errors_file_id", sa.String(length=64), nullable=True),
        sa.Column("errors_file_name", sa.String(length=100), nullable=True),
        sa.Column("imported_by", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_nomination_import_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.unit_id"], name=op.f("fk_nomination_import_unit_id")
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_nomination_import")),
        sa.UniqueConstraint("class_id", "unit_id", "file_hash", name="a_file_is_taken_in_once"),
    )
    op.create_table(
        "quota",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("reserve", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.CheckConstraint("used >= 0 AND used <= seats", name=op.f("no_more_people_than_seats")),
        sa.CheckConstraint(
            "waiting >= 0 AND waiting <= reserve", name=op.f("no_more_wait_than_may")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_quota_class_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.unit_id"], name=op.f("fk_quota_unit_id")),
        sa.PrimaryKeyConstraint("class_id", "unit_id", name=op.f("pk_quota")),
    )
    op.create_table(
        "roster",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("nomination_ids", sa.JSON(), nullable=False),
        sa.Column("submitted_by", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_roster_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_roster")),
    )
    op.create_table(
        "archive_item",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("doc_type", sa.String(40), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("file_id", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=100), nullable=False),
        sa.Column("filed_by", sa.String(length=64), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["archive.class_id"], name=op.f("fk_archive_item_class_id")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_archive_item")),
    )
    op.create_index(
        "one_paper_of_each_kind",
        "archive_item",
        ["class_id", "doc_type"],
        unique=True,
        sqlite_where=sa.text("doc_type <> 'OTHER'"),
        postgresql_where=sa.text("doc_type <> 'OTHER'"),
    )
    op.create_table(
        "trainee",
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("trainee_no", sa.String(length=40), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("nomination_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_by", sa.String(length=64), nullable=False),
        sa.Column("check_in_method", sa.String(40), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("lodges", sa.Boolean(), nullable=False),
        sa.Column("room", sa.String(length=60), nullable=False),
        sa.Column("leave_limit_exceeded", sa.Boolean(), nullable=False),
        sa.Column("withdrawal_kind", sa.String(40), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=64), nullable=False),
        sa.Column("certificate_no", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name=op.f("fk_trainee_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.nomination_id"], name=op.f("fk_trainee_nomination_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_trainee_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.unit_id"], name=op.f("fk_trainee_unit_id")),
        sa.PrimaryKeyConstraint("trainee_id", name=op.f("pk_trainee")),
        sa.UniqueConstraint("class_id", "person_id", name="one_place_per_person_and_class"),
        sa.UniqueConstraint("class_id", "trainee_no", name="no_two_trainees_share_a_number"),
        sa.UniqueConstraint("nomination_id", name="one_place_per_nomination"),
    )
    op.create_index(op.f("ix_trainee_person_id"), "trainee", ["person_id"], unique=False)
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for statement in SEALED_POSTGRES if is_postgres else SEALED_SQLITE:
        op.execute(statement)
