"""Notices people draft and release, and what those they are for see of them."""

from contracts.base import Page
from contracts.notification import (
    AcknowledgeNotice,
    ChaseNotice,
    DeadlineKind,
    DeliveryView,
    DraftNotice,
    ListDeliveries,
    ListMyDeliveries,
    ListNotices,
    ListUnitDeliveries,
    ListUnitReceipts,
    MarkRead,
    NoticeKind,
    NoticeView,
    PublishNotice,
    ReceiptsView,
    UnreadView,
)
from contracts.refusals import Forbidden
from contracts.roles import Actor, Role
from kit.department import command, query
from services.notification.domain.announcing import of_chase
from services.notification.domain.delivery import to_person, to_unit
from services.notification.domain.notice import Audience, Notice
from services.notification.domain.rules import the_rules
from services.notification.domain.todo import DUTY, Address, Opening
from services.notification.domain.training_class import recipients
from services.notification.service.deadlines import meet
from services.notification.service.dispatching import announce
from services.notification.service.items import close_at, open_at
from services.notification.service.sending import acknowledgement_of, release
from services.notification.service.views import (
    delivery_view,
    notice_view,
    own_delivery_view,
    receipts_view,
)
from services.notification.store import NotificationStore

DRAFTERS = DUTY["DRAFT_NOTICE"].roles
RELEASERS = DUTY["RELEASE_NOTICE"].roles


class Notices:
    """From the draft of a training notice to its acknowledgement."""

    @command
    def draft_notice(self, request: DraftNotice, store: NotificationStore) -> NoticeView:
        known = store.training_class(request.class_id)
        known.ensure_open()
        known.ensure_reachable(request.contact)
        notice = store.draft_of(request.class_id) or _blank(store, request.class_id)
        notice.edit(
            title=request.title,
            body=request.body,
            contact=request.contact,
            by=store.actor.person_id,
        )
        _await_release(store, notice)
        return notice_view(notice, 0, 0)

    @command
    def publish_notice(self, request: PublishNotice, store: NotificationStore) -> NoticeView:
        notice = store.notice(request.notice_id)
        _ensure_reachable(store, notice)
        release(store, notice, _audience(store, notice))
        for role in RELEASERS:
            close_at(store, _release_of(notice, role))
        # What people draft goes to units alone.
        return notice_view(notice, 0, notice.addressed)

    @command
    def acknowledge_notice(
        self, request: AcknowledgeNotice, store: NotificationStore
    ) -> DeliveryView:
        recipient = to_unit(request.unit_id)
        delivery, notice = store.delivery_to(recipient, request.delivery_id)
        store.emit(*delivery.acknowledge(notice, by=store.actor.person_id, now=store.now))
        close_at(store, acknowledgement_of(store, delivery))
        _count_plan(store, notice)
        return own_delivery_view(delivery, notice)

    @command
    def chase_notice(self, request: ChaseNotice, store: NotificationStore) -> ReceiptsView:
        notice = store.notice(request.notice_id)
        _, _, to_units = store.receipts(request.notice_id)
        awaited = [each.recipient for each in to_units if each.is_awaited]
        pause = the_rules().chase_again_after
        notice.chase(outstanding=len(awaited), now=store.now, pause=pause)
        announce(store, of_chase(notice), store.people_behind(awaited))
        return _receipts(store, notice)

    @query
    def list_unit_deliveries(
        self, request: ListUnitDeliveries, store: NotificationStore
    ) -> Page[DeliveryView]:
        return _inbox(store, to_unit(request.unit_id), request)

    @query
    def list_my_deliveries(
        self, request: ListMyDeliveries, store: NotificationStore
    ) -> Page[DeliveryView]:
        _ensure_own(store.actor, request.person_id)
        recipient = to_person(request.person_id)
        return _inbox(store, recipient, request, unread=request.unread)

    @command
    def mark_read(self, request: MarkRead, store: NotificationStore) -> UnreadView:
        _ensure_own(store.actor, request.person_id)
        recipient = to_person(request.person_id)
        store.note_read(recipient, request.delivery_ids)
        return UnreadView(unread=store.unread(recipient))

    @query
    def list_deliveries(
        self, request: ListDeliveries, store: NotificationStore
    ) -> Page[DeliveryView]:
        notice = store.notice(request.notice_id)
        rows, total = store.deliveries_of(request.notice_id, page=request.page, size=request.size)
        names = store.names(row.recipient for row in rows)
        shown = [delivery_view(row, notice, names.get(row.recipient, "")) for row in rows]
        return Page(items=shown, total=total)

    @query
    def list_unit_receipts(
        self, request: ListUnitReceipts, store: NotificationStore
    ) -> ReceiptsView:
        return _receipts(store, store.notice(request.notice_id))

    @query
    def list_notices(self, request: ListNotices, store: NotificationStore) -> Page[NoticeView]:
        rows, total = store.notices(
            class_id=request.class_id, kind=request.kind, page=request.page, size=request.size
        )
        ids = [row.notice_id for row in rows]
        acknowledged, units = store.acknowledged(ids), store.units_reached(ids)
        shown = [
            notice_view(row, acknowledged.get(row.notice_id, 0), units.get(row.notice_id, 0))
            for row in rows
        ]
        return Page(items=shown, total=total)


