"""The migrated database is the one the store expects, and both kinds of database agree."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, insert, select
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import AnnualPlanIssued, ListTrainees
from contracts.notification import AcknowledgeNotice, NoticeAcknowledged
from kit.database import Database
from kit.migrations import upgrade
from kit.tables import add_kit_tables
from kit.testing import TestOffice
from services.notification.service import NotificationService
from services.notification.store.tables import delivery, notice, tables
from tests.notification.makers import (
    LI,
    WANG,
    ZHANG,
    a_class,
    a_roster,
    a_timetable,
    a_unit,
    listed,
    quotas,
)
from tests.notification.test_service import of_unit, own_letters, unit_letters
from tests.servers import RealServers


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/notification.db")
    assert upgrade("notification", made)
    yield made
    made.close()


@pytest.fixture
def postgres(servers: RealServers) -> Iterator[Database]:
    made = Database(servers.fresh().database_url.format(service="notification"))
    assert upgrade("notification", made)
    yield made
    made.close()


def differences(database: Database) -> list[object]:
    """Where the department's own tables differ from what the store maps."""
    kits = MetaData()
    add_kit_tables(kits)
    ignored = {*kits.tables, "alembic_version"}
    opts = {"compare_type": True, "include_object": lambda table, *_: table.name not in ignored}
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, tables.metadata))


def an_office_on(database: Database) -> TestOffice:
    office = TestOffice(
        NotificationService, str(database.engine.url.render_as_string(hide_password=False))
    )
    office.answers[ListTrainees] = listed(ZHANG, LI, WANG)
    office.hear(a_class(), a_unit("u1"), a_unit("u2"))
    return office


def everybody_is_told(database: Database) -> None:
    office = an_office_on(database)
    office.hear(quotas(u1=5, u2=5), a_roster(), a_timetable(), times=2)
    assert len(unit_letters(office, "u1")) == 2
    assert len(own_letters(office, "p-t3")) == 1
    office.close()


def acknowledged_at_once(database: Database) -> None:
    """Eight people of one unit acknowledge the same delivery in the same moment."""
    office = an_office_on(database)
    office.hear(AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1"]))
    [letter] = unit_letters(office, "u1")
    request = AcknowledgeNotice(unit_id="u1", delivery_id=letter.delivery_id)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: office.do(request, as_=of_unit("u1")), range(8)))
    assert len([e for e in office.events if isinstance(e, NoticeAcknowledged)]) == 1
    office.close()


def test_the_migrations_lead_to_what_the_store_expects(database: Database) -> None:
    assert differences(database) == []
    assert not upgrade("notification", database)
    everybody_is_told(database)


@pytest.mark.clause("A-7.1.c")
def test_an_acknowledgement_given_by_many_at_once_counts_once(database: Database) -> None:
    acknowledged_at_once(database)


@pytest.mark.clause("A-7.1.c")
def test_on_postgresql_too_everybody_is_told_once_and_acknowledges_once(
    postgres: Database,
) -> None:
    assert differences(postgres) == []
    everybody_is_told(postgres)


def test_on_postgresql_too_an_acknowledgement_counts_once(postgres: Database) -> None:
    acknowledged_at_once(postgres)


def test_the_database_itself_refuses_a_second_delivery_and_a_second_notice(
    database: Database,
) -> None:
    office = an_office_on(database)
    office.hear(AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1"]))
    for table, key in ((notice, "notice_id"), (delivery, "delivery_id")):
        with database.reading() as session:
            row = dict(session.execute(select(table)).one()._mapping)
        with (
            pytest.raises(IntegrityError, match="UNIQUE constraint failed"),
            database.writing() as session,
        ):
            session.execute(insert(table).values(**row | {key: "another"}))
    office.close()
