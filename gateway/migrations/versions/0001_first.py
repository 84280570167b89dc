"""The portal's first tables, and the policy library both norms name (A-8.a, B-1.3, B-2)."""
# ruff: noqa: INP001 – Alembic loads versions by path, not as a package

import sqlalchemy as sa
from alembic import op

from kit.columns import Moment
from kit.migrations import create_kit_tables_v1

revision = "0001"
down_revision = None

POLICIES = (
    ("C3/组织04/001", "中共中央关于加强和改进新形势下党校工作的意见"),
    (
        "C3/组织01/005",
        "中共中央组织部 中共中央宣传部 中共教育部党组关于进一步加强高校学生党员发展"
        "和教育管理服务工作的若干意见（教党〔2013〕22号）",
    ),
    ("C3/组织01/001", "关于印发《上海海事大学发展党员工作细则》的通知（沪海大委〔2019〕42号）"),
    (
        "C3/组织01/006",
        "中共教育部党组关于印发《普通高等学校学生党建工作标准》的通知（教党〔2017〕8号）",
    ),
    ("C3/组织01/007", "中共教育部党组关于加强新形势下教师党支部建设的意见（教党〔2017〕41号）"),
    (
        "C3/组织01/008",
        "市教卫工作党委关于印发《关于加强新形势下高校教职工党支部建设的意见》的通知（沪教卫党〔2018〕314号）",
    ),
    (
        "C3/组织01/009",
        "市教卫工作党委关于印发《关于加强新形势下高校学生党支部建设的意见》的通知（沪教卫党〔2018〕315号）",
    ),
    ("黑政院发〔2020〕40号", "教师外出授课管理办法"),
    ("黑政院发〔2022〕59号", "师德师风建设管理考核办法"),
    ("黑政院党发〔2022〕47号", "关于加强教师教学科研活动意识形态管控工作规定（试行）"),
)


def upgrade() -> None:
    create_kit_tables_v1(op)
    _create_accounts()
    _create_boards()
    _create_policies()


def _create_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_account"),
        sa.UniqueConstraint("login", name="uq_account_login"),
    )
    op.create_table(
        "grant",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("scope", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "role", "scope", name="pk_grant"),
        _of_account("grant"),
    )
    op.create_table(
        "session",
        sa.Column("session_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("session_hash", name="pk_session"),
        _of_account("session"),
    )
    op.create_index("ix_session_person_id", "session", ["person_id"])
    op.create_index("ix_session_created_at", "session", ["created_at"])
    op.create_table(
        "api_token",
        sa.Column("token_id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("token_id", name="pk_api_token"),
        sa.UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
        _of_account("api_token"),
    )
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"])
    op.create_table(
        "attempt",
        sa.Column(
            "attempt_id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_window", "attempt", ["who", "at"])
    op.create_index("ix_attempt_at", "attempt", ["at"])


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person_id"], ["account.person_id"], name=f"fk_{table}_person_id"
    )


def _create_boards() -> None:
    numbers = ("seats", "nominated", "enrolled", "checked_in", "passed", "certificates")
    sequences = ("state_seq", "seats_seq", "enrolled_seq", "passed_seq")
    op.create_table(
        "board_line",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("start_on", sa.Date, nullable=False),
        sa.Column("end_on", sa.Date, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in (*numbers, *sequences)),
        sa.PrimaryKeyConstraint("class_id", name="pk_board_line"),
    )
    op.create_index("ix_board_line_start_on", "board_line", ["start_on"])
    op.create_table(
        "activity",
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("zh", sa.String(200), nullable=False),
        sa.Column("en", sa.String(300), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("class_id", sa.String(32)),
        sa.Column("by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_activity"),
    )
    op.create_index("ix_activity_at", "activity", ["at"])
    op.create_index("ix_activity_of_class", "activity", ["class_id", "at"])


def _create_policies() -> None:
    policy = op.create_table(
        "policy",
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("repealed", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_policy"),
    )
    rows = [
        {"number": number, "title": title, "repealed": False, "position": position}
        for position, (number, title) in enumerate(POLICIES, start=1)
    ]
    op.bulk_insert(policy, rows)
