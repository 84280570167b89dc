"""The embedded suite: how soon it is up, and what it takes when nobody asks for anything."""

import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Goal, Line
from tests.bench.machine import children, cpu_seconds, memory_mib
from tests.bench.running import suite

CHAPTER = "The embedded suite"
SETTLE_SECONDS = 10.0
IDLE_SECONDS = 10.0


def start_and_idle(folder: Path) -> Iterator[Line]:
    """Start-up into an empty folder and again, then memory and processor time at rest."""
    with suite(folder) as first:
        yield Line(
            chapter=CHAPTER,
            what="First start until /readyz",
            value=first.seconds_to_ready,
            unit="s",
            goal=Goal("≤", 5.0),
            under="empty folder: schemas, keys and the first account are made",
        )
    with suite(folder) as again:
        yield Line(
            chapter=CHAPTER,
            what="Later start until /readyz",
            value=again.seconds_to_ready,
            unit="s",
            goal=Goal("≤", 5.0),
        )
        time.sleep(SETTLE_SECONDS)
        processes = [again.pid, *children(again.pid)]
        yield Line(
            chapter=CHAPTER,
            what="Memory at rest",
            value=sum(memory_mib(pid) for pid in processes),
            unit="MiB",
            goal=Goal("≤", 200.0),
            under=f"{len(processes)} process, {SETTLE_SECONDS:.0f} s after the start",
        )
        used = cpu_seconds(again.pid)
        time.sleep(IDLE_SECONDS)
        yield Line(
            chapter=CHAPTER,
            what="Processor at rest",
            value=(cpu_seconds(again.pid) - used) / IDLE_SECONDS * 100,
            unit="% of a core",
            under=f"over {IDLE_SECONDS:.0f} s",
        )
