"""The tab 办班: what a class needs to be ready, and what happens in its days."""

from collections.abc import Mapping
from typing import Any

from contracts.base import Title
from contracts.enrollment import (
    GOING_ON,
    AcknowledgeAdjustment,
    ClassState,
    ClassView,
    ConfirmReadiness,
    DeclareEmergency,
    DisciplineKind,
    DrawSupplies,
    EmergencyKind,
    FindClass,
    ListAdjustments,
    ListDiscipline,
    ListEmergencies,
    ListIssues,
    ListOfficialVisits,
    ListSupplies,
    OfficialVisitView,
    RaiseIssue,
    RecordAdjustment,
    RecordClosing,
    RecordDeparture,
    RecordDiscipline,
    RecordOfficialVisit,
    RecordRehearsal,
    RescheduleClass,
    ResolveIssue,
    ResumeClass,
    ReturnSupplies,
    SetUpVenue,
    SupplyIssueView,
    SupplyLine,
    SuspendClass,
    WaiveRehearsal,
)
from contracts.lookups import DEPARTMENTS
from contracts.values import ClassLevel, Severity
from kit.pages.columns import Column
from kit.pages.desk import Action, Known, Look, Page, Picture, Table
from kit.pages.visit import Visit
from kit.pages.words import word_of
from services.enrollment.desk.awaiting import (
    BEFORE_CHECK_IN,
    CLOSING,
    MEETING_PEOPLE,
    NAMING,
    PREPARING,
    SERVING,
    SUSPENDABLE,
)
from services.enrollment.desk.duty import TEAM_MEMBERS

S = ClassState
STAGES = (
    Action(kind=ConfirmReadiness, icon="check", tone="primary", during=(S.ROSTER_APPROVED,)),
    Action(kind=SetUpVenue, icon="home", during=PREPARING),
    Action(
        kind=RecordRehearsal,
        icon="flag",
        during=NAMING,
        when=lambda found: found.level is not ClassLevel.REGULAR,
    ),
    Action(
        kind=WaiveRehearsal,
        icon="cross",
        during=NAMING,
        when=lambda found: found.level is not ClassLevel.REGULAR,
    ),
    Action(kind=RecordClosing, icon="seal", during=CLOSING),
    Action(kind=RecordDeparture, icon="truck", tone="primary", during=(S.DATA_CONFIRMED,)),
    Action(kind=ResumeClass, icon="check", tone="primary", during=(S.SUSPENDED,)),
    Action(kind=RescheduleClass, icon="calendar", during=BEFORE_CHECK_IN),
    Action(kind=SuspendClass, icon="alarm", tone="danger", during=SUSPENDABLE),
)


def stage_data(found: ClassView, visit: Visit) -> Mapping[str, Any]:
    """What the class awaits now, and how far it is from being ready."""
    return {
        "offers": visit.offers(STAGES, found),
        "met": sum(item.met for item in found.readiness),
    }


def _lines(lines: list[SupplyLine]) -> list[str]:
    return [f"{line.item} × {line.quantity}" for line in lines]


def _rank(visit: OfficialVisitView) -> str:
    key = f"RANK_{visit.rank_code}"
    return key if word_of(key) else str(visit.rank_code)


def _still_out(supplies: list[SupplyIssueView], given: Known) -> Mapping[str, Any]:
    """What of the loan has not come back yet."""
    slip = next((one for one in supplies if one.issue_id == given["issue_id"]), None)
    rows = [
        {"item": line.item, "quantity": line.quantity, "returnable": line.returnable}
        for line in (slip.outstanding if slip else [])
    ]
    return {"lines": rows}


ISSUES = Table(
    name="issues",
    zh="问题台账",
    icon="alarm",
    asks=ListIssues,
    columns=(
        "what",
        "severity",
        "source",
        "owner_id",
        "due_at",
        Column(
            name="state",
            how="tag",
            of=lambda one: _issue_state(one.resolved_at is not None, late=one.late),
        ),
        "resolution",
    ),
    actions=(Action(kind=RaiseIssue, icon="plus", during=GOING_ON),),
    row_actions=(
        Action(kind=ResolveIssue, when=lambda one: one.resolved_at is None, during=GOING_ON),
    ),
    empty="没有登记的问题。",
)


def _issue_state(resolved: bool, *, late: bool) -> str:
    if resolved:
        return "DONE_LATE" if late else "DONE"
    return "OVERDUE" if late else "OPEN"


