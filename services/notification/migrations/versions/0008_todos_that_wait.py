"""To-do items that wait are found without those that were done."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITS = sa.text("done_at IS NULL")


def upgrade() -> None:
    """Index what waits alone."""
    op.drop_index("ix_todo_waiting", "todo")
    for name, columns in (
        ("ix_todo_waiting", ["role", "scope"]),
        ("ix_todo_waiting_person", ["person_id"]),
        ("ix_todo_waiting_class", ["class_id"]),
    ):
        op.create_index(name, "todo", columns, sqlite_where=WAITS, postgresql_where=WAITS)
