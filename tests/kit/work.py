"""Work to be done apart."""

import os
import resource
import signal
from typing import Any

from contracts.refusals import Refusal
from kit.files import FileStore


def tell(data: Any, _files: FileStore) -> Any:
    """What it was given, and where it is."""
    return {"given": data, "process": os.getpid(), "forked_by": os.getppid()}


def tell_limits(_data: Any, _files: FileStore) -> Any:
    """What it may take: seconds that are left, bytes."""
    return [signal.alarm(0), resource.getrlimit(resource.RLIMIT_AS)[0]]


def tell_setting(name: str, _files: FileStore) -> Any:
    """A setting as it finds it."""
    return os.environ.get(name)


def refuse(_data: Any, _files: FileStore) -> Any:
    """No."""
    raise Refusal("UNFIT", "不合适。", "It does not fit.", "A-1.a")


def break_down(_data: Any, _files: FileStore) -> Any:
    """A fault of ours."""
    raise ZeroDivisionError("by nought")


def take_everything(_data: Any, _files: FileStore) -> Any:
    """More memory than anybody has."""
    return len(b"x" * 3_000_000_000)


def die(_data: Any, _files: FileStore) -> Any:
    """As a reader dies that a file has broken."""
    os.kill(os.getpid(), signal.SIGKILL)
