"""What one transaction may see and do; services derive their look-ups from it."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import Select, Table, bindparam, func, inspect, select
from sqlalchemy.orm import Session

from contracts.base import Event
from contracts.refusals import Unknown
from contracts.roles import Actor
from kit import clock
from kit.database import write_last
from kit.envelope import Envelope
from kit.files import FileStore
from kit.privacy import vault
from kit.tables import Tables

Record = TypeVar("Record")
Found = TypeVar("Found")
Row = Any


class Store:
    """What one transaction may see and do. Services derive their look-ups from it; nobody but the
    kit commits.
    """

    tables: ClassVar[Tables]
    # What must hold among its records, and what of them other departments keep as well; each is
    # given a session and names ids (kit.invariants).
    invariants: ClassVar[tuple[Callable[[Session], Iterable[str]], ...]] = ()
    facts: ClassVar[Mapping[str, Callable[[Session], Iterable[str]]]] = {}

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
        """The record with this key; Unknown (404) when there is none. In one transaction the
        database is asked once.
        """
        found = self.session.get(record, key)
        if found is None:
            raise Unknown(*title)
        # A session forgets what nobody holds; the next command of a crowd looks for the same.
        self.session.info.setdefault("found", {})[record, key] = found
        return found

    def find(self, record: type[Record], key: object) -> Record | None:
        """The record with this key; None when there is none."""
        return self.read_before((record, key), lambda: self.session.get(record, key))

    def look_ahead(self, record: type[Record], keys: Iterable[object]) -> None:
        """Read the records with these keys at once, for `find`."""
        wanted = set(keys)
        own_key = inspect(record).primary_key[0]
        found = self.session.scalars(select(record).where(own_key.in_(wanted)))
        by_key = {inspect(one).identity[0]: one for one in found}
        self.keep_read({(record, key): by_key.get(key) for key in wanted})

    def keep_read(self, found: Mapping[Hashable, Any]) -> None:
        """Keep what was read at once for several messages of the transaction, for `read_before`."""
        self.session.info.setdefault("read", {}).update(found)

    def read_before(self, key: Hashable, otherwise: Callable[[], Found]) -> Found:
        """What was read for several under this key, or what the database says now. It is believed
        once: the next who asks looks at what the first has changed.
        """
        read = self.session.info.get("read", {})
        return cast(Found, read.pop(key)) if key in read else otherwise()

    def hold(self, record: type[Record], key: object) -> Record | None:
        """The record with this key, nobody else's until the transaction ends; None when there is
        none. In one transaction the database is asked once.
        """
        held: dict[Any, Record] = self.session.info.setdefault("held", {})
        if (record, key) not in held:
            found = self.session.get(record, key, with_for_update=True)
            if found is None:
                return None
            held[record, key] = found
        return held[record, key]

    def add(self, *records: object) -> None:
        """Take new records into the transaction."""
        self.session.add_all(records)

    def append(self, table: Table, **row: Any) -> None:
        """Add a line to a table that only grows. It is written just before the commit, with the
        others of the transaction: nothing decided here can read it.
        """
        write_last(self.session, table, row)

    def emit(self, *events: Event) -> None:
        """Publish what happened, together with the rows it is about; the relay sends it after the
        commit.
        """
        self.emitted.extend(events)

    def page(
        self, statement: Select[Any], page: int, size: int, given: Mapping[str, Any] | None = None
    ) -> tuple[Sequence[Row], int]:
        """One page of an ungrouped list, and how many rows there are in all; one entity or row
        tuples, as selected. `given` are the values of a statement made beforehand.
        """
        part, count = _in_pages(statement) if given is None else _kept_in_pages(statement)
        skipped = (page - 1) * size
        rows = self.session.execute(part, {**(given or {}), "size": size, "skipped": skipped}).all()
        total = skipped + len(rows)
        if len(rows) == size or not rows:
            # The end is not in sight, or lies before this page.
            total = self.session.scalar(count, given) or 0
        return [row[0] if len(row) == 1 else row for row in rows], total

    def blind(self, label: str, value: str) -> str:
        """The keyed fingerprint by which an encrypted value is looked up."""
        return vault().blind(label, value)


def _in_pages(statement: Select[Any]) -> tuple[Select[Any], Select[Any]]:
    """One page of a list, and the number of its rows."""
    part = statement.limit(bindparam("size")).offset(bindparam("skipped"))
    count = statement.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return part, count


# For statements made once: SQLAlchemy knows one again by itself, not by all its parts.
_kept_in_pages = cache(_in_pages)
