"""Who attended the closing ceremony of a class."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the leader with the class; no event tells the name."""
    op.add_column(
        "training_class",
        sa.Column(
            "closing_leader", sa.String(length=50), nullable=False, server_default=sa.text("''")
        ),
    )
