"""The use of the college's seal 用印: asked for, approved, carried out and logged."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen

from contracts.base import Command, Event, Query, Title, View
from contracts.portal.access import R
from contracts.values import FileRef


class SealPurpose(StrEnum):
    """What is sealed."""

    CONFIRMATION = "CONFIRMATION"
    NOTICE = "NOTICE"
    CERTIFICATES = "CERTIFICATES"
    OTHER = "OTHER"


class SealView(View):
    """用印登记｜One use of the seal."""

    seal_id: str
    class_id: str
    purpose: SealPurpose
    document: FileRef
    document_hash: str
    copies: int
    requested_by: str
    requested_at: datetime
    approved_by: str
    used_by: str
    used_at: datetime | None
    state: str


class RequestSeal(
    Command[SealView],
    rest="POST /classes/{class_id}/seals",
    by=(R.PROJECT_LEAD, R.TEACHING_AFFAIRS, R.STAFF, R.STUDENT_WORK),
    clauses=("B-6.2d", "B-3.8"),
):
    """申请用印｜Request seal: ask for the college's seal on a document; its hash is frozen. Without
    a hash it is that of the file kept.
    """

    class_id: str
    purpose: SealPurpose
    document: FileRef
    copies: Annotated[int, Title("份数", "Copies"), Ge(1), Le(1000)]
    document_hash: Annotated[str, Title("文件摘要", "Hash of the document"), MaxLen(64)] = ""


class ApproveSeal(
    Command[SealView],
    rest="POST /classes/{class_id}/seals/{seal_id}/approval",
    by=(R.COLLEGE_LEADER, R.EVP),
    clauses=("B-6.2d", "B-3.8"),
):
    """批准用印｜Approve a use of the seal; never one's own request."""

    class_id: str
    seal_id: str


class UseSeal(
    Command[SealView],
    rest="POST /classes/{class_id}/seals/{seal_id}/use",
    by=(R.OFFICE,),
    clauses=("B-6.2d", "B-3.8"),
):
    """用印｜Use seal: seal the document that was approved, and log it; only the office does."""

    class_id: str
    seal_id: str


class ListSeals(
    Query[list[SealView]],
    rest="GET /classes/{class_id}/seals",
    by=(
        R.OFFICE,
        R.COLLEGE_LEADER,
        R.EVP,
        R.PROJECT_LEAD,
        R.TEACHING_AFFAIRS,
        R.STUDENT_WORK,
        R.STAFF,
        R.AUDITOR,
    ),
    clauses=("B-3.8",),
):
    """用印登记簿｜The log of the seal for a class."""

    class_id: str


class SealRequested(Event, about="seal_id"):
    """用印待批｜The seal was asked for."""

    class_id: str
    seal_id: str
    purpose: SealPurpose


class SealApproved(Event, about="seal_id"):
    """用印已批准｜A use of the seal was approved."""

    class_id: str
    seal_id: str
    purpose: SealPurpose


class SealUsed(Event, about="seal_id"):
    """已用印｜A document was sealed."""

    class_id: str
    seal_id: str
    purpose: SealPurpose
    document_hash: str
