"""The class file: papers filed by those who keep them, the file sealed and handed out whole."""

from typing import Any

from contracts.assessment import AssessmentFinished, EvaluationClosed, EvaluationForm
from contracts.base import Page
from contracts.enrollment import (
    ArchiveView,
    DocumentView,
    ExportArchive,
    FileDocument,
    FindArchive,
    ListDocuments,
    SealArchive,
)
from contracts.finance import (
    BudgetCleared,
    InvoiceIssued,
    ServiceDataConfirmed,
    SettlementFinalised,
)
from contracts.notification import PublicityPublished
from kit.department import command, query, reaction
from services.enrollment.domain.archive import Archive
from services.enrollment.domain.checklist import DocType, kinds_titled
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.custody import refuse_other_hands
from services.enrollment.papers.class_file import class_file, pack_class_file
from services.enrollment.service.filing import file_record
from services.enrollment.service.views_archive import Keeping, archive_view, document_view
from services.enrollment.store import EnrollmentStore

EVALUATIONS = {
    EvaluationForm.TEACHING_QUALITY: DocType.TEACHING_EVALUATION,
    EvaluationForm.SERVICE_QUALITY: DocType.SERVICE_EVALUATION,
}


class Archives:
    """What is kept of a class (A-7.9, B-6.7, B-8.7)."""

    @command
    def file_document(self, request: FileDocument, store: EnrollmentStore) -> ArchiveView:
        archive, training_class = (
            store.archive(request.class_id),
            store.training_class(request.class_id),
        )
        training_class.refuse_ended()
        refuse_other_hands(
            store.actor,
            archive.line_for_upload(request.doc_type),
            training_class,
            now=store.now,
        )
        # What is not in the storage cannot be filed: Unknown (404).
        store.files.read(request.document.file_id)
        store.emit(
            *archive.file_document(
                request.doc_type,
                request.document,
                item_id=store.new_id(),
                by=store.actor.person_id,
                now=store.now,
            )
        )
        if request.doc_type == DocType.TRAINING_MATERIALS:
            store.emit(*training_class.note(Fact.MATERIALS_PREPARED, now=store.now))
        return _view(store, archive)

    @command
    def seal_archive(self, request: SealArchive, store: EnrollmentStore) -> ArchiveView:
        archive, training_class = (
            store.archive(request.class_id),
            store.training_class(request.class_id),
        )
        moved = training_class.seal_archive(now=store.now)
        store.emit(archive.seal(by=store.actor.person_id, now=store.now), *moved)
        return _view(store, archive)

    @query
    def find_archive(self, request: FindArchive, store: EnrollmentStore) -> ArchiveView:
        return _view(store, store.archive(request.class_id))

    @query
    def list_documents(self, request: ListDocuments, store: EnrollmentStore) -> Page[DocumentView]:
        rows, total = store.documents(
            request.q.strip(),
            kinds_titled(request.q.strip()),
            class_id=request.class_id,
            page=request.page,
            size=request.size,
        )
        return Page(items=[document_view(*row) for row in rows], total=total)

    @query(renders=pack_class_file)
    def export_archive(self, request: ExportArchive, store: EnrollmentStore) -> dict[str, Any]:
        archive = store.archive(request.class_id)
        records = {item.item_id: item.record for item in archive.items if not item.file_id}
        training_class = store.training_class(request.class_id)
        return class_file(training_class, _view(store, archive), records)

    # -- What the other departments report ---------------------------------------------------

    @reaction
    def file_budget(self, event: BudgetCleared, store: EnrollmentStore) -> None:
        source = f"BudgetCleared {event.total_fen}"
        file_record(store, event.class_id, DocType.BUDGET, source)

    @reaction
    def file_data_sheet(self, event: ServiceDataConfirmed, store: EnrollmentStore) -> None:
        source = f"ServiceDataConfirmed {event.version} {event.document_hash}"
        file_record(store, event.class_id, DocType.DATA_SHEET, source, renews=True)

    @reaction
    def file_evaluation(self, event: EvaluationClosed, store: EnrollmentStore) -> None:
        source = f"EvaluationClosed {event.form} {event.answers}"
        file_record(store, event.class_id, EVALUATIONS[event.form], source)

    @reaction
    def file_summaries(self, event: AssessmentFinished, store: EnrollmentStore) -> None:
        source = f"AssessmentFinished {event.track} {len(event.completed)}"
        file_record(store, event.class_id, DocType.SUMMARIES, source)

    @reaction
    def file_settlement(self, event: SettlementFinalised, store: EnrollmentStore) -> None:
        source = f"SettlementFinalised {event.total_fen}"
        file_record(store, event.class_id, DocType.SETTLEMENT, source)

    @reaction
    def file_invoice(self, event: InvoiceIssued, store: EnrollmentStore) -> None:
        source = f"InvoiceIssued {event.number}"
        file_record(store, event.class_id, DocType.INVOICE, source, renews=True)

    @reaction
    def file_publicity(self, event: PublicityPublished, store: EnrollmentStore) -> None:
        source = f"PublicityPublished {event.piece_id}"
        file_record(store, event.class_id, DocType.PUBLICITY, source)


def _view(store: EnrollmentStore, archive: Archive) -> ArchiveView:
    keeping = Keeping(
        training_class=store.training_class(archive.class_id),
        duties=store.keepers_of_papers(archive.class_id),
        now=store.now,
    )
    return archive_view(archive, keeping)
