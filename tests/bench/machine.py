"""The machine the figures belong to, and what its processes take."""

import importlib.metadata
import os
import platform
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
from kombu import Connection

from tests.servers import Site

PROC = Path("/proc")
PACKAGES = ("nameko", "kombu", "eventlet", "SQLAlchemy", "psycopg2-binary", "fastapi", "uvicorn")
MIB = 1024 * 1024
LOOK_SECONDS = 0.01
TITLES = {"beam.smp": "RabbitMQ", "postgres": "PostgreSQL", "run": "the suite"}


def description(site: Site) -> list[tuple[str, str]]:
    """What one must know to compare the figures with those of another machine."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return [
        ("Processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("Memory", f"{_memory_gib():.0f} GiB"),
        ("System", f"{platform.system()} {platform.release()}, Python {platform.python_version()}"),
        ("One write to the disk (fdatasync)", f"{_sync_milliseconds():.2f} ms"),
        ("PostgreSQL", f"{_postgres_version(site)}, one server for all services"),
        ("RabbitMQ", f"{_rabbitmq_version(site)}, one node, quorum queues for events"),
        ("Libraries", versions),
        ("Load when the run began (1, 5, 15 min)", _loads()),
    ]


def _loads() -> str:
    return ", ".join(f"{load:.1f}" for load in os.getloadavg())


def _processor() -> str:
    for line in (PROC / "cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gib() -> float:
    return _field(PROC / "meminfo", "MemTotal") / 1024


def _sync_milliseconds() -> float:
    with tempfile.NamedTemporaryFile(dir=Path.cwd()) as file:
        started = time.perf_counter()
        for _ in range(50):
            file.write(b"x" * 512)
            file.flush()
            os.fdatasync(file.fileno())
    return (time.perf_counter() - started) / 50 * 1000


def _postgres_version(site: Site) -> str:
    address = plain(site.database_url.format(service="enrollment"))
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        (fsync,) = cursor.fetchone()
        version = connection.info.parameter_status("server_version")
    return f"{version}, fsync {fsync}"


def _rabbitmq_version(site: Site) -> str:
    with Connection(site.amqp_uri) as connection:
        connection.connect()
        properties = connection.connection.server_properties
        return str(properties["version"])


def plain(database_url: str) -> str:
    """The same address as psycopg2 itself takes it."""
    return database_url.replace("+psycopg2", "")


# -- processes ------------------------------------------------------------------------------------


def memory_mib(pid: int) -> float:
    """What a process holds in memory now, MiB."""
    return _field(PROC / str(pid) / "status", "VmRSS")


def peak_mib(pid: int) -> float:
    """The most a process has held since it started, or since `forget_peak`, MiB."""
    return _field(PROC / str(pid) / "status", "VmHWM")


def forget_peak(pid: int) -> None:
    """Let the peak begin anew."""
    with suppress(OSError):
        (PROC / str(pid) / "clear_refs").write_text("5")


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used, s."""
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """The processes a process has started and their children in turn."""
    found: list[int] = []
    for listed in (PROC / str(pid) / "task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, listed.read_text().split()):
                found += [child, *children(child)]
    return found


@contextmanager
def processor_time() -> Iterator[dict[str, float]]:
    """Seconds of processor time by process, there at the end.

    Work of others on the machine does not show in it, so that a busy machine still tells what one
    action costs. Servers that somebody else runs are not seen.
    """
    spent: dict[str, float] = {}
    before = {pid: seconds for pid, _, seconds in _family()}
    yield spent
    for pid, name, seconds in _family():
        spent[name] = spent.get(name, 0.0) + seconds - before.get(pid, 0.0)


def _family() -> Iterator[tuple[int, str, float]]:
    """This process and every one it has started, with its name and the seconds it has used."""
    own = os.getpid()
    yield own, "the clients", cpu_seconds(own)
    for pid in children(own):
        with suppress(OSError):
            yield pid, _title(pid), cpu_seconds(pid)


def _title(pid: int) -> str:
    words = (PROC / str(pid) / "cmdline").read_text(errors="replace").split("\0")
    if "deploy.cli" in words:
        rest = words[words.index("deploy.cli") + 1 :]
        return TITLES.get(rest[0], rest[1] if rest[0] == "service" else rest[0])
    program = (PROC / str(pid) / "comm").read_text().strip()
    return TITLES.get(program, program)


def shares(spent: Mapping[str, float], actions: int) -> str:
    """Milliseconds of processor time for one action, the hungriest process first."""
    if not actions:
        return ""
    each = sorted(
        ((seconds / actions * 1000, name) for name, seconds in spent.items()), reverse=True
    )
    named = ", ".join(f"{name} {ms:.1f}" for ms, name in each if ms >= 0.1)
    return f"processor {sum(ms for ms, _ in each):.1f} ms each: {named}"


@contextmanager
def peaks_below(pid: int) -> Iterator[dict[int, float]]:
    """The peak (MiB) of each process that a process starts meanwhile, however short its life."""
    seen: dict[int, float] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            for child in children(pid):
                with suppress(OSError, ValueError):
                    seen[child] = max(seen.get(child, 0.0), peak_mib(child))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()


def _field(path: Path, name: str) -> float:
    for line in path.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"{path} has no {name}")
