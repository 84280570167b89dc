"""The suite on real servers: a process per department and one for the gateway, kept alive."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from types import FrameType

import structlog

from deploy.departments import DEPARTMENTS
from deploy.folder import link_fonts, only_suite_here
from deploy.showcase.launch import launch
from deploy.watch import WATCH
from kit import logs
from kit.clock import CLOCK_FILE
from kit.settings import Settings

log = structlog.get_logger()

# One that dies again and again is started again ever more slowly; one that lived a while at once.
PAUSES = (0.2, 1.0, 2.0, 5.0, 15.0)
STEADY_SECONDS = 60.0
GRACE_SECONDS = 30.0
START_SECONDS = 60.0
LOOK_SECONDS = 0.2

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process of the suite."""

    name: str
    command: list[str]
    health: str
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    deaths: int = 0
    announced: bool = False

    def start(self) -> None:
        """Start it, apart from the terminal: signals reach it through the supervisor alone."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", *self.command],
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 – the supervisor has one thread
        )
        self.started_at, self.announced = time.monotonic(), False

    def is_ready(self) -> bool:
        """Whether it says it can do its work."""
        try:
            with urllib.request.urlopen(self.health, timeout=2) as answer:  # noqa: S310 – our own address
                return bool(answer.status == HTTPStatus.OK)
        except (OSError, urllib.error.URLError):
            return False

    def note_death(self, status: int) -> None:
        """Say that it ended, and when it is to be started again."""
        now = time.monotonic()
        steady = now - self.started_at > STEADY_SECONDS
        pause = PAUSES[0 if steady else min(self.deaths, len(PAUSES) - 1)]
        self.deaths = 0 if steady else self.deaths + 1
        self.start_again_at = now + pause
        self.process = None
        log.error("process ended", name=self.name, status=status, again_in_seconds=pause)
        print(f"  {self.name:<14} ended with {status}; again in {pause:g} s", flush=True)


@dataclass
class Supervisor:
    """Starts the processes, starts again what dies, and ends all of them in good order."""

    settings: Settings
    showcase: bool
    children: list[Child]
    stopping: bool = False
    opened: bool = False
    player: "subprocess.Popen[bytes] | None" = None

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self.stopping:
            for child in self.children:
                self._look_after(child)
            self._play_when_open()
            time.sleep(LOOK_SECONDS)
        self._end()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self, child: Child) -> None:
        status = child.process.poll() if child.process is not None else None
        if status is not None:
            child.note_death(status)
        if child.process is None and time.monotonic() >= child.start_again_at:
            child.start()
        if child.process is not None and not child.announced and child.is_ready():
            child.announced = True
            print(f"  {child.name:<14} pid {child.process.pid:<8} {child.health}", flush=True)

    def _play_when_open(self) -> None:
        if self.opened or not all(child.announced for child in self.children):
            return
        self.opened = True
        print(f"开班 Kaiban: {self.settings.address}", flush=True)
        if self.showcase:
            self.player = launch(self.settings)

    def _end(self) -> None:
        print("Ending; every process finishes what it has in hand.", flush=True)
        processes = [self.player, *(child.process for child in self.children)]
        living = [process for process in processes if process is not None]
        for process in living:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in living:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("process killed after the grace time", pid=process.pid)
                process.kill()
                process.wait()


def run(settings: Settings, *, fresh: bool, showcase: bool) -> int:
    """Run the suite as separate processes until SIGTERM or SIGINT."""
    if fresh:
        print("On servers, begin anew by giving the suite empty databases and an empty broker.")
        return 2
    if not settings.database_template:
        print("KAIBAN_AMQP_URI needs KAIBAN_DATABASE_URL beside it, with {service} in it.")
        return 2
    lock = only_suite_here(settings.var)
    if lock is None:
        print(f"Another suite is running on {settings.var}.")
        return 1
    if not link_fonts(settings):
        print("The fonts of the certificates are missing: run `make setup` first.")
        return 1
    if not settings.in_production:
        os.environ.setdefault(CLOCK_FILE, str(settings.var / "clock"))
    os.environ["KAIBAN_VAR"] = str(settings.var)
    logs.configure("supervisor", settings.var / "log")
    prepared = subprocess.run([sys.executable, "-m", "deploy.cli", "prepare"], check=False)
    if prepared.returncode != 0:
        print("The databases or the broker could not be prepared.")
        return prepared.returncode
    Supervisor(settings, showcase, children_of(settings)).run()
    return 0


def children_of(settings: Settings) -> list[Child]:
    """Each department on a health port of its own, above the gateway's."""
    children = []
    for offset, name in enumerate(DEPARTMENTS, start=1):
        port = settings.port + offset
        command = ["service", name, "--health-port", str(port)]
        children.append(Child(name, command, f"http://127.0.0.1:{port}/readyz"))
    port = settings.port + len(DEPARTMENTS) + 1
    command = [WATCH, "--health-port", str(port)]
    children.append(Child(WATCH, command, f"http://127.0.0.1:{port}/readyz"))
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "") else settings.host  # noqa: S104 – only looked at
    children.append(Child("gateway", ["gateway"], f"http://{host}:{settings.port}/readyz"))
    return children


def _die_with_parent() -> None:
    """On Linux a child is told to stop when its supervisor dies without having said so."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
