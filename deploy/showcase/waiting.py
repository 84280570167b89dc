"""After both plays: classes in other stages, so that every department finds work waiting."""

from dataclasses import replace
from datetime import date

from contracts.enrollment import (
    AppointLead,
    CandidateDraft,
    Consult,
    CreateClass,
    DraftImplementationPlan,
    Element,
    ElementName,
    FindPlan,
    IssueImplementationPlan,
    NegotiateElements,
    Nominate,
)
from contracts.finance import BudgetLine, DraftBudget
from contracts.scheduling import ProposeTeacher, RegisterVenue, VenueKind
from contracts.values import ClassLevel, TitleBand
from deploy.showcase.college import negotiating
from deploy.showcase.college.people import DEPARTMENTS, candidates
from deploy.showcase.college.stage import kept as college
from deploy.showcase.college.stage import unit
from deploy.showcase.enrolling import open_for_nominations
from deploy.showcase.people import UNITS, liaison_of
from deploy.showcase.stage import Chapter, Stage, local

PLAY = "waiting"
CHAPTER = Chapter("待办：其他班次", "Work waiting: other classes", PLAY)


@CHAPTER.step("洽商中的班次", "One in negotiation", by="c-lead2", at="2026-07-20 09:00")
def leave_in_negotiation(stage: Stage) -> None:
    class_id = negotiating.other_class(stage)
    budget = Element(
        name=ElementName.BUDGET, agreed="每人每天600元", special="超过550元，含高铁接送"
    )
    stage.ask("c-lead2", NegotiateElements(class_id=class_id, elements=[budget]))
    question = Consult(
        class_id=class_id,
        element=ElementName.BUDGET,
        unit_id=unit(stage, "C03"),
        question="超出综合定额部分可否列支？",
    )
    stage.ask("c-lead2", question)
    dear = BudgetLine(item="综合费用", quantity=40, days=6, unit_price_fen=600_00)
    stage.ask("c-cashier", DraftBudget(class_id=class_id, lines=[dear]))


@CHAPTER.step("方案已下发的班次", "One just planned", by="c-affairs", at="2026-07-20 10:00")
def leave_planned(stage: Stage) -> None:
    plan = stage.ask("c-affairs", FindPlan(plan_id=college(stage)["plan_id"]))
    item = plan.items[2]
    request = CreateClass(
        plan_item_id=item.item_id,
        code="CJ2026-01",
        title=item.title,
        start_on=item.planned_start,
        end_on=item.planned_end,
        checkin_from=local("2026-09-06 13:00"),
        checkin_to=local("2026-09-06 20:00"),
        level=ClassLevel.IMPORTANT,
    )
    class_id = stage.ask("c-affairs", request).class_id
    appointment = AppointLead(class_id=class_id, person_id="sample-c-lead2")
    stage.ask("c-affairs", appointment)
    draft = DraftImplementationPlan(
        class_id=class_id, unit_ids=[unit(stage, code) for code, _, _ in DEPARTMENTS]
    )
    stage.ask("c-affairs", draft)
    stage.ask("c-affairs", IssueImplementationPlan(class_id=class_id))


@CHAPTER.step("报名中的班次", "One open for nominations", by="evp", at="2026-07-21 09:00")
def leave_enrolling(stage: Stage) -> None:
    plan = stage.ask("evp", FindPlan(plan_id=stage.kept["plan_id"]))
    item = plan.items[1]
    request = CreateClass(
        plan_item_id=item.item_id,
        code="JJ2026-01",
        title=item.title,
        start_on=date(2026, 9, 21),
        end_on=date(2026, 9, 25),
        checkin_from=local("2026-09-20 14:00"),
        checkin_to=local("2026-09-20 20:00"),
    )
    class_id = open_for_nominations(
        stage,
        request,
        seats=30,
        reserve=5,
        deadline="2026-09-11 17:00",
        notice="定于9月21日至25日举办入党积极分子培训班，请按名额于9月11日17时前报名。",
    )
    code = UNITS[0][0]
    for candidate in candidates(5, first=60):
        nomination = Nominate(
            class_id=class_id,
            unit_id=stage.kept["units"][code],
            candidate=_as_activist(candidate),
        )
        stage.ask(liaison_of(code), nomination)


@CHAPTER.step("待评审的教师与场地", "To be vetted", by="c-law", at="2026-07-21 10:00")
def leave_unvetted(stage: Stage) -> None:
    teacher = ProposeTeacher(
        name="郎平原",
        external=True,
        employer="省高级人民法院",
        title_band=TitleBand.ASSOC_SENIOR,
        expertise="行政诉讼",
        qualification="法学博士，审判长",
    )
    stage.ask("c-law", teacher)
    hall = RegisterVenue(name="多功能厅", kind=VenueKind.HALL, capacity=300)
    stage.ask("c-safety", hall)


def _as_activist(candidate: CandidateDraft) -> CandidateDraft:
    return replace(candidate, political_status="共青团员", activist_on=date(2026, 1, 8))
