"""Assessment: exams and the custody of papers, results, certificates, performance, the work
summary.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Classification, Command, Event, Page, Query, Secret, Title, View
from contracts.roles import Role
from contracts.values import FileRef, PageNo, PageSize, Reason, Track

R = Role
READERS = (
    R.STAFF,
    R.EVP,
    R.ORG_DEPT,
    R.EXAM_ADMIN,
    R.TEACHING_AFFAIRS,
    R.PARTY_COMMITTEE,
    R.PRESIDENT,
    R.COLLEGE_LEADER,
    R.AUDITOR,
    R.DEPARTMENT,
)

Score = Annotated[int, Title("成绩（分）", "Score (whole points of 100)"), Ge(0), Le(100)]


# -- Exam 结业考试 --------------------------------------------------------------------------------


class ExamState(StrEnum):
    """The life of an exam, in order."""

    PLANNED = "PLANNED"
    STAFFED = "STAFFED"
    PAPER_SEALED = "PAPER_SEALED"
    PRINTED = "PRINTED"
    READY = "READY"
    IN_PROGRESS = "IN_PROGRESS"
    SCRIPTS_SEALED = "SCRIPTS_SEALED"
    MARKING = "MARKING"
    MARKED = "MARKED"
    RESULTS_CONFIRMED = "RESULTS_CONFIRMED"
    RESULTS_PUBLISHED = "RESULTS_PUBLISHED"


class Duty(StrEnum):
    """The duties of an exam; nobody holds two of them (A-7.10.f)."""

    SETTER = "SETTER"
    PRINTER = "PRINTER"
    INVIGILATOR = "INVIGILATOR"
    MARKER = "MARKER"
    CUSTODIAN = "CUSTODIAN"


class RoomDraft(View):
    """考场｜An exam room and how many seats of it are used."""

    venue_id: str
    name: Annotated[str, Title("考场", "Room"), MinLen(1), MaxLen(60)]
    seats: Annotated[int, Title("座位数", "Seats"), Ge(1), Le(1000)]


class DutyView(View):
    """考务分工｜Who holds a duty and whether the secrecy pledge is signed."""

    duty: Duty
    person_id: str
    pledged: bool


class PaperView(View):
    """试卷状态｜The state of the paper, never its content."""

    version: int
    state: str
    sha256: str
    seal_no: str
    copies: int


class ExamView(View):
    """结业考试｜An exam. Times are instants; the pass mark is in points of 100."""

    exam_id: str
    class_id: str
    title: str
    from_at: datetime
    to_at: datetime
    pass_mark: int
    rooms: list[RoomDraft]
    rooms_booked: bool
    duties: list[DutyView]
    paper: PaperView | None
    candidates: int
    barred: int
    state: ExamState
    marked: int
    rechecked: int
    breaches: int


class PlanExam(
    Command[ExamView],
    rest="POST /classes/{class_id}/exam",
    by=(R.EXAM_ADMIN,),
    clauses=("A-6.9", "A-7.7.a", "A-6.8"),
):
    """安排结业考试｜Plan the completion exam before the class ends; cadre and member classes have
    none.
    """

    class_id: str
    title: Annotated[str, Title("考试名称", "Title"), MinLen(2), MaxLen(100)]
    from_at: Annotated[datetime, Title("开始", "From")]
    to_at: Annotated[datetime, Title("结束", "To")]
    rooms: Annotated[list[RoomDraft], Title("考场", "Rooms"), MinLen(1), MaxLen(50)]


class ChangeExamInfo(
    Command[ExamView], rest="PUT /exams/{exam_id}/info", by=(R.EXAM_ADMIN,), clauses=("A-5.k3",)
):
    """变更考试信息｜Change time or rooms; every candidate and invigilator is told again."""

    exam_id: str
    from_at: Annotated[datetime, Title("开始", "From")]
    to_at: Annotated[datetime, Title("结束", "To")]
    rooms: Annotated[list[RoomDraft], Title("考场", "Rooms"), MinLen(1), MaxLen(50)]
    reason: Reason


class AssignDuty(
    Command[ExamView],
    rest="POST /exams/{exam_id}/duties",
    by=(R.EXAM_ADMIN,),
    clauses=("A-7.10.e", "A-7.10.f", "A-5.r3", "A-7.8.a"),
):
    """考务分工｜Give one person one duty; who holds another duty, or sits the exam, is refused."""

    exam_id: str
    duty: Duty
    person_id: Annotated[str, Title("人员", "Person"), MinLen(1), MaxLen(64)]


class ReleaseDuty(
    Command[ExamView],
    rest="DELETE /exams/{exam_id}/duties/{person_id}",
    by=(R.EXAM_ADMIN,),
    clauses=("A-7.10.f",),
):
    """解除考务分工｜Take a duty back before the paper is sealed."""

    exam_id: str
    person_id: str


class SignPledge(
    Command[ExamView], rest="POST /exams/{exam_id}/pledge", by=(R.SIGNED_IN,), clauses=("A-5.k3",)
):
    """签订保密承诺｜Sign the secrecy pledge for one's own duty."""

    exam_id: str


