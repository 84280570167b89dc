"""The annual plan: four eyes, revisions, completeness, items used once."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import AnnualPlanIssued
from contracts.refusals import Forbidden, Unknown
from contracts.roles import Role
from contracts.values import TRACK_OF, Category, Profile, Track
from services.enrollment.domain.plan import AnnualPlan, PlanState, draft_plan, plan_items
from tests.enrollment.makers import NOW, a_plan, an_item, an_item_draft, refused


@pytest.mark.clause("A-3.1.a")
@pytest.mark.parametrize("hand", ["drafter", "reviser", "submitter"])
def test_nobody_approves_a_plan_they_had_a_hand_in(hand: str) -> None:
    plan = a_plan()
    plan.revise(by="reviser", basis="修改后的依据", policy_refs=[], items=[an_item()])
    plan.submit(by="submitter")

    with refused("FOUR_EYES"):
        plan.approve(by=hand, doc_no="1号", opinion="", now=NOW)

    assert plan.state is PlanState.SUBMITTED


@pytest.mark.clause("A-3.1.a", "A-7.1.b")
def test_the_committee_approves_what_others_drafted() -> None:
    plan = a_plan()
    plan.submit(by="drafter")
    approved = plan.approve(by="committee", doc_no="沪海大委〔2026〕1号", opinion="同意", now=NOW)

    assert (plan.state, plan.approved_at) == (PlanState.APPROVED, NOW)
    assert (approved.revision, approved.doc_no) == (1, "沪海大委〔2026〕1号")


@pytest.mark.clause("A-7.1.b")
def test_a_returned_plan_opens_its_next_revision() -> None:
    plan = a_plan()
    plan.submit(by="drafter")
    returned = plan.give_back(opinion="增加班次")
    plan.revise(by="drafter", basis="新依据", policy_refs=["C3/组织01/001"], items=[an_item()])

    assert (plan.state, plan.revision, plan.opinion) == (PlanState.DRAFT, 2, "增加班次")
    assert returned.drafted_by == "drafter"


def test_revising_a_draft_keeps_its_revision() -> None:
    plan = a_plan()
    plan.revise(by="drafter", basis="新依据", policy_refs=[], items=[])

    assert plan.revision == 1


@pytest.mark.clause("A-7.1.b")
@pytest.mark.parametrize(
    ("item", "field"),
    [
        (an_item(planned_hours=0), "items.0.planned_hours"),
        (an_item(planned_headcount=0), "items.0.planned_headcount"),
        (an_item(planned_end=date(2026, 3, 19)), "items.0.planned_end"),
        (an_item(planned_start=date(2025, 3, 20)), "items.0.planned_start"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_incomplete_plan_is_not_submitted(item: Any, field: str) -> None:
    plan = a_plan(items=[item])

    with refused("PLAN_INCOMPLETE") as problem:
        plan.submit(by="drafter")

    assert [fault.field for fault in problem.value.faults] == [field]
    assert plan.state is PlanState.DRAFT


def test_an_empty_plan_is_not_submitted() -> None:
    with refused("PLAN_INCOMPLETE"):
        a_plan(items=[]).submit(by="drafter")


def test_two_classes_of_a_kind_have_different_session_numbers() -> None:
    twice = [an_item(item_id="i1"), an_item(item_id="i2", position=1)]

    with refused("PLAN_INCOMPLETE") as problem:
        a_plan(items=twice).submit(by="drafter")

    assert [fault.field for fault in problem.value.faults] == ["items.1.session_no"]


@pytest.mark.clause("A-7.1.a", "A-3.2.a", "A-6.1", "A-7.10.a")
def test_a_plan_lists_classes_of_every_kind() -> None:
    ids = iter(f"i{number}" for number in range(20))
    items = plan_items([an_item_draft(category=kind) for kind in Category], lambda: next(ids))
    plan = draft_plan(
        plan_id="p",
        year=2026,
        profile=Profile.UNIVERSITY_PARTY_SCHOOL,
        basis="按照党委要求",
        policy_refs=[],
        items=items,
        by="drafter",
        role=Role.ORG_DEPT,
    )
    submitted = plan.submit(by="drafter")

    assert submitted.items_n == len(Category)
    assert {item.track for item in plan.items} == set(Track)
    assert plan.responsible_dept is Role.ORG_DEPT


@pytest.mark.clause("A-3.2.a", "A-3.1.b")
def test_every_kind_of_class_has_its_track() -> None:
    assert set(TRACK_OF) == set(Category)


@pytest.mark.clause("A-7.1.c")
def test_an_approved_plan_is_issued_to_every_unit_there_is() -> None:
    plan = a_plan(PlanState.APPROVED)
    issued = plan.issue(unit_ids=["u1", "u2"], now=NOW)

    assert issued == AnnualPlanIssued(plan_id="plan1", year=2026, unit_ids=["u1", "u2"])
    assert plan.issued_to == 2


@pytest.mark.clause("A-7.1.c")
def test_a_plan_is_not_issued_to_nobody() -> None:
    plan = a_plan(PlanState.APPROVED)

    with refused("NO_UNITS"):
        plan.issue(unit_ids=[], now=NOW)

    assert plan.state is PlanState.APPROVED


@pytest.mark.clause("A-3.3.a", "A-6.2")
@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.SUBMITTED, PlanState.RETURNED])
def test_no_class_comes_of_an_unapproved_plan(state: PlanState) -> None:
    plan = a_plan(state)

    with refused("PLAN_NOT_APPROVED"):
        plan.take_item("i1", class_id="c1")

    assert plan.items[0].class_id is None


@pytest.mark.clause("A-3.3.a")
@pytest.mark.parametrize("state", [PlanState.APPROVED, PlanState.ISSUED])
def test_a_plan_item_makes_one_class_only(state: PlanState) -> None:
    plan = a_plan(state)
    plan.take_item("i1", class_id="c1")

    with refused("PLAN_ITEM_USED"):
        plan.take_item("i1", class_id="c2")

    assert plan.items[0].class_id == "c1"


def test_an_item_of_another_plan_is_unknown() -> None:
    with pytest.raises(Unknown):
        a_plan(PlanState.APPROVED).take_item("elsewhere", class_id="c1")


@given(st.lists(st.sampled_from(["ann", "ben", "cai", "drafter"]), max_size=6), st.text(max_size=5))
@pytest.mark.clause("A-3.1.a")
def test_whoever_touched_a_plan_is_among_its_hands_once(revisers: list[str], other: str) -> None:
    plan = a_plan()
    for reviser in revisers:
        plan.revise(by=reviser, basis="依据", policy_refs=[], items=[an_item()])
    plan.submit(by="drafter")

    assert sorted(plan.hands) == sorted({*revisers, "drafter"})
    if other not in plan.hands:
        plan.approve(by=other, doc_no="", opinion="", now=NOW)
        assert plan.state is PlanState.APPROVED


@pytest.mark.clause("B-3.1a", "A-4.1.a")
def test_teaching_affairs_plans_for_the_college_only() -> None:
    college = a_draft(profile=Profile.CADRE_COLLEGE, role=Role.TEACHING_AFFAIRS)

    assert college.responsible_dept is Role.TEACHING_AFFAIRS
    with pytest.raises(Forbidden) as said:
        a_draft(profile=Profile.UNIVERSITY_PARTY_SCHOOL, role=Role.TEACHING_AFFAIRS)
    assert said.value.clause == "A-4.1.a"


def a_draft(*, profile: Profile, role: Role) -> AnnualPlan:
    return draft_plan(
        plan_id="p1",
        year=2026,
        profile=profile,
        basis="党委要求",
        policy_refs=[],
        items=[],
        by="x",
        role=role,
    )
