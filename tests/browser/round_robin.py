"""Several gateways behind one address: each new connection goes to the next one that answers."""

import select
import socket
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer

CHUNK = 65536
LOOK_SECONDS = 0.2


@contextmanager
def round_robin(port: int, ports: Sequence[int]) -> Iterator[None]:
    """Listen on one port for the gateways on the others."""
    with _Front(("127.0.0.1", port), _Connection) as front:
        front.turn = deque(ports)
        thread = threading.Thread(target=front.serve_forever)
        thread.start()
        try:
            yield
        finally:
            front.is_over.set()
            front.shutdown()
            thread.join()


class _Front(ThreadingTCPServer):
    allow_reuse_address = True
    turn: deque[int]

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # address and handler, as they come
        self.is_over = threading.Event()

    def open_next(self) -> socket.socket:
        """A connection to the gateway whose turn it is; OSError when none answers."""
        for _ in range(len(self.turn)):
            self.turn.rotate()
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.turn[0]))
        raise OSError("no gateway answers")


class _Connection(BaseRequestHandler):
    server: _Front

    def handle(self) -> None:
        """Carry to and fro until either side has had enough."""
        with suppress(OSError), self.server.open_next() as behind:
            other = {self.request: behind, behind: self.request}
            while not self.server.is_over.is_set():
                ready, _, _ = select.select(list(other), [], [], LOOK_SECONDS)
                for one in ready:
                    data = one.recv(CHUNK)
                    if not data:
                        return
                    other[one].sendall(data)
