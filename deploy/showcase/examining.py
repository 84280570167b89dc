"""The exam is held, marked without names, rechecked; the results are confirmed and published."""

from contracts.assessment import (
    BeginExam,
    CompleteMarking,
    ConfirmExamReady,
    ConfirmResults,
    EnterMark,
    ListResults,
    ListScripts,
    ListSeats,
    PublishResults,
    ReadPaper,
    RecheckMark,
    ScriptView,
    SealScripts,
)
from deploy.showcase.enrolling import class_id
from deploy.showcase.exam_planning import GUIDE, exam_id
from deploy.showcase.stage import Chapter, Stage

CHAPTER = Chapter("七、结业考试与阅卷", "7. The exam and its marking")

# First marks by the order of the codes; 57 lies so close to the pass mark that it is rechecked.
FAILING = 57
MARKS = (*range(66, 99),)
APART = 9


@CHAPTER.step("编排座位，考务就绪", "Seats are fixed", by="exams", at="2026-03-26 12:30")
def confirm_exam_ready(stage: Stage) -> None:
    stage.ask("exams", ConfirmExamReady(exam_id=exam_id(stage)))
    seats = stage.ask("exams", ListSeats(exam_id=exam_id(stage)))
    seated = sum(seat.seat_no > 0 for seat in seats)
    stage.note(f"应考 {seated} 人", f"{seated} seats")
    stage.refused("watch1", BeginExam(exam_id=exam_id(stage)), "TOO_EARLY")


@CHAPTER.step("开考", "The exam begins", by="watch1", at="2026-03-26 14:00")
def begin_exam(stage: Stage) -> None:
    stage.ask("watch1", BeginExam(exam_id=exam_id(stage)))


@CHAPTER.step("收卷密封", "The scripts are sealed", by="watch1", at="2026-03-26 16:00")
def seal_scripts(stage: Stage) -> None:
    sealed = SealScripts(
        exam_id=exam_id(stage),
        absent=[],
        cheated=[],
        incidents="考试秩序良好。",
        seal_no="FT-2026-0003",
    )
    stage.ask("watch1", sealed)


@CHAPTER.step("匿名阅卷", "Marking without names", by="marker1, marker2", at="2026-03-27 09:00")
def mark_scripts(stage: Stage) -> None:
    shown = stage.ask("marker1", ReadPaper(exam_id=exam_id(stage)))
    if shown.content != GUIDE:
        raise AssertionError("a marker reads the marking guide")
    codes = sorted(script.anon_code for script in scripts(stage))
    for number, code in enumerate(codes):
        score = FAILING if number == 0 else MARKS[number % len(MARKS)]
        entry = EnterMark(exam_id=exam_id(stage), anon_code=code, score=score)
        stage.ask(first_marker(number), entry)
    stage.kept["codes"] = codes
    stage.note(f"{len(codes)} 份答卷已评分", f"{len(codes)} scripts marked")


@CHAPTER.step(
    "抽样复核未完不得结束", "No end before the recheck", by="exams", at="2026-03-27 14:00"
)
def marking_incomplete(stage: Stage) -> None:
    stage.refused("exams", CompleteMarking(exam_id=exam_id(stage)), "RECHECK_INCOMPLETE")


@CHAPTER.step("复核与仲裁", "Recheck, arbitration", by="marker1…3", at="2026-03-27 15:00")
def recheck_scripts(stage: Stage) -> None:
    codes = stage.kept["codes"]
    if "recheck" not in stage.kept:
        due = sorted(script.anon_code for script in scripts(stage) if script.recheck_due)
        stage.keep("recheck", due)
    due = stage.kept["recheck"]
    # The failing script is rechecked too; the dispute is about another one.
    disputed = next(code for code in due if code != codes[0])
    for code in due:
        number = codes.index(code)
        first = FAILING if number == 0 else MARKS[number % len(MARKS)]
        second = first - APART if code == disputed else first
        recheck(stage, second_marker(number), code, second)
        if code == disputed:
            # The arbiter finds the first mark right.
            recheck(stage, "marker3", code, first)
    stage.note(f"复核 {len(due)} 份，仲裁 1 份", f"{len(due)} rechecked, 1 arbitrated")


@CHAPTER.step("结束阅卷", "Marking is closed", by="exams", at="2026-03-30 09:00")
def complete_marking(stage: Stage) -> None:
    stage.ask("exams", CompleteMarking(exam_id=exam_id(stage)))


@CHAPTER.step("确认成绩", "The results are confirmed", by="evp", at="2026-03-30 10:00")
def confirm_results(stage: Stage) -> None:
    stage.ask("evp", ConfirmResults(exam_id=exam_id(stage)))
    results = stage.ask("evp", ListResults(class_id=class_id(stage)))
    passed = sum(result.decision == "PASS" for result in results)
    stage.note(f"合格 {passed} 人", f"{passed} passed")


@CHAPTER.step("公布成绩", "The results are published", by="staff1", at="2026-03-30 14:00")
def publish_results(stage: Stage) -> None:
    stage.ask("staff1", PublishResults(exam_id=exam_id(stage)))


def scripts(stage: Stage) -> list[ScriptView]:
    """What a marker sees of the scripts."""
    return stage.ask("marker1", ListScripts(exam_id=exam_id(stage)))


def recheck(stage: Stage, who: str, code: str, score: int) -> None:
    """A second or third look at one script."""
    stage.ask(who, RecheckMark(exam_id=exam_id(stage), anon_code=code, score=score))


def first_marker(number: int) -> str:
    """Who marks the script of this place in the order of codes."""
    return "marker1" if number % 2 == 0 else "marker2"


def second_marker(number: int) -> str:
    """Who rechecks it."""
    return "marker2" if number % 2 == 0 else "marker1"
