"""Before everything: the college's accounts, departments, staff, hosts, rooms and safety plans."""

from datetime import date

from contracts.enrollment import (
    KeepHost,
    KeepStaff,
    ListUnits,
    RegisterUnit,
    SetMentorRota,
    UnitKind,
)
from contracts.portal import KeepPolicy
from contracts.scheduling import (
    KeepSafetyPlan,
    RecordDrill,
    RegisterDormRooms,
    SafetyPlanKind,
)
from deploy.showcase.college.people import (
    DEPARTMENTS,
    HOST,
    HOST_PEOPLE,
    HOSTS,
    LEADERSHIP,
    OTHERS,
    STAFF,
)
from deploy.showcase.college.stage import chapter, kept, unit
from deploy.showcase.people import Sample
from deploy.showcase.staffing import open_account
from deploy.showcase.stage import Stage

CHAPTER = chapter("学院：准备", "The college: before everything")

PLAN_TITLES = {
    SafetyPlanKind.INFRASTRUCTURE: "基础设施安全预案",
    SafetyPlanKind.CAMPUS: "校园安全预案",
    SafetyPlanKind.FOOD: "食品安全预案",
    SafetyPlanKind.PUBLIC_HEALTH: "公共卫生事件应急预案",
}


@CHAPTER.step("登记学院部门与主办单位", "Departments and hosts", by="admin", at="2026-04-13 08:00")
def register_units(stage: Stage) -> None:
    for code, name, function in DEPARTMENTS:
        department = RegisterUnit(code=code, name=name, kind=UnitKind.DEPT, function=function)
        stage.ask("org", department)
    for code, name, _ in HOSTS:
        stage.ask("org", RegisterUnit(code=code, name=name, kind=UnitKind.HOST))
    registered = stage.ask("org", ListUnits(size=200)).items
    kept(stage)["units"] = {one.code: one.unit_id for one in registered}


@CHAPTER.step("开通学院账户", "The college's accounts", by="admin", at="2026-04-13 08:30")
def open_accounts(stage: Stage) -> None:
    people = [*(one.who for one in STAFF), *OTHERS, *HOST_PEOPLE]
    stage.accounts.provide(people)
    for who in people:
        open_account(stage, who, _scope(stage, who))


@CHAPTER.step("登记部门人员", "Who works where", by="admin", at="2026-04-13 09:30")
def keep_staff(stage: Stage) -> None:
    for one in STAFF:
        request = KeepStaff(
            person_id=one.who.person_id,
            name=one.who.name,
            unit_id=unit(stage, one.code),
            section=one.section,
            is_head=one.is_head,
        )
        stage.ask("admin", request)


@CHAPTER.step("登记主办单位信息", "What is known of hosts", by="c-affairs", at="2026-04-13 10:00")
def keep_hosts(stage: Stage) -> None:
    for code, _, credit_code in HOSTS:
        partner = code == HOST[0]
        request = KeepHost(
            unit_id=unit(stage, code),
            credit_code=credit_code,
            strategic_partner=partner,
            partner_since=date(2021, 3, 1) if partner else None,
            contact="付强 0451-00000000" if partner else "值班室",
            leadership=LEADERSHIP if partner else (),
        )
        stage.ask("c-affairs", request)


@CHAPTER.step("设置学业导师轮值", "The mentors' rota", by="c-affairs", at="2026-04-13 10:30")
def set_rota(stage: Stage) -> None:
    order = [unit(stage, "C04"), unit(stage, "C05")]
    rota = stage.ask("c-affairs", SetMentorRota(unit_ids=order))
    kept(stage)["rota_first"] = rota.next_unit_id


@CHAPTER.step("四类安全预案", "The four safety plans", by="c-safety", at="2026-04-13 14:00")
def keep_safety_plans(stage: Stage) -> None:
    for kind, title in PLAN_TITLES.items():
        request = KeepSafetyPlan(
            kind=kind,
            title=title,
            valid_from=date(2026, 1, 1),
            valid_until=date(2026, 12, 31),
        )
        plan = stage.ask("c-safety", request)
        drill = RecordDrill(plan_id=plan.plan_id, held_on=date(2026, 3, 20), participants=46)
        stage.ask("c-safety", drill)


@CHAPTER.step("登记宿舍", "The residence", by="c-safety", at="2026-04-13 15:00")
def register_rooms(stage: Stage) -> None:
    numbers = [f"{floor}{room:02}" for floor in (2, 3) for room in range(1, 13)]
    stage.ask("c-safety", RegisterDormRooms(building="学员公寓A", numbers=numbers, beds=2))


@CHAPTER.step("工作流程规范入库", "The norm itself", by="c-affairs", at="2026-04-13 16:00")
def keep_policy(stage: Stage) -> None:
    request = KeepPolicy(
        number="院内规范〔2026〕1号",
        title="培训工作流程规范（演示修订）",
        effective_on=date(2026, 4, 13),
    )
    stage.ask("c-affairs", request)


def _scope(stage: Stage, who: Sample) -> str:
    code = who.within.removeprefix("unit:")
    return f"unit:{unit(stage, code)}" if code else "*"
