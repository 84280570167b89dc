"""How the gateway asks departments: one connection, one reply queue, one future per question, on
asyncio. By the same connection it hears what pages that stand open are to be told.
"""

import asyncio
import json
from collections.abc import Collection, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

import eventlet
import structlog
from eventlet import hubs
from kombu import Consumer, Queue, binding

from contracts.base import Event, Query, Request, department_of, wire_name
from contracts.refusals import Silent
from contracts.roles import Actor
from kit import clock, green
from kit.bus import BROKER_ERRORS, JSON, RPC, connect, events_exchange, has_news
from kit.envelope import from_json
from kit.inlets import REPLY_QUEUE_MILLISECONDS, SEVERAL, request_message
from kit.passport import GATEWAY
from kit.settings import MEMORY
from kit.wire import decode, refusal_from_wire

log = structlog.get_logger()

Reply = TypeVar("Reply")
# Questions that go together, and what will be said to them.
Gathering: TypeAlias = tuple[list[Query[Any]], "asyncio.Future[dict[str, Any]]"]

HEARTBEAT_CHECK_SECONDS = 5.0
LONGEST_PAUSE = 5.0
# What a gateway has no time for is not worth keeping: it only says that something changed.
EVENTS_KEPT = 1000
# One after the other in one message: more would wait longer for each other than they save.
MOST_TOGETHER = 12


class Listener(Protocol):
    """Who is told of events while they happen. What happens while nobody listens is not kept."""

    @property
    def hears(self) -> Collection[type[Event]]:
        """The events it is told of."""
        ...

    def heard(self, event: Event) -> None:
        """One of them."""
        ...

    def missed(self) -> None:
        """The connection is new: some may have been lost."""
        ...


