"""The roles that follow the duties in a class."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.base import Event
from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassRole,
    RoleAssigned,
    RoleEnded,
    RoleReplaced,
)
from contracts.portal import (
    GrantRole,
    GrantView,
    ListAccounts,
    OpenAccount,
    RevokeRole,
    RoleGranted,
    RoleRevoked,
)
from contracts.roles import Role
from gateway.service import PortalService
from kit.testing import TestOffice
from tests.gateway.makers import ADMIN, CLASS_ID

SCOPE = f"class:{CLASS_ID}"
COUNSELOR = GrantView(role=Role.COUNSELOR, scope=SCOPE)


@pytest.fixture
def office() -> Iterator[TestOffice]:
    """The portal, where Liu and Chen can sign in."""
    opened = TestOffice(PortalService)
    for login in ("liu", "chen"):
        open_account(opened, login)
    yield opened
    opened.close()


def open_account(office: TestOffice, login: str, *grants: GrantView) -> None:
    """Somebody who can sign in."""
    office.do(
        OpenAccount(
            person_id=login,
            login=login,
            name=login,
            password="a long enough password",
            grants=list(grants),
        ),
        ADMIN,
    )


def assigned(person_id: str, role: ClassRole = ClassRole.COUNSELOR) -> RoleAssigned:
    """Somebody is given a duty in the class."""
    return RoleAssigned(
        class_id=CLASS_ID, assignment_id="a1", role=role, person_id=person_id, unit_id="u1"
    )


def replaced(old: str, new: str) -> RoleReplaced:
    """Somebody else is counselor now."""
    return RoleReplaced(
        class_id=CLASS_ID,
        assignment_id="a2",
        role=ClassRole.COUNSELOR,
        person_id=new,
        unit_id="u1",
        replaced_id=old,
    )


def ended(person_id: str) -> RoleEnded:
    """Somebody is counselor no longer."""
    return RoleEnded(
        class_id=CLASS_ID,
        assignment_id="a1",
        role=ClassRole.COUNSELOR,
        person_id=person_id,
        unit_id="u1",
    )


def held(office: TestOffice) -> dict[str, list[GrantView]]:
    """What everybody holds."""
    return {one.person_id: one.grants for one in office.do(ListAccounts(), ADMIN).items}


def changes(office: TestOffice) -> list[Event]:
    """What was given and taken back."""
    return [event for event in office.events if isinstance(event, RoleGranted | RoleRevoked)]


@pytest.mark.parametrize(
    ("duty", "role"),
    [
        (ClassRole.LEAD, Role.PROJECT_LEAD),
        (ClassRole.COUNSELOR, Role.COUNSELOR),
        (ClassRole.MENTOR, Role.MENTOR),
        (ClassRole.PARTICIPANT, Role.PARTICIPANT),
        (ClassRole.HOST_MANAGER, Role.HOST_REP),
    ],
)
@pytest.mark.clause("B-5.0")
def test_a_duty_in_a_class_gives_its_role_within_that_class(
    office: TestOffice, duty: ClassRole, role: Role
) -> None:
    office.hear(assigned("liu", duty), times=2)
    assert held(office) == {"liu": [GrantView(role=role, scope=SCOPE)], "chen": []}
    assert changes(office) == [RoleGranted(person_id="liu", role=role, scope=SCOPE)]


@pytest.mark.clause("B-5.0")
def test_the_role_goes_with_the_duty(office: TestOffice) -> None:
    office.hear(assigned("liu"), replaced("liu", "chen"))
    assert held(office) == {"liu": [], "chen": [COUNSELOR]}
    office.hear(ended("chen"))
    assert held(office) == {"liu": [], "chen": []}
    assert changes(office)[-1] == RoleRevoked(person_id="chen", role=Role.COUNSELOR, scope=SCOPE)


@pytest.mark.parametrize(
    "over", [ClassClosed(class_id=CLASS_ID), ClassCancelled(class_id=CLASS_ID, reason="r")]
)
@pytest.mark.clause("B-5.0")
def test_the_end_of_the_class_ends_every_duty(office: TestOffice, over: Event) -> None:
    office.hear(assigned("liu"), assigned("chen", ClassRole.MENTOR), over, times=2)
    assert held(office) == {"liu": [], "chen": []}
    office.hear(assigned("chen"))
    assert held(office) == {"liu": [], "chen": []}


def test_a_duty_is_kept_for_whoever_has_no_account_yet(office: TestOffice) -> None:
    office.hear(assigned("wang"), assigned("zhao"), ended("zhao"))
    open_account(office, "wang", GrantView(role=Role.STAFF, scope="*"))
    open_account(office, "zhao")
    assert held(office)["wang"] == [COUNSELOR, GrantView(role=Role.STAFF, scope="*")]
    assert held(office)["zhao"] == []
    assert RoleGranted(person_id="wang", role=Role.COUNSELOR, scope=SCOPE) in changes(office)


def test_no_duty_of_a_class_that_is_over_is_kept(office: TestOffice) -> None:
    office.hear(assigned("wang"), ClassClosed(class_id=CLASS_ID))
    open_account(office, "wang")
    assert held(office)["wang"] == []


@pytest.mark.parametrize("end", [ended("liu"), ClassClosed(class_id=CLASS_ID)])
def test_what_an_administrator_gave_by_hand_stays(office: TestOffice, end: Event) -> None:
    office.do(GrantRole(person_id="liu", role=Role.COUNSELOR, scope=SCOPE), ADMIN)
    before = changes(office)
    office.hear(assigned("liu"), end)
    assert held(office)["liu"] == [COUNSELOR]
    assert changes(office) == before


def test_what_an_administrator_took_back_is_not_given_again(office: TestOffice) -> None:
    office.hear(assigned("liu"))
    office.do(RevokeRole(person_id="liu", role=Role.COUNSELOR, scope=SCOPE), ADMIN)
    office.hear(ended("liu"))
    assert held(office)["liu"] == []


HISTORY: tuple[Event, ...] = (
    assigned("liu"),
    replaced("liu", "chen"),
    replaced("chen", "liu"),
    assigned("chen", ClassRole.MENTOR),
    assigned("chen"),
    ended("chen"),
)


def deliver(office: TestOffice, order: Sequence[int]) -> None:
    """Deliver the history in another order; each event keeps its place in the producer's count."""
    for place in order:
        office._sequence = place
        office.hear(HISTORY[place], times=2)


@settings(max_examples=10)
@given(order=st.permutations(range(len(HISTORY))))
def test_roles_do_not_depend_on_the_order_events_arrive_in(order: Any) -> None:
    office = TestOffice(PortalService)
    try:
        for login in ("liu", "chen"):
            open_account(office, login)
        deliver(office, order)
        mentor = GrantView(role=Role.MENTOR, scope=SCOPE)
        assert held(office) == {"liu": [COUNSELOR], "chen": [mentor]}
    finally:
        office.close()
