"""The timetable of a class: laid out, reviewed, published, revised with reasons, finished."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.base import Event
from contracts.enrollment import ClassCreated
from contracts.refusals import Fault, Invalid, Refusal, Unknown
from contracts.roles import Actor
from contracts.scheduling import (
    Decision,
    SessionDraft,
    TeachingFinished,
    TimetablePublished,
    TimetableRevised,
)
from contracts.values import Category, Profile
from services.scheduling.domain.attendance import Tally, person_hours
from services.scheduling.domain.class_days import ClassDays
from services.scheduling.domain.duty import require_duty
from services.scheduling.domain.engagements import engagements, taught_by
from services.scheduling.domain.problems import (
    Pool,
    Problem,
    Yardstick,
    all_problems,
    refuse,
    session_problems,
    whole_problems,
)
from services.scheduling.domain.rules import Rules, rules_named, rules_on
from services.scheduling.domain.session import SHANGHAI, Aspect, Session, SessionState
from services.scheduling.domain.template import template_for
from services.scheduling.domain.timetable_life import TIMETABLE, Change, TimetableState


@dataclass(eq=False, kw_only=True)
class Timetable:
    """A class's timetable. `edition` counts publications; `pending` changes wait for review.
    While the class is suspended, `still_from` says since when its sessions stand still.
    """

    class_id: str
    title: str
    category: Category
    code: str = ""
    profile: Profile
    is_online: bool
    checkin_on: date
    start_on: date
    end_on: date
    planned_headcount: int
    rule_set: str
    roster_version: int = 0
    roster_size: int = 0
    is_opened: bool = False
    still_from: datetime | None = None
    equipment_works: bool = False
    edition: int = 0
    # Raised by every change of a session, so that two changes at once never pass each other by.
    touched: int = 0
    pending: dict[str, str] = field(default_factory=dict)
    engaged: dict[str, list[str]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    state: TimetableState = TimetableState.DRAFT

    @classmethod
    def of_class(cls, event: ClassCreated) -> "Timetable":
        """The empty timetable of a new class, under the rules in force when it starts (B-2.2)."""
        return cls(
            class_id=event.class_id,
            title=event.title,
            code=event.code,
            category=event.category,
            profile=event.profile,
            is_online=event.online,
            checkin_on=event.checkin_from.astimezone(SHANGHAI).date(),
            start_on=event.start_on,
            end_on=event.end_on,
            planned_headcount=event.planned_headcount,
            rule_set=rules_on(event.start_on).id,
        )

    # -- What it holds --------------------------------------------------------

    @property
    def rules(self) -> Rules:
        """The rule set the class runs under."""
        return rules_named(self.rule_set)

    @property
    def days(self) -> ClassDays:
        """The days of the class."""
        return ClassDays(first=self.start_on, last=self.end_on)

    @property
    def headcount(self) -> int:
        """Who must find a seat: the approved roster, before that the planned number."""
        return self.roster_size if self.roster_version else self.planned_headcount

    @property
    def minimum_hours(self) -> int:
        """The fewest hours this kind of class may have, in tenths."""
        return self.rules.minimum_for(self.category)

    @property
    def live(self) -> list[Session]:
        """Its sessions in the order of time, without the cancelled ones."""
        return sorted(
            (s for s in self.sessions if s.is_live), key=lambda s: (s.from_at, s.session_id)
        )

    @property
    def hours_total(self) -> int:
        """The hours of all its sessions, in tenths."""
        return sum(session.hours for session in self.live)

    @property
    def yardstick(self) -> Yardstick:
        """What it is measured by."""
        return Yardstick(
            rules=self.rules,
            profile=self.profile,
            days=self.days,
            headcount=self.headcount,
            minimum_hours=self.minimum_hours,
        )

    def session(self, session_id: str) -> Session:
        """One of its sessions; Unknown (404) when it has no such one."""
        for session in self.sessions:
            if session.session_id == session_id:
                return session
        raise Unknown("课次", "session")

    def problems(self, pool: Pool) -> list[Problem]:
        """Every gap that keeps it from being published."""
        return all_problems(self.live, pool, self.yardstick)

    # -- Arranging ------------------------------------------------------------

    def apply_template(self, new_id: Callable[[], str]) -> list[Session]:
        """Lay out the sessions of the class kind's template into an empty timetable."""
        self.state = TIMETABLE.after("arrange", self.state)
        template = template_for(self.category)
        if self.live:
            raise Refusal(
                "TIMETABLE_NOT_EMPTY",
                "日程安排已有课次，不能再套用模板。",
                "The timetable already has sessions; a template needs an empty one.",
                template.clause,
            )
        drafts = template.drafts(self.start_on, self.end_on)
        return [self._take(draft, new_id()) for draft in drafts]

    def add_session(
        self, draft: SessionDraft, *, session_id: str, by: str, now: datetime
    ) -> Session:
        """Add a session; to a published timetable only as a complete one."""
        self.state = TIMETABLE.after(self._arranging, self.state)
        session = self._take(draft, session_id)
        self._keep_change(session, None, "增加课次", by=by, now=now)
        return session

    def change_session(
        self, session_id: str, draft: SessionDraft, *, reason: str, by: str, now: datetime
    ) -> Session:
        """Arrange a session otherwise; once published, only with a reason."""
        self.state = TIMETABLE.after(self._arranging, self.state)
        self._require_reason(reason)
        self.days.require_day(draft.on)
        session = self.session(session_id)
        old = session.summary()
        session.change(draft, self.rules)
        self._keep_change(session, old, reason, by=by, now=now)
        return session

    def remove_session(self, session_id: str, *, reason: str, by: str, now: datetime) -> Session:
        """Cancel a session; once published, only with a reason."""
        self.state = TIMETABLE.after(self._arranging, self.state)
        self._require_reason(reason)
        session = self.session(session_id)
        old = session.summary()
        session.cancel()
        self._keep_change(session, old, reason, by=by, now=now)
        return session

    def review_session(
        self,
        session_id: str,
        *,
        aspect: Aspect,
        decision: Decision,
        opinion: str,
        actor: Actor,
        now: datetime,
    ) -> None:
        """Review one activity's content or venue, by a duty the rules name for it (A-7.10.c)."""
        self.state = TIMETABLE.after(self._arranging, self.state)
        require_duty(actor, self.rules.session_reviewers[aspect], self.class_id, "A-7.10.c")
        self.session(session_id).review(
            aspect=aspect, decision=decision, opinion=opinion, by=actor.person_id, now=now
        )
        self.touched += 1

    @property
    def is_told(self) -> bool:
        """Whether others know it, so that a session is arranged only as a complete one."""
        return self.state is TimetableState.PUBLISHED

    def require_arrangeable(self) -> None:
        """Refusal once nothing is arranged any more."""
        TIMETABLE.after(self._arranging, self.state)

    # -- Telling --------------------------------------------------------------

    def publish(self, pool: Pool) -> list[Event]:
        """Publish it; Refusal with every gap there still is."""
        state = TIMETABLE.after("publish", self.state)
        refuse(self.problems(pool))
        self.state = state
        self.edition += 1
        published = TimetablePublished(
            class_id=self.class_id,
            version=self.edition,
            sessions=[session.published() for session in self.live],
            hours_total=self.hours_total,
        )
        return [published, *self._engage(pool)]

    def announce(self, pool: Pool) -> list[Event]:
        """Tell of the changes of a published timetable, once all of them are reviewed.

        Refusal when a change leaves a gap that no review can close.
        """
        if self.state is not TimetableState.PUBLISHED or not self.pending:
            return []
        gaps = self._gaps_of_pending(pool)
        refuse([gap for gap in gaps if not gap.is_review])
        if gaps:
            return []
        revised = self.revised("；".join(dict.fromkeys(self.pending.values())))
        self.pending = {}
        return [revised, *self._engage(pool)]

    def revised(self, reason: str) -> TimetableRevised:
        """Its next edition, as others are told of it."""
        self.edition += 1
        return TimetableRevised(
            class_id=self.class_id,
            version=self.edition,
            reason=reason,
            sessions=[session.published() for session in self.live],
            hours_total=self.hours_total,
        )

    # -- The class's way ------------------------------------------------------

    def count_roster(self, *, version: int, size: int) -> bool:
        """Take the number of an approved roster; False for an older one than is known."""
        if version <= self.roster_version:
            return False
        self.roster_version, self.roster_size = version, size
        return True

    def require_running(self) -> None:
        """Refusal unless it is published and the class opened: nothing is attended before."""
        TIMETABLE.after("hold", self.state)
        if not self.is_opened:
            raise Refusal(
                "CLASS_NOT_OPEN",
                "本班尚未开班，不能登记考勤。",
                "The class has not been opened; there is nothing to attend yet.",
                "A-1.a",
            )

    def require_going_on(self, session: Session) -> None:
        """Refusal for a session that stands still because the class is suspended (B-12a)."""
        self.require_running()
        if self.still_from is not None and session.to_at > self.still_from:
            raise Refusal(
                "CLASS_SUSPENDED",
                "本班已暂停，恢复之前不能办理此后的课次。",
                "The class is suspended; its sessions stand still until it resumes.",
                "B-12a",
            )

    def require_open(self) -> None:
        """Refusal once the class is closed or called off: nothing more is written about it."""
        if self.state in (TimetableState.CLOSED, TimetableState.CANCELLED):
            raise Refusal(
                "CLASS_OVER",
                "本班已结束或已取消，不能再登记。",
                "The class is closed or was called off; nothing more is written about it.",
                "A-1.a",
            )

    def close_session(self, session_id: str, *, now: datetime) -> Session:
        """Close a session that is over."""
        session = self.session(session_id)
        self.require_going_on(session)
        session.close(now=now)
        self.touched += 1
        return session

    def finish(self, tallies: Sequence[Tally]) -> list[Event]:
        """Teaching is over when every session has been held; until then nothing happens."""
        over = self.live and all(s.state is SessionState.CLOSED for s in self.live)
        if self.state is not TimetableState.PUBLISHED or not over:
            return []
        self.state = TIMETABLE.after("finish", self.state)
        finished = TeachingFinished(
            class_id=self.class_id,
            hours_total=self.hours_total,
            person_hours=person_hours(tallies),
            attended={line.trainee_id: line.attended for line in tallies},
        )
        return [finished]

    @property
    def is_under_way(self) -> bool:
        """Whether it has been published, and the class is neither closed nor called off."""
        return self.state in (TimetableState.PUBLISHED, TimetableState.FINISHED)

    def require_under_way(self) -> None:
        """Refusal before publication, and once the class is closed or called off."""
        if not self.is_under_way:
            TIMETABLE.after("hold", self.state)

    def close(self) -> None:
        """The class is closed; nothing of it changes any more."""
        self.state = TIMETABLE.after("close", self.state)

    def call_off(self) -> None:
        """The class was cancelled: none of its sessions takes place."""
        self.state = TIMETABLE.after("call_off", self.state)
        for session in self.live:
            if session.state is SessionState.SCHEDULED:
                session.cancel()

    def record(
        self,
        session: Session,
        old: Mapping[str, str] | None,
        reason: str,
        *,
        by: str,
        now: datetime,
    ) -> None:
        """Keep what was and what is, once others know the timetable (A-7.6.a)."""
        self.touched += 1
        if self.state is not TimetableState.PUBLISHED:
            return
        kept = Change(
            session_id=session.session_id,
            old=dict(old) if old else None,
            new=session.summary(),
            reason=reason,
            by=by,
            at=now,
            edition=self.edition,
        )
        self.changes = [*self.changes, kept]

    # -- Below ----------------------------------------------------------------

    @property
    def _arranging(self) -> str:
        return "revise" if self.state is TimetableState.PUBLISHED else "arrange"

    def _take(self, draft: SessionDraft, session_id: str) -> Session:
        self.days.require_day(draft.on)
        session = Session.arranged(
            draft, session_id=session_id, class_id=self.class_id, rules=self.rules
        )
        self.sessions.append(session)
        self.touched += 1
        return session

    def _require_reason(self, reason: str) -> None:
        if self.state is TimetableState.PUBLISHED and not reason.strip():
            raise Invalid(
                "REASON_MISSING",
                "日程发布后的调整须说明理由。",
                "A published timetable is changed only with a reason.",
                "A-7.6.a",
                faults=[Fault("reason", "须说明理由", "a reason is needed")],
            )

    def _keep_change(
        self,
        session: Session,
        old: Mapping[str, str] | None,
        reason: str,
        *,
        by: str,
        now: datetime,
    ) -> None:
        """A change of a published timetable also waits for its reviews before it is told."""
        self.record(session, old, reason, by=by, now=now)
        if self.state is TimetableState.PUBLISHED:
            self.pending = {**self.pending, session.session_id: reason}

    def _gaps_of_pending(self, pool: Pool) -> list[Problem]:
        gaps = whole_problems(self.live, pool, self.yardstick)
        for session_id in self.pending:
            gaps += session_problems(self.session(session_id), pool, self.yardstick)
        return gaps

    def _engage(self, pool: Pool) -> list[Event]:
        before, self.engaged = self.engaged, taught_by(self.live)
        return [*engagements(self.class_id, before, self.engaged, pool)]
