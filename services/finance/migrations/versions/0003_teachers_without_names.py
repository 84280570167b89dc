"""Teachers are kept without their names; a fee asks for them when it is reckoned."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop what events no longer tell."""
    op.drop_column("teacher", "name")
