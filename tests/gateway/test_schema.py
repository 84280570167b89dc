"""The portal's migrations lead to the tables the store expects."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import JSON, bindparam, select, text

from gateway.store.tables import board_line, tables
from kit.database import Database
from kit.migrations import scripts_of, upgrade
from kit.settings import Settings

CREATED = text(
    "INSERT INTO fact (event_id, name, class_id, at, sequence, details) "
    "VALUES (:id, 'class_created', :id, '2026-03-01', 1, :details)"
).bindparams(bindparam("details", type_=JSON))
ON_BOARD = text(
    "INSERT INTO board_line VALUES (:id, 'KJ', 'T', 'MEMBER', 'PLANNED', '2026-05-18', "
    "'2026-05-22', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"
)


def test_the_newest_schema_is_what_the_store_expects(settings: Settings) -> None:
    database = Database(settings.database_url("portal"))
    assert upgrade("portal", database)
    assert not upgrade("portal", database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, tables.metadata)
    database.close()
    assert [one for one in differences if is_ours(one)] == []


def test_classes_on_the_board_already_are_known_to_be_hosted_or_not(settings: Settings) -> None:
    database = Database(settings.database_url("portal"))
    upgrade_to("0003", database)
    with database.writing() as session:
        for name in ("hosted", "own"):
            told = {"hosted_externally": name == "hosted"}
            session.execute(CREATED, {"id": name, "details": told})
            session.execute(ON_BOARD, {"id": name})
    assert upgrade("portal", database)
    known = select(board_line.c.class_id, board_line.c.hosted_externally)
    with database.reading() as session:
        rows = session.execute(known).all()
    assert {row[0]: row[1] for row in rows} == {"hosted": True, "own": False}
    database.close()


def upgrade_to(revision: str, database: Database) -> None:
    """As far as one version, as an installation had it."""
    script = scripts_of("portal")

    def steps(current: Any, _context: Any) -> Any:
        return script._upgrade_revs(revision, current)

    writes = database.engine.connect().execution_options(writes=True)
    with (
        writes as connection,
        connection.begin(),
        EnvironmentContext(Config(), script, fn=steps) as environment,
    ):
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def is_ours(difference: object) -> bool:
    """Whether a difference is in a table of the portal itself."""
    # The kit's own tables are compared by the kit's tests.
    kits = ("outbox", "inbox", "held", "answered", "audit")
    return not any(f"table=<{name}>" in str(difference) for name in kits)
