"""Has events sent again that were written but never took effect somewhere; inboxes drop the rest.

The in-memory broker forgets with its process, and a database restored to an earlier moment has
forgotten too. Both are healed by what the producers' outboxes still hold. What a restored
department had published after that moment it no longer knows: others hold the effect, and are asked
which events those were.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text, update

from contracts.base import department_of
from kit.database import Database
from kit.handlers import ANY, Handler, handlers_of

# More events than a department writes between two back-ups.
LEAP = 1_000_000

Databases = Mapping[str, Database]


@dataclass
class Orphan:
    """An event with an effect that no outbox knows. `name` and `producer` are empty where only
    reactions to everything have taken it.
    """

    event_id: str
    name: str = ""
    producer: str = ""
    handled_at: datetime | None = None
    handled_by: list[str] = field(default_factory=list)


def send_unhandled_again(departments: Iterable[type], databases: Databases) -> int:
    """Mark every event as unsent that some subscribed department has neither handled nor holds;
    how many those were. Safe while the suite runs: what is still on its way comes twice.
    """
    departments = list(departments)
    return sum(_resend(producer, departments, databases) for producer in departments)


def orphans(departments: Sequence[Any], databases: Databases) -> list[Orphan]:
    """The events that took effect somewhere and that no department has published, oldest first."""
    found: dict[str, Orphan] = {}
    # Whoever has taken an event is asked before those who may have published it.
    for consumer in departments:
        for handler, event_id, handled_at in _taken(consumer, databases[consumer.name]):
            orphan = found.setdefault(event_id, Orphan(event_id))
            orphan.handled_at = orphan.handled_at or handled_at
            orphan.handled_by.append(f"{consumer.name}.{handler.method}")
            if handler.name != ANY:
                orphan.name, orphan.producer = handler.name, department_of(handler.message)
    for producer in departments:
        for event_id in _published(producer, databases[producer.name]):
            found.pop(event_id, None)
    return [found[event_id] for event_id in sorted(found)]


def leap(department: Any, database: Database) -> None:
    """Number a restored department's next event above all it may have published and forgotten:
    others leave out what is numbered below what they know.
    """
    outbox = department.store_type.tables["outbox"]
    with database.writing() as session:
        last = session.scalar(select(func.max(outbox.c.seq))) or 0
        if database.is_postgres:
            counter = text("SELECT setval(pg_get_serial_sequence('outbox', 'seq'), :above)")
            session.execute(counter, {"above": last + LEAP})
        else:
            # SQLite counts on from the last row there is; its event keeps its place in the order.
            newest = update(outbox).where(outbox.c.seq == last)
            session.execute(newest.values(seq=last + LEAP))


def _resend(producer: Any, consumers: Iterable[Any], databases: Databases) -> int:
    outbox = producer.store_type.tables["outbox"]
    with databases[producer.name].reading() as session:
        sent = session.execute(
            select(outbox.c.event_id, outbox.c.name).where(outbox.c.sent_at.is_not(None))
        ).all()
    missing: set[str] = set()
    for consumer in consumers:
        missing |= _missing_at(consumer, databases[consumer.name], sent)
    if missing:
        unsent = update(outbox).where(outbox.c.event_id == bindparam("missing"))
        with databases[producer.name].writing() as session:
            session.connection().execute(
                unsent.values(sent_at=None), [{"missing": event_id} for event_id in missing]
            )
    return len(missing)


def _missing_at(consumer: Any, database: Database, sent: Iterable[Any]) -> set[str]:
    reactions: dict[str, list[str]] = {}
    for handler in _reactions(consumer):
        reactions.setdefault(handler.name, []).append(handler.method)
    inbox, held = consumer.store_type.tables["inbox"], consumer.store_type.tables["held"]
    with database.reading() as session:
        known = {
            (row.consumer, row.event_id)
            for table in (inbox, held)
            for row in session.execute(select(table.c.consumer, table.c.event_id))
        }
    return {
        event_id
        for event_id, name in sent
        for method in (*reactions.get(name, ()), *reactions.get(ANY, ()))
        if (method, event_id) not in known
    }


def _taken(consumer: Any, database: Database) -> Iterator[tuple[Handler, str, datetime]]:
    """What a department has taken; not by reactions it no longer has."""
    reactions = {handler.method: handler for handler in _reactions(consumer)}
    inbox = consumer.store_type.tables["inbox"]
    with database.reading() as session:
        for row in session.execute(select(inbox)):
            if row.consumer in reactions:
                yield reactions[row.consumer], row.event_id, row.handled_at


def _published(producer: Any, database: Database) -> Iterator[str]:
    outbox = producer.store_type.tables["outbox"]
    with database.reading() as session:
        yield from session.scalars(select(outbox.c.event_id))


def _reactions(department: type) -> list[Handler]:
    return [handler for handler in handlers_of(department) if handler.reacts]
