"""Which classes an outside host has ordered, as their creation told."""
# ruff: noqa: INP001 – Alembic loads versions by path, not as a package

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

line = sa.table("board_line", sa.column("class_id"), sa.column("hosted_externally", sa.Boolean))
fact = sa.table("fact", sa.column("class_id"), sa.column("name"), sa.column("details", sa.JSON))


def upgrade() -> None:
    """Add the column, and read it for the classes on the board from what is kept of them."""
    op.add_column(
        "board_line",
        sa.Column("hosted_externally", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    hosted = [row.class_id for row in _creations() if row.details.get("hosted_externally")]
    if hosted:
        ordered = sa.update(line).where(line.c.class_id.in_(hosted))
        op.get_bind().execute(ordered.values(hosted_externally=True))


def _creations() -> sa.CursorResult[tuple[str, dict[str, object]]]:
    told = sa.select(fact.c.class_id, fact.c.details).where(fact.c.name == "class_created")
    return op.get_bind().execute(told)