class SealPaper(
    Command[ExamView],
    rest="POST /exams/{exam_id}/paper",
    by=(R.SIGNED_IN,),
    clauses=("A-7.3.a", "A-7.10.e", "A-5.k3"),
):
    """密封试卷｜Hand in and seal the paper with its marking guide; only the setter may, and
    cannot read it again.
    """

    exam_id: str
    content: Annotated[str, Title("试卷内容", "Paper"), Secret(), MinLen(20), MaxLen(200_000)]
    marking_guide: Annotated[
        str, Title("评分标准", "Marking guide"), Secret(), MinLen(5), MaxLen(100_000)
    ]
    seal_no: Annotated[str, Title("封条号", "Seal number"), MinLen(2), MaxLen(40)]


class PaperContent(View):
    """试卷内容｜What the holder of the current duty may read."""

    exam_id: str
    version: int
    content: Annotated[str, Secret()]


class ReadPaper(
    Command[PaperContent],
    rest="POST /exams/{exam_id}/paper/reading",
    by=(R.SIGNED_IN,),
    clauses=("A-5.k3", "A-7.10.e"),
):
    """阅读试卷｜Read the paper, or the marking guide when marking; only the holder of the duty of
    the moment, and every look is recorded.
    """

    exam_id: str


class RecordPrinting(
    Command[ExamView],
    rest="POST /exams/{exam_id}/paper/printing",
    by=(R.SIGNED_IN,),
    clauses=("A-7.10.e", "A-5.k3"),
):
    """登记印制｜Record how many copies were printed and sealed; only the printer."""

    exam_id: str
    copies: Annotated[int, Title("印制份数", "Copies"), Ge(1), Le(10_000)]
    seal_no: Annotated[str, Title("封条号", "Seal number"), MinLen(2), MaxLen(40)]


class ReportLeak(
    Command[ExamView],
    rest="POST /exams/{exam_id}/leak",
    by=(R.EXAM_ADMIN, R.STAFF, R.EVP),
    clauses=("A-5.k3",),
):
    """报告泄密嫌疑｜Report a suspected leak before the exam; a new version of the paper is
    needed.
    """

    exam_id: str
    reason: Reason


class ConfirmExamReady(
    Command[ExamView],
    rest="POST /exams/{exam_id}/readiness",
    by=(R.EXAM_ADMIN,),
    clauses=("A-5.r3", "A-7.3.a"),
):
    """考务就绪｜Fix the seats and confirm the exam ready: rooms booked, duties filled, paper
    printed.
    """

    exam_id: str


class SeatView(View):
    """座位｜One seat."""

    trainee_id: str
    room: str
    seat_no: int
    status: str


