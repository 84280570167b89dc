"""The same records on PostgreSQL: the schema, the board, accounts, sign-in."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from contracts.portal import GrantRole, GrantView, ListActivity, RevokeRole
from contracts.refusals import Refusal
from contracts.roles import Role
from gateway.identity import Identity
from gateway.service import PortalService
from gateway.store import tables
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.testing import TestOffice
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
from tests.gateway.test_schema import is_ours
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

    identity = Identity(office.database, FileStore(tmp_path))
    with pytest.raises(Refusal, match="SIGN_IN_FAILED"):
        await identity.sign_in("chief", "wrong", "10.0.0.1", "r")
    person = await identity.by_session(await identity.sign_in("chief", PASSWORD, "10.0.0.1", "r"))
    assert person is not None
    assert {grant.role for grant in person.grants} == {Role.SYSTEM_ADMIN, Role.STAFF}
    office.close()
