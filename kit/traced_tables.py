"""The kit's tables as traces and classes are found by them: what one script of each service's line
of migrations adds, filled for older rows from what these hold.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kit.columns import Moment
from kit.first_tables import first_kit_tables

SLICE = 2000
WORD = sa.String(64)
NAMED = {
    f"{dialect}_where": sa.text("class_id IS NOT NULL") for dialect in ("sqlite", "postgresql")
}
# The log is closed against change; what is written here stands beside its lines, in no hash.
OPEN_LOG = {
    "sqlite": "DROP TRIGGER audit_is_never_changed",
    "postgresql": "ALTER TABLE audit DISABLE TRIGGER audit_is_never_changed",
}
CLOSE_LOG = {
    "sqlite": "CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit "
    "WHEN OLD.seq IS NOT NULL BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "postgresql": "ALTER TABLE audit ENABLE TRIGGER audit_is_never_changed",
}

Values = Mapping[str, Any]


def add_traces_to_kit_tables(op: Any) -> None:
    """The columns by which a class's events and commands are found, and what belongs together; and
    what is kept of a message that is held.
    """
    op.add_column("outbox", sa.Column("occurred_at", Moment))
    for table in ("outbox", "audit"):
        op.add_column(table, sa.Column("class_id", WORD))
        op.add_column(table, sa.Column("trace_id", WORD, nullable=False, server_default=""))
    for name, empty in (("tries", "[]"), ("headers", "{}")):
        op.add_column("held", sa.Column(name, sa.JSON(), nullable=False, server_default=empty))
    _fill(op.get_bind())
    for table in ("outbox", "audit"):
        op.create_index(f"ix_{table}_class_id", table, ["class_id"], **NAMED)
        op.create_index(f"ix_{table}_trace_id", table, ["trace_id"])
    op.create_index("ix_audit_request_id", "audit", ["request_id"])
    op.create_index("ix_held_event_id", "held", ["event_id"])


def _fill(connection: sa.Connection) -> None:
    outbox = _with_new_columns("outbox", sa.Column("occurred_at", Moment))
    _fill_table(connection, outbox, outbox.c.seq, _of_event)
    audit = _with_new_columns("audit")
    connection.exec_driver_sql(OPEN_LOG[connection.dialect.name])
    _fill_table(connection, audit, audit.c.audit_id, _of_line)
    connection.exec_driver_sql(CLOSE_LOG[connection.dialect.name])


def _with_new_columns(name: str, *more: "sa.Column[Any]") -> sa.Table:
    table = first_kit_tables().tables[name]
    for column in (sa.Column("class_id", WORD), sa.Column("trace_id", WORD), *more):
        table.append_column(column)
    return table


def _fill_table(
    connection: sa.Connection,
    table: sa.Table,
    key: "sa.Column[Any]",
    values_of: Callable[[Any], Values],
) -> None:
    own = sa.update(table).where(key == sa.bindparam("row"))
    for rows in _slices(connection, table, key):
        connection.execute(own, [{"row": row[0], **values_of(row)} for row in rows])


def _slices(
    connection: sa.Connection, table: sa.Table, key: "sa.Column[Any]"
) -> Iterator[list[Any]]:
    last = 0
    following = sa.select(table).order_by(key).limit(SLICE)
    while rows := list(connection.execute(following.where(key > last))):
        yield rows
        last = rows[-1][0]


def _of_event(row: Any) -> Values:
    """What was one request's doing goes by its id, as all later work does unless its caller says
    otherwise.
    """
    envelope = json.loads(row.body)
    return {
        "class_id": envelope["class_id"],
        "trace_id": envelope["request_id"],
        "occurred_at": datetime.fromisoformat(envelope["occurred_at"]),
    }


def _of_line(row: Any) -> Values:
    return {"class_id": _class_in(row.detail), "trace_id": row.request_id}


def _class_in(detail: str) -> str | None:
    try:
        sent = json.loads(detail)
    except ValueError:
        return None
    class_id = sent.get("class_id") if isinstance(sent, dict) else None
    return class_id[: WORD.length] if isinstance(class_id, str) else None
