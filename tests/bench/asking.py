"""Questions over the bus: ours, with rights, deadline and a row read, beside nameko's own RPC that
does nothing.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from nameko.exceptions import UnknownService
from nameko.standalone.rpc import ClusterRpcProxy

from contracts.enrollment import FindRoster
from contracts.roles import Actor, Grant, Role
from kit.client import Departments
from tests.bench import plain_nameko
from tests.bench.figures import Beside, Line, spread_of
from tests.bench.running import process, speak_as_gateway_of
from tests.bench.school import School

CHAPTER = "Requests over the bus"
IN_FLIGHT = (1, 16, 64)
QUESTIONS = 1000
WARM_UP = 50
SECONDS = 8.0
ANSWER_SECONDS = 20.0
ASKER = Actor(person_id="bench", grants=(Grant(Role.STAFF),), request_id="bench")

Timed = tuple[float, list[float]]


def requests(school: School, code: str) -> Iterator[Line]:
    """Answers a second with so many questions in flight."""
    assert school.site is not None
    uri, question = school.site.amqp_uri, FindRoster(class_id=school.class_id(code))
    speak_as_gateway_of(school.suite.var)
    log = school.suite.var / "plain.txt"
    with process("tests.bench.plain_nameko", uri, env={}, log=log):
        nameko = {in_flight: _nameko(uri, in_flight) for in_flight in IN_FLIGHT}
    for in_flight in IN_FLIGHT:
        rate, seconds = asyncio.run(_ours(uri, question, in_flight))
        theirs, their_seconds = nameko[in_flight]
        yield Line(
            chapter=CHAPTER,
            what=f"FindRoster, {in_flight} in flight",
            value=rate,
            unit="/s",
            spread=spread_of(seconds, 0.5, 0.99),
            beside=Beside(
                "ClusterRpcProxy, empty @rpc method, the same in flight: "
                + spread_of(their_seconds, 0.5, 0.99),
                theirs,
            ),
            under=f"kit.client → enrollment, one row read; {len(seconds)} answers",
        )


async def _ours(uri: str, question: FindRoster, in_flight: int) -> Timed:
    departments = Departments(uri)
    await departments.start()
    while not departments.connected:
        await asyncio.sleep(0.01)
    for _ in range(WARM_UP):
        await departments.ask_raw(question, ASKER)
    seconds: list[float] = []
    started = time.perf_counter()

    async def keep_asking() -> None:
        while len(seconds) < QUESTIONS and time.perf_counter() < started + SECONDS:
            asked_at = time.perf_counter()
            await departments.ask_raw(question, ASKER)
            seconds.append(time.perf_counter() - asked_at)

    await asyncio.gather(*(keep_asking() for _ in range(in_flight)))
    elapsed = time.perf_counter() - started
    await departments.stop()
    return len(seconds) / elapsed, seconds


def _nameko(uri: str, in_flight: int) -> Timed:
    with ClusterRpcProxy({"AMQP_URI": uri}, timeout=ANSWER_SECONDS) as cluster:
        method = cluster[plain_nameko.NAME].nothing
        _until_there(method)
        for _ in range(WARM_UP):
            method()
        seconds: list[float] = []
        asked: deque[tuple[float, Any]] = deque()
        started = time.perf_counter()
        while len(seconds) < QUESTIONS and time.perf_counter() < started + SECONDS:
            while len(asked) < in_flight:
                asked.append((time.perf_counter(), method.call_async()))
            asked_at, answer = asked.popleft()
            answer.result()
            seconds.append(time.perf_counter() - asked_at)
        elapsed = time.perf_counter() - started
        for _, answer in asked:
            answer.result()
    return len(seconds) / elapsed, seconds


def _until_there(method: Any) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            method()
        except UnknownService:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
