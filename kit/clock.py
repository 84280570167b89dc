"""The one clock and the one source of ids.

`now()` is business time: it may be moved for a rehearsal by writing an offset in seconds to the
file KAIBAN_CLOCK_FILE names,
which every process of the suite reads. `wall()` is real time: sessions, deadlines of messages and
ages of queues use it.
"""

import hashlib
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import uuid_utils

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCK_FILE = "KAIBAN_CLOCK_FILE"

# An id begins with its time: the millisecond, and its place in it.
_SHARED_DIGITS = 16
_ID_DIGITS = 32

_offset_read_at = 0
_offset = timedelta()


def wall() -> datetime:
    """Real time, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """Business time, UTC."""
    return wall() + _moved_by()


def today() -> date:
    """The calendar day in Asia/Shanghai, in which deadlines count."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def move_to(moment: datetime) -> None:
    """Set business time to a moment for every process that shares the clock file."""
    path = os.environ.get(CLOCK_FILE)
    if not path:
        raise RuntimeError(f"The clock can be moved only where {CLOCK_FILE} is set.")
    fresh = Path(path).with_suffix(".new")
    fresh.write_text(str((moment - wall()).total_seconds()), encoding="ascii")
    fresh.replace(path)


def new_id() -> str:
    """A fresh id: unique everywhere, and in the order of its making."""
    return uuid_utils.uuid7().hex


def id_after(cause: str, what: str) -> str:
    """The id of what follows from a cause: the same whenever it follows again, and above the
    cause's in the order of ids.
    """
    own = hashlib.sha256(f"{cause} {what}".encode()).hexdigest()
    # A fresh id has 8 to b in the place of the f.
    return f"{cause[:_SHARED_DIGITS]}f{own[: _ID_DIGITS - _SHARED_DIGITS - 1]}"


def _moved_by() -> timedelta:
    global _offset, _offset_read_at  # noqa: PLW0603 – one clock per process is the point
    path = os.environ.get(CLOCK_FILE)
    if not path:
        return timedelta()
    try:
        changed_at = os.stat(path).st_mtime_ns  # noqa: PTH116 – asked at every reading of the clock, so the cheapest form
    except FileNotFoundError:
        return timedelta()
    if changed_at != _offset_read_at:
        _offset = timedelta(seconds=float(Path(path).read_text(encoding="ascii")))
        _offset_read_at = changed_at
    return _offset
