"""The file of a class: filled by events and uploads, then sealed with a hash of all it holds."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from contracts.base import Event
from contracts.enrollment import ArchiveIncomplete, ArchiveItemFiled, ArchiveSealed
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import FileRef
from services.enrollment.domain.checklist import DocType, Line, checklist
from services.enrollment.domain.nature import Nature


class ArchiveState(StrEnum):
    """Whether the file may still grow."""

    INCOMPLETE = "INCOMPLETE"
    COMPLETE = "COMPLETE"
    SEALED = "SEALED"


@dataclass(eq=False, kw_only=True)
class ArchiveItem:
    """A paper in the file: an upload, or the record of an event named in `source`, with the
    document the event is about if there is one.
    """

    item_id: str
    doc_type: DocType
    source: str
    file_id: str
    file_name: str
    filed_by: str
    filed_at: datetime

    @property
    def is_upload(self) -> bool:
        """Whether somebody filed it by hand."""
        return bool(self.filed_by)

    @property
    def record(self) -> str:
        """What stands in the file where there is no document: the fact itself."""
        facts = {
            "doc_type": self.doc_type,
            "source": self.source,
            "filed_at": self.filed_at.astimezone(UTC).isoformat(),
        }
        return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)

    @property
    def sha256(self) -> str:
        """The hash of the content; a stored document's id is the hash of what it holds."""
        return self.file_id or hashlib.sha256(self.record.encode()).hexdigest()

    def renew(self, source: str, document: FileRef | None, *, now: datetime) -> None:
        """What a newer fact says takes the place of this record."""
        self.source, self.filed_at = source, now
        if document:
            self.replace(document, by="", now=now)

    def replace(self, document: FileRef, *, by: str, now: datetime) -> None:
        """A newer document takes the place of this one."""
        self.file_id, self.file_name = document.file_id, document.name
        self.filed_by, self.filed_at = by, now


@dataclass(eq=False, kw_only=True)
class Archive:
    """The file of one class; sealed it never changes."""

    class_id: str
    nature: Nature
    items: list[ArchiveItem] = field(default_factory=list)
    filings: int = 0
    sealed_at: datetime | None = None
    sealed_by: str = ""
    manifest_hash: str = ""

    @property
    def lines(self) -> list[Line]:
        """The checklist of this class."""
        return checklist(self.nature)

    @property
    def state(self) -> ArchiveState:
        """SEALED once signed; else whether every mandatory paper is there."""
        if self.sealed_at:
            return ArchiveState.SEALED
        return ArchiveState.INCOMPLETE if self.missing() else ArchiveState.COMPLETE

    def missing(self) -> list[Line]:
        """The mandatory lines without a paper."""
        filed = {item.doc_type for item in self.items}
        return [line for line in self.lines if line.mandatory and line.doc_type not in filed]

    def file_record(
        self,
        doc_type: DocType,
        *,
        source: str,
        item_id: str,
        now: datetime,
        document: FileRef | None = None,
        renews: bool = False,
    ) -> list[Event]:
        """File what an event says; an older record of the kind stays unless a newer document has
        come or the fact `renews` it, and so does a sealed file.
        """
        if self.sealed_at or not any(line.doc_type is doc_type for line in self.lines):
            return []
        older = next((item for item in self.items if item.doc_type is doc_type), None)
        if older:
            newer = document is not None and document.file_id != older.file_id
            if not newer and not (renews and source != older.source):
                return []
            older.renew(source, document, now=now)
            return self._filed(doc_type)
        return self._add(
            ArchiveItem(
                item_id=item_id,
                doc_type=doc_type,
                source=source,
                file_id=document.file_id if document else "",
                file_name=document.name if document else "",
                filed_by="",
                filed_at=now,
            )
        )

    def file_document(
        self, doc_type: str, document: FileRef, *, item_id: str, by: str, now: datetime
    ) -> list[Event]:
        """File an upload; a newer one takes the place of the older until the file is sealed."""
        line = self.line_for_upload(doc_type)
        if self.sealed_at:
            raise Refusal(
                "ARCHIVE_SEALED",
                "档案已封存，不能再归入材料。",
                "The class file is sealed; nothing can be added.",
                "A-7.9.a",
            )
        older = next((item for item in self.items if item.doc_type is line.doc_type), None)
        if older and line.mandatory:
            older.replace(document, by=by, now=now)
            return self._filed(line.doc_type)
        return self._add(
            ArchiveItem(
                item_id=item_id,
                doc_type=line.doc_type,
                source="upload",
                file_id=document.file_id,
                file_name=document.name,
                filed_by=by,
                filed_at=now,
            )
        )

    def seal(self, *, by: str, now: datetime) -> ArchiveSealed:
        """Seal the complete file; Refusal ARCHIVE_INCOMPLETE names each missing paper, and that
        it was tried with papers missing is told.
        """
        if self.sealed_at:
            raise Refusal(
                "ARCHIVE_SEALED", "档案已封存。", "The class file is already sealed.", "A-7.9.a"
            )
        self._refuse_gaps()
        self.sealed_at, self.sealed_by = now, by
        self.manifest_hash = manifest_hash(self.items)
        return ArchiveSealed(
            class_id=self.class_id, items=len(self.items), manifest_hash=self.manifest_hash
        )

    def line_for_upload(self, doc_type: str) -> Line:
        """The line an upload of this kind belongs to; Invalid when there is none."""
        for line in self.lines:
            if line.doc_type == doc_type and line.by_hand:
                return line
        allowed = "、".join(line.doc_type for line in self.lines if line.by_hand)
        raise Invalid(
            "DOC_TYPE",
            f"材料种类只能是：{allowed}。",
            f"The kind must be one of: {allowed}.",
            "A-7.9.a",
            faults=[Fault("doc_type", f"只能是：{allowed}", f"must be one of: {allowed}")],
        )

    def _add(self, item: ArchiveItem) -> list[Event]:
        self.items = [*self.items, item]
        return self._filed(item.doc_type)

    def _filed(self, doc_type: DocType) -> list[Event]:
        # Two filings at one moment touch the same row, so that none slips in beside a seal.
        self.filings += 1
        return [ArchiveItemFiled(class_id=self.class_id, doc_type=doc_type)]

    def _refuse_gaps(self) -> None:
        missing = self.missing()
        if not missing:
            return
        named = [(f"{line.zh}（{line.clause}）", f"{line.en} ({line.clause})") for line in missing]
        raise Refusal(
            "ARCHIVE_INCOMPLETE",
            f"档案尚缺：{'；'.join(zh for zh, _ in named)}。",
            f"Missing from the file: {'; '.join(en for _, en in named)}.",
            "A-7.9.a",
            faults=[Fault(line.doc_type, line.zh, line.en) for line in missing],
            leaves=[
                ArchiveIncomplete(
                    class_id=self.class_id, missing=[str(line.doc_type) for line in missing]
                )
            ],
        )


def manifest_hash(items: Iterable[ArchiveItem]) -> str:
    """One hash over what each paper is, where it comes from and what it holds."""
    lines = sorted(
        [item.doc_type, item.source, item.sha256, item.filed_at.astimezone(UTC).isoformat()]
        for item in items
    )
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()
