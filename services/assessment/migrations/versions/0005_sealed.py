"""A certificate bears the house's signature. One issued before bears none until it is re-issued."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the signature, and the id of the key that made it."""
    for name, length in (("key_id", 8), ("signature", 90)):
        column = sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        op.add_column("certificate", column)
