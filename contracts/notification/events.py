"""What notification tells the others."""

from contracts.base import Classification, Event
from contracts.notification.notices import NoticeKind


class NoticePublished(Event, about="notice_id"):
    """通知已发布｜A notice was released to its audience."""

    notice_id: str
    kind: NoticeKind
    class_id: str | None
    addressed: int


class NoticeAcknowledged(Event, about="notice_id"):
    """通知已签收｜A unit acknowledged a notice."""

    notice_id: str
    kind: NoticeKind
    class_id: str | None
    unit_id: str


class NoticeDelivered(Event, about="notice_id", classification=Classification.CONFIDENTIAL):
    """通知已送达｜A notice lies in the inboxes of these recipients: `unit:<id>`, `person:<id>`."""

    notice_id: str
    kind: NoticeKind
    class_id: str | None
    recipients: list[str]
