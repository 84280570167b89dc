"""To-do items: opened and closed by facts, whatever order they are heard in."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.assessment import CertificatesNumbered, PassListFrozen
from contracts.base import EVENTS, Event, department_of
from contracts.enrollment import (
    AnnualPlanApproved,
    AnnualPlanReturned,
    AnnualPlanSubmitted,
    ImplementationPlanIssued,
    TaskBrief,
)
from contracts.roles import Actor, Grant, Role
from contracts.values import Profile
from services.notification.domain.todo import (
    DUTIES,
    DUTY,
    HEEDED,
    Address,
    Closing,
    Duty,
    Todo,
    a_todo,
    closings,
    openings,
)
from services.notification.domain.training_class import TrainingClass

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SUBMITTED = AnnualPlanSubmitted(plan_id="p1", year=2026, items_n=3)
RETURNED = AnnualPlanReturned(plan_id="p1", year=2026, drafted_by="ann")
APPROVED = AnnualPlanApproved(plan_id="p1", year=2026, revision=2, doc_no="党委〔2026〕1号")


class Board:
    """The items facts leave behind."""

    def __init__(self) -> None:
        self.items: dict[Address, Todo] = {}

    def hear(self, event: Event, as_of: int) -> None:
        for closing in closings(event):
            for item in self.about(closing):
                item.close(as_of=as_of, now=NOW)
        for opening in openings(event):
            self.at(opening.address).open(opening, as_of=as_of, now=NOW)

    def at(self, address: Address) -> Todo:
        return self.items.setdefault(address, a_todo(address, todo_id="x", now=NOW))

    def about(self, closing: Closing) -> list[Todo]:
        facts = (closing.kind, closing.subject, closing.role)
        if closing.scope is not None:
            return [self.at(replace(address_of(closing), scope=closing.scope))]
        found = [
            item
            for address, item in self.items.items()
            if (address.kind, address.subject, address.role) == facts
        ]
        return found or [self.at(address_of(closing))]

    @property
    def waiting(self) -> set[tuple[str, Role]]:
        return {(item.kind, item.role) for item in self.items.values() if item.is_open}


def address_of(closing: Closing) -> Address:
    return Address(kind=closing.kind, subject=closing.subject, role=closing.role)


def fields_of_parts(duty: Duty, event: type[Event]) -> set[str]:
    """The fields of the matters a fact is about: its own, or those of a plan's tasks."""
    if duty.kind == "COMPLETE_TASK" and event is ImplementationPlanIssued:
        return set(TaskBrief.__annotations__)
    return set(event.__annotations__)


def heard(*events: tuple[int, Event]) -> Board:
    board = Board()
    for as_of, event in events:
        board.hear(event, as_of)
    return board


@pytest.mark.clause("A-7.1.b")
def test_a_submitted_plan_waits_for_the_committee_and_a_returned_one_for_its_drafter() -> None:
    assert heard((1, SUBMITTED)).waiting == {("APPROVE_PLAN", Role.PARTY_COMMITTEE)}
    board = heard((1, SUBMITTED), (2, RETURNED))
    assert board.waiting == {("REVISE_PLAN", Role.SIGNED_IN)}
    [item] = [item for item in board.items.values() if item.is_open]
    assert item.person_id == "ann"


def test_the_facts_of_a_plan_may_be_heard_in_any_order() -> None:
    story = [(1, SUBMITTED), (2, RETURNED), (3, SUBMITTED), (4, APPROVED)]
    for order in permutations(story):
        assert heard(*order).waiting == {("ISSUE_PLAN", Role.ORG_DEPT), ("ISSUE_PLAN", Role.EVP)}


def test_what_is_done_only_once_stays_done_when_its_beginning_is_heard_last() -> None:
    frozen = PassListFrozen(class_id="c1", count=33, frozen_hash="…")
    numbered = CertificatesNumbered(class_id="c1", first_no="1", last_no="33", count=33)
    for order in permutations([(7, frozen), (2, numbered)]):
        assert heard(*order).waiting == {
            ("ISSUE_CERTIFICATES", Role.EVP),
            ("ISSUE_CADRES_CERTIFICATES", Role.TEACHING_AFFAIRS),
        }


@pytest.mark.parametrize("profile", Profile)
def test_certificates_wait_for_who_issues_them_under_the_classs_norm(profile: Profile) -> None:
    known = TrainingClass(
        class_id="c1",
        title="培训班",
        code="K1",
        profile=profile,
        start_on=date(2026, 5, 18),
        end_on=date(2026, 5, 22),
        checkin_from=NOW,
    )
    wanted = {
        Profile.UNIVERSITY_PARTY_SCHOOL: "ISSUE_CERTIFICATES",
        Profile.CADRE_COLLEGE: "ISSUE_CADRES_CERTIFICATES",
    }
    issuing = {duty.kind: duty for duty in DUTIES if duty.kind in wanted.values()}

    assert [kind for kind, duty in issuing.items() if duty.concerns(known)] == [wanted[profile]]


@given(st.sampled_from(["u1", "u2"]), st.sampled_from(["u1", "u2", "*"]))
def test_a_units_item_reaches_that_unit_alone(unit: str, grant: str) -> None:
    address = Address(kind="NOMINATE", subject="c1", role=Role.GRASSROOTS_ORG, scope=f"unit:{unit}")
    scope = grant if grant == "*" else f"unit:{grant}"
    actor = Actor(person_id="p", grants=(Grant(Role.GRASSROOTS_ORG, scope),))
    assert address.reaches(actor, class_id="c1") == (grant in ("*", unit))
    staff = Actor(person_id="p", grants=(Grant(Role.STAFF),))
    assert not address.reaches(staff, class_id="c1")


def test_a_grant_within_a_class_reaches_the_items_of_that_class() -> None:
    address = Address(kind="ALLOCATE_QUOTAS", subject="c1", role=Role.STAFF)
    for within, reached in (("c1", True), ("c2", False)):
        actor = Actor(person_id="p", grants=(Grant(Role.STAFF, f"class:{within}"),))
        assert address.reaches(actor, class_id="c1") == reached


def test_every_duty_is_said_in_both_languages_and_reads_fields_its_facts_have() -> None:
    for duty in DUTIES:
        assert duty.zh
        assert duty.en
        for event in (*duty.opened_by, *duty.closed_by):
            assert duty.subject in fields_of_parts(duty, event)
        for event in duty.opened_by:
            assert {duty.detail, duty.person} - {""} <= fields_of_parts(duty, event)
            if duty.per_unit:
                assert {"unit_id", "unit_ids"} & fields_of_parts(duty, event)
    assert len(DUTY) == len(DUTIES)
    assert set(EVENTS.values()) >= HEEDED


def test_what_can_be_done_again_is_moved_by_facts_of_one_department() -> None:
    for duty in DUTIES:
        if not duty.once:
            facts = (*duty.opened_by, *duty.closed_by)
            assert len({department_of(fact) for fact in facts}) <= 1
