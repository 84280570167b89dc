"""The same records on PostgreSQL: the schema, the board, accounts, sign-in."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import ClassClosed
from contracts.portal import (
    EndTwoStep,
    FindKeyFigures,
    FindPerformanceReport,
    GrantRole,
    GrantView,
    ListAccounts,
    ListActivity,
    RevokeRole,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from gateway.authenticators import Authenticator
from gateway.identity import Identity, Person, WrongCode
from gateway.service import PortalService
from gateway.store.tables import tables
from gateway.two_step import TwoStep
from kit import clock
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.testing import TestOffice
from tests.gateway.makers import AFFAIRS, CLASS_ID, LEADER, OFFICER
from tests.gateway.test_boards import (
    ADMIN,
    PASSWORD,
    STAFF,
    an_account,
    assert_counted,
    created,
    the_line,
    the_whole_way,
)
from tests.gateway.test_duties import assigned, ended
from tests.gateway.test_policies import a_policy
from tests.gateway.test_schema import is_ours
from tests.gateway.test_seals import a_request, approve, use
from tests.gateway.test_two_step import code_of
from tests.servers import RealServers

pytestmark = pytest.mark.anyio


async def test_the_portal_keeps_its_records_on_postgresql(
    servers: RealServers, tmp_path: Path
) -> None:
    # Any database of the site is empty, and nobody else is on this site.
    url = servers.fresh().database_url.format(service="enrollment")
    database = Database(url, pool_size=1)
    upgrade("portal", database)
    database.close()
    office = TestOffice(PortalService, url)
    with office.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, tables.metadata)
    assert [one for one in differences if is_ours(one)] == []

    office.hear(created(), *the_whole_way(), times=2)
    assert_counted(the_line(office))
    assert len(office.do(ListActivity(), STAFF)) == len(the_whole_way()) + 1

    office.do(an_account("chief", GrantView(role=Role.SYSTEM_ADMIN, scope="*")), ADMIN)
    office.do(GrantRole(person_id="p-chief", role=Role.STAFF), ADMIN)
    with pytest.raises(Refusal, match="LAST_ADMINISTRATOR"):
        office.do(RevokeRole(person_id="p-chief", role=Role.SYSTEM_ADMIN), ADMIN)

    assert_seals_and_policies_hold(office)
    office.hear(assigned("p-chief"), assigned("p-later"))
    office.do(an_account("later"), ADMIN)
    counselor = GrantView(role=Role.COUNSELOR, scope=f"class:{CLASS_ID}")
    held = {one.person_id: one.grants for one in office.do(ListAccounts(), ADMIN).items}
    assert counselor in held["p-chief"]
    assert held["p-later"] == [counselor]
    office.hear(ended("p-chief"), ClassClosed(class_id=CLASS_ID))
    assert office.do(ListAccounts(q="later"), ADMIN).items[0].grants == []

    report = office.do(FindPerformanceReport(class_id=CLASS_ID), AFFAIRS)
    assert (report.enrolled, report.person_times) == (3, 2)
    assert office.do(FindKeyFigures(year=2026), AFFAIRS).person_times == 2

    identity = Identity(office.database, FileStore(tmp_path))
    with pytest.raises(Refusal, match="SIGN_IN_FAILED"):
        await identity.sign_in("chief", "wrong", "10.0.0.1", "r")
    person = await identity.by_session(await identity.sign_in("chief", PASSWORD, "10.0.0.1", "r"))
    assert person is not None
    assert {grant.role for grant in person.grants} == {Role.SYSTEM_ADMIN, Role.STAFF}
    waiting = await assert_the_last_of_the_keys_begun_at_once_waits(identity, person)
    await assert_a_code_serves_once(identity, person, waiting)
    ended_by = office.do(EndTwoStep(person_id=person.person_id), ADMIN)
    assert not ended_by.two_step
    office.close()


async def assert_the_last_of_the_keys_begun_at_once_waits(
    identity: Identity, person: Person
) -> Authenticator:
    """Whoever presses twice is not refused for it; the password's check would keep them apart."""
    two_step = TwoStep(identity)
    begun = await asyncio.gather(
        *(asyncio.to_thread(two_step._begin, person, "r") for _ in range(6))
    )
    held = await two_step.authenticator(person)
    assert held is not None
    assert held.key in {one.key for one in begun}
    return held


async def assert_a_code_serves_once(
    identity: Identity, person: Person, held: Authenticator
) -> None:
    """Also when it is shown to many at the same moment."""
    await TwoStep(identity).confirm(person, code_of(held.key), "r")
    with pytest.raises(Refusal, match="CODE_NEEDED"):
        await identity.sign_in("chief", PASSWORD, "10.0.0.2", "r")
    shown = ("chief", PASSWORD, "10.0.0.2", "r", code_of(held.key, 1))
    told = await asyncio.gather(
        *(identity.sign_in(*shown) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(one, str) for one in told) == 1
    assert sum(isinstance(one, WrongCode) for one in told) == 3


def assert_seals_and_policies_hold(office: TestOffice) -> None:
    """The database itself refuses what the rules refuse."""
    seal = office.do(a_request(), AFFAIRS)
    office.do(approve(seal), LEADER)
    assert office.do(use(seal), OFFICER).state == "USED"
    # The norm is in the library from the start.
    office.do(a_policy(), AFFAIRS)
    renewed = office.do(a_policy(effective_on=clock.today()), AFFAIRS)
    assert (renewed.version, renewed.repealed) == (3, False)
    for table, row in (
        ("seal_use", {"approved_by": seal.requested_by}),
        ("seal_use", {"approved_by": ""}),
        ("policy_version", {"until": None}),
    ):
        change = tables[table].update().values(**row)
        with pytest.raises(IntegrityError), office.database.writing() as session:
            session.execute(change)
