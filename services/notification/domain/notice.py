"""A notice: drafted by people or written for an event, released once to its audience."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.notification import NEEDS_ACKNOWLEDGEMENT, NoticeKind, NoticePublished
from contracts.refusals import Refusal


class NoticeState(StrEnum):
    """Whether a notice has been released."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"


class Audience(StrEnum):
    """Whom a notice is for. Whoever joins UNITS or CLASS later is told then; NAMED never grows."""

    UNITS = "UNITS"
    CLASS = "CLASS"
    NAMED = "NAMED"


LIFE = Lifecycle(
    "通知",
    "notice",
    {
        "edit": ((NoticeState.DRAFT,), NoticeState.DRAFT),
        "publish": ((NoticeState.DRAFT,), NoticeState.PUBLISHED),
        "chase": ((NoticeState.PUBLISHED,), NoticeState.PUBLISHED),
    },
    "A-4.2.a",
)


@dataclass(eq=False, kw_only=True)
class Notice:
    """What was told. `source` names the reason, so that one reason never makes two notices."""

    notice_id: str
    kind: NoticeKind
    class_id: str | None
    source: str
    audience: Audience
    title: str
    body: str
    contact: str = ""
    drafted_by: str = ""
    state: NoticeState = NoticeState.DRAFT
    published_at: datetime | None = None
    addressed: int = 0
    chased_at: datetime | None = None
    chases: int = 0

    @property
    def is_to_be_acknowledged(self) -> bool:
        """Whether units must confirm it."""
        return self.kind in NEEDS_ACKNOWLEDGEMENT

    @property
    def text(self) -> str:
        """What is read: the text, and where to reach somebody also out of hours (B-8.4c)."""
        return f"{self.body}\n\n联系方式：{self.contact}" if self.contact else self.body

    def edit(self, *, title: str, body: str, contact: str, by: str) -> None:
        """Write a draft anew."""
        self.state = LIFE.after("edit", self.state)
        self.title, self.body, self.contact, self.drafted_by = title, body, contact, by

    def publish(self, *, addressed: int, now: datetime) -> NoticePublished:
        """Release the notice to that many recipients."""
        state = LIFE.after("publish", self.state)
        if self.audience is Audience.UNITS and addressed == 0:
            raise Refusal(
                "NO_AUDIENCE",
                "该班次尚未给任何单位分配名额，通知没有送达对象；请先分配名额，刚分配的请稍候再试。",
                "No unit has seats in this class yet, so nobody would be told. "
                "Allocate seats first; if that was just done, try again in a moment.",
                "A-4.2.a",
            )
        self.state, self.published_at, self.addressed = state, now, addressed
        return NoticePublished(
            notice_id=self.notice_id, kind=self.kind, class_id=self.class_id, addressed=addressed
        )

    def chase_from(self, pause: timedelta) -> datetime | None:
        """From when it may be chased again; None where it never was."""
        return None if self.chased_at is None else self.chased_at + pause

    def chase(self, *, outstanding: int, now: datetime, pause: timedelta) -> None:
        """The units that have not acknowledged are asked to; not again before `pause` is over."""
        self.state = LIFE.after("chase", self.state)
        if not self.is_to_be_acknowledged or outstanding == 0:
            raise Refusal(
                "NOTHING_OUTSTANDING",
                "没有单位尚待签收此通知。",
                "No unit has still to acknowledge this notice.",
                "A-7.1.c",
            )
        again = self.chase_from(pause)
        if again is not None and now < again:
            hours = int(pause.total_seconds()) // 3600
            raise Refusal(
                "CHASED_RECENTLY",
                f"{hours} 小时内已催签过，请稍后再催。",
                f"The units were chased within the last {hours} hours already.",
                "A-7.1.c",
            )
        self.chased_at, self.chases = now, self.chases + 1
