"""One service's database, with settings under which nothing is lost and nobody waits for ever."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Engine, Table, create_engine, event, insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from kit import metrics

# What a database raises that cannot be reached, or does not answer in time.
DATABASE_ERRORS = (OperationalError,)

# So long nothing starts a server again; a connection in use is not asked.
RESTED_SECONDS = 1.0

# One queue of writers for each SQLite file, however many parts of a process have it open.
_writers: dict[str, threading.Lock] = {}

_LAST = "rows to be written before the commit"


def write_last(session: Session, table: Table, row: Mapping[str, Any]) -> None:
    """Have a row written just before the commit, with all others of its table: for what nobody
    reads sooner. A constraint it breaks undoes the whole transaction.
    """
    session.info.setdefault(_LAST, {}).setdefault(table, []).append(row)


def _write_last(session: Session) -> None:
    session.flush()
    for table, rows in session.info.pop(_LAST, {}).items():
        session.connection().execute(insert(table), rows)


class Database:
    """One service's database. SQLite takes one writer at a time, so the writers queue here
    instead of failing there.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self._pool_size = pool_size
        self.engine = make_engine(url, pool_size=pool_size)
        self.is_postgres = self.engine.dialect.name == "postgresql"
        # Looking needs no transaction of its own on PostgreSQL, and so two round trips less; with
        # connections of its own none has to be told so each time.
        self._lookout = (
            make_engine(url, pool_size=pool_size, isolation_level="AUTOCOMMIT")
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
                _write_last(session)
            return
        with (
            self._writer,
            self.engine.connect().execution_options(writes=True) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
            _write_last(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only looks; it never waits for a writer."""
        with Session(self._lookout, expire_on_commit=False) as session:
            yield session

    def show_as(self, name: str) -> None:
        """Have Prometheus see how many connections are lent out, under this database's name."""
        pools = {"writing": self.engine, "reading": self._lookout}
        for pool, engine in pools.items() if self.is_postgres else [("both", self.engine)]:
            # The pool is asked for each time: `close` puts a new one in its place.
            metrics.POOL_IN_USE.labels(name, pool).set_function(partial(_lent, engine))
            metrics.POOL_MOST.labels(name, pool).set(2 * self._pool_size)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
        self._lookout.dispose()


def _lent(engine: Engine) -> int:
    pool = engine.pool
    return pool.checkedout() if isinstance(pool, QueuePool) else 0


def make_engine(url: str, *, pool_size: int = 10, **more: Any) -> Engine:
    """An engine with the settings under which nothing is lost and nobody waits for ever."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url, pool_size)
    # A waiting transaction gives up in seconds; a forgotten one is ended by the server.
    limits = {"lock": 3000, "statement": 15000, "idle_in_transaction_session": 30000}
    options = " ".join(f"-c {name}_timeout={limit}" for name, limit in limits.items())
    # Half the connections are kept: what looks and what changes something have a pool each.
    kept = max(1, pool_size // 2)
    engine = create_engine(
        url,
        pool_size=kept,
        max_overflow=2 * pool_size - kept,
        pool_timeout=10,
        connect_args={"options": options, "connect_timeout": 5},
        # Many rows changed alike go to the server together, not one after another.
        executemany_mode="values_plus_batch",
        **more,
    )
    _ask_the_rested(engine)
    return engine


def _ask_the_rested(engine: Engine) -> None:
    """Ask a connection that was not used for a while whether it still stands: nobody's request is
    lost to finding out that PostgreSQL was started again.
    """

    @event.listens_for(engine, "checkin")
    def rests(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["rests since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        since = record.info.get("rests since", time.monotonic())
        if time.monotonic() - since < RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as gone:
            # The others of the pool are as old.
            raise InvalidatePoolError from gone


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
