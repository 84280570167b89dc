"""The annual plan 年度培训计划, from its draft to its issue."""

from datetime import date, datetime
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Page, Query, Title, View
from contracts.enrollment.access import PLANNERS, READERS, DocNo, R
from contracts.roles import Role
from contracts.values import (
    Category,
    Fen,
    Heads,
    Name,
    Opinion,
    PageNo,
    PageSize,
    Profile,
    Tenths,
    Track,
    Year,
)


class PlanItemDraft(View):
    """计划班次｜A planned class. Hours in tenths, budget in fen, dates in Asia/Shanghai."""

    category: Annotated[Category, Title("班次类别", "Category")]
    title: Name
    session_no: Annotated[int, Title("期次", "Session no."), Ge(1), Le(99)]
    planned_start: Annotated[date, Title("计划开班", "Planned start")]
    planned_end: Annotated[date, Title("计划结班", "Planned end")]
    planned_headcount: Heads
    planned_hours: Tenths
    est_budget_fen: Fen = 0
    approval_ref: Annotated[
        str, Title("临时班次批准文号", "Approval of an ad-hoc class"), MaxLen(60)
    ] = ""


class PlanItemView(PlanItemDraft):
    """计划班次｜A class as the plan lists it; `class_id` once it has been created."""

    item_id: str
    track: Track
    responsible_dept: str
    class_id: str | None


class PlanView(View):
    """年度培训计划｜Annual plan; `hands` are those who drafted, revised or submitted it: none of
    them approves it.
    """

    plan_id: str
    year: int
    profile: Profile
    basis: str
    policy_refs: list[str]
    items: list[PlanItemView]
    state: str
    revision: int
    drafted_by: str
    drafted_by_role: Role
    opinion: str
    doc_no: str
    approved_at: datetime | None
    issued_at: datetime | None
    issued_to: int
    hands: tuple[str, ...] = ()


class DraftPlan(
    Command[PlanView],
    rest="POST /plans",
    by=PLANNERS,
    clauses=("A-4.1.a", "A-6.1", "A-7.1.a", "A-5.i1"),
):
    """拟定培训计划｜Draft an annual plan."""

    year: Year
    profile: Profile = Profile.UNIVERSITY_PARTY_SCHOOL
    basis: Annotated[
        str,
        Title("制订依据（党委要求）", "Basis: what the committee asked for"),
        MinLen(4),
        MaxLen(2000),
    ]
    policy_refs: Annotated[list[str], Title("依据制度", "Policies"), MaxLen(30)]
    items: Annotated[list[PlanItemDraft], Title("班次", "Classes"), MaxLen(200)]


class RevisePlan(Command[PlanView], rest="PUT /plans/{plan_id}", by=PLANNERS, clauses=("A-7.1.b",)):
    """修改培训计划｜Revise plan: revise a draft or returned plan; a returned one opens its next
    revision.
    """

    plan_id: str
    basis: Annotated[str, Title("制订依据（党委要求）", "Basis"), MinLen(4), MaxLen(2000)]
    policy_refs: Annotated[list[str], Title("依据制度", "Policies"), MaxLen(30)]
    items: Annotated[list[PlanItemDraft], Title("班次", "Classes"), MaxLen(200)]


class SubmitPlan(
    Command[PlanView], rest="POST /plans/{plan_id}/submission", by=PLANNERS, clauses=("A-7.1.b",)
):
    """提交党委审批｜Submit plan: to the Party Committee."""

    plan_id: str


class ReturnPlan(
    Command[PlanView],
    rest="POST /plans/{plan_id}/return",
    by=(R.PARTY_COMMITTEE,),
    clauses=("A-3.1.a", "A-7.1.b"),
):
    """退回培训计划｜Return plan: with an opinion."""

    plan_id: str
    opinion: Annotated[str, Title("退回意见", "Opinion"), MinLen(2), MaxLen(500)]


class ApprovePlan(
    Command[PlanView],
    rest="POST /plans/{plan_id}/approval",
    by=(R.PARTY_COMMITTEE,),
    clauses=("A-3.1.a", "A-6.2", "A-7.1.b"),
):
    """批准培训计划｜Approve the annual plan; never by its drafter."""

    plan_id: str
    doc_no: DocNo
    opinion: Opinion = ""


class IssuePlan(
    Command[PlanView], rest="POST /plans/{plan_id}/issue", by=PLANNERS, clauses=("A-7.1.c",)
):
    """下发培训计划｜Issue plan: the approved one, to every active grass-roots organisation."""

    plan_id: str


class FindPlan(Query[PlanView], rest="GET /plans/{plan_id}", by=READERS):
    """培训计划｜One annual plan."""

    plan_id: str


class ListPlans(Query[Page[PlanView]], rest="GET /plans", by=READERS):
    """培训计划列表｜Annual plans, newest first."""

    year: Year | None = None
    page: PageNo = 1
    size: PageSize = 20
