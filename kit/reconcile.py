"""Has events sent again that were written but never took effect somewhere; inboxes drop the rest.

The in-memory broker forgets with its process, and a database restored to an earlier moment has
forgotten too. Both are healed
by what the producers' outboxes still hold.
"""

from collections.abc import Iterable

from sqlalchemy import select, update

from kit.database import Database
from kit.handlers import ANY, handlers_of


def send_unhandled_again(departments: Iterable[type], databases: dict[str, Database]) -> int:
    """Mark every event as unsent that some subscribed department has neither handled nor holds;
    how many those were.
    """
    departments = list(departments)
    return sum(_resend(producer, departments, databases) for producer in departments)


def _resend(producer: type, consumers: Iterable[type], databases: dict[str, Database]) -> int:
    outbox = producer.store_type.tables["outbox"]  # type: ignore[attr-defined]  # every department has one
    with databases[producer.name].reading() as session:  # type: ignore[attr-defined]
        sent = session.execute(
            select(outbox.c.event_id, outbox.c.name).where(outbox.c.sent_at.is_not(None))
        ).all()
    missing = set()
    for consumer in consumers:
        missing |= _missing_at(consumer, databases[consumer.name], sent)  # type: ignore[attr-defined]
    with databases[producer.name].writing() as session:  # type: ignore[attr-defined]
        for event_id in missing:
            session.execute(
                update(outbox).where(outbox.c.event_id == event_id).values(sent_at=None)
            )
    return len(missing)


def _missing_at(consumer: type, database: Database, sent: Iterable[tuple[str, str]]) -> set[str]:
    reactions: dict[str, list[str]] = {}
    for handler in handlers_of(consumer):
        if handler.reacts:
            reactions.setdefault(handler.name, []).append(handler.method)
    inbox, held = consumer.store_type.tables["inbox"], consumer.store_type.tables["held"]  # type: ignore[attr-defined]
    with database.reading() as session:
        known = {
            (row[0], row[1]) for row in session.execute(select(inbox.c.consumer, inbox.c.event_id))
        }
        known |= {
            (row[0], row[1]) for row in session.execute(select(held.c.consumer, held.c.event_id))
        }
    return {
        event_id
        for event_id, name in sent
        for method in (*reactions.get(name, ()), *reactions.get(ANY, ()))
        if (method, event_id) not in known
    }
