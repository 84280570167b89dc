"""The migrated database is the one the store expects, and on PostgreSQL it takes nothing twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from kit.database import Database
from kit.migrations import upgrade
from kit.testing import TestOffice
from services.scheduling.domain.booking import Booking, Resource
from services.scheduling.service import SchedulingService
from services.scheduling.store import bookings, tables
from tests.scheduling.makers import a_class_created, local
from tests.scheduling.school import School
from tests.scheduling.test_service import ask_at_once
from tests.servers import RealServers


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


@pytest.fixture
def postgres(servers: RealServers) -> Iterator[Database]:
    made = Database(servers.fresh().database_url.format(service="scheduling"))
    assert upgrade("scheduling", made)
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
