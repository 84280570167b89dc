"""Enrollment and class administration: plans, units, classes, quotas, nominations, rosters,
check-in, archive.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Classification, Command, Event, Page, Query, Secret, Title, View
from contracts.roles import Role
from contracts.values import (
    Category,
    Fen,
    FileRef,
    Heads,
    Name,
    Opinion,
    OrgMode,
    PageNo,
    PageSize,
    Profile,
    Reason,
    Tenths,
    Text,
    Track,
)

R = Role
PLANNERS = (R.EVP, R.ORG_DEPT)
SCHOOL = (
    R.EVP,
    R.STAFF,
    R.ORG_DEPT,
    R.TEACHING_AFFAIRS,
    R.STUDENT_WORK,
    R.COUNSELOR,
    R.PROJECT_LEAD,
)
READERS = (
    *SCHOOL,
    R.PARTY_COMMITTEE,
    R.PRESIDENT,
    R.COLLEGE_LEADER,
    R.FIN_LOGISTICS,
    R.EXAM_ADMIN,
    R.AUDITOR,
    R.DEPARTMENT,
)

Year = Annotated[int, Title("年度", "Year"), Ge(2000), Le(2100)]
DocNo = Annotated[str, Title("文号", "Document number"), MaxLen(60)]


# -- Annual plan 年度培训计划 ---------------------------------------------------------------------


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
    """年度培训计划｜Annual plan."""

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
    """修改培训计划｜Revise a draft or returned plan; a returned one opens its next revision."""

    plan_id: str
    basis: Annotated[str, Title("制订依据（党委要求）", "Basis"), MinLen(4), MaxLen(2000)]
    policy_refs: Annotated[list[str], Title("依据制度", "Policies"), MaxLen(30)]
    items: Annotated[list[PlanItemDraft], Title("班次", "Classes"), MaxLen(200)]


class SubmitPlan(
    Command[PlanView], rest="POST /plans/{plan_id}/submission", by=PLANNERS, clauses=("A-7.1.b",)
):
    """提交党委审批｜Submit the plan to the Party Committee."""

    plan_id: str


class ReturnPlan(
    Command[PlanView],
    rest="POST /plans/{plan_id}/return",
    by=(R.PARTY_COMMITTEE,),
    clauses=("A-3.1.a", "A-7.1.b"),
):
    """退回培训计划｜Return the plan with an opinion."""

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
    """下发培训计划｜Issue the approved plan to every active grass-roots organisation."""

    plan_id: str


class FindPlan(Query[PlanView], rest="GET /plans/{plan_id}", by=READERS):
    """培训计划｜One annual plan."""

    plan_id: str


class ListPlans(Query[Page[PlanView]], rest="GET /plans", by=READERS):
    """培训计划列表｜Annual plans, newest first."""

    year: int | None = None
    page: PageNo = 1
    size: PageSize = 20


# -- Units 基层党组织、部门、主办单位 -------------------------------------------------------------


class UnitKind(StrEnum):
    """What kind of organisation a unit is."""

    GRASSROOTS_PARTY = "GRASSROOTS_PARTY"
    DEPT = "DEPT"
    HOST = "HOST"


class UnitView(View):
    """单位｜A unit."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    active: bool


class RegisterUnit(
    Command[UnitView], rest="POST /units", by=(R.ORG_DEPT, R.SYSTEM_ADMIN), clauses=("A-5.w1",)
):
    """登记单位｜Register a unit."""

    code: Annotated[str, Title("单位代码", "Code"), MinLen(1), MaxLen(20)]
    name: Name
    kind: UnitKind = UnitKind.GRASSROOTS_PARTY


class ListUnits(Query[Page[UnitView]], rest="GET /units", by=(*READERS, R.SYSTEM_ADMIN)):
    """单位列表｜Units."""

    kind: UnitKind | None = None
    page: PageNo = 1
    size: PageSize = 50


