"""The in-memory broker of the one-process suite: kombu's own, woken by each message instead of
polling for it.
"""

import threading
import time
from queue import Empty
from typing import Any, ClassVar

from kombu.transport import memory

# Which connection listens to which queue; a message wakes that one only.
_listeners: dict[str, threading.Event] = {}


class Channel(memory.Channel):
    """A channel whose queues outlive it, and whose bodies stay text."""

    queues: ClassVar[dict[str, Any]] = {}
    body_encoding = None

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:
        super()._put(queue, message, **kwargs)
        listener = _listeners.get(queue)
        if listener is not None:
            listener.set()

    def basic_consume(
        self, queue: str, no_ack: bool, callback: Any, consumer_tag: str, **kwargs: Any
    ) -> None:
        super().basic_consume(queue, no_ack, callback, consumer_tag, **kwargs)
        _listeners[queue] = self.connection.arrived
        self.connection.arrived.set()

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        for tag in self._up_to(delivery_tag) if multiple else [delivery_tag]:
            super().basic_ack(tag)
        # An acknowledgement may make room for the next delivery.
        self.connection.arrived.set()

    def _up_to(self, delivery_tag: str) -> list[str]:
        """What was delivered before this one, and this one; deliveries are kept in their order."""
        delivered = list(self.qos._delivered)
        return delivered[: delivered.index(delivery_tag) + 1] if delivery_tag in delivered else []

    def close(self) -> None:
        super().close()
        # kombu gives the channel an empty dictionary of its own here; the shared one shows again.
        self.__dict__.pop("queues", None)


class Transport(memory.Transport):
    """Waits for a message to arrive instead of looking again and again."""

    Channel = Channel

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.arrived = threading.Event()

    def drain_events(self, _connection: Any, timeout: float | None = None) -> None:
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            self.arrived.clear()
            try:
                self.cycle.get(self._deliver, timeout=timeout)
            except Empty:
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError from None
                self.arrived.wait(left)
            else:
                return
