"""The tables of a service, with what every service needs to lose nothing and do nothing twice."""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.orm import registry

from kit.columns import Encrypted, Id, Moment, Serial

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Tables:
    """The tables of one service, with the kit's own beside them."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.metadata = MetaData(naming_convention=NAMES)
        self._registry = registry(metadata=self.metadata)
        add_kit_tables(self.metadata)

    def version(self) -> "Column[int]":
        """The version column: it turns a lost update into an error."""
        return Column("version", Integer, nullable=False)

    def map(self, record: type, table: Table, **properties: Any) -> None:
        """Map a plain domain class to a table; its version, if the table has one, never shows in
        the domain.
        """
        if "version" in table.c:
            properties["_version"] = table.c.version
            self._registry.map_imperatively(
                record, table, version_id_col=table.c.version, properties=properties
            )
        else:
            self._registry.map_imperatively(record, table, properties=properties)

    def __getitem__(self, name: str) -> Table:
        return self.metadata.tables[name]


def add_kit_tables(metadata: MetaData) -> None:
    """What every service needs to lose nothing and do nothing twice."""
    Table(
        "outbox",
        metadata,
        Column("seq", Serial, primary_key=True, autoincrement=True),
        Column("event_id", Id, nullable=False, unique=True),
        Column("name", String(80), nullable=False),
        Column("body", Text, nullable=False),
        Column("written_at", Moment, nullable=False),
        Column("sent_at", Moment),
        # Taken out of the body, to be found by; the release before writes none of them.
        Column("occurred_at", Moment),
        Column("class_id", String(64)),
        Column("trace_id", String(64), nullable=False, server_default="", index=True),
        Index("ix_outbox_class_id", "class_id", **_where("class_id IS NOT NULL")),
        Index("ix_outbox_waiting", "seq", **_where("sent_at IS NULL")),
    )
    Table(
        "inbox",
        metadata,
        Column("consumer", String(80), primary_key=True),
        Column("event_id", Id, primary_key=True),
        Column("handled_at", Moment, nullable=False),
    )
    Table(
        "held",
        metadata,
        Column("held_id", Id, primary_key=True),
        Column("consumer", String(80), nullable=False),
        Column("event_id", Id, nullable=False),
        Column("body", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("next_try_at", Moment, index=True),
        Column("reason", Text, nullable=False),
        Column("held_at", Moment, nullable=False),
        # Every try so far: when, and what came of it.
        Column("tries", JSON, nullable=False, server_default="[]"),
        # What it came with, for whoever delivers it again.
        Column("headers", JSON, nullable=False, server_default="{}"),
        Index("ix_held_event_id", "event_id"),
    )
    Table(
        "answered",
        metadata,
        Column("key", String(200), primary_key=True),
        Column("fingerprint", String(64), nullable=False),
        Column("answer", Encrypted("answered.answer"), nullable=False),
        Column("answered_at", Moment, nullable=False),
    )
    Table(
        "audit",
        metadata,
        Column("audit_id", Serial, primary_key=True, autoincrement=True),
        Column("at", Moment, nullable=False),
        Column("person_id", String(64), nullable=False),
        Column("request_id", String(64), nullable=False),
        Column("message", String(80), nullable=False),
        Column("outcome", String(80), nullable=False),
        Column("detail", Text, nullable=False),
        Column("seq", BigInteger, unique=True),
        Column("prev_hash", String(64)),
        Column("hash", String(64)),
        # Beside the line, not in its hash: both can be told from elsewhere.
        Column("class_id", String(64)),
        Column("trace_id", String(64), nullable=False, server_default="", index=True),
        Index("ix_audit_unchained", "audit_id", **_where("seq IS NULL")),
        Index("ix_audit_class_id", "class_id", **_where("class_id IS NOT NULL")),
        Index("ix_audit_request_id", "request_id"),
    )


def _where(condition: str) -> dict[str, Any]:
    """Only these rows stand in the index."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
