"""Safety: plans 预案 and drills 演练, incidents 安全事件, equipment checks 设备调试."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Query, Secret, Title, View
from contracts.scheduling.access import READERS, R
from contracts.values import FileRef, Name, Severity


class SafetyPlanKind(StrEnum):
    """The four plans a venue needs in force (B-3.3b)."""

    INFRASTRUCTURE = "INFRASTRUCTURE"
    CAMPUS = "CAMPUS"
    FOOD = "FOOD"
    PUBLIC_HEALTH = "PUBLIC_HEALTH"


class DrillView(View):
    """演练｜A drill of a safety plan."""

    held_on: date
    participants: int
    findings: str


class SafetyPlanView(View):
    """安全预案｜A safety plan for one venue, or for all; `stale` when long not drilled."""

    plan_id: str
    kind: SafetyPlanKind
    title: str
    venue_id: str | None
    document: FileRef | None
    valid_from: date
    valid_until: date
    in_force: bool
    drills: list[DrillView]
    stale: bool


class KeepSafetyPlan(
    Command[SafetyPlanView],
    rest="POST /safety-plans",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-3.3b", "B-12b"),
):
    """制定安全预案｜Put a safety plan in force, for one venue or for all."""

    kind: SafetyPlanKind
    title: Name
    venue_id: Annotated[str | None, Title("场地（空为全院）", "Venue (none: all)")] = None
    document: FileRef | None = None
    valid_from: Annotated[date, Title("生效日期", "Valid from")]
    valid_until: Annotated[date, Title("有效期至", "Valid until")]


class RecordDrill(
    Command[SafetyPlanView],
    rest="POST /safety-plans/{plan_id}/drills",
    by=(R.FIN_LOGISTICS, R.STUDENT_WORK),
    clauses=("B-12b",),
):
    """登记演练｜Record drill: of a safety plan."""

    plan_id: str
    held_on: Annotated[date, Title("演练日期", "Held on")]
    participants: Annotated[int, Title("参加人数", "Participants"), Ge(1), Le(10_000)]
    findings: Annotated[str, Title("问题与改进", "Findings"), MaxLen(2000)] = ""


class ListSafetyPlans(
    Query[list[SafetyPlanView]], rest="GET /safety-plans", by=READERS, clauses=("B-12b",)
):
    """安全预案｜The safety plans, those of one venue when given."""

    venue_id: str | None = None


class IncidentKind(StrEnum):
    """What happened."""

    SAFETY = "SAFETY"
    HEALTH = "HEALTH"
    FOOD = "FOOD"
    FIRE = "FIRE"
    OTHER = "OTHER"


class IncidentView(View):
    """安全事件｜An incident and the measures taken."""

    incident_id: str
    class_id: str
    kind: IncidentKind
    severity: Severity
    venue_id: str | None
    text: str
    at: datetime
    reported_by: str
    measures: str
    closed_at: datetime | None


class ReportIncident(
    Command[IncidentView],
    rest="POST /classes/{class_id}/incidents",
    by=(R.COUNSELOR, R.STUDENT_WORK, R.FIN_LOGISTICS, R.STAFF, R.PROJECT_LEAD, R.LIBRARY_IT),
    clauses=("A-5.k1", "A-7.10.d", "B-13"),
):
    """报告安全事件｜Report an incident; a major one revokes its venue and goes up level by
    level.
    """

    class_id: str
    kind: IncidentKind
    severity: Severity
    venue_id: Annotated[str | None, Title("场地", "Venue")] = None
    text: Annotated[str, Title("经过", "What happened"), Secret(), MinLen(2), MaxLen(2000)]
    at: Annotated[datetime, Title("发生时间", "When")]


class CloseIncident(
    Command[IncidentView],
    rest="POST /classes/{class_id}/incidents/{incident_id}/closure",
    by=(R.FIN_LOGISTICS, R.STUDENT_WORK),
    clauses=("A-7.10.d",),
):
    """办结安全事件｜Close incident: with the measures taken."""

    class_id: str
    incident_id: str
    measures: Annotated[str, Title("处置措施", "Measures"), MinLen(2), MaxLen(2000)]


class ListIncidents(
    Query[list[IncidentView]],
    rest="GET /classes/{class_id}/incidents",
    by=READERS,
    clauses=("A-7.10.d",),
):
    """安全事件｜The incidents of a class."""

    class_id: str


class EquipmentCheckView(View):
    """设备调试记录｜A check of a venue's equipment, signed by the information centre."""

    check_id: str
    class_id: str
    venue_id: str
    venue_name: str
    passed: bool
    remark: str
    signed_by: str
    signed_at: datetime


class SignEquipmentCheck(
    Command[EquipmentCheckView],
    rest="POST /classes/{class_id}/equipment-checks",
    by=(R.LIBRARY_IT,),
    clauses=("B-3.7a", "B-8.3b"),
):
    """签署设备调试｜Sign equipment check: sign that the multimedia equipment of a venue works for
    this class.
    """

    class_id: str
    venue_id: str
    projection: Annotated[bool, Title("投影显示", "Projection")]
    sound: Annotated[bool, Title("音响话筒", "Sound")]
    network: Annotated[bool, Title("网络", "Network")]
    remark: Annotated[str, Title("备注", "Remark"), MaxLen(500)] = ""


class ListEquipmentChecks(
    Query[list[EquipmentCheckView]], rest="GET /classes/{class_id}/equipment-checks", by=READERS
):
    """设备调试记录｜Equipment checks of a class."""

    class_id: str


class SafetyIncidentReported(Event):
    """安全事件已报告｜An incident was reported."""

    class_id: str
    incident_id: str
    kind: IncidentKind
    severity: Severity
    venue_id: str | None


class IncidentClosed(Event):
    """安全事件已办结｜An incident was dealt with."""

    class_id: str
    incident_id: str


class EquipmentChecked(Event):
    """设备已调试｜A venue's equipment was checked; `complete` once every venue of the class is."""

    class_id: str
    venue_id: str
    passed: bool
    complete: bool
