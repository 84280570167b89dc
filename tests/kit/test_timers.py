"""Timers and errands: what a department does by the clock."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from contracts.enrollment import UnitKind, UnitRegistered
from contracts.refusals import Refusal
from kit.department import Department, errand, timer
from kit.store import Store
from kit.testing import TestOffice
from kit.timers import clockwork_of
from tests.kit.school import heard, tables

SENT: list[str] = []


class WatchStore(Store):
    """The small department's tables."""

    tables = tables


def send(piece: str) -> dict[str, str]:
    """Reaches outside."""
    SENT.append(piece)
    return {"name": piece, "came": "200"}


class Watching(Department):
    """A department that looks by itself."""

    name = "enrollment"
    store_type = WatchStore
    broken = False

    @timer(every=2)
    def look(self, store: WatchStore) -> None:
        store.session.execute(heard.insert().values(name=f"look-{store.new_id()}", times=1))
        store.emit(UnitRegistered(unit_id="u1", code="1", name="x", kind=UnitKind.DEPT))
        if self.broken:
            raise Refusal("BROKEN", "坏了。", "Broken.")

    @errand(does=send, then="note", every=2)
    def claim(self, store: WatchStore) -> list[str]:
        waiting = store.session.scalars(select(heard.c.name).where(heard.c.times == 1)).all()
        store.session.execute(heard.update().where(heard.c.times == 1).values(times=2))
        return list(waiting)

    def note(self, store: WatchStore, outcomes: list[Any]) -> None:
        for outcome in outcomes:
            store.session.execute(
                heard.update().where(heard.c.name == outcome["name"]).values(times=3)
            )


@pytest.fixture
def office() -> Iterator[TestOffice]:
    SENT.clear()
    office = TestOffice(Watching)
    yield office
    office.close()


def times(office: TestOffice) -> list[int]:
    with office.database.reading() as session:
        return list(session.scalars(select(heard.c.times)))


def test_a_timer_runs_in_a_transaction_of_its_own_and_leaves_its_events(office: TestOffice) -> None:
    office.clerk.timers.run(at_once=True)

    assert times(office) == [1]
    assert [type(event) for event in office.events] == [UnitRegistered]


def test_a_timer_that_fails_leaves_nothing_behind(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watching, "broken", True)

    office.clerk.timers.run(at_once=True)

    assert times(office) == []
    assert office.events == []


def test_a_timer_waits_until_its_time_has_come_again(office: TestOffice) -> None:
    office.clerk.timers.run()
    office.clerk.timers.run()

    assert len(times(office)) == 1


def test_an_errand_claims_does_and_notes(office: TestOffice) -> None:
    office.tick()

    assert times(office) == [3]
    assert len(SENT) == 1
    office.clerk.errands.run(at_once=True)
    assert len(SENT) == 1


def test_the_clockwork_of_a_department_is_read_from_its_marks() -> None:
    assert [(work.method, work.then) for work in clockwork_of(Watching)] == [
        ("look", ""),
        ("claim", "note"),
    ]
