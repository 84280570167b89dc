"""Until when a message's try that is under way is waited for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; what was under way is tried again when its time comes, as before."""
    with op.batch_alter_table("dispatch") as table:
        table.add_column(sa.Column("leased_until", sa.DateTime(timezone=True)))
