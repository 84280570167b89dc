"""What takes a guard off still finds it: a control that changes nothing would prove nothing."""

import os
import subprocess
import sys

from tests.faults.ground import WITHOUT
from tests.faults.nemeses import FAULTS

# Taken off elsewhere: in PostgreSQL's settings, and by not running a command.
ELSEWHERE = {"durable", "reconcile"}

SEEN = """
import importlib, sitecustomize
for name, (module, _) in sitecustomize.GUARDS.items():
    found = vars(importlib.import_module(module))
    classes = [one for one in found.values() if isinstance(one, type)]
    things = [*found.values(), *(thing for one in classes for thing in vars(one).values())]
    made_here = {getattr(thing, "__qualname__", "").partition(".")[0] for thing in things
                 if getattr(thing, "__module__", "") == "sitecustomize"}
    print(name, name in made_here)
"""


def test_every_guard_can_be_taken_off() -> None:
    off = {guard for fault in FAULTS for guard in fault.without.split(",") if guard}
    wanted = off - ELSEWHERE
    environment = {**os.environ, "PYTHONPATH": str(WITHOUT), "UNGUARDED": ",".join(wanted)}
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SEEN],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(told.stdout.splitlines()) == {f"{name} True" for name in wanted}
