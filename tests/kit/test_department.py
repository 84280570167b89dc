"""A department on a real broker: poison does not stop it, and stopping it loses nothing."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import kombu
import pytest
from sqlalchemy import func, select, text

from contracts.enrollment import ListUnits, RegisterUnit, UnitKind, UnitRegistered
from contracts.refusals import Refusal
from contracts.roles import Role
from kit import clock
from kit.bus import Publisher, connect, declare, event_queue, request_queue
from kit.client import Departments
from kit.database import Database
from kit.envelope import to_json, wrap
from kit.testing import an_actor
from tests.kit.school import heard, tables
from tests.servers import RealServers, Site

PATIENCE = 30.0


class Running:
    """The small department in a process of its own, and the means to see what it did."""

    def __init__(self, site: Site, **environment: str) -> None:
        self.site = site
        self.environment = {**os.environ, **site.environment(), **environment}
        self.database = Database(site.database_url.format(service="enrollment"))
        self.start()

    def start(self) -> None:
        """Start it, and wait until it can be asked."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.kit.run_school"],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: self.ask(ListUnits()) is not None)

    def ask(self, *requests: Any, key: str = "", seconds: float = 10.0) -> Any:
        """The department's reply, None when it is silent; of several their replies."""

        async def once() -> Any:
            departments = Departments(self.site.amqp_uri)
            await departments.start()
            try:
                async with asyncio.timeout(5):
                    while not departments.connected:
                        await asyncio.sleep(0.01)
                actor = an_actor(Role.ORG_DEPT, person="ann")
                replies = await asyncio.gather(
                    *(departments.ask(one, actor, key=key, seconds=seconds) for one in requests)
                )
                return replies if len(requests) > 1 else replies[0]
            except (Refusal, TimeoutError):
                return None
            finally:
                await departments.stop()

        return asyncio.run(once())

    def ask_to_death(self, request: Any, *, key: str) -> None:
        """Ask under one key until the process has died over it."""
        until(lambda: self.ask(request, key=key, seconds=1.0) or self.process.poll() is not None)
        until(lambda: self.process.poll() is not None)

    def publish(self, body: Any, *, exchange: str, key: str, **properties: Any) -> None:
        """Put anything at all on the broker."""
        with connect(self.site.amqp_uri) as connection:
            producer = kombu.Producer(connection.channel())
            producer.publish(body, exchange=exchange, routing_key=key, **properties)

    def times(self, name: str) -> int:
        """How often something was counted."""
        with self.database.reading() as session:
            wanted = select(heard.c.times).where(heard.c.name == name)
            return session.scalar(wanted) or 0

    def parked(self) -> list[str]:
        """Why messages were put aside for good."""
        with self.database.reading() as session:
            held = tables["held"]
            return list(session.scalars(select(held.c.reason).where(held.c.next_try_at.is_(None))))

    def unsent(self) -> int:
        """Events the broker has not confirmed."""
        with self.database.reading() as session:
            outbox = tables["outbox"]
            wanted = select(func.count()).where(outbox.c.sent_at.is_(None))
            return session.scalar(wanted) or 0

    def stop(self, how: int = signal.SIGTERM) -> int:
        """End it, and say how it ended."""
        self.process.send_signal(how)
        return self.process.wait(timeout=40)


@contextmanager
def running(site: Site, **environment: str) -> Iterator[Running]:
    department = Running(site, **environment)
    try:
        yield department
    finally:
        department.process.kill()
        department.process.wait()
        department.database.close()


def until(fact: Callable[[], Any], patience: float = PATIENCE) -> None:
    """Wait for a fact, not for a time."""
    deadline = time.monotonic() + patience
    while not fact():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def an_envelope(code: str) -> dict[str, Any]:
    event = UnitRegistered(unit_id="u", code=code, name="x", kind=UnitKind.DEPT)
    actor = an_actor(person="elsewhere")
    wall = clock.wall()
    made = wrap(event, event_id=clock.new_id(), at=wall, wall=wall, actor=actor, causation_id="")
    return to_json(made)


def test_poison_of_every_kind_is_parked_and_the_next_message_is_taken(servers: RealServers) -> None:
    with running(servers.fresh()) as school:
        queue = event_queue("enrollment").name
        rpc = {"exchange": "nameko-rpc", "key": "enrollment.list_units"}
        school.publish("{broken", exchange="", key=queue, content_type="application/json")
        school.publish(
            b"\x80\x04.", exchange="", key=queue, content_type="application/x-python-serialize"
        )
        school.publish({"some": "thing"}, exchange="", key=queue)
        school.publish({"args": [{}], "kwargs": {}}, **rpc)
        school.publish("{broken", **rpc, content_type="application/json")
        school.publish(an_envelope("A1"), exchange="enrollment.events", key="unit_registered")

        until(lambda: school.times("unit") == 1)
        until(lambda: len(school.parked()) == 5)
        assert school.ask(ListUnits()).total == 0
        assert school.process.poll() is None


def test_an_event_that_no_try_can_save_does_not_hold_up_the_next(servers: RealServers) -> None:
    with running(servers.fresh()) as school:
        for code in ("A1", "POISON", "A2"):
            school.publish(an_envelope(code), exchange="enrollment.events", key="unit_registered")
        until(lambda: school.times("unit") == 2)
        until(lambda: school.times("everything") == 3)


def test_stopping_lets_running_work_finish_and_nothing_is_done_twice(servers: RealServers) -> None:
    with running(servers.fresh(), KAIBAN_SLOW="2") as school:
        for code in ("A1", "A2", "A3"):
            school.publish(an_envelope(code), exchange="enrollment.events", key="unit_registered")
        until(lambda: _is_busy(school))
        assert school.stop() == 0
        done = school.times("unit")

        school.start()
        until(lambda: school.times("unit") == 3)
        until(lambda: school.times("everything") == 3)
        assert done <= 3


