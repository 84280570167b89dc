"""A nomination: one person, one class, one unit."""

from dataclasses import dataclass
from datetime import date, datetime

from contracts.enrollment import (
    NominationRejected,
    NominationState,
    NominationSubmitted,
    NominationWithdrawn,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from services.enrollment.domain.candidate import Candidate

S = NominationState
OPEN = (S.ELIGIBLE, S.WAITLISTED, S.ACCEPTED)

NOMINATION_LIFE = Lifecycle[NominationState](
    "提名",
    "nomination",
    {
        "move_up": ((S.WAITLISTED,), S.ELIGIBLE),
        "accept": ((S.ELIGIBLE,), S.ACCEPTED),
        "enroll": ((S.ACCEPTED,), S.ENROLLED),
        "reject": (OPEN, S.REJECTED),
        "withdraw": (OPEN, S.WITHDRAWN_BY_UNIT),
    },
    clause="A-6.6",
)


@dataclass(eq=False, kw_only=True)
class Nomination:
    """A nomination; ids are in the order of nomination, which is the order of the waiting list."""

    nomination_id: str
    class_id: str
    unit_id: str
    person_id: str
    student_no: str
    group_name: str
    post: str
    activist_on: date | None
    target_on: date | None
    remark: str
    state: NominationState
    nominated_by: str
    nominated_at: datetime
    reason: str = ""
    rank: str = ""

    @property
    def holds_seat(self) -> bool:
        """Whether one of the unit's seats is taken by it."""
        return self.state in (S.ELIGIBLE, S.ACCEPTED, S.ENROLLED)

    def submitted(self) -> NominationSubmitted:
        """The fact that it was made."""
        return NominationSubmitted(
            class_id=self.class_id,
            nomination_id=self.nomination_id,
            unit_id=self.unit_id,
            state=self.state,
        )

    def move_up(self) -> None:
        """Take the seat that became free."""
        self.state = NOMINATION_LIFE.after("move_up", self.state)

    def accept(self) -> None:
        """Admit the person to the class."""
        self.state = NOMINATION_LIFE.after("accept", self.state)

    def enroll(self) -> None:
        """Put the person on the approved roster."""
        self.state = NOMINATION_LIFE.after("enroll", self.state)

    def reject(self, *, reason: str) -> NominationRejected:
        """Do not admit the person; the reason is told to the unit."""
        self.state = NOMINATION_LIFE.after("reject", self.state)
        self.reason = reason
        return NominationRejected(
            class_id=self.class_id,
            nomination_id=self.nomination_id,
            unit_id=self.unit_id,
            reason=reason,
        )

    def withdraw(self, *, reason: str) -> NominationWithdrawn:
        """Take the nomination back; the person may be nominated again."""
        self.state = NOMINATION_LIFE.after("withdraw", self.state)
        self.reason = reason
        return NominationWithdrawn(
            class_id=self.class_id, nomination_id=self.nomination_id, unit_id=self.unit_id
        )

    def forget(self) -> None:
        """Empty what it tells of the person, whose data is erased."""
        self.student_no = self.group_name = self.post = self.rank = ""
        self.activist_on = self.target_on = None
        self.remark = self.reason = ""


def nominate(
    candidate: Candidate,
    *,
    nomination_id: str,
    class_id: str,
    unit_id: str,
    person_id: str,
    state: NominationState,
    by: str,
    now: datetime,
) -> Nomination:
    """A new nomination on a seat (ELIGIBLE) or on the waiting list (WAITLISTED)."""
    return Nomination(
        nomination_id=nomination_id,
        class_id=class_id,
        unit_id=unit_id,
        person_id=person_id,
        student_no=candidate.student_no,
        group_name=candidate.group_name,
        post=candidate.post,
        rank=candidate.rank,
        activist_on=candidate.activist_on,
        target_on=candidate.target_on,
        remark=candidate.remark,
        state=state,
        nominated_by=by,
        nominated_at=now,
    )


def already_nominated(*, by_same_unit: bool) -> Refusal:
    """Why a person who has a nomination in the class gets no second one."""
    if by_same_unit:
        return Refusal(
            "ALREADY_NOMINATED",
            "本单位已提名此人。",
            "Your unit has already nominated this person.",
            "A-6.6",
        )
    return Refusal(
        "NOMINATED_BY_ANOTHER_UNIT",
        "此人已由其他单位提名，请与党校工作人员核实。",
        "Another unit has already nominated this person; please ask the staff.",
        "A-6.6",
    )


def no_seat_left() -> Refusal:
    """Why a unit whose seats and waiting list are full cannot nominate."""
    return Refusal(
        "NO_SEAT_LEFT",
        "本单位名额及候补名额均已用完。",
        "The unit's seats and its waiting list are full.",
        "A-6.6",
    )