# -- Class 班次 -----------------------------------------------------------------------------------


class ClassState(StrEnum):
    """The one linear life of a class; external steps are skipped for classes of the institution's
    own.
    """

    PLANNED = "PLANNED"
    NEGOTIATING = "NEGOTIATING"
    CONFIRMED = "CONFIRMED"
    PREPARING = "PREPARING"
    NOTIFIED = "NOTIFIED"
    ENROLLING = "ENROLLING"
    ROSTER_APPROVED = "ROSTER_APPROVED"
    READY = "READY"
    CHECKING_IN = "CHECKING_IN"
    IN_PROGRESS = "IN_PROGRESS"
    ASSESSING = "ASSESSING"
    DATA_CONFIRMED = "DATA_CONFIRMED"
    DEPARTED = "DEPARTED"
    HANDED_OVER = "HANDED_OVER"
    SETTLED = "SETTLED"
    ARCHIVED = "ARCHIVED"
    EVALUATED = "EVALUATED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"
    SUSPENDED = "SUSPENDED"


class ReadinessItem(View):
    """就绪条件｜One condition for the class to be ready, by clause."""

    code: str
    zh: str
    en: str
    clause: str
    met: bool


class ClassView(View):
    """班次｜A training class."""

    class_id: str
    code: str
    title: str
    category: Category
    track: Track
    profile: Profile
    org_mode: OrgMode
    hosted_externally: bool
    issues_certificate: bool
    plan_id: str
    plan_item_id: str
    start_on: date
    end_on: date
    checkin_from: datetime
    checkin_to: datetime
    planned_headcount: int
    planned_hours: int
    rule_set: str
    state: ClassState
    seats: int
    nominated: int
    enrolled: int
    checked_in: int
    readiness: list[ReadinessItem]


class CreateClass(
    Command[ClassView],
    rest="POST /classes",
    by=(R.EVP, R.ORG_DEPT, R.TEACHING_AFFAIRS),
    clauses=("A-3.3.a", "A-2.a", "B-1.1", "B-5.0"),
):
    """创建班次｜Create the class of an approved plan item."""

    plan_item_id: str
    code: Annotated[str, Title("班次代码", "Class code"), MinLen(2), MaxLen(30)]
    title: Name
    start_on: Annotated[date, Title("开班日期", "Start")]
    end_on: Annotated[date, Title("结班日期", "End")]
    checkin_from: Annotated[datetime, Title("报到开始", "Check-in from")]
    checkin_to: Annotated[datetime, Title("报到截止", "Check-in until")]
    org_mode: OrgMode = OrgMode.HOSTED
    issues_certificate: bool = True


class BeginPreparation(
    Command[ClassView],
    rest="POST /classes/{class_id}/preparation",
    by=(R.EVP, R.STAFF, R.TEACHING_AFFAIRS),
    clauses=("A-4.2.a",),
):
    """开始筹备｜Begin to prepare the class (a contracted class needs its implementation plan
    first).
    """

    class_id: str


class QuotaLine(View):
    """名额｜Seats of one unit: `reserve` more may wait."""

    unit_id: str
    seats: Annotated[int, Title("名额", "Seats"), Ge(0), Le(5000)]
    reserve: Annotated[int, Title("候补名额", "Waiting list"), Ge(0), Le(500)] = 0


class QuotaView(QuotaLine):
    """名额｜Seats of one unit and how many are taken."""

    unit_name: str
    used: int
    waiting: int


class AllocateQuotas(
    Command[list[QuotaView]],
    rest="PUT /classes/{class_id}/quotas",
    by=(R.EVP, R.STAFF, R.ORG_DEPT),
    clauses=("A-6.6",),
):
    """分配名额｜Allocate seats to the units; a unit's seats may not fall below what it has used."""

    class_id: str
    deadline: Annotated[datetime, Title("报名截止", "Nominations until")]
    quotas: Annotated[list[QuotaLine], Title("名额", "Quotas"), MinLen(1), MaxLen(500)]


