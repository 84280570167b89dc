"""Nobody may ask for anything unless a grant reaches exactly that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.assessment import VerifyCertificate
from contracts.base import REQUESTS
from contracts.enrollment import (
    AppointLead,
    ApprovePlan,
    Consult,
    ElementName,
    FindProject,
    ListOwnNominations,
    ListOwnTrainees,
    NameParticipants,
)
from contracts.notification import ListTodos
from contracts.refusals import Forbidden, Refusal
from contracts.roles import Actor, Grant, Role
from kit.rights import NOBODY, may_ever, require


def holding(*grants: tuple[Role, str]) -> Actor:
    return Actor(person_id="p", grants=tuple(Grant(role, scope) for role, scope in grants))


@pytest.mark.clause("A-3.1.a")
@given(role=st.sampled_from(Role))
def test_only_the_party_committee_approves_a_plan(role: Role) -> None:
    request = ApprovePlan(plan_id="p1", doc_no="1")
    if role is Role.PARTY_COMMITTEE:
        require(holding((role, "*")), request)
        return
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY") as refused:
        require(holding((role, "*")), request)
    assert (refused.value.status, refused.value.clause) == (403, "A-3.1.a")


@pytest.mark.clause("A-5.w1")
def test_a_liaison_reaches_only_the_own_unit() -> None:
    liaison = holding((Role.GRASSROOTS_ORG, "unit:u1"))
    require(liaison, ListOwnNominations(unit_id="u1", class_id="c"))
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        require(liaison, ListOwnTrainees(unit_id="u2", class_id="c"))


def test_a_scoped_grant_does_not_reach_a_request_without_that_scope() -> None:
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        require(holding((Role.PARTY_COMMITTEE, "unit:u1")), ApprovePlan(plan_id="p", doc_no=""))


def test_whoever_has_not_signed_in_is_asked_to() -> None:
    with pytest.raises(Refusal, match="SIGN_IN") as refused:
        require(NOBODY, ListTodos())
    assert refused.value.status == 401


def test_a_certificate_may_be_verified_by_anybody() -> None:
    require(NOBODY, VerifyCertificate(certificate_no="SMU-1", code="abcd"))


def test_whoever_is_signed_in_may_ask_for_the_own_to_do_items() -> None:
    require(Actor(person_id="p"), ListTodos())
    assert may_ever(Actor(person_id="p"), ListTodos)


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_names_who_may_ask(name: str) -> None:
    assert REQUESTS[name].ask.roles
    nobodys = holding((Role.MENTOR, "class:none"))
    open_to_all = {Role.PUBLIC, Role.SIGNED_IN, Role.MENTOR}
    assert may_ever(nobodys, REQUESTS[name]) is bool(REQUESTS[name].ask.roles & open_to_all)


@pytest.mark.clause("B-3.0", "B-5.2")
def test_a_department_acts_in_its_own_name_only() -> None:
    studies = holding((Role.TEACHING_DEPT, "unit:law"))

    require(studies, NameParticipants(class_id="c1", unit_id="law", person_ids=["p1"]))
    with pytest.raises(Forbidden):
        require(studies, NameParticipants(class_id="c1", unit_id="finance", person_ids=["p1"]))


@pytest.mark.clause("B-3.0")
def test_within_its_unit_a_departments_people_do_all_of_its_work() -> None:
    affairs = holding((Role.TEACHING_AFFAIRS, "unit:affairs"))

    require(affairs, AppointLead(class_id="c1", person_id="p1"))
    require(
        affairs,
        Consult(class_id="c1", element=ElementName.BUDGET, unit_id="finance", question="可否？"),
    )


def test_a_hosts_grant_stays_within_its_own_unit() -> None:
    host = holding((Role.HOST_REP, "unit:host"))

    with pytest.raises(Forbidden):
        require(host, FindProject(class_id="c1"))