class ListSeats(
    Query[list[SeatView]],
    rest="GET /exams/{exam_id}/seats",
    by=(R.EXAM_ADMIN, R.STAFF, R.AUDITOR, R.DEPARTMENT),
):
    """座位表｜The seat plan."""

    exam_id: str


class BeginExam(
    Command[ExamView], rest="POST /exams/{exam_id}/start", by=(R.SIGNED_IN,), clauses=("A-6.9",)
):
    """开考｜Issue the papers and begin; only an invigilator, not before the time."""

    exam_id: str


class SealScripts(
    Command[ExamView],
    rest="POST /exams/{exam_id}/scripts",
    by=(R.SIGNED_IN,),
    clauses=("A-5.k3", "A-7.10.e"),
):
    """收卷密封｜Collect and seal the scripts with the room record: who was absent, who was
    caught, what happened.
    """

    exam_id: str
    absent: Annotated[list[str], Title("缺考学员", "Absent trainees"), MaxLen(5000)]
    cheated: Annotated[list[str], Title("违纪学员", "Trainees caught cheating"), MaxLen(100)]
    incidents: Annotated[str, Title("考场记录", "Room record"), MaxLen(2000)] = ""
    seal_no: Annotated[str, Title("封条号", "Seal number"), MinLen(2), MaxLen(40)]


class ScriptView(View):
    """答卷｜A script as the marker sees it: a code, no name. `recheck_due` once every script has
    its first mark.
    """

    anon_code: str
    score: int | None
    rechecked: bool
    recheck_due: bool = False


class ListScripts(
    Query[list[ScriptView]],
    rest="GET /exams/{exam_id}/scripts",
    by=(R.SIGNED_IN,),
    clauses=("A-7.10.g",),
):
    """匿名答卷｜Scripts by anonymous code; only for the markers of this exam."""

    exam_id: str


class EnterMark(
    Command[ScriptView],
    rest="PUT /exams/{exam_id}/scripts/{anon_code}/mark",
    by=(R.SIGNED_IN,),
    clauses=("A-7.8.a", "A-7.10.g"),
):
    """阅卷评分｜Enter the mark of a script; only a marker of this exam with the staff role."""

    exam_id: str
    anon_code: str
    score: Score


class RecheckMark(
    Command[ScriptView],
    rest="PUT /exams/{exam_id}/scripts/{anon_code}/recheck",
    by=(R.SIGNED_IN,),
    clauses=("A-7.10.g", "A-5.p3"),
):
    """复核评分｜Mark a script a second time; another marker, and a wide difference goes to
    arbitration.
    """

    exam_id: str
    anon_code: str
    score: Score


class CompleteMarking(
    Command[ExamView],
    rest="POST /exams/{exam_id}/marking/completion",
    by=(R.EXAM_ADMIN,),
    clauses=("A-7.8.a",),
):
    """完成阅卷｜Close the marking: every script marked, the sample rechecked."""

    exam_id: str


class ResultView(View):
    """成绩｜One trainee's result."""

    trainee_id: str
    trainee_no: str
    name: str
    unit_name: str
    score: int | None
    decision: str
    certificate_no: str | None


class ConfirmResults(
    Command[ExamView],
    rest="POST /exams/{exam_id}/results/confirmation",
    by=(R.EVP,),
    clauses=("A-7.10.g",),
):
    """确认成绩｜Lift the anonymity and confirm the results."""

    exam_id: str


class PublishResults(
    Command[ExamView],
    rest="POST /exams/{exam_id}/results/publication",
    by=(R.EVP, R.STAFF),
    clauses=("A-7.10.g",),
):
    """公布成绩｜Publish the results; each unit sees its own people."""

    exam_id: str


class CorrectResult(
    Command[ResultView],
    rest="POST /exams/{exam_id}/results/{trainee_id}/corrections",
    by=(R.EVP,),
    clauses=("A-7.10.g",),
):
    """更正成绩｜Correct a confirmed result by signature; the old value is kept."""

    exam_id: str
    trainee_id: str
    score: Score
    reason: Reason