class ListQuotas(Query[list[QuotaView]], rest="GET /classes/{class_id}/quotas", by=READERS):
    """名额使用情况｜Seats of each unit of a class."""

    class_id: str


class FindClass(Query[ClassView], rest="GET /classes/{class_id}", by=READERS):
    """班次｜One class."""

    class_id: str


class ListClasses(Query[Page[ClassView]], rest="GET /classes", by=READERS):
    """班次列表｜Classes, newest first."""

    state: ClassState | None = None
    year: int | None = None
    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 20


class CancelClass(
    Command[ClassView], rest="POST /classes/{class_id}/cancellation", by=(R.EVP, R.TEACHING_AFFAIRS)
):
    """取消班次｜Cancel a class that has not begun."""

    class_id: str
    reason: Reason


# -- Nominations 提名 -----------------------------------------------------------------------------


class CandidateDraft(View):
    """被提名人｜A person a unit nominates."""

    name: Annotated[str, Title("姓名", "Name"), MinLen(1), MaxLen(50)]
    id_no: Annotated[str, Title("身份证号", "ID number"), Secret(), MinLen(18), MaxLen(18)]
    phone: Annotated[str, Title("联系电话", "Phone"), Secret(), MaxLen(20)] = ""
    sex: Annotated[str, Title("性别", "Sex"), MaxLen(2)] = ""
    ethnicity: Annotated[str, Title("民族", "Ethnicity"), MaxLen(20)] = ""
    political_status: Annotated[str, Title("政治面貌", "Political status"), MaxLen(20)] = ""
    student_no: Annotated[str, Title("学号/工号", "Student or staff number"), MaxLen(30)] = ""
    group_name: Annotated[str, Title("专业班级/部门", "Student class or section"), MaxLen(60)] = ""
    post: Annotated[str, Title("职务", "Post"), MaxLen(60)] = ""
    activist_on: Annotated[date | None, Title("列为入党积极分子时间", "Activist since")] = None
    target_on: Annotated[date | None, Title("确定为发展对象时间", "Development target since")] = (
        None
    )
    remark: Annotated[str, Title("备注", "Remark"), MaxLen(200)] = ""


class NominationState(StrEnum):
    """Where a nomination stands. ELIGIBLE and WAITLISTED follow from the automatic checks."""

    ELIGIBLE = "ELIGIBLE"
    WAITLISTED = "WAITLISTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    ENROLLED = "ENROLLED"
    WITHDRAWN_BY_UNIT = "WITHDRAWN_BY_UNIT"


class NominationView(View):
    """提名｜A nomination; id number and phone are masked."""

    nomination_id: str
    class_id: str
    unit_id: str
    unit_name: str
    person_id: str
    name: str
    sex: str
    id_no_masked: str
    phone_masked: str
    student_no: str
    group_name: str
    activist_on: date | None
    target_on: date | None
    state: NominationState
    reason: str
    nominated_at: datetime


class Nominate(
    Command[NominationView],
    rest="POST /classes/{class_id}/units/{unit_id}/nominations",
    by=(R.GRASSROOTS_ORG, R.STAFF),
    clauses=("A-6.6", "A-5.w1"),
):
    """提名学员｜Nominate one person within the unit's seats."""

    class_id: str
    unit_id: str
    candidate: CandidateDraft


class RowFault(View):
    """问题行｜A row that was not taken. `row` counts data rows from 1, `sheet_row` the sheet's
    own rows.
    """

    row: int | None
    sheet_row: int | None
    column: str | None
    code: str
    zh: str
    en: str


class ImportView(View):
    """导入结果｜What became of an uploaded list. `errors_file` holds the bad rows in the same
    workbook.
    """

    import_id: str
    class_id: str
    unit_id: str
    file_name: str
    accepted: int
    waitlisted: int
    unchanged: int
    refused: list[RowFault]
    errors_file: FileRef | None


