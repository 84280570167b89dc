"""The class file: documents filed, the file sealed."""

from contracts.enrollment import ArchiveView, FileDocument, FindArchive, SealArchive
from kit.department import command, query
from services.enrollment.domain.archive import DocType
from services.enrollment.domain.conditions import Fact
from services.enrollment.service.views import archive_view
from services.enrollment.store import EnrollmentStore


class Archives:
    """What is kept of a class (A-7.9)."""

    @command
    def file_document(self, request: FileDocument, store: EnrollmentStore) -> ArchiveView:
        archive, training_class = (
            store.archive(request.class_id),
            store.training_class(request.class_id),
        )
        training_class.refuse_ended()
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
        return archive_view(archive)

    @command
    def seal_archive(self, request: SealArchive, store: EnrollmentStore) -> ArchiveView:
        archive, training_class = (
            store.archive(request.class_id),
            store.training_class(request.class_id),
        )
        moved = training_class.seal_archive(now=store.now)
        store.emit(archive.seal(by=store.actor.person_id, now=store.now), *moved)
        return archive_view(archive)

    @query
    def find_archive(self, request: FindArchive, store: EnrollmentStore) -> ArchiveView:
        return archive_view(store.archive(request.class_id))
