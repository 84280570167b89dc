"""What goes out by e-mail, by text message and to groups' robots: written down with what it tells
of, sent beside the department's other work, kept with the log of it.
"""

from collections.abc import Iterable

from contracts.base import Page
from contracts.notification import (
    DispatchLine,
    DispatchTopic,
    ListDispatches,
    Medium,
    Resend,
)
from kit.department import command, errand, query
from kit.settings import Settings
from services.notification.domain.announcing import write
from services.notification.domain.delivery import to_person
from services.notification.domain.dispatch import Announcement, Dispatch, fitted, one_line
from services.notification.domain.group_message import TOPICS, GroupMessage
from services.notification.domain.rules import MediumRules, the_rules
from services.notification.ports import Outcome, Parcel, send_out, switched_on
from services.notification.service.views import dispatch_line
from services.notification.store import NotificationStore

TITLE_CHARACTERS = 400
GROUP_TITLE = "班次工作群消息｜A message of the work group"
IN_FULL = "…（全文见班次工作群）"


class Dispatches:
    """From what is to be told to what has arrived."""

    # Each medium is claimed when its turn comes: what waits while another is sent is not under way.
    @errand(does=send_out, then="note_outcome", every=2)
    def claim_posts(self, store: NotificationStore) -> list[Parcel]:
        return _claimed(store, Medium.ROBOT)

    @errand(does=send_out, then="note_outcome", every=2)
    def claim_texts(self, store: NotificationStore) -> list[Parcel]:
        return _claimed(store, Medium.SMS)

    @errand(does=send_out, then="note_outcome", every=2)
    def claim_mail(self, store: NotificationStore) -> list[Parcel]:
        return _claimed(store, Medium.EMAIL)

    def note_outcome(self, store: NotificationStore, outcome: Outcome) -> None:
        dispatch = store.dispatch_in_hand(outcome.dispatch_id)
        if dispatch is None or not dispatch.waits:
            return
        if not outcome.error:
            dispatch.arrived(now=store.now)
            return
        rules = the_rules().media[dispatch.medium]
        dispatch.failed(outcome.error, now=store.now, rules=rules, final=outcome.final)

    @query
    def list_dispatches(
        self, request: ListDispatches, store: NotificationStore
    ) -> Page[DispatchLine]:
        rows, total = store.dispatches(
            state=request.state,
            medium=request.medium,
            class_id=request.class_id,
            page=request.page,
            size=request.size,
        )
        return Page(items=[dispatch_line(row) for row in rows], total=total)

    @command
    def resend(self, request: Resend, store: NotificationStore) -> DispatchLine:
        dispatch = store.dispatch(request.dispatch_id)
        dispatch.resend(now=store.now)
        return dispatch_line(dispatch)


def announce(store: NotificationStore, told: Announcement, person_ids: Iterable[str]) -> None:
    """Tell persons outside the portal, each by the media they want and this house has set up."""
    on = switched_on()
    if on:
        store.put_dispatches(
            [
                _dispatch(store, told, medium, to_person(person_id))
                for person_id, media in store.media_of(person_ids)
                for medium in sorted(media & on)
            ]
        )


def send_on(store: NotificationStore, message: GroupMessage) -> None:
    """Send a group's message on to its robot."""
    told = Announcement(
        topic=DispatchTopic.GROUP_MESSAGE,
        source=f"group:{message.message_id}",
        subject_id=message.message_id,
        class_id=message.class_id,
        title=GROUP_TITLE,
    )
    store.put_dispatches([_dispatch(store, told, Medium.ROBOT, f"class:{message.class_id}")])


def _dispatch(
    store: NotificationStore, told: Announcement, medium: Medium, recipient: str
) -> Dispatch:
    return Dispatch(
        dispatch_id=store.new_id(),
        medium=medium,
        topic=told.topic,
        source=told.source,
        subject_id=told.subject_id,
        class_id=told.class_id,
        recipient=recipient,
        title=one_line(told.title)[:TITLE_CHARACTERS],
        created_at=store.now,
        next_at=store.now,
    )


def _claimed(store: NotificationStore, medium: Medium) -> list[Parcel]:
    rules = the_rules().media[medium]
    found = [_packed(store, due, rules) for due in store.dispatches_due(medium, rules.at_once)]
    return [parcel for parcel in found if parcel is not None]


def _packed(store: NotificationStore, dispatch: Dispatch, rules: MediumRules) -> Parcel | None:
    """What the port is given; None when there is nobody to send it to any more."""
    if not dispatch.claim(now=store.now, rules=rules):
        return None
    if dispatch.medium is Medium.ROBOT:
        return _for_robot(store, dispatch, rules)
    person_id = dispatch.recipient.removeprefix(to_person(""))
    address = store.contact(person_id).address(dispatch.medium)
    if not address:
        dispatch.stop("switched off by its recipient")
        return None
    settings = Settings()
    writing = write(
        dispatch,
        institution=settings.institution,
        address=settings.address,
        most_bytes=rules.text_bytes,
    )
    return Parcel(
        dispatch_id=dispatch.dispatch_id,
        medium=dispatch.medium,
        to=address,
        text=f"{writing.subject} {writing.link}",
        writing=writing,
        seconds=rules.timeout_seconds,
    )


def _for_robot(store: NotificationStore, dispatch: Dispatch, rules: MediumRules) -> Parcel | None:
    group = store.group_if_any(dispatch.class_id or "")
    if group is None or not group.robot_url:
        dispatch.stop("stopped")
        return None
    message = store.group_message(group.class_id, dispatch.subject_id)
    known = store.training_class(group.class_id)
    text = f"【{known.title}·{TOPICS[message.topic]}】{message.text}"
    return Parcel(
        dispatch_id=dispatch.dispatch_id,
        medium=Medium.ROBOT,
        to=group.robot_url,
        text=fitted(text, most_bytes=rules.text_bytes, cut=IN_FULL),
        seconds=rules.timeout_seconds,
    )
