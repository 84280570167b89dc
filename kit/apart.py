"""Heavy work in a process of its own, bounded in memory and time: the loop never stands still.

The work is a top-level function. What goes in and comes out is JSON; a Refusal raised there is
raised here.
"""

import importlib
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contracts.base import REQUESTS, Request, department_of, wire_name
from contracts.refusals import Refusal
from contracts.values import FileRef
from kit import green
from kit.files import FileStore
from kit.wire import decode, encode, refusal_from_wire, refusal_to_wire

Parse = Callable[[Any, FileStore], Any]
Render = Callable[[Any, FileStore], FileRef]

SECONDS = 120
MEMORY_BYTES = 1_500 * 1024 * 1024


def parse_apart(work: Parse, request: Request[Any], files: FileStore) -> Any:
    """What `work(request, files)` makes of a request, computed elsewhere."""
    kind = type(request)
    name = f"{department_of(kind)}.{wire_name(kind)}"
    return _run(work, {"request": name, "data": encode(request), "files": str(files.root)})


def render_apart(work: Render, data: Any, files: FileStore) -> FileRef:
    """The file `work(data, files)` makes and keeps, computed elsewhere."""
    made: FileRef = decode(FileRef, _run(work, {"data": data, "files": str(files.root)}))
    return made


def _run(work: Callable[..., Any], task: dict[str, Any]) -> Any:
    command = [sys.executable, "-m", "kit.apart", f"{work.__module__}:{work.__name__}"]
    status, output, errors = green.run(command, json.dumps(task).encode(), SECONDS)
    if status != 0:
        raise RuntimeError(
            f"{command[-1]} ended with {status}: {errors.decode(errors='replace')[-2000:]}"
        )
    answer = json.loads(output)
    if "refused" in answer:
        raise refusal_from_wire(answer["refused"])
    return answer["result"]


def main(place: str) -> None:
    """The other side: read the task, do it, write the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    module, _, function = place.partition(":")
    work = getattr(importlib.import_module(module), function)
    task = json.load(sys.stdin)
    subject = decode(REQUESTS[task["request"]], task["data"]) if "request" in task else task["data"]
    try:
        result = work(subject, FileStore(Path(task["files"])))
        answer = {"result": encode(result) if isinstance(result, FileRef) else result}
    except Refusal as refusal:
        answer = {"refused": refusal_to_wire(refusal)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
