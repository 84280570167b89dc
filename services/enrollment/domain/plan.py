"""The annual plan: drafted and submitted by planners, decided by the Party committee, issued."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from contracts.enrollment import (
    AnnualPlanApproved,
    AnnualPlanIssued,
    AnnualPlanReturned,
    AnnualPlanSubmitted,
    PlanItemDraft,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Forbidden, Refusal, Unknown
from contracts.roles import Role
from contracts.values import TRACK_OF, Category, Profile, Track


class PlanState(StrEnum):
    """The life of an annual plan."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    ISSUED = "ISSUED"


PLAN_LIFE = Lifecycle[PlanState](
    "培训计划",
    "annual plan",
    {
        "revise": ((PlanState.DRAFT, PlanState.RETURNED), PlanState.DRAFT),
        "submit": ((PlanState.DRAFT,), PlanState.SUBMITTED),
        "return": ((PlanState.SUBMITTED,), PlanState.RETURNED),
        "approve": ((PlanState.SUBMITTED,), PlanState.APPROVED),
        "issue": ((PlanState.APPROVED,), PlanState.ISSUED),
    },
    clause="A-7.1.b",
)
IN_FORCE = frozenset({PlanState.APPROVED, PlanState.ISSUED})


@dataclass(eq=False, kw_only=True)
class PlanItem:
    """One planned class. Hours in tenths, budget in fen, days in Asia/Shanghai."""

    item_id: str
    position: int
    category: Category
    title: str
    session_no: int
    planned_start: date
    planned_end: date
    planned_headcount: int
    planned_hours: int
    est_budget_fen: int
    approval_ref: str
    class_id: str | None = None

    @property
    def track(self) -> Track:
        """The branch of the process its class will follow."""
        return TRACK_OF[self.category]


@dataclass(eq=False, kw_only=True)
class AnnualPlan:
    """An annual plan; `hands` are all who drafted, revised or submitted it."""

    plan_id: str
    year: int
    profile: Profile
    basis: str
    policy_refs: list[str]
    drafted_by: str
    drafted_by_role: Role
    items: list[PlanItem] = field(default_factory=list)
    hands: list[str] = field(default_factory=list)
    state: PlanState = PlanState.DRAFT
    revision: int = 1
    opinion: str = ""
    doc_no: str = ""
    approved_at: datetime | None = None
    issued_at: datetime | None = None
    issued_to: int = 0

    @property
    def responsible_dept(self) -> Role:
        """Who sees to it that the approved plan is carried out (A-7.10.a, B-3.1a)."""
        college = self.profile is Profile.CADRE_COLLEGE
        return Role.TEACHING_AFFAIRS if college else Role.ORG_DEPT

    def revise(
        self, *, by: str, basis: str, policy_refs: Sequence[str], items: Sequence[PlanItem]
    ) -> None:
        """Replace the content; a returned plan opens its next revision."""
        after = PLAN_LIFE.after("revise", self.state)
        self.revision += self.state is PlanState.RETURNED
        self.basis, self.policy_refs = basis, list(policy_refs)
        self.items = list(items)
        self._note_hand(by)
        self.state = after

    def submit(self, *, by: str) -> AnnualPlanSubmitted:
        """Hand the plan to the Party committee; Refusal PLAN_INCOMPLETE names what is missing."""
        after = PLAN_LIFE.after("submit", self.state)
        self._refuse_gaps()
        self._note_hand(by)
        self.state = after
        return AnnualPlanSubmitted(plan_id=self.plan_id, year=self.year, items_n=len(self.items))

    def give_back(self, *, opinion: str) -> AnnualPlanReturned:
        """Return the plan to its drafter with the committee's opinion."""
        self.state = PLAN_LIFE.after("return", self.state)
        self.opinion = opinion
        return AnnualPlanReturned(plan_id=self.plan_id, year=self.year, drafted_by=self.drafted_by)

    def approve(self, *, by: str, doc_no: str, opinion: str, now: datetime) -> AnnualPlanApproved:
        """Approve the plan; Refusal FOUR_EYES for anybody who had a hand in it (C1)."""
        after = PLAN_LIFE.after("approve", self.state)
        if by in self.hands:
            raise Refusal(
                "FOUR_EYES",
                "拟定、修改或提交过本计划的人不能审批本计划。",
                "Whoever drafted, revised or submitted this plan cannot approve it.",
                "A-3.1.a",
            )
        self.state = after
        self.doc_no, self.opinion, self.approved_at = doc_no, opinion, now
        return AnnualPlanApproved(
            plan_id=self.plan_id, year=self.year, revision=self.revision, doc_no=doc_no
        )

    def issue(self, *, unit_ids: Sequence[str], now: datetime) -> AnnualPlanIssued:
        """Issue the plan to every active grass-roots organisation, in the college to every
        department; Refusal NO_UNITS without any.
        """
        after = PLAN_LIFE.after("issue", self.state)
        if not unit_ids:
            raise Refusal(
                "NO_UNITS",
                "尚未登记接收计划的单位，无法下发。",
                "No unit is registered to issue the plan to.",
                "A-7.1.c",
            )
        self.state = after
        self.issued_at, self.issued_to = now, len(unit_ids)
        return AnnualPlanIssued(plan_id=self.plan_id, year=self.year, unit_ids=list(unit_ids))

    def take_item(self, item_id: str, *, class_id: str) -> PlanItem:
        """Use an item for its class, once and only when the plan is approved (A-3.3.a)."""
        item = next((item for item in self.items if item.item_id == item_id), None)
        if item is None:
            raise Unknown("计划班次", "plan item")
        if self.state not in IN_FORCE:
            raise Refusal(
                "PLAN_NOT_APPROVED",
                "该班次所在的培训计划尚未经党委批准，不能创建班次。",
                "The plan of this class has not been approved by the Party committee.",
                "A-3.3.a",
            )
        if item.class_id:
            raise Refusal(
                "PLAN_ITEM_USED",
                "该计划班次已经创建过班次。",
                "A class has already been created from this plan item.",
                "A-3.3.a",
            )
        item.class_id = class_id
        return item

    def _note_hand(self, person_id: str) -> None:
        self.hands = [*self.hands, *({person_id} - set(self.hands))]

    def _refuse_gaps(self) -> None:
        faults = list(self._gaps())
        if not faults:
            return
        raise Refusal(
            "PLAN_INCOMPLETE",
            f"培训计划尚不完整：{'；'.join(fault.zh for fault in faults[:5])}。",
            f"The plan is not complete: {'; '.join(fault.en for fault in faults[:5])}.",
            "A-7.1.a",
            faults=faults,
        )

    def _gaps(self) -> list[Fault]:
        if not self.items:
            return [Fault("items", "至少应列一个班次", "list at least one class")]
        faults = [fault for item in self.items for fault in self._gaps_of(item)]
        seen: set[tuple[Category, int]] = set()
        for item in self.items:
            if (item.category, item.session_no) in seen:
                faults.append(
                    _fault(item, "session_no", "同类班次期次重复", "session number repeats")
                )
            seen.add((item.category, item.session_no))
        return faults

    def _gaps_of(self, item: PlanItem) -> list[Fault]:
        faults = []
        if item.planned_hours <= 0:
            faults.append(_fault(item, "planned_hours", "未填学时", "hours are missing"))
        if item.planned_headcount <= 0:
            faults.append(_fault(item, "planned_headcount", "未填人数", "headcount is missing"))
        if item.planned_end < item.planned_start:
            faults.append(_fault(item, "planned_end", "结班早于开班", "ends before it starts"))
        if item.planned_start.year != self.year:
            faults.append(
                _fault(item, "planned_start", "开班不在计划年度内", "starts in another year")
            )
        return faults


