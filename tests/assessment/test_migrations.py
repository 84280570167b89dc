"""The migrated database is the one the store expects, and its custody log is closed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from contracts.assessment import SummaryKind, SummaryState
from kit.database import Database
from kit.migrations import scripts_of, upgrade
from services.assessment.domain.summary import Summary
from services.assessment.domain.training_class import TrainingClass
from services.assessment.store import AssessmentStore
from services.assessment.store.tables import summary
from tests.servers import RealServers


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/assessment.db")
    yield made
    made.close()


@pytest.fixture
def database(empty: Database) -> Database:
    assert upgrade("assessment", empty)
    return empty


def test_the_migrations_lead_to_what_the_store_expects(database: Database) -> None:
    assert differences(database) == []


def test_on_postgresql_too(servers: RealServers) -> None:
    database = Database(servers.fresh().database_url.format(service="assessment"))
    owe_summaries_already(database)
    assert differences(database) == []
    database.close()


def differences(database: Database) -> list[Any]:
    """Between the migrated database and the one the store would make."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_our_own})
        found: list[Any] = compare_metadata(context, AssessmentStore.tables.metadata)
        return found


def _is_our_own(item: Any, name: str | None, kind: str, *_: object) -> bool:
    """Whether a table is the department's; the kit proves its own."""
    table = name if kind == "table" else item.table.name
    return table not in {"outbox", "inbox", "held", "answered", "audit", "alembic_version"}


# -- What was there before -------------------------------------------------------------------------

A_CLASS = """
INSERT INTO training_class (
  class_id, code, title, category, track, profile, session_no, issues_certificate, start_on,
  end_on, standing, timetable_version, hours_total, person_times, is_taught, hours_taught,
  person_hours, version
) VALUES (
  :id, 'K1', 'x', :category, :track, 'CADRE_COLLEGE', 1, true, '2026-03-16', '2026-03-20',
  :standing, 1, 240, 0, false, 0, 0, 1
)
"""
A_CANDIDATE = """
INSERT INTO candidate (
  trainee_id, class_id, person_id, trainee_no, name, unit_id, unit_name, bars, attendance, room,
  seat_no, leave_told, version
) VALUES (:trainee, :id, :id, 'no', 'x', 'u', 'x', '[]', 'UNSEATED', '', 0, 0, 1)
"""
CLASSES = {
    "division": ("CADRE_DIVISION", "CADRE", "OPEN"),
    "other": ("CADRE_OTHER", "CADRE", "OPEN"),
    "member": ("MEMBER", "MEMBER", "OPEN"),
    "prospect": ("DEV_TARGET", "PROSPECT", "OPEN"),
    "over": ("CADRE_SECTION", "CADRE", "CLOSED"),
}


@pytest.mark.clause("A-6.8")
def test_who_was_on_a_roster_before_owes_a_summary_too(empty: Database) -> None:
    owe_summaries_already(empty)


def owe_summaries_already(database: Database) -> None:
    upgrade_to("0001", database)
    with database.writing() as session:
        for name, (category, track, standing) in CLASSES.items():
            facts = {"id": name, "category": category, "track": track, "standing": standing}
            session.execute(text(A_CLASS), facts)
            session.execute(text(A_CANDIDATE), {"id": name, "trainee": f"t-{name}"})
    upgrade_to("head", database)
    with database.reading() as session:
        owed = session.scalars(select(Summary).order_by(summary.c.trainee_id)).all()
        assert [(one.trainee_id, one.kind, one.state) for one in owed] == [
            ("t-division", SummaryKind.DIVISION_CADRE, SummaryState.DUE),
            ("t-member", SummaryKind.MEMBER, SummaryState.DUE),
            ("t-other", SummaryKind.SECTION_CADRE, SummaryState.DUE),
        ]
        assert {(one.due_on, one.text, one.passed) for one in owed} == {
            (date(2026, 3, 20), "", False)
        }
        for course in session.scalars(select(TrainingClass)):
            assert (course.teacher_ids, course.news, course.incidents) == ([], {}, 0)
            assert not course.is_suspended


def upgrade_to(revision: str, database: Database) -> None:
    """As far as one version, as an installation had it."""
    script = scripts_of("assessment")

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
