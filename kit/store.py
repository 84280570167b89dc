"""A department's own database: tables, mapping, and the one place where transactions begin and
end.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
    func,
    text,
)
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.orm import Session, registry

from contracts.base import Event
from contracts.refusals import Unknown
from contracts.roles import Actor
from kit import clock
from kit.envelope import Envelope
from kit.files import FileStore
from kit.privacy import vault

Record = TypeVar("Record")
Row = Any

Id = String(32)
# SQLite numbers rows by itself only for INTEGER keys.
Serial = BigInteger().with_variant(Integer, "sqlite")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An instant; always aware and in UTC, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 – the library's signature
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 – the library's signature
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Encrypted(TypeDecorator[str]):
    """Text that is sealed at rest; the label binds it to its column, as in
    Encrypted("person.id_no").
    """

    impl = Text
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 – the library's signature
        return None if value is None else vault().seal(self.label, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 – the library's signature
        return None if value is None else vault().open(self.label, value)


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
        Index(
            "ix_audit_unchained",
            "audit_id",
            sqlite_where=text("seq IS NULL"),
            postgresql_where=text("seq IS NULL"),
        ),
    )


class Store:
    """What one transaction may see and do. Services derive their look-ups from it; nobody but the
    kit commits.
    """

    tables: ClassVar[Tables]

    def __init__(self, session: Session, actor: Actor, now: datetime, files: FileStore) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.files = files
        self.emitted: list[Event] = []
        # In a reaction: what the event came in (its order, its moment, its cause).
        self.envelope: Envelope | None = None

    @property
    def today(self) -> date:
        """The calendar day in Asia/Shanghai."""
        return clock.local_day(self.now)

    @cached_property
    def is_postgres(self) -> bool:
        """Whether row locks and exclusion constraints exist; SQLite has one writer at a time
        instead.
        """
        return self.session.get_bind().dialect.name == "postgresql"

    def new_id(self) -> str:
        """A fresh id."""
        return clock.new_id()

    def get(self, record: type[Record], key: object, title: tuple[str, str]) -> Record:
        """The record with this key; Unknown (404) when there is none."""
        found = self.session.get(record, key)
        if found is None:
            raise Unknown(*title)
        return found

    def add(self, *records: object) -> None:
        """Take new records into the transaction."""
        self.session.add_all(records)

    def emit(self, *events: Event) -> None:
        """Publish what happened, together with the rows it is about; the relay sends it after the
        commit.
        """
        self.emitted.extend(events)

    def page(self, statement: Select[Any], page: int, size: int) -> tuple[Sequence[Row], int]:
        """One page of an ungrouped list, and how many rows there are in all; one entity or row
        tuples, as selected.
        """
        rows = self.session.execute(statement.limit(size).offset((page - 1) * size)).all()
        total = (page - 1) * size + len(rows)
        if len(rows) == size or not rows:
            # The end is not in sight, or lies before this page.
            count = statement.order_by(None).with_only_columns(
                func.count(), maintain_column_froms=True
            )
            total = self.session.scalar(count) or 0
        return [row[0] if len(row) == 1 else row for row in rows], total

    def blind(self, label: str, value: str) -> str:
        """The keyed fingerprint by which an encrypted value is looked up."""
        return vault().blind(label, value)


# One queue of writers for each SQLite file, however many parts of a process have it open.
_writers: dict[str, threading.Lock] = {}


class Database:
    """One service's database. SQLite takes one writer at a time, so the writers queue here
    instead of failing there.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine = make_engine(url, pool_size=pool_size)
        self.is_postgres = self.engine.dialect.name == "postgresql"
        # Looking needs no transaction of its own on PostgreSQL, and so two round trips less.
        self._lookout = (
            self.engine.execution_options(isolation_level="AUTOCOMMIT")
            if self.is_postgres
            else self.engine
        )
        self._writer = _writers.setdefault(url, threading.Lock())

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that changes something; committed at the end, rolled back on any error."""
        if self.is_postgres:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
            return
        with (
            self._writer,
            self.engine.connect().execution_options(writes=True) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only looks; it never waits for a writer."""
        with Session(self._lookout, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def make_engine(url: str, *, pool_size: int = 10) -> Engine:
    """An engine with the settings under which nothing is lost and nobody waits for ever."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url, pool_size)
    # A waiting transaction gives up in seconds; a forgotten one is ended by the server.
    limits = {"lock": 3000, "statement": 15000, "idle_in_transaction_session": 30000}
    options = " ".join(f"-c {name}_timeout={limit}" for name, limit in limits.items())
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        connect_args={"options": options, "connect_timeout": 5},
    )


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url, pool_size=pool_size, max_overflow=pool_size, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: a reader that turns writer fails at
        # once instead of waiting.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=5000",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(
            "BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN"
        )

    return engine
