"""Notices: drafted, released, and who has acknowledged them."""

from collections.abc import Mapping
from typing import Any

from contracts.base import Title
from contracts.enrollment import GOING_ON
from contracts.notification import (
    NEEDS_ACKNOWLEDGEMENT,
    ChaseNotice,
    DeliveryView,
    DraftNotice,
    ListDeliveries,
    ListNotices,
    ListUnitReceipts,
    NoticeView,
    PublishNotice,
    ReceiptsView,
)
from kit import clock
from kit.pages.columns import Column
from kit.pages.desk import Action, Look, Page, Picture, Table
from kit.pages.visit import Visit
from services.notification.desk.deadlines import OF_CLASS, gathered

MOST = 200
PERSON = "person:"


def _is_draft(notice: NoticeView) -> bool:
    return notice.state == "DRAFT"


def _acknowledged(notice: NoticeView) -> tuple[int, int] | None:
    """How many units have acknowledged of how many, where they are to."""
    is_asked = notice.kind in NEEDS_ACKNOWLEDGEMENT and not _is_draft(notice)
    return (notice.acknowledged, notice.units) if is_asked else None


def _of_its_class(notice: NoticeView) -> Mapping[str, Any]:
    return {"class_id": notice.class_id}


def _recipient(delivery: DeliveryView) -> str:
    """A unit by its name; a person by the id that pages know a name for."""
    return delivery.recipient_name or delivery.recipient.removeprefix(PERSON)


COLUMNS: tuple[str | Column, ...] = (
    Column(name="title", title=Title("标题", "Title")),
    "kind",
    "state",
    "published_at",
    Column(name="addressed", title=Title("送达", "Reached")),
    Column(name="acknowledged", title=Title("签收", "Acknowledged"), how="bar", of=_acknowledged),
)
ON_DRAFTS = (
    Action(kind=PublishNotice, icon="check", when=_is_draft, given=_of_its_class, during=GOING_ON),
    Action(kind=DraftNotice, zh="修改草稿", icon="pen", when=_is_draft, during=GOING_ON),
)


def receipts_shown(receipts: ReceiptsView, visit: Visit) -> Mapping[str, Any]:
    """The units, those first that have still to acknowledge."""
    return {
        "units": sorted(receipts.units, key=lambda unit: unit.acknowledged_at is not None),
        "is_asked": bool(receipts.acknowledged or receipts.outstanding),
        "offers": visit.offers(CHASING, receipts),
        "wait_until": receipts.chase_from if _just_chased(receipts) else None,
    }


def _just_chased(seen: ReceiptsView) -> bool:
    return seen.chase_from is not None and clock.now() < seen.chase_from


def _may_be_chased(seen: ReceiptsView) -> bool:
    return seen.outstanding > 0 and not _just_chased(seen)


CHASING = (Action(kind=ChaseNotice, icon="bell", tone="primary", when=_may_be_chased),)

ABOUT_ONE = (
    Picture(
        name="text",
        zh="通知内容",
        icon="book",
        asks=lambda visit: visit.query(ListDeliveries, size=1),
        template="notification/notice_text.html",
        empty="通知尚未发布。",
    ),
    Picture(
        name="receipts",
        zh="回执情况",
        icon="check",
        asks=ListUnitReceipts,
        template="notification/receipts.html",
        data=receipts_shown,
        offers=CHASING,
    ),
    Table(
        name="deliveries",
        zh="送达明细",
        icon="people",
        asks=ListDeliveries,
        columns=(
            Column(name="recipient", how="person", of=_recipient),
            Column(name="sent_at", title=Title("送达时间", "Delivered at")),
            "read_at",
            "acknowledged_at",
        ),
        empty="还没有送达任何单位或人员。",
    ),
)

NOTICES = Page(
    path="notices",
    zh="通知管理",
    icon="bell",
    sections=(
        Table(
            name="notices",
            zh="全部通知",
            icon="bell",
            asks=ListNotices,
            columns=(*COLUMNS[:2], Column(name="class_id", how="named"), *COLUMNS[2:]),
            filters=("kind",),
            row_link="/notification/notices/{notice_id}",
            row_kind=ListUnitReceipts,
            row_actions=ON_DRAFTS,
            empty="还没有通知。",
        ),
    ),
)

ONE_NOTICE = Page(
    path="notices/{notice_id}",
    zh="通知回执",
    icon="bell",
    sections=ABOUT_ONE,
    kind=ListUnitReceipts,
)

CLASS_NOTICES = Page(
    path="notices",
    zh="通知",
    icon="bell",
    gather=gathered,
    sections=(
        Table(
            name="notices",
            zh="班次通知",
            icon="bell",
            asks=ListNotices,
            columns=COLUMNS,
            filters=("kind",),
            row_link="/classes/{class_id}/notices/{notice_id}",
            row_kind=ListUnitReceipts,
            actions=(Action(kind=DraftNotice, icon="plus", tone="primary", during=GOING_ON),),
            row_actions=ON_DRAFTS,
            empty="本班次还没有通知。",
        ),
        OF_CLASS,
    ),
)

CLASS_NOTICE = Page(
    path="notices/{notice_id}",
    zh="通知回执",
    icon="bell",
    sections=ABOUT_ONE,
    kind=ListUnitReceipts,
    in_menu=False,
)


def _notices_of_class(known: Mapping[str, str]) -> ListNotices | None:
    class_id = known.get("class_id")
    return ListNotices(class_id=class_id, size=MOST) if class_id else None


def _draft(page: Any, _: Mapping[str, str]) -> Mapping[str, Any]:
    """The draft as it stands: there is one at a time, which drafting writes anew."""
    draft = next((notice for notice in page.items if _is_draft(notice)), None)
    if draft is None:
        return {}
    return {"title": draft.title, "body": draft.body, "contact": draft.contact}


LOOKS = {
    DraftNotice: Look(
        starts=_notices_of_class,
        begins=_draft,
        hints={"contact": "干部学院的班次必填：报到时段以外也能联系到的人和电话。"},
        note="保存为草稿；由有权发布的人核对后发布到各单位。",
    ),
    PublishNotice: Look(
        about=_notices_of_class,
        beside="notification/beside_notice.html",
        note="发布后即送达本班次各有名额的单位，并请其签收。",
    ),
    ChaseNotice: Look(note="提醒尚未签收的单位：在其通知中标明已催签，并按联系方式发邮件或短信。"),
}