def _fault(item: PlanItem, name: str, zh: str, en: str) -> Fault:
    return Fault(f"items.{item.position}.{name}", f"「{item.title}」{zh}", f"'{item.title}': {en}")


def draft_plan(
    *,
    plan_id: str,
    year: int,
    profile: Profile,
    basis: str,
    policy_refs: Sequence[str],
    items: Sequence[PlanItem],
    by: str,
    role: Role,
) -> AnnualPlan:
    """A new plan, citing what the committee asked for (A-4.1.a).

    Forbidden when teaching affairs drafts a plan other than the college's own (B-3.1a).
    """
    if role is Role.TEACHING_AFFAIRS and profile is not Profile.CADRE_COLLEGE:
        raise Forbidden(
            "NOT_YOUR_DUTY",
            "党校年度计划由常务副校长或组织部拟定。",
            "The Party school's plan is drafted by the executive vice-president or the "
            "organisation department.",
            "A-4.1.a",
        )
    return AnnualPlan(
        plan_id=plan_id,
        year=year,
        profile=profile,
        basis=basis,
        policy_refs=list(policy_refs),
        items=list(items),
        drafted_by=by,
        drafted_by_role=role,
        hands=[by],
    )


def plan_items(drafts: Sequence[PlanItemDraft], new_id: Callable[[], str]) -> list[PlanItem]:
    """The plan's items in the order they were written."""
    return [
        PlanItem(
            item_id=new_id(),
            position=position,
            category=draft.category,
            title=draft.title,
            session_no=draft.session_no,
            planned_start=draft.planned_start,
            planned_end=draft.planned_end,
            planned_headcount=draft.planned_headcount,
            planned_hours=draft.planned_hours,
            est_budget_fen=draft.est_budget_fen,
            approval_ref=draft.approval_ref,
        )
        for position, draft in enumerate(drafts)
    ]
