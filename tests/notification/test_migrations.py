"""The migrated database is the one the store expects, and both kinds of database agree."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import Connection, MetaData, insert, select, text
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import AnnualPlanIssued, ListTrainees
from contracts.notification import (
    AcknowledgeNotice,
    ListDispatches,
    ListUnitReceipts,
    MarkRead,
    NoticeAcknowledged,
)
from contracts.roles import Role
from kit.database import Database
from kit.migrations import scripts_of, upgrade
from kit.tables import add_kit_tables
from kit.testing import TestOffice, an_actor
from services.notification.service import NotificationService
from services.notification.store.tables import delivery, notice, tables
from tests.notification.mailbox import holds, lines, reached_by
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
from tests.notification.test_service import EVP, of_unit, own_letters, unit_letters
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


BEFORE = "0002"
AT = "2026-03-01 01:00:00.000000+00:00"


def upgraded_from_before(database: Database) -> list[tuple[str, str, str, bool]]:
    """What the log shows of messages robots were given before there was one log for everything."""
    with database.engine.connect().execution_options(writes=True) as connection:
        _to(BEFORE, connection)
        group = "INSERT INTO work_group VALUES ('c1', 'cora', :at, '', 1)"
        message = (
            "INSERT INTO group_message VALUES "
            "(:id, 'c1', 'SCHEDULE', 'cora', :at, 'x', 'h', NULL, '', '', 1)"
        )
        post = "INSERT INTO robot_post VALUES (:id, 'c1', :next, 4, '', :sent, :state, 1)"
        connection.execute(text(group), {"at": AT})
        for id_, state in (("m1", "SENT"), ("m2", "FAILED"), ("m3", "WAITING")):
            times = {"next": AT if state == "WAITING" else None}
            times["sent"] = AT if state == "SENT" else None
            connection.execute(text(message), {"id": id_, "at": AT})
            connection.execute(text(post), {"id": id_, "state": state, **times})
        connection.commit()
    assert upgrade("notification", database)
    office = TestOffice(
        NotificationService, str(database.engine.url.render_as_string(hide_password=False))
    )
    shown = office.do(ListDispatches(), as_=an_actor(Role.SYSTEM_ADMIN)).items
    office.close()
    return [
        (line.subject_id, line.medium, line.state, line.sent_at is not None)
        for line in reversed(shown)
    ]


MOVED = [
    ("m1", "ROBOT", "SENT", True),
    ("m2", "ROBOT", "GIVEN_UP", False),
    ("m3", "ROBOT", "WAITING", False),
]


def _to(revision: str, connection: Connection) -> None:
    """Bring an empty database to an earlier schema."""
    script = scripts_of("notification")

    def steps(at: object, _context: object) -> object:
        return script._upgrade_revs(revision, at)  # type: ignore[arg-type]  # none yet

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def test_what_robots_were_given_before_keeps_its_log(tmp_path: Path) -> None:
    made = Database(f"sqlite:///{tmp_path}/notification.db")
    assert upgraded_from_before(made) == MOVED
    made.close()


def test_on_postgresql_too_what_robots_were_given_before_keeps_its_log(
    servers: RealServers,
) -> None:
    made = Database(servers.fresh().database_url.format(service="notification"))
    assert upgraded_from_before(made) == MOVED
    made.close()


@pytest.mark.clause("A-7.1.c")
def test_on_postgresql_too_the_same_message_is_written_down_once(
    postgres: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAIBAN_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    office = an_office_on(postgres)
    for person in ("lian", "luo"):
        holds(office, person, Role.GRASSROOTS_ORG, "unit:u1")
        reached_by(office, person)
    office.hear(AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1"]), times=2)
    assert [line.recipient for line in lines(office)] == ["person:lian", "person:luo"]
    [letter] = unit_letters(office, "u1")
    seen = office.do(ListUnitReceipts(notice_id=letter.notice_id), as_=EVP)
    assert (seen.reached, seen.outstanding) == (1, 1)
    assert office.do(MarkRead(person_id="p9"), as_=an_actor(person="p9")).unread == 0
    office.close()
