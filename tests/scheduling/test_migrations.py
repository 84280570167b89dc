"""The migrated database is the one the store expects, and on PostgreSQL it takes nothing twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import IntegrityError

from contracts.values import Profile
from kit.database import Database
from kit.migrations import scripts_of, upgrade
from kit.testing import TestOffice
from services.scheduling.domain.booking import Booking, Resource
from services.scheduling.domain.timetable import Timetable
from services.scheduling.service import SchedulingService
from services.scheduling.store import bookings, tables
from tests.scheduling.makers import a_class_created, local
from tests.scheduling.school import School
from tests.scheduling.test_service import ask_at_once


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/scheduling.db")
    assert upgrade("scheduling", made)
    yield made
    made.close()


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": is_our_own}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, tables.metadata))


def is_our_own(record: Any, name: str, kind: str, *_: Any) -> bool:
    table = name if kind == "table" else record.table.name
    return table not in {"alembic_version", "outbox", "inbox", "held", "answered", "audit"}


def test_the_migrations_lead_to_what_the_store_expects(database: Database) -> None:
    assert differences(database) == []
    assert not upgrade("scheduling", database)


def constraints(database: Database) -> set[tuple[str, str]]:
    """The rules a database holds by name, table by table."""
    found = inspect(database.engine)
    return {
        (table, str(rule["name"]))
        for table in found.get_table_names()
        for rules in (
            found.get_check_constraints(table),
            found.get_unique_constraints(table),
            [found.get_pk_constraint(table)],
            found.get_foreign_keys(table),
        )
        for rule in rules
        if rule["name"] and is_our_own(None, table, "table")
    }


def declared() -> set[tuple[str, str]]:
    """The rules the store declares that are sentences, not the naming convention's."""
    return {
        (table.name, str(rule.name))
        for table in tables.metadata.tables.values()
        for rule in table.constraints
        if isinstance(rule.name, str) and is_our_own(None, table.name, "table")
    }


def test_the_migrated_database_holds_every_rule_the_store_declares(database: Database) -> None:
    assert len(declared()) > 40
    assert declared() - constraints(database) == set()


def test_what_was_kept_before_contracted_classes_is_kept_on(tmp_path: Path) -> None:
    made = Database(f"sqlite:///{tmp_path}/old.db")
    script = scripts_of("scheduling")
    with made.engine.connect().execution_options(writes=True) as connection, connection.begin():
        upgrade_to(script, connection, "0001")
        connection.exec_driver_sql(OLD_CLASS)
        connection.exec_driver_sql(OLD_BOOKING)
    assert upgrade("scheduling", made)
    with made.reading() as session:
        timetable, booking = session.get(Timetable, "c1"), session.get(Booking, "b1")
    assert timetable is not None
    assert booking is not None
    assert (timetable.profile, timetable.checkin_on) == (
        Profile.UNIVERSITY_PARTY_SCHOOL,
        timetable.start_on,
    )
    assert (booking.exam_id, booking.dispatch_id) == ("e1", "")
    made.close()


def upgrade_to(script: ScriptDirectory, connection: Connection, revision: str) -> None:
    def steps(now: Any, _context: Any) -> Any:
        return script._upgrade_revs(revision, now)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


OLD_CLASS = (
    "INSERT INTO timetable (class_id, title, category, start_on, end_on, planned_headcount, "
    "rule_set, roster_version, roster_size, is_opened, edition, touched, pending, engaged, changes,"
    " state, version) VALUES ('c1', '第1期', 'DEV_TARGET', '2026-03-09', '2026-03-13', 40, "
    "'SCH-2026-1', 0, 0, 0, 0, 0, '{}', '{}', '[]', 'DRAFT', 1)"
)
OLD_BOOKING = (
    "INSERT INTO booking (booking_id, resource, resource_id, class_id, session_id, exam_id, "
    "from_at, to_at, title) VALUES ('b1', 'VENUE', 'v1', 'c1', '', 'e1', "
    "'2026-03-09 00:00:00', '2026-03-09 02:00:00', '结业考试')"
)


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    made = Database(postgres_url)
    yield made
    made.close()


def a_booking(booking_id: str, begins: str, ends: str, resource_id: str = "v1") -> Booking:
    return Booking(
        booking_id=booking_id,
        resource=Resource.VENUE,
        resource_id=resource_id,
        class_id="c1",
        session_id=booking_id,
        from_at=local(1, begins),
        to_at=local(1, ends),
        title="党课",
    )


@pytest.mark.clause("A-7.3.b")
def test_postgresql_itself_refuses_a_double_booking_but_not_adjacent_ones(
    postgres: Database,
) -> None:
    assert differences(postgres) == []
    assert declared() - constraints(postgres) == set()
    with postgres.writing() as session:
        session.add_all([a_booking("b1", "08:00", "10:00"), a_booking("b2", "10:00", "12:00")])
        session.add(a_booking("b3", "08:00", "12:00", "v2"))
    with (
        pytest.raises(IntegrityError, match="nothing_is_taken_twice_at_once"),
        postgres.writing() as session,
    ):
        session.add(a_booking("b4", "09:59", "10:01"))


@pytest.mark.clause("A-7.3.b")
@pytest.mark.parametrize("guard", ["both guards", "the constraint alone"])
def test_on_postgresql_too_classes_asking_at_once_for_one_hall_get_it_once(
    guard: str, postgres: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    office = TestOffice(SchedulingService, postgres.engine.url.render_as_string(False))
    school = School(office).prepare()
    office.hear(*(a_class_created(class_id=f"k{n}") for n in range(8)))
    if guard == "the constraint alone":
        monkeypatch.setattr(bookings, "refuse_clashes", lambda _needs, _bookings: None)
    answers = ask_at_once(school, 8)
    assert answers.count("taken") == 1
    assert set(answers) <= {"taken", "CLASH", "CHANGED_MEANWHILE"}
    with postgres.reading() as session:
        held = select(func.count()).where(tables["booking"].c.resource_id == school.venue)
        assert session.scalar(held) == 1
    office.close()
