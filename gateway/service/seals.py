"""The use of the college's seal (B-3.8, B-6.2d)."""

from contracts.portal import ApproveSeal, ListSeals, RequestSeal, SealView, UseSeal
from contracts.refusals import Refusal, Unknown
from gateway.seals import SealUse
from gateway.store import PortalStore
from kit.department import command, query


class Seals:
    """Asked for, approved by somebody else, carried out by the office alone."""

    @command
    def request_seal(self, request: RequestSeal, store: PortalStore) -> SealView:
        _require_running(request.class_id, store)
        seal = SealUse(
            seal_id=store.new_id(),
            class_id=request.class_id,
            purpose=request.purpose,
            document=request.document,
            # A kept file is named by the hash of its content.
            document_hash=request.document_hash or request.document.file_id,
            copies=request.copies,
            requested_by=store.actor.person_id,
            requested_at=store.now,
        )
        store.emit(seal.requested())
        store.add(seal)
        return seal_view(seal)

    @command
    def approve_seal(self, request: ApproveSeal, store: PortalStore) -> SealView:
        seal = store.seal(request.class_id, request.seal_id)
        store.emit(seal.approve(by=store.actor.person_id, now=store.now))
        return seal_view(seal)

    @command
    def use_seal(self, request: UseSeal, store: PortalStore) -> SealView:
        seal = store.seal(request.class_id, request.seal_id)
        store.emit(seal.use(by=store.actor.person_id, now=store.now))
        return seal_view(seal)

    @query
    def list_seals(self, request: ListSeals, store: PortalStore) -> list[SealView]:
        return [seal_view(seal) for seal in store.seals(request.class_id)]


def _require_running(class_id: str, store: PortalStore) -> None:
    if store.class_is_over(class_id):
        raise Refusal(
            "CLASS_OVER",
            "班次已结束或取消，不能再申请用印。",
            "The class is closed or cancelled; the seal is not used for it any more.",
            "B-6.2d",
        )
    if store.line(class_id) is None:
        raise Unknown("班次", "class")


def seal_view(seal: SealUse) -> SealView:
    """A line of the log of the seal."""
    return SealView(
        seal_id=seal.seal_id,
        class_id=seal.class_id,
        purpose=seal.purpose,
        document=seal.document,
        document_hash=seal.document_hash,
        copies=seal.copies,
        requested_by=seal.requested_by,
        requested_at=seal.requested_at,
        approved_by=seal.approved_by,
        used_by=seal.used_by,
        used_at=seal.used_at,
        state=seal.state,
    )
