"""The file of a class: a checklist by clause, filled by events and uploads, then sealed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contracts.base import Event
from contracts.enrollment import ArchiveItemFiled, ArchiveSealed
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import FileRef, Track


class Segment(StrEnum):
    """The part of the class's life a paper comes from."""

    PREPARATION = "PREPARATION"
    TEACHING = "TEACHING"
    RESULTS = "RESULTS"


class DocType(StrEnum):
    """The kinds of papers a class file holds."""

    PLAN_APPROVAL = "PLAN_APPROVAL"
    NOTICE = "NOTICE"
    ROSTER = "ROSTER"
    TRAINING_MATERIALS = "TRAINING_MATERIALS"
    TIMETABLE = "TIMETABLE"
    TRAINEE_FORM = "TRAINEE_FORM"
    ATTENDANCE_FORM = "ATTENDANCE_FORM"
    EXAM_CUSTODY = "EXAM_CUSTODY"
    EXAM_RESULTS = "EXAM_RESULTS"
    PASS_LIST = "PASS_LIST"  # noqa: S105 – a list of those who passed, no password
    REGISTER = "REGISTER"
    OTHER = "OTHER"


EVERY_TRACK = frozenset(Track)
EXAM_TRACK = frozenset({Track.PROSPECT})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the checklist; `by_hand` papers are uploaded, the others filed by an event."""

    doc_type: DocType
    zh: str
    en: str
    clause: str
    segment: Segment
    by_hand: bool
    tracks: frozenset[Track] = EVERY_TRACK
    mandatory: bool = True


CHECKLIST = (
    Line(
        doc_type=DocType.PLAN_APPROVAL,
        zh="培训计划批准文件",
        en="Approval of the plan",
        clause="A-7.1.b",
        segment=Segment.PREPARATION,
        by_hand=False,
    ),
    Line(
        doc_type=DocType.NOTICE,
        zh="培训通知",
        en="Training notice",
        clause="A-4.2.a",
        segment=Segment.PREPARATION,
        by_hand=False,
    ),
    Line(
        doc_type=DocType.ROSTER,
        zh="培训人员名单",
        en="Approved roster",
        clause="A-7.2.a",
        segment=Segment.PREPARATION,
        by_hand=False,
    ),
    Line(
        doc_type=DocType.TRAINING_MATERIALS,
        zh="培训材料",
        en="Training materials",
        clause="A-7.3.a",
        segment=Segment.PREPARATION,
        by_hand=True,
    ),
    Line(
        doc_type=DocType.TIMETABLE,
        zh="日程安排",
        en="Timetable",
        clause="A-6.3",
        segment=Segment.PREPARATION,
        by_hand=False,
    ),
    Line(
        doc_type=DocType.TRAINEE_FORM,
        zh="党校学员信息表 C4/组织04/001",
        en="Trainee information form C4/组织04/001",
        clause="A-9.a",
        segment=Segment.TEACHING,
        by_hand=True,
    ),
    Line(
        doc_type=DocType.ATTENDANCE_FORM,
        zh="党校学员考勤表",
        en="Attendance form",
        clause="A-7.4.b",
        segment=Segment.TEACHING,
        by_hand=True,
    ),
    Line(
        doc_type=DocType.EXAM_CUSTODY,
        zh="考试组织与答卷密封记录",
        en="Record of the exam and its sealed scripts",
        clause="A-7.10.e",
        segment=Segment.RESULTS,
        by_hand=False,
        tracks=EXAM_TRACK,
    ),
    Line(
        doc_type=DocType.EXAM_RESULTS,
        zh="考试成绩确认记录",
        en="Confirmed results",
        clause="A-7.10.g",
        segment=Segment.RESULTS,
        by_hand=False,
        tracks=EXAM_TRACK,
    ),
    Line(
        doc_type=DocType.PASS_LIST,
        zh="合格名单",
        en="Pass list",
        clause="A-6.10",
        segment=Segment.RESULTS,
        by_hand=False,
        tracks=EXAM_TRACK,
    ),
    Line(
        doc_type=DocType.REGISTER,
        zh="党校学员成绩、证书登记表 C4/组织04/002",
        en="Result and certificate register C4/组织04/002",
        clause="A-9.b",
        segment=Segment.RESULTS,
        by_hand=True,
        tracks=EXAM_TRACK,
    ),
    Line(
        doc_type=DocType.OTHER,
        zh="其他材料",
        en="Other papers",
        clause="A-7.9.a",
        segment=Segment.TEACHING,
        by_hand=True,
        mandatory=False,
    ),
)


def checklist(track: Track) -> list[Line]:
    """What the file of a class on this track holds."""
    return [line for line in CHECKLIST if track in line.tracks]


class ArchiveState(StrEnum):
    """Whether the file may still grow."""

    INCOMPLETE = "INCOMPLETE"
    COMPLETE = "COMPLETE"
    SEALED = "SEALED"


@dataclass(eq=False, kw_only=True)
class ArchiveItem:
    """A paper in the file: an upload, or the record of an event named in `source`."""

    item_id: str
    doc_type: DocType
    source: str
    file_id: str
    file_name: str
    filed_by: str
    filed_at: datetime

    def replace(self, document: FileRef, *, by: str, now: datetime) -> None:
        """A newer upload takes the place of this one."""
        self.file_id, self.file_name = document.file_id, document.name
        self.filed_by, self.filed_at = by, now


@dataclass(eq=False, kw_only=True)
class Archive:
    """The file of one class; sealed it never changes."""

    class_id: str
    track: Track
    items: list[ArchiveItem] = field(default_factory=list)
    filings: int = 0
    sealed_at: datetime | None = None
    sealed_by: str = ""
    manifest_hash: str = ""

    @property
    def state(self) -> ArchiveState:
        """SEALED once signed; else whether every mandatory paper is there."""
        if self.sealed_at:
            return ArchiveState.SEALED
        return ArchiveState.INCOMPLETE if self.missing() else ArchiveState.COMPLETE

    def missing(self) -> list[Line]:
        """The mandatory lines without a paper."""
        filed = {item.doc_type for item in self.items}
        return [
            line for line in checklist(self.track) if line.mandatory and line.doc_type not in filed
        ]

    def file_record(
        self, doc_type: DocType, *, source: str, item_id: str, now: datetime
    ) -> list[Event]:
        """File what an event says; an older record of the kind stays, and so does a sealed file."""
        known = any(item.doc_type is doc_type for item in self.items)
        listed = any(line.doc_type is doc_type for line in checklist(self.track))
        if known or not listed or self.sealed_at:
            return []
        return self._add(
            ArchiveItem(
                item_id=item_id,
                doc_type=doc_type,
                source=source,
                file_id="",
                file_name="",
                filed_by="",
                filed_at=now,
            )
        )

    def file_document(
        self, doc_type: str, document: FileRef, *, item_id: str, by: str, now: datetime
    ) -> list[Event]:
        """File an upload; a newer one takes the place of the older until the file is sealed."""
        line = self._line_for_upload(doc_type)
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
        """Seal the complete file; Refusal ARCHIVE_INCOMPLETE names each missing paper."""
        if self.sealed_at:
            raise Refusal(
                "ARCHIVE_SEALED", "档案已封存。", "The class file is already sealed.", "A-7.9.a"
            )
        _refuse_gaps(self.missing())
        self.sealed_at, self.sealed_by = now, by
        self.manifest_hash = _manifest_hash(self.items)
        return ArchiveSealed(
            class_id=self.class_id, items=len(self.items), manifest_hash=self.manifest_hash
        )

    def _line_for_upload(self, doc_type: str) -> Line:
        for line in checklist(self.track):
            if line.doc_type == doc_type and line.by_hand:
                return line
        allowed = "、".join(line.doc_type for line in checklist(self.track) if line.by_hand)
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


def _refuse_gaps(missing: list[Line]) -> None:
    if not missing:
        return
    raise Refusal(
        "ARCHIVE_INCOMPLETE",
        f"档案尚缺：{'；'.join(f'{line.zh}（{line.clause}）' for line in missing)}。",
        f"Missing from the file: {'; '.join(f'{line.en} ({line.clause})' for line in missing)}.",
        "A-7.9.a",
        faults=[Fault(line.doc_type, line.zh, line.en) for line in missing],
    )


def _manifest_hash(items: Iterable[ArchiveItem]) -> str:
    lines = sorted(
        [item.doc_type, item.source, item.file_id, item.filed_at.isoformat()] for item in items
    )
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()
