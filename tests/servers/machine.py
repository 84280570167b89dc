"""What this machine gives to servers of our own: packages, a folder, ports, processes."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_POLICY = Path("/usr/sbin/policy-rc.d")

# The shell waits beside the server for its own input to end, which happens when the one who started
# it is gone, even by SIGKILL. Then it ends the whole group: no server outlives its tests.
_GUARD = 'exec 3<&0; { read -r _ <&3; kill -KILL 0; } & exec "$@" 3<&- </dev/null'


class Unavailable(Exception):
    """There is no real server here, and none can be had."""


def install(package: str) -> None:
    """Install a Debian package, its own system service left off."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Unavailable(
            f"{package} is not installed, and only root on Debian may install it here"
        )
    noninteractive = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt_get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    try:
        with _services_left_off():
            for step in (["update"], ["install", "-y", "--no-install-recommends", package]):
                subprocess.run(
                    [*apt_get, *step],
                    env=noninteractive,
                    check=True,
                    timeout=600,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        raise Unavailable(f"{package} could not be installed: {failure}") from failure


@contextmanager
def _services_left_off() -> Iterator[None]:
    # Debian starts what it installs unless a policy refuses. A machine's own policy is not touched.
    if _POLICY.exists():
        yield
        return
    _POLICY.write_text("#!/bin/sh\nexit 101\n")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink()


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for this run alone; what runs killed before have left is cleared away."""
    home = _ROOT / "var" / "servers"
    if os.geteuid() == 0 and not _open_to_all(_ROOT):
        # Root's servers run as a user of their own, who cannot enter a closed home.
        home = Path(tempfile.gettempdir()) / "kaiban-servers"
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob("run-*"):
        _clear_if_abandoned(left)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=home))
    folder.chmod(0o755)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _open_to_all(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))


def _clear_if_abandoned(folder: Path) -> None:
    with suppress(OSError), (folder / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
    return port


class Process:
    """A server in the foreground, with all it starts; dies with the one who started it."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        self._log = log
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                ["sh", "-c", _GUARD, "sh", *command],
                cwd=log.parent,
                env=env,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                user=user,
                group=user,
                extra_groups=[] if user else None,
                start_new_session=True,
            )

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Wait up to a minute; Unavailable carries the end of the server's log."""
        deadline = time.monotonic() + 60
        while not ready():
            if self._popen.poll() is not None or time.monotonic() > deadline:
                tail = self._log.read_text(errors="replace")[-2000:]
                raise Unavailable(f"{self._log.stem} did not start:\n{tail}")
            time.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal and wait until the server has ended."""
        self._popen.send_signal(number)
        self._popen.wait(timeout=60)

    def end(self) -> None:
        """Kill the server and all it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.communicate()
