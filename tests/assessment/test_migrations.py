"""The migrated database is the one the store expects, and its custody log is closed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kit.database import Database
from kit.migrations import upgrade
from services.assessment.store import AssessmentStore


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/assessment.db")
    assert upgrade("assessment", made)
    yield made
    made.close()


def test_the_migrations_lead_to_what_the_store_expects(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_our_own})
        assert compare_metadata(context, AssessmentStore.tables.metadata) == []


def _is_our_own(item: Any, name: str | None, kind: str, *_: object) -> bool:
    """Whether a table is the department's; the kit proves its own."""
    table = name if kind == "table" else item.table.name
    return table not in {"outbox", "inbox", "held", "answered", "audit", "alembic_version"}


def test_a_second_upgrade_has_nothing_to_do(database: Database) -> None:
    assert not upgrade("assessment", database)


@pytest.mark.clause("A-5.k3")
@pytest.mark.parametrize("attempt", ["DELETE FROM custody", "UPDATE custody SET note = 'x'"])
def test_the_custody_log_is_never_changed(database: Database, attempt: str) -> None:
    line = (
        'INSERT INTO custody (entry_id, class_id, exam_id, "at", kind, "by", seal_no, note, '
        "is_breach) VALUES ('e', 'c', 'x', '2026-03-20 01:00:00', 'PAPER_READ', 'p', '', '', 0)"
    )
    with database.writing() as session:
        session.execute(text(line))
    with pytest.raises(IntegrityError, match="append-only"), database.writing() as session:
        session.execute(text(attempt))
    with database.reading() as session:
        assert session.scalar(text("SELECT note FROM custody")) == ""
