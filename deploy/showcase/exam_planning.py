"""The exam is planned and staffed, its paper sealed and printed; the class is ready."""

from contracts.assessment import (
    AssignDuty,
    Duty,
    ExamView,
    FindExam,
    PlanExam,
    ReadPaper,
    RecordPrinting,
    RoomDraft,
    SealPaper,
    SignPledge,
)
from contracts.enrollment import ClassState, ConfirmReadiness, FileDocument
from deploy.showcase.enrolling import class_id, view
from deploy.showcase.people import PEOPLE
from deploy.showcase.stage import Chapter, Stage, local
from deploy.showcase.teaching import VENUES

CHAPTER = Chapter("五、考务准备与班次就绪", "5. The exam is prepared, the class is ready")

DUTIES = {
    "setter": Duty.SETTER,
    "printer": Duty.PRINTER,
    "watch1": Duty.INVIGILATOR,
    "watch2": Duty.INVIGILATOR,
    "watch3": Duty.INVIGILATOR,
    "marker1": Duty.MARKER,
    "marker2": Duty.MARKER,
    "marker3": Duty.MARKER,
    "staff3": Duty.CUSTODIAN,
}

# What a search of logs, events, audit and metrics must never find.
PAPER_SECRET = "机密试题甲乙丙丁"  # noqa: S105 – a phrase of the paper, no password
PAPER = f"""结业考试试题卷（{PAPER_SECRET}）
一、简答：党的宗旨是什么？（40分）
二、论述：结合所学谈谈如何端正入党动机。（60分）"""
GUIDE = "简答按要点给分，每点10分；论述观点20分、论证20分、联系实际20分。"
COPIES = 145


@CHAPTER.step("安排结业考试", "The exam is planned", by="exams", at="2026-03-19 15:30")
def plan_exam(stage: Stage) -> None:
    venues = stage.kept["venues"]
    rooms = [
        RoomDraft(venue_id=venues[room], name=VENUES[room][0], seats=50)
        for room in ("room1", "room2", "room3")
    ]
    request = PlanExam(
        class_id=class_id(stage),
        title="2026年上半年发展对象培训班结业考试",
        from_at=local("2026-03-26 14:00"),
        to_at=local("2026-03-26 16:00"),
        rooms=rooms,
    )
    stage.kept["exam_id"] = stage.until(lambda: stage.ask("exams", request)).exam_id
    stage.until(lambda: exam(stage).rooms_booked)


@CHAPTER.step("考务分工，一人一责", "One person, one duty", by="exams", at="2026-03-19 16:00")
def assign_duties(stage: Stage) -> None:
    for who, duty in DUTIES.items():
        stage.ask("exams", _duty(stage, who, duty))
    stage.refused("exams", _duty(stage, "setter", Duty.MARKER), "DUTY_CONFLICT")


@CHAPTER.step("签订保密承诺", "Everybody pledges secrecy", by="setter, …", at="2026-03-19 16:30")
def sign_pledges(stage: Stage) -> None:
    for who in DUTIES:
        stage.ask(who, SignPledge(exam_id=exam_id(stage)))


@CHAPTER.step("密封试卷", "The paper is sealed", by="setter", at="2026-03-20 09:00")
def seal_paper(stage: Stage) -> None:
    sealed = SealPaper(
        exam_id=exam_id(stage), content=PAPER, marking_guide=GUIDE, seal_no="FT-2026-0001"
    )
    stage.ask("setter", sealed)


@CHAPTER.step("命题人不得再阅", "Sealed, even for the setter", by="setter", at="2026-03-20 09:30")
def setter_reads_no_more(stage: Stage) -> None:
    reading = ReadPaper(exam_id=exam_id(stage))
    stage.refused("setter", reading, "PAPER_NOT_YOURS_TO_READ")


@CHAPTER.step("印制试卷", "The paper is printed", by="printer", at="2026-03-20 10:00")
def print_paper(stage: Stage) -> None:
    shown = stage.ask("printer", ReadPaper(exam_id=exam_id(stage)))
    if shown.content != PAPER:
        raise AssertionError("the printer was shown another paper than the setter sealed")
    printing = RecordPrinting(exam_id=exam_id(stage), copies=COPIES, seal_no="FT-2026-0002")
    stage.ask("printer", printing)


@CHAPTER.step(
    "缺培训材料不得就绪", "Not ready without materials", by="staff1", at="2026-03-20 14:00"
)
def not_ready_yet(stage: Stage) -> None:
    # All but the training materials has been told by the other departments.
    stage.until(lambda: _unmet(stage) == ["MATERIALS_PREPARED"])
    stage.refused("staff1", ConfirmReadiness(class_id=class_id(stage)), "NOT_READY")


@CHAPTER.step(
    "备齐材料，确认就绪", "Materials filed, class ready", by="staff1", at="2026-03-20 15:00"
)
def confirm_readiness(stage: Stage) -> None:
    handbook = stage.upload("staff1", "培训材料汇编与学员手册\n".encode(), "培训材料汇编.txt")
    filing = FileDocument(
        class_id=class_id(stage), doc_type="TRAINING_MATERIALS", document=handbook
    )
    stage.ask("staff1", filing)
    ready = stage.ask("staff1", ConfirmReadiness(class_id=class_id(stage)))
    if ready.state is not ClassState.READY:
        raise AssertionError(f"the class is {ready.state}")


def exam_id(stage: Stage) -> str:
    """The exam of the play."""
    found: str = stage.kept["exam_id"]
    return found


def exam(stage: Stage) -> ExamView:
    """The exam as its administrator sees it."""
    return stage.ask("exams", FindExam(exam_id=exam_id(stage)))


def _duty(stage: Stage, who: str, duty: Duty) -> AssignDuty:
    return AssignDuty(exam_id=exam_id(stage), duty=duty, person_id=PEOPLE[who].person_id)


def _unmet(stage: Stage) -> list[str]:
    return [item.code for item in view(stage).readiness if not item.met]
