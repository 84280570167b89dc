"""Summaries, evaluations and improvements; what more is known of a class."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Who is on a roster already owes a summary too, if the class is one of cadres or members.
OWED_ALREADY = """
INSERT INTO summary (
  trainee_id, class_id, trainee_no, kind, due_on, state, text, handed_in_by, fingerprint,
  similarity, closest_id, reviewed_by, opinion, passed, version
)
SELECT
  c.trainee_id, c.class_id, c.trainee_no,
  CASE
    WHEN t.category = 'CADRE_DIVISION' THEN 'DIVISION_CADRE'
    WHEN t.category IN ('MEMBER', 'OTHER') THEN 'MEMBER'
    ELSE 'SECTION_CADRE'
  END,
  t.end_on, 'DUE', '', '', '[]', 0, '', '', '', false, 1
FROM candidate c JOIN training_class t ON t.class_id = c.class_id
WHERE t.track <> 'PROSPECT' AND t.standing = 'OPEN'
"""


def upgrade() -> None:
    """Add the columns and tables of the contracted class."""
    _widen_class()
    _create_summary()
    _create_evaluation()
    _create_improvement()
    op.execute(OWED_ALREADY)


def _widen_class() -> None:
    for flag in ("hosted_externally", "is_suspended", "summaries_concluded"):
        _add(flag, sa.Boolean(), sa.false())
    _add("teacher_ids", sa.JSON(), "[]")
    _add("news", sa.JSON(), "{}")
    _add("incidents", sa.Integer(), "0")


def _add(name: str, kind: sa.types.TypeEngine[Any], so_far: Any) -> None:
    column = sa.Column(name, kind, nullable=False, server_default=so_far)
    op.add_column("training_class", column)


def _create_summary() -> None:
    op.create_table(
        "summary",
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("trainee_no", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("handed_in_by", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("fingerprint", sa.JSON(), nullable=False),
        sa.Column("similarity", sa.Integer(), nullable=False),
        sa.Column("closest_id", sa.String(length=32), nullable=False),
        sa.Column("grade", sa.String(length=40)),
        sa.Column("reviewed_by", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("similarity BETWEEN 0 AND 1000", name="likeness_is_0_to_1000"),
        sa.CheckConstraint(
            "state <> 'ACCEPTED' OR grade IS NOT NULL", name="an_accepted_summary_has_a_grade"
        ),
        sa.CheckConstraint(
            "NOT passed OR (state = 'ACCEPTED' AND grade <> 'FAIL')",
            name="only_an_accepted_summary_that_is_no_fail_passes",
        ),
        sa.CheckConstraint(
            "reviewed_by = '' OR reviewed_by <> handed_in_by",
            name="nobody_reviews_what_they_handed_in",
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["candidate.trainee_id"], name="fk_summary_trainee_id"
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name="fk_summary_class_id"
        ),
        sa.PrimaryKeyConstraint("trainee_id", name="pk_summary"),
    )
    op.create_index("ix_summary_class_id", "summary", ["class_id"])
    op.create_index("ix_summary_due", "summary", ["state", "due_on"])


def _create_evaluation() -> None:
    op.create_table(
        "evaluation",
        sa.Column("evaluation_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("rule_set", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name="fk_evaluation_class_id"
        ),
        sa.PrimaryKeyConstraint("evaluation_id", name="pk_evaluation"),
        sa.UniqueConstraint("class_id", "form", name="each_form_is_issued_once_per_class"),
    )
    op.create_table(
        "ticket_taken",
        sa.Column("evaluation_id", sa.String(length=32), nullable=False),
        sa.Column("taker", sa.String(length=64), nullable=False),
        sa.Column("respondent", sa.String(length=40), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.evaluation_id"], name="fk_ticket_taken_evaluation_id"
        ),
        sa.PrimaryKeyConstraint(
            "evaluation_id", "taker", name="nobody_takes_two_tickets_for_a_form"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ticket_used",
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("ticket_hash", name="a_ticket_answers_once"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answer_sheet",
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.String(length=32), nullable=False),
        sa.Column("respondent", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.evaluation_id"], name="fk_answer_sheet_evaluation_id"
        ),
        sa.PrimaryKeyConstraint("sheet_id", name="pk_answer_sheet"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_answer_sheet_evaluation_id", "answer_sheet", ["evaluation_id"])


def _create_improvement() -> None:
    op.create_table(
        "improvement",
        sa.Column("action_id", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("aspect", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("target_id", sa.String(length=64), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer()),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("done_by", sa.String(length=64), nullable=False),
        sa.Column("checked_by", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "checked_by = '' OR checked_by <> done_by",
            name="nobody_checks_what_they_did_themselves",
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.class_id"], name="fk_improvement_class_id"
        ),
        sa.PrimaryKeyConstraint("action_id", name="pk_improvement"),
    )
    op.create_index("ix_improvement_class_id", "improvement", ["class_id"])
    op.create_index("ix_improvement_unit_id", "improvement", ["unit_id"])
    op.create_index("ix_improvement_target_id", "improvement", ["target_id"])
