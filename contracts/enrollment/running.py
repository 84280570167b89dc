"""A class in its days: supplies, rehearsal, adjustments, issues, discipline, official visits,
emergencies.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Query, Secret, Title, View
from contracts.enrollment.access import READERS, R
from contracts.enrollment.classes import ClassView
from contracts.roles import COLLEGE_DEPARTMENTS
from contracts.values import Reason, Severity

SERVICE_DESK = (R.COUNSELOR, R.STUDENT_WORK, R.PROJECT_LEAD)
Override = Annotated[
    str, Title("报到后由项目负责人办理的理由", "Why the lead acts after check-in"), MaxLen(500)
]


# -- Before check-in ------------------------------------------------------------------------------


class SupplyLine(View):
    """备品｜One kind of supplies."""

    item: Annotated[str, Title("品名", "Item"), MinLen(1), MaxLen(60)]
    quantity: Annotated[int, Title("数量", "Quantity"), Ge(1), Le(100_000)]
    returnable: Annotated[bool, Title("须归还", "To be returned")] = False


class SupplyIssueView(View):
    """备品领用单｜What was drawn for a class, and what came back."""

    issue_id: str
    class_id: str
    lines: list[SupplyLine]
    purpose: str
    drawn_by: str
    drawn_at: datetime
    returned: list[SupplyLine]
    outstanding: list[SupplyLine]


class DrawSupplies(
    Command[SupplyIssueView],
    rest="POST /classes/{class_id}/supplies",
    by=SERVICE_DESK,
    clauses=("B-8.3a", "B-3.2a", "B-3.2b"),
):
    """领用备品｜Draw supplies: for the class: before check-in for everybody, later on loan."""

    class_id: str
    purpose: Annotated[str, Title("用途", "Purpose"), MinLen(1), MaxLen(100)]
    lines: Annotated[list[SupplyLine], Title("备品", "Supplies"), MinLen(1), MaxLen(100)]
    override_reason: Override = ""


class ReturnSupplies(
    Command[SupplyIssueView],
    rest="POST /classes/{class_id}/supplies/{issue_id}/returns",
    by=SERVICE_DESK,
    clauses=("B-3.2b",),
):
    """归还物品｜Return supplies: record what came back of a loan; never more than was drawn."""

    class_id: str
    issue_id: str
    lines: Annotated[list[SupplyLine], Title("归还", "Returned"), MinLen(1), MaxLen(100)]
    override_reason: Override = ""


class ListSupplies(
    Query[list[SupplyIssueView]],
    rest="GET /classes/{class_id}/supplies",
    by=(*READERS, *COLLEGE_DEPARTMENTS),
):
    """备品领用｜What was drawn for a class."""

    class_id: str


class SetUpVenue(
    Command[ClassView],
    rest="POST /classes/{class_id}/venue-set-up",
    by=SERVICE_DESK,
    clauses=("B-8.3a", "B-3.2a"),
):
    """布置会场｜Record venue set up: record that the venue is set."""

    class_id: str
    place: Annotated[str, Title("会场", "Venue"), MinLen(1), MaxLen(100)]
    note: Annotated[str, Title("布置情况", "Note"), MaxLen(500)] = ""
    override_reason: Override = ""


class RecordRehearsal(
    Command[ClassView],
    rest="POST /classes/{class_id}/rehearsal",
    by=(R.TEACHING_AFFAIRS, R.PROJECT_LEAD, R.STUDENT_WORK),
    clauses=("B-11",),
):
    """登记模拟演练｜Record rehearsal: of an important class before check-in."""

    class_id: str
    held_on: Annotated[date, Title("演练日期", "Held on")]
    unit_ids: Annotated[list[str], Title("参加部门", "Departments"), MinLen(1), MaxLen(50)]
    findings: Annotated[str, Title("问题与改进", "Findings"), MinLen(2), MaxLen(2000)]


class WaiveRehearsal(
    Command[ClassView],
    rest="POST /classes/{class_id}/rehearsal/waiver",
    by=(R.TEACHING_AFFAIRS,),
    clauses=("B-11",),
):
    """免予模拟｜Waive rehearsal: of an important class, with the reason."""

    class_id: str
    reason: Reason


# -- From check-in to departure -------------------------------------------------------------------


class AdjustmentView(View):
    """调整｜A change from the plan; a major one waits for the lead to acknowledge it."""

    adjustment_id: str
    class_id: str
    severity: Severity
    what: str
    reason: str
    unit_ids: list[str]
    made_by: str
    made_at: datetime
    acknowledged_by: str
    acknowledged_at: datetime | None
    unit_names: tuple[str, ...] = ()


class RecordAdjustment(
    Command[AdjustmentView],
    rest="POST /classes/{class_id}/adjustments",
    by=SERVICE_DESK,
    clauses=("B-8.2a", "B-8.2b", "B-3.2e", "B-6.4b"),
):
    """登记调整｜Record adjustment: record a change from the plan; those concerned are told, of a
    major one the lead.
    """

    class_id: str
    severity: Severity
    what: Annotated[str, Title("调整事项", "What changes"), MinLen(2), MaxLen(1000)]
    reason: Reason
    unit_ids: Annotated[list[str], Title("涉及部门", "Departments"), MinLen(1), MaxLen(50)]
    override_reason: Override = ""


class AcknowledgeAdjustment(
    Command[AdjustmentView],
    rest="POST /classes/{class_id}/adjustments/{adjustment_id}/acknowledgement",
    by=(R.PROJECT_LEAD,),
    clauses=("B-8.2b",),
):
    """知悉重大调整｜Acknowledge adjustment: the lead acknowledges a major adjustment."""

    class_id: str
    adjustment_id: str


class ListAdjustments(
    Query[list[AdjustmentView]],
    rest="GET /classes/{class_id}/adjustments",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.PARTICIPANT),
):
    """调整记录｜The changes from the plan."""

    class_id: str


class IssueSource(StrEnum):
    """Who raised an issue."""

    HOST = "HOST"
    TRAINEE = "TRAINEE"
    DEPARTMENT = "DEPARTMENT"


class IssueView(View):
    """问题｜Something to be dealt with, by whom and until when."""

    issue_id: str
    class_id: str
    severity: Severity
    source: IssueSource
    what: str
    owner_id: str
    due_at: datetime
    raised_by: str
    raised_at: datetime
    resolution: str
    resolved_by: str
    resolved_at: datetime | None
    late: bool


class RaiseIssue(
    Command[IssueView],
    rest="POST /classes/{class_id}/issues",
    by=(*SERVICE_DESK, R.HOST_REP, R.MENTOR, R.PARTICIPANT, *COLLEGE_DEPARTMENTS),
    clauses=("B-3.2f", "B-6.4a"),
):
    """登记问题｜Raise an issue of the host, of trainees or of a department; without an owner it is
    the lead's.
    """

    class_id: str
    severity: Severity = Severity.MINOR
    source: IssueSource
    what: Annotated[str, Title("问题", "Issue"), MinLen(2), MaxLen(1000)]
    owner_id: Annotated[str | None, Title("责任人", "Owner")] = None
    due_at: Annotated[datetime, Title("处理时限", "Due")]


class ResolveIssue(
    Command[IssueView],
    rest="POST /classes/{class_id}/issues/{issue_id}/resolution",
    by=(*SERVICE_DESK, R.PARTICIPANT, *COLLEGE_DEPARTMENTS),
    clauses=("B-3.2f", "B-6.4a"),
):
    """办结问题｜Resolve issue: say how an issue was resolved."""

    class_id: str
    issue_id: str
    resolution: Annotated[str, Title("处理结果", "Resolution"), MinLen(2), MaxLen(1000)]


class ListIssues(
    Query[list[IssueView]],
    rest="GET /classes/{class_id}/issues",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.MENTOR, R.PARTICIPANT, R.HOST_REP),
):
    """问题台账｜The issues of a class, open ones first."""

    class_id: str


class DisciplineView(View):
    """班级管理记录｜A class activity, or a matter of discipline or living of one trainee."""

    record_id: str
    class_id: str
    trainee_id: str | None
    kind: str
    text: str
    recorded_by: str
    recorded_at: datetime
    trainee_name: str = ""


class DisciplineKind(StrEnum):
    """What a record is about."""

    ACTIVITY = "ACTIVITY"
    DISCIPLINE = "DISCIPLINE"
    LIVING = "LIVING"
    PRAISE = "PRAISE"


class RecordDiscipline(
    Command[DisciplineView],
    rest="POST /classes/{class_id}/discipline",
    by=SERVICE_DESK,
    clauses=("B-3.2c",),
):
    """登记班级管理事项｜Record a class activity, or a matter of discipline or living."""

    class_id: str
    kind: DisciplineKind
    trainee_id: Annotated[str | None, Title("学员", "Trainee")] = None
    text: Annotated[str, Title("内容", "What happened"), Secret(), MinLen(2), MaxLen(1000)]
    override_reason: Override = ""


class ListDiscipline(
    Query[list[DisciplineView]],
    rest="GET /classes/{class_id}/discipline",
    by=(R.STAFF, *SERVICE_DESK, R.TEACHING_AFFAIRS, R.AUDITOR),
):
    """班级管理记录｜Records of class activities, discipline and living."""

    class_id: str


class OfficialVisitView(View):
    """领导出席｜An official who attends an activity; `reportable` ones go up level by level."""

    visit_id: str
    class_id: str
    name: str
    rank_code: int
    host_leadership: bool
    activity: str
    expected_at: datetime
    known_at: datetime
    reportable: bool


class RecordOfficialVisit(
    Command[OfficialVisitView],
    rest="POST /classes/{class_id}/official-visits",
    by=(*SERVICE_DESK, R.TEACHING_AFFAIRS),
    clauses=("B-8.6b",),
):
    """登记领导出席｜Record official visit: record that an official will attend; one of
    deputy-department rank (code 122) or above, or of the host's leadership, is reported upwards at
    once.
    """

    class_id: str
    name: Annotated[str, Title("姓名", "Name"), MinLen(1), MaxLen(50)]
    rank_code: Annotated[int, Title("职务层次代码", "Rank code"), Ge(100), Le(199)]
    host_leadership: Annotated[
        bool, Title("主办单位班子成员", "Member of the host's leadership")
    ] = False
    activity: Annotated[str, Title("出席活动", "Activity"), MinLen(2), MaxLen(200)]
    expected_at: Annotated[datetime, Title("出席时间", "Expected")]


class ListOfficialVisits(
    Query[list[OfficialVisitView]],
    rest="GET /classes/{class_id}/official-visits",
    by=(*READERS, *COLLEGE_DEPARTMENTS),
):
    """领导出席｜Officials who attend a class."""

    class_id: str


class RecordClosing(
    Command[ClassView],
    rest="POST /classes/{class_id}/closing-ceremony",
    by=(R.COUNSELOR, R.STUDENT_WORK, R.STAFF),
    clauses=("B-8.6a",),
):
    """结业式｜Record closing: the ceremony and the leader who attended."""

    class_id: str
    leader: Annotated[str, Title("出席领导", "Leader"), MinLen(1), MaxLen(50)]


# -- Changes of the class itself ------------------------------------------------------------------

LEADERS_OF_CLASSES = (R.EVP, R.TEACHING_AFFAIRS, R.COLLEGE_LEADER)


class EmergencyView(View):
    """突发事件｜A public-health or other special event and the rule it is handled by."""

    emergency_id: str
    class_id: str
    kind: str
    policy_ref: str
    text: str
    declared_by: str
    declared_at: datetime


class EmergencyKind(StrEnum):
    """What kind of special event it is."""

    PUBLIC_HEALTH = "PUBLIC_HEALTH"
    OTHER = "OTHER"


class DeclareEmergency(
    Command[EmergencyView],
    rest="POST /classes/{class_id}/emergencies",
    by=(*LEADERS_OF_CLASSES, R.STUDENT_WORK, R.COUNSELOR),
    clauses=("B-12a", "B-13"),
):
    """报告突发事件｜Declare emergency: of health or another kind, with the rule that applies."""

    class_id: str
    kind: EmergencyKind
    policy_ref: Annotated[str, Title("执行规定", "Rule that applies"), MinLen(2), MaxLen(200)]
    text: Annotated[str, Title("情况", "What happened"), MinLen(2), MaxLen(1000)]


class ListEmergencies(
    Query[list[EmergencyView]],
    rest="GET /classes/{class_id}/emergencies",
    by=(*READERS, *COLLEGE_DEPARTMENTS),
):
    """突发事件｜Special events of a class."""

    class_id: str


class SuspendClass(
    Command[ClassView],
    rest="POST /classes/{class_id}/suspension",
    by=LEADERS_OF_CLASSES,
    clauses=("B-12a",),
):
    """暂停班次｜Suspend class: one that has begun, by the rule that applies; its clocks stand
    still.
    """

    class_id: str
    policy_ref: Annotated[str, Title("执行规定", "Rule that applies"), MinLen(2), MaxLen(200)]
    reason: Reason


class ResumeClass(
    Command[ClassView],
    rest="POST /classes/{class_id}/resumption",
    by=LEADERS_OF_CLASSES,
    clauses=("B-12a",),
):
    """恢复班次｜Resume a suspended class: what lay ahead moves by the days it stood still."""

    class_id: str
    resume_on: Annotated[date, Title("恢复日期", "Resume on")]


class RescheduleClass(
    Command[ClassView],
    rest="POST /classes/{class_id}/schedule",
    by=LEADERS_OF_CLASSES,
    clauses=("B-3.2e", "A-7.6.a"),
):
    """改期｜Reschedule class: move a class that has not begun to other days."""

    class_id: str
    start_on: Annotated[date, Title("开班日期", "Start")]
    end_on: Annotated[date, Title("结班日期", "End")]
    checkin_from: Annotated[datetime, Title("报到开始", "Check-in from")]
    checkin_to: Annotated[datetime, Title("报到截止", "Check-in until")]
    reason: Reason


# -- Events ---------------------------------------------------------------------------------------


class SuppliesDrawn(Event):
    """备品已领用｜Supplies were drawn for a class."""

    class_id: str
    issue_id: str
    items: dict[str, int]


class RehearsalHeld(Event):
    """模拟演练已举行｜An important class was rehearsed."""

    class_id: str
    held_on: date


class RehearsalWaived(Event):
    """免予模拟｜The rehearsal of an important class was waived."""

    class_id: str
    reason: str


class AdjustmentMade(Event):
    """方案已调整｜A class departs from its plan."""

    class_id: str
    adjustment_id: str
    severity: Severity
    what: str
    unit_ids: list[str]


class AdjustmentAcknowledged(Event):
    """重大调整已知悉｜The lead has acknowledged a major adjustment."""

    class_id: str
    adjustment_id: str


class IssueRaised(Event, about="issue_id"):
    """问题已登记｜An issue was raised."""

    class_id: str
    issue_id: str
    severity: Severity
    source: IssueSource
    owner_id: str
    due_at: datetime


class IssueResolved(Event, about="issue_id"):
    """问题已办结｜An issue was resolved."""

    class_id: str
    issue_id: str
    on_time: bool


class SeniorOfficialAttendanceConfirmed(Event):
    """重要领导出席已确知｜An official whose attendance is reported upwards (B-8.6b)."""

    class_id: str
    visit_id: str
    rank_code: int
    host_leadership: bool
    activity: str
    known_at: datetime


class ClosingHeld(Event):
    """结业式已举行｜The closing ceremony took place."""

    class_id: str


class EmergencyDeclared(Event):
    """突发事件已报告｜A special event was declared for a class."""

    class_id: str
    emergency_id: str
    kind: EmergencyKind
    policy_ref: str


class ClassSuspended(Event):
    """班次已暂停｜A class stands still."""

    class_id: str
    reason: str
    policy_ref: str
    from_on: date


class ClassResumed(Event):
    """班次已恢复｜A class goes on; what lay ahead moves by `days`."""

    class_id: str
    days: int
    resume_on: date
    end_on: date


class ClassRescheduled(Event):
    """班次已改期｜A class takes place on other days."""

    class_id: str
    old_start_on: date
    start_on: date
    end_on: date
    checkin_from: datetime
    checkin_to: datetime
    reason: str
