"""The migrated database is the one the store expects, and both kinds of database agree."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import MetaData, delete, select, text, update
from sqlalchemy.exc import IntegrityError

from contracts.finance import (
    CalculateFees,
    PurchaseLine,
    RecordReceipt,
    RequestPurchase,
    ServiceDataConfirmed,
    SettlementFinalised,
)
from contracts.values import SessionForm
from kit.database import Database
from kit.migrations import scripts_of, upgrade
from kit.tables import add_kit_tables
from kit.testing import TestOffice
from services.finance.domain.usage import HeldSession
from services.finance.service import FinanceService
from services.finance.store.tables import tables
from tests.finance.conftest import MoveTo
from tests.finance.contracted import FINANCE, LAST, STAFF, Contracted
from tests.finance.makers import a_class, a_draft
from tests.finance.test_service import FACTS
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


WRONG = [
    (
        "no_settlement_before_the_data_is_confirmed",
        update(tables["account"]).values(settlement_state="FINALISED", data_state="COLLECTING"),
    ),
    (
        "nobody_clears_their_own_budget",
        update(tables["budget"]).values(state="CLEARED", drafted_by="fin", cleared_by="fin"),
    ),
    (
        "both_parties_sign_what_is_confirmed",
        update(tables["confirmed_sheet"]).values(host_signer=""),
    ),
    (
        "nobody_signs_for_both_parties",
        update(tables["confirmed_sheet"]).values(
            host_signer=tables["confirmed_sheet"].c.college_signer
        ),
    ),
    (
        "no_final_settlement_without_host_signatures_and_papers",
        update(tables["settlement"]).values(has_papers=False),
    ),
    (
        "lead_and_finance_are_two_people",
        update(tables["settlement"]).values(
            signed_by_finance=tables["settlement"].c.signed_by_lead
        ),
    ),
    ("nobody_pays_more_than_was_settled", update(tables["settlement"]).values(paid_fen=10**9)),
    ("a_payment_moves_money", update(tables["payment"]).values(amount_fen=0)),
    ("no_fee_is_above_its_cap", update(tables["lecture_fee"]).values(net_per_hour_fen=10**9)),
    (
        "nobody_approves_the_fees_they_reckoned",
        update(tables["lecture_fee"]).values(approved_by="fin"),
    ),
    (
        "no_fee_is_paid_without_approval",
        update(tables["lecture_fee"]).values(state="PAID", month="", approved_by="x"),
    ),
    (
        "nothing_is_bought_without_the_approval_of_another",
        update(tables["purchase"]).values(state="PAID"),
    ),
    (
        "who_approved_a_purchase_does_not_take_it_in",
        update(tables["purchase"]).values(approved_by="x", received_by="x"),
    ),
    ("no_purchase_is_paid_twice", update(tables["purchase"]).values(paid_fen=10**9)),
    ("append-only", update(tables["posting"]).values(amount_fen=1)),
    ("append-only", delete(tables["posting"])),
]


def a_settled_class(url: str) -> Contracted:
    """A class with something in every table."""
    house = Contracted(url)
    invoice = house.invoiced()
    house.do(a_draft(1_000), STAFF)
    receipt = RecordReceipt(
        class_id="c1", invoice_id=invoice.invoice_id, amount_fen=5, on=LAST, reference="BANK-1"
    )
    house.do(receipt, FINANCE)
    house.do(CalculateFees(class_id="c1"), FINANCE)
    lines = [PurchaseLine(item="笔记本", quantity=1, unit_price_fen=800)]
    house.do(RequestPurchase(rule_ref="学院采购办法", lines=lines), FINANCE)
    return house


def refuses_what_must_never_be(database: Database) -> None:
    house = a_settled_class(url_of(database))
    for name, wrong in WRONG:
        with pytest.raises(IntegrityError, match=name), database.writing() as session:
            session.execute(wrong)
    house.office.close()


@pytest.mark.clause("B-3.3a", "B-4", "B-6.6", "B-8.8c")
def test_the_database_itself_refuses_what_must_never_be(
    database: Database, move_to: MoveTo
) -> None:
    refuses_what_must_never_be(database)


@pytest.mark.clause("B-3.3a", "B-4", "B-6.6", "B-8.8c")
def test_so_does_postgresql(postgres: Database, move_to: MoveTo) -> None:
    refuses_what_must_never_be(postgres)
    with pytest.raises(IntegrityError, match="append-only"), postgres.writing() as session:
        session.execute(text("TRUNCATE posting"))


@pytest.mark.clause("B-6.6")
def test_a_ledger_made_without_migrations_is_append_only_too(move_to: MoveTo) -> None:
    house = Contracted()
    house.final()
    for wrong in (update(tables["posting"]).values(memo="x"), delete(tables["posting"])):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            house.office.database.writing() as session,
        ):
            session.execute(wrong)
    house.office.close()


def test_nothing_of_the_first_release_is_lost(tmp_path: Path) -> None:
    made = Database(f"sqlite:///{tmp_path}/old.db")
    script = scripts_of("finance")
    with made.engine.connect().execution_options(writes=True) as connection, connection.begin():
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            script.get_revision("0001").module.upgrade()
        context.stamp(script, "0001")
        connection.execute(text(OLD_SESSION))
    assert upgrade("finance", made)
    with made.reading() as session:
        [held] = session.scalars(select(HeldSession)).all()
        assert (held.session_id, held.form, held.title_bands) == ("s1", SessionForm.OTHER, {})
        assert (held.employed_ids, held.from_at, held.present_n) == ([], None, 0)
    made.close()


OLD_SESSION = (
    "INSERT INTO held_session (session_id, class_id, held_on, half_day, hours, teacher_ids) "
    "VALUES ('s1', 'c1', '2026-03-09', 'AM', 40, '[\"anna\"]')"
)