class ImportNominations(
    Command[ImportView],
    rest="POST /classes/{class_id}/units/{unit_id}/nomination-imports",
    by=(R.GRASSROOTS_ORG, R.STAFF),
    clauses=("A-6.6", "A-5.w1"),
    patience=120,
):
    """批量导入提名｜Nominate everyone in an uploaded workbook; good rows are taken, bad rows
    handed back.
    """

    class_id: str
    unit_id: str
    upload: FileRef


class WithdrawNomination(
    Command[NominationView],
    rest="POST /units/{unit_id}/nominations/{nomination_id}/withdrawal",
    by=(R.GRASSROOTS_ORG, R.STAFF),
    clauses=("A-6.6",),
):
    """撤回提名｜Withdraw a nomination; the first on the unit's waiting list moves up."""

    unit_id: str
    nomination_id: str
    reason: Reason


class RejectNomination(
    Command[NominationView],
    rest="POST /nominations/{nomination_id}/rejection",
    by=(R.STAFF,),
    clauses=("A-6.6",),
):
    """不予录取｜Reject a nomination with a reason."""

    nomination_id: str
    reason: Reason


class AcceptNominations(
    Command[ClassView],
    rest="POST /classes/{class_id}/nominations/acceptance",
    by=(R.STAFF,),
    clauses=("A-4.3.a", "A-6.6"),
):
    """录取｜Accept every eligible nomination of the class."""

    class_id: str


class ListNominations(
    Query[Page[NominationView]], rest="GET /classes/{class_id}/nominations", by=(*SCHOOL, R.AUDITOR)
):
    """提名列表｜Nominations of a class."""

    class_id: str
    state: NominationState | None = None
    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 50


class ListOwnNominations(
    Query[Page[NominationView]],
    rest="GET /units/{unit_id}/classes/{class_id}/nominations",
    by=(R.GRASSROOTS_ORG,),
    clauses=("A-5.w1",),
):
    """本单位提名｜A unit's own nominations, never another unit's."""

    unit_id: str
    class_id: str
    page: PageNo = 1
    size: PageSize = 50


# -- Roster 学员名单 ------------------------------------------------------------------------------


class TraineeState(StrEnum):
    """Where a trainee stands in the class."""

    ENROLLED = "ENROLLED"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    WITHDRAWN = "WITHDRAWN"
    NO_SHOW = "NO_SHOW"


class TraineeView(View):
    """学员｜A place in the class; id number and phone are masked."""

    trainee_id: str
    trainee_no: str
    class_id: str
    person_id: str
    unit_id: str
    unit_name: str
    name: str
    sex: str
    ethnicity: str
    political_status: str
    student_no: str
    group_name: str
    id_no_masked: str
    phone_masked: str
    activist_on: date | None
    target_on: date | None
    state: TraineeState
    checked_in_at: datetime | None
    leave_limit_exceeded: bool = False


class RosterView(View):
    """学员名单｜The roster of a class."""

    class_id: str
    version: int
    state: str
    headcount: int
    submitted_by: str
    submitted_at: datetime | None
    decided_by: str
    opinion: str


class SubmitRoster(
    Command[RosterView],
    rest="POST /classes/{class_id}/roster/submission",
    by=(R.STAFF,),
    clauses=("A-7.2.a",),
):
    """报送学员名单｜Submit the accepted nominations as the roster to the executive
    vice-president.
    """

    class_id: str


class ReturnRoster(
    Command[RosterView],
    rest="POST /classes/{class_id}/roster/return",
    by=(R.EVP,),
    clauses=("A-7.2.a",),
):
    """退回学员名单｜Return the roster with an opinion."""

    class_id: str
    opinion: Annotated[str, Title("退回意见", "Opinion"), MinLen(2), MaxLen(500)]


