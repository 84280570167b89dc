"""The broker: connections, what is declared on it, and publishing that knows whether the broker
took it.
"""

import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any

from eventlet import patcher
from kombu import Connection, Exchange, Queue, binding
from kombu.exceptions import OperationalError

from kit.settings import MEMORY

RPC = Exchange("nameko-rpc", type="topic", durable=True)
PARKING = Exchange("kaiban.parking", type="direct", durable=True)
JSON = "application/json"

HEARTBEAT_SECONDS = 20
CONFIRM_SECONDS = 10.0
BLOCKED_SECONDS = 3.0
DELIVERY_LIMIT = 20

_select = patcher.original("select")

BROKER_ERRORS: tuple[type[Exception], ...] = (
    *Connection().connection_errors,
    OperationalError,
    OSError,
)


class BrokerAway(Exception):
    """The broker did not take what was published; nothing is known to have arrived."""


def connect(uri: str, *, heartbeat: int = HEARTBEAT_SECONDS) -> Connection:
    """A connection, not yet established. The in-memory broker lives in this process."""
    if uri.startswith(MEMORY):
        return Connection(uri, transport="kit.embedded:Transport")
    # The broker tells at once when it stops taking messages, instead of letting writers hang.
    capabilities = {
        "client_properties": {
            "capabilities": {"connection.blocked": True, "consumer_cancel_notify": True}
        }
    }
    return Connection(uri, heartbeat=heartbeat, connect_timeout=5, transport_options=capabilities)


def events_exchange(producer: str) -> Exchange:
    """The exchange on which a department publishes its events."""
    return Exchange(f"{producer}.events", type="topic", durable=True)


def request_queue(department: str) -> Queue:
    """The queue of requests to a department. A request is not worth more than its caller's
    patience, so it is not replicated.
    """
    return Queue(
        f"rpc-{department}",
        exchange=RPC,
        routing_key=f"{department}.*",
        durable=True,
        queue_arguments=_parks_in(department),
    )


def event_queue(department: str, subscriptions: Iterable[tuple[str, str]] = ()) -> Queue:
    """The queue of all events a department reacts to: one, so that their order is kept; one
    consumer of it at a time. Where it is declared with its subscriptions (producer, event), it is
    bound to them.
    """
    return Queue(
        f"evt-{department}.v1",
        bindings=[
            binding(events_exchange(producer), routing_key=name)
            for producer, name in sorted(subscriptions)
        ],
        durable=True,
        queue_arguments={
            **_parks_in(department),
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-single-active-consumer": True,
        },
    )


def parking_queue(department: str) -> Queue:
    """Where the broker puts what a department could not be made to take."""
    return Queue(
        f"parked-{department}.v1",
        exchange=PARKING,
        routing_key=department,
        durable=True,
        queue_arguments={"x-queue-type": "quorum"},
    )


def _parks_in(department: str) -> dict[str, Any]:
    return {"x-dead-letter-exchange": PARKING.name, "x-dead-letter-routing-key": department}


def declare(channel: Any, department: str, subscriptions: Iterable[tuple[str, str]]) -> None:
    """Declare a department's exchange and queues and bind what it reacts to; safe to repeat."""
    events_exchange(department)(channel).declare()
    PARKING(channel).declare()
    parking_queue(department)(channel).declare()
    request_queue(department)(channel).declare()
    event_queue(department, subscriptions)(channel).declare()


