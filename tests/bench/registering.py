"""Registrations: many people nominated into one class at once, and the race for its last places."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle

import psycopg2

from contracts.enrollment import ListQuotas, Nominate
from contracts.portal import ListBoard
from deploy.showcase.people import liaison_of
from tests.bench.figures import Beside, Goal, Line, spread_of
from tests.bench.machine import plain, processor_time, shares
from tests.bench.people import people
from tests.bench.school import LAST, LAST_SEATS, School, liaisons
from tests.bench.web import Load, http_request, load
from tests.servers import Site

CHAPTER = "Registrations"
CLIENTS = 32
RUNNERS = 40
WARM_UP = 100
SECONDS = 15.0
MOST = 3000
FIRST_RUNNER = 3_000_000


def registrations(school: School, code: str) -> Iterator[Line]:
    """How many nominations a second the gateway takes for one class."""
    class_id = school.class_id(code)
    bare = _bare_transactions(school.site) if school.site else None
    requests = _nominations(school, class_id)
    load(school.suite.address, requests[:WARM_UP], clients=CLIENTS, seconds=SECONDS)
    with processor_time() as spent:
        taken = load(school.suite.address, requests[WARM_UP:], clients=CLIENTS, seconds=SECONDS)
    yield Line(
        chapter=CHAPTER,
        what="Nominations through the gateway" + ("" if school.site else ", embedded suite"),
        value=taken.rate,
        unit="/s",
        spread=spread_of(taken.seconds, 0.5, 0.95, 0.99),
        beside=bare,
        goal=Goal("≥", 25 * 9),
        under=f"{CLIENTS} clients on kept connections, {len(liaisons())} units, one class, "
        f"{len(taken.seconds)} nominations{_remarks(taken)}; {shares(spent, len(taken.seconds))}",
    )
    yield _until_the_board_knows(school, code, WARM_UP + len(taken.seconds))


def last_places(school: School, code: str) -> Iterator[Line]:
    """Forty at once for ten places: exactly ten may get one."""
    class_id, unit_id = school.class_id(code), school.unit_id(LAST)
    token = school.token(liaison_of(LAST))
    requests = [
        http_request(Nominate(class_id=class_id, unit_id=unit_id, candidate=candidate), token)
        for candidate in people(FIRST_RUNNER, RUNNERS)
    ]
    taken = load(school.suite.address, requests, clients=RUNNERS, seconds=SECONDS)
    quotas = school.stage.ask("staff1", ListQuotas(class_id=class_id))
    used = next(quota.used for quota in quotas if quota.unit_id == unit_id)
    yield Line(
        chapter=CHAPTER,
        what=f"{RUNNERS} at once for the last {LAST_SEATS} places: places given",
        value=used,
        unit="places",
        under=f"{len(taken.seconds)} told yes{_remarks(taken)}",
        goal=Goal("≤", LAST_SEATS),
    )


def _nominations(school: School, class_id: str) -> list[bytes]:
    desks = [(school.unit_id(unit), school.token(who)) for unit, who in liaisons()]
    return [
        http_request(Nominate(class_id=class_id, unit_id=unit_id, candidate=candidate), token)
        for candidate, (unit_id, token) in zip(
            people(0, WARM_UP + MOST), cycle(desks), strict=False
        )
    ]


def _until_the_board_knows(school: School, code: str, nominated: int) -> Line:
    started = time.perf_counter()

    def on_board() -> int:
        return sum(line.nominated for line in school.stage.ask("evp", ListBoard(q=code)).items)

    school.stage.until(on_board, lambda seen: seen >= nominated)
    return Line(
        chapter=CHAPTER,
        what="Until the last of them is on the board",
        value=time.perf_counter() - started,
        unit="s",
        under="from the last answer; event → portal → page",
    )


def _remarks(taken: Load) -> str:
    return f", {taken.remarks()}" if taken.remarks() else ""


# -- beside it ------------------------------------------------------------------------------------


def _bare_transactions(site: Site) -> Beside:
    """The least any such system does: take a seat if there is one, and write who has it."""
    address = plain(site.database_url.format(service="enrollment"))
    with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as table:
        table.execute("CREATE TABLE bare_seat (unit int PRIMARY KEY, used int, cap int)")
        table.execute("CREATE TABLE bare_place (place serial PRIMARY KEY, unit int, who text)")
        for unit in range(len(liaisons())):
            table.execute("INSERT INTO bare_seat VALUES (%s, 0, 1000000)", (unit,))
    until = time.perf_counter() + 5
    with ThreadPoolExecutor(CLIENTS) as clients:
        started = time.perf_counter()
        done = sum(clients.map(lambda number: _take_seats(address, number, until), range(CLIENTS)))
        elapsed = time.perf_counter() - started
    what = f"bare UPDATE … RETURNING + INSERT, psycopg2, {CLIENTS} connections"
    return Beside(what, done / elapsed)


def _take_seats(address: str, number: int, until: float) -> int:
    done, unit = 0, number % len(liaisons())
    with closing(psycopg2.connect(address)) as connection:
        while time.perf_counter() < until:
            with connection, connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE bare_seat SET used = used + 1 WHERE unit = %s AND used < cap "
                    "RETURNING used",
                    (unit,),
                )
                who = f"{number}-{done}"
                cursor.execute("INSERT INTO bare_place (unit, who) VALUES (%s, %s)", (unit, who))
            done += 1
    return done
