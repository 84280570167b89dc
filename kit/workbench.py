"""Where heavy work is done: reads one task, does it within its limits, writes the answer.

Started anew for each task, so it loads no more than the task needs.
"""

import importlib
import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contracts.refusals import Refusal
from contracts.values import FileRef
from kit.files import FileStore

MEMORY_BYTES = 1_500 * 1024 * 1024


def main(place: str) -> None:
    """Do the work that `module:function` names with the task on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    module, _, function = place.partition(":")
    work = getattr(importlib.import_module(module), function)
    task = json.load(sys.stdin)
    try:
        result = work(_subject(task), FileStore(Path(task["files"])))
        answer = {"result": asdict(result) if isinstance(result, FileRef) else result}
    except Refusal as refusal:
        answer = {"refused": _refused(refusal)}
    json.dump(answer, sys.stdout)


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
    main(sys.argv[1])
