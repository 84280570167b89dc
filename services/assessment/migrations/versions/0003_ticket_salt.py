"""Each form makes its tickets with a salt of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the salt with the form, until it closes."""
    op.add_column(
        "evaluation",
        sa.Column(
            "ticket_salt", sa.String(length=32), nullable=False, server_default=sa.text("''")
        ),
    )