class Publisher:
    """Publishes on a connection of its own; made anew after an error. One user at a time."""

    def __init__(self, uri: str, *, confirms: bool) -> None:
        self._uri = uri
        self._confirms = confirms
        self._connection: Connection | None = None
        self._channel: Any = None
        self._tag = 0
        self._waiting: set[int] = set()
        self._unrouted: set[str] = set()

    def send(self, body: str, *, exchange: str, routing_key: str, **properties: Any) -> None:
        """Publish one message without waiting for the broker; BrokerAway when it cannot be handed
        over.
        """
        for last_try in (False, True):
            try:
                self._open()
                self._hear_farewell()
                self._publish(body, exchange, routing_key, dict(properties))
            except BROKER_ERRORS as problem:
                self.close()
                if last_try:
                    raise BrokerAway(str(problem)) from problem
            except BaseException:
                # Cut short in the middle: what is half open would never work again.
                self.close()
                raise
            else:
                return

    def send_confirmed(self, messages: Sequence[tuple[str, str, str, str]]) -> set[str]:
        """Publish (body, exchange, routing key, message id) and wait until the broker has all.

        Returns the ids it found no queue for.

        BrokerAway when it did not confirm.
        """
        try:
            self._open()
            self._unrouted = set()
            for body, exchange, routing_key, message_id in messages:
                properties = {"delivery_mode": 2, "message_id": message_id, "mandatory": True}
                self._publish(body, exchange, routing_key, properties)
            self._await_confirms()
        except BROKER_ERRORS as problem:
            self.close()
            raise BrokerAway(str(problem)) from problem
        except BaseException:
            self.close()
            raise
        return self._unrouted

    def close(self) -> None:
        """Drop the connection without a farewell, which a blocked broker would not answer."""
        connection, self._connection, self._channel = self._connection, None, None
        self._waiting.clear()
        if connection is not None:
            connection.collect(socket_timeout=1)

    def _open(self) -> None:
        if self._channel is not None and self._connection is not None:
            return
        # Nobody reads this connection between two publishings, so nobody could answer its
        # heartbeats.
        self._connection = connect(self._uri, heartbeat=0)
        self._connection.ensure_connection(max_retries=1, interval_start=0)
        channel = self._connection.channel()
        self._tag = 0
        if self._confirms and _is_remote(channel):
            channel.confirm_select()
            channel.events["basic_ack"].add(self._confirmed)
            channel.events["basic_nack"].add(self._refused)
            channel.events["basic_return"].add(self._returned)
        self._channel = channel

    def _hear_farewell(self) -> None:
        """A broker that went away has said so; written unheard, the next message would be lost."""
        if self._connection is None or not _is_remote(self._channel):
            return
        try:
            while has_news(self._connection):
                self._connection.drain_events(timeout=0)
        except TimeoutError:
            return

    def _publish(
        self, body: str, exchange: str, routing_key: str, properties: dict[str, Any]
    ) -> None:
        mandatory = properties.pop("mandatory", False)
        message = self._channel.prepare_message(
            body,
            content_type=JSON,
            content_encoding="utf-8",
            headers=properties.pop("headers", {}),
            properties=properties,
        )
        self._tag += 1
        if self._confirming:
            self._waiting.add(self._tag)
            self._channel.basic_publish(
                message, exchange=exchange, routing_key=routing_key, mandatory=mandatory
            )
        else:
            self._channel.basic_publish(message, exchange=exchange, routing_key=routing_key)

    @property
    def _confirming(self) -> bool:
        return self._confirms and _is_remote(self._channel)

    def _await_confirms(self) -> None:
        deadline = time.monotonic() + CONFIRM_SECONDS
        while self._waiting:
            if time.monotonic() > deadline:
                raise TimeoutError("the broker did not confirm in time")
            try:
                self._connection.drain_events(timeout=BLOCKED_SECONDS)  # type: ignore[union-attr]  # open since _open
            except TimeoutError:
                raise TimeoutError("the broker is silent, perhaps blocked by an alarm") from None

    def _confirmed(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._waiting = {waiting for waiting in self._waiting if waiting > tag}
        else:
            self._waiting.discard(tag)

    def _refused(self, tag: int, multiple: bool) -> None:  # noqa: ARG002 – the library's signature
        raise OSError(f"the broker refused message {tag}")

    def _returned(self, problem: Exception, exchange: str, routing_key: str, message: Any) -> None:  # noqa: ARG002 – the library's signature
        self._unrouted.add(message.properties["message_id"])


def has_news(connection: Connection) -> bool:
    """Whether something waits to be read on a connection to a broker; the library would wait for
    the end of a time limit to find out.
    """
    sock = connection.connection.sock
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    asked = _select.poll()
    asked.register(sock.fileno(), _select.POLLIN)
    return bool(asked.poll(0))


def _is_remote(channel: Any) -> bool:
    """The in-memory broker has nothing to confirm or to say: what it takes is there."""
    return hasattr(channel, "confirm_select")
