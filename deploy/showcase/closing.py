"""The class leaves, its file is completed and sealed, it is evaluated, summed up and closed."""

from contracts.assessment import (
    ApproveWorkSummary,
    EvaluatePerformance,
    ExportRegister,
    SubmitWorkSummary,
)
from contracts.base import Request
from contracts.enrollment import (
    ArchiveView,
    ClassState,
    CloseClass,
    ExportTraineeForm,
    FileDocument,
    FindArchive,
    RecordDeparture,
    SealArchive,
)
from contracts.scheduling import CorrectAttendance, ExportAttendanceForm, Mark
from contracts.values import FileRef
from deploy.showcase.enrolling import class_id, view
from deploy.showcase.stage import Chapter, Stage
from deploy.showcase.teaching import sessions, timetable

CHAPTER = Chapter("九、归档、评价与结班", "9. Archive, evaluation, closure")

OUTCOME = "学员理论素养和党性修养普遍提高，入党动机进一步端正，课堂与讨论参与充分。"
SUMMARY = """本期发展对象培训班按年度计划组织，四天共二十八学时，
各单位报名、报到、考勤、考试和发证均按规定程序办理。
建议下期提前核对报名材料，减少因填报有误而退回的情况。"""


@CHAPTER.step("撤场", "The class leaves", by="staff1", at="2026-04-02 15:00")
def record_departure(stage: Stage) -> None:
    stage.ask("staff1", RecordDeparture(class_id=class_id(stage)))
    stage.until(lambda: view(stage).state is ClassState.SETTLED)


@CHAPTER.step("缺材料不得封存", "No seal on an incomplete file", by="staff3", at="2026-04-03 09:00")
def seal_too_early(stage: Stage) -> None:
    # What others report has arrived; the forms are for the staff to file.
    stage.until(lambda: len(archive(stage).missing) == len(forms(stage)))
    refusal = stage.refused("staff3", SealArchive(class_id=class_id(stage)), "ARCHIVE_INCOMPLETE")
    stage.kept["archive_missing"] = [fault.field for fault in refusal.faults]


@CHAPTER.step("补齐档案", "The file is completed", by="staff3", at="2026-04-03 10:00")
def complete_archive(stage: Stage) -> None:
    for doc_type, form in forms(stage).items():
        document = stage.ask("staff3", form)
        filing = FileDocument(class_id=class_id(stage), doc_type=doc_type, document=document)
        stage.ask("staff3", filing)


@CHAPTER.step("封存档案", "The file is sealed", by="staff3", at="2026-04-03 11:00")
def seal_archive(stage: Stage) -> None:
    sealed = stage.ask("staff3", SealArchive(class_id=class_id(stage)))
    stage.note(f"共 {len(sealed.items)} 件", f"{len(sealed.items)} items")


@CHAPTER.step("绩效评价", "Performance is evaluated", by="staff2", at="2026-04-07 09:00")
def evaluate_performance(stage: Stage) -> None:
    found = stage.ask("staff2", EvaluatePerformance(class_id=class_id(stage), outcome=OUTCOME))
    stage.note(
        f"人次 {found.person_times}，学时 {found.person_hours / 10:g}，"
        f"合格率 {found.pass_rate_of_sat / 10:g}%",
        f"{found.person_times} person-times, {found.person_hours / 10:g} person-hours",
    )
    stage.until(lambda: view(stage).state is ClassState.EVALUATED)


@CHAPTER.step("无工作总结不得结班", "Not closed without a summary", by="evp", at="2026-04-07 10:00")
def close_too_early(stage: Stage) -> None:
    stage.refused("evp", CloseClass(class_id=class_id(stage)), "CLASS_INCOMPLETE")


@CHAPTER.step("撰写工作总结", "The work summary", by="staff2", at="2026-04-08 09:00")
def submit_work_summary(stage: Stage) -> None:
    stage.ask("staff2", SubmitWorkSummary(class_id=class_id(stage), text=SUMMARY))


@CHAPTER.step("批准工作总结", "It is approved", by="evp", at="2026-04-09 09:00")
def approve_work_summary(stage: Stage) -> None:
    stage.ask("evp", ApproveWorkSummary(class_id=class_id(stage)))


@CHAPTER.step("结班", "The class is closed", by="evp", at="2026-04-10 09:00")
def close_class(stage: Stage) -> None:
    closed = stage.until(
        lambda: stage.ask("evp", CloseClass(class_id=class_id(stage))),
        while_refused=("CLASS_INCOMPLETE", "CERTIFICATES_MISSING"),
    )
    stage.note(f"班次状态 {closed.state}", f"the class is {closed.state}")


@CHAPTER.step("结班后不再更改", "Nothing changes any more", by="staff3", at="2026-04-10 10:00")
def nothing_changes_any_more(stage: Stage) -> None:
    document = next(item.file for item in archive(stage).items if item.file is not None)
    late = FileDocument(class_id=class_id(stage), doc_type="OTHER", document=document)
    stage.refused("staff3", late, "CLASS_ENDED")
    stage.until(lambda: timetable(stage).state == "CLOSED")
    correction = CorrectAttendance(
        class_id=class_id(stage),
        session_id=sessions(stage)[0].session_id,
        trainee_id=stage.kept["trainees"][0],
        mark=Mark.ABSENT,
        reason="结班后更正",
    )
    stage.refused("staff3", correction, "WRONG_STATE")


def archive(stage: Stage) -> ArchiveView:
    """The file of the class."""
    return stage.ask("staff3", FindArchive(class_id=class_id(stage)))


def forms(stage: Stage) -> dict[str, Request[FileRef]]:
    """What the staff print out and file, by its kind."""
    return {
        "TRAINEE_FORM": ExportTraineeForm(class_id=class_id(stage)),
        "ATTENDANCE_FORM": ExportAttendanceForm(class_id=class_id(stage)),
        "REGISTER": ExportRegister(class_id=class_id(stage)),
    }
