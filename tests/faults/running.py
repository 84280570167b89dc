"""One run: people work, something breaks, and a verdict is given."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.ground import Ground
from tests.faults.load import Load
from tests.faults.nemeses import Fault, Scene, during
from tests.faults.verdict import Verdict, judge, settings_of
from tests.journeys.places import Suite
from tests.servers.postgresql import OwnPostgreSQL

# A control need not be waited for as long: it is not to become sound.
CONTROL_DRAIN_SECONDS = 40.0
KILLED = "ended with 137"


class NothingHappened(Exception):
    """The fault did not come about, so that nothing can be said of it."""


def run(ground: Ground, fault: Fault, var: Path, *, seed: int, guarded: bool = True) -> Verdict:
    """The verdict on a fault; unguarded, on the same fault with its guard off."""
    without = "" if guarded else fault.without
    with ground.suite(var, without=without) as suite, _durability(ground, without):
        suite.start(crash_at=fault.crash_at)
        suite.wait_until_open()
        scene = Scene(suite, ground.servers, random.Random(f"{fault.name} {seed}"))
        load = Load(suite, ground, seed=seed, copies=fault.copies)
        with load.working() as log:
            during(fault.breaks, scene, log)
        if fault.crash_at:
            _live_on(suite)
        if fault.reconciles and guarded:
            _kaiban(suite, "reconcile")
        patience = {} if guarded else {"seconds": CONTROL_DRAIN_SECONDS}
        return judge(settings_of(suite), log, **patience)


def _live_on(suite: Suite) -> None:
    """Those that died went on dying at the same point; from now on they live."""
    if KILLED not in suite.output.read_text():
        raise NothingHappened("no process came to the crash point")
    suite.end()
    suite.start()
    suite.wait_until_open()


def _kaiban(suite: Suite, *command: str) -> None:
    environment = {**os.environ, **suite.environment, "KAIBAN_VAR": str(suite.var)}
    # What was sent a moment ago is no loss yet.
    time.sleep(5.0)
    subprocess.run(
        [sys.executable, "-m", "deploy.cli", *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )


@contextmanager
def _durability(ground: Ground, without: str) -> Iterator[None]:
    """PostgreSQL may forget the last commits where this guard is off."""
    database = ground.servers.database
    if without != "durable" or not isinstance(database, OwnPostgreSQL):
        yield
        return
    database.set("synchronous_commit", "off")
    database.set("wal_writer_delay", "10s")
    try:
        yield
    finally:
        database.set("synchronous_commit", "on")
        database.set("wal_writer_delay", "200ms")
