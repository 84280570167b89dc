"""Suites to play on: real processes, on a folder and ports of their own, gone with their test."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from deploy.showcase.caller import Caller
from deploy.showcase.stage import Calling, Stage, stage
from tests.servers import RealServers

# The shell waits beside the suite for its own input to end, which happens when the one who started
# it is gone, even by SIGKILL: then it ends the whole group.
GUARD = 'exec 3<&0; { read -r _ <&3; kill -KILL 0; } & exec "$@" 3<&- </dev/null'
PORTS = 8
START_SECONDS = 90.0
STOP_SECONDS = 60.0

PLACES = ("embedded", pytest.param("servers", marks=pytest.mark.servers))


@dataclass
class Suite:
    """`kaiban run --no-showcase` or another command, embedded or on the servers its environment
    names.
    """

    var: Path
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)
    command: Sequence[str] = ("run", "--no-showcase")
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> Path:
        return self.var / f"terminal-{self.command[0]}.txt"

    def start(self, *, crash_at: str = "") -> None:
        """Start it; with a crash point, it will die there like under `kill -9`."""
        self.var.mkdir(parents=True, exist_ok=True)
        environment = {
            **{name: value for name, value in os.environ.items() if "KAIBAN" not in name},
            **self.environment,
            "KAIBAN_VAR": str(self.var),
            "KAIBAN_PORT": str(self.port),
            "KAIBAN_CRASH_AT": crash_at,
        }
        command = [sys.executable, "-m", "deploy.cli", *self.command]
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                ["sh", "-c", GUARD, "sh", *command],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until_open(self) -> None:
        """Wait until it says that it can be used."""
        deadline = time.monotonic() + START_SECONDS
        while not self._is_open():
            if self.has_ended() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the suite did not open:\n{self.output.read_text()[-4000:]}")
            time.sleep(0.1)

    def has_ended(self) -> int | None:
        """Its exit status once it has ended."""
        assert self._process
        return self._process.poll()

    def stop(self) -> int:
        """End it in good order, as Ctrl-C does; its exit status."""
        assert self._process
        self._process.send_signal(signal.SIGINT)
        status = self._process.wait(STOP_SECONDS)
        self.end()
        return status

    def end(self) -> None:
        """End it and everything it has started, at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def pids(self) -> dict[str, int]:
        """The newest process id of each of a supervisor's processes, as it has announced them."""
        lines = self.output.read_text().splitlines()
        found = [re.match(r"  (\w+) +pid (\d+)", line) for line in lines]
        return {match[1]: int(match[2]) for match in found if match}

    def metrics(self) -> str:
        """What every one of its processes shows to Prometheus."""
        ports = range(self.port, self.port + (PORTS - 1 if self.environment else 1))
        pages = (f"http://127.0.0.1:{port}/metrics" for port in ports)
        return "".join(httpx.get(page, timeout=10, trust_env=False).text for page in pages)

    def log_text(self) -> str:
        """Everything its processes have logged."""
        return "".join(path.read_text() for path in sorted((self.var / "log").iterdir()))

    def _is_open(self) -> bool:
        with suppress(httpx.TransportError):
            ready = httpx.get(f"{self.address}/readyz", timeout=2, trust_env=False).is_success
            # A supervisor says so only when every department is ready, too.
            is_whole = self.command[0] == "run"
            return ready and (not is_whole or "Kaiban:" in self.output.read_text())
        return False


@contextmanager
def a_suite(var: Path, environment: Mapping[str, str] | None = None) -> Iterator[Suite]:
    """A suite that is not started yet, and is gone afterwards."""
    suite = Suite(var=var, port=free_ports(PORTS), environment=environment or {})
    try:
        yield suite
    finally:
        suite.end()


@contextmanager
def an_open_suite(place: str, var: Path, request: pytest.FixtureRequest) -> Iterator[Suite]:
    """A running suite, embedded or on real servers."""
    environment = {}
    if place == "servers":
        servers: RealServers = request.getfixturevalue("servers")
        environment = servers.fresh().environment()
    with a_suite(var, environment) as suite:
        suite.start()
        suite.wait_until_open()
        yield suite


@contextmanager
def a_second_gateway(suite: Suite) -> Iterator[Suite]:
    """Another gateway of a suite on real servers, at a port of its own."""
    gateway = Suite(suite.var, free_ports(PORTS), suite.environment, command=("gateway",))
    try:
        gateway.start()
        gateway.wait_until_open()
        yield gateway
    finally:
        gateway.end()


@contextmanager
def players_of(
    suite: Suite, say: Callable[[str], None] | None = None, calling: Calling = Caller
) -> Iterator[Stage]:
    """The showcase's people on a suite; what they say is kept beside it."""
    with ExitStack() as until_the_end:
        script = until_the_end.enter_context((suite.var / "play.txt").open("a"))

        def keep(line: str) -> None:
            script.write(f"{line}\n")
            script.flush()
            if say is not None:
                say(line)

        opened = stage(suite.address, suite.var, say=keep, calling=calling)
        yield until_the_end.enter_context(opened)


class Revival:
    """Starts a suite again whenever it dies, each time with the next crash point."""

    def __init__(self, suite: Suite, crash_points: Sequence[str]) -> None:
        self._suite = suite
        self._next = list(crash_points)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.statuses: list[int] = []

    def __enter__(self) -> "Revival":
        self._suite.start(crash_at=self._next.pop(0))
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            status = self._suite.has_ended()
            if status is not None:
                self.statuses.append(status)
                self._suite.end()
                self._suite.start(crash_at=self._next.pop(0) if self._next else "")


def free_ports(count: int) -> int:
    """The first of so many free ports in a row, below those the system hands out by itself."""
    # By chance, so that two runs at once on one machine do not choose the same ones.
    blocks = range(20_000, 32_000, count)
    for first in random.sample(blocks, len(blocks)):
        with ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
            return first
    raise AssertionError("no free ports")
