"""Schema versions: one line of Alembic scripts per service, brought to its head before the
service starts.
"""

import importlib
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from kit.database import Database
from kit.first_tables import first_kit_tables

# One upgrade at a time, however many processes start together.
UPGRADE_LOCK = 4_207_001

APPEND_ONLY_SQLITE = (
    "CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit WHEN OLD.seq IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
)
APPEND_ONLY_POSTGRES = (
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
    "CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit "
    "FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
    "CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit "
    "FOR EACH ROW WHEN (OLD.seq IS NOT NULL) EXECUTE FUNCTION audit_is_append_only()",
)


def upgrade(service: str, database: Database) -> bool:
    """Bring a service's database to the newest schema; whether there was anything to do. One that
    a later release has made can be read by this one, and stays as it is.
    """
    script = scripts_of(service)
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head() or _is_later(current, script):
        return False
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        if database.is_postgres:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        _upgrade(script, connection)
    return True


def _is_later(current: str | None, script: ScriptDirectory) -> bool:
    return current is not None and current not in {one.revision for one in script.walk_revisions()}


def scripts_of(service: str) -> ScriptDirectory:
    """The line of migration scripts of a service: the migrations folder of its package."""
    package = "gateway" if service == "portal" else f"services.{service}"
    folder = Path(str(importlib.import_module(package).__file__)).parent / "migrations"
    return ScriptDirectory(str(folder), version_locations=[str(folder / "versions")])


def create_kit_tables_v1(op: Any) -> None:
    """The kit's tables as of the first release, with the audit log closed against change; used by
    every 0001 script.
    """
    connection = op.get_bind()
    first_kit_tables().create_all(connection)
    is_postgres = connection.dialect.name == "postgresql"
    for statement in APPEND_ONLY_POSTGRES if is_postgres else APPEND_ONLY_SQLITE:
        connection.exec_driver_sql(statement)


def _upgrade(script: ScriptDirectory, connection: Connection) -> None:
    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
