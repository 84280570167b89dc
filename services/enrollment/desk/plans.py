"""Annual plans: drafted, decided by the Party Committee, issued, and turned into classes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from contracts.base import Command, Title
from contracts.enrollment import (
    ApprovePlan,
    CreateClass,
    DraftPlan,
    FindPlan,
    IssuePlan,
    ListPlans,
    PlanItemView,
    PlanView,
    ReturnPlan,
    RevisePlan,
    SubmitPlan,
)
from contracts.roles import ROLE_TITLES
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Look, Page, Paper, Picture, Table
from kit.pages.visit import Visit
from services.enrollment.desk.awaiting import in_states

YEAR_DAYS = 366


def state_word(plan: Any) -> str:
    """The state as a plan's: it is sent down, where certificates are handed out."""
    return f"PlanState.{plan.state}"


def _had_no_hand_in(plan: PlanView, visit: Visit) -> bool:
    return visit.actor.person_id not in plan.hands


DECISIONS = (
    Action(kind=SubmitPlan, icon="steps", tone="primary", when=in_states("DRAFT")),
    Action(
        kind=ApprovePlan,
        icon="check",
        tone="primary",
        when=in_states("SUBMITTED"),
        whose=_had_no_hand_in,
    ),
    Action(kind=ReturnPlan, icon="back", tone="danger", when=in_states("SUBMITTED")),
    Action(kind=IssuePlan, icon="mail", tone="primary", when=in_states("APPROVED")),
    Action(kind=RevisePlan, icon="pen", when=in_states("DRAFT", "RETURNED")),
)
PRINT = Go(
    path="/papers/enrollment/annual-plan?plan_id={plan_id}&back=/enrollment/plans/{plan_id}",
    zh="打印计划",
    icon="print",
    kind=FindPlan,
)
CREATE = Action(
    kind=CreateClass,
    icon="plus",
    when=lambda item: item.class_id is None,
    given=lambda item: {
        "plan_item_id": item.item_id,
        "title": item.title,
        "start_on": item.planned_start,
        "end_on": item.planned_end,
    },
)

PLANS = Page(
    path="plans",
    zh="培训计划",
    icon="book",
    sections=(
        Table(
            name="plans",
            zh="各年度计划",
            icon="book",
            asks=ListPlans,
            columns=(
                "year",
                "profile",
                Column(name="state", how="tag", of=state_word),
                "revision",
                Column(
                    name="items",
                    title=Title("班次数", "Classes"),
                    how="number",
                    of=lambda plan: len(plan.items),
                ),
                "drafted_by",
                "doc_no",
                "approved_at",
                "issued_at",
            ),
            row_link="/enrollment/plans/{plan_id}",
            actions=(Action(kind=DraftPlan, icon="plus", tone="primary"),),
            row_actions=DECISIONS[:4],
            empty="还没有培训计划。",
        ),
    ),
)


def _plan_and_items(plan: PlanView, visit: Visit) -> Mapping[str, Any]:
    may_create = plan.state in {"APPROVED", "ISSUED"}
    return {
        "state": state_word(plan),
        "lines": [
            {
                "item": item,
                "span": _span(item, plan.year),
                "dept": ROLE_TITLES.get(item.responsible_dept),  # type: ignore[call-overload]
                "offers": visit.offers((CREATE,), item) if may_create else [],
            }
            for item in sorted(plan.items, key=lambda item: (item.planned_start, item.title))
        ],
        "heads": sum(item.planned_headcount for item in plan.items),
        "hours": sum(item.planned_hours for item in plan.items),
        "budget": sum(item.est_budget_fen for item in plan.items),
    }


def _span(item: PlanItemView, year: int) -> tuple[int, int]:
    """Where in the year a class stands: the days before it, and how many it takes."""
    first = (item.planned_start - date(year, 1, 1)).days
    return max(0, min(first, YEAR_DAYS)), max(3, (item.planned_end - item.planned_start).days + 1)


PLAN = Page(
    path="plans/{plan_id}",
    zh="年度培训计划",
    icon="book",
    sections=(
        Picture(
            name="plan",
            zh="年度培训计划",
            icon="book",
            asks=FindPlan,
            template="enrollment/annual_plan.html",
            actions=(*DECISIONS, PRINT),
            offers=(CreateClass,),
            data=_plan_and_items,
            empty="没有这个计划。",
        ),
    ),
)


PLAN_HINTS = {
    "basis": "写明党委对本年度培训工作的要求。",
    "policy_refs": "每行一项，写文号或制度名称。",
}
PAGES = (PLANS, PLAN)
LOOKS: Mapping[type[Command[Any]], Look] = {
    DraftPlan: Look(hints=PLAN_HINTS, goes=lambda plan: f"/enrollment/plans/{plan.plan_id}"),
    RevisePlan: Look(
        starts=FindPlan,
        hints=PLAN_HINTS,
        note="修改已退回的计划会形成新的版本。",
    ),
    ApprovePlan: Look(
        about=FindPlan,
        beside="enrollment/beside_annual_plan.html",
        hints={"doc_no": "党委批准文件的文号。"},
        note="拟定计划的人不能批准该计划。",
    ),
    ReturnPlan: Look(
        about=FindPlan,
        beside="enrollment/beside_annual_plan.html",
        hints={"opinion": "拟定人会看到这条意见，并据此修改。"},
    ),
    SubmitPlan: Look(about=FindPlan, beside="enrollment/beside_annual_plan.html"),
}
PAPERS = (
    Paper(
        name="annual-plan",
        zh="年度培训计划",
        template="enrollment/paper_annual_plan.html",
        asks={"plan": FindPlan},
        needs=("plan_id",),
        landscape=True,
    ),
)