class ApproveRoster(
    Command[RosterView],
    rest="POST /classes/{class_id}/roster/approval",
    by=(R.EVP,),
    clauses=("A-7.2.a", "A-7.2.b"),
):
    """批准学员名单｜Approve the roster; everybody on it becomes a trainee, every unit is told of
    its own people.
    """

    class_id: str
    opinion: Opinion = ""


class FindRoster(Query[RosterView], rest="GET /classes/{class_id}/roster", by=READERS):
    """学员名单｜The roster's state."""

    class_id: str


class ListTrainees(
    Query[Page[TraineeView]], rest="GET /classes/{class_id}/trainees", by=(*READERS, R.EXAM_ADMIN)
):
    """学员列表｜Trainees of a class by number."""

    class_id: str
    state: TraineeState | None = None
    unit_id: str | None = None
    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: Annotated[int, Ge(1), Le(5000)] = 50


class ListOwnTrainees(
    Query[Page[TraineeView]],
    rest="GET /units/{unit_id}/classes/{class_id}/trainees",
    by=(R.GRASSROOTS_ORG,),
    clauses=("A-7.2.b", "A-5.w1"),
):
    """本单位学员｜A unit's own people in a class, never another unit's."""

    unit_id: str
    class_id: str
    page: PageNo = 1
    size: PageSize = 50


class PersonView(View):
    """个人信息｜A person in full; every look is recorded."""

    person_id: str
    name: str
    id_no: Annotated[str, Secret()]
    phone: Annotated[str, Secret()]


class RevealPerson(
    Command[PersonView],
    rest="POST /people/{person_id}/disclosure",
    by=(R.STAFF, R.ORG_DEPT, R.STUDENT_WORK),
    clauses=(),
):
    """查看完整个人信息｜Show a person's full id number and phone; the reason is recorded (PIPL
    art. 51).
    """

    person_id: str
    reason: Reason


class ExportTraineeForm(
    Query[FileRef],
    rest="GET /classes/{class_id}/trainee-form",
    by=(R.STAFF, R.ORG_DEPT, R.EVP, R.COUNSELOR),
    clauses=("A-9.a",),
    patience=60,
):
    """党校学员信息表｜Trainee information form as a workbook, record C4/组织04/001."""

    class_id: str


# -- Check-in and the class in session 报到、开班 -------------------------------------------------

DESK = (R.STAFF, R.COUNSELOR, R.STUDENT_WORK)


class ConfirmReadiness(
    Command[ClassView],
    rest="POST /classes/{class_id}/readiness",
    by=(R.STAFF, R.EVP, R.PROJECT_LEAD),
    clauses=("A-7.3.a", "A-7.3.b"),
):
    """确认准备就绪｜Confirm that the class is ready; refused with what is missing, clause by
    clause.
    """

    class_id: str


class OpenCheckIn(
    Command[ClassView], rest="POST /classes/{class_id}/check-in", by=DESK, clauses=("B-8.4a",)
):
    """开始报到｜Open check-in; not before its window."""

    class_id: str


class CheckInMethod(StrEnum):
    """How somebody was checked in."""

    DESK = "DESK"
    QR = "QR"


class CheckIn(
    Command[TraineeView],
    rest="POST /classes/{class_id}/trainees/{trainee_id}/check-in",
    by=DESK,
    clauses=("A-6.7", "B-8.4a"),
):
    """学员报到｜Check a trainee in; a repeated check-in is the same one."""

    class_id: str
    trainee_id: str
    method: CheckInMethod = CheckInMethod.DESK


class RecordOpening(
    Command[ClassView],
    rest="POST /classes/{class_id}/opening",
    by=DESK,
    clauses=("A-7.5.a", "A-6.4", "B-8.6a"),
):
    """开班｜Record the opening with the leader who gave the mobilization talk; who has not come
    is a no-show.
    """

    class_id: str
    leader: Annotated[str, Title("动员讲话领导", "Leader who spoke"), MinLen(1), MaxLen(50)]


