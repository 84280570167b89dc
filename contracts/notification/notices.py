"""Notices 通知, their deliveries 送达, and what those they are for make of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Page, Query, Title, View
from contracts.notification.access import SENDERS, R
from contracts.roles import COLLEGE_DEPARTMENTS
from contracts.values import PageNo, PageSize


class NoticeKind(StrEnum):
    """What a notice is about."""

    PLAN_ISSUE = "PLAN_ISSUE"
    CLASS_NOTICE = "CLASS_NOTICE"
    ROSTER = "ROSTER"
    TIMETABLE = "TIMETABLE"
    EXAM = "EXAM"
    CHANGE = "CHANGE"
    RESULT = "RESULT"
    IMPLEMENTATION_PLAN = "IMPLEMENTATION_PLAN"
    HANDBOOK = "HANDBOOK"
    MEETING = "MEETING"
    ADJUSTMENT = "ADJUSTMENT"
    CLASS_DUTY = "CLASS_DUTY"
    SETTLEMENT = "SETTLEMENT"
    EVALUATION = "EVALUATION"


# Units must confirm these; the others are for information.
NEEDS_ACKNOWLEDGEMENT = frozenset(
    {NoticeKind.PLAN_ISSUE, NoticeKind.CLASS_NOTICE, NoticeKind.CHANGE}
)


class NoticeView(View):
    """通知｜A notice. `text_zh`/`text_en` are what is read; `acknowledged` of its `units` have
    confirmed it; `addressed` counts people too.
    """

    notice_id: str
    kind: NoticeKind
    class_id: str | None
    title: str
    body: str
    state: str
    published_at: datetime | None
    addressed: int
    acknowledged: int
    contact: str = ""
    units: Annotated[int, Title("送达单位数", "Units reached")] = 0


class DraftNotice(
    Command[NoticeView],
    rest="POST /classes/{class_id}/notices",
    by=SENDERS,
    clauses=("A-4.2.a", "A-5.r1"),
):
    """拟定培训通知｜Draft notice: draft the training notice of a class."""

    class_id: str
    title: Annotated[str, Title("标题", "Title"), MinLen(2), MaxLen(120)]
    body: Annotated[str, Title("正文", "Text"), MinLen(10), MaxLen(20_000)]
    contact: Annotated[
        str, Title("联系方式（含报到时段外）", "Contact, also out of hours"), MaxLen(200)
    ] = ""


class PublishNotice(
    Command[NoticeView],
    rest="POST /notices/{notice_id}/publication",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-4.2.a",),
):
    """发布培训通知｜Publish notice: release the notice to every unit with seats in the class."""

    notice_id: str


class DeliveryView(View):
    """送达｜One delivery of a notice to a unit, a duty or a person. `chased_at` is when its unit
    was last asked to acknowledge it, while it has not.
    """

    delivery_id: str
    notice_id: str
    kind: NoticeKind
    class_id: str | None
    title: str
    body: str
    recipient: str
    sent_at: datetime
    acknowledged_at: datetime | None
    recipient_name: str = ""
    read_at: Annotated[datetime | None, Title("阅读时间", "Read at")] = None
    chased_at: Annotated[datetime | None, Title("催签时间", "Chased at")] = None


class AcknowledgeNotice(
    Command[DeliveryView],
    rest="POST /units/{unit_id}/deliveries/{delivery_id}/acknowledgement",
    by=(R.GRASSROOTS_ORG, R.HOST_REP, *COLLEGE_DEPARTMENTS),
    clauses=("A-7.1.c", "A-5.r1"),
):
    """签收通知｜Acknowledge notice: for one's unit."""

    unit_id: str
    delivery_id: str


class ListUnitDeliveries(
    Query[Page[DeliveryView]],
    rest="GET /units/{unit_id}/deliveries",
    by=(R.GRASSROOTS_ORG, R.HOST_REP, *COLLEGE_DEPARTMENTS),
    clauses=("A-7.2.b", "B-8.1b"),
):
    """本单位通知｜Notices to a unit, newest first."""

    unit_id: str
    page: PageNo = 1
    size: PageSize = 20


