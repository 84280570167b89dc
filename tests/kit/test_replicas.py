"""Several replicas of a department on one broker and one database: more hands, the same effects."""

import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import select

from contracts.enrollment import RegisterUnit
from kit import clock
from kit.bus import Publisher
from tests.kit.school import arrived, heard
from tests.kit.test_department import Running, an_envelope, running, until
from tests.servers import RealServers

COMMANDS, EVENTS = 40, 400


@pytest.fixture
def pair(servers: RealServers) -> Iterator[tuple[Running, Running]]:
    """Two replicas."""
    with ExitStack() as until_the_end:
        site = servers.fresh()
        yield (
            until_the_end.enter_context(running(site)),
            until_the_end.enter_context(running(site)),
        )


def order(school: Running) -> list[str]:
    """The codes heard of, in the order in which they took effect."""
    with school.database.reading() as session:
        return list(session.scalars(select(arrived.c.code).order_by(arrived.c.place)))


def ticking(school: Running) -> dict[str, int]:
    """How often each process has run the timer."""
    with school.database.reading() as session:
        ticks = select(heard.c.name, heard.c.times).where(heard.c.name.startswith("tick:"))
        return {name.removeprefix("tick:"): times for name, times in session.execute(ticks)}


def publish(school: Running, codes: list[str]) -> None:
    """Have units heard of, in this order."""
    publisher = Publisher(school.site.amqp_uri, confirms=True)
    publisher.send_confirmed(
        [
            (json.dumps(an_envelope(code)), "enrollment.events", "unit_registered", code)
            for code in codes
        ]
    )
    publisher.close()


def test_commands_shared_by_two_replicas_take_effect_once_each(
    pair: tuple[Running, Running],
) -> None:
    school, _ = pair
    codes = [f"R{number}" for number in range(COMMANDS)]
    # Each is sent twice under one key, as a client that lost its answer does.
    keyed = [(code, clock.new_id()) for code in codes] * 2

    with ThreadPoolExecutor(8) as clients:
        answers = list(
            clients.map(
                lambda one: school.ask(
                    RegisterUnit(code=one[0], name="航海"), key=one[1], seconds=20
                ),
                keyed,
            )
        )

    assert None not in answers
    assert len({answer.unit_id for answer in answers}) == COMMANDS
    until(lambda: school.times("unit") == COMMANDS)
    assert school.times("registered") == COMMANDS
    assert sorted(order(school)) == sorted(codes)


def test_events_keep_their_order_when_the_replica_that_takes_them_dies(
    pair: tuple[Running, Running],
) -> None:
    first, second = pair
    codes = [f"E{number}" for number in range(EVENTS)]
    # The first to listen is the one the broker gives them to.
    publish(first, codes[: EVENTS // 2])
    first.process.send_signal(signal.SIGKILL)
    publish(first, codes[EVENTS // 2 :])

    until(lambda: second.times("unit") == EVENTS)

    assert order(second) == codes


def test_one_replica_runs_the_clockwork_and_the_other_takes_over(
    pair: tuple[Running, Running],
) -> None:
    first, second = pair
    until(lambda: sum(ticking(first).values()) >= 5)
    (leader,) = ticking(first)
    dead, alive = (first, second) if leader == str(first.process.pid) else (second, first)

    dead.stop(signal.SIGKILL)

    until(lambda: ticking(alive).get(str(alive.process.pid), 0) >= 5)
