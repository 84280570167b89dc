"""The first migration makes exactly the tables the department maps, on both databases."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from kit.database import Database
from kit.migrations import scripts_of, upgrade
from kit.privacy import vault
from services.enrollment.store import EnrollmentStore
from tests.enrollment.makers import MAN
from tests.servers import RealServers

AT = datetime(2026, 3, 6, tzinfo=UTC)
KIT_TABLES = {"outbox", "inbox", "held", "answered", "audit"}


def differences(database: Database) -> list[Any]:
    upgrade("enrollment", database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": _is_the_departments}
        )
        return list(compare_metadata(context, EnrollmentStore.tables.metadata))


def _is_the_departments(record: Any, name: str | None, kind: str, *_: Any) -> bool:
    """The kit's own tables are the kit's tests' affair."""
    return (name if kind == "table" else record.table.name) not in KIT_TABLES


def refuses_to_touch_a_sealed_file(database: Database) -> None:
    """What the database itself says when somebody goes round the rules."""
    insert = (
        "INSERT INTO archive_item (item_id, class_id, doc_type, source, file_id, file_name, "
        "filed_by, filed_at) VALUES (:item, 'c1', :kind, '', '', '', '', :at)"
    )
    with database.writing() as session:
        if database.is_postgres:
            session.execute(text("ALTER TABLE archive DROP CONSTRAINT fk_archive_class_id"))
        else:
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        session.execute(
            text(
                "INSERT INTO archive (class_id, nature, filings, sealed_at, sealed_by, "
                "manifest_hash, version) VALUES ('c1', '{}', 0, NULL, '', '', 1)"
            )
        )
        session.execute(text(insert), {"item": "a1", "kind": "NOTICE", "at": AT})
        session.execute(text("UPDATE archive SET sealed_at = :at"), {"at": AT})
        for attempt in (
            insert.replace(":item", "'a2'").replace(":kind", "'ROSTER'").replace(":at", f"'{AT}'"),
            "UPDATE archive_item SET source = 'forged'",
            "DELETE FROM archive_item",
        ):
            with (
                pytest.raises(DBAPIError, match="the class file is sealed"),
                session.begin_nested(),
            ):
                session.execute(text(attempt))
        session.rollback()


def test_the_tables_are_those_the_department_maps(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/enrollment.db")

    assert differences(database) == []
    database.close()


@pytest.mark.clause("A-7.9.a")
def test_the_database_itself_keeps_a_sealed_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/enrollment.db")
    upgrade("enrollment", database)

    refuses_to_touch_a_sealed_file(database)
    database.close()


def test_who_was_known_before_is_found_by_name_and_by_the_end_of_the_id_number(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/enrollment.db")
    bring_to("0005", database)
    insert = (
        "INSERT INTO person (person_id, name, id_no, id_index, sex, phone, ethnicity, "
        "political_status, version) VALUES (:id, :name, :sealed, :id, 'UNKNOWN', '', '', '', 1)"
    )
    with database.writing() as session:
        for person_id, name, id_no in (("known", "欧阳雪", MAN), ("erased", "", "")):
            sealed = vault().seal("person.id_no", id_no)
            session.execute(text(insert), {"id": person_id, "name": name, "sealed": sealed})
    upgrade("enrollment", database)

    with database.reading() as session:
        tails = session.execute(text("SELECT person_id, tail_index FROM person")).all()
        pairs = session.execute(text("SELECT pair, person_id FROM name_pair ORDER BY pair")).all()
    assert dict(tails) == {"known": vault().blind("person.tail", MAN[-3:]), "erased": ""}
    assert pairs == [("欧阳", "known"), ("阳雪", "known")]
    database.close()


def bring_to(revision: str, database: Database) -> None:
    """The schema as it was at an earlier revision."""
    scripts = scripts_of("enrollment")
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        _run(scripts, revision, connection)


def _run(scripts: ScriptDirectory, revision: str, connection: Connection) -> None:
    def steps(current: Any, _context: Any) -> Any:
        return scripts._upgrade_revs(revision, current)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def test_the_tables_are_the_same_on_postgresql(servers: RealServers) -> None:
    database = Database(servers.fresh().database_url.format(service="enrollment"))

    assert differences(database) == []
    refuses_to_touch_a_sealed_file(database)
    database.close()
