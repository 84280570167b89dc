"""What must hold whatever happens. An invariant is a look at a department's records that names, by
their ids, those that break it; it changes nothing.

Here are the invariants of the kit's own tables, the same for every department. Those of a
department's own records stand in `services/<name>/store/invariants.py`, those between departments
in `kit.agreement`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Select, cast, exists, func, select, type_coerce
from sqlalchemy.orm import Session

from contracts.identity import IdNumber, read_id_number
from kit import clock
from kit.audit import check_chain
from kit.database import Database
from kit.tables import Tables

SLICE = 5000

# Given a reading transaction, the ids of what is wrong.
Look = Callable[[Session], Iterable[str]]

_EIGHTEEN = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")


@dataclass(frozen=True, order=True)
class Violation:
    """One record that breaks an invariant; `about` holds ids, and nothing of people."""

    invariant: str
    department: str
    about: str


@dataclass(frozen=True, kw_only=True)
class Records:
    """One department's records, open for looking; `reactions` are its methods by event."""

    name: str
    database: Database
    tables: Tables
    reactions: Mapping[str, tuple[str, ...]]
    looks: tuple[Look, ...]
    facts: Mapping[str, Look]


@dataclass(frozen=True, kw_only=True)
class Span:
    """What a check looks at: events from the id `since` on, audit lines after `audited`; and all
    of it only up to `until`, for what is younger may be on its way.
    """

    since: str
    audited: int
    until: datetime


def first_id_at(moment: datetime) -> str:
    """The smallest id that can have been made at a moment: ids begin with its milliseconds."""
    return f"{int(moment.timestamp() * 1000):012x}".ljust(32, "0")


def stream(session: Session, statement: Select[Any], key: "Column[Any]") -> Iterator[Any]:
    """The rows of a statement by its unique key, a slice at a time: a table of any size."""
    ordered = statement.order_by(key).limit(SLICE)
    rows = session.execute(ordered).all()
    while rows:
        yield from rows
        if len(rows) < SLICE:
            return
        rows = session.execute(ordered.where(key > getattr(rows[-1], key.name))).all()


def last_audited(records: Records) -> int:
    """The number of the last line of the audit log that is in the chain."""
    seq = records.tables["audit"].c.seq
    with records.database.reading() as session:
        return session.scalar(select(func.max(seq))) or 0


def look_at(records: Records, span: Span) -> Iterator[Violation]:
    """What breaks an invariant within one department."""
    with records.database.reading() as session:
        for invariant in KEPT_EVERYWHERE:
            for about in invariant(session, records, span):
                yield Violation(invariant.__name__, records.name, about)
        for look in records.looks:
            for about in look(session):
                yield Violation(look.__name__, records.name, about)


def events_leave_the_outbox(session: Session, records: Records, span: Span) -> Iterable[str]:
    """An event is confirmed by the broker, or has not waited long."""
    outbox = records.tables["outbox"].c
    waiting = outbox.sent_at.is_(None) & (outbox.written_at < span.until)
    return session.scalars(select(outbox.event_id).where(waiting))


def the_audit_chain_is_unbroken(session: Session, records: Records, span: Span) -> Iterable[str]:
    """Each line of the log carries the hash of the line before."""
    chain = check_chain(session, records.tables["audit"], after=span.audited)
    return [] if chain.broken_at is None else [f"line {chain.broken_at}"]


def what_people_change_is_audited(session: Session, records: Records, span: Span) -> Iterable[str]:
    """A command that left an event left a line in the log, by the same request."""
    outbox, audit = records.tables["outbox"].c, records.tables["audit"].c
    body: Any = outbox.body
    body = cast(body, JSON) if records.database.is_postgres else type_coerce(body, JSON)
    request_id = body["request_id"].as_string()
    unaudited = select(outbox.event_id).where(
        outbox.event_id >= span.since,
        # What is caused by a request itself, and not by an event or the clock.
        body["causation_id"].as_string() == request_id,
        request_id != "",
        ~exists().where(audit.request_id == request_id),
    )
    return session.scalars(unaudited)


def no_id_number_is_kept_in_plain_text(
    session: Session, records: Records, span: Span
) -> Iterator[str]:
    """Nobody's id number stands in an event, an audit line or a held message."""
    outbox, audit, held = (records.tables[name].c for name in ("outbox", "audit", "held"))
    events = select(outbox.event_id, outbox.body).where(outbox.event_id >= span.since)
    lines = select(audit.seq, audit.detail).where(audit.seq > span.audited)
    waiting = select(held.held_id, held.body)
    for table, statement, key in (
        ("outbox", events, outbox.event_id),
        ("audit", lines, audit.seq),
        ("held", waiting, held.held_id),
    ):
        for row in stream(session, statement, key):
            if holds_id_number(row[1]):
                yield f"{table} {row[0]}"


def holds_id_number(text: str) -> bool:
    """Whether somebody's national id number can be read in a text."""
    return any(
        isinstance(read_id_number(digits, today=clock.local_day(clock.wall())), IdNumber)
        for digits in _EIGHTEEN.findall(text)
    )


KEPT_EVERYWHERE: tuple[Callable[[Session, Records, Span], Iterable[str]], ...] = (
    events_leave_the_outbox,
    the_audit_chain_is_unbroken,
    what_people_change_is_audited,
    no_id_number_is_kept_in_plain_text,
)
