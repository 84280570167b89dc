"""Filing what has happened: the class file holds a record of it under the checklist's kind."""

from contracts.values import FileRef
from services.enrollment.domain.checklist import DocType
from services.enrollment.store import EnrollmentStore


def file_record(
    store: EnrollmentStore,
    class_id: str,
    doc_type: DocType,
    source: str,
    document: FileRef | None = None,
    *,
    renews: bool = False,
) -> None:
    """File the record of a fact, with the document it is about if there is one.

    It bears the moment of the fact, so that whoever kept the papers then answers for it. Kinds the
    class does not need are passed over, and so is a second record of a kind, unless it `renews` the
    first: an invoice issued again, data confirmed again.
    """
    at = store.envelope.occurred_at if store.envelope else store.now
    filed = store.archive(class_id).file_record(
        doc_type,
        source=source[:120],
        document=document,
        item_id=store.new_id(),
        now=at,
        renews=renews,
    )
    store.emit(*filed)
