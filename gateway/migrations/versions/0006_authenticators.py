"""The second step of signing in."""
# ruff: noqa: INP001 – Alembic loads versions by path, not as a package

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authenticator",
        sa.Column("person_id", sa.String(64), sa.ForeignKey("account.person_id"), primary_key=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("used_step", sa.BigInteger(), nullable=False),
    )
