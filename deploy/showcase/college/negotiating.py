"""The college's plan, the class its host orders, and the project until it is confirmed."""

from datetime import date

from contracts.enrollment import (
    AnswerConsultation,
    AppointLead,
    ApprovePlan,
    BeginNegotiation,
    ClassState,
    ConfirmationKind,
    ConfirmProject,
    Consult,
    CreateClass,
    DraftConfirmation,
    DraftPlan,
    Element,
    ElementName,
    FindPlan,
    IssueImplementationPlan,
    IssuePlan,
    NegotiateElements,
    PlanItemDraft,
    RecordVisit,
    SignConfirmation,
    SubmitPlan,
)
from contracts.finance import BudgetLine, ClearBudget, DraftBudget
from contracts.portal import ApproveSeal, RequestSeal, SealPurpose, UseSeal
from contracts.values import Category, OrgMode, Party, Profile
from deploy.showcase.college.people import HOST, OTHER_HOST
from deploy.showcase.college.stage import (
    CHECK_IN,
    CHECK_IN_ENDS,
    chapter,
    class_id,
    comes_to,
    kept,
    paper,
    unit,
)
from deploy.showcase.stage import Stage, local

CHAPTER = chapter("学院：计划与项目洽商", "The college: plan and project")

N = ElementName
ELEMENTS = {
    N.TIME: "2026年5月18日至22日，5月17日13时起报到",
    N.PLACE: "学院哈尔滨校区",
    N.HEADCOUNT: "24人",
    N.AUDIENCE: "全市司法行政系统科级干部",
    N.AGENDA: "四天课堂教学、半天现场教学、半天结业",
    N.MEALS: "自助餐，三餐",
    N.LODGING: "学员公寓标准间，两人一间",
    N.TRANSPORT: "现场教学用车一辆",
    N.TEACHING: "习近平法治思想、社区矫正法实务、应急处突",
    N.STUDY: "分两组研讨，提交培训小结",
    N.RESEARCH: "收集基层司法所建设案例",
    N.BUDGET: "每人每天不超过550元，师资费另计",
    N.INVOICE: "数电普通发票，项目为培训服务",
}
SPECIAL = "结业后增加一次赴省外现场教学的用车"
# Category, title, session, first and last day, heads, tenths of an hour, yuan.
ITEMS = (
    (
        Category.CADRE_SECTION,
        "全市司法行政科级干部培训班",
        1,
        "05-18",
        "05-22",
        24,
        320,
        90_000,
    ),
    (Category.CADRE_SECTION, "应急管理系统科级干部培训班", 2, "09-14", "09-18", 40, 320, 120_000),
    (Category.CADRE_DIVISION, "处级干部法治思维专题班", 1, "09-07", "09-11", 30, 320, 110_000),
    (Category.MEMBER, "党务干部培训班", 1, "09-28", "09-30", 50, 160, 60_000),
    (Category.CADRE_OTHER, "司法所长任职培训班", 1, "05-04", "05-08", 12, 320, 40_000),
)


@CHAPTER.step("拟定并批准学院计划", "The college's plan", by="c-affairs", at="2026-04-14 09:00")
def approve_plan(stage: Stage) -> None:
    drafted = stage.ask(
        "c-affairs",
        DraftPlan(
            year=2026,
            profile=Profile.CADRE_COLLEGE,
            basis="学院党委关于2026年度培训工作的要求",
            policy_refs=["黑政院党发〔2022〕47号"],
            items=[_item(item) for item in ITEMS],
        ),
    )
    stage.ask("c-affairs", SubmitPlan(plan_id=drafted.plan_id))
    approval = ApprovePlan(plan_id=drafted.plan_id, doc_no="黑政院党发〔2026〕8号")
    stage.ask("c-committee", approval)
    stage.ask("c-affairs", IssuePlan(plan_id=drafted.plan_id))
    kept(stage)["plan_id"] = drafted.plan_id


@CHAPTER.step("创建承办班次", "The class a host orders", by="c-affairs", at="2026-04-14 14:00")
def create_class(stage: Stage) -> None:
    plan = stage.ask("c-affairs", FindPlan(plan_id=kept(stage)["plan_id"]))
    created = stage.ask(
        "c-affairs",
        CreateClass(
            plan_item_id=plan.items[0].item_id,
            code="KJ2026-01",
            title=plan.items[0].title,
            start_on=plan.items[0].planned_start,
            end_on=plan.items[0].planned_end,
            checkin_from=CHECK_IN,
            checkin_to=CHECK_IN_ENDS,
            org_mode=OrgMode.CONTRACTED,
            host_id=unit(stage, HOST[0]),
        ),
    )
    kept(stage)["class_id"] = created.class_id


