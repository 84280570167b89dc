"""A database as a file and back, on both kinds: as it was at one moment, whatever happens after."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.snapshot import Snapshot, is_empty, is_in_use, is_postgres, put_back
from tests.servers import RealServers


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "postgresql":
        servers: RealServers = request.getfixturevalue("servers")
        yield servers.fresh().database_url.format(service="finance")
    else:
        yield f"sqlite:///{tmp_path}/finance.db"


def do(url: str, *statements: str) -> None:
    with closing(Database(url, pool_size=1)) as database, database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


def names(url: str) -> list[str]:
    with closing(Database(url, pool_size=1)) as database, database.reading() as session:
        return list(session.scalars(text("SELECT name FROM unit ORDER BY name")))


def test_a_snapshot_is_of_its_moment_and_can_be_put_back(url: str, tmp_path: Path) -> None:
    do(
        url,
        "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        "INSERT INTO alembic_version VALUES ('0007')",
        "CREATE TABLE unit (name VARCHAR(20) PRIMARY KEY)",
        "INSERT INTO unit VALUES ('first')",
    )
    with closing(Snapshot(url)) as snapshot:
        do(url, "INSERT INTO unit VALUES ('later')")
        snapshot.write(tmp_path / "kept")
        assert snapshot.revision() == "0007"
    do(url, "CREATE TABLE of_a_newer_release (name VARCHAR(20))")
    for _ in range(2):
        put_back(url, tmp_path / "kept")
        assert names(url) == ["first"]
    do(url, "CREATE TABLE of_a_newer_release (name VARCHAR(20))")


def test_an_empty_database_is_known_from_one_that_holds_something(url: str) -> None:
    assert is_empty(url)
    do(url, "CREATE TABLE unit (name VARCHAR(20) PRIMARY KEY)")
    assert not is_empty(url)


def test_somebody_elses_connection_is_seen_where_the_server_tells(url: str) -> None:
    do(url, "CREATE TABLE unit (name VARCHAR(20) PRIMARY KEY)")
    assert not is_in_use(url)
    with closing(Database(url, pool_size=1)) as other, other.reading() as session:
        session.execute(text("SELECT 1"))
        assert is_in_use(url) is is_postgres(url)
