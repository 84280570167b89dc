"""A teacher sent out to teach elsewhere, by the rule that governs it (B-1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.scheduling import Decision, DispatchTeacher, TeacherDispatched
from services.scheduling.domain.booking import Need, Resource
from services.scheduling.domain.rules import Rules
from services.scheduling.domain.session import SHANGHAI, Span
from services.scheduling.domain.teacher import Teacher


class DispatchState(StrEnum):
    """Where a dispatch stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


DISPATCH = Lifecycle[DispatchState](
    "外派授课",
    "dispatch",
    {
        "approve": ({DispatchState.REQUESTED}, DispatchState.APPROVED),
        "reject": ({DispatchState.REQUESTED}, DispatchState.REJECTED),
    },
    clause="B-1.3",
)


@dataclass(eq=False, kw_only=True)
class Dispatch:
    """A teacher's absence from one day to another, both included."""

    dispatch_id: str
    teacher_id: str
    destination: str
    topic: str
    from_on: date
    to_on: date
    policy_ref: str
    requested_by: str
    decided_by: str = ""
    opinion: str = ""
    decided_at: datetime | None = None
    state: DispatchState = DispatchState.REQUESTED

    @classmethod
    def ask(
        cls,
        request: DispatchTeacher,
        teacher: Teacher,
        *,
        dispatch_id: str,
        by: str,
        rules: Rules,
    ) -> "Dispatch":
        """A request for one; it cites the rule that governs it, and the teacher is vetted."""
        _require_policy(request.policy_ref, rules.dispatch_policies)
        _require_days(request)
        _require_vetted(teacher, request.to_on)
        return cls(
            dispatch_id=dispatch_id,
            teacher_id=teacher.teacher_id,
            destination=request.destination,
            topic=request.topic,
            from_on=request.from_on,
            to_on=request.to_on,
            policy_ref=request.policy_ref.strip(),
            requested_by=by,
        )

    @property
    def span(self) -> Span:
        """Its days, whole."""
        return Span(
            from_at=datetime.combine(self.from_on, time(), tzinfo=SHANGHAI),
            to_at=datetime.combine(self.to_on + timedelta(days=1), time(), tzinfo=SHANGHAI),
        )

    @property
    def needs(self) -> list[Need]:
        """What it takes: the teacher, for whole days."""
        return [Need(resource=Resource.TEACHER, resource_id=self.teacher_id, span=self.span)]

    def decide(
        self, teacher: Teacher, *, decision: Decision, opinion: str, by: str, now: datetime
    ) -> list[TeacherDispatched]:
        """Decide on it, never by who asked; the teacher must still be vetted."""
        approved = decision is Decision.APPROVED
        state = DISPATCH.after("approve" if approved else "reject", self.state)
        if by == self.requested_by:
            raise Refusal(
                "OWN_DISPATCH",
                "提出外派申请的人员不得审批本次外派。",
                "Who asked for a dispatch does not decide on it.",
                "B-1.3",
            )
        if approved:
            _require_vetted(teacher, self.to_on)
        self.state, self.decided_by, self.opinion, self.decided_at = state, by, opinion, now
        if not approved:
            return []
        told = TeacherDispatched(
            teacher_id=self.teacher_id,
            dispatch_id=self.dispatch_id,
            from_on=self.from_on,
            to_on=self.to_on,
            policy_ref=self.policy_ref,
        )
        return [told]


def _require_policy(policy_ref: str, policies: Sequence[str]) -> None:
    if any(policy in policy_ref for policy in policies):
        return
    wanted = "、".join(policies)
    zh, en = f"须注明所依据的制度（{wanted}）", f"must cite the rule it follows ({wanted})"
    raise Invalid(
        "POLICY_MISSING",
        f"外派授课{zh}。",
        f"A dispatch {en}.",
        "B-1.3",
        faults=[Fault("policy_ref", zh, en)],
    )


def _require_days(request: DispatchTeacher) -> None:
    # The day after the last one must exist, too.
    if request.from_on <= request.to_on < date.max:
        return
    zh, en = "结束日期不得早于开始日期", "must not lie before the first day"
    raise Invalid(
        "DAYS_BACKWARDS", f"{zh}。", f"The last day {en}.", "B-1.3", faults=[Fault("to_on", zh, en)]
    )


def _require_vetted(teacher: Teacher, until: date) -> None:
    if not teacher.may_teach_on(until):
        raise Refusal(
            "TEACHER_UNVETTED",
            f"教师{teacher.name}在外派期间没有有效的师资评审。",
            f"Teacher {teacher.name} holds no valid vetting through the dispatch.",
            "A-7.3.c",
        )
