"""How a notice goes out: written once per reason, delivered once per recipient."""

from collections.abc import Iterable, Mapping, Sequence

from contracts.enrollment import UnitKind
from contracts.notification import NoticeDelivered, NoticeKind
from contracts.roles import Role
from services.notification.domain.announcing import of_notice
from services.notification.domain.delivery import Delivery, to_unit, unit_of
from services.notification.domain.notice import Audience, Notice
from services.notification.domain.todo import Address, Opening
from services.notification.domain.training_class import TrainingClass, recipients
from services.notification.domain.wording import Letter
from services.notification.service.dispatching import announce
from services.notification.service.items import open_at
from services.notification.store import NotificationStore

# So many recipients go into one event.
AT_ONCE = 500
ANSWERS_FOR = {
    UnitKind.GRASSROOTS_PARTY: Role.GRASSROOTS_ORG,
    UnitKind.HOST: Role.HOST_REP,
    UnitKind.DEPT: Role.SIGNED_IN,
}


def send(
    store: NotificationStore, letter: Letter, class_id: str | None, to: Mapping[str, str | None]
) -> None:
    """Write a letter as a notice and release it; `to` holds what each recipient alone is told.

    Nothing happens when a notice was already made for the same reason.
    """
    if letter.source is not None and store.was_told(letter.source):
        return
    notice_id = store.new_id()
    notice = Notice(
        notice_id=notice_id,
        kind=letter.kind,
        class_id=class_id,
        source=letter.source or notice_id,
        audience=letter.audience,
        title=letter.title,
        body=letter.body,
    )
    store.add(notice)
    # Deliveries point at the notice's row, so it is written before them.
    store.session.flush()
    release(store, notice, to)


def release(store: NotificationStore, notice: Notice, to: Mapping[str, str | None]) -> None:
    """Release a notice to its first recipients."""
    store.emit(notice.publish(addressed=len(to), now=store.now))
    _deliver(store, notice, to)


def send_to_class(
    store: NotificationStore, letter: Letter, known: TrainingClass, also: Iterable[str] = ()
) -> None:
    """Send a letter to the units with seats, to every trainee, and to some more recipients."""
    audience = recipients(known.units, store.trainees(known.class_id))
    send(store, letter, known.class_id, dict.fromkeys([*audience, *also]))


def send_to_unit(
    store: NotificationStore, letter: Letter, class_id: str, unit_id: str, own_text: str | None
) -> None:
    """Send a letter to one unit."""
    send(store, letter, class_id, {to_unit(unit_id): own_text})


def catch_up(store: NotificationStore, known: TrainingClass) -> None:
    """Tell whoever has joined the class's audience what the others were told before."""
    trainees = store.trainees(known.class_id)
    for notice in store.growing_notices(known.class_id):
        people = trainees if notice.audience is Audience.CLASS else ()
        told = store.reached(notice.notice_id)
        late = [each for each in recipients(known.units, people) if each not in told]
        _deliver(store, notice, dict.fromkeys(late))
        notice.addressed += len(late)


def _deliver(store: NotificationStore, notice: Notice, to: Mapping[str, str | None]) -> None:
    """Lay the notice into these inboxes, and tell outside the portal that it lies there."""
    if not to:
        return
    store.emit(*_delivered(notice, list(to)))
    for recipient, own_text in to.items():
        delivery = Delivery(
            delivery_id=store.new_id(),
            notice_id=notice.notice_id,
            recipient=recipient,
            own_text=own_text,
            sent_at=store.now,
        )
        store.add(delivery)
        _ask_of_unit(store, notice, delivery)
    announce(store, of_notice(notice), store.people_behind(to))


def _delivered(notice: Notice, recipients: Sequence[str]) -> list[NoticeDelivered]:
    return [
        NoticeDelivered(
            notice_id=notice.notice_id,
            kind=notice.kind,
            class_id=notice.class_id,
            recipients=list(recipients[begin : begin + AT_ONCE]),
        )
        for begin in range(0, len(recipients), AT_ONCE)
    ]


def _ask_of_unit(store: NotificationStore, notice: Notice, delivery: Delivery) -> None:
    """What the unit is now to do: to acknowledge, and after a training notice to nominate."""
    if unit_of(delivery.recipient) is None:
        return
    role = _asked(store, delivery)
    if notice.is_to_be_acknowledged:
        asked = acknowledgement_of(store, delivery)
        opening = Opening(address=asked, class_id=notice.class_id, detail=notice.title)
        open_at(store, opening, as_of=0, fresh=True)
    if notice.kind is NoticeKind.CLASS_NOTICE and notice.class_id is not None:
        nomination = Address(
            kind="NOMINATE",
            subject=notice.class_id,
            role=role,
            scope=delivery.recipient,
        )
        opening = Opening(address=nomination, class_id=notice.class_id)
        open_at(store, opening, as_of=0)


def acknowledgement_of(store: NotificationStore, delivery: Delivery) -> Address:
    """The item that waits for a unit to acknowledge a delivery."""
    return Address(
        kind="ACKNOWLEDGE_NOTICE",
        subject=delivery.delivery_id,
        role=_asked(store, delivery),
        scope=delivery.recipient,
    )


def _asked(store: NotificationStore, delivery: Delivery) -> Role:
    """Who answers for a unit: its organisation, the host's representative, anybody of a
    department.
    """
    return ANSWERS_FOR[store.unit_kind(unit_of(delivery.recipient) or "")]
