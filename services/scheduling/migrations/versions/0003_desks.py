"""What the desks show of a class beside its title: its code.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Classes created before have no code here; their title stands alone."""
    op.add_column(
        "timetable", sa.Column("code", sa.String(length=30), nullable=False, server_default="")
    )
