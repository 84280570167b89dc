"""One session of a timetable: when, where, who and what, and its two reviews."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.scheduling import Decision, PublishedSession, SessionDraft
from contracts.values import HalfDay, SessionForm
from services.scheduling.domain.rules import Rules

SHANGHAI = ZoneInfo("Asia/Shanghai")


class SessionState(StrEnum):
    """Where a session stands."""

    SCHEDULED = "SCHEDULED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class Aspect(StrEnum):
    """What is reviewed of every activity (A-7.10.c)."""

    CONTENT = "CONTENT"
    VENUE = "VENUE"


class Review(StrEnum):
    """What a review has come to."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


SESSION = Lifecycle[SessionState](
    "课次",
    "session",
    {
        "change": ({SessionState.SCHEDULED}, SessionState.SCHEDULED),
        "review": ({SessionState.SCHEDULED}, SessionState.SCHEDULED),
        "close": ({SessionState.SCHEDULED}, SessionState.CLOSED),
        "cancel": ({SessionState.SCHEDULED}, SessionState.CANCELLED),
    },
)


@dataclass(frozen=True, kw_only=True)
class ReviewNote:
    """Who decided what about which aspect of a session."""

    aspect: Aspect
    decision: Decision
    opinion: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Span:
    """The time from one instant up to, but not including, another."""

    from_at: datetime
    to_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether the two have an instant in common; one may begin when the other ends."""
        return max(self.from_at, other.from_at) < min(self.to_at, other.to_at)


@dataclass(frozen=True, kw_only=True)
class Clash:
    """What a session that was moved found taken at its new time."""

    resource: str
    resource_id: str
    zh: str
    en: str


@dataclass(eq=False, kw_only=True)
class Session:
    """A session. Hours in tenths; instants in UTC, `on` the local day. `joint_with` names the
    session of another class that holds the venue and teachers both share.
    """

    session_id: str
    class_id: str
    form: SessionForm
    title: str
    on: date
    half_day: HalfDay
    from_at: datetime
    to_at: datetime
    hours: int
    course_id: str | None
    teacher_ids: list[str]
    venue_id: str | None
    mobilization_leader_id: str | None
    counts_attendance: bool
    content_review: Review = Review.PENDING
    venue_review: Review = Review.PENDING
    reviews: list[ReviewNote] = field(default_factory=list)
    joint_with: str | None = None
    clashes: list[Clash] = field(default_factory=list)
    state: SessionState = SessionState.SCHEDULED

    @classmethod
    def arranged(
        cls, draft: SessionDraft, *, session_id: str, class_id: str, rules: Rules
    ) -> "Session":
        """A new session; Invalid when its times do not lie within its half-day."""
        span = span_of(draft, rules)
        return cls(
            session_id=session_id,
            class_id=class_id,
            form=draft.form,
            title=draft.title,
            on=draft.on,
            half_day=draft.half_day,
            from_at=span.from_at,
            to_at=span.to_at,
            hours=draft.hours,
            course_id=draft.course_id,
            teacher_ids=_each_once(draft.teacher_ids),
            venue_id=draft.venue_id,
            mobilization_leader_id=draft.mobilization_leader_id,
            counts_attendance=draft.counts_attendance,
            joint_with=draft.joint_with,
        )

    @property
    def span(self) -> Span:
        """When it takes place."""
        return Span(from_at=self.from_at, to_at=self.to_at)

    @property
    def people(self) -> list[str]:
        """Its teachers, and the leader who opens it."""
        leader = [self.mobilization_leader_id] if self.mobilization_leader_id else []
        return _each_once([*self.teacher_ids, *leader])

    @property
    def is_live(self) -> bool:
        """Whether it takes place at all."""
        return self.state is not SessionState.CANCELLED

    @property
    def is_reviewed(self) -> bool:
        """Whether content and venue have both passed."""
        return self.content_review is self.venue_review is Review.APPROVED

    @property
    def planned_hours(self) -> int:
        """The hours that count in the 1/7 rule; none if cancelled or attendance does not count."""
        return self.hours if self.is_live and self.counts_attendance else 0

    def change(self, draft: SessionDraft, rules: Rules) -> None:
        """Arrange it otherwise; other teachers, content or venue must be reviewed again."""
        self.state = SESSION.after("change", self.state)
        span = span_of(draft, rules)
        content = (draft.form, draft.title, draft.course_id, set(draft.teacher_ids))
        if content != (self.form, self.title, self.course_id, set(self.teacher_ids)):
            self.content_review = Review.PENDING
        if draft.venue_id != self.venue_id:
            self.venue_review = Review.PENDING
        self.form, self.title, self.on, self.half_day = (
            draft.form,
            draft.title,
            draft.on,
            draft.half_day,
        )
        self.from_at, self.to_at, self.hours = span.from_at, span.to_at, draft.hours
        self.course_id, self.venue_id = draft.course_id, draft.venue_id
        self.teacher_ids = _each_once(draft.teacher_ids)
        self.mobilization_leader_id = draft.mobilization_leader_id
        self.counts_attendance = draft.counts_attendance
        self.joint_with, self.clashes = draft.joint_with, []

    def move(self, days: int) -> None:
        """Take place so many days later (or earlier), at the same hour; no longer with others."""
        self.state = SESSION.after("change", self.state)
        by = timedelta(days=days)
        # The local clock is meant; no zone change lies between, the zone has had none since 1991.
        self.on, self.from_at, self.to_at = self.on + by, self.from_at + by, self.to_at + by
        self.joint_with, self.clashes = None, []

    def review(
        self, *, aspect: Aspect, decision: Decision, opinion: str, by: str, now: datetime
    ) -> None:
        """Keep what a reviewer decided about the content or the venue."""
        self.state = SESSION.after("review", self.state)
        if aspect is Aspect.VENUE and self.venue_id is None:
            raise Refusal(
                "NO_VENUE_YET",
                "本课次尚未安排场地，无从审查。",
                "The session has no venue yet; there is nothing to review.",
                "A-7.10.c",
            )
        if aspect is Aspect.CONTENT:
            self.content_review = Review(decision.value)
        else:
            self.venue_review = Review(decision.value)
        note = ReviewNote(aspect=aspect, decision=decision, opinion=opinion, by=by, at=now)
        self.reviews = [*self.reviews, note]

    def reopen(self, aspect: Aspect) -> None:
        """What was reviewed is no longer what it was: it waits for review again."""
        if self.state is not SessionState.SCHEDULED:
            return
        if aspect is Aspect.CONTENT:
            self.content_review = Review.PENDING
        else:
            self.venue_review = Review.PENDING

    def require_come(self, *, now: datetime) -> None:
        """Refusal before the session's day: nobody attends the future."""
        SESSION.after("close", self.state)
        if now.astimezone(SHANGHAI).date() < self.on:
            raise Refusal(
                "NOT_YET_HELD",
                "课次当日之前不能登记考勤。",
                "Attendance is not recorded before the session's day.",
                "A-7.4.a",
            )

    def close(self, *, now: datetime) -> None:
        """It is over: never before its end, never when it was not reviewed."""
        state = SESSION.after("close", self.state)
        if now < self.to_at:
            raise Refusal(
                "NOT_OVER_YET",
                "课次尚未结束，不能办理结束手续。",
                "The session has not ended yet.",
                "A-7.4.a",
            )
        if self.clashes:
            raise Refusal(
                "SESSION_CLASHES",
                "本课次顺延后与其他安排冲突，请先调整再办理结束。",
                "Since it was moved the session clashes with others; rearrange it first.",
                "A-7.3.b",
            )
        if not self.is_reviewed:
            raise Refusal(
                "SESSION_UNREVIEWED",
                "本课次的内容或场地未经审查通过，不能按已实施办理。",
                "The session's content or venue was not reviewed; it cannot be recorded as held.",
                "A-7.10.c",
            )
        self.state = state

    def cancel(self) -> None:
        """It will not take place."""
        self.state = SESSION.after("cancel", self.state)

    def summary(self) -> dict[str, str]:
        """What the record of changes keeps of it."""
        return {
            "title": self.title,
            "from_at": self.from_at.isoformat(),
            "to_at": self.to_at.isoformat(),
            "hours": str(self.hours),
            "teachers": ",".join(self.teacher_ids),
            "venue": self.venue_id or "",
            "state": self.state,
            "form": self.form,
            "course": self.course_id or "",
            "leader": self.mobilization_leader_id or "",
        }

    def as_it_was(self, known: Mapping[str, str], rules: Rules) -> "Session":
        """It as others know it, by what the record of changes kept (`summary`)."""
        from_at = datetime.fromisoformat(known["from_at"])
        to_at = datetime.fromisoformat(known["to_at"])
        return replace(
            self,
            form=SessionForm(known.get("form", self.form)),
            title=known["title"],
            on=from_at.astimezone(SHANGHAI).date(),
            half_day=half_day_of(Span(from_at=from_at, to_at=to_at), rules) or self.half_day,
            from_at=from_at,
            to_at=to_at,
            hours=int(known["hours"]),
            course_id=known.get("course", self.course_id) or None,
            teacher_ids=[key for key in known["teachers"].split(",") if key],
            venue_id=known["venue"] or None,
            mobilization_leader_id=known.get("leader", self.mobilization_leader_id) or None,
            content_review=Review.APPROVED,
            venue_review=Review.APPROVED,
            state=SessionState(known["state"]),
        )

    def published(self) -> PublishedSession:
        """What others are told of it."""
        return PublishedSession(
            session_id=self.session_id,
            form=self.form,
            title=self.title,
            from_at=self.from_at,
            to_at=self.to_at,
            hours=self.hours,
            venue_id=self.venue_id,
            teacher_ids=list(self.teacher_ids),
            counts_attendance=self.counts_attendance,
        )


