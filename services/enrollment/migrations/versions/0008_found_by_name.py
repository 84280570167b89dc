"""People found among a million by a part of their name, or how their student number begins; and the
nominations of a class in their order.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.String(length=32)
TOGETHER = 5_000


def upgrade() -> None:
    """Give everybody known the pairs of their name; nobody who was erased has one."""
    op.create_table(
        "name_pair",
        sa.Column("pair", sa.String(length=2), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_name_pair_person_id")
        ),
        sa.PrimaryKeyConstraint("pair", "person_id", name=op.f("pk_name_pair")),
    )
    _fill()
    op.create_index("ix_name_pair_person_id", "name_pair", ["person_id"])
    op.create_index("ix_nomination_class", "nomination", ["class_id", "nomination_id"])
    op.create_index(
        "ix_nomination_student_no",
        "nomination",
        ["student_no"],
        postgresql_ops={"student_no": "varchar_pattern_ops"},
    )


def _fill() -> None:
    person = sa.table("person", sa.column("person_id", sa.String), sa.column("name", sa.String))
    name_pair = sa.table(
        "name_pair", sa.column("pair", sa.String), sa.column("person_id", sa.String)
    )
    connection = op.get_bind()
    known = connection.execute(sa.select(person.c.person_id, person.c.name)).all()
    rows = [
        {"pair": pair, "person_id": person_id}
        for person_id, name in known
        for pair in sorted({name[at : at + 2] for at in range(len(name) - 1)})
    ]
    for first in range(0, len(rows), TOGETHER):
        connection.execute(sa.insert(name_pair), rows[first : first + TOGETHER])
