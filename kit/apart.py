"""Heavy work in a process of its own, bounded in memory and time: the loop never stands still.

The work is a top-level function. What goes in and comes out is JSON; a Refusal raised there is
raised here. The other side is kit.workbench.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from contracts.base import Request, department_of, wire_name
from contracts.values import FileRef
from kit import green
from kit.files import FileStore
from kit.wire import encode, refusal_from_wire

Parse = Callable[[Any, FileStore], Any]
Render = Callable[[Any, FileStore], FileRef]

SECONDS = 120


def parse_apart(work: Parse, request: Request[Any], files: FileStore) -> Any:
    """What `work(request, files)` makes of a request, computed elsewhere."""
    kind = type(request)
    name = f"{department_of(kind)}.{wire_name(kind)}"
    return _run(work, {"request": name, "data": encode(request), "files": str(files.root)})


def render_apart(work: Render, data: Any, files: FileStore) -> FileRef:
    """The file `work(data, files)` makes and keeps, computed elsewhere."""
    return FileRef(**_run(work, {"data": data, "files": str(files.root)}))


def _run(work: Callable[..., Any], task: dict[str, Any]) -> Any:
    command = [sys.executable, "-m", "kit.workbench", f"{work.__module__}:{work.__name__}"]
    status, output, errors = green.run(command, json.dumps(task).encode(), SECONDS)
    if status != 0:
        why = errors.decode(errors="replace")[-2000:]
        raise RuntimeError(f"{command[-1]} ended with {status}: {why}")
    answer = json.loads(output)
    if "refused" in answer:
        raise refusal_from_wire(answer["refused"])
    return answer["result"]
