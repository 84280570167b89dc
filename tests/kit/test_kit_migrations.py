"""The kit's own tables after a service's migrations: as the metadata says, and older rows found by
what the new columns hold.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import MetaData, insert, select, text
from sqlalchemy.exc import DBAPIError

from kit.database import Database
from kit.first_tables import first_kit_tables
from kit.migrations import scripts_of, upgrade
from kit.tables import NAMES, add_kit_tables
from tests.servers import RealServers

SERVICES = ("enrollment", "scheduling", "assessment", "finance", "notification", "portal")
MOMENT = datetime(2026, 3, 6, 1, 2, 3, 456789, tzinfo=UTC)


def tables_now() -> MetaData:
    found = MetaData(naming_convention=NAMES)
    add_kit_tables(found)
    return found


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/kit.db")
    yield made
    made.close()


@pytest.fixture
def postgres(servers: RealServers) -> Iterator[Database]:
    made = Database(servers.fresh().database_url.format(service="finance"))
    yield made
    made.close()


def differences(database: Database) -> list[object]:
    kits = tables_now()
    opts = {"compare_type": True, "include_object": lambda table, *_: _name(table) in kits.tables}
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, kits))


def _name(found: Any) -> str:
    table = getattr(found, "table", found)
    return str(table.name)


@pytest.mark.parametrize("service", SERVICES)
def test_every_services_migrations_lead_to_the_kits_tables(
    database: Database, service: str
) -> None:
    upgrade(service, database)
    assert differences(database) == []


def test_the_same_on_postgresql(postgres: Database) -> None:
    upgrade("finance", postgres)
    assert differences(postgres) == []


def test_what_a_later_release_has_made_is_left_as_it_is(database: Database) -> None:
    upgrade("finance", database)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    assert not upgrade("finance", database)
    with database.reading() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "later"


def bring_to(revision: str, database: Database) -> None:
    scripts = scripts_of("finance")
    with (
        database.engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
        EnvironmentContext(
            Config(), scripts, fn=lambda current, _: scripts._upgrade_revs(revision, current)
        ) as environment,
    ):
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def older_rows(database: Database) -> None:
    outbox, audit = (first_kit_tables().tables[name] for name in ("outbox", "audit"))
    line = {"at": MOMENT, "person_id": "p", "message": "m", "outcome": "done"}
    body = {"class_id": "c1", "request_id": "r1", "occurred_at": MOMENT.isoformat()}
    with database.writing() as session:
        session.execute(
            insert(outbox).values(
                event_id="e" * 32, name="x", body=json.dumps(body), written_at=MOMENT
            )
        )
        for seq, detail in enumerate(
            ('{"class_id": "c1"}', '{"class_id": ["c1"]}', '{"note": "\\"class_id\\"', "[]"), 1
        ):
            session.execute(
                insert(audit).values(**line, request_id=f"r{seq}", detail=detail, seq=seq, hash="h")
            )


def an_upgrade_finds_what_was_there(database: Database) -> None:
    bring_to("0003", database)
    older_rows(database)
    assert upgrade("finance", database)
    tables = tables_now().tables
    outbox, audit = tables["outbox"], tables["audit"]
    with database.reading() as session:
        event = session.execute(
            select(outbox.c.class_id, outbox.c.trace_id, outbox.c.occurred_at)
        ).one()
        lines = session.execute(select(audit.c.class_id, audit.c.trace_id).order_by("seq")).all()
    assert tuple(event) == ("c1", "r1", MOMENT)
    assert [tuple(one) for one in lines] == [
        ("c1", "r1"),
        (None, "r2"),
        (None, "r3"),
        (None, "r4"),
    ]
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text("UPDATE audit SET person_id = 'somebody else'"))


def test_an_upgrade_finds_what_was_there_and_closes_the_log_again(database: Database) -> None:
    an_upgrade_finds_what_was_there(database)


def test_an_upgrade_does_so_on_postgresql(postgres: Database) -> None:
    an_upgrade_finds_what_was_there(postgres)
