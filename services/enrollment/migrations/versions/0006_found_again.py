"""People found by the end of their id number, and the orders the lists of all classes come in."""

import sqlalchemy as sa
from alembic import op

from kit.columns import Encrypted
from kit.privacy import vault

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TAIL = 3


def upgrade() -> None:
    """Give everybody known the fingerprint of that end; nobody who was erased has one."""
    op.add_column(
        "person",
        sa.Column("tail_index", sa.String(length=64), nullable=False, server_default=sa.text("''")),
    )
    _fill()
    op.create_index("ix_person_tail", "person", ["tail_index"])
    op.create_index("ix_person_name", "person", ["name", "person_id"])
    op.create_index("ix_nomination_person", "nomination", ["person_id", "nomination_id"])
    op.create_index("ix_quota_unit", "quota", ["unit_id"])
    op.create_index("ix_archive_item_latest", "archive_item", ["filed_at", "item_id"])


def _fill() -> None:
    person = sa.table(
        "person",
        sa.column("person_id", sa.String),
        sa.column("id_no", Encrypted("person.id_no")),
        sa.column("tail_index", sa.String),
    )
    connection = op.get_bind()
    known = connection.execute(sa.select(person.c.person_id, person.c.id_no)).all()
    for person_id, id_no in known:
        if id_no:
            tail = vault().blind("person.tail", id_no[-TAIL:])
            own = person.c.person_id == person_id
            connection.execute(sa.update(person).where(own).values(tail_index=tail))
