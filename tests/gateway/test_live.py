"""What a page that stands open is told: at once how things stand, then whatever changes for whom
it is shown to, and nothing of anybody else's.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

import gateway.live
from contracts.base import Event, Page
from contracts.notification import (
    CountTodos,
    ListMyDeliveries,
    NoticeDelivered,
    NoticeKind,
    TodoClosed,
    TodoCount,
    TodoOpened,
)
from contracts.refusals import Silent
from contracts.roles import Role
from gateway.live import may_concern
from gateway.store.tables import session
from kit import clock
from kit.bus import Publisher, events_exchange
from kit.client import Departments
from kit.envelope import to_json, wrap
from kit.testing import an_actor
from tests.gateway.conftest import Client, House
from tests.gateway.fake import NOW, FakeDepartments, deliveries
from tests.servers import RealServers

pytestmark = pytest.mark.anyio

PATIENCE = 20.0


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses short enough for a test."""
    monkeypatch.setattr(gateway.live, "PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(gateway.live, "HEARTBEAT_SECONDS", 0.1)


class Stream:
    """One page's stream, as the server in front of the application sees it."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.ended = asyncio.Event()
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._closed = asyncio.Event()
        self._asked = False
        self.beats = 0

    async def receive(self) -> dict[str, Any]:
        """The request, then nothing until the page is closed."""
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """What the application says."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        for line in message.get("body", b"").decode().splitlines():
            self.beats += line == ":"
            if line.startswith("data: "):
                self._lines.put_nowait(line.removeprefix("data: "))
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.ended.set()

    async def next(self) -> dict[str, Any]:
        """The next state that is told."""
        async with asyncio.timeout(PATIENCE):
            told: dict[str, Any] = json.loads(await self._lines.get())
        return told

    async def stays_quiet(self) -> bool:
        """Whether nothing is told for a while, though the stream lives."""
        before = self.beats
        while self.beats < before + 2:
            await asyncio.sleep(0.01)
        return self._lines.empty()

    def close(self) -> None:
        """The page goes away."""
        self._closed.set()


@asynccontextmanager
async def stream(app: FastAPI, browser: Client) -> AsyncIterator[Stream]:
    """A page of this browser, its stream open."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/live",
        "raw_path": b"/live",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"kaiban.test"), (b"cookie", cookies.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("kaiban.test", 80),
    }
    opened = Stream()
    serving = asyncio.create_task(app(scope, opened.receive, opened.send))
    try:
        async with asyncio.timeout(PATIENCE):
            while not opened.status:
                await asyncio.sleep(0.005)
        yield opened
    finally:
        opened.close()
        async with asyncio.timeout(PATIENCE):
            await serving


def opened(role: Role = Role.STAFF, scope: str = "*", todo_id: str = "new") -> TodoOpened:
    """Something begins to wait."""
    return TodoOpened(todo_id=todo_id, role=role, scope=scope, class_id=None, due_at=None)


def waiting(count: int, *, minutes: int = 0) -> TodoCount:
    """How much waits, as notification says; the latest of it since so many minutes past a time."""
    return TodoCount(waiting=count, latest=NOW + timedelta(minutes=minutes))


async def test_a_page_is_told_how_things_stand_and_then_what_changes(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    departments.answers[CountTodos] = waiting(2)
    departments.answers[ListMyDeliveries] = Page(items=[], total=1)
    async with house.browser("staff") as browser, stream(house.app, browser) as page:
        assert await page.next() == {"todos": 2, "opened": False, "unread": 1}
        assert page.headers["content-type"].startswith("text/event-stream")
        assert page.headers["cache-control"] == "no-store"
        # One ended to wait as another began to.
        departments.answers[CountTodos] = waiting(2, minutes=1)
        departments.listener.heard(opened())
        assert await page.next() == {"todos": 2, "opened": True, "unread": 1}
        departments.answers[CountTodos] = waiting(1)
        departments.listener.heard(TodoClosed(todo_id="b", role=Role.STAFF, scope="*", class_id=""))
        assert await page.next() == {"todos": 1, "opened": False, "unread": 1}
        departments.answers[ListMyDeliveries] = Page(items=deliveries(), total=2)
        departments.listener.heard(delivered("person:p-staff"))
        assert await page.next() == {"todos": 1, "opened": False, "unread": 2}


def delivered(*recipients: str) -> NoticeDelivered:
    """A notice arrives."""
    return NoticeDelivered(
        notice_id="n1", kind=NoticeKind.MEETING, class_id=None, recipients=list(recipients)
    )


async def test_what_waits_for_somebody_else_is_not_told(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("unit", Role.GRASSROOTS_ORG, within="unit:u1")
    departments.answers[CountTodos] = waiting(1)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with house.browser("unit") as browser, stream(house.app, browser) as page:
        await page.next()
        asked = len(departments.asked)
        departments.answers[CountTodos] = waiting(2)
        departments.listener.heard(opened(Role.STAFF, "*"))
        departments.listener.heard(opened(Role.SIGNED_IN, "person:p-other"))
        departments.listener.heard(delivered("person:p-other", "unit:u1"))
        assert await page.stays_quiet()
        assert len(departments.asked) == asked


async def test_an_event_that_changes_nothing_for_a_person_is_not_told_of(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("unit", Role.GRASSROOTS_ORG, within="unit:u1")
    departments.answers[CountTodos] = waiting(1)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with house.browser("unit") as browser, stream(house.app, browser) as page:
        await page.next()
        # Its role is held, but for another unit: notification's answer decides.
        departments.listener.heard(opened(Role.GRASSROOTS_ORG, "unit:u2"))
        assert await page.stays_quiet()


@pytest.mark.parametrize(
    ("event", "concerned"),
    [
        (opened(Role.STAFF, "*"), {"staff"}),
        (opened(Role.STAFF, "class:c1"), {"staff", "of class"}),
        (opened(Role.SIGNED_IN, "person:p-unit"), {"unit"}),
        (opened(Role.STUDENT_WORK, "unit:u1"), {"unit"}),
        (opened(Role.SIGNED_IN, "unit:u9"), {"staff", "of class", "unit"}),
        (delivered("person:p-staff", "unit:u1"), {"staff"}),
    ],
)
async def test_whoever_may_be_concerned_is_asked_for(event: Event, concerned: set[str]) -> None:
    people = {
        "staff": an_actor(Role.STAFF, person="p-staff"),
        "of class": an_actor(Role.COUNSELOR, person="p-counselor", within="class:c1"),
        "unit": an_actor(Role.GRASSROOTS_ORG, person="p-unit", within="unit:u1"),
    }
    assert {name for name, actor in people.items() if may_concern(actor, event)} == concerned


async def test_a_storm_of_events_asks_once_for_all_the_pages_of_a_person(
    house: House, departments: FakeDepartments, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.open_account("staff", Role.STAFF)
    departments.answers[CountTodos] = waiting(1)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with (
        house.browser("staff") as browser,
        stream(house.app, browser) as one,
        stream(house.app, browser) as two,
    ):
        await one.next()
        await two.next()
        departments.asked.clear()
        monkeypatch.setattr(gateway.live, "PAUSE_SECONDS", 0.3)
        departments.answers[CountTodos] = waiting(200)
        for n in range(200):
            departments.listener.heard(opened(todo_id=f"t{n}"))
        assert [(await page.next())["todos"] for page in (one, two)] == [200, 200]
        assert sum(isinstance(ask, CountTodos) for ask, _, _ in departments.asked) == 1


async def test_a_page_that_comes_back_is_told_the_present_state(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    departments.answers[CountTodos] = waiting(1)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with house.browser("staff") as browser:
        async with stream(house.app, browser) as page:
            assert (await page.next())["todos"] == 1
        departments.answers[CountTodos] = waiting(3)
        async with stream(house.app, browser) as page:
            assert (await page.next())["todos"] == 3


async def test_after_the_broker_came_back_everybody_is_asked_for_again(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    departments.answers[CountTodos] = waiting(1)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with house.browser("staff") as browser, stream(house.app, browser) as page:
        await page.next()
        departments.answers[CountTodos] = waiting(2)
        departments.listener.missed()
        assert (await page.next())["todos"] == 2


async def test_a_silent_department_is_asked_again_until_it_answers(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    departments.answers[CountTodos] = Silent("notification")
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with house.browser("staff") as browser, stream(house.app, browser) as page:
        assert await page.stays_quiet()
        departments.answers[CountTodos] = waiting(1)
        assert (await page.next())["todos"] == 1


async def test_a_stream_ends_with_its_session(house: House, departments: FakeDepartments) -> None:
    house.open_account("staff", Role.STAFF)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with house.browser("staff") as browser, stream(house.app, browser) as page:
        await page.next()
        await browser.delete("/api/session")
        async with asyncio.timeout(PATIENCE):
            await page.ended.wait()


async def test_a_page_left_open_does_not_lengthen_its_session(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    seen = clock.wall() - timedelta(minutes=20)
    async with house.browser("staff") as browser:
        with house.database.writing() as writing:
            writing.execute(update(session).values(seen_at=seen))
        async with stream(house.app, browser) as page:
            assert await page.stays_quiet() is False
        with house.database.reading() as reading:
            assert reading.scalar(select(session.c.seen_at)) == seen


async def test_duties_given_meanwhile_count_from_the_next_heartbeat_on(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    departments.answers[CountTodos] = waiting(1)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with house.browser("staff") as browser, stream(house.app, browser) as page:
        await page.next()
        departments.answers[CountTodos] = waiting(2)
        with house.store() as store:
            store.account("p-staff").give(Role.EVP, "*")
        assert await page.next() == {"todos": 2, "opened": True, "unread": 0}
        assert departments.asked[-1][1].has(Role.EVP)


@pytest.mark.parametrize("bound", ["SEATS_EACH", "SEATS"])
async def test_there_is_room_for_so_many_pages_and_again_when_one_is_closed(
    house: House, departments: FakeDepartments, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(gateway.live, bound, 2)
    house.open_account("staff", Role.STAFF)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with house.browser("staff") as browser, stream(house.app, browser):
        async with stream(house.app, browser) as second:
            assert second.status == 200
            refused = await browser.get("/live")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        async with stream(house.app, browser) as third:
            assert third.status == 200


async def test_nobody_follows_without_a_session_of_their_own(house: House) -> None:
    house.open_account("first", Role.STAFF, must_change=True)
    async with house.anybody() as stranger:
        assert (await stranger.get("/live")).status_code == 401
    async with house.browser("first") as browser:
        assert (await browser.get("/live")).status_code == 403


async def test_a_gateway_that_stops_lets_its_pages_go(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    departments.answers[ListMyDeliveries] = Page(items=[], total=0)
    async with house.browser("staff") as browser, stream(house.app, browser) as page:
        await page.next()
        house.app.state.live.close()
        async with asyncio.timeout(PATIENCE):
            await page.ended.wait()
        assert (await browser.get("/live")).status_code == 503


# -- on a real broker ------------------------------------------------------------------


class Hearing:
    """A listener that notes what it is told."""

    hears = (TodoOpened, TodoClosed)

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.connections = 0

    def heard(self, event: Event) -> None:
        """One more."""
        self.events.append(event)

    def missed(self) -> None:
        """A connection begins."""
        self.connections += 1


async def test_each_gateway_hears_every_event_also_after_the_broker_was_away(
    servers: RealServers,
) -> None:
    uri = servers.fresh().amqp_uri
    both = [Hearing(), Hearing()]
    gateways = [Departments(uri), Departments(uri)]
    for departments, hearing in zip(gateways, both, strict=True):
        departments.listen(hearing)
        await departments.start()
    try:
        await until(lambda: all(hearing.connections == 1 for hearing in both))
        tell(uri, "first")
        await until(lambda: all(ids(hearing) == ["first"] for hearing in both))
        await asyncio.to_thread(servers.broker.stop_app)
        await asyncio.to_thread(servers.broker.start_app)
        await until(lambda: all(hearing.connections == 2 for hearing in both))
        tell(uri, "second")
        await until(lambda: all(ids(hearing) == ["first", "second"] for hearing in both))
    finally:
        for departments in gateways:
            await departments.stop()


async def test_what_cannot_be_read_is_passed_over(servers: RealServers) -> None:
    uri, hearing = servers.fresh().amqp_uri, Hearing()
    departments = Departments(uri)
    departments.listen(hearing)
    await departments.start()
    try:
        await until(lambda: hearing.connections == 1)
        publish(uri, {"from": "a newer version"})
        tell(uri, "next")
        await until(lambda: ids(hearing) == ["next"])
        assert hearing.connections == 1
    finally:
        await departments.stop()


def ids(hearing: Hearing) -> list[str]:
    """What was heard of."""
    return [str(getattr(event, "todo_id", "")) for event in hearing.events]


def tell(uri: str, todo_id: str) -> None:
    """Publish as notification does."""
    wall, actor = clock.wall(), an_actor(person="p1")
    event = opened(todo_id=todo_id)
    publish(
        uri,
        to_json(wrap(event, event_id=todo_id, at=wall, wall=wall, actor=actor, causation_id="")),
    )


def publish(uri: str, body: Any) -> None:
    """Put something on notification's exchange."""
    publisher = Publisher(uri, confirms=True)
    exchange = events_exchange("notification").name
    unrouted = publisher.send_confirmed([(json.dumps(body), exchange, "todo_opened", "m")])
    publisher.close()
    assert unrouted == set()


async def until(fact: Any) -> None:
    """Wait for a fact, not for a time."""
    async with asyncio.timeout(60):
        while not fact():
            await asyncio.sleep(0.02)
