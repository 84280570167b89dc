"""Numbers without a gap and never twice, also when many classes are numbered at once."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from contracts.refusals import Refusal
from contracts.roles import Actor
from kit import clock
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from services.assessment.store import AssessmentStore
from services.assessment.store.tables import certificate_series
from tests.servers import RealServers

SERIES = "SMU-F-2026-01"
CLASSES = 12


def number_in_parallel(database: Database, folder: Path) -> list[int]:
    """Each of twelve transactions takes 1 to 12 places; every third one is rolled back."""
    taken: list[int] = []
    start = threading.Barrier(CLASSES)

    def number(count: int) -> None:
        start.wait()
        with database.writing() as session:
            store = AssessmentStore(session, Actor(person_id=""), clock.now(), FileStore(folder))
            first = store.first_of(SERIES, count)
            if count % 3 == 0:
                raise Refusal("TEST", "回退", "Rolled back.")
            taken.extend(range(first, first + count))

    def number_or_roll_back(count: int) -> None:
        try:
            number(count)
        except Refusal:
            return

    threads = [
        threading.Thread(target=number_or_roll_back, args=(count,))
        for count in range(1, CLASSES + 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(taken)


@pytest.mark.clause("A-7.8.b")
def test_parallel_and_failed_numberings_leave_no_gap(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/assessment.db")
    AssessmentStore.tables.metadata.create_all(database.engine)
    taken = number_in_parallel(database, tmp_path)
    assert taken == list(range(1, len(taken) + 1))
    assert len(taken) == sum(count for count in range(1, CLASSES + 1) if count % 3)
    database.close()


@pytest.mark.clause("A-7.8.b")
def test_on_postgresql_too(servers: RealServers, tmp_path: Path) -> None:
    database = Database(
        servers.fresh().database_url.format(service="assessment"), pool_size=CLASSES
    )
    upgrade("assessment", database)
    taken = number_in_parallel(database, tmp_path)
    assert taken == list(range(1, len(taken) + 1))
    assert len(taken) == sum(count for count in range(1, CLASSES + 1) if count % 3)
    database.close()


def test_the_same_with_the_counter_only_read_gives_numbers_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path}/assessment.db")
    AssessmentStore.tables.metadata.create_all(database.engine)

    def only_read(store: AssessmentStore, series: str, count: int) -> int:
        return (store.session.scalar(select(certificate_series.c.last_seq)) or 0) + 1

    monkeypatch.setattr(AssessmentStore, "first_of", only_read)
    taken = number_in_parallel(database, tmp_path)
    assert len(set(taken)) < len(taken)
    database.close()
