"""The paper: sealed, read, printed, suspected."""

from contracts.assessment import (
    Duty,
    ExamView,
    PaperContent,
    ReadPaper,
    RecordPrinting,
    ReportLeak,
    SealPaper,
)
from kit.department import command
from services.assessment.domain.custody import CustodyKind
from services.assessment.domain.paper import ExamPaper, paper_hash
from services.assessment.service.showing import show
from services.assessment.store import AssessmentStore


class Paper:
    """Sealing, reading and printing the paper, each step on record (A-5.k3)."""

    @command
    def seal_paper(self, request: SealPaper, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        sha256 = paper_hash(request.content, request.marking_guide)
        sealed = exam.seal_paper(by=store.actor.person_id, sha256=sha256, seal_no=request.seal_no)
        store.add(
            ExamPaper.handed_in(
                sealed,
                paper_id=store.new_id(),
                content=request.content,
                marking_guide=request.marking_guide,
            )
        )
        store.log(exam, CustodyKind.PAPER_SEALED, seal_no=request.seal_no)
        store.emit(sealed)
        return show(exam, store)

    @command
    def read_paper(self, request: ReadPaper, store: AssessmentStore) -> PaperContent:
        exam = store.open_exam(request.exam_id)
        paper = store.paper(exam)
        content = paper.read(exam, by=store.actor.person_id, now=store.now)
        is_guide = store.actor.person_id in exam.holders(Duty.MARKER)
        store.log(exam, CustodyKind.GUIDE_READ if is_guide else CustodyKind.PAPER_READ)
        return PaperContent(exam_id=exam.exam_id, version=paper.paper_version, content=content)

    @command
    def record_printing(self, request: RecordPrinting, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        eligible, _ = store.count_candidates(exam.class_id)
        printed = exam.record_printing(
            by=store.actor.person_id,
            copies=request.copies,
            seal_no=request.seal_no,
            candidates=eligible,
        )
        store.paper(exam).print_copies(request.copies, request.seal_no)
        store.log(exam, CustodyKind.PAPER_PRINTED, seal_no=request.seal_no)
        store.emit(printed)
        return show(exam, store)

    @command
    def report_leak(self, request: ReportLeak, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        suspected = exam.report_leak()
        store.paper(exam).withdraw()
        store.log(exam, CustodyKind.LEAK_SUSPECTED, note=request.reason)
        store.emit(suspected)
        return show(exam, store)