class Departments:
    """Asks departments over the bus. While the broker is away or blocked every question is
    refused at once (503).
    """

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._embedded = uri.startswith(MEMORY)
        # The name first: the broker lets each process read replies to its own name alone.
        self._address = f"{GATEWAY}-{clock.new_id()}"
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._gathering: dict[tuple[str, Actor, float], Gathering] = {}
        self._connection: Any = None
        self._channel: Any = None
        self._reading: int | None = None
        self._blocked = False
        self._closing = False
        self._listener: Listener | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._lost = asyncio.Event()

    def listen(self, listener: Listener) -> None:
        """Have events told as they happen, from `start` on."""
        self._listener = listener

    async def start(self) -> None:
        """Connect, and stay connected until `stop`."""
        self._loop = asyncio.get_running_loop()
        if self._embedded:
            self._open()
            self._attach()
            eventlet.spawn(self._drain_for_ever)
            return
        self._lost.set()
        self._keeper = asyncio.create_task(self._stay_connected())

    async def stop(self) -> None:
        """Let go of the connection; whoever still waits is told."""
        self._closing = True
        if self._keeper is not None:
            self._keeper.cancel()
        self._drop()

    @property
    def connected(self) -> bool:
        """Whether a question asked now could reach a department."""
        return self._channel is not None and not self._blocked

    async def ask(
        self, request: Request[Reply], actor: Actor, *, key: str = "", seconds: float | None = None
    ) -> Reply:
        """A department's reply. Raises its Refusal, or Silent (503) when it does not answer in
        time.
        """
        answer: Reply = decode(
            type(request).ask.reply, await self.ask_raw(request, actor, key=key, seconds=seconds)
        )
        return answer

    async def ask_raw(
        self, request: Request[Any], actor: Actor, *, key: str = "", seconds: float | None = None
    ) -> Any:
        """The same reply as plain JSON values, for handing on. What somebody asks of one department
        in one turn of the loop goes in one message.
        """
        seconds = type(request).ask.patience if seconds is None else seconds
        if isinstance(request, Query):
            answer = await self._together(request, actor, seconds)
        else:
            answer = await self._answer_to([request], actor, key, seconds)
        if "refused" in answer:
            raise refusal_from_wire(answer["refused"])
        return answer["reply"]

    async def _together(self, query: Query[Any], actor: Actor, seconds: float) -> dict[str, Any]:
        alike = department_of(type(query)), actor, seconds
        queries, answers = self._gathering.get(alike) or self._gather(*alike)
        queries.append(query)
        place = len(queries) - 1
        if len(queries) == MOST_TOGETHER:
            del self._gathering[alike]
        # Whoever stops waiting leaves the others theirs.
        answer = await asyncio.shield(answers)
        one: dict[str, Any] = answer[SEVERAL][place] if SEVERAL in answer else answer
        return one

    def _gather(self, department: str, actor: Actor, seconds: float) -> Gathering:
        alike, queries = (department, actor, seconds), list[Query[Any]]()

        async def send() -> dict[str, Any]:
            await asyncio.sleep(0)
            if self._gathering.get(alike) is gathering:
                del self._gathering[alike]
            return await self._answer_to(queries, actor, "", seconds)

        gathering = queries, asyncio.ensure_future(send())
        self._gathering[alike] = gathering
        return gathering

    async def _answer_to(
        self, requests: Sequence[Request[Any]], actor: Actor, key: str, seconds: float
    ) -> dict[str, Any]:
        """What a department says to one message. Raises Silent (503) when it says nothing."""
        department = department_of(type(requests[0]))
        if not self.connected:
            raise Silent(department)
        number = clock.new_id()
        answered: asyncio.Future[dict[str, Any]] = self._loop.create_future()
        self._waiting[number] = answered
        try:
            self._send(
                request_message(
                    requests,
                    actor,
                    signer=GATEWAY,
                    key=key,
                    reply_to=self._address,
                    number=number,
                    seconds=seconds,
                )
            )
            async with asyncio.timeout(seconds):
                return await answered
        except TimeoutError:
            raise Silent(department) from None
        finally:
            self._waiting.pop(number, None)

    def _send(self, message: dict[str, Any]) -> None:
        body, exchange, routing_key = (
            message.pop("body"),
            message.pop("exchange"),
            message.pop("routing_key"),
        )
        headers = message.pop("headers")
        try:
            prepared = self._channel.prepare_message(
                body,
                content_type=JSON,
                content_encoding="utf-8",
                headers=headers,
                properties=message,
            )
            self._channel.basic_publish(prepared, exchange=exchange, routing_key=routing_key)
        except BROKER_ERRORS as problem:
            self._drop()
            raise Silent(routing_key.partition(".")[0]) from problem

    # -- the connection -------------------------------------------------------------------------

    def _open(self) -> None:
        connection = connect(self._uri)
        if not self._embedded:
            connection.transport_options = {
                **connection.transport_options,
                "on_blocked": self._on_blocked,
                "on_unblocked": self._on_unblocked,
                "write_timeout": 2,
            }
        connection.ensure_connection(max_retries=1, interval_start=0)
        channel = connection.default_channel
        queue = Queue(
            f"rpc.reply-{self._address}",
            exchange=RPC,
            routing_key=self._address,
            queue_arguments={"x-expires": REPLY_QUEUE_MILLISECONDS},
        )
        Consumer(channel, [queue], on_message=self._on_reply, no_ack=True).consume()
        if self._listener is not None:
            self._hear(channel, self._listener.hears)
        self._connection, self._channel, self._blocked = connection, channel, False

    def _hear(self, channel: Any, hears: Collection[type[Event]]) -> None:
        """A queue of this connection's own; another name each time, for the broker may not have
        noticed yet that the last connection is gone.
        """
        queue = Queue(
            f"evt-gateway-{clock.new_id()}",
            bindings=[
                binding(events_exchange(department_of(kind)), routing_key=wire_name(kind))
                for kind in hears
            ],
            durable=False,
            exclusive=True,
            auto_delete=True,
            queue_arguments={"x-max-length": EVENTS_KEPT},
        )
        Consumer(channel, [queue], on_message=self._on_event, no_ack=True).consume()

    def _attach(self) -> None:
        if self._listener is not None:
            self._listener.missed()
        if not self._embedded:
            # The number, not the socket: once the broker has closed it, the socket forgets its own.
            self._reading = self._connection.connection.sock.fileno()
            self._loop.add_reader(self._reading, self._read)

    async def _stay_connected(self) -> None:
        pause = 0.2
        while not self._closing:
            try:
                await asyncio.to_thread(self._open)
                self._attach()
                self._lost.clear()
                pause = 0.2
                await self._until_lost()
            except BROKER_ERRORS as problem:
                log.warning("broker away", why=str(problem)[:200])
            self._drop()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _until_lost(self) -> None:
        while not self._lost.is_set():
            try:
                await asyncio.wait_for(self._lost.wait(), HEARTBEAT_CHECK_SECONDS)
            except TimeoutError:
                if self._connection is not None:
                    self._connection.heartbeat_check()

    def _read(self) -> None:
        try:
            while has_news(self._connection):
                self._connection.drain_events(timeout=0)
        except TimeoutError:
            return
        except BROKER_ERRORS:
            self._drop()

    def _drain_for_ever(self) -> None:
        connection = self._connection
        while not self._closing:
            connection.drain_events()

    def _drop(self) -> None:
        """Give the connection up; every open question is answered with Silent, asking again with
        the same key is safe.
        """
        reading, self._reading = self._reading, None
        if reading is not None:
            self._loop.remove_reader(reading)
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None and not self._embedded:
            # Nothing else may be asked of it: kombu would connect again to answer.
            connection.collect(socket_timeout=1)
        for answered in self._waiting.values():
            if not answered.done():
                answered.set_exception(Silent("broker"))
        self._lost.set()

    def _on_reply(self, message: Any) -> None:
        answered = self._waiting.get(message.properties.get("correlation_id"))
        if answered is not None and not answered.done():
            answered.set_result(json.loads(message.body)["result"])
            _wake_loop()

    def _on_event(self, message: Any) -> None:
        try:
            event = from_json(json.loads(message.body)).event
        except Exception:
            # Nothing depends on it, and the connection must not be lost over it.
            log.exception("event not understood")
            return
        if self._listener is not None:
            self._listener.heard(event)
            _wake_loop()

    def _on_blocked(self, reason: str) -> None:
        log.warning("broker blocked", why=reason)
        self._blocked = True

    def _on_unblocked(self) -> None:
        self._blocked = False


def _wake_loop() -> None:
    """On the green hub the loop sleeps until it is told that something came from outside it."""
    if green.is_green():
        hubs.get_hub().sleep_event.set()
