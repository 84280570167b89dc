"""The migrated database is the one the store expects, and both kinds of database agree."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, update
from sqlalchemy.exc import IntegrityError

from contracts.finance import ServiceDataConfirmed, SettlementFinalised
from kit.database import Database
from kit.migrations import upgrade
from kit.tables import add_kit_tables
from kit.testing import TestOffice
from services.finance.service import FinanceService
from services.finance.store.tables import account, budget, tables
from tests.finance.makers import a_class, a_draft
from tests.finance.test_service import CEILING, FACTS, FINANCE, STAFF
from tests.servers import RealServers


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/finance.db")
    assert upgrade("finance", made)
    yield made
    made.close()


@pytest.fixture
def postgres(servers: RealServers) -> Iterator[Database]:
    made = Database(servers.fresh().database_url.format(service="finance"))
    assert upgrade("finance", made)
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


def url_of(database: Database) -> str:
    return str(database.engine.url.render_as_string(hide_password=False))


def a_class_from_beginning_to_end(database: Database) -> None:
    office = TestOffice(FinanceService, url_of(database))
    office.hear(a_class())
    office.do(a_draft(100_000), as_=STAFF)
    office.hear(*FACTS, times=2)
    assert office.events[-2:] == [
        ServiceDataConfirmed(
            class_id="c1", person_days=6, venue_half_days=2, teaching_hours=80, by_itself=True
        ),
        SettlementFinalised(class_id="c1", total_fen=100_000, invoiced=False),
    ]
    office.close()


def test_the_migrations_lead_to_what_the_store_expects(database: Database) -> None:
    assert differences(database) == []
    assert not upgrade("finance", database)
    a_class_from_beginning_to_end(database)


def test_on_postgresql_a_class_ends_in_the_same_figures(postgres: Database) -> None:
    assert differences(postgres) == []
    a_class_from_beginning_to_end(postgres)


def test_the_database_itself_refuses_what_must_never_be(database: Database) -> None:
    office = TestOffice(FinanceService, url_of(database))
    office.hear(a_class())
    office.do(a_draft(CEILING + 1), as_=FINANCE)
    for name, wrong in (
        (
            "no_settlement_before_the_data_is_confirmed",
            update(account).values(settlement_state="FINALISED"),
        ),
        (
            "nobody_clears_their_own_budget",
            update(budget).values(state="CLEARED", cleared_by=FINANCE.person_id),
        ),
    ):
        with pytest.raises(IntegrityError, match=name), database.writing() as session:
            session.execute(wrong)
    office.close()
