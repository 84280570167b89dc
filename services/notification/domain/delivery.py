"""A delivery: one notice reaching one recipient over one channel, and its acknowledgement."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.notification import NoticeAcknowledged
from services.notification.domain.notice import Notice


class Channel(StrEnum):
    """How a delivery travels."""

    PORTAL = "PORTAL"


def to_unit(unit_id: str) -> str:
    """A unit as recipient."""
    return f"unit:{unit_id}"


def to_person(person_id: str) -> str:
    """A person as recipient."""
    return f"person:{person_id}"


def unit_of(recipient: str) -> str | None:
    """The unit a delivery is for; None when it is for a person."""
    kind, _, unit_id = recipient.partition(":")
    return unit_id if kind == "unit" else None


@dataclass(eq=False, kw_only=True)
class Delivery:
    """One delivery. `own_text` is what this recipient alone is told; nobody else sees it."""

    delivery_id: str
    notice_id: str
    recipient: str
    own_text: str | None
    sent_at: datetime
    channel: Channel = Channel.PORTAL
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    read_at: datetime | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether its unit has still to acknowledge it."""
        return self.acknowledged_at is None and unit_of(self.recipient) is not None

    def acknowledge(self, notice: Notice, *, by: str, now: datetime) -> list[NoticeAcknowledged]:
        """The unit confirms that it has read the notice; confirming again changes nothing."""
        unit_id = unit_of(self.recipient)
        if self.acknowledged_at is not None or unit_id is None:
            return []
        self.acknowledged_at, self.acknowledged_by = now, by
        return [
            NoticeAcknowledged(
                notice_id=notice.notice_id,
                kind=notice.kind,
                class_id=notice.class_id,
                unit_id=unit_id,
            )
        ]