class WithdrawalKind(StrEnum):
    """Why a trainee leaves the class."""

    LEAVE_LIMIT = "LEAVE_LIMIT"
    ABSCONDED = "ABSCONDED"
    DISCIPLINE = "DISCIPLINE"
    UNIT_REQUEST = "UNIT_REQUEST"
    HEALTH = "HEALTH"


class WithdrawTrainee(
    Command[TraineeView],
    rest="POST /classes/{class_id}/trainees/{trainee_id}/withdrawal",
    by=(R.STAFF, R.STUDENT_WORK),
    clauses=("A-7.4.a",),
):
    """退学｜Withdraw a trainee from the class."""

    class_id: str
    trainee_id: str
    kind: WithdrawalKind
    reason: Annotated[str, Title("理由", "Reason"), Secret(), MinLen(2), MaxLen(500)]


class RecordDeparture(
    Command[ClassView], rest="POST /classes/{class_id}/departure", by=DESK, clauses=("B-8.8a",)
):
    """撤场｜Record that the class has left; not before its data is confirmed."""

    class_id: str


# -- Archive 归档 ---------------------------------------------------------------------------------


class ArchiveItemView(View):
    """档案条目｜One item of the class file; `missing` while a mandatory one is not there."""

    item_id: str
    doc_type: str
    zh: str
    en: str
    clause: str
    mandatory: bool
    segment: str
    source: str
    file: FileRef | None
    filed_at: datetime | None


class ArchiveView(View):
    """班次档案｜The file of a class, with what is missing by clause."""

    class_id: str
    state: str
    items: list[ArchiveItemView]
    missing: list[str]
    manifest_hash: str


class FileDocument(
    Command[ArchiveView],
    rest="POST /classes/{class_id}/archive/documents",
    by=(R.STAFF, R.COUNSELOR, R.PROJECT_LEAD),
    clauses=("A-7.9.a", "A-4.3.a"),
):
    """归入档案｜File a document under one of the checklist's kinds."""

    class_id: str
    doc_type: Annotated[str, Title("材料种类", "Kind"), MaxLen(40)]
    document: FileRef


class SealArchive(
    Command[ArchiveView],
    rest="POST /classes/{class_id}/archive/seal",
    by=(R.STAFF, R.PROJECT_LEAD),
    clauses=("A-7.9.a",),
):
    """封存档案｜Seal the complete file; a missing mandatory item refuses it."""

    class_id: str


class FindArchive(Query[ArchiveView], rest="GET /classes/{class_id}/archive", by=(*READERS,)):
    """班次档案｜The file of a class."""

    class_id: str


class CloseClass(
    Command[ClassView],
    rest="POST /classes/{class_id}/closure",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-6.12", "A-5.o1", "A-3.3.b"),
):
    """结班｜Close the class once everything its track requires is there."""

    class_id: str


class StepView(View):
    """环节｜One step the class has taken: when, and how long after the one before (seconds)."""

    state: ClassState
    at: datetime


class ListSteps(
    Query[list[StepView]], rest="GET /classes/{class_id}/steps", by=READERS, clauses=("A-5.p1",)
):
    """办班环节｜The steps a class has taken so far."""

    class_id: str


# -- Events ---------------------------------------------------------------------------------------


class AnnualPlanSubmitted(Event, about="plan_id"):
    """培训计划已提交｜A plan awaits the Party Committee."""

    plan_id: str
    year: int
    items_n: int


class AnnualPlanReturned(Event, about="plan_id"):
    """培训计划被退回｜A plan was returned to its drafter."""

    plan_id: str
    year: int
    drafted_by: str


class AnnualPlanApproved(Event, about="plan_id"):
    """培训计划已批准｜A plan was approved."""

    plan_id: str
    year: int
    revision: int
    doc_no: str


class AnnualPlanIssued(Event, about="plan_id"):
    """培训计划已下发｜A plan was issued to every grass-roots organisation."""

    plan_id: str
    year: int
    unit_ids: list[str]


