"""What enrollment shows of a class file: its papers, its gaps, and who answers for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.enrollment import ArchiveItemView, ArchiveView, DocumentView
from contracts.roles import Role
from contracts.values import FileRef
from services.enrollment.domain.archive import Archive, ArchiveItem
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.checklist import Line, line_of
from services.enrollment.domain.custody import CUSTODIAN_OF, custody_of, keepers
from services.enrollment.domain.training_class import TrainingClass


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """What the custody of papers follows from: the class, its duties, and the time it is."""

    training_class: TrainingClass
    duties: Sequence[Assignment]
    now: datetime

    def of(self, line: Line, item: ArchiveItem | None) -> tuple[str, str]:
        """The segment a paper lies in and its custodian: the role and, once somebody holds it,
        the person ids, as in "PROJECT_LEAD:p1".
        """
        if not self.training_class.nature.college:
            return line.segment, Role.STAFF
        custody = custody_of(line, item, self.training_class.steps)
        role = CUSTODIAN_OF[custody]
        people = keepers(role, self.duties, item.filed_at if item else self.now)
        return custody, f"{role}:{','.join(people)}" if people else role


def archive_view(archive: Archive, keeping: Keeping) -> ArchiveView:
    """A class file: every paper in it, and every line of its checklist still without one."""
    lines = archive.lines
    papers = [
        _paper_view(line, item, keeping)
        for line in lines
        for item in archive.items
        if item.doc_type is line.doc_type
    ]
    filed = {item.doc_type for item in archive.items}
    gaps = [_gap_view(line, keeping) for line in lines if line.doc_type not in filed]
    return ArchiveView(
        class_id=archive.class_id,
        state=archive.state,
        items=[*papers, *gaps],
        missing=[line.doc_type for line in archive.missing()],
        manifest_hash=archive.manifest_hash,
    )


def document_view(item: ArchiveItem, training_class: TrainingClass) -> DocumentView:
    """A filed paper, with the class it is about."""
    line = line_of(item.doc_type)
    return DocumentView(
        item_id=item.item_id,
        class_id=training_class.class_id,
        class_code=training_class.code,
        class_title=training_class.title,
        doc_type=item.doc_type,
        zh=line.zh,
        en=line.en,
        file=_file(item),
        filed_at=item.filed_at,
    )


def _file(item: ArchiveItem) -> FileRef | None:
    return FileRef(file_id=item.file_id, name=item.file_name) if item.file_id else None


def _paper_view(line: Line, item: ArchiveItem, keeping: Keeping) -> ArchiveItemView:
    segment, custodian = keeping.of(line, item)
    return ArchiveItemView(
        item_id=item.item_id,
        doc_type=line.doc_type,
        zh=line.zh,
        en=line.en,
        clause=line.clause,
        mandatory=line.mandatory,
        segment=segment,
        source=item.source,
        file=_file(item),
        filed_at=item.filed_at,
        custodian=custodian,
        sha256=item.sha256,
        by_hand=line.by_hand,
    )


def _gap_view(line: Line, keeping: Keeping) -> ArchiveItemView:
    segment, custodian = keeping.of(line, None)
    return ArchiveItemView(
        item_id="",
        doc_type=line.doc_type,
        zh=line.zh,
        en=line.en,
        clause=line.clause,
        mandatory=line.mandatory,
        segment=segment,
        source="",
        file=None,
        filed_at=None,
        custodian=custodian,
        by_hand=line.by_hand,
    )