class ListMyDeliveries(
    Query[Page[DeliveryView]],
    rest="GET /people/{person_id}/deliveries",
    by=(R.SIGNED_IN,),
    clauses=(),
):
    """我的通知｜Notices to a person, newest first; on request only the unread ones."""

    person_id: str
    page: PageNo = 1
    size: PageSize = 20
    unread: Annotated[bool, Title("仅看未读", "Unread only")] = False


class UnreadView(View):
    """未读通知｜How many notices to a person are unread."""

    unread: Annotated[int, Title("未读", "Unread")]


class MarkRead(
    Command[UnreadView],
    rest="POST /people/{person_id}/deliveries/reading",
    by=(R.SIGNED_IN,),
    clauses=(),
):
    """标为已读｜Mark as read: note that one's own notices were read: those named, or all. Reading
    again changes nothing; those of others are left alone.
    """

    person_id: str
    delivery_ids: Annotated[tuple[str, ...], Title("通知", "Notices"), MaxLen(200)] = ()


class ListDeliveries(
    Query[Page[DeliveryView]],
    rest="GET /notices/{notice_id}/deliveries",
    by=(*SENDERS, R.AUDITOR),
    clauses=("A-7.1.c",),
):
    """送达情况｜Whom a notice reached and who acknowledged it."""

    notice_id: str
    page: PageNo = 1
    size: PageSize = 50


class UnitReceipt(View):
    """单位回执｜A unit's receipt of a notice: its acknowledgement, and how many of its people on
    the roster were reached and have read it.
    """

    unit_id: Annotated[str, Title("单位", "Unit")]
    unit_name: Annotated[str, Title("单位名称", "Name of the unit")]
    sent_at: Annotated[datetime | None, Title("送达时间", "Sent at")]
    acknowledged_at: Annotated[datetime | None, Title("签收时间", "Acknowledged at")]
    acknowledged_by: Annotated[str, Title("签收人", "Acknowledged by")]
    people: Annotated[int, Title("送达人数", "People reached")]
    people_read: Annotated[int, Title("已读人数", "People who read it")]


class ReceiptsView(View):
    """通知回执｜Whom a notice reached: units that have acknowledged and that have not, people who
    have read it. `outstanding` counts only notices that are to be acknowledged; `chases` says how
    often those units were chased, `chase_from` from when they may be again.
    """

    notice_id: Annotated[str, Title("通知", "Notice")]
    reached: Annotated[int, Title("送达", "Reached")]
    acknowledged: Annotated[int, Title("已签收", "Acknowledged")]
    outstanding: Annotated[int, Title("未签收", "Outstanding")]
    read: Annotated[int, Title("已读", "Read")]
    units: Annotated[list[UnitReceipt], Title("单位回执", "Units")]
    chased_at: Annotated[datetime | None, Title("最近催签", "Last chased")] = None
    chases: Annotated[int, Title("催签次数", "Times chased")] = 0
    chase_from: Annotated[datetime | None, Title("可再次催签", "May be chased from")] = None


class ListUnitReceipts(
    Query[ReceiptsView],
    rest="GET /notices/{notice_id}/receipts",
    by=(*SENDERS, R.AUDITOR),
    clauses=("A-7.1.c",),
):
    """单位回执｜Which units have acknowledged a notice, by their names."""

    notice_id: str


class ChaseNotice(
    Command[ReceiptsView],
    rest="POST /notices/{notice_id}/chasing",
    by=SENDERS,
    clauses=("A-7.1.c",),
):
    """催签通知｜Chase; every unit that has not acknowledged a notice is asked to do so. It shows in
    the unit's inbox, and goes to its people by the ways they want to be reached. Refusals:
    WRONG_STATE for a draft, NOTHING_OUTSTANDING, CHASED_RECENTLY.
    """

    notice_id: str


class ListNotices(
    Query[Page[NoticeView]],
    rest="GET /notices",
    by=(*SENDERS, R.PARTY_COMMITTEE, R.AUDITOR, R.DEPARTMENT),
):
    """通知列表｜Notices, newest first."""

    class_id: str | None = None
    kind: NoticeKind | None = None
    page: PageNo = 1
    size: PageSize = 20
