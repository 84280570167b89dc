"""Who can be picked for a duty: the people of the house by name, and nothing else of them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.portal import ColleagueView, GrantView, ListColleagues, ListHostPeople, OpenAccount
from contracts.refusals import Refusal
from contracts.roles import Role
from gateway.accounts import Account
from gateway.service import PortalService
from kit.testing import TestOffice, an_actor
from kit.wire import encode
from tests.gateway.makers import ADMIN

STAFF = an_actor(Role.STAFF)
PASSWORD = "a long enough password"


@pytest.fixture
def office() -> Iterator[TestOffice]:
    """The portal."""
    opened = TestOffice(PortalService)
    yield opened
    opened.close()


def open_account(office: TestOffice, person: str, name: str, *grants: tuple[Role, str]) -> None:
    office.do(
        OpenAccount(
            person_id=person,
            login=f"login-{person}",
            name=name,
            password=PASSWORD,
            grants=[GrantView(role=role, scope=scope) for role, scope in grants],
        ),
        ADMIN,
    )


@pytest.fixture
def house(office: TestOffice) -> TestOffice:
    """Three people of the house, and three from outside."""
    open_account(office, "p3", "王老师", (Role.TEACHER, "teacher:t1"))
    open_account(office, "p2", "李主任", (Role.EVP, "*"), (Role.STAFF, "*"))
    open_account(office, "p1", "李主任", (Role.COUNSELOR, "class:c1"), (Role.TRAINEE, "trainee:t"))
    open_account(office, "p4", "学员甲", (Role.TRAINEE, "trainee:t2"))
    open_account(office, "p5", "李书记", (Role.GRASSROOTS_ORG, "unit:u1"))
    open_account(office, "p6", "李代表", (Role.HOST_REP, "unit:h1"))
    return office


def listed(house: TestOffice, **asked: Any) -> list[ColleagueView]:
    return house.do(ListColleagues(**asked), STAFF).items


def test_colleagues_are_listed_by_name_with_what_they_are(house: TestOffice) -> None:
    found = listed(house)

    assert [one.person_id for one in found] == ["p1", "p2", "p3"]
    assert [[role.zh for role in one.roles] for one in found] == [
        ["辅导员"],
        ["党校常务副校长", "党校工作人员"],
        ["授课教师"],
    ]


def test_colleagues_are_searched_by_name_and_role(house: TestOffice) -> None:
    assert [one.person_id for one in listed(house, q="王")] == ["p3"]
    assert [one.person_id for one in listed(house, role=Role.STAFF)] == ["p2"]
    assert listed(house, role=Role.TRAINEE) == []
    assert listed(house, role=Role.HOST_REP) == []
    page = house.do(ListColleagues(page=2, size=2), STAFF)
    assert ([one.person_id for one in page.items], page.total) == (["p3"], 3)


def test_of_a_colleague_only_the_name_and_the_roles_are_told(house: TestOffice) -> None:
    told = json.dumps([encode(one) for one in listed(house)])

    for secret in ("login", "class:c1", "teacher:t1", "TRAINEE"):
        assert secret not in told


def test_whose_account_is_closed_is_not_picked(house: TestOffice) -> None:
    with house.database.writing() as session:
        session.get_one(Account, "p2").active = False

    assert [one.person_id for one in listed(house)] == ["p1", "p3"]


@pytest.mark.parametrize(
    "role",
    [Role.TRAINEE, Role.GRASSROOTS_ORG, Role.HOST_REP, Role.PROPERTY_FIRM, Role.TEACHER],
)
def test_nobody_from_outside_looks_through_the_house(house: TestOffice, role: Role) -> None:
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        house.do(ListColleagues(), an_actor(role))


@pytest.mark.clause("B-8.5b")
def test_whoever_has_a_hosts_account_can_be_named_to_manage_its_class(house: TestOffice) -> None:
    asked = ListHostPeople(class_id="c1")

    [found] = house.do(asked, an_actor(Role.PROJECT_LEAD, within="class:c1")).items

    assert (found.person_id, found.name) == ("p6", "李代表")
    assert [role.zh for role in found.roles] == ["主办单位代表"]
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        house.do(asked, an_actor(Role.HOST_REP))
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        house.do(asked, an_actor(Role.PROJECT_LEAD, within="class:c2"))