class FindExam(Query[ExamView], rest="GET /exams/{exam_id}", by=(*READERS, R.SIGNED_IN)):
    """结业考试｜One exam; without content, and only for those it concerns."""

    exam_id: str


class FindClassExam(Query[ExamView], rest="GET /classes/{class_id}/exam", by=READERS):
    """班次的结业考试｜The exam of a class."""

    class_id: str


class ListResults(
    Query[list[ResultView]],
    rest="GET /classes/{class_id}/results",
    by=READERS,
    clauses=("A-7.8.b",),
):
    """成绩列表｜Results of a class, once confirmed."""

    class_id: str


class CustodyView(View):
    """交接记录｜One step in the custody of paper or scripts."""

    at: datetime
    what: str
    by: str
    seal_no: str
    note: str


class ListCustody(
    Query[list[CustodyView]],
    rest="GET /exams/{exam_id}/custody",
    by=(R.EXAM_ADMIN, R.EVP, R.AUDITOR),
    clauses=("A-5.p3", "A-5.k3"),
):
    """试卷交接记录｜The custody of the paper, look by look, without any content."""

    exam_id: str


# -- Pass list and certificates 合格名单、结业证书 ------------------------------------------------


class PassListView(View):
    """合格名单｜The pass list; frozen it never changes."""

    class_id: str
    state: str
    count: int
    frozen_hash: str
    frozen_by: str


class FreezePassList(
    Command[PassListView],
    rest="POST /classes/{class_id}/pass-list/freezing",
    by=(R.EVP,),
    clauses=("A-6.10", "A-3.3.b"),
):
    """锁定合格名单｜Sign and freeze the pass list; every candidate must be decided."""

    class_id: str


class FindPassList(Query[PassListView], rest="GET /classes/{class_id}/pass-list", by=READERS):
    """合格名单｜The pass list of a class."""

    class_id: str


class CertificateView(View):
    """结业证书｜A certificate."""

    certificate_id: str
    certificate_no: str
    class_id: str
    trainee_id: str
    holder: str
    state: str
    issued_on: date | None
    reissues: int
    verify_code: str


class NumberCertificates(
    Command[list[CertificateView]],
    rest="POST /classes/{class_id}/certificates",
    by=(R.STAFF,),
    clauses=("A-6.10", "A-7.8.c", "A-4.3.a"),
):
    """编制证书号｜Number the certificates of the frozen pass list, in its order and without a
    gap.
    """

    class_id: str


class IssueCertificates(
    Command[list[CertificateView]],
    rest="POST /classes/{class_id}/certificates/issue",
    by=(R.EVP,),
    clauses=("A-7.8.c", "B-8.6a"),
):
    """颁发证书｜Issue the numbered certificates."""

    class_id: str


class RevokeCertificate(
    Command[CertificateView],
    rest="POST /certificates/{certificate_id}/revocation",
    by=(R.EVP,),
    clauses=("A-7.8.c",),
):
    """撤销证书｜Revoke a certificate; its number is never used again."""

    certificate_id: str
    reason: Reason


class ReissueCertificate(
    Command[CertificateView],
    rest="POST /certificates/{certificate_id}/reissue",
    by=(R.STAFF,),
    clauses=("A-7.8.c",),
):
    """补发证书｜Re-issue a lost certificate under the same number with a mark."""

    certificate_id: str
    reason: Reason


class ListCertificates(
    Query[Page[CertificateView]], rest="GET /classes/{class_id}/certificates", by=READERS
):
    """证书列表｜Certificates of a class by number."""

    class_id: str
    page: PageNo = 1
    size: PageSize = 50


class PrintCertificate(
    Query[FileRef],
    rest="GET /certificates/{certificate_id}/print",
    by=(R.STAFF, R.EVP),
    patience=60,
):
    """打印证书｜One certificate as a sealed PDF."""

    certificate_id: str


