"""Connections that outlive what they are connected to."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text

import kit.database
from kit.database import Database
from tests.servers import RealServers

ALL_OTHERS = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def database(servers: RealServers) -> Iterator[Database]:
    """A database with a connection of each kind in hand."""
    url = servers.fresh().database_url.format(service="enrollment")
    with closing(Database(url)) as made:
        look(made)
        yield made


def look(database: Database) -> None:
    """Use one connection that looks and one that writes."""
    with database.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
    with database.writing() as session:
        assert session.scalar(text("SELECT 1")) == 1


def lose_connections(database: Database) -> None:
    """The server ends what it has, as when it is started again."""
    url = database.engine.url.render_as_string(hide_password=False)
    with closing(Database(url)) as other, other.reading() as session:
        session.execute(ALL_OTHERS)


def test_a_rested_connection_that_is_gone_costs_nobody_a_request(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit.database, "RESTED_SECONDS", 0.0)
    lose_connections(database)
    look(database)


@pytest.mark.parametrize(("rested", "times"), [(0.0, 1), (60.0, 0)])
def test_only_a_connection_that_rested_is_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch, rested: float, times: int
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(kit.database, "RESTED_SECONDS", rested)
    monkeypatch.setattr(database.engine.dialect, "do_ping", asked.append)
    look(database)
    assert len(asked) == times
