"""Timers and errands: what a department does by the clock."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from contracts.enrollment import UnitKind, UnitRegistered
from contracts.refusals import Refusal
from kit.department import Department, errand, timer
from kit.office import DatabaseAway
from kit.store import Store
from kit.testing import TestOffice
from kit.timers import clockwork_of
from tests.kit.school import heard, tables

SENT: list[str] = []


class WatchStore(Store):
    """The small department's tables."""

    tables = tables

    def ringing(self) -> list[str]:
        """The names that have not rung yet."""
        return list(
            self.session.scalars(
                select(heard.c.name).where(heard.c.name.like("bell-%"), heard.c.times == 0)
            )
        )


def send(piece: str) -> dict[str, str]:
    """Reaches outside."""
    if piece == Watching.poisoned:
        raise OSError(piece)
    SENT.append(piece)
    return {"name": piece, "came": "200"}


class Watching(Department):
    """A department that looks by itself."""

    name = "enrollment"
    store_type = WatchStore
    broken = False
    poisoned = ""
    overtaken = 0

    @timer(every=2, each=WatchStore.ringing)
    def ring(self, store: WatchStore, name: str) -> None:
        store.session.execute(heard.update().where(heard.c.name == name).values(times=7))
        store.emit(UnitRegistered(unit_id=name, code="1", name="x", kind=UnitKind.DEPT))
        if name == self.poisoned:
            raise ValueError(name)

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

    def note(self, store: WatchStore, outcome: dict[str, str]) -> None:
        if Watching.overtaken:
            Watching.overtaken -= 1
            raise StaleDataError
        if outcome["name"] == self.poisoned:
            raise ValueError(outcome["name"])
        store.session.execute(
            heard.update().where(heard.c.name == outcome["name"]).values(times=len(SENT) * 10)
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

    assert times(office) == [10]
    assert len(SENT) == 1
    office.clerk.errands.run(at_once=True)
    assert len(SENT) == 1


def test_of_many_records_each_rings_in_a_transaction_of_its_own(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down(office, 0, "bell-1", "bell-2", "bell-3")
    monkeypatch.setattr(Watching, "poisoned", "bell-2")

    office.clerk.timers.run(at_once=True)

    assert counted(office, "bell-%") == {"bell-1": 7, "bell-2": 0, "bell-3": 7}
    told = [e.unit_id for e in office.events if isinstance(e, UnitRegistered)]
    assert [name for name in told if name.startswith("bell")] == ["bell-1", "bell-3"]


def test_a_record_that_failed_rings_next_time(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down(office, 0, "bell-1")
    with monkeypatch.context() as patch:
        patch.setattr(Watching, "poisoned", "bell-1")
        office.clerk.timers.run(at_once=True)

    office.clerk.timers.run(at_once=True)

    assert counted(office, "bell-%") == {"bell-1": 7}


def test_what_came_of_a_piece_is_noted_before_the_next_is_begun(office: TestOffice) -> None:
    lay_down(office, 1, "a", "b", "c")

    office.clerk.errands.run(at_once=True)

    assert sorted(counted(office, "_").values()) == [10, 20, 30]


def test_a_note_that_was_overtaken_is_tried_again_and_nothing_is_sent_twice(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down(office, 1, "a")
    monkeypatch.setattr(Watching, "overtaken", 2)

    office.clerk.errands.run(at_once=True)

    assert counted(office, "_") == {"a": 10}
    assert SENT == ["a"]


def test_a_note_that_fails_takes_no_other_with_it(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down(office, 1, "a", "b", "c")
    monkeypatch.setattr(Watching, "poisoned", "b")

    office.clerk.errands.run(at_once=True)

    assert counted(office, "_") == {"a": 10, "b": 2, "c": 20}


def test_a_note_that_finds_no_database_is_written_when_there_is_one_again(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down(office, 1, "a")
    with monkeypatch.context() as patch:
        patch.setattr(Watching, "note", _away)
        with pytest.raises(DatabaseAway):
            office.clerk.errands.run(at_once=True)
    assert counted(office, "_") == {"a": 2}

    office.clerk.errands.run(at_once=True)

    assert counted(office, "_") == {"a": 10}
    assert SENT == ["a"]


def _away(*_: Any) -> None:
    raise DatabaseAway("gone")


def lay_down(office: TestOffice, times: int, *names: str) -> None:
    with office.database.writing() as session:
        session.execute(heard.insert(), [{"name": name, "times": times} for name in names])


def counted(office: TestOffice, like: str) -> dict[str, int]:
    with office.database.reading() as session:
        found = session.execute(
            select(heard.c.name, heard.c.times)
            .where(heard.c.name.like(like))
            .order_by(heard.c.name)
        )
        return {row.name: row.times for row in found}


def test_the_clockwork_of_a_department_is_read_from_its_marks() -> None:
    assert [(work.method, work.then) for work in clockwork_of(Watching)] == [
        ("forget_answers", ""),
        ("ring", ""),
        ("look", ""),
        ("claim", "note"),
    ]