class UnitRegistered(Event, about="unit_id"):
    """单位已登记｜A unit was registered."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind


class ClassCreated(Event):
    """班次已创建｜A class was created from its plan item. Hours in tenths."""

    class_id: str
    plan_id: str
    plan_item_id: str
    code: str
    title: str
    category: Category
    track: Track
    profile: Profile
    org_mode: OrgMode
    hosted_externally: bool
    issues_certificate: bool
    start_on: date
    end_on: date
    checkin_from: datetime
    checkin_to: datetime
    planned_headcount: int
    planned_hours: int
    rule_set: str
    session_no: int = 1


class ClassAdvanced(Event):
    """班次进入新阶段｜A class reached its next state."""

    class_id: str
    state: ClassState
    at: datetime


class ClassCancelled(Event):
    """班次已取消｜A class was cancelled."""

    class_id: str
    reason: str


class QuotasAllocated(Event):
    """名额已分配｜Seats were allocated to the units."""

    class_id: str
    seats: dict[str, int]
    deadline: datetime


class NominationSubmitted(Event, about="nomination_id"):
    """已提名｜A unit nominated a person (ids only)."""

    class_id: str
    nomination_id: str
    unit_id: str
    state: NominationState


class NominationRejected(Event, about="nomination_id"):
    """提名未录取｜A nomination was rejected."""

    class_id: str
    nomination_id: str
    unit_id: str
    reason: str


class NominationWithdrawn(Event, about="nomination_id"):
    """提名已撤回｜A unit withdrew a nomination."""

    class_id: str
    nomination_id: str
    unit_id: str


class NominationsImported(Event):
    """名单已导入｜A unit's workbook was taken in."""

    class_id: str
    unit_id: str
    import_id: str
    accepted: int
    waitlisted: int
    refused: int


class RosterSubmitted(Event):
    """学员名单已报送｜The roster awaits the executive vice-president."""

    class_id: str
    version: int
    count: int


class RosterReturned(Event):
    """学员名单被退回｜The roster was returned."""

    class_id: str
    version: int
    submitted_by: str


class RosterApproved(Event):
    """学员名单已批准｜The roster was approved: the trainees of each unit, ids only."""

    class_id: str
    version: int
    trainees_by_unit: dict[str, list[str]]


class ReadinessConfirmed(Event):
    """班次准备就绪｜The class is ready."""

    class_id: str


class CheckInOpened(Event):
    """报到开始｜Check-in has opened."""

    class_id: str


class TraineeCheckedIn(Event, about="trainee_id"):
    """学员已报到｜A trainee has arrived."""

    class_id: str
    trainee_id: str
    unit_id: str
    at: datetime


class ClassOpened(Event):
    """班次已开班｜The class has begun. `absent` are those who did not come."""

    class_id: str
    leader: str
    present: list[str]
    absent: list[str]


class TraineeWithdrawn(Event, about="trainee_id"):
    """学员退学｜A trainee left the class before its end."""

    class_id: str
    trainee_id: str
    unit_id: str
    kind: WithdrawalKind


class ClassDeparted(Event):
    """班次已撤场｜The class has left; the hand-over clock starts."""

    class_id: str
    end_on: date


class ArchiveItemFiled(Event):
    """材料已归档｜A document entered the class file."""

    class_id: str
    doc_type: str


class ArchiveSealed(Event):
    """档案已封存｜The class file is complete and sealed."""

    class_id: str
    items: int
    manifest_hash: str


class ClassClosed(Event):
    """班次已结班｜The class is closed; nothing about it may be written any more."""

    class_id: str


class PersonalDataUnmasked(Event, about="person_id", classification=Classification.CONFIDENTIAL):
    """个人信息被查看｜Somebody looked at a person's full data, with a reason."""

    person_id: str
    by: str
    reason: Text
