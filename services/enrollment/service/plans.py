"""Annual plans and units."""

from contracts.base import Page
from contracts.enrollment import (
    ApprovePlan,
    DraftPlan,
    FindPlan,
    IssuePlan,
    ListPlans,
    ListUnits,
    PlanView,
    RegisterUnit,
    ReturnPlan,
    RevisePlan,
    SubmitPlan,
    UnitView,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from kit.department import command, query
from services.enrollment.domain.plan import draft_plan, plan_items
from services.enrollment.domain.unit import register
from services.enrollment.service.views import plan_view, unit_view
from services.enrollment.store import EnrollmentStore


class Plans:
    """From the draft to the issue of the annual plan (A-7.1)."""

    @command
    def draft_plan(self, request: DraftPlan, store: EnrollmentStore) -> PlanView:
        plan = draft_plan(
            plan_id=store.new_id(),
            year=request.year,
            profile=request.profile,
            basis=request.basis,
            policy_refs=request.policy_refs,
            items=plan_items(request.items, store.new_id),
            by=store.actor.person_id,
            role=_planner_role(store.actor),
        )
        store.add(plan)
        return plan_view(plan)

    @command
    def revise_plan(self, request: RevisePlan, store: EnrollmentStore) -> PlanView:
        plan = store.plan(request.plan_id)
        plan.revise(
            by=store.actor.person_id,
            basis=request.basis,
            policy_refs=request.policy_refs,
            items=plan_items(request.items, store.new_id),
        )
        return plan_view(plan)

    @command
    def submit_plan(self, request: SubmitPlan, store: EnrollmentStore) -> PlanView:
        plan = store.plan(request.plan_id)
        store.emit(plan.submit(by=store.actor.person_id))
        return plan_view(plan)

    @command
    def return_plan(self, request: ReturnPlan, store: EnrollmentStore) -> PlanView:
        plan = store.plan(request.plan_id)
        store.emit(plan.give_back(opinion=request.opinion))
        return plan_view(plan)

    @command
    def approve_plan(self, request: ApprovePlan, store: EnrollmentStore) -> PlanView:
        plan = store.plan(request.plan_id)
        store.emit(
            plan.approve(
                by=store.actor.person_id,
                doc_no=request.doc_no,
                opinion=request.opinion,
                now=store.now,
            )
        )
        return plan_view(plan)

    @command
    def issue_plan(self, request: IssuePlan, store: EnrollmentStore) -> PlanView:
        plan = store.plan(request.plan_id)
        store.emit(plan.issue(unit_ids=store.receivers_of_plans(plan.profile), now=store.now))
        return plan_view(plan)

    @query
    def find_plan(self, request: FindPlan, store: EnrollmentStore) -> PlanView:
        return plan_view(store.plan(request.plan_id))

    @query
    def list_plans(self, request: ListPlans, store: EnrollmentStore) -> Page[PlanView]:
        plans, total = store.plans(request.year, request.page, request.size)
        return Page(items=[plan_view(plan) for plan in plans], total=total)

    @command
    def register_unit(self, request: RegisterUnit, store: EnrollmentStore) -> UnitView:
        if store.unit_with_code(request.code):
            raise Refusal(
                "CODE_TAKEN",
                "该单位代码已登记。",
                "A unit with this code is registered already.",
                "A-5.w1",
            )
        unit = register(
            unit_id=store.new_id(),
            code=request.code,
            name=request.name,
            kind=request.kind,
            function=request.function,
        )
        store.add(unit)
        store.emit(unit.registered())
        return unit_view(unit)

    @query
    def list_units(self, request: ListUnits, store: EnrollmentStore) -> Page[UnitView]:
        of_class = store.training_class(request.class_id) if request.class_id else None
        units, total = store.units(request.kind, of_class, request.page, request.size)
        return Page(items=[unit_view(unit) for unit in units], total=total)


def _planner_role(actor: Actor) -> Role:
    """The duty in which somebody drafts (C1): the first of these they hold."""
    return next(
        role for role in (Role.EVP, Role.ORG_DEPT, Role.TEACHING_AFFAIRS) if actor.has(role)
    )