def _receipts(store: NotificationStore, notice: Notice) -> ReceiptsView:
    reached, read, to_units = store.receipts(notice.notice_id)
    readers = store.readers(notice.notice_id, notice.class_id)
    known = {to_unit(unit_id) for unit_id in readers}
    names = store.names(known | {delivery.recipient for delivery in to_units})
    return receipts_view(notice, to_units, readers, names, reached=reached, read=read)


def _blank(store: NotificationStore, class_id: str) -> Notice:
    notice_id = store.new_id()
    notice = Notice(
        notice_id=notice_id,
        kind=NoticeKind.CLASS_NOTICE,
        class_id=class_id,
        source=notice_id,
        audience=Audience.UNITS,
        title="",
        body="",
    )
    store.add(notice)
    return notice


def _ensure_reachable(store: NotificationStore, notice: Notice) -> None:
    """A notice the college releases says whom to reach out of hours (B-8.4c)."""
    if notice.class_id is not None:
        store.training_class(notice.class_id).ensure_reachable(notice.contact)


def _count_plan(store: NotificationStore, notice: Notice) -> None:
    """The limit for acknowledging an annual plan is kept once every unit has (A-7.1.c)."""
    if notice.kind is not NoticeKind.PLAN_ISSUE:
        return
    store.session.flush()
    if store.acknowledged([notice.notice_id]).get(notice.notice_id, 0) >= notice.addressed:
        plan_id = notice.source.partition(":")[2]
        meet(store, DeadlineKind.PLAN_ACKNOWLEDGEMENT, plan_id, None)


def _audience(store: NotificationStore, notice: Notice) -> dict[str, None]:
    """The units a drafted notice goes to; only notices of classes are drafted."""
    if notice.class_id is None:
        return {}
    known = store.class_in_hand(notice.class_id)
    known.ensure_open()
    return dict.fromkeys(recipients(known.units, ()))


def _await_release(store: NotificationStore, notice: Notice) -> None:
    """The draft is there; now it waits for whoever may release it."""
    for role in DRAFTERS:
        drafting = Address(kind="DRAFT_NOTICE", subject=notice.class_id or "", role=role)
        close_at(store, drafting)
    for role in RELEASERS:
        releasing = _release_of(notice, role)
        opening = Opening(address=releasing, class_id=notice.class_id)
        open_at(store, opening, as_of=0)


def _release_of(notice: Notice, role: Role) -> Address:
    return Address(kind="RELEASE_NOTICE", subject=notice.notice_id, role=role)


def _inbox(
    store: NotificationStore,
    recipient: str,
    request: ListUnitDeliveries | ListMyDeliveries,
    *,
    unread: bool = False,
) -> Page[DeliveryView]:
    rows, total = store.deliveries_to(
        recipient, unread=unread, page=request.page, size=request.size
    )
    name = store.names([recipient]).get(recipient, "")
    return Page(items=[own_delivery_view(*row, name) for row in rows], total=total)


def _ensure_own(actor: Actor, person_id: str) -> None:
    # A role held everywhere does not open other people's letters.
    if person_id != actor.person_id and person_id not in actor.scopes("person"):
        raise Forbidden(
            "NOT_YOUR_LETTERS",
            "只能查看本人的通知。",
            "Only your own notices can be shown.",
            "A-7.2.b",
        )
