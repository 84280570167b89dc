"""By which events and audit lines are found: their class, and what they belong to."""

from alembic import op

from kit.traced_tables import add_traces_to_kit_tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns to the kit's tables, filled for what is there already."""
    add_traces_to_kit_tables(op)
