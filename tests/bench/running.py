"""The suite as people start it, and processes of our own beside it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TypeAlias

from deploy.departments import DEPARTMENTS
from tests.servers import Site
from tests.servers.machine import free_port

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 90.0
END_SECONDS = 45.0
LOOK_SECONDS = 0.02
# The gateway, the departments and the watch.
PORTS = 2 + len(DEPARTMENTS)

Running: TypeAlias = "subprocess.Popen[bytes]"


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A running suite. `seconds_to_ready` is the time from the command until /readyz said yes."""

    address: str
    var: Path
    pid: int
    seconds_to_ready: float


@contextmanager
def suite(var: Path, site: Site | None = None) -> Iterator[Suite]:
    """`kaiban run --no-showcase`: on a site's servers, or embedded where there is no site."""
    port = _free_ports()
    surroundings = {"KAIBAN_VAR": str(var), "KAIBAN_PORT": str(port)}
    surroundings |= site.environment() if site else {}
    address = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    command, log = ("deploy.cli", "run", "--no-showcase"), var / "run.txt"
    with process(*command, env=surroundings, log=log) as running:
        departments = range(port + 1, port + PORTS) if site else ()
        for one in (port, *departments):
            wait_until_ready(f"http://127.0.0.1:{one}/readyz", running, log)
        seconds = time.perf_counter() - started
        yield Suite(address=address, var=var, pid=running.pid, seconds_to_ready=seconds)


def speak_as_gateway_of(var: Path) -> None:
    """Ask departments from here, too: what this process asks is signed with the suite's keys."""
    os.environ["KAIBAN_VAR"] = str(var)


@contextmanager
def process(module: str, *arguments: str, env: Mapping[str, str], log: Path) -> Iterator[Running]:
    """A Python module as a process of its own, with these settings and no others of the suite's.
    It is told to stop at the end.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAIBAN_")}
    with log.open("ab") as output:
        running = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**kept, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def wait_until_ready(address: str, running: Running, log: Path) -> None:
    """Until the address answers 200; RuntimeError with the log's end when the process cannot."""
    deadline = time.monotonic() + READY_SECONDS
    while not _is_ready(address):
        if running.poll() is not None or time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-1000:]
            raise RuntimeError(f"{address} does not become ready: {tail}")
        time.sleep(LOOK_SECONDS)


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 – our own address
            return bool(answer.status == HTTPStatus.OK)
    except (OSError, urllib.error.URLError):
        return False


def _free_ports() -> int:
    """The first of as many free ports in a row as the suite takes."""
    for _ in range(100):
        first = free_port()
        if all(_is_free(port) for port in range(first, first + PORTS)):
            return first
    raise OSError("no row of free ports")


def _is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except (OSError, OverflowError):
        return False
