"""Work groups: who is in them, what is posted, what is blocked and dealt with elsewhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from contracts.base import Page
from contracts.enrollment import ListStaff, StaffView
from contracts.notification import (
    CreateWorkGroup,
    FindWorkGroup,
    GroupMembershipChanged,
    GroupMemberView,
    GroupMessageView,
    InviteHead,
    ListGroupMessages,
    PostGroupMessage,
    RecordOtherContact,
    SetGroupRobot,
    WorkGroupCreated,
    WorkGroupView,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from kit.department import command, query
from services.notification.domain.group_message import GroupMessage
from services.notification.domain.rules import the_rules
from services.notification.domain.screening import ClassName, screen, screen_contact
from services.notification.domain.todo import Address
from services.notification.domain.training_class import TrainingClass
from services.notification.domain.work_group import (
    GroupHead,
    WorkGroup,
    ensure_counselor,
    ensure_head,
    ensure_may_create,
    ensure_member,
    ensure_takes_part,
    members_of,
)
from services.notification.ports.robot import callable_hook
from services.notification.service.dispatching import send_on
from services.notification.service.items import close_at, close_items, open_item, person_item
from services.notification.service.views import group_message_view, work_group_view
from services.notification.store import NotificationStore


class Groups:
    """The work group of a class."""

    @command
    def create_work_group(
        self, request: CreateWorkGroup, store: NotificationStore
    ) -> WorkGroupView:
        known = store.training_class(request.class_id)
        known.ensure_open()
        ensure_may_create(known, store.team(request.class_id), store.actor.person_id)
        _ensure_none(store, request.class_id)
        group = WorkGroup(
            class_id=request.class_id, created_by=store.actor.person_id, created_at=store.now
        )
        store.put_first(group)
        members = _members(store, known)
        store.emit(WorkGroupCreated(class_id=request.class_id, members=len(members)))
        creating = Address(kind="CREATE_WORK_GROUP", subject=request.class_id, role=Role.COUNSELOR)
        close_at(store, creating)
        return work_group_view(group, members, (0, 0))

    @command(asks=lambda request: ListStaff(unit_id=request.unit_id))
    def invite_head(
        self, request: InviteHead, store: NotificationStore, staff: list[StaffView]
    ) -> WorkGroupView:
        known = store.training_class(request.class_id)
        known.ensure_open()
        group = store.work_group(request.class_id)
        ensure_counselor(store.team(request.class_id), store.actor.person_id)
        ensure_takes_part(known, request.unit_id)
        ensure_head(staff, request.person_id)
        with following_members(store, request.class_id):
            _invite(store, request)
        return _shown(store, group, known)

    @command
    def set_group_robot(self, request: SetGroupRobot, store: NotificationStore) -> WorkGroupView:
        known = store.training_class(request.class_id)
        group = store.work_group(request.class_id)
        ensure_counselor(store.team(request.class_id), store.actor.person_id)
        if request.url:
            callable_hook(request.url)
        else:
            _stop_robot(store, request.class_id)
        group.robot_url = request.url
        return _shown(store, group, known)

    @command
    def post_group_message(
        self, request: PostGroupMessage, store: NotificationStore
    ) -> GroupMessageView:
        known = store.training_class(request.class_id)
        known.ensure_open()
        group = store.work_group(request.class_id)
        ensure_member(_members(store, known), store.actor.person_id)
        message = _screened(store, known, request)
        store.put_first(message)
        store.emit(message.told())
        if message.reason is not None:
            blocked = person_item("CONTACT_OTHERWISE", message.message_id)
            open_item(store, blocked, known.class_id, person_id=store.actor.person_id)
        elif group.robot_url:
            send_on(store, message)
        return _message_shown(store, message)

    @command
    def record_other_contact(
        self, request: RecordOtherContact, store: NotificationStore
    ) -> GroupMessageView:
        message = store.group_message(request.class_id, request.message_id)
        tells = screen_contact(request.how, today=store.today)
        message.record_contact(request.how, by=store.actor.person_id, tells=tells)
        close_items(store, "CONTACT_OTHERWISE", message.message_id)
        return _message_shown(store, message)

    @query
    def find_work_group(self, request: FindWorkGroup, store: NotificationStore) -> WorkGroupView:
        known = store.training_class(request.class_id)
        return _shown(store, store.work_group(request.class_id), known)

    @query
    def list_group_messages(
        self, request: ListGroupMessages, store: NotificationStore
    ) -> Page[GroupMessageView]:
        rows, total = store.group_messages(request.class_id, page=request.page, size=request.size)
        posts = store.posts_of(row.message_id for row in rows)
        shown = [group_message_view(row, posts.get(row.message_id)) for row in rows]
        return Page(items=shown, total=total)


@contextmanager
def following_members(store: NotificationStore, class_id: str) -> Iterator[None]:
    """Whatever changes inside: if the class has a group and its members are others afterwards, the
    others are told.
    """
    group = store.group_if_any(class_id)
    before = _members(store, store.training_class(class_id)) if group else []
    yield
    if group is None:
        return
    after = _members(store, store.training_class(class_id))
    if after != before:
        store.emit(GroupMembershipChanged(class_id=class_id, members=len(after)))


def _members(store: NotificationStore, known: TrainingClass) -> list[GroupMemberView]:
    class_id = known.class_id
    return members_of(known, store.team(class_id), store.heads(class_id), the_rules())


def _ensure_none(store: NotificationStore, class_id: str) -> None:
    if store.group_if_any(class_id) is not None:
        raise Refusal(
            "GROUP_EXISTS",
            "该班次已有工作群。",
            "The class has its group already.",
            "B-10.1",
        )


def _invite(store: NotificationStore, request: InviteHead) -> None:
    if request.person_id not in {head.person_id for head in store.heads(request.class_id)}:
        head = GroupHead(
            class_id=request.class_id, person_id=request.person_id, unit_id=request.unit_id
        )
        store.put_first(head)


def _stop_robot(store: NotificationStore, class_id: str) -> None:
    for post in store.waiting_posts(class_id):
        post.stop("stopped")


def _screened(
    store: NotificationStore, known: TrainingClass, request: PostGroupMessage
) -> GroupMessage:
    """The message as it may be kept: of a blocked one, not a word."""
    reason = screen(
        request.text,
        request.classification,
        own=ClassName(code=known.code, title=known.title),
        others=store.other_classes(known.class_id),
        today=store.today,
    )
    return GroupMessage(
        message_id=store.new_id(),
        class_id=known.class_id,
        topic=request.topic,
        sender=store.actor.person_id,
        at=store.now,
        text=request.text if reason is None else None,
        # Keyed: an id number could be found from a plain hash by trying them all.
        text_hash=store.blind("group_message.text", request.text),
        reason=reason,
    )


def _shown(store: NotificationStore, group: WorkGroup, known: TrainingClass) -> WorkGroupView:
    members: Sequence[GroupMemberView] = _members(store, known)
    return work_group_view(group, members, store.message_counts(group.class_id))


def _message_shown(store: NotificationStore, message: GroupMessage) -> GroupMessageView:
    posts = store.posts_of([message.message_id])
    return group_message_view(message, posts.get(message.message_id))
