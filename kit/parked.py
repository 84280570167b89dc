"""Events that could not take effect: which they are, and having them tried again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from kit import clock
from kit.database import Database
from kit.tables import Tables


@dataclass(frozen=True, kw_only=True)
class Parked:
    """An event put aside. `next_try_at` is None once every try has failed."""

    held_id: str
    consumer: str
    event_id: str
    attempts: int
    next_try_at: datetime | None
    reason: str
    held_at: datetime


def parked(database: Database, tables: Tables) -> list[Parked]:
    """Everything a department has put aside, oldest first."""
    held = tables["held"]
    kept = [held.c[name] for name in Parked.__dataclass_fields__]
    with database.reading() as session:
        rows = session.execute(select(*kept).order_by(held.c.held_id)).mappings()
        return [Parked(**row) for row in rows]


def replay(database: Database, tables: Tables, held_id: str | None = None) -> int:
    """Have one event, or all, tried again from the first try on; how many those are."""
    held = tables["held"]
    again = update(held).values(next_try_at=clock.wall(), attempts=1)
    if held_id is not None:
        again = again.where(held.c.held_id == held_id)
    with database.writing() as session:
        return len(session.execute(again.returning(held.c.held_id)).all())
