"""A request for leave: how long it is in sessions, and who has approved it step after step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.roles import Actor, Role
from contracts.scheduling import Decision, LeaveKind, RequestLeave
from services.scheduling.domain.duty import require_duty
from services.scheduling.domain.rules import Rules
from services.scheduling.domain.session import Session, Span


class LeaveState(StrEnum):
    """Where a request stands. ENDORSED: approved so far, a higher level has yet to decide."""

    REQUESTED = "REQUESTED"
    ENDORSED = "ENDORSED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    RETURNED = "RETURNED"


LEAVE = Lifecycle[LeaveState](
    "请假",
    "leave request",
    {
        "endorse": ({LeaveState.REQUESTED, LeaveState.ENDORSED}, LeaveState.ENDORSED),
        "approve": ({LeaveState.REQUESTED, LeaveState.ENDORSED}, LeaveState.APPROVED),
        "reject": ({LeaveState.REQUESTED, LeaveState.ENDORSED}, LeaveState.REJECTED),
        "come_back": ({LeaveState.APPROVED}, LeaveState.RETURNED),
    },
    clause="A-7.4.a",
)


@dataclass(frozen=True, kw_only=True)
class Approval:
    """One step's decision, and in which duty it was made."""

    role: Role
    by: str
    decision: Decision
    opinion: str
    at: datetime


@dataclass(eq=False, kw_only=True)
class Leave:
    """A trainee's leave from one instant up to another; the reason is nobody else's business."""

    leave_id: str
    class_id: str
    trainee_id: str
    kind: LeaveKind
    from_at: datetime
    to_at: datetime
    reason: str
    requested_by: str
    approvals: list[Approval] = field(default_factory=list)
    returned_at: datetime | None = None
    state: LeaveState = LeaveState.REQUESTED

    @classmethod
    def request(cls, request: RequestLeave, *, leave_id: str, by: str) -> "Leave":
        """A new request; Invalid when it does not end after it begins or its times name no zone."""
        aware = request.from_at.tzinfo is not None and request.to_at.tzinfo is not None
        if not aware or request.from_at >= request.to_at:
            zh, en = (
                "请假起止时间须带时区且先起后止",
                "leave must begin before it ends, in a named zone",
            )
            raise Invalid(
                "LEAVE_TIMES", f"{zh}。", f"The {en}.", "A-7.4.a", faults=[Fault("to_at", zh, en)]
            )
        return cls(
            leave_id=leave_id,
            class_id=request.class_id,
            trainee_id=request.trainee_id,
            kind=request.kind,
            from_at=request.from_at,
            to_at=request.to_at,
            reason=request.reason,
            requested_by=by,
        )

    @property
    def is_granted(self) -> bool:
        """Whether it stands as leave, for as long as it lasted."""
        return self.state in (LeaveState.APPROVED, LeaveState.RETURNED)

    @property
    def span(self) -> Span:
        """From the beginning up to the end, or to the return if that came first."""
        ends = min(self.to_at, self.returned_at or self.to_at)
        return Span(from_at=self.from_at, to_at=max(ends, self.from_at))

    def touches(self, session: Session) -> bool:
        """Whether it takes in any part of a session; then it takes in all of it."""
        return session.is_live and self.span.overlaps(session.span)

    def covers(self, session: Session) -> bool:
        """Whether it is granted and the session falls into it."""
        return self.is_granted and self.touches(session)

    def hours(self, sessions: Iterable[Session]) -> int:
        """The counted hours it takes in, in tenths."""
        return sum(session.planned_hours for session in sessions if self.touches(session))

    def half_days(self, sessions: Iterable[Session]) -> int:
        """How many half-days with sessions it takes in."""
        return len(
            {(session.on, session.half_day) for session in sessions if self.touches(session)}
        )

    def needs(self, sessions: Sequence[Session], rules: Rules) -> Sequence[Role]:
        """The duties of which one decides next; none once it is settled."""
        if self.state not in (LeaveState.REQUESTED, LeaveState.ENDORSED):
            return ()
        steps = rules.leave_steps(self.half_days(sessions))
        return steps[min(len(self.approvals), len(steps) - 1)]

    def decide(
        self,
        *,
        decision: Decision,
        opinion: str,
        actor: Actor,
        now: datetime,
        sessions: Sequence[Session],
        rules: Rules,
    ) -> None:
        """Take one step of the approval, each by somebody else; the last one settles it."""
        steps = rules.leave_steps(self.half_days(sessions))
        last = len(self.approvals) + 1 >= len(steps)
        verb = ("approve" if last else "endorse") if decision is Decision.APPROVED else "reject"
        state = LEAVE.after(verb, self.state)
        role = require_duty(actor, self.needs(sessions, rules), self.class_id, "A-7.4.a")
        if actor.person_id in (self.requested_by, *(step.by for step in self.approvals)):
            raise Refusal(
                "SECOND_PERSON_NEEDED",
                "提出申请或已审批上一级的人员不得再审批本次请假。",
                "Who asked for the leave or approved an earlier step does not decide on this one.",
                "A-7.4.a",
            )
        self.state = state
        step = Approval(role=role, by=actor.person_id, decision=decision, opinion=opinion, at=now)
        self.approvals = [*self.approvals, step]

    def come_back(self, *, now: datetime) -> None:
        """Report back: from here on attendance counts again."""
        self.state = LEAVE.after("come_back", self.state)
        self.returned_at = now

    def refuse_overlap(self, others: Iterable["Leave"]) -> None:
        """Refusal when another request of the same trainee, not rejected, is for the same time."""
        taken = (other for other in others if other.state is not LeaveState.REJECTED)
        if any(self.span.overlaps(other.span) for other in taken if other is not self):
            raise Refusal(
                "LEAVE_OVERLAPS",
                "该学员在此时间已有请假申请。",
                "The trainee already has a leave request for this time.",
                "A-7.4.a",
            )
