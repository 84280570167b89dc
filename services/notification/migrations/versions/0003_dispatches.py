"""Contacts, who holds which role, everything that goes out in one table, and what was read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORD = sa.String(length=40)
ID = sa.String(length=32)
PERSON = sa.String(length=64)
SCOPE = sa.String(length=80)
MOMENT = sa.DateTime(timezone=True)

# What robots were given so far keeps its log; its messages were all about a class's group.
MOVE_POSTS = """
    INSERT INTO dispatch (dispatch_id, medium, topic, source, subject_id, class_id, recipient,
        title, created_at, next_at, attempts, renewed_at, last_error, sent_at, tries, state,
        version)
    SELECT p.message_id, 'ROBOT', 'GROUP_MESSAGE', 'group:' || p.message_id, p.message_id,
        p.class_id, 'class:' || p.class_id, '班次工作群消息｜A message of the work group', m.at,
        p.next_at, p.attempts, 0, p.last_error, p.sent_at, '[]',
        CASE p.state WHEN 'FAILED' THEN 'GIVEN_UP' ELSE p.state END, 1
    FROM robot_post p JOIN group_message m ON m.message_id = p.message_id
"""


def upgrade() -> None:
    """Create the new tables, move what robots were given, and add when a delivery was read."""
    _create_contacts()
    _create_dispatches()
    op.execute(sa.text(MOVE_POSTS))
    op.drop_table("robot_post")
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("read_at", MOMENT))


def _create_contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("by_email", sa.Boolean(), nullable=False),
        sa.Column("by_sms", sa.Boolean(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_contact"),
    )
    op.create_table(
        "held_role",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "role", "scope", name="pk_held_role"),
    )
    op.create_index("ix_held_role_holders", "held_role", ["role", "scope"])
    op.create_index("ix_held_role_scope", "held_role", ["scope"])


def _create_dispatches() -> None:
    op.create_table(
        "dispatch",
        sa.Column("dispatch_id", ID, nullable=False),
        sa.Column("medium", WORD, nullable=False),
        sa.Column("topic", WORD, nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("class_id", ID),
        sa.Column("recipient", SCOPE, nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("renewed_at", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("tries", sa.JSON(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dispatch_id", name="pk_dispatch"),
        sa.UniqueConstraint(
            "source", "medium", "recipient", name="one_dispatch_per_message_medium_and_recipient"
        ),
        sa.CheckConstraint(
            "(state IN ('WAITING', 'FAILED')) = (next_at IS NOT NULL)",
            name="only_what_waits_is_sent_again",
        ),
        sa.CheckConstraint(
            "(state = 'SENT') = (sent_at IS NOT NULL)", name="sent_dispatches_say_when"
        ),
    )
    op.create_index("ix_dispatch_subject_id", "dispatch", ["subject_id"])
    op.create_index("ix_dispatch_next_at", "dispatch", ["next_at"])
    op.create_index("ix_dispatch_newest", "dispatch", ["class_id", "dispatch_id"])
    op.create_index("ix_dispatch_state", "dispatch", ["state", "dispatch_id"])
