"""Growth: what the same work costs after a thousand, a hundred thousand and a million nominations.

The many come from copying one row with the database's own means. Their persons and what the kit
keeps of each (the event, its arrival, the answer under its key) grow with them.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import cycle, islice, repeat
from typing import Any

from sqlalchemy import (
    Integer,
    Table,
    TableValuedAlias,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    text,
    true,
    values,
)
from sqlalchemy.orm import Session

from contracts.base import Request
from contracts.enrollment import FindPeople, ListNominations, Nominate
from kit.database import Database
from services.enrollment.store.tables import tables
from tests.bench.figures import Goal, Line, spread_of
from tests.bench.machine import processor_time
from tests.bench.people import GIVEN, SURNAMES, people
from tests.bench.registering import CLIENTS
from tests.bench.school import School, liaisons
from tests.bench.web import Load, http_request, load
from tests.servers import Site

CHAPTER = "Growth"
SIZES = (1_000, 100_000, 1_000_000)
FIRST_PERSON = 4_000_000
TIMES = 400
SECONDS = 20.0
LEVEL = Goal("≤", 1.5)
# Nobody else's name: as many lines are found whatever the number of people. Those of a common name
# grow with it, and so does what showing them costs.
RARE_NAME = "令狐望舒"


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one operation took of the processor, ms, and how its answers were spread."""

    milliseconds: float
    answers: Load


def growth(school: School, site: Site, busy: str, filled: str) -> Iterator[Line]:
    """Each operation in the `busy` class while the `filled` one grows beside it."""
    costs: dict[str, list[Cost]] = {}
    have = 0
    for number, size in enumerate(SIZES):
        _grow(site, school.class_id(filled), have, size)
        have = size
        for what, requests in _work(school, busy, number):
            costs.setdefault(what, []).append(_measure(school, requests))
    for what, by_size in costs.items():
        for size, cost in zip(SIZES, by_size, strict=True):
            yield _line(what, size, cost)
        yield _slope(what, by_size[0], by_size[-1])


def _work(school: School, code: str, number: int) -> Iterator[tuple[str, list[bytes]]]:
    class_id, token = school.class_id(code), school.token("staff1")
    newcomers = list(people(FIRST_PERSON + number * TIMES, TIMES))
    if number == 0:
        newcomers[0] = replace(newcomers[0], name=RARE_NAME)
    desks = cycle([(school.unit_id(unit), school.token(who)) for unit, who in liaisons()])
    yield (
        "A nomination",
        [
            http_request(Nominate(class_id=class_id, unit_id=unit_id, candidate=one), whose)
            for one, (unit_id, whose) in zip(newcomers, desks, strict=False)
        ],
    )
    asked: dict[str, Request[Any]] = {
        "Fifty nominations of a class": ListNominations(class_id=class_id, size=50),
        "Somebody by name": FindPeople(q=RARE_NAME, size=50),
    }
    for what, request in asked.items():
        yield what, list(repeat(http_request(request, token), TIMES))


def _measure(school: School, requests: list[bytes]) -> Cost:
    warm_up, rest = list(islice(requests, 20)), requests[20:]
    load(school.suite.address, warm_up, clients=CLIENTS, seconds=SECONDS)
    with processor_time() as spent:
        answers = load(school.suite.address, rest, clients=CLIENTS, seconds=SECONDS)
    done = max(1, len(answers.seconds))
    return Cost(milliseconds=sum(spent.values()) / done * 1000, answers=answers)


def _line(what: str, size: int, cost: Cost) -> Line:
    remarks = cost.answers.remarks()
    return Line(
        chapter=CHAPTER,
        what=f"{what}, {size:,} before",
        value=cost.milliseconds,
        unit="ms of processor",
        spread=spread_of(cost.answers.seconds, 0.5, 0.95),
        under=f"{CLIENTS} clients, {len(cost.answers.seconds)} times"
        + (f", {remarks}" if remarks else ""),
    )


def _slope(what: str, first: Cost, last: Cost) -> Line:
    return Line(
        chapter=CHAPTER,
        what=f"{what}: at {SIZES[-1]:,} against {SIZES[0]:,}",
        value=last.milliseconds / first.milliseconds,
        unit="times",
        goal=LEVEL,
    )


# -- the many -------------------------------------------------------------------------------------


def _grow(site: Site, class_id: str, have: int, size: int) -> None:
    database = Database(site.database_url.format(service="enrollment"), pool_size=1)
    with closing(database), database.writing() as session:
        # Copying a million rows takes longer than any request may.
        session.execute(text("SET LOCAL statement_timeout = 0"))
        numbers = func.generate_series(have + 1, size).table_valued("number").render_derived()
        number = numbers.c.number
        own_id = func.lpad(func.to_hex(number), 32, "0")
        mark = func.md5(own_id).concat(func.md5(own_id))
        new: Mapping[str, Mapping[str, Any]] = {
            "person": {
                "person_id": own_id,
                "name": _one_of(SURNAMES, number)
                .concat(_one_of(GIVEN, number / 20))
                .concat(_one_of(GIVEN, number / 400)),
                "id_index": mark,
                "tail_index": mark,
            },
            "nomination": {
                "nomination_id": own_id,
                "person_id": own_id,
                "class_id": literal(class_id),
            },
            "outbox": {"event_id": own_id},
            "inbox": {"event_id": own_id},
            "answered": {"key": own_id},
        }
        for name, changed in new.items():
            _copy(session, tables[name], numbers, changed)
            session.execute(text(f"ANALYZE {name}"))
        _name(session, own_id, numbers)


def _copy(
    session: Session, table: Table, numbers: TableValuedAlias, changed: Mapping[str, Any]
) -> None:
    """As many copies of one row as there are numbers, each with what must be its own."""
    one = select(table).limit(1).subquery()
    numbered: dict[str, Any] = {
        column.name: column for column in one.c if column.name not in _counted(table)
    }
    copies = select(*{**numbered, **changed}.values()).select_from(one.join(numbers, true()))
    session.execute(insert(table).from_select(list(numbered), copies))


def _name(session: Session, own_id: Any, numbers: TableValuedAlias) -> None:
    """Have the new ones found by their names of three characters."""
    person, name_pair = tables["person"], tables["name_pair"]
    at = values(column("at", Integer), name="places").data([(1,), (2,)])
    pairs = (
        select(func.substr(person.c.name, at.c.at, 2), person.c.person_id)
        .select_from(numbers.join(person, person.c.person_id == own_id).join(at, true()))
        .distinct()
    )
    session.execute(insert(name_pair).from_select(["pair", "person_id"], pairs))
    session.execute(text("ANALYZE name_pair"))


def _one_of(characters: str, number: Any) -> Any:
    return func.substr(characters, cast(number, Integer) % len(characters) + 1, 1)


def _counted(table: Table) -> set[str]:
    """Columns the database numbers by itself."""
    return {column.name for column in table.c if column.autoincrement is True}