class PrintCertificates(
    Query[FileRef],
    rest="GET /classes/{class_id}/certificates/print",
    by=(R.STAFF, R.EVP),
    patience=60,
):
    """批量打印证书｜All certificates of a class as one PDF."""

    class_id: str


class ExportRegister(
    Query[FileRef],
    rest="GET /classes/{class_id}/register",
    by=READERS,
    clauses=("A-7.8.b", "A-9.b"),
    patience=60,
):
    """成绩、证书登记表｜Result and certificate register as a workbook, record C4/组织04/002."""

    class_id: str


class VerificationView(View):
    """证书查验｜What anybody may learn of a certificate: a masked name, class, hours, date, and
    whether it stands.
    """

    certificate_no: str
    holder_masked: str
    class_title: str
    start_on: date
    end_on: date
    hours: int
    issued_on: date | None
    state: str
    reissued: bool


class VerifyCertificate(
    Query[VerificationView],
    rest="GET /certificates/verification",
    by=(R.PUBLIC,),
    clauses=("A-7.8.c",),
):
    """证书查验｜Verify a certificate by its number and code; open to everyone."""

    certificate_no: Annotated[str, Title("证书号", "Certificate number"), MinLen(4), MaxLen(40)]
    code: Annotated[str, Title("查验码", "Verification code"), MinLen(4), MaxLen(40)]


# -- Performance and work summary 绩效评价、工作总结 ----------------------------------------------


class PerformanceView(View):
    """培训绩效评价｜Performance of a class. Hours in tenths, rates in tenths of a percent."""

    class_id: str
    enrolled: int
    person_times: int
    hours_total: int
    person_hours: int
    sat: int
    passed: int
    pass_rate_of_sat: int
    pass_rate_of_enrolled: int
    integrity_breaches: int
    start_delay_days: int
    outcome: str
    evaluated: bool


