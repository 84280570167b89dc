"""Everything assessment keeps in its first release."""

import sqlalchemy as sa
from alembic import op

from kit.migrations import create_kit_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What happened to a paper is on record for good.
CUSTODY_CLOSED_SQLITE = (
    "CREATE TRIGGER custody_is_never_deleted BEFORE DELETE ON custody "
    "BEGIN SELECT RAISE(ABORT, 'custody is append-only'); END",
    "CREATE TRIGGER custody_is_never_changed BEFORE UPDATE ON custody "
    "BEGIN SELECT RAISE(ABORT, 'custody is append-only'); END",
)
CUSTODY_CLOSED_POSTGRES = (
    "CREATE FUNCTION custody_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'custody is append-only'; END $$",
    "CREATE TRIGGER custody_is_append_only BEFORE UPDATE OR DELETE ON custody "
    "FOR EACH ROW EXECUTE FUNCTION custody_is_append_only()",
)


def upgrade() -> None:
    """Create the kit's tables, then the department's own."""
    create_kit_tables_v1(op)
    op.create_table(
        "certificate_series",
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_certificate_series"),
    )
    op.create_table(
        "custody",
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("exam_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("seal_no", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_breach", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_custody"),
    )
    op.create_index("ix_custody_class_id", "custody", ["class_id"])
    op.create_index("ix_custody_exam_id", "custody", ["exam_id"])
    op.create_table(
        "training_class",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("session_no", sa.Integer(), nullable=False),
        sa.Column("issues_certificate", sa.Boolean(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("timetable_version", sa.Integer(), nullable=False),
        sa.Column("hours_total", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date()),
        sa.Column("person_times", sa.Integer(), nullable=False),
        sa.Column("is_taught", sa.Boolean(), nullable=False),
        sa.Column("hours_taught", sa.Integer(), nullable=False),
        sa.Column("person_hours", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("class_id", name="pk_training_class"),
    )
    op.create_table(
        "candidate",
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("trainee_no", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("bars", sa.JSON(), nullable=False),
        sa.Column("attendance", sa.String(length=40), nullable=False),
        sa.Column("room", sa.String(length=60), nullable=False),
        sa.Column("seat_no", sa.Integer(), nullable=False),
        sa.Column("anon_code", sa.String(length=20)),
        sa.Column("leave_told", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name="fk_candidate_class_id"
        ),
        sa.PrimaryKeyConstraint("trainee_id", name="pk_candidate"),
        sa.UniqueConstraint("anon_code", name="one_code_one_candidate"),
        sa.UniqueConstraint("class_id", "person_id", name="nobody_sits_an_exam_twice"),
    )
    op.create_index("ix_candidate_class_id", "candidate", ["class_id"])
    op.create_table(
        "certificate",
        sa.Column("certificate_id", sa.String(length=32), nullable=False),
        sa.Column("certificate_no", sa.String(length=40), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=50), nullable=False),
        sa.Column("class_title", sa.String(length=100), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("verify_code", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date()),
        sa.Column("reissues", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name="fk_certificate_class_id"
        ),
        sa.PrimaryKeyConstraint("certificate_id", name="pk_certificate"),
        sa.UniqueConstraint("certificate_no", name="no_certificate_number_twice"),
        sa.UniqueConstraint("class_id", "trainee_id", name="one_certificate_per_trainee_and_class"),
    )
    op.create_index("ix_certificate_class_by_number", "certificate", ["class_id", "certificate_no"])
    op.create_table(
        "exam",
        sa.Column("exam_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("rule_set", sa.String(length=40), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("rooms_booked", sa.Boolean(), nullable=False),
        sa.Column("room_refusal", sa.Text(), nullable=False),
        sa.Column("seals", sa.JSON(), nullable=False),
        sa.Column("paper_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_at < to_at", name="an_exam_ends_after_it_begins"),
        sa.ForeignKeyConstraint(["class_id"], ["training_class.class_id"], name="fk_exam_class_id"),
        sa.PrimaryKeyConstraint("exam_id", name="pk_exam"),
        sa.UniqueConstraint("class_id", name="one_exam_per_class"),
    )
    op.create_table(
        "pass_list",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("exam_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("frozen_hash", sa.String(length=64), nullable=False),
        sa.Column("frozen_by", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name="fk_pass_list_class_id"
        ),
        sa.PrimaryKeyConstraint("class_id", name="pk_pass_list"),
    )
    op.create_table(
        "performance",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("evaluated_by", sa.String(length=64), nullable=False),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name="fk_performance_class_id"
        ),
        sa.PrimaryKeyConstraint("class_id", name="pk_performance"),
    )
    op.create_table(
        "work_summary",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name="fk_work_summary_class_id"
        ),
        sa.PrimaryKeyConstraint("class_id", name="pk_work_summary"),
    )
    op.create_table(
        "exam_paper",
        sa.Column("paper_id", sa.String(length=32), nullable=False),
        sa.Column("exam_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("paper_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("marking_guide", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("seal_no", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.exam_id"], name="fk_exam_paper_exam_id"),
        sa.PrimaryKeyConstraint("paper_id", name="pk_exam_paper"),
        sa.UniqueConstraint("exam_id", "paper_version", name="one_paper_per_exam_and_version"),
    )
    op.create_table(
        "result",
        sa.Column("result_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("exam_id", sa.String(length=32), nullable=False),
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("trainee_no", sa.String(length=40), nullable=False),
        sa.Column("attendance", sa.String(length=40), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer()),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decision <> 'PASS' OR (score IS NOT NULL AND score >= pass_mark)",
            name="only_a_score_at_the_mark_passes",
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="a_score_is_0_to_100"),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.exam_id"], name="fk_result_exam_id"),
        sa.PrimaryKeyConstraint("result_id", name="pk_result"),
        sa.UniqueConstraint("exam_id", "trainee_id", name="one_result_per_candidate_and_exam"),
    )
    op.create_index("ix_result_class_id", "result", ["class_id"])
    op.create_table(
        "script",
        sa.Column("script_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("exam_id", sa.String(length=32), nullable=False),
        sa.Column("anon_code", sa.String(length=20), nullable=False),
        sa.Column("lot", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("overwritten", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.exam_id"], name="fk_script_exam_id"),
        sa.PrimaryKeyConstraint("script_id", name="pk_script"),
        sa.UniqueConstraint("exam_id", "anon_code", name="one_script_per_code"),
    )
    _close_custody()


def _close_custody() -> None:
    connection = op.get_bind()
    is_postgres = connection.dialect.name == "postgresql"
    for statement in CUSTODY_CLOSED_POSTGRES if is_postgres else CUSTODY_CLOSED_SQLITE:
        connection.exec_driver_sql(statement)
