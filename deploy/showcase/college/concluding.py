"""Certificates, improvements, the sealed archive, performance, the summary, the closed class."""

from datetime import date

from contracts.assessment import (
    ApproveWorkSummary,
    Aspect,
    CheckImprovement,
    CompleteImprovement,
    ConcludeSummaries,
    EvaluatePerformance,
    EvaluationForm,
    FeedBack,
    FreezePassList,
    IssueCertificates,
    NumberCertificates,
    SubmitWorkSummary,
)
from contracts.enrollment import (
    ArchiveView,
    ClassState,
    CloseClass,
    ExportArchive,
    ExportTraineeForm,
    FileDocument,
    FindArchive,
    SealArchive,
)
from contracts.notification import Trigger
from contracts.scheduling import ExportAttendanceForm
from deploy.showcase.college.running import report_upwards
from deploy.showcase.college.stage import chapter, class_id, comes_to, kept, paper, unit
from deploy.showcase.stage import Stage

CHAPTER = chapter("学院：结业、归档、评价", "The college: certificates, archive, evaluation")

OUTCOME = "学员的法治思维和依法履职能力明显提升，主办单位评价良好。"
SUMMARY = (
    "本期全市司法行政科级干部培训班按实施方案完成，24名学员中23人报到，全部提交培训小结并通过。"
    "双方签认数据，五日内移交材料，决算和发票按时办结。公寓热水问题已列入改进事项。"
)


@CHAPTER.step("小结考核结束", "The assessment ends", by="c-affairs", at="2026-07-09 09:00")
def conclude(stage: Stage) -> None:
    stage.ask("c-affairs", ConcludeSummaries(class_id=class_id(stage)))
    frozen = stage.until(lambda: stage.ask("c-affairs", FreezePassList(class_id=class_id(stage))))
    stage.note(f"合格 {frozen.count} 人", f"{frozen.count} completed")


@CHAPTER.step("制发证书", "Certificates", by="c-affairs", at="2026-07-09 10:00")
def certify(stage: Stage) -> None:
    numbered = stage.ask("c-affairs", NumberCertificates(class_id=class_id(stage)))
    issued = stage.ask("c-affairs", IssueCertificates(class_id=class_id(stage)))
    kept(stage)["certificates"] = [one.certificate_no for one in issued]
    stage.note(f"证书 {len(numbered)} 份", f"{len(numbered)} certificates")
    report_upwards(stage, Trigger.CERTIFICATES)


@CHAPTER.step("反馈与改进", "Fed back and improved", by="c-lead1", at="2026-07-09 14:00")
def improve(stage: Stage) -> None:
    request = FeedBack(
        class_id=class_id(stage),
        form=EvaluationForm.SERVICE_QUALITY,
        unit_id=unit(stage, "C03"),
        aspect=Aspect.LOGISTICS,
        what="检修学员公寓热水系统",
        due_on=date(2026, 7, 20),
    )
    action = stage.ask("c-lead1", request)
    done = CompleteImprovement(
        unit_id=unit(stage, "C03"), action_id=action.action_id, done="已更换循环泵"
    )
    stage.ask("c-finance", done)
    check = CheckImprovement(action_id=action.action_id, effective=True)
    stage.ask("c-affairs", check)


@CHAPTER.step("两段归档并封存", "The archive is sealed", by="c-lead1", at="2026-07-10 09:00")
def seal_archive(stage: Stage) -> None:
    refusal = stage.refused("c-lead1", SealArchive(class_id=class_id(stage)), "ARCHIVE_INCOMPLETE")
    kept(stage)["archive_missing"] = [fault.field for fault in refusal.faults]
    for line in stage.until(lambda: archive(stage)).items:
        if line.mandatory and line.filed_at is None:
            _file(stage, line.doc_type, line.custodian)
    sealed = stage.until(
        lambda: stage.ask("c-lead1", SealArchive(class_id=class_id(stage))),
        while_refused=("ARCHIVE_INCOMPLETE", "CHANGED_MEANWHILE"),
    )
    stage.note(f"封存 {len(sealed.items)} 件", f"{len(sealed.items)} papers sealed")
    stage.download("c-lead1", ExportArchive(class_id=class_id(stage)))
    comes_to(stage, ClassState.ARCHIVED)


def _file(stage: Stage, doc_type: str, custodian: str) -> None:
    forms = {
        "TRAINEE_FORM": ExportTraineeForm(class_id=class_id(stage)),
        "ATTENDANCE_FORM": ExportAttendanceForm(class_id=class_id(stage)),
    }
    who = "c-counsel1" if custodian.startswith("COUNSELOR") else "c-lead1"
    if doc_type in forms:
        path = stage.download("c-counsel1", forms[doc_type])
        document = stage.upload(who, path.read_bytes(), path.name)
    else:
        document = paper(stage, who, f"{doc_type}.txt")
    request = FileDocument(class_id=class_id(stage), doc_type=doc_type, document=document)
    stage.ask(who, request)


@CHAPTER.step("绩效评价", "Performance", by="c-affairs", at="2026-07-13 09:00")
def evaluate_performance(stage: Stage) -> None:
    request = EvaluatePerformance(class_id=class_id(stage), outcome=OUTCOME)
    stage.ask("c-affairs", request)
    comes_to(stage, ClassState.EVALUATED)


@CHAPTER.step("工作总结与结班", "Summary and closure", by="c-affairs", at="2026-07-14 09:00")
def close_class(stage: Stage) -> None:
    stage.ask("c-affairs", SubmitWorkSummary(class_id=class_id(stage), text=SUMMARY))
    stage.ask("c-leader", ApproveWorkSummary(class_id=class_id(stage)))
    stage.until(
        lambda: stage.ask("c-affairs", CloseClass(class_id=class_id(stage))),
        while_refused=("CLASS_INCOMPLETE", "CERTIFICATES_MISSING"),
    )
    comes_to(stage, ClassState.CLOSED)


def archive(stage: Stage) -> ArchiveView:
    """The file of the class."""
    return stage.ask("c-lead1", FindArchive(class_id=class_id(stage)))