ADJUSTMENTS = Table(
    name="adjustments",
    zh="调整记录",
    icon="pen",
    asks=ListAdjustments,
    columns=(
        "what",
        "severity",
        "reason",
        Column(name="unit_names", title=Title("涉及部门", "Departments")),
        "made_by",
        "made_at",
        Column(
            name="acknowledged_at",
            title=Title("项目负责人知悉", "Seen by the lead"),
            how="moment",
        ),
    ),
    actions=(Action(kind=RecordAdjustment, icon="plus", during=MEETING_PEOPLE),),
    row_actions=(
        Action(
            kind=AcknowledgeAdjustment,
            zh="知悉",
            during=GOING_ON,
            when=lambda one: one.severity is Severity.MAJOR and one.acknowledged_at is None,
        ),
    ),
    empty="没有偏离实施方案的调整。",
)

SUPPLIES = Table(
    name="supplies",
    zh="备品领用",
    icon="box",
    asks=ListSupplies,
    columns=(
        "purpose",
        Column(name="lines", title=Title("领用", "Drawn"), of=lambda one: _lines(one.lines)),
        "drawn_by",
        "drawn_at",
        Column(
            name="returned", title=Title("已归还", "Returned"), of=lambda one: _lines(one.returned)
        ),
        Column(
            name="outstanding",
            title=Title("待归还", "Still out"),
            of=lambda one: _lines(one.outstanding),
        ),
    ),
    actions=(Action(kind=DrawSupplies, icon="plus", during=SERVING),),
    row_actions=(
        Action(
            kind=ReturnSupplies, zh="归还", when=lambda one: bool(one.outstanding), during=GOING_ON
        ),
    ),
    empty="还没有领用备品。",
)

OFFICIALS = Table(
    name="officials",
    zh="领导出席",
    icon="star",
    asks=ListOfficialVisits,
    columns=(
        Column(name="name", title=Title("姓名", "Name")),
        Column(name="rank_code", title=Title("职务层次", "Rank"), how="tag", of=_rank),
        Column(name="host_leadership", title=Title("主办单位班子成员", "Host's leadership")),
        "activity",
        "expected_at",
        Column(name="reportable", title=Title("须逐级上报", "Reported upwards")),
        "known_at",
    ),
    actions=(Action(kind=RecordOfficialVisit, icon="plus", during=GOING_ON),),
    empty="没有登记领导出席。",
)

DISCIPLINE = Table(
    name="discipline",
    zh="班级管理记录",
    icon="people",
    asks=ListDiscipline,
    columns=(
        Column(name="kind", how="tag", of=lambda one: DisciplineKind(one.kind)),
        Column(name="trainee_name", title=Title("学员", "Trainee")),
        Column(name="text", title=Title("内容", "What happened")),
        "recorded_by",
        "recorded_at",
    ),
    actions=(Action(kind=RecordDiscipline, icon="plus", during=MEETING_PEOPLE),),
    empty="还没有班级活动、纪律和生活方面的记录。",
)

EMERGENCIES = Table(
    name="emergencies",
    zh="突发事件",
    icon="shield",
    asks=ListEmergencies,
    columns=(
        Column(name="kind", how="tag", of=lambda one: EmergencyKind(one.kind)),
        Column(name="text", title=Title("情况", "What happened")),
        "policy_ref",
        "declared_by",
        "declared_at",
    ),
    actions=(Action(kind=DeclareEmergency, icon="alarm", tone="danger", during=GOING_ON),),
    empty="没有突发事件。",
)

RUNNING = Page(
    path="running",
    zh="办班",
    icon="flag",
    sections=(
        Picture(
            name="stage",
            zh="班次进展",
            icon="flag",
            asks=FindClass,
            template="enrollment/stage.html",
            data=stage_data,
            offers=STAGES,
        ),
        ISSUES,
        ADJUSTMENTS,
        SUPPLIES,
        OFFICIALS,
        DISCIPLINE,
        EMERGENCIES,
    ),
)

RANKS = "121、122 厅局级正副职，131、132 县处级正副职，141、142 乡科级正副职。"
LOOKS = {
    RecordRehearsal: Look(choices={"unit_ids": DEPARTMENTS}),
    RaiseIssue: Look(
        choices={"owner_id": TEAM_MEMBERS}, hints={"owner_id": "不选则由项目负责人处理。"}
    ),
    RecordAdjustment: Look(choices={"unit_ids": DEPARTMENTS}),
    RecordOfficialVisit: Look(
        hints={"rank_code": RANKS},
        note="副厅级及以上领导，或者主办单位班子成员出席的，登记后即刻逐级上报。",
    ),
    ReturnSupplies: Look(starts=ListSupplies, begins=_still_out),
    RescheduleClass: Look(starts=FindClass),
    SuspendClass: Look(note="暂停期间各项时限停止计算。"),
    ResumeClass: Look(note="尚未进行的安排按停办天数顺延。"),
}
