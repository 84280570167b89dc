"""The file of a class 班次档案 and its closure."""

from datetime import datetime
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Page, Query, Title, View
from contracts.enrollment.access import READERS, R
from contracts.enrollment.classes import ClassState, ClassView
from contracts.values import FileRef, PageNo, PageSize


class ArchiveItemView(View):
    """档案条目｜One item of the class file; `missing` while a mandatory one is not there. The
    custodian is a role and, once somebody holds it, whose: "PROJECT_LEAD:<person ids>". What is
    not filed `by_hand` arrives by itself with the fact it records.
    """

    item_id: str
    doc_type: str
    zh: str
    en: str
    clause: str
    mandatory: bool
    segment: str
    source: str
    file: FileRef | None
    filed_at: datetime | None
    custodian: str = ""
    sha256: str = ""
    by_hand: bool = False


class ArchiveView(View):
    """班次档案｜The file of a class, with what is missing by clause."""

    class_id: str
    state: str
    items: list[ArchiveItemView]
    missing: list[str]
    manifest_hash: str


class FileDocument(
    Command[ArchiveView],
    rest="POST /classes/{class_id}/archive/documents",
    by=(R.STAFF, R.COUNSELOR, R.PROJECT_LEAD),
    clauses=("A-7.9.a", "A-4.3.a"),
):
    """归入档案｜File document: under one of the checklist's kinds."""

    class_id: str
    doc_type: Annotated[str, Title("材料种类", "Kind"), MaxLen(40)]
    document: FileRef


class SealArchive(
    Command[ArchiveView],
    rest="POST /classes/{class_id}/archive/seal",
    by=(R.STAFF, R.PROJECT_LEAD),
    clauses=("A-7.9.a",),
):
    """封存档案｜Seal the complete file; a missing mandatory item refuses it."""

    class_id: str


class ExportArchive(
    Query[FileRef],
    rest="GET /classes/{class_id}/archive/export",
    by=(R.STAFF, R.PROJECT_LEAD, R.COUNSELOR, R.TEACHING_AFFAIRS, R.AUDITOR),
    clauses=("A-7.9.a", "B-6.7", "B-8.7"),
    patience=120,
):
    """导出档案｜Export archive: the class file as one folder with its index and hashes (zip)."""

    class_id: str


class FindArchive(Query[ArchiveView], rest="GET /classes/{class_id}/archive", by=(*READERS,)):
    """班次档案｜The file of a class."""

    class_id: str


class DocumentView(View):
    """档案材料｜One paper filed in the file of a class; what is only a record has no file."""

    item_id: str
    class_id: str
    class_code: str
    class_title: str
    doc_type: str
    zh: str
    en: str
    file: FileRef | None
    filed_at: datetime


class ListDocuments(
    Query[Page[DocumentView]], rest="GET /documents", by=READERS, clauses=("A-7.9.a",)
):
    """查找档案材料｜Filed papers by their kind, the name of their file, or the class's title or
    code; the latest filed first.
    """

    q: Annotated[str, Title("搜索", "Search"), MinLen(2), MaxLen(50)]
    class_id: Annotated[str | None, Title("班次", "Class")] = None
    page: PageNo = 1
    size: PageSize = 20


class CloseClass(
    Command[ClassView],
    rest="POST /classes/{class_id}/closure",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-6.12", "A-5.o1", "A-3.3.b"),
):
    """结班｜Close class: once everything its track requires is there."""

    class_id: str


class StepView(View):
    """环节｜One step the class has taken: when, and how long after the one before (seconds)."""

    state: ClassState
    at: datetime


class ListSteps(
    Query[list[StepView]], rest="GET /classes/{class_id}/steps", by=READERS, clauses=("A-5.p1",)
):
    """办班环节｜The steps a class has taken so far."""

    class_id: str