def aspect_named(text: str) -> Aspect:
    """The aspect a request names; Invalid when there is no such one."""
    if text not in set(Aspect):
        zh, en = "只能是 CONTENT（内容）或 VENUE（场地）", "must be CONTENT or VENUE"
        raise Invalid(
            "NO_ASPECT", f"审查对象{zh}。", f"The aspect {en}.", faults=[Fault("aspect", zh, en)]
        )
    return Aspect(text)


def span_of(draft: SessionDraft, rules: Rules) -> Span:
    """When a draft takes place; Invalid unless its local times lie in order within its half-day."""
    starts, ends = read_clock("starts", draft.starts), read_clock("ends", draft.ends)
    opens, shuts = rules.half_days[draft.half_day]
    if not opens <= starts < ends <= shuts:
        zh = f"时间须在本时段（{opens:%H:%M}—{shuts:%H:%M}）之内，且开始早于结束"
        en = f"times must lie in order within {opens:%H:%M}-{shuts:%H:%M}"
        raise Invalid(
            "OUTSIDE_HALF_DAY",
            f"{zh}。",
            f"The {en}.",
            "A-6.3",
            faults=[Fault("session.starts", zh, en)],
        )
    return Span(from_at=_instant(draft.on, starts), to_at=_instant(draft.on, ends))


def half_day_of(span: Span, rules: Rules) -> HalfDay | None:
    """The half-day a time lies in; none when it lies in more than one, or on several days."""
    begins, ends = span.from_at.astimezone(SHANGHAI), span.to_at.astimezone(SHANGHAI)
    if begins.date() != ends.date():
        return None
    return next(
        (
            half_day
            for half_day, (opens, shuts) in rules.half_days.items()
            if opens <= begins.time() and ends.time() <= shuts
        ),
        None,
    )


def read_clock(field_name: str, text: str) -> time:
    """A local time written HH:MM; Invalid, naming the field, when it is none."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        zh, en = "时间应写作 HH:MM，例如 08:30", "a time is written HH:MM, such as 08:30"
        raise Invalid(
            "NO_TIME", f"{zh}。", f"{en}.", "A-6.3", faults=[Fault(f"session.{field_name}", zh, en)]
        ) from None


def _instant(on: date, clock: time) -> datetime:
    return datetime.combine(on, clock, tzinfo=SHANGHAI).astimezone(UTC)


def _each_once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
