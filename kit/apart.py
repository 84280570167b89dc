"""Heavy work in a process of its own, bounded in memory and time: the loop never stands still.

The work is a top-level function. What goes in and comes out is JSON; a Refusal raised there is
raised here. The other side is kit.workbench.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from contracts.base import Request, department_of, wire_name
from contracts.values import FileRef
from kit.files import FileStore
from kit.green import unpatched
from kit.wire import encode, refusal_from_wire
from kit.workbench import SECONDS

Parse = Callable[[Any, FileStore], Any]
Render = Callable[[Any, FileStore], FileRef]

# What a fork that has been told to end is given beyond its time.
GRACE_SECONDS = 5.0
PIECE = 65_536


def parse_apart(work: Parse, request: Request[Any], files: FileStore) -> Any:
    """What `work(request, files)` makes of a request, computed elsewhere."""
    kind = type(request)
    name = f"{department_of(kind)}.{wire_name(kind)}"
    return _run(work, {"request": name, "data": encode(request), "files": str(files.root)})


def render_apart(work: Render, data: Any, files: FileStore) -> FileRef:
    """The file `work(data, files)` makes and keeps, computed elsewhere."""
    return FileRef(**_run(work, {"data": data, "files": str(files.root)}))


def _run(work: Callable[..., Any], task: dict[str, Any]) -> Any:
    place = f"{work.__module__}:{work.__name__}"
    settings = {name: value for name, value in os.environ.items() if name.startswith("KAIBAN_")}
    with _workbench.line_for(place) as line:
        line.settimeout(SECONDS + GRACE_SECONDS)
        line.sendall(json.dumps({**task, "settings": settings}).encode())
        line.shutdown(socket.SHUT_WR)
        said = b"".join(iter(partial(line.recv, PIECE), b""))
    if not said:
        raise RuntimeError(f"{place} ended without an answer")
    answer = json.loads(said)
    if "failed" in answer:
        raise RuntimeError(f"{place} failed: {answer['failed']}")
    if "refused" in answer:
        raise refusal_from_wire(answer["refused"])
    return answer["result"]


class _Workbench:
    """The process that forks for each task. It is started at the first one, and anew when it has
    died; it ends when we do.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._door: Any = None
        self._process: Any = None

    def line_for(self, place: str) -> socket.socket:
        """A line to a fresh fork, which reads its task there and answers."""
        ours, theirs = unpatched("socket").socketpair()
        with theirs, self._lock:
            try:
                self._hand_over(place, theirs)
            except OSError:
                self.close()
                self._hand_over(place, theirs)
        return socket.socket(fileno=ours.detach())

    def close(self) -> None:
        """Let it end; the next task starts another."""
        if self._door is not None:
            self._door.close()
            self._process.wait()
        self._door = self._process = None

    def _hand_over(self, place: str, line: Any) -> None:
        if self._door is None:
            self._start()
        unpatched("socket").send_fds(self._door, [place.encode()], [line.fileno()])

    def _start(self) -> None:
        sockets = unpatched("socket")
        self._door, inside = sockets.socketpair(type=sockets.SOCK_SEQPACKET)
        with inside:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kit.workbench", str(inside.fileno())],
                pass_fds=[inside.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )


_workbench = _Workbench()
atexit.register(_workbench.close)
