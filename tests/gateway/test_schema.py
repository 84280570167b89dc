"""The portal's migrations lead to the tables the store expects."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gateway.store.tables import tables
from kit.database import Database
from kit.migrations import upgrade
from kit.settings import Settings


def test_the_newest_schema_is_what_the_store_expects(settings: Settings) -> None:
    database = Database(settings.database_url("portal"))
    assert upgrade("portal", database)
    assert not upgrade("portal", database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, tables.metadata)
    database.close()
    assert [one for one in differences if is_ours(one)] == []


def is_ours(difference: object) -> bool:
    """Whether a difference is in a table of the portal itself."""
    # The kit's own tables are compared by the kit's tests.
    kits = ("outbox", "inbox", "held", "answered", "audit")
    return not any(f"table=<{name}>" in str(difference) for name in kits)
