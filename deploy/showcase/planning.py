"""The annual plan: drafted, returned once, approved by the committee, issued to every unit."""

from datetime import date
from functools import partial

from contracts.enrollment import (
    ApprovePlan,
    CreateClass,
    DraftPlan,
    FindPlan,
    IssuePlan,
    PlanItemDraft,
    PlanView,
    ReturnPlan,
    RevisePlan,
    SubmitPlan,
)
from contracts.notification import (
    AcknowledgeNotice,
    DeliveryView,
    ListNotices,
    ListUnitDeliveries,
    NoticeKind,
    NoticeView,
)
from contracts.values import Category
from deploy.showcase.people import UNITS, liaison_of
from deploy.showcase.stage import Chapter, Stage, local

CHAPTER = Chapter("一、年度培训计划", "1. The annual plan")

POLICIES = ["C3/组织04/001", "C3/组织01/001", "C3/组织01/005"]
BASIS = "学校党委2025年第21次会议关于2026年度党员教育培训工作的要求"

# Category, title, session, first and last day, heads, tenths of an hour, yuan.
ITEMS = (
    (Category.DEV_TARGET, "2026年上半年发展对象培训班", 1, "03-23", "03-26", 160, 280, 48_000),
    (Category.ACTIVIST, "2026年上半年入党积极分子培训班", 1, "04-13", "04-17", 300, 240, 60_000),
    (Category.CADRE_SECTION, "2026年科级干部培训班", 1, "05-11", "05-15", 60, 400, 150_000),
    (Category.CADRE_DIVISION, "2026年处级干部培训班", 1, "06-08", "06-12", 40, 400, 160_000),
    (Category.CADRE_OTHER, "2026年年轻干部培训班", 1, "07-06", "07-10", 40, 400, 120_000),
    (Category.MEMBER, "2026年党支部书记与党员培训班", 1, "09-14", "09-18", 120, 320, 90_000),
    (Category.OTHER, "2026年先进分子读书班", 1, "10-19", "10-21", 50, 160, 30_000),
)


@CHAPTER.step("拟定年度培训计划", "The annual plan is drafted", by="org", at="2026-01-06 09:00")
def draft_plan(stage: Stage) -> None:
    # The first draft forgets the last kind of class; the committee will miss it.
    request = DraftPlan(year=2026, basis=BASIS, policy_refs=POLICIES, items=_items()[:-1])
    stage.kept["plan_id"] = stage.ask("org", request).plan_id


@CHAPTER.step("提交党委", "It goes to the Party committee", by="org", at="2026-01-07 10:00")
def submit_plan(stage: Stage) -> None:
    stage.ask("org", SubmitPlan(plan_id=_plan_id(stage)))


@CHAPTER.step("党委退回计划", "The committee returns it", by="committee", at="2026-01-09 14:00")
def return_plan(stage: Stage) -> None:
    opinion = "请补列先进分子读书班，并核对各班学时。"
    stage.ask("committee", ReturnPlan(plan_id=_plan_id(stage), opinion=opinion))


@CHAPTER.step("修改后再次提交", "Revised and submitted again", by="org", at="2026-01-12 09:00")
def revise_plan(stage: Stage) -> None:
    plan_id = _plan_id(stage)
    revised = RevisePlan(plan_id=plan_id, basis=BASIS, policy_refs=POLICIES, items=_items())
    stage.ask("org", revised)
    stage.ask("org", SubmitPlan(plan_id=plan_id))


@CHAPTER.step("未批准不得开班", "No class before approval", by="evp", at="2026-01-12 15:00")
def no_class_before_approval(stage: Stage) -> None:
    stage.refused("evp", class_of(_plan(stage)), "PLAN_NOT_APPROVED")
    stage.refused("org", ApprovePlan(plan_id=_plan_id(stage), doc_no="无"), "NOT_YOUR_DUTY")


@CHAPTER.step("党委批准计划", "The committee approves", by="committee", at="2026-01-14 10:00")
def approve_plan(stage: Stage) -> None:
    request = ApprovePlan(plan_id=_plan_id(stage), doc_no="沪海大委〔2026〕3号", opinion="同意。")
    stage.ask("committee", request)


@CHAPTER.step("下发各基层党组织", "Issued to every unit", by="org", at="2026-01-15 09:00")
def issue_plan(stage: Stage) -> None:
    issued = stage.ask("org", IssuePlan(plan_id=_plan_id(stage)))
    stage.note(f"已下发 {issued.issued_to} 个单位", f"issued to {issued.issued_to} units")


@CHAPTER.step("各单位签收", "Every unit acknowledges", by="unit01…08", at="2026-01-16 09:00")
def acknowledge_plan(stage: Stage) -> None:
    acknowledge(stage, NoticeKind.PLAN_ISSUE)
    stage.until(
        lambda: notices(stage, NoticeKind.PLAN_ISSUE),
        lambda found: bool(found) and found[0].acknowledged == len(UNITS),
    )


def class_of(plan: PlanView) -> CreateClass:
    """The class of the plan's first item: four days in March, check-in the afternoon before."""
    item = plan.items[0]
    return CreateClass(
        plan_item_id=item.item_id,
        code="FZ2026-01",
        title=item.title,
        start_on=item.planned_start,
        end_on=item.planned_end,
        checkin_from=local("2026-03-22 14:00"),
        checkin_to=local("2026-03-22 20:00"),
    )


def acknowledge(stage: Stage, kind: NoticeKind) -> None:
    """Every unit finds a notice of this kind among its own and acknowledges it."""
    for code, _, _, _ in UNITS:
        unit_id, who = stage.kept["units"][code], liaison_of(code)
        for delivery in stage.until(partial(deliveries, stage, code, kind)):
            request = AcknowledgeNotice(unit_id=unit_id, delivery_id=delivery.delivery_id)
            stage.ask(who, request)


def deliveries(stage: Stage, code: str, kind: NoticeKind) -> list[DeliveryView]:
    """The notices of one kind that a unit finds among its own."""
    mine = ListUnitDeliveries(unit_id=stage.kept["units"][code])
    return [one for one in stage.ask(liaison_of(code), mine).items if one.kind is kind]


def notices(stage: Stage, kind: NoticeKind) -> list[NoticeView]:
    """The notices of one kind, with who has acknowledged them."""
    return stage.ask("org", ListNotices(kind=kind)).items


def _plan_id(stage: Stage) -> str:
    plan_id: str = stage.kept["plan_id"]
    return plan_id


def _plan(stage: Stage) -> PlanView:
    return stage.ask("org", FindPlan(plan_id=_plan_id(stage)))


def _items() -> list[PlanItemDraft]:
    return [
        PlanItemDraft(
            category=category,
            title=title,
            session_no=session,
            planned_start=date.fromisoformat(f"2026-{start}"),
            planned_end=date.fromisoformat(f"2026-{end}"),
            planned_headcount=heads,
            planned_hours=hours,
            est_budget_fen=yuan * 100,
        )
        for category, title, session, start, end, heads, hours, yuan in ITEMS
    ]
