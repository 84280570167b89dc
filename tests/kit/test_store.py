"""What a transaction reads first and writes last, however many commands share it."""

from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from kit.store import Store
from kit.testing import TestOffice, an_actor
from tests.kit.school import Unit, heard

NAMES = ("one", "two", "three")


def count(school: TestOffice) -> int:
    with school.database.reading() as session:
        return session.scalar(select(func.count()).select_from(heard)) or 0


def store_on(school: TestOffice, session: Any) -> Store:
    return school.office.store(session, an_actor(person="ann"))


def test_lines_are_written_together_just_before_the_commit(school: TestOffice) -> None:
    written: list[bool] = []

    def note(*about: Any) -> None:
        if about[2].startswith("INSERT INTO heard"):
            written.append(about[5])

    event.listen(school.database.engine, "before_cursor_execute", note)
    with school.database.writing() as session:
        for name in NAMES:
            store_on(school, session).append(heard, name=name, times=1)
        assert written == []
    assert len(written) == 1
    assert count(school) == len(NAMES)


def test_a_line_that_cannot_be_written_undoes_the_transaction(school: TestOffice) -> None:
    def write_twice() -> None:
        with school.database.writing() as session:
            session.execute(heard.insert(), [{"name": "before", "times": 1}])
            for _ in range(2):
                store_on(school, session).append(heard, name="twice", times=1)

    with pytest.raises(IntegrityError):
        write_twice()
    assert count(school) == 0


def test_what_is_given_up_writes_no_line(school: TestOffice) -> None:
    def give_up() -> None:
        with school.database.writing() as session:
            store_on(school, session).append(heard, name="one", times=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert count(school) == 0


def test_what_several_will_look_for_is_read_at_once(school: TestOffice) -> None:
    with school.database.writing() as session:
        session.add_all(Unit(name, name, name) for name in NAMES)
    asked = statements_of(school, "SELECT unit.")
    with school.database.writing() as session:
        store_on(school, session).look_ahead(Unit, [*NAMES, "nobody"])
        found = [store_on(school, session).find(Unit, key) for key in (*NAMES, "nobody")]
    assert [unit and unit.name for unit in found] == [*NAMES, None]
    assert len(asked) == 1


def test_what_was_read_for_several_is_believed_once(school: TestOffice) -> None:
    with school.database.writing() as session:
        store = store_on(school, session)
        store.look_ahead(Unit, ["one"])
        assert store.find(Unit, "one") is None
        store.add(Unit("one", "1", "made meanwhile"))
        found = store.find(Unit, "one")
    assert found is not None
    assert found.name == "made meanwhile"


def statements_of(school: TestOffice, beginning: str) -> list[str]:
    """The statements that begin like this, as they come."""
    noted: list[str] = []

    def note(*about: Any) -> None:
        if about[2].startswith(beginning):
            noted.append(about[2])

    event.listen(school.database.engine, "before_cursor_execute", note)
    return noted
