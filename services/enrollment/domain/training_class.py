"""A training class and its one linear life: duties move it on, facts from other departments too.

Facts are kept whenever they arrive, and every automatic step whose fact is there is taken at
once, so the order in which events arrive never matters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.base import Event
from contracts.enrollment import (
    ClassAdvanced,
    ClassCancelled,
    ClassClosed,
    ClassCreated,
    ClassDeparted,
    ClassOpened,
    ClassState,
    ReadinessItem,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import TRACK_OF, Category, OrgMode, Profile, Track
from services.enrollment.domain.conditions import (
    CLOSED_WHEN,
    EXAM_CLOSED_WHEN,
    EXAM_READY_WHEN,
    READY_WHEN,
    Condition,
    Fact,
    refuse_missing,
)
from services.enrollment.domain.plan import AnnualPlan, PlanItem

S = ClassState


BEFORE_TEACHING = (
    S.PLANNED,
    S.PREPARING,
    S.NOTIFIED,
    S.ENROLLING,
    S.ROSTER_APPROVED,
    S.READY,
    S.CHECKING_IN,
)
CLASS_LIFE = Lifecycle[ClassState](
    "班次",
    "class",
    {
        "begin_preparation": ((S.PLANNED,), S.PREPARING),
        "approve_roster": ((S.ENROLLING,), S.ROSTER_APPROVED),
        "confirm_readiness": ((S.ROSTER_APPROVED,), S.READY),
        "open_check_in": ((S.READY,), S.CHECKING_IN),
        "record_opening": ((S.CHECKING_IN,), S.IN_PROGRESS),
        "record_departure": ((S.DATA_CONFIRMED,), S.DEPARTED),
        "seal_archive": ((S.SETTLED,), S.ARCHIVED),
        "close": ((S.EVALUATED,), S.CLOSED),
        "cancel": (BEFORE_TEACHING, S.CANCELLED),
    },
)
# What is done while a class stays in its state.
CLASS_DUTIES: Mapping[str, tuple[ClassState, ...]] = {
    "allocate_quotas": (S.PLANNED, S.PREPARING, S.NOTIFIED, S.ENROLLING),
    "nominate": (S.ENROLLING,),
    "decide_nominations": (S.ENROLLING,),
    "submit_roster": (S.ENROLLING,),
    "check_in": (S.CHECKING_IN,),
    "withdraw_trainee": (S.ROSTER_APPROVED, S.READY, S.CHECKING_IN, S.IN_PROGRESS, S.ASSESSING),
}
# From a state, once the fact is there, by itself into the next.
BY_ITSELF: Mapping[ClassState, tuple[Fact, ClassState]] = {
    S.PREPARING: (Fact.NOTICE_PUBLISHED, S.NOTIFIED),
    S.NOTIFIED: (Fact.QUOTAS_ALLOCATED, S.ENROLLING),
    S.IN_PROGRESS: (Fact.TEACHING_FINISHED, S.ASSESSING),
    S.ASSESSING: (Fact.DATA_CONFIRMED, S.DATA_CONFIRMED),
    S.DEPARTED: (Fact.PAPERS_HANDED_OVER, S.HANDED_OVER),
    S.HANDED_OVER: (Fact.SETTLED, S.SETTLED),
    S.ARCHIVED: (Fact.PERFORMANCE_EVALUATED, S.EVALUATED),
}
ENDED = frozenset({S.CLOSED, S.CANCELLED})


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
    nominate_until: datetime | None = None
    leader: str = ""
    state: ClassState = ClassState.PLANNED
    facts: dict[str, str] = field(default_factory=dict)
    steps: list[list[str]] = field(default_factory=list)

    @property
    def track(self) -> Track:
        """The branch of the process (C7)."""
        return TRACK_OF[self.category]

    @property
    def hosted_externally(self) -> bool:
        """Whether a host outside the institution ordered the class."""
        return self.org_mode is OrgMode.CONTRACTED

    def knows(self, fact: Fact) -> bool:
        """Whether the fact has come to be true."""
        return fact in self.facts

    # -- Steps people take -------------------------------------------------------------------

    def begin_preparation(self, *, now: datetime) -> list[Event]:
        """Begin to prepare; what is known already is taken into account at once."""
        return self._move("begin_preparation", now)

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
        self.facts = {fact: at for fact, at in self.facts.items() if fact != Fact.ROSTER_SUBMITTED}

    def approve_roster(self, *, now: datetime) -> list[Event]:
        """Everybody on the roster is a trainee now (A-7.2)."""
        moved = self._move("approve_roster", now)
        return [*moved, *self.note(Fact.ROSTER_APPROVED, now=now)]

    def confirm_readiness(self, *, now: datetime) -> list[Event]:
        """Confirm that everything is ready; Refusal NOT_READY names what is missing, by clause."""
        CLASS_LIFE.after("confirm_readiness", self.state)
        refuse_missing(
            "NOT_READY",
            "班次尚未准备就绪",
            "The class is not ready",
            (condition for condition in self._ready_when() if not self.knows(condition.fact)),
        )
        return self._move("confirm_readiness", now)

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
        return self._move("open_check_in", now)

    def record_opening(
        self, *, leader: str, present: list[str], absent: list[str], now: datetime
    ) -> list[Event]:
        """The class begins with a leader's talk; Refusal NOBODY_CAME without any trainee."""
        CLASS_LIFE.after("record_opening", self.state)
        if not present:
            raise Refusal(
                "NOBODY_CAME", "还没有学员报到。", "No trainee has checked in yet.", "A-6.7"
            )
        self.leader = leader
        opened = ClassOpened(class_id=self.class_id, leader=leader, present=present, absent=absent)
        return [opened, *self._move("record_opening", now)]

    def record_departure(self, *, today: date, now: datetime) -> list[Event]:
        """The class leaves on its last day or later, its data confirmed (B-8.8)."""
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
        if self.hosted_externally:
            return [left, *moved]
        # The papers of an own class stay with the staff who file them: nothing to sign over.
        return [left, *moved, *self.note(Fact.PAPERS_HANDED_OVER, now=now)]

    def seal_archive(self, *, now: datetime) -> list[Event]:
        """The class file is complete and sealed (A-7.9.a)."""
        return self._move("seal_archive", now)

    def close(self, *, uncertified: int, now: datetime) -> list[Event]:
        """Close the class; `uncertified` trainees completed it but have no certificate yet."""
        CLASS_LIFE.after("close", self.state)
        needed = (*EXAM_CLOSED_WHEN, *CLOSED_WHEN) if self._has_exam() else CLOSED_WHEN
        refuse_missing(
            "CLASS_INCOMPLETE",
            "班次尚不能结班",
            "The class cannot be closed yet",
            (condition for condition in needed if not self.knows(condition.fact)),
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

    # -- Facts and what follows from them ----------------------------------------------------

    def note(self, fact: Fact, *, now: datetime) -> list[Event]:
        """Keep a fact and take every step it opens; a repeated or too late one changes nothing."""
        if self.knows(fact) or self.state in ENDED:
            return []
        self.facts = {**self.facts, fact: now.isoformat()}
        return self._advance(now)

    def readiness(self) -> list[ReadinessItem]:
        """Each condition for being ready, with whether it is met."""
        return [
            ReadinessItem(
                code=condition.fact,
                zh=condition.zh,
                en=condition.en,
                clause=condition.clause,
                met=self.knows(condition.fact),
            )
            for condition in self._ready_when()
        ]

    def may(self, duty: str) -> None:
        """Refusal WRONG_STATE when the duty does not belong to the state the class is in."""
        Lifecycle[ClassState](
            CLASS_LIFE.zh, CLASS_LIFE.en, {duty: (CLASS_DUTIES[duty], self.state)}
        ).after(duty, self.state)

    def refuse_ended(self) -> None:
        """Refusal CLASS_ENDED once the class is closed or cancelled."""
        if self.state in ENDED:
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
        )

    def _has_exam(self) -> bool:
        return self.track is Track.PROSPECT

    def _ready_when(self) -> tuple[Condition, ...]:
        return (*READY_WHEN, *EXAM_READY_WHEN) if self._has_exam() else READY_WHEN

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
        while (step := BY_ITSELF.get(self.state)) and self.knows(step[0]):
            self._enter(step[1], now)
            events.append(self._advanced(now))
        return events

    def _enter(self, state: ClassState, now: datetime) -> None:
        self.state = state
        self.steps = [*self.steps, [state, now.isoformat()]]

    def _advanced(self, now: datetime) -> ClassAdvanced:
        return ClassAdvanced(class_id=self.class_id, state=self.state, at=now)


