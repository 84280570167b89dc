"""The completion exam 结业考试: duties, paper, marking, results."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.assessment.access import READERS, R, Score
from contracts.base import Command, Query, Secret, Title, View
from contracts.values import Reason


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
    """结业考试｜An exam. Times are instants; the pass mark is in points of 100. `room_refusal` says
    why the rooms could not be booked; `assignable` are the duties that can still be given, and
    `releasable` says whether they can be taken back.
    """

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
    room_refusal: str = ""
    assignable: tuple[Duty, ...] = ()
    releasable: bool = False


class PlanExam(
    Command[ExamView],
    rest="POST /classes/{class_id}/exam",
    by=(R.EXAM_ADMIN,),
    clauses=("A-6.9", "A-7.7.a", "A-6.8"),
):
    """安排结业考试｜Plan exam: plan the completion exam before the class ends; cadre and member
    classes have none.
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
    """解除考务分工｜Release exam duty: take a duty back before the paper is sealed."""

    exam_id: str
    person_id: str


class SignPledge(
    Command[ExamView], rest="POST /exams/{exam_id}/pledge", by=(R.SIGNED_IN,), clauses=("A-5.k3",)
):
    """签订保密承诺｜Sign secrecy pledge: for one's own duty."""

    exam_id: str


class SealPaper(
    Command[ExamView],
    rest="POST /exams/{exam_id}/paper",
    by=(R.SIGNED_IN,),
    clauses=("A-7.3.a", "A-7.10.e", "A-5.k3"),
):
    """密封试卷｜Seal paper: hand in and seal the paper with its marking guide; only the setter may,
    and cannot read it again.
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
    """登记印制｜Record printing: how many copies were printed and sealed; only the printer."""

    exam_id: str
    copies: Annotated[int, Title("印制份数", "Copies"), Ge(1), Le(10_000)]
    seal_no: Annotated[str, Title("封条号", "Seal number"), MinLen(2), MaxLen(40)]


class ReportLeak(
    Command[ExamView],
    rest="POST /exams/{exam_id}/leak",
    by=(R.EXAM_ADMIN, R.STAFF, R.EVP),
    clauses=("A-5.k3",),
):
    """报告泄密嫌疑｜Report suspected leak: before the exam; the paper needs a new version."""

    exam_id: str
    reason: Reason


class ConfirmExamReady(
    Command[ExamView],
    rest="POST /exams/{exam_id}/readiness",
    by=(R.EXAM_ADMIN,),
    clauses=("A-5.r3", "A-7.3.a"),
):
    """考务就绪｜Confirm exam ready: fix the seats and confirm the exam ready: rooms booked, duties
    filled, paper printed.
    """

    exam_id: str


class SeatView(View):
    """座位｜One seat."""

    trainee_id: str
    room: str
    seat_no: int
    status: str
    trainee_no: str = ""
    name: str = ""


SEAT_READERS = (R.EXAM_ADMIN, R.STAFF, R.AUDITOR, R.DEPARTMENT)


class ListSeats(
    Query[list[SeatView]],
    rest="GET /exams/{exam_id}/seats",
    by=(*SEAT_READERS, R.SIGNED_IN),
    clauses=("A-5.r3", "A-7.10.e"),
):
    """座位表｜The seat plan; besides the office also for the invigilators of this exam, who note
    who was absent.
    """

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
    """收卷密封｜Seal scripts: collect and seal the scripts with the room record: who was absent,
    who was caught, what happened.
    """

    exam_id: str
    absent: Annotated[list[str], Title("缺考学员", "Absent trainees"), MaxLen(5000)]
    cheated: Annotated[list[str], Title("违纪学员", "Trainees caught cheating"), MaxLen(100)]
    incidents: Annotated[str, Title("考场记录", "Room record"), MaxLen(2000)] = ""
    seal_no: Annotated[str, Title("封条号", "Seal number"), MinLen(2), MaxLen(40)]


class ScriptView(View):
    """答卷｜A script as the marker sees it: a code, no name. `recheck_due` once every script has
    its first mark; `disputed` when it then awaits the arbiter; `mine` when the one who asks has
    marked it.
    """

    anon_code: str
    score: int | None
    rechecked: bool
    recheck_due: bool = False
    disputed: bool = False
    mine: bool = False


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
    """复核评分｜Recheck mark: mark a script a second time; another marker, and a wide difference
    goes to arbitration.
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
    """成绩｜One trainee's result; `correctable` while a signed correction could still change it."""

    trainee_id: str
    trainee_no: str
    name: str
    unit_name: str
    score: int | None
    decision: str
    certificate_no: str | None
    correctable: bool = False


class ConfirmResults(
    Command[ExamView],
    rest="POST /exams/{exam_id}/results/confirmation",
    by=(R.EVP,),
    clauses=("A-7.10.g",),
):
    """确认成绩｜Confirm results: lift the anonymity and confirm the results."""

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
    """更正成绩｜Correct result: correct a confirmed result by signature; the old value is kept."""

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
