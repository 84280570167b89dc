"""Where heavy work is done. One process keeps loaded what was needed once, and forks for each task:
the fork reads its task, does it within its limits, writes the answer and ends.
"""

import importlib
import json
import os
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contracts.refusals import Refusal
from contracts.values import FileRef
from kit.files import FileStore

SECONDS = 120
MEMORY_BYTES = 1_500 * 1024 * 1024
PLACE_BYTES = 500


def main(door: socket.socket) -> None:
    """Fork for each line that comes through the door, until nobody holds its other end."""
    # Whoever stops the suite at its terminal stops us by closing the door.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        place, lines, *_ = socket.recv_fds(door, PLACE_BYTES, 1)
        if not lines:
            return
        with socket.socket(fileno=lines[0]) as line:
            module, _, function = place.decode().partition(":")
            with suppress(Exception):
                # Loaded here, so that the next fork has it; what is wrong with it the fork says.
                importlib.import_module(module)
            if os.fork() == 0:
                door.close()
                _work(line, module, function)


def _work(line: socket.socket, module: str, function: str) -> None:
    """Do one task and end; never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        answer = _answer(line, module, function)
    except BaseException:
        answer = {"failed": traceback.format_exc()[-2000:]}
    with suppress(OSError):
        line.sendall(json.dumps(answer).encode())
    os._exit(0)


def _answer(line: socket.socket, module: str, function: str) -> dict[str, Any]:
    with line.makefile("rb") as asked:
        task = json.load(asked)
    os.environ.update(task["settings"])
    work = getattr(importlib.import_module(module), function)
    try:
        result = work(_subject(task), FileStore(Path(task["files"])))
    except Refusal as refusal:
        return {"refused": _refused(refusal)}
    return {"result": asdict(result) if isinstance(result, FileRef) else result}


def _subject(task: dict[str, Any]) -> Any:
    if "request" not in task:
        return task["data"]
    from contracts.base import REQUESTS  # noqa: PLC0415 – only where a request is read
    from kit.wire import decode  # noqa: PLC0415 – only where a request is read

    return decode(REQUESTS[task["request"]], task["data"])


def _refused(refusal: Refusal) -> dict[str, Any]:
    from kit.wire import refusal_to_wire  # noqa: PLC0415 – only where something is refused

    return refusal_to_wire(refusal)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
