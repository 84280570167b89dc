"""The joint data confirmation 数据确认书: what a class used, signed by both sides."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Query, Secret, Title, View
from contracts.finance.access import READERS, R
from contracts.values import FileRef, Party, Reason, SigningMethod

COUNTERS = (R.COUNSELOR, R.STUDENT_WORK, R.FIN_LOGISTICS)


class DataGroup(StrEnum):
    """The four groups that are confirmed (B-8.8b)."""

    LODGING = "LODGING"
    MEALS = "MEALS"
    VENUE = "VENUE"
    ACTIVITY = "ACTIVITY"


class DataLineView(View):
    """数据明细｜One line: `counted` by the system from `sources`, `quantity` as put up for
    signature, with a reason where it differs.
    """

    line_id: str
    group: DataGroup
    label: str
    unit: str
    counted: int
    quantity: int
    reason: str
    sources: list[str]


class SheetState(StrEnum):
    """How a data sheet stands."""

    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    SIGNED_ONE = "SIGNED_ONE"
    CONFIRMED = "CONFIRMED"
    DISPUTED = "DISPUTED"


class SheetSignature(View):
    """签认｜Who signed for which party, when and what."""

    party: Party
    signer: str
    signed_at: datetime
    method: SigningMethod
    document_hash: str


class DataSheetView(View):
    """数据确认书｜The data sheet of a class. `document_hash` covers every line and the version."""

    class_id: str
    class_title: str
    version: int
    state: SheetState
    lines: list[DataLineView]
    document_hash: str
    signatures: list[SheetSignature]
    dispute: str


class CountSheet(
    Command[DataSheetView],
    rest="POST /classes/{class_id}/data-sheet",
    by=COUNTERS,
    clauses=("B-8.8b",),
):
    """统计数据｜Count data: count anew what the class used; signatures already given are void."""

    class_id: str


class CorrectDataLine(
    Command[DataSheetView],
    rest="PUT /classes/{class_id}/data-sheet/lines/{line_id}",
    by=COUNTERS,
    clauses=("B-8.8b", "B-8.8c"),
):
    """更正数据｜Correct data: put another quantity than the one counted, with the reason;
    signatures are void.
    """

    class_id: str
    line_id: str
    quantity: Annotated[int, Title("数量", "Quantity"), Ge(0), Le(10_000_000)]
    reason: Reason


class AddDataLine(
    Command[DataSheetView],
    rest="POST /classes/{class_id}/data-sheet/lines",
    by=COUNTERS,
    clauses=("B-8.8b",),
):
    """补充数据｜Add what no system counted, or that a group was not used at all (zero)."""

    class_id: str
    group: DataGroup
    label: Annotated[str, Title("项目", "Item"), MinLen(1), MaxLen(100)]
    unit: Annotated[str, Title("单位", "Unit"), MinLen(1), MaxLen(20)]
    quantity: Annotated[int, Title("数量", "Quantity"), Ge(0), Le(10_000_000)]
    reason: Reason


class ProposeSheet(
    Command[DataSheetView],
    rest="POST /classes/{class_id}/data-sheet/proposal",
    by=COUNTERS,
    clauses=("B-8.8a", "B-8.8b"),
):
    """提交签认｜Submit for signature: put the sheet up for signature; all four groups must be
    there, zero but not blank.
    """

    class_id: str


class SignSheet(
    Command[DataSheetView],
    rest="POST /classes/{class_id}/data-sheet/signatures",
    by=(R.COUNSELOR, R.STUDENT_WORK, R.PROJECT_LEAD, R.HOST_REP),
    clauses=("B-8.8a", "B-8.8c"),
):
    """签认数据｜Sign for the college, or as the host's representative for the host; a host's
    signature on paper is recorded with its scan.
    """

    class_id: str
    party: Party
    signer: Annotated[str, Title("签字人", "Signer"), MinLen(1), MaxLen(50)]
    document_hash: Annotated[str, Title("数据摘要", "Hash of the sheet"), MaxLen(64)]
    scan: FileRef | None = None


class HostLinkView(View):
    """签认链接｜A link the host signs by, on a phone and without an account."""

    class_id: str
    token: Annotated[str, Secret()]
    expires_at: datetime


class IssueHostLink(
    Command[HostLinkView],
    rest="POST /classes/{class_id}/data-sheet/host-link",
    by=(R.COUNSELOR, R.STUDENT_WORK, R.PROJECT_LEAD),
    clauses=("B-8.8a",),
):
    """生成签认链接｜Make signing link: make a link for the host's person in charge; an older one no
    longer works.
    """

    class_id: str
    holder: Annotated[str, Title("主办单位签认人", "The host's signer"), MinLen(1), MaxLen(50)]


Token = Annotated[str, Title("链接", "Link"), Secret(), MinLen(20), MaxLen(64)]


class ReadSheetByLink(
    Query[DataSheetView],
    rest="POST /data-sheets/by-link/reading",
    by=(R.PUBLIC,),
    clauses=("B-8.8a",),
):
    """查看数据确认书｜The sheet behind a host's link."""

    token: Token


class SignSheetByLink(
    Command[DataSheetView],
    rest="POST /data-sheets/by-link/signature",
    by=(R.PUBLIC,),
    clauses=("B-8.8a", "B-8.8c"),
):
    """主办单位签认｜Sign for host: by its link."""

    token: Token
    document_hash: Annotated[str, Title("数据摘要", "Hash of the sheet"), MaxLen(64)]


class DisputeSheetByLink(
    Command[DataSheetView],
    rest="POST /data-sheets/by-link/dispute",
    by=(R.PUBLIC,),
    clauses=("B-8.8a",),
):
    """主办单位异议｜Dispute sheet: by its link: what is wrong."""

    token: Token
    objection: Annotated[str, Title("异议", "Objection"), MinLen(2), MaxLen(1000)]


class DisputeSheet(
    Command[DataSheetView],
    rest="POST /classes/{class_id}/data-sheet/dispute",
    by=(R.HOST_REP, R.COUNSELOR),
    clauses=("B-8.8a",),
):
    """提出异议｜Dispute the sheet, or record the host's objection; it goes back to be corrected."""

    class_id: str
    objection: Annotated[str, Title("异议", "Objection"), MinLen(2), MaxLen(1000)]


class FindSheetOfClass(
    Query[DataSheetView],
    rest="GET /classes/{class_id}/data-sheet",
    by=(*READERS, R.COUNSELOR, R.STUDENT_WORK, R.HOST_REP),
):
    """数据确认书｜The data sheet of a class."""

    class_id: str


class ServiceDataProposed(Event):
    """数据待签认｜A data sheet is up for signature."""

    class_id: str
    version: int
    document_hash: str


class ServiceDataDisputed(Event):
    """数据有异议｜The host disputes the data sheet."""

    class_id: str
    version: int
