"""The office carries the plan from draft to issue, and each step only by those whose duty it is."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from contracts.base import Command
from contracts.enrollment import (
    AnnualPlanIssued,
    AnnualPlanReturned,
    AnnualPlanSubmitted,
    ApprovePlan,
    CreateClass,
    DraftPlan,
    FindPlan,
    IssuePlan,
    ListPlans,
    ListUnits,
    RegisterUnit,
    ReturnPlan,
    RevisePlan,
    SubmitPlan,
    UnitKind,
    UnitRegistered,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.values import Category
from kit.testing import an_actor
from tests.enrollment.makers import an_item_draft, refused
from tests.enrollment.school import COMMITTEE, EVP, ORG, STAFF, School

DRAFT = DraftPlan(year=2026, basis="按照党委要求", policy_refs=[], items=[an_item_draft()])


@pytest.mark.clause("A-4.1.a", "A-6.1")
@pytest.mark.parametrize(
    ("role", "code"),
    [(role, "" if role in (Role.EVP, Role.ORG_DEPT) else "NOT_YOUR_DUTY") for role in Role],
)
def test_only_planners_draft(school: School, role: Role, code: str) -> None:
    planner = an_actor(role, person="somebody")

    if code:
        with refused(code):
            school.do(DRAFT, planner)
    else:
        plan = school.do(DRAFT, planner)
        assert (plan.drafted_by_role, plan.basis) == (role, "按照党委要求")


@pytest.mark.clause("A-3.1.a")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PARTY_COMMITTEE])
def test_only_the_committee_decides(school: School, role: Role) -> None:
    plan = school.a_draft()
    school.do(SubmitPlan(plan_id=plan.plan_id), ORG)
    somebody = an_actor(role, person="somebody")

    decisions: list[Command[Any]] = [
        ApprovePlan(plan_id=plan.plan_id, doc_no="1号"),
        ReturnPlan(plan_id=plan.plan_id, opinion="再议"),
    ]
    for decision in decisions:
        with refused("NOT_YOUR_DUTY"):
            school.do(decision, somebody)

    assert school.do(FindPlan(plan_id=plan.plan_id), EVP).state == "SUBMITTED"


@pytest.mark.clause("A-7.1.a", "A-7.1.b", "A-7.1.c", "A-6.2")
def test_a_plan_with_every_kind_goes_to_the_committee_and_back_and_out(school: School) -> None:
    plan = school.a_draft(*Category)
    school.do(SubmitPlan(plan_id=plan.plan_id), ORG)
    school.do(ReturnPlan(plan_id=plan.plan_id, opinion="补充学时"), COMMITTEE)
    items = [an_item_draft(category=kind, planned_hours=320) for kind in Category]
    school.do(
        RevisePlan(
            plan_id=plan.plan_id, basis="按照党委要求", policy_refs=["C3/组织01/001"], items=items
        ),
        EVP,
    )
    school.do(SubmitPlan(plan_id=plan.plan_id), EVP)
    school.do(ApprovePlan(plan_id=plan.plan_id, doc_no="1号", opinion="同意"), COMMITTEE)
    issued = school.do(IssuePlan(plan_id=plan.plan_id), ORG)

    assert (issued.state, issued.revision, issued.issued_to) == ("ISSUED", 2, 2)
    assert [item.planned_hours for item in issued.items] == [320] * len(Category)
    assert [type(event) for event in school.emitted(AnnualPlanSubmitted, AnnualPlanReturned)] == [
        AnnualPlanSubmitted,
        AnnualPlanReturned,
        AnnualPlanSubmitted,
    ]


@pytest.mark.clause("A-3.1.a")
def test_a_drafter_with_both_duties_still_cannot_approve(school: School) -> None:
    both = an_actor(Role.ORG_DEPT, Role.PARTY_COMMITTEE, person="both")
    plan = school.do(DRAFT, both)
    school.do(SubmitPlan(plan_id=plan.plan_id), ORG)

    with refused("FOUR_EYES"):
        school.do(ApprovePlan(plan_id=plan.plan_id, doc_no="1号"), both)


@pytest.mark.clause("A-7.1.c")
def test_the_plan_goes_to_grass_roots_organisations_only(school: School) -> None:
    school.do(RegisterUnit(code="D1", name="教务处", kind=UnitKind.DEPT), ORG)
    school.an_issued_plan()

    [issued] = school.emitted(AnnualPlanIssued)
    assert set(issued.unit_ids) == {unit.unit_id for unit in school.units}


@pytest.mark.clause("A-5.w1")
def test_a_unit_is_registered_once(school: School) -> None:
    with refused("CODE_TAKEN"):
        school.do(RegisterUnit(code="U01", name="另一单位"), ORG)

    listed = school.do(ListUnits(kind=UnitKind.GRASSROOTS_PARTY), EVP)
    assert [unit.code for unit in listed.items] == ["U01", "U02"]
    assert len(school.emitted(UnitRegistered)) == listed.total == 2


@pytest.mark.clause("A-5.w1")
def test_the_units_of_a_class_are_those_that_may_nominate_for_it(school: School) -> None:
    for code, kind in (("D1", UnitKind.DEPT), ("H1", UnitKind.HOST)):
        school.do(RegisterUnit(code=code, name=f"单位{code}", kind=kind), ORG)
    school.an_issued_plan()
    class_id = school.a_class().class_id
    listed = school.do(ListUnits(class_id=class_id), STAFF)
    assert [unit.code for unit in listed.items] == ["U01", "U02"]
    assert school.do(ListUnits(class_id=class_id, kind=UnitKind.HOST), STAFF).items == []
    with refused("UNKNOWN"):
        school.do(ListUnits(class_id="none"), STAFF)


@pytest.mark.clause("A-3.1.a")
def test_a_plan_tells_who_had_a_hand_in_it(school: School) -> None:
    draft = school.a_draft()
    assert draft.hands == (draft.drafted_by,)
    submitted = school.do(SubmitPlan(plan_id=draft.plan_id), ORG)
    assert set(submitted.hands) == {draft.drafted_by, ORG.person_id}


@pytest.mark.clause("A-3.3.a", "A-6.2")
def test_no_class_before_approval_and_no_second_class_after(school: School) -> None:
    draft = school.a_draft()
    with refused("PLAN_NOT_APPROVED"):
        school.a_class(draft.items[0].item_id)

    with refused("UNKNOWN"):
        school.a_class("in no plan")

    plan = school.an_issued_plan()
    created = school.a_class(plan.items[0].item_id)
    with refused("PLAN_ITEM_USED"):
        school.a_class(plan.items[0].item_id, code="FZ2602")

    items = school.do(FindPlan(plan_id=plan.plan_id), EVP).items
    assert items[0].class_id == created.class_id


@pytest.mark.clause("A-3.3.a")
def test_eight_at_once_make_one_class_of_an_item(school: School) -> None:
    item_id = school.an_issued_plan().items[0].item_id

    def attempt(number: int) -> str:
        try:
            return str(school.a_class(item_id, code=f"FZ{number}").state)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as pool:
        ended = Counter(pool.map(attempt, range(8)))

    assert ended == {"PLANNED": 1, "PLAN_ITEM_USED": 7}


@pytest.mark.clause("A-2.a", "A-3.2.a")
def test_a_class_of_every_kind_is_created(school: School) -> None:
    plan = school.an_issued_plan(*Category)
    created = [school.a_class(item.item_id, code=f"C{at}") for at, item in enumerate(plan.items)]

    assert [(found.category, found.track) for found in created] == [
        (item.category, item.track) for item in plan.items
    ]


@pytest.mark.clause("A-2.a")
def test_an_unknown_kind_is_malformed(school: School) -> None:
    answer = school.office.office.answer(
        "draft_plan",
        {
            "year": 2026,
            "basis": "按照党委要求",
            "policy_refs": [],
            "items": [{"category": "TOURISTS", "title": "旅游班"}],
        },
        ORG,
    )

    assert answer["refused"]["status"] == 422


def test_plans_are_listed_by_year(school: School) -> None:
    school.a_draft()
    school.do(DraftPlan(year=2027, basis="按照党委要求", policy_refs=[], items=[]), EVP)

    listed = school.do(ListPlans(), EVP)
    assert [plan.year for plan in listed.items] == [2027, 2026]
    assert school.do(ListPlans(year=2026), EVP).total == 1


def test_two_classes_never_share_a_code(school: School) -> None:
    plan = school.an_issued_plan(Category.DEV_TARGET, Category.ACTIVIST)
    school.a_class(plan.items[0].item_id)

    with refused("CODE_TAKEN"):
        school.a_class(plan.items[1].item_id)


@pytest.mark.clause("A-3.3.a")
def test_staff_create_no_class(school: School) -> None:
    item = school.an_issued_plan().items[0]
    view = school.a_class(item.item_id)
    values = {
        name: getattr(view, name) for name in ("start_on", "end_on", "checkin_from", "checkin_to")
    }

    with refused("NOT_YOUR_DUTY"):
        school.do(
            CreateClass(plan_item_id=item.item_id, code="X1", title="某培训班", **values), STAFF
        )
