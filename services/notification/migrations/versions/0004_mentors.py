"""Which classes need a mentor."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep it with the class."""
    op.add_column(
        "training_class",
        sa.Column("mentor_required", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
