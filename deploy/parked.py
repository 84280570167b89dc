"""`kaiban parked`: the events each department has put aside, and having them tried again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from deploy.departments import DEPARTMENTS, department
from kit.database import Database
from kit.parked import parked, replay
from kit.settings import Settings


def run(*, replay: str | None, everything: bool) -> int:
    """List what is put aside; with an id, or with all, have it tried again. 1 for an unknown id."""
    settings = Settings()
    if replay is None and not everything:
        return _list(settings)
    found = sum(_replay(settings, name, replay) for name in DEPARTMENTS)
    print(f"{found} to be tried again.")
    return 0 if found or everything else 1


def _list(settings: Settings) -> int:
    for name in DEPARTMENTS:
        with _books(settings, name) as (database, tables):
            for event in parked(database, tables):
                when = event.next_try_at.isoformat() if event.next_try_at else "parked"
                print(f"{event.held_id}  {name}.{event.consumer}  {when}  {event.reason}")
    return 0


def _replay(settings: Settings, name: str, held_id: str | None) -> int:
    with _books(settings, name) as (database, tables):
        return replay(database, tables, held_id)


@contextmanager
def _books(settings: Settings, name: str) -> Iterator[tuple[Database, Any]]:
    service: Any = department(name)
    database = Database(settings.database_url(name), pool_size=1)
    try:
        yield database, service.store_type.tables
    finally:
        database.close()
