"""The kit's tables of the first release: what every line of migrations begins with."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, text

from kit.columns import Id, Moment, Serial
from kit.tables import NAMES


def first_kit_tables() -> MetaData:
    """Outbox, inbox, held events, answers and audit log as the first release created them; never
    changed again.
    """
    metadata = MetaData(naming_convention=NAMES)
    Table(
        "outbox",
        metadata,
        Column("seq", Serial, primary_key=True, autoincrement=True),
        Column("event_id", Id, nullable=False, unique=True),
        Column("name", String(80), nullable=False),
        Column("body", Text, nullable=False),
        Column("written_at", Moment, nullable=False),
        Column("sent_at", Moment),
        Index(
            "ix_outbox_waiting",
            "seq",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
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
    )
    Table(
        "answered",
        metadata,
        Column("key", String(200), primary_key=True),
        Column("fingerprint", String(64), nullable=False),
        Column("answer", Text, nullable=False),
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
        Index(
            "ix_audit_unchained",
            "audit_id",
            sqlite_where=text("seq IS NULL"),
            postgresql_where=text("seq IS NULL"),
        ),
    )
    return metadata