def test_what_is_asked_in_one_turn_goes_in_one_message(
    servers: RealServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    send = Departments._send

    def counted(self: Departments, message: dict[str, Any]) -> None:
        sent.append(message["routing_key"])
        send(self, message)

    with running(servers.fresh()) as school:
        monkeypatch.setattr(Departments, "_send", counted)
        school.ask(RegisterUnit(code="A", name="a", kind=UnitKind.DEPT), key="k")
        asked = [ListUnits(page=page, size=1) for page in range(1, 16)]
        first, *others = school.ask(*asked)
    assert [unit.code for unit in first.items] == ["A"]
    assert [page.total for page in others] == [1] * 14
    assert sent == ["enrollment.register_unit", "enrollment.several", "enrollment.several"]


def test_a_command_nobody_waits_for_any_more_is_not_carried_out_later(servers: RealServers) -> None:
    with running(servers.fresh()) as school:
        school.stop(signal.SIGKILL)
        assert school.ask(RegisterUnit(code="GHOST", name="x"), seconds=0.5) is None
        school.start()
        assert school.ask(RegisterUnit(code="REAL", name="x")).code == "REAL"
        assert [unit.code for unit in school.ask(ListUnits()).items] == ["REAL"]


def test_a_broker_that_comes_and_goes_loses_no_event(servers: RealServers) -> None:
    with running(servers.fresh()) as school:
        school.ask(RegisterUnit(code="A1", name="x"), key="k1")
        servers.broker.stop_app()
        assert school.ask(RegisterUnit(code="A2", name="x"), key="k2") is None
        servers.broker.start_app()
        until(lambda: school.ask(RegisterUnit(code="A2", name="x"), key="k2") is not None)
        until(lambda: school.unsent() == 0)
        until(lambda: school.times("unit") == 2)
        assert school.process.poll() is None


def test_a_database_that_comes_and_goes_loses_no_event(servers: RealServers) -> None:
    with running(servers.fresh()) as school:
        servers.database.stop_immediately()
        for number in range(5):
            event = an_envelope(f"A{number}")
            school.publish(event, exchange="enrollment.events", key="unit_registered")
        servers.database.start()
        school.database.engine.dispose()
        until(lambda: school.times("unit") == 5)
        assert school.parked() == []


@pytest.mark.parametrize(
    "point", ["after_commit", "before_publish", "after_publish", "before_mark"]
)
def test_killed_at_any_point_an_acknowledged_command_has_its_effect_once(
    servers: RealServers, point: str
) -> None:
    with running(servers.fresh(), KAIBAN_CRASH_AT=point) as school:
        school.ask_to_death(RegisterUnit(code="A1", name="x"), key="k1")
        school.environment.pop("KAIBAN_CRASH_AT")
        school.start()
        assert school.ask(RegisterUnit(code="A1", name="x"), key="k1").code == "A1"
        until(lambda: school.times("unit") == 1 and school.unsent() == 0)
        assert school.times("registered") == 1


@pytest.mark.parametrize("point", ["after_effect", "before_ack"])
def test_killed_before_acknowledging_an_event_still_has_one_effect(
    servers: RealServers, point: str
) -> None:
    with running(servers.fresh(), KAIBAN_CRASH_AT=point) as school:
        school.publish(an_envelope("A1"), exchange="enrollment.events", key="unit_registered")
        until(lambda: school.process.poll() is not None)
        school.environment.pop("KAIBAN_CRASH_AT")
        school.start()
        until(lambda: _depth(school) == 0)
        assert school.times("unit") == 1
        assert school.times("everything") == 1


def _depth(school: Running) -> int:
    with connect(school.site.amqp_uri) as connection:
        declared = event_queue("enrollment")(connection.default_channel).queue_declare(passive=True)
        return int(declared.message_count)


def _is_busy(school: Running) -> bool:
    """Whether a transaction of the department is open and waiting for its handler."""
    with school.database.reading() as session:
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' "
            "AND datname = current_database()"
        )
        return bool(session.scalar(waiting))


def test_the_topology_can_be_declared_again_and_again(servers: RealServers) -> None:
    site = servers.fresh()
    with running(site), connect(site.amqp_uri) as connection:
        for make in (request_queue, event_queue):
            make("enrollment")(connection.default_channel).declare()


def test_a_queue_that_was_deleted_is_made_and_bound_anew(servers: RealServers) -> None:
    with running(servers.fresh()) as school:
        with connect(school.site.amqp_uri) as connection:
            event_queue("enrollment")(connection.default_channel).delete()
        made_anew = iter(f"A{number}" for number in range(1000))

        def takes_effect() -> bool:
            code = next(made_anew)
            school.publish(an_envelope(code), exchange="enrollment.events", key="unit_registered")
            return school.times("unit") > 0

        until(takes_effect)


def test_the_publisher_learns_which_messages_found_no_queue(servers: RealServers) -> None:
    site = servers.fresh()
    publisher = Publisher(site.amqp_uri, confirms=True)
    with connect(site.amqp_uri) as connection:
        declare(connection.default_channel, "enrollment", {("enrollment", "unit_registered")})
    sent = [
        ("{}", "enrollment.events", "unit_registered", "m1"),
        ("{}", "enrollment.events", "nobody_listens", "m2"),
    ]
    assert publisher.send_confirmed(sent) == {"m2"}
    publisher.close()
