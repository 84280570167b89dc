"""Where a session could stand: every half-day of some days, and what speaks against it.

Nothing is judged here that is not judged when a session is arranged; it is only not carried out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from contracts.refusals import Invalid, Refusal
from contracts.scheduling import CheckSession, SessionDraft
from contracts.values import HalfDay, SessionForm
from services.scheduling.domain.booking import Booking, Need, clashes_of, needs_beside, needs_of
from services.scheduling.domain.joint import join
from services.scheduling.domain.period import Period
from services.scheduling.domain.problems import Pool, session_problems
from services.scheduling.domain.rules import Rules
from services.scheduling.domain.session import SHANGHAI, Session, read_clock
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.venue import Venue


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What speaks against a half-day; what blocks would be refused."""

    code: str
    zh: str
    en: str
    clause: str
    blocks: bool


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A half-day, and the local times the session would have there."""

    on: date
    half_day: HalfDay
    starts: str
    ends: str
    reasons: list[Reason]

    @property
    def is_free(self) -> bool:
        """Whether nothing blocks."""
        return not any(reason.blocks for reason in self.reasons)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A session of the timetable as somebody would have it, or one that is to be new."""

    session: Session | None
    draft: SessionDraft

    @classmethod
    def of(cls, request: CheckSession, timetable: Timetable) -> "Wish":
        """What a request wishes for; Unknown (404) when it names no session of the timetable."""
        session = timetable.session(request.session_id) if request.session_id else None
        known = _draft_of(session) if session else _fresh_draft(request, timetable.rules)
        draft = replace(
            known,
            form=request.form or known.form,
            course_id=request.course_id or known.course_id,
            teacher_ids=list(request.teacher_ids) or known.teacher_ids,
            venue_id=request.venue_id or known.venue_id,
            starts=request.starts or known.starts,
            ends=request.ends or known.ends,
        )
        return cls(session=session, draft=draft)

    def arranged(self, draft: SessionDraft, timetable: Timetable) -> Session:
        """The session by this draft, as a copy; Invalid when its times do not fit."""
        if self.session is None:
            return Session.arranged(
                draft, session_id="", class_id=timetable.class_id, rules=timetable.rules
            )
        copy = replace(self.session)
        copy.change(draft, timetable.rules)
        return copy

    def draft_at(self, on: date, half_day: HalfDay, rules: Rules) -> SessionDraft:
        """The draft in another half-day: at its usual start, as long as before."""
        if half_day is self.draft.half_day:
            return replace(self.draft, on=on)
        begins = datetime.combine(on, rules.usual_starts[half_day])
        ends = min(begins + self._length, datetime.combine(on, time(23, 59)))
        return replace(
            self.draft, on=on, half_day=half_day, starts=f"{begins:%H:%M}", ends=f"{ends:%H:%M}"
        )

    @property
    def _length(self) -> timedelta:
        starts = read_clock("starts", self.draft.starts)
        ends = read_clock("ends", self.draft.ends)
        return datetime.combine(date.min, ends) - datetime.combine(date.min, starts)


@dataclass(frozen=True, kw_only=True)
class Together:
    """The session of another class that holds what both share; `heads` counts everybody."""

    host: Session
    venue: Venue | None
    heads: int
    guests: Sequence[Session]


@dataclass(frozen=True, kw_only=True)
class Board:
    """What a wish is held against; `taken` is taken by others than the session itself."""

    timetable: Timetable
    pool: Pool
    taken: Sequence[Booking]
    together: Together | None

    def slots(self, wish: Wish, period: Period) -> list[Slot]:
        """Every half-day of the period in the order of time."""
        rules = self.timetable.rules
        drafts = (wish.draft_at(on, part, rules) for on in period.days for part in HalfDay)
        return [
            Slot(
                on=draft.on,
                half_day=draft.half_day,
                starts=draft.starts,
                ends=draft.ends,
                reasons=list(self._reasons(wish, draft)),
            )
            for draft in drafts
        ]

    def _reasons(self, wish: Wish, draft: SessionDraft) -> Iterator[Reason]:
        try:
            session = wish.arranged(draft, self.timetable)
        except Invalid as wrong:
            yield _refused(wrong)
            return
        session.clashes = clashes_of(self._needs(session), self.taken)
        for gap in session_problems(session, self.pool, self.timetable.yardstick):
            yield Reason(
                code=gap.code,
                zh=gap.brief_zh,
                en=gap.brief_en,
                clause=gap.clause,
                blocks=gap.blocks(told=self.timetable.is_told),
            )
        if self.together:
            yield from _apart(session, self.together)

    def _needs(self, session: Session) -> list[Need]:
        return needs_beside(session, self.together.host) if self.together else needs_of(session)


def _apart(session: Session, together: Together) -> Iterator[Reason]:
    try:
        join(
            session,
            together.host,
            venue=together.venue,
            heads=together.heads,
            guests=together.guests,
        )
    except Refusal as wrong:
        yield _refused(wrong)


def _refused(wrong: Refusal) -> Reason:
    return Reason(code=wrong.code, zh=wrong.zh, en=wrong.en, clause=wrong.clause, blocks=True)


def _draft_of(session: Session) -> SessionDraft:
    return SessionDraft(
        form=session.form,
        title=session.title,
        on=session.on,
        half_day=session.half_day,
        starts=f"{session.from_at.astimezone(SHANGHAI):%H:%M}",
        ends=f"{session.to_at.astimezone(SHANGHAI):%H:%M}",
        hours=session.hours,
        course_id=session.course_id,
        teacher_ids=list(session.teacher_ids),
        venue_id=session.venue_id,
        mobilization_leader_id=session.mobilization_leader_id,
        counts_attendance=session.counts_attendance,
        joint_with=session.joint_with,
    )


def _fresh_draft(request: CheckSession, rules: Rules) -> SessionDraft:
    starts = read_clock("starts", request.starts)
    return SessionDraft(
        form=request.form or SessionForm.OTHER,
        title="",
        on=request.since,
        half_day=next((part for part in HalfDay if starts < rules.half_days[part][1]), HalfDay.EVE),
        starts=request.starts,
        ends=request.ends,
        hours=0,
        teacher_ids=[],
    )