class EvaluatePerformance(
    Command[PerformanceView],
    rest="POST /classes/{class_id}/performance",
    by=(R.STAFF, R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-6.11", "A-5.p2", "A-5.p3", "A-5.k4"),
):
    """培训绩效评价｜Evaluate the class: figures are computed, the outcome is written."""

    class_id: str
    outcome: Annotated[
        str, Title("成效（理论素养与党性修养）", "Outcome"), MinLen(10), MaxLen(4000)
    ]


class FindPerformance(
    Query[PerformanceView], rest="GET /classes/{class_id}/performance", by=READERS
):
    """培训绩效｜Performance figures so far."""

    class_id: str


class WorkSummaryView(View):
    """培训工作总结｜The work summary of a class."""

    class_id: str
    state: str
    text: str
    author: str
    approved_by: str


class SubmitWorkSummary(
    Command[WorkSummaryView],
    rest="PUT /classes/{class_id}/work-summary",
    by=(R.STAFF,),
    clauses=("A-6.12", "A-5.o1"),
):
    """提交工作总结｜Submit the work summary, after the performance evaluation."""

    class_id: str
    text: Annotated[str, Title("总结", "Summary"), MinLen(20), MaxLen(20_000)]


class ApproveWorkSummary(
    Command[WorkSummaryView],
    rest="POST /classes/{class_id}/work-summary/approval",
    by=(R.EVP,),
    clauses=("A-6.12",),
):
    """批准工作总结｜Approve the work summary; never by its author."""

    class_id: str


class FindWorkSummary(
    Query[WorkSummaryView], rest="GET /classes/{class_id}/work-summary", by=READERS
):
    """培训工作总结｜The work summary of a class."""

    class_id: str


# -- Events ---------------------------------------------------------------------------------------


class ExamPlanned(Event, about="exam_id"):
    """考试已安排｜An exam was planned."""

    class_id: str
    exam_id: str
    from_at: datetime
    to_at: datetime
    rooms: dict[str, int]


class ExamInfoChanged(Event, about="exam_id"):
    """考试信息变更｜Time or rooms of an exam changed."""

    class_id: str
    exam_id: str
    from_at: datetime
    to_at: datetime
    rooms: dict[str, int]
    reason: str


class ExamDutiesAssigned(Event, about="exam_id", classification=Classification.CONFIDENTIAL):
    """考务分工已定｜Every duty of an exam is filled."""

    class_id: str
    exam_id: str
    duties: dict[str, list[str]]


class DutyConflictRejected(Event, about="exam_id"):
    """考务分工冲突｜Somebody was proposed for two duties of one exam."""

    class_id: str
    exam_id: str
    person_id: str
    held: Duty
    proposed: Duty


class PaperSealed(Event, about="exam_id"):
    """试卷已密封｜The paper was sealed (no content)."""

    class_id: str
    exam_id: str
    version: int
    sha256: str
    seal_no: str


class PaperPrinted(Event, about="exam_id"):
    """试卷已印制｜The paper was printed."""

    class_id: str
    exam_id: str
    version: int
    copies: int
    seal_no: str


class PaperLeakSuspected(Event, about="exam_id", classification=Classification.CONFIDENTIAL):
    """试卷泄密嫌疑｜A leak is suspected; a new version is needed."""

    class_id: str
    exam_id: str
    version: int


class PaperReadingRefused(Event, about="exam_id", classification=Classification.CONFIDENTIAL):
    """越权阅读试卷被拒｜Somebody tried to read a paper that was not theirs to read at that
    moment.
    """

    class_id: str
    exam_id: str
    person_id: str
    at: datetime


class ExamReady(Event, about="exam_id"):
    """考务就绪｜The exam is ready."""

    class_id: str
    exam_id: str
    candidates: int


class ExamHeld(Event, about="exam_id"):
    """考试结束｜The exam was held and its scripts sealed."""

    class_id: str
    exam_id: str
    present: int
    absent: int
    seal_no: str


class MarkingCompleted(Event, about="exam_id"):
    """阅卷完成｜Every script is marked."""

    class_id: str
    exam_id: str
    scripts: int
    rechecked: int


class ResultsConfirmed(Event, about="exam_id"):
    """成绩已确认｜The results are confirmed."""

    class_id: str
    exam_id: str
    passed: int
    failed: int


class ResultsPublished(Event, about="exam_id"):
    """成绩已公布｜The results are published: who may be told, by unit, ids only."""

    class_id: str
    exam_id: str
    passed: list[str]
    failed: list[str]


class PassListFrozen(Event):
    """合格名单已锁定｜The pass list is frozen."""

    class_id: str
    count: int
    frozen_hash: str


class CertificatesNumbered(Event):
    """证书已编号｜Certificates were numbered, without a gap."""

    class_id: str
    first_no: str
    last_no: str
    count: int


class CertificateIssued(Event, about="trainee_id"):
    """证书已颁发｜A certificate was issued."""

    class_id: str
    trainee_id: str
    certificate_no: str


class CertificateRevoked(Event, about="trainee_id"):
    """证书已撤销｜A certificate was revoked."""

    class_id: str
    trainee_id: str
    certificate_no: str


class CertificateReissued(Event, about="trainee_id"):
    """证书已补发｜A certificate was re-issued."""

    class_id: str
    trainee_id: str
    certificate_no: str


class AssessmentFinished(Event):
    """考核结束｜Assessment has nothing left to decide for the class: who completed, who failed."""

    class_id: str
    track: Track
    completed: list[str]
    failed: list[str]


class PerformanceEvaluated(Event):
    """培训绩效已评价｜The class was evaluated. Hours in tenths, rate in tenths of a percent."""

    class_id: str
    person_times: int
    person_hours: int
    pass_rate_of_sat: int
    integrity_breaches: int


class WorkSummaryApproved(Event):
    """工作总结已批准｜The work summary was approved."""

    class_id: str
