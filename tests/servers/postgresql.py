"""PostgreSQL for tests: a cluster of our own, or a server that is named."""

import os
import shutil
import signal
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.servers.machine import Process, free_port

PACKAGE = "postgresql"
SERVICES = ("enrollment", "scheduling", "assessment", "finance", "notification", "portal")

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    # Anything else would leave shared memory behind when a run is killed.
    "dynamic_shared_memory_type": "mmap",
}


def programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps one folder a version, off the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def _version(initdb: Path) -> int:
    return int(initdb.parents[1].name)


class _PostgreSQL:
    def __init__(self, template: str) -> None:
        self._place = urlsplit(template)
        self._created: list[str] = []

    def empty_url(self, name: str) -> str:
        """Make an empty database for each service; the URL has `{service}` in its name."""
        return self._create(name, "")

    def copy_url(self, name: str, url: str) -> str:
        """Make a copy of each database of another URL; nobody may be connected to them."""
        return self._create(name, f' TEMPLATE "{urlsplit(url).path.lstrip("/")}"')

    def _create(self, name: str, like: str) -> str:
        database = f"{name}_{self._place.path.lstrip('/')}"
        for service in SERVICES:
            self._created.append(database.format(service=service))
            self._do(f'CREATE DATABASE "{self._created[-1]}"{like.format(service=service)}')
        return self._place._replace(path=f"/{database}").geturl()

    def _do(self, statement: str) -> None:
        maintenance = self._place._replace(scheme="postgresql", path="/postgres").geturl()
        with closing(psycopg2.connect(maintenance)) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)


class NamedPostgreSQL(_PostgreSQL):
    """A server somebody else runs, whose user may create databases."""

    def take_in(self, statements: str) -> str:
        pytest.skip("a named PostgreSQL is not ours to set up")

    def start(self) -> None:
        """It runs already."""

    def stop_immediately(self) -> None:
        pytest.skip("a named PostgreSQL is not ours to stop")

    def close(self) -> None:
        for database in self._created:
            self._do(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


class OwnPostgreSQL(_PostgreSQL):
    """A cluster of our own, every commit on disk, as in production."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        super().__init__(f"postgresql+psycopg2://kaiban@127.0.0.1:{self._port}/{{service}}")
        self._programs = programs() or Path()
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._home = folder / "postgresql"
        self._home.mkdir()
        if self._user:
            shutil.chown(self._home, self._user, self._user)
        self._process: Process | None = None

    def start(self) -> None:
        """Start it, for the first time or after a fault, and wait until it answers."""
        if not (self._home / "data").exists():
            self._make_cluster()
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        self._process = Process(
            [self._programs / "postgres", "-D", "data", "-p", str(self._port), *settings],
            log=self._home / "PostgreSQL.log",
            user=self._user,
        )
        self._process.wait_until(self._answers)

    def set(self, name: str, value: str) -> None:
        """Change one of its settings while it runs."""
        self._do(f"ALTER SYSTEM SET {name} = '{value}'")
        self._do("SELECT pg_reload_conf()")

    def take_in(self, statements: str) -> str:
        """Have its administrator carry out what psql is told; its host and port."""
        where = f"postgresql://kaiban@127.0.0.1:{self._port}/postgres"
        subprocess.run(
            [self._programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", where],
            input=statements.encode(),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return f"127.0.0.1:{self._port}"

    def stop_immediately(self) -> None:
        """As if the machine had lost its power: `start` recovers from the log of changes."""
        assert self._process
        self._process.signal(signal.SIGQUIT)
        self._process.end()

    def close(self) -> None:
        if self._process:
            self.stop_immediately()

    def _make_cluster(self) -> None:
        options = ["--username=kaiban", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(
            [self._programs / "initdb", "--no-sync", "--pgdata=data", *options],
            cwd=self._home,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def _answers(self) -> bool:
        try:
            self._do("SELECT 1")
        except psycopg2.OperationalError:
            return False
        return True
