"""The order colleagues are listed in."""
# ruff: noqa: INP001 – Alembic loads versions by path, not as a package

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("ix_account_name", "account", ["name", "person_id"])
