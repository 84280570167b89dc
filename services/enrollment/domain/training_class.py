"""A training class and its one linear life: duties move it on, facts from other departments too.

Facts are kept whenever they arrive, and every automatic step whose fact is there is taken at
once, so the order in which events arrive never matters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from contracts.base import Event
from contracts.enrollment import (
    OVER,
    CheckInOpened,
    ClassAdvanced,
    ClassCancelled,
    ClassClosed,
    ClassCreated,
    ClassDeparted,
    ClassOpened,
    ClassRescheduled,
    ClassResumed,
    ClassState,
    ClassSuspended,
    ClosingHeld,
    ReadinessConfirmed,
    ReadinessItem,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import TRACK_OF, Category, ClassLevel, OrgMode, Profile, Track
from services.enrollment.domain.class_days import refuse_odd_days
from services.enrollment.domain.class_life import (
    BY_ITSELF,
    CLASS_DUTIES,
    CLASS_LIFE,
    LINE,
    following,
)
from services.enrollment.domain.conditions import (
    CLOSED_WHEN,
    READY_WHEN,
    Condition,
    Fact,
    applying,
    refuse_missing,
)
from services.enrollment.domain.nature import Nature

S = ClassState


@dataclass(eq=False, kw_only=True)
class TrainingClass:
    """A class. `facts` and `steps` hold the moment (UTC, ISO) each became true or was taken."""

    class_id: str
    code: str
    title: str
    category: Category
    profile: Profile
    org_mode: OrgMode
    issues_certificate: bool
    plan_id: str
    plan_item_id: str
    session_no: int
    start_on: date
    end_on: date
    checkin_from: datetime
    checkin_to: datetime
    planned_headcount: int
    planned_hours: int
    rule_set: str
    host_id: str | None = None
    level: ClassLevel = ClassLevel.REGULAR
    online: bool = False
    mentor_required: bool = False
    left_out: list[str] = field(default_factory=list)
    left_out_reason: str = ""
    nominate_until: datetime | None = None
    leader: str = ""
    closing_leader: str = ""
    suspended_from: ClassState | None = None
    suspended_on: date | None = None
    state: ClassState = ClassState.PLANNED
    facts: dict[str, str] = field(default_factory=dict)
    steps: list[list[str]] = field(default_factory=list)

    @property
    def track(self) -> Track:
        """The branch of the process (C7)."""
        return TRACK_OF[self.category]

    @property
    def nature(self) -> Nature:
        """What its way through the norm depends on."""
        return Nature(
            profile=self.profile,
            org_mode=self.org_mode,
            track=self.track,
            level=self.level,
            online=self.online,
            mentor_required=self.mentor_required,
            left_out=frozenset(ClassState(state) for state in self.left_out),
        )

    @property
    def hosted_externally(self) -> bool:
        """Whether a host outside the institution ordered the class."""
        return self.nature.hosted_externally

    @property
    def checking_in_begun(self) -> bool:
        """Whether check-in has opened: from then on the counselor serves the class (B-6.4b)."""
        state = self.suspended_from or self.state
        return state in LINE and LINE.index(state) >= LINE.index(S.CHECKING_IN)

    def knows(self, fact: Fact) -> bool:
        """Whether the fact has come to be true."""
        return fact in self.facts

    # -- Steps people take -------------------------------------------------------------------

    def begin_negotiation(self, *, now: datetime) -> list[Event]:
        """Begin to negotiate with the host; Refusal NO_HOST for a class nobody ordered (B-6.1)."""
        CLASS_LIFE.after("negotiate", self.state)
        if not self.hosted_externally:
            raise Refusal(
                "NO_HOST",
                "自办班次没有主办单位，无须洽商。",
                "A class of the institution's own has no host to negotiate with.",
                "B-6.1a",
            )
        return self._move("negotiate", now)

    def confirm_project(self, *, now: datetime) -> list[Event]:
        """The project is confirmed in writing (B-6.2)."""
        moved = self._move("confirm", now)
        return [*moved, *self.note(Fact.PROJECT_CONFIRMED, now=now)]

    def begin_preparation(self, *, now: datetime) -> list[Event]:
        """Begin to prepare; what is known already is taken into account at once.

        Refusal PLAN_NEEDED in the college, where the implementation plan begins it (B-3.1b).
        """
        CLASS_LIFE.after("begin_preparation", self.state)
        if self.nature.college:
            raise Refusal(
                "PLAN_NEEDED",
                "须先下发实施方案，班次方能进入筹备。",
                "The implementation plan must be issued before preparation begins.",
                "B-3.1b",
            )
        return self._move("begin_preparation", now)

    def carry_out(self, *, now: datetime) -> list[Event]:
        """The implementation plan was issued: the first one begins the preparation (B-3.1b)."""
        if self.knows(Fact.PLAN_ISSUED):
            return []
        verb = "carry_out" if self.hosted_externally else "begin_preparation"
        moved = self._move(verb, now)
        return [*moved, *self.note(Fact.PLAN_ISSUED, now=now)]

    def allocated(self, *, deadline: datetime, now: datetime) -> list[Event]:
        """Open enrolment until the deadline, which lies ahead and before check-in."""
        if not now < deadline <= self.checkin_from:
            raise Invalid(
                "DEADLINE",
                "报名截止时间须在当前时间之后、报到开始之前。",
                "The deadline must lie ahead and not after check-in begins.",
                "A-7.2.a",
                faults=[
                    Fault("deadline", "须在报到开始之前", "must lie ahead and before check-in")
                ],
            )
        self.nominate_until = deadline
        return self.note(Fact.QUOTAS_ALLOCATED, now=now)

    def may_nominate(self, *, now: datetime) -> None:
        """Refusal NOMINATIONS_CLOSED after the deadline, WRONG_STATE outside enrolment."""
        self.may("nominate")
        self._refuse_after_roster()
        if self.nominate_until is None or now > self.nominate_until:
            raise Refusal(
                "NOMINATIONS_CLOSED",
                "报名已截止。",
                "The time for nominations is over.",
                "A-6.6",
            )

    def nominations_open(self, *, now: datetime) -> bool:
        """Whether units may nominate at this moment."""
        try:
            self.may_nominate(now=now)
        except Refusal:
            return False
        return True

    def may_decide_nominations(self) -> None:
        """Refusal ROSTER_SUBMITTED while the roster is with the executive vice-president."""
        self.may("decide_nominations")
        self._refuse_after_roster()

    def may_allocate(self) -> None:
        """Seats change only before the roster has been submitted."""
        self.may("allocate_quotas")
        self._refuse_after_roster()

    def roster_submitted(self, *, now: datetime) -> None:
        """Nominations stand still until the roster is decided."""
        self.may("submit_roster")
        self.note(Fact.ROSTER_SUBMITTED, now=now)

    def roster_returned(self) -> None:
        """Nominations may change again."""
        self.withdraw_fact(Fact.ROSTER_SUBMITTED)

    def approve_roster(self, *, now: datetime) -> list[Event]:
        """Everybody on the roster is a trainee now (A-7.2)."""
        moved = self._move("approve_roster", now)
        return [*moved, *self.note(Fact.ROSTER_APPROVED, now=now)]

    def confirm_readiness(self, *, now: datetime) -> list[Event]:
        """Confirm that everything is ready; Refusal NOT_READY names what is missing, by clause."""
        CLASS_LIFE.after("confirm_readiness", self.state)
        self._refuse_unready()
        return [
            ReadinessConfirmed(class_id=self.class_id),
            *self._move("confirm_readiness", now),
        ]

    def open_check_in(self, *, now: datetime) -> list[Event]:
        """Open check-in; Refusal TOO_EARLY before its window."""
        CLASS_LIFE.after("open_check_in", self.state)
        if now < self.checkin_from:
            raise Refusal(
                "TOO_EARLY",
                "尚未到报到时间。",
                "Check-in has not begun yet.",
                "B-8.4a",
            )
        # What was ready may have come undone since: a counselor gone, a check that failed.
        self._refuse_unready()
        return [CheckInOpened(class_id=self.class_id), *self._move("open_check_in", now)]

    def record_opening(
        self, *, leader: str, present: list[str], absent: list[str], now: datetime
    ) -> list[Event]:
        """The class begins with a leader's talk; Refusal NOBODY_CAME without any trainee."""
        CLASS_LIFE.after("record_opening", self.state)
        if not present and self.nature.passes(S.CHECKING_IN):
            raise Refusal(
                "NOBODY_CAME", "还没有学员报到。", "No trainee has checked in yet.", "A-6.7"
            )
        self.leader = leader
        opened = ClassOpened(class_id=self.class_id, present=present, absent=absent)
        return [opened, *self._move("record_opening", now)]

    def record_departure(self, *, today: date, now: datetime) -> list[Event]:
        """The class leaves on its last day or later, its data confirmed (B-8.8).

        Refusal DATA_NOT_CONFIRMED before both sides have signed what it used.
        """
        if self.hosted_externally and self.state is S.ASSESSING:
            raise Refusal(
                "DATA_NOT_CONFIRMED",
                "双方尚未签认数据确认书，不能撤场。",
                "The class cannot leave before both sides have signed the confirmed data.",
                "B-8.8a",
            )
        CLASS_LIFE.after("record_departure", self.state)
        if today < self.end_on:
            raise Refusal(
                "TOO_EARLY",
                "结班日期之前不能撤场。",
                "The class cannot leave before its last day.",
                "B-8.8a",
            )
        moved = self._move("record_departure", now)
        left = ClassDeparted(class_id=self.class_id, end_on=self.end_on)
        if self.nature.college:
            return [left, *moved]
        # The papers of an own class stay with the staff who file them: nothing to sign over.
        return [left, *moved, *self.note(Fact.PAPERS_HANDED_OVER, now=now)]

    def seal_archive(self, *, now: datetime) -> list[Event]:
        """The class file is complete and sealed (A-7.9.a)."""
        return self._move("seal_archive", now)

    def close(self, *, uncertified: int, now: datetime) -> list[Event]:
        """Close the class; `uncertified` trainees completed it but have no certificate yet."""
        CLASS_LIFE.after("close", self.state)
        refuse_missing(
            "CLASS_INCOMPLETE",
            "班次尚不能结班",
            "The class cannot be closed yet",
            self._unmet(CLOSED_WHEN),
        )
        if self.issues_certificate and uncertified:
            raise Refusal(
                "CERTIFICATES_MISSING",
                f"还有 {uncertified} 名合格学员未颁发结业证书。",
                f"{uncertified} trainees who completed the class have no certificate yet.",
                "A-5.o1",
            )
        return [*self._move("close", now), ClassClosed(class_id=self.class_id)]

    def cancel(self, *, reason: str, now: datetime) -> list[Event]:
        """Cancel a class that has not begun."""
        moved = self._move("cancel", now)
        return [ClassCancelled(class_id=self.class_id, reason=reason), *moved]

    def hold_closing(self, *, leader: str, now: datetime) -> list[Event]:
        """The closing ceremony took place (B-8.6a)."""
        self.may("hold_closing")
        self.closing_leader = leader
        return [ClosingHeld(class_id=self.class_id), *self.note(Fact.CLOSING_HELD, now=now)]

    def suspend(self, *, reason: str, policy_ref: str, today: date, now: datetime) -> list[Event]:
        """Let the class stand still (B-12a)."""
        standing = self.state
        moved = self._move("suspend", now)
        self.suspended_from, self.suspended_on = standing, today
        stopped = ClassSuspended(
            class_id=self.class_id, reason=reason, policy_ref=policy_ref, from_on=today
        )
        return [stopped, *moved]

    def resume(self, *, resume_on: date, now: datetime) -> list[Event]:
        """Let the class go on where it stood; its end moves by the days it stood still."""
        self.may("resume")
        if self.suspended_from is None or self.suspended_on is None:
            raise AssertionError("a suspended class knows where it stood")
        days = (resume_on - self.suspended_on).days
        if days < 0:
            raise Invalid(
                "RESUME_BEFORE_SUSPENSION",
                "恢复日期早于暂停日期。",
                "The class cannot resume before it was suspended.",
                "B-12a",
                faults=[Fault("resume_on", "早于暂停日期", "lies before the suspension")],
            )
        self.end_on += timedelta(days=days)
        if self.suspended_from is S.CHECKING_IN:
            self.start_on += timedelta(days=days)
            self.checkin_to += timedelta(days=days)
        goes_on = ClassResumed(
            class_id=self.class_id, days=days, resume_on=resume_on, end_on=self.end_on
        )
        self._enter(self.suspended_from, now)
        self.suspended_from = self.suspended_on = None
        return [goes_on, self._advanced(now), *self._advance(now)]

    def reschedule(
        self,
        *,
        start_on: date,
        end_on: date,
        checkin_from: datetime,
        checkin_to: datetime,
        reason: str,
    ) -> ClassRescheduled:
        """Move a class that has not begun to other days."""
        self.may("reschedule")
        refuse_odd_days(start_on, end_on, checkin_from, checkin_to)
        moved = ClassRescheduled(
            class_id=self.class_id,
            old_start_on=self.start_on,
            start_on=start_on,
            end_on=end_on,
            checkin_from=checkin_from,
            checkin_to=checkin_to,
            reason=reason,
        )
        self.start_on, self.end_on = start_on, end_on
        self.checkin_from, self.checkin_to = checkin_from, checkin_to
        return moved

    def may_call_mentors(self) -> None:
        """Refusal NO_MENTORS where the mentor system does not apply (B-3.4b), PROJECT_OPEN before
        the project is fixed (B-9.2).
        """
        if not self.mentor_required:
            raise Refusal(
                "NO_MENTORS", "该班次不适用学业导师制。", "This class has no mentors.", "B-3.4b"
            )
        if self.hosted_externally and not self.knows(Fact.PROJECT_CONFIRMED):
            raise Refusal(
                "PROJECT_OPEN",
                "项目尚未书面确认，不能通知轮值部门。",
                "A department is called once the project is confirmed in writing.",
                "B-9.2",
            )

    # -- Facts and what follows from them ----------------------------------------------------

    def note(self, fact: Fact, *, now: datetime) -> list[Event]:
        """Keep a fact and take every step it opens; a repeated or too late one changes nothing."""
        if self.knows(fact) or self.state in OVER:
            return []
        self.facts = {**self.facts, fact: now.isoformat()}
        return self._advance(now)

    def note_settlement(self, fact: Fact, *, now: datetime) -> list[Event]:
        """Keep that the settlement is final, or its invoice issued; with what the class needs of
        both it is settled: one of the institution's own has no invoice (B-6.6).
        """
        noted = self.note(fact, now=now)
        needed = [Fact.SETTLEMENT_FINALISED]
        if self.hosted_externally:
            needed.append(Fact.INVOICE_ISSUED)
        if all(self.knows(each) for each in needed):
            return [*noted, *self.note(Fact.SETTLED, now=now)]
        return noted

    def withdraw_fact(self, fact: Fact) -> None:
        """What was true no longer is: somebody left, a check failed."""
        self.facts = {known: at for known, at in self.facts.items() if known != fact}

    def hold(self, fact: Fact, *, true: bool, now: datetime) -> list[Event]:
        """Keep a fact as long as it is true."""
        if true:
            return self.note(fact, now=now)
        self.withdraw_fact(fact)
        return []

    def readiness(self) -> list[ReadinessItem]:
        """Each condition for being ready, with whether it is met."""
        return self._standing(READY_WHEN)

    def closing(self) -> list[ReadinessItem]:
        """Each condition for being closed, with whether it is met."""
        return self._standing(CLOSED_WHEN)

    def _standing(self, conditions: Sequence[Condition]) -> list[ReadinessItem]:
        return [
            ReadinessItem(
                code=condition.fact,
                zh=condition.zh,
                en=condition.en,
                clause=condition.clause,
                met=self.knows(condition.fact),
            )
            for condition in applying(conditions, self.nature)
        ]

    def may(self, duty: str) -> None:
        """Refusal WRONG_STATE when the duty does not belong to the state the class is in."""
        Lifecycle[ClassState](
            CLASS_LIFE.zh, CLASS_LIFE.en, {duty: (CLASS_DUTIES[duty], self.state)}
        ).after(duty, self.state)

    def refuse_ended(self) -> None:
        """Refusal CLASS_ENDED once the class is closed or cancelled."""
        if self.state in OVER:
            raise Refusal(
                "CLASS_ENDED",
                "班次已结班或已取消，不能再更改。",
                "The class is closed or cancelled; nothing about it changes any more.",
                "A-6.12",
            )

    def created(self) -> ClassCreated:
        """The fact that this class is now there."""
        return ClassCreated(
            class_id=self.class_id,
            plan_id=self.plan_id,
            plan_item_id=self.plan_item_id,
            code=self.code,
            title=self.title,
            category=self.category,
            track=self.track,
            profile=self.profile,
            org_mode=self.org_mode,
            hosted_externally=self.hosted_externally,
            issues_certificate=self.issues_certificate,
            start_on=self.start_on,
            end_on=self.end_on,
            checkin_from=self.checkin_from,
            checkin_to=self.checkin_to,
            planned_headcount=self.planned_headcount,
            planned_hours=self.planned_hours,
            rule_set=self.rule_set,
            session_no=self.session_no,
            host_id=self.host_id,
            level=self.level,
            online=self.online,
            mentor_required=self.mentor_required,
            left_out=tuple(ClassState(state) for state in self.left_out),
        )

    def _unmet(self, conditions: Sequence[Condition]) -> list[Condition]:
        needed = applying(conditions, self.nature)
        return [condition for condition in needed if not self.knows(condition.fact)]

    def _refuse_unready(self) -> None:
        refuse_missing(
            "NOT_READY", "班次尚未准备就绪", "The class is not ready", self._unmet(READY_WHEN)
        )

    def _refuse_after_roster(self) -> None:
        if self.knows(Fact.ROSTER_SUBMITTED):
            raise Refusal(
                "ROSTER_SUBMITTED",
                "名单已报送常务副校长，退回后才能变更。",
                "The roster has been submitted; nominations change only after it is returned.",
                "A-7.2.a",
            )

    def _move(self, verb: str, now: datetime) -> list[Event]:
        self._enter(CLASS_LIFE.after(verb, self.state), now)
        return [self._advanced(now), *self._advance(now)]

    def _advance(self, now: datetime) -> list[Event]:
        events: list[Event] = []
        while step := self._next_by_itself():
            self._enter(step, now)
            events.append(self._advanced(now))
        return events

    def _next_by_itself(self) -> ClassState | None:
        """A step left out is passed at once, any other once its fact is there."""
        ahead = following(self.state)
        if ahead is not None and not self.nature.passes(ahead):
            return ahead
        fact, target = BY_ITSELF.get(self.state, (None, None))
        return target if fact is not None and self.knows(fact) else None

    def _enter(self, state: ClassState, now: datetime) -> None:
        self.state = state
        self.steps = [*self.steps, [state, now.isoformat()]]

    def _advanced(self, now: datetime) -> ClassAdvanced:
        return ClassAdvanced(class_id=self.class_id, state=self.state, at=now)
