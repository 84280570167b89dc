"""One service's database as a file, and back: PostgreSQL by its own programs, SQLite by its backup
interface. Never by copying a file that is in use.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from kit.database import Database

_DEBIAN = Path("/usr/lib/postgresql")
_SIDE_FILES = ("", "-wal", "-shm")


class Snapshot:
    """A database as it is at this moment, held until `close`; the suite works on meanwhile.

    Snapshots of all services are taken one right after another and only then written, so that they
    lie milliseconds apart.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.is_postgres = is_postgres(url)
        self._database = Database(url, pool_size=1)
        self._connection: Any = None
        self._name = ""
        if self.is_postgres:
            self._hold_postgres()
        else:
            self._hold_sqlite()

    def _hold_postgres(self) -> None:
        held = self._database.engine.connect().execution_options(isolation_level="REPEATABLE READ")
        # It stays open for as long as the dump takes.
        held.execute(text("SET idle_in_transaction_session_timeout = 0"))
        self._name = str(held.scalar(text("SELECT pg_export_snapshot()")))
        self._connection = held

    def _hold_sqlite(self) -> None:
        self._connection = sqlite3.connect(
            f"file:{make_url(self._url).database}?mode=ro", uri=True, isolation_level=None
        )
        self._connection.execute("BEGIN")
        # The view begins with the first look.
        self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def write(self, path: Path) -> None:
        """Write it to a file."""
        if self.is_postgres:
            options = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments"]
            _run(self._url, "pg_dump", *options, f"--snapshot={self._name}", f"--file={path}")
        else:
            with closing(sqlite3.connect(path)) as copy:
                self._connection.backup(copy)

    def revision(self) -> str:
        """The version of its schema."""
        statement = "SELECT version_num FROM alembic_version"
        if self.is_postgres:
            return str(self._connection.scalar(text(statement)))
        return str(self._connection.execute(statement).fetchone()[0])

    def close(self) -> None:
        """Let it go."""
        self._connection.close()
        self._database.close()


def put_back(url: str, path: Path) -> None:
    """Make a database what the file holds; what it held before is gone. May be repeated."""
    if not is_postgres(url):
        target = Path(str(make_url(url).database))
        for side in _SIDE_FILES:
            target.with_name(target.name + side).unlink(missing_ok=True)
        shutil.copyfile(path, target)
        return
    database = Database(url, pool_size=1)
    with database.writing() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    database.close()
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run(url, "pg_restore", *options, f"--dbname={make_url(url).database}", str(path))


def is_in_use(url: str) -> bool:
    """Whether somebody else is connected; a SQLite file does not say."""
    if not is_postgres(url):
        return False
    others = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    database = Database(url, pool_size=1)
    with database.reading() as session:
        found = session.scalar(others) or 0
    database.close()
    return found > 0


def is_empty(url: str) -> bool:
    """Whether a database holds no table."""
    if not is_postgres(url) and not Path(str(make_url(url).database)).exists():
        return True
    database = Database(url, pool_size=1)
    tables = inspect(database.engine).get_table_names()
    database.close()
    return not tables


def is_postgres(url: str) -> bool:
    """Whether it is a database of a PostgreSQL server."""
    return make_url(url).get_backend_name() == "postgresql"


def _run(url: str, program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs on a database; the password is in no argument."""
    subprocess.run([_program(program), *arguments], env=_environment(url), check=True)


def _environment(url: str) -> Mapping[str, str]:
    place = make_url(url)
    told = {
        "PGHOST": place.host,
        "PGPORT": str(place.port or ""),
        "PGUSER": place.username,
        "PGPASSWORD": place.password,
        "PGDATABASE": place.database,
    }
    return {**os.environ, **{name: value for name, value in told.items() if value}}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found:
        return found
    installed = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parents[1].name))
    return str(installed[-1]) if installed else name
