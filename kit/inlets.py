"""Where messages come in: nameko's consumer made safe, and the queues it serves."""

import json
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import eventlet
import structlog
from eventlet.event import Event as Signal
from eventlet.semaphore import Semaphore
from kombu import Consumer, Queue
from nameko.extensions import Entrypoint, SharedExtension
from nameko.messaging import QueueConsumer

from contracts.base import Request, department_of, wire_name
from contracts.refusals import Silent
from contracts.roles import Actor
from kit import clock, tracing
from kit.bus import (
    BROKER_ERRORS,
    RPC,
    BrokerAway,
    Publisher,
    connect,
    event_queue,
    parking_queue,
    request_queue,
)
from kit.handlers import subscriptions_of
from kit.passport import passport_headers
from kit.wire import decode, encode, refusal_from_wire

log = structlog.get_logger()

EVENTS_AT_ONCE = 100
REPLY_QUEUE_MILLISECONDS = 300_000
# What a message of several questions is called where another has the name of its one request.
SEVERAL = "several"
# A channel that is gone has lost its parts too, hence AttributeError.
ACKNOWLEDGE_ERRORS: tuple[type[Exception], ...] = (*BROKER_ERRORS, AttributeError)


class SafeQueueConsumer(QueueConsumer):
    """nameko's consumer without its ways of losing and repeating messages.

    Nothing is decoded or acknowledged here, and the connection stays until the last running worker
    has acknowledged its message.
    """

    @property
    def connection(self) -> Any:
        return connect(self.amqp_uri)

    def get_consumers(self, _consumer_cls: Any, channel: Any) -> list[Consumer]:
        client = channel.connection.client
        for provider in self._providers:
            # A channel each: how many messages may be in hand is set per channel.
            self._consumers[provider] = Consumer(
                client.channel(),
                [provider.queue],
                on_message=provider.handle_message,
                no_ack=provider.no_ack,
                prefetch_count=provider.prefetch,
            )
        return list(self._consumers.values())

    def on_iteration(self) -> None:
        self._cancel_consumers_if_requested()
        if not self._consumers and not self.container._worker_threads:
            self.should_stop = True


def acknowledge(message: Any, *, and_earlier: bool = False) -> None:
    """Acknowledge a message, and with `and_earlier` all its channel brought before it.

    When its connection is gone the broker delivers it again, and the inbox or the key knows it.
    """
    try:
        message.ack(multiple=and_earlier)
    except ACKNOWLEDGE_ERRORS:
        log.warning("acknowledgement lost with its connection")


class Inlet(Entrypoint):
    """A queue whose messages become workers. It is declared anew with each connection, for the
    broker may have lost it.
    """

    queue_consumer = SafeQueueConsumer()
    # The queue of a department.
    queue_of: Callable[[Any], Queue]
    prefetch = 1
    no_ack = False

    def setup(self) -> None:
        self.queue = self.queue_of(self.container.service_cls)
        self.stopping = False
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        self.stopping = True
        self.queue_consumer.unregister_provider(self)


class Requests(Inlet):
    """Each request is a worker."""

    prefetch = 12

    @staticmethod
    def queue_of(department: Any) -> Queue:
        return request_queue(department.name)

    def handle_message(self, message: Any) -> None:
        self.container.spawn_worker(self, (message,), {})


class Events(Inlet):
    """One worker takes the waiting events in their order, up to a hundred in a transaction."""

    prefetch = 2 * EVENTS_AT_ONCE

    def setup(self) -> None:
        self.waiting: deque[Any] = deque()
        self.working = False
        super().setup()

    @staticmethod
    def queue_of(department: Any) -> Queue:
        return event_queue(department.name, subscriptions_of(department))

    def handle_message(self, message: Any) -> None:
        self.waiting.append(message)
        if not self.working:
            self.working = True
            self.container.spawn_worker(self, (self,), {})

    def take(self) -> list[Any]:
        """The next batch; empty when there is none or the department is closing."""
        if self.stopping:
            return []
        return [self.waiting.popleft() for _ in range(min(EVENTS_AT_ONCE, len(self.waiting)))]


class Parked(Inlet):
    """What the broker itself put aside is moved to where people look: the table of held events."""

    prefetch = 10

    @staticmethod
    def queue_of(department: Any) -> Queue:
        return parking_queue(department.name)

    def handle_message(self, message: Any) -> None:
        self.container.spawn_worker(self, (message,), {})


class Colleagues(SharedExtension):
    """Asks other departments from within a worker; each ask has a deadline, after which nobody
    carries it out.
    """

    queue_consumer = SafeQueueConsumer()
    prefetch = 100
    no_ack = True

    def setup(self) -> None:
        name = self.container.service_cls.name
        self._address = f"{name}-{clock.new_id()}"
        self._waiting: dict[str, Signal] = {}
        self._one_at_a_time = Semaphore(1)
        self._publisher = Publisher(self.container.config["AMQP_URI"], confirms=False)
        self.queue = Queue(
            f"rpc.reply-{self._address}",
            exchange=RPC,
            routing_key=self._address,
            queue_arguments={"x-expires": REPLY_QUEUE_MILLISECONDS},
        )
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        self.queue_consumer.unregister_provider(self)
        self._publisher.close()

    def handle_message(self, message: Any) -> None:
        waiting = self._waiting.pop(message.properties.get("correlation_id"), None)
        if waiting is not None:
            waiting.send(json.loads(message.body)["result"])

    def ask(self, request: Request[Any], actor: Actor) -> Any:
        """The other department's reply; Silent (503) when it is not there in time."""
        kind = type(request)
        department, patience = department_of(kind), kind.ask.patience
        number, answered = clock.new_id(), Signal()
        self._waiting[number] = answered
        try:
            with eventlet.Timeout(patience), self._one_at_a_time:
                self._publisher.send(
                    **request_message(
                        [request],
                        actor,
                        signer=self.container.service_cls.name,
                        key="",
                        reply_to=self._address,
                        number=number,
                        seconds=patience,
                    )
                )
            with eventlet.Timeout(patience):
                answer = answered.wait()
        except (eventlet.Timeout, BrokerAway):
            raise Silent(department) from None
        finally:
            self._waiting.pop(number, None)
        if "refused" in answer:
            raise refusal_from_wire(answer["refused"])
        return decode(kind.ask.reply, answer["reply"])


def request_message(
    requests: Sequence[Request[Any]],
    actor: Actor,
    *,
    signer: str,
    key: str,
    reply_to: str,
    number: str,
    seconds: float,
) -> dict[str, Any]:
    """A request as it goes on the wire, in nameko's own form and signed: dropped unanswered once
    its caller has stopped waiting. Several questions to one department are one message.
    """
    written = [(wire_name(type(request)), encode(request)) for request in requests]
    name, payload = written[0] if len(written) == 1 else (SEVERAL, written)
    body = json.dumps({"args": [payload], "kwargs": {}})
    to = f"{department_of(type(requests[0]))}.{name}"
    return {
        "body": body,
        "exchange": RPC.name,
        "routing_key": to,
        "reply_to": reply_to,
        "correlation_id": number,
        "delivery_mode": 1,
        "expiration": str(int(seconds * 1000)),
        "headers": {
            "traceparent": tracing.current(),
            **passport_headers(
                signer,
                actor,
                to=to,
                body=body,
                reply_to=reply_to,
                number=number,
                key=key,
                seconds=seconds,
            ),
        },
    }
