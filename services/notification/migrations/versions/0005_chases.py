"""How often, and when last, the units that have not acknowledged a notice were chased."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody was chased before."""
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("chased_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("chases", sa.Integer(), nullable=False, server_default="0"))