@CHAPTER.step("指定项目负责人", "The lead is appointed", by="c-affairs", at="2026-04-14 15:00")
def appoint_lead(stage: Stage) -> None:
    outsider = AppointLead(class_id=class_id(stage), person_id="sample-c-counsel1", reason="顶替")
    stage.refused("c-affairs", outsider, "NOT_TEACHING_AFFAIRS")
    stage.refused(
        "c-student",
        AppointLead(class_id=class_id(stage), person_id="sample-c-lead1"),
        "NOT_YOUR_DUTY",
    )
    appointment = AppointLead(class_id=class_id(stage), person_id="sample-c-lead1")
    stage.ask("c-affairs", appointment)


@CHAPTER.step("接待踏查", "The host sees the site", by="c-lead1", at="2026-04-15 09:00")
def record_visit(stage: Stage) -> None:
    stage.ask("c-lead1", BeginNegotiation(class_id=class_id(stage)))
    request = RecordVisit(
        class_id=class_id(stage),
        visited_on=date(2026, 4, 15),
        visitors="付强等3人",
        places="教学楼、学员公寓、餐厅",
        remarks="对食宿条件满意",
    )
    stage.ask("c-lead1", request)


@CHAPTER.step("洽商要素", "The elements are negotiated", by="c-lead1", at="2026-04-16 09:00")
def negotiate(stage: Stage) -> None:
    some = [Element(name=name, agreed=text) for name, text in list(ELEMENTS.items())[:9]]
    stage.ask("c-lead1", NegotiateElements(class_id=class_id(stage), elements=some))
    stage.refused("c-lead1", ConfirmProject(class_id=class_id(stage)), "PROJECT_INCOMPLETE")
    others = [Element(name=name, agreed=text) for name, text in list(ELEMENTS.items())[9:]]
    dear = Element(name=N.TRANSPORT, agreed=ELEMENTS[N.TRANSPORT], special=SPECIAL)
    settled = NegotiateElements(class_id=class_id(stage), elements=[*others, dear])
    found = stage.ask("c-lead1", settled)
    stage.note(f"待会商：{found.uncleared}", f"to be cleared: {found.uncleared}")


@CHAPTER.step("会商超标准事项", "Finance is consulted", by="c-lead1", at="2026-04-16 14:00")
def consult(stage: Stage) -> None:
    request = Consult(
        class_id=class_id(stage),
        element=N.TRANSPORT,
        unit_id=unit(stage, "C03"),
        question="省外现场教学用车可否列支？",
    )
    asked = stage.ask("c-lead1", request).consultations[-1]
    answer = AnswerConsultation(
        class_id=class_id(stage),
        unit_id=unit(stage, "C03"),
        consultation_id=asked.consultation_id,
        approved=True,
        answer="同意，按租车合同据实列支，不突破综合定额。",
    )
    stage.ask("c-finance", answer)


@CHAPTER.step("预算超定额一分须核准", "One fen too much", by="c-cashier", at="2026-04-17 09:00")
def draft_budget(stage: Stage) -> None:
    within = [
        BudgetLine(item="住宿费", quantity=24, days=5, unit_price_fen=150_00),
        BudgetLine(item="伙食费", quantity=24, days=6, unit_price_fen=110_00),
        BudgetLine(item="场地、资料、交通费", quantity=24, days=6, unit_price_fen=50_00),
        BudgetLine(
            item="师资费", quantity=32, days=1, unit_price_fen=1000_00, within_ceiling=False
        ),
    ]
    drafted = stage.until(
        lambda: stage.ask("c-cashier", DraftBudget(class_id=class_id(stage), staff=2, lines=within))
    )
    spare = drafted.ceiling_fen - sum(
        line.quantity * line.days * line.unit_price_fen
        for line in drafted.lines
        if line.within_ceiling
    )
    over = BudgetLine(item="现场教学用车", quantity=1, days=1, unit_price_fen=spare + 1)
    found = stage.ask(
        "c-cashier", DraftBudget(class_id=class_id(stage), staff=2, lines=[*within, over])
    )
    stage.note(f"超定额 {found.over_by_fen} 分：{found.state}", f"over by {found.over_by_fen} fen")
    kept(stage)["over_by"] = found.over_by_fen
    clearance = ClearBudget(class_id=class_id(stage), note="用车为主办单位要求，予以核准。")
    stage.ask("c-finance", clearance)


