"""Events: from a committed outbox row to a committed effect elsewhere, beside kombu alone."""

import asyncio
import json
import re
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from kombu import Connection, Queue

from contracts.enrollment import RegisterUnit, UnitKind, UnitRegistered
from contracts.roles import Actor, Grant, Role
from kit import clock
from kit.books import Books
from kit.bus import Publisher
from kit.client import Departments
from kit.database import Database
from tests.bench import couriers
from tests.bench.figures import Beside, Line, number
from tests.bench.machine import plain
from tests.bench.running import process, speak_as_gateway_of, wait_until_ready
from tests.servers import Site
from tests.servers.machine import free_port

CHAPTER = "Events"
BACKLOG = 100_000
AT_ONCE = 100
SECONDS = 240.0
CALM_EVENTS = 200
CALM_PAUSE = 0.05
CLERK = Actor(person_id="bench", grants=(Grant(Role.ORG_DEPT),), request_id="bench")


@dataclass(frozen=True, kw_only=True)
class Road:
    """The two couriers' databases and where the receiver tells how late it was."""

    site: Site
    health: str

    def database(self, name: str) -> str:
        """The address of a courier's database."""
        return self.site.database_url.format(service=name)


def events(site: Site, folder: Path) -> Iterator[Line]:
    """How fast a backlog is worked off, and how late an event is when there is none."""
    ports = {"notification": free_port(), "enrollment": free_port()}
    surroundings = {**site.environment(), "KAIBAN_VAR": str(folder)}
    speak_as_gateway_of(folder)
    with ExitStack() as running:
        # The receiver first: what nobody listens to is kept back by the sender.
        for name, port in ports.items():
            log = folder / f"{name}.txt"
            arguments = ("tests.bench.couriers", name, str(port))
            courier = running.enter_context(process(*arguments, env=surroundings, log=log))
            wait_until_ready(f"http://127.0.0.1:{port}/readyz", courier, log)
        road = Road(site=site, health=f"http://127.0.0.1:{ports['notification']}/metrics")
        yield from _calm(road)
        rate = _backlog(road)
    yield Line(
        chapter=CHAPTER,
        what=f"Backlog of {BACKLOG:,}: commit → effect",
        value=rate,
        unit="/s",
        beside=Beside(f"kombu, inbox + effect, {AT_ONCE} per transaction", _kombu_alone(site)),
        under="outbox read, published with confirms, marked; heard, inbox + effect in one "
        "transaction; two processes. Beside it: consuming alone",
    )


def _backlog(road: Road) -> float:
    sender = Database(road.database("enrollment"))
    books = Books(couriers.sent, is_postgres=True)
    already = _effects(road)
    with sender.writing() as session:
        books.write_outbox(session, [_event(number) for number in range(BACKLOG)], CLERK, "bench")
    started = time.perf_counter()
    while (done := _effects(road) - already) < BACKLOG:
        if time.perf_counter() > started + SECONDS:
            break
        time.sleep(0.05)
    elapsed = time.perf_counter() - started
    sender.close()
    return done / elapsed


def _event(number: int) -> UnitRegistered:
    return UnitRegistered(
        unit_id=clock.new_id(), code=f"B{number}", name="航海学院党委", kind=UnitKind.DEPT
    )


def _effects(road: Road) -> int:
    address = plain(road.database("notification"))
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM effect")
        return int(cursor.fetchone()[0])


# -- one now and then -----------------------------------------------------------------------------


def _calm(road: Road) -> Iterator[Line]:
    asyncio.run(_register(road.site.amqp_uri))
    deadline = time.monotonic() + SECONDS
    while sum((lags := _lags(road)).values()) < CALM_EVENTS and time.monotonic() < deadline:
        time.sleep(0.1)
    yield Line(
        chapter=CHAPTER,
        what=f"Lag of an event, {1 / CALM_PAUSE:.0f} commands a second",
        value=_bound(lags, 0.5),
        unit="ms",
        spread=f"p99 {number(_bound(lags, 0.99))} ms",
        under=f"written → effect committed elsewhere; {sum(lags.values()):.0f} events",
    )


async def _register(uri: str) -> None:
    departments = Departments(uri)
    await departments.start()
    while not departments.connected:
        await asyncio.sleep(0.01)
    for place in range(CALM_EVENTS):
        request = RegisterUnit(code=f"C{place}", name="航海学院党委")
        await departments.ask_raw(request, CLERK, key=clock.new_id())
        await asyncio.sleep(CALM_PAUSE)
    await departments.stop()


def _lags(road: Road) -> dict[float, float]:
    """How many events were at most so many milliseconds late, but later than the bound before."""
    with urllib.request.urlopen(road.health, timeout=5) as answer:  # noqa: S310 – our own address
        text = answer.read().decode()
    pattern = couriers.LAG + r'_bucket\{le="([^"]+)",service="notification"\} (\S+)'
    counted, below = {}, 0.0
    for bound, so_far in re.findall(pattern, text):
        counted[float(bound) * 1000] = float(so_far) - below
        below = float(so_far)
    return counted


def _bound(lags: dict[float, float], share: float) -> float:
    left = share * sum(lags.values())
    for bound, count in lags.items():
        left -= count
        if left <= 0:
            return bound
    return 0.0


# -- beside it ------------------------------------------------------------------------------------


def _kombu_alone(site: Site) -> float:
    """A quorum queue full of the same events, consumed by hand."""
    queue = Queue("bench.raw", durable=True, queue_arguments={"x-queue-type": "quorum"})
    with Connection(site.amqp_uri) as connection:
        queue(connection.default_channel).declare()
        _fill(site, queue.name)
        address = plain(site.database_url.format(service="notification"))
        with closing(psycopg2.connect(address)) as database:
            return _consume(connection, queue, database)


def _fill(site: Site, name: str) -> None:
    publisher = Publisher(site.amqp_uri, confirms=True)
    bodies = [json.dumps({"event_id": clock.new_id(), "pad": "x" * 400}) for _ in range(BACKLOG)]
    for at in range(0, BACKLOG, 200):
        publisher.send_confirmed(
            [(body, "", name, str(at + place)) for place, body in enumerate(bodies[at : at + 200])]
        )
    publisher.close()


def _consume(connection: Any, queue: Queue, database: Any) -> float:
    with database, database.cursor() as cursor:
        cursor.execute("CREATE TABLE raw_inbox (event_id text PRIMARY KEY)")
        cursor.execute("CREATE TABLE raw_effect (event_id text PRIMARY KEY, pad text)")
    waiting: list[Any] = []
    done = 0
    channel = connection.channel()
    consumer = connection.Consumer(
        queue, channel=channel, on_message=waiting.append, prefetch_count=2 * AT_ONCE
    )
    started = time.perf_counter()
    with consumer:
        while done < BACKLOG and time.perf_counter() < started + SECONDS:
            connection.drain_events(timeout=10)
            if len(waiting) >= AT_ONCE:
                _take(database, waiting)
                done += len(waiting)
                waiting.clear()
    return done / (time.perf_counter() - started)


def _take(database: Any, messages: list[Any]) -> None:
    with database, database.cursor() as cursor:
        for message in messages:
            event = json.loads(message.body)
            cursor.execute(
                "INSERT INTO raw_inbox VALUES (%s) ON CONFLICT DO NOTHING", (event["event_id"],)
            )
            cursor.execute(
                "INSERT INTO raw_effect VALUES (%s, %s)", (event["event_id"], event["pad"])
            )
    messages[-1].ack(multiple=True)