def create_class(
    plan: AnnualPlan,
    item: PlanItem,
    *,
    class_id: str,
    code: str,
    title: str,
    start_on: date,
    end_on: date,
    checkin_from: datetime,
    checkin_to: datetime,
    org_mode: OrgMode,
    issues_certificate: bool,
    rule_set: str,
    now: datetime,
) -> TrainingClass:
    """The class of an approved plan item; Invalid (422) when its days do not fit each other."""
    if org_mode is not OrgMode.HOSTED:
        raise Refusal(
            "ORG_MODE_NOT_OFFERED",
            "本校目前只开办自办班次。",
            "Only classes of the school's own are held at present.",
            "B-1.1",
        )
    _refuse_odd_days(start_on, end_on, checkin_from, checkin_to)
    return TrainingClass(
        class_id=class_id,
        code=code,
        title=title,
        category=item.category,
        profile=plan.profile,
        org_mode=org_mode,
        issues_certificate=issues_certificate,
        plan_id=plan.plan_id,
        plan_item_id=item.item_id,
        session_no=item.session_no,
        start_on=start_on,
        end_on=end_on,
        checkin_from=checkin_from,
        checkin_to=checkin_to,
        planned_headcount=item.planned_headcount,
        planned_hours=item.planned_hours,
        rule_set=rule_set,
        steps=[[ClassState.PLANNED, now.isoformat()]],
    )


def _refuse_odd_days(
    start_on: date, end_on: date, checkin_from: datetime, checkin_to: datetime
) -> None:
    faults = []
    if end_on < start_on:
        faults.append(Fault("end_on", "结班日期早于开班日期", "the class ends before it starts"))
    if checkin_to <= checkin_from:
        faults.append(Fault("checkin_to", "报到截止早于报到开始", "check-in ends before it begins"))
    if faults:
        raise Invalid(
            "DATES",
            f"日期有误：{'；'.join(fault.zh for fault in faults)}。",
            f"The dates do not fit: {'; '.join(fault.en for fault in faults)}.",
            "B-5.0",
            faults=faults,
        )