@CHAPTER.step("预算单确认与用印", "Budget sheet and seal", by="c-lead1", at="2026-04-20 09:00")
def confirm_in_writing(stage: Stage) -> None:
    document = paper(stage, "c-lead1", "预算单.txt", "哈尔滨市司法局科级干部培训班预算单")
    draft = DraftConfirmation(
        class_id=class_id(stage), kind=ConfirmationKind.BUDGET_SHEET, document=document
    )
    project = stage.ask("c-lead1", draft)
    confirmation = project.confirmation
    if confirmation is None:
        raise AssertionError("a drafted confirmation is there")
    request = RequestSeal(
        class_id=class_id(stage),
        purpose=SealPurpose.CONFIRMATION,
        document=document,
        copies=4,
    )
    seal = stage.ask("c-lead1", request)
    stage.refused("c-seal", UseSeal(class_id=class_id(stage), seal_id=seal.seal_id), "WRONG_STATE")
    stage.ask("c-leader", ApproveSeal(class_id=class_id(stage), seal_id=seal.seal_id))
    stage.ask("c-seal", UseSeal(class_id=class_id(stage), seal_id=seal.seal_id))
    scan = paper(stage, "c-lead1", "主办单位签字预算单扫描件.txt")
    for party, signer, who in (
        (Party.HOST, "付强", "c-lead1"),
        (Party.COLLEGE, "詹广义", "c-leader"),
    ):
        signature = SignConfirmation(
            class_id=class_id(stage),
            party=party,
            signer=signer,
            document_hash=confirmation.document_hash,
            scan=scan if party is Party.HOST else None,
        )
        stage.ask(who, signature)


@CHAPTER.step("未下发方案不得筹备", "Nothing without a plan", by="c-affairs", at="2026-04-20 15:00")
def confirm_project(stage: Stage) -> None:
    stage.until(
        lambda: stage.ask("c-lead1", ConfirmProject(class_id=class_id(stage))),
        while_refused=("PROJECT_INCOMPLETE",),
    )
    comes_to(stage, ClassState.CONFIRMED)
    too_early = IssueImplementationPlan(class_id=class_id(stage))
    stage.refused("c-affairs", too_early, "UNKNOWN")


@CHAPTER.step(
    "非合作单位不得用预算单", "No sheet for a stranger", by="c-affairs", at="2026-04-21 09:00"
)
def stranger_needs_an_agreement(stage: Stage) -> None:
    other = other_class(stage)
    stage.ask("c-affairs", AppointLead(class_id=other, person_id="sample-c-lead2"))
    stage.until(lambda: stage.ask("c-lead2", BeginNegotiation(class_id=other)))
    document = paper(stage, "c-lead2", "应急班预算单.txt")
    draft = DraftConfirmation(class_id=other, kind=ConfirmationKind.BUDGET_SHEET, document=document)
    stage.refused("c-lead2", draft, "CONFIRMATION_FORM")


def other_class(stage: Stage) -> str:
    """A second class, of a host that is no partner; it stays in negotiation."""
    if "other_class" not in kept(stage):
        plan = stage.ask("c-affairs", FindPlan(plan_id=kept(stage)["plan_id"]))
        item = plan.items[1]
        request = CreateClass(
            plan_item_id=item.item_id,
            code="KJ2026-02",
            title=item.title,
            start_on=item.planned_start,
            end_on=item.planned_end,
            checkin_from=local("2026-09-13 13:00"),
            checkin_to=local("2026-09-13 20:00"),
            org_mode=OrgMode.CONTRACTED,
            host_id=unit(stage, OTHER_HOST[0]),
        )
        kept(stage)["other_class"] = stage.ask("c-affairs", request).class_id
    found: str = kept(stage)["other_class"]
    return found


def _item(item: tuple[Category, str, int, str, str, int, int, int]) -> PlanItemDraft:
    category, title, session, start, end, heads, hours, yuan = item
    return PlanItemDraft(
        category=category,
        title=title,
        session_no=session,
        planned_start=date.fromisoformat(f"2026-{start}"),
        planned_end=date.fromisoformat(f"2026-{end}"),
        planned_headcount=heads,
        planned_hours=hours,
        est_budget_fen=yuan * 100,
    )
