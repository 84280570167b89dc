"""A trainee: a person's place in a class, from the approved roster to its result."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from contracts.base import Event
from contracts.enrollment import (
    CheckInMethod,
    CheckInPart,
    TraineeCheckedIn,
    TraineeState,
    TraineeWithdrawn,
    WithdrawalKind,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from services.enrollment.domain.nomination import Nomination
from services.enrollment.domain.person import Person
from services.enrollment.domain.unit import Unit

S = TraineeState

TRAINEE_LIFE = Lifecycle[TraineeState](
    "学员",
    "trainee",
    {
        "check_in": ((S.ENROLLED,), S.ACTIVE),
        "miss": ((S.ENROLLED,), S.NO_SHOW),
        "complete": ((S.ACTIVE,), S.COMPLETED),
        "fail": ((S.ACTIVE,), S.FAILED),
        "withdraw": ((S.ENROLLED, S.ACTIVE), S.WITHDRAWN),
    },
)


@dataclass(eq=False, kw_only=True)
class Trainee:
    """A trainee; the withdrawal's reason is encrypted at rest, it may speak of health."""

    trainee_id: str
    trainee_no: str
    class_id: str
    nomination_id: str
    person_id: str
    unit_id: str
    state: TraineeState = TraineeState.ENROLLED
    checked_in_at: datetime | None = None
    checked_in_by: str = ""
    check_in_method: CheckInMethod | None = None
    parts: list[str] = field(default_factory=list)
    lodges: bool = True
    room: str = ""
    leave_limit_exceeded: bool = False
    withdrawal_kind: WithdrawalKind | None = None
    withdrawal_reason: str | None = None
    withdrawn_by: str = ""
    certificate_no: str | None = None

    @property
    def check_in_parts(self) -> frozenset[CheckInPart]:
        """The parts that are done; a bed counts once it is allocated, or when none is needed."""
        done = {CheckInPart(part) for part in self.parts}
        housed = self.room or not self.lodges
        return frozenset(done | {CheckInPart.ROOM} if housed else done - {CheckInPart.ROOM})

    def check_in(
        self,
        *,
        parts: Iterable[CheckInPart],
        lodges: bool,
        needed: frozenset[CheckInPart],
        method: CheckInMethod,
        by: str,
        now: datetime,
    ) -> list[Event]:
        """Record parts of the check-in; complete with all that are needed (B-8.4a).

        One recorded before counts as the same one.
        """
        if self.checked_in_at and self.state is S.ACTIVE:
            return []
        TRAINEE_LIFE.after("check_in", self.state)
        self.parts = sorted({*self.parts, *(str(part) for part in parts)})
        self.lodges, self.check_in_method, self.checked_in_by = lodges, method, by
        return self._complete_check_in(needed, now)

    def take_room(self, room: str, *, needed: frozenset[CheckInPart], now: datetime) -> list[Event]:
        """A bed was allocated; it may be the last part of a check-in begun before."""
        self.room = room
        if self.state is not S.ENROLLED or not self.parts:
            return []
        return self._complete_check_in(needed, now)

    def leave_room(self) -> None:
        """The bed was given back."""
        self.room = ""

    def _complete_check_in(self, needed: frozenset[CheckInPart], now: datetime) -> list[Event]:
        if not needed <= self.check_in_parts:
            return []
        self.state = TRAINEE_LIFE.after("check_in", self.state)
        self.checked_in_at = now
        return [
            TraineeCheckedIn(
                class_id=self.class_id, trainee_id=self.trainee_id, unit_id=self.unit_id, at=now
            )
        ]

    def miss(self) -> None:
        """Note that the trainee did not come."""
        self.state = TRAINEE_LIFE.after("miss", self.state)

    def withdraw(self, *, kind: WithdrawalKind, reason: str, by: str) -> TraineeWithdrawn:
        """Take the trainee out of the class.

        Refusal LEAVE_WITHIN_LIMIT when leave is given as the cause but is within one seventh.
        """
        after = TRAINEE_LIFE.after("withdraw", self.state)
        if kind is WithdrawalKind.LEAVE_LIMIT and not self.leave_limit_exceeded:
            raise Refusal(
                "LEAVE_WITHIN_LIMIT",
                "该学员请假累计未超过总学时的七分之一。",
                "This trainee's leave is within one seventh of all hours.",
                "A-7.4.a",
            )
        self.state = after
        self.withdrawal_kind, self.withdrawal_reason, self.withdrawn_by = kind, reason, by
        return TraineeWithdrawn(
            class_id=self.class_id, trainee_id=self.trainee_id, unit_id=self.unit_id, kind=kind
        )

    def complete(self) -> None:
        """Note that the trainee completed the class."""
        self.state = TRAINEE_LIFE.after("complete", self.state)

    def fail(self) -> None:
        """Note that the trainee did not complete the class."""
        self.state = TRAINEE_LIFE.after("fail", self.state)

    def receive_certificate(self, certificate_no: str) -> None:
        """Note the certificate; whoever receives one has completed the class."""
        self.certificate_no = certificate_no
        if self.state is S.ACTIVE:
            self.complete()


def enrol(
    people: Iterable[tuple[Nomination, Person, Unit]],
    *,
    class_code: str,
    digits: int,
    new_id: Callable[[], str],
) -> list[Trainee]:
    """Make everybody on the approved roster a trainee, numbered by unit code, then name.

    The id number parts namesakes, so that the numbers are the same wherever they are given.
    """
    in_order = sorted(people, key=_roster_order)
    digits = max(digits, len(str(len(in_order))))
    trainees = []
    for position, (nomination, person, _) in enumerate(in_order, 1):
        nomination.enroll()
        trainees.append(
            Trainee(
                trainee_id=new_id(),
                trainee_no=f"{class_code}{position:0{digits}d}",
                class_id=nomination.class_id,
                nomination_id=nomination.nomination_id,
                person_id=person.person_id,
                unit_id=nomination.unit_id,
            )
        )
    return trainees


def _roster_order(entry: tuple[Nomination, Person, Unit]) -> tuple[str, str, str]:
    _, person, unit = entry
    return unit.code, person.name, person.id_no
