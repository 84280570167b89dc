"""Commands that wait at the same moment share a transaction, and nobody pays for another."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pytest
from sqlalchemy import event, func, select

from contracts.enrollment import RegisterUnit, UnitView
from contracts.refusals import Refusal
from contracts.roles import Role
from kit.department import command
from kit.testing import TestOffice, an_actor
from kit.together import Job, Together
from tests.kit.school import School, SchoolStore, tables, unit

PEOPLE = 12
ORG = an_actor(Role.ORG_DEPT, person="ann")


class Gate:
    """Holds the first command in its transaction until all the others wait."""

    def __init__(self) -> None:
        self._entered, self._open = threading.Event(), threading.Event()

    def pass_through(self) -> None:
        """Wait here, if nobody has before."""
        if not self._entered.is_set():
            self._entered.set()
            assert self._open.wait(10)

    def open_when(self, waiting: int, office: Any) -> None:
        """Let the first one go on as soon as so many wait behind it."""
        assert self._entered.wait(10)
        line = office._together["register_unit"]._waiting
        for _ in range(1000):
            if len(line) >= waiting:
                break
            threading.Event().wait(0.01)
        self._open.set()


def note_who_wait(requests: Sequence[RegisterUnit], _store: SchoolStore) -> None:
    """Keep whom the department was told of before it began with the first of them."""
    CrowdedSchool.ahead.append([request.code for request in requests])


class CrowdedSchool(School):
    """Units are registered together, the first one slowly."""

    gate: Gate
    ahead: ClassVar[list[list[str]]] = []

    @command(together=True, ahead=note_who_wait)
    def register_unit(self, request: RegisterUnit, store: SchoolStore) -> UnitView:
        self.gate.pass_through()
        return super().register_unit(request, store)


@pytest.fixture
def school() -> Iterator[TestOffice]:
    """A school where people crowd."""
    CrowdedSchool.gate = Gate()
    CrowdedSchool.ahead.clear()
    opened = TestOffice(CrowdedSchool)
    yield opened
    opened.close()


def crowd(school: TestOffice, asked: list[tuple[RegisterUnit, str]]) -> list[Any]:
    """All at once, the first of them first; what each was told."""

    def told(one: tuple[RegisterUnit, str]) -> Any:
        try:
            return school.do(one[0], ORG, key=one[1])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(asked)) as people:
        first = people.submit(told, asked[0])
        assert CrowdedSchool.gate._entered.wait(10)
        others = [people.submit(told, one) for one in asked[1:]]
        CrowdedSchool.gate.open_when(len(asked) - 1, school.office)
        return [first.result(), *(one.result() for one in others)]


def a_unit(number: int, name: str = "航海学院") -> tuple[RegisterUnit, str]:
    return RegisterUnit(code=f"U{number}", name=name), f"key-{number}"


def count(school: TestOffice, table: str) -> int:
    with school.database.reading() as session:
        return session.scalar(select(func.count()).select_from(tables[table])) or 0


def test_those_who_wait_share_one_transaction(school: TestOffice) -> None:
    commits: list[Any] = []
    event.listen(school.database.engine, "commit", commits.append)

    told = crowd(school, [a_unit(number) for number in range(PEOPLE)])

    assert {one.code for one in told} == {f"U{number}" for number in range(PEOPLE)}
    assert len(commits) == 2
    for kept in ("unit", "outbox", "audit", "answered"):
        assert count(school, kept) == PEOPLE, kept


def test_what_all_of_them_look_for_can_be_read_before_the_first(school: TestOffice) -> None:
    crowd(school, [a_unit(number) for number in range(PEOPLE)])

    (those_who_waited,) = CrowdedSchool.ahead
    assert sorted(those_who_waited) == sorted(f"U{number}" for number in range(1, PEOPLE))


def test_each_is_written_down_as_what_it_was(school: TestOffice) -> None:
    crowd(school, [a_unit(number) for number in range(PEOPLE)])

    again = [school.do(request, ORG, key=key) for request, key in map(a_unit, range(PEOPLE))]

    assert [one.code for one in again] == [f"U{number}" for number in range(PEOPLE)]
    with school.database.reading() as session:
        traces = session.scalars(select(tables["audit"].c.trace_id)).all()
        by_event = session.scalars(select(tables["outbox"].c.trace_id)).all()
    assert len(set(traces)) == PEOPLE
    assert sorted(by_event) == sorted(traces)


def test_one_that_is_refused_harms_nobody_else(school: TestOffice) -> None:
    asked = [a_unit(number) for number in range(PEOPLE)]
    asked[5] = a_unit(5, name="恶名")

    told = crowd(school, asked)

    assert told[5] == "BAD_NAME"
    assert count(school, "unit") == PEOPLE - 1
    with school.database.reading() as session:
        assert "U5" not in session.scalars(select(unit.c.code)).all()


def test_one_key_twice_in_a_crowd_has_one_effect(school: TestOffice) -> None:
    asked = [a_unit(number) for number in range(PEOPLE)]
    asked[7] = asked[6]

    told = crowd(school, asked)

    assert told[7] == told[6]
    assert count(school, "unit") == PEOPLE - 1
    assert count(school, "audit") == PEOPLE - 1


class Interrupted(threading.Event):
    """A wait that ends with its thread, just when it is that thread's turn."""

    def wait(self, timeout: float | None = None) -> bool:
        super().wait(timeout)
        raise SystemExit


def test_one_that_is_stopped_while_it_waits_holds_up_nobody() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def carry_out(jobs: Sequence[Job]) -> list[str]:
        begun.set()
        assert may_end.wait(10)
        return [job.key for job in jobs]

    line = Together(carry_out)
    asked, _ = a_unit(1)
    first, stopped, last = (Job(request=asked, actor=ORG, key=key) for key in ("1", "2", "3"))
    stopped.called = Interrupted()
    with ThreadPoolExecutor(3) as people:
        told = [people.submit(line.reply_to, first)]
        assert begun.wait(10)
        for number, job in enumerate((stopped, last), start=1):
            told.append(people.submit(line.reply_to, job))
            while len(line._waiting) < number:
                threading.Event().wait(0.01)
        may_end.set()
        assert told[0].result(10) == "1"
        assert isinstance(told[1].exception(10), SystemExit)
        assert told[2].result(10) == "3"
