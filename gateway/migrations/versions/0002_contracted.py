"""Duties of a class, the log of facts, versions of policies with those of the second norm (its
articles 1, 2, 9 and 14), the log of the seal.
"""
# ruff: noqa: INP001 – Alembic loads versions by path, not as a package

import sqlalchemy as sa
from alembic import op

from kit.columns import Moment

revision = "0002"
down_revision = "0001"

TEACHING_AFFAIRS = "教务处"
# What has no number goes by its title; none is invented. Then: whether it is repealed, and who
# interprets it.
ADDED = (
    ("培训工作流程规范（试行）", False, TEACHING_AFFAIRS),
    ("培训学业导师驻班跟岗工作管理办法（试行）", False, ""),
    ("干部教育培训工作条例", False, ""),
    ("干部教育培训学员管理规定", False, ""),
    ("黑龙江省政法管理干部学院关于规范培训流程的工作意见（试行）", True, TEACHING_AFFAIRS),
)
REPEALED_BY = "《培训工作流程规范（试行）》第十四条：同时废止"
OPEN = sa.text("until IS NULL AND NOT repealed")


def upgrade() -> None:
    _create_duties()
    _create_facts()
    _create_policy_versions()
    _create_seals()


def _create_duties() -> None:
    with op.batch_alter_table("grant") as table:
        # What was granted so far was granted by hand.
        table.add_column(
            sa.Column("by_duty", sa.Boolean, nullable=False, server_default=sa.false())
        )
    op.create_table(
        "duty",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("class_id", "role", "person_id", name="pk_duty"),
    )
    op.create_index("ix_duty_person_id", "duty", ["person_id"])
    op.create_table(
        "class_over",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("class_id", name="pk_class_over"),
    )


def _create_facts() -> None:
    with op.batch_alter_table("board_line") as table:
        table.add_column(sa.Column("days_seq", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "fact",
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("class_id", sa.String(32)),
        sa.Column("plan_id", sa.String(32)),
        sa.Column("at", Moment, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_fact"),
    )
    op.create_index("ix_fact_of_class", "fact", ["class_id", "name"])
    op.create_index("ix_fact_plan_id", "fact", ["plan_id"])


def _create_policy_versions() -> None:
    version = op.create_table(
        "policy_version",
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("effective_on", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("interpreted_by", sa.String(60), nullable=False),
        sa.Column("document", sa.JSON),
        sa.Column("repealed", sa.Boolean, nullable=False),
        sa.Column("repeal_reason", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", "edition", name="pk_policy_version"),
    )
    op.create_index(
        "one_version_of_a_policy_is_open",
        "policy_version",
        ["number"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    copied = ("number", "title", "repealed", "position")
    kept = sa.table("policy", *(sa.column(name) for name in copied))
    fresh = (sa.literal(1), sa.literal(1), sa.literal(""), sa.literal(""))
    op.execute(
        sa.insert(version).from_select(
            [*copied, "edition", "version", "interpreted_by", "repeal_reason"],
            sa.select(*(kept.c[name] for name in copied), *fresh),
        )
    )
    last = op.get_bind().scalar(sa.select(sa.func.max(kept.c.position)))
    op.bulk_insert(
        version,
        [
            {
                "number": title,
                "edition": 1,
                "version": 1,
                "title": title,
                "interpreted_by": interpreted_by,
                "repealed": repealed,
                "repeal_reason": REPEALED_BY if repealed else "",
                "position": position,
            }
            for position, (title, repealed, interpreted_by) in enumerate(ADDED, start=last + 1)
        ],
    )
    op.drop_table("policy")


def _create_seals() -> None:
    op.create_table(
        "seal_use",
        sa.Column("seal_id", sa.String(32), nullable=False),
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("document_hash", sa.String(64), nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("requested_by", sa.String(64), nullable=False),
        sa.Column("requested_at", Moment, nullable=False),
        sa.Column("approved_by", sa.String(64), nullable=False),
        sa.Column("approved_at", Moment),
        sa.Column("used_by", sa.String(64), nullable=False),
        sa.Column("used_at", Moment),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("seal_id", name="pk_seal_use"),
        sa.CheckConstraint(
            "approved_by <> requested_by", name="nobody_approves_their_own_use_of_the_seal"
        ),
        sa.CheckConstraint(
            "used_by = '' OR approved_by <> ''", name="nothing_is_sealed_before_it_is_approved"
        ),
    )
    op.create_index("ix_seal_use_class_id", "seal_use", ["class_id"])
