"""Check-in 报到, opening, withdrawal and departure."""

from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Secret, Title
from contracts.enrollment.access import R
from contracts.enrollment.classes import ClassView
from contracts.enrollment.roster import CheckInPart, TraineeView

DESK = (R.STAFF, R.COUNSELOR, R.STUDENT_WORK)


class ConfirmReadiness(
    Command[ClassView],
    rest="POST /classes/{class_id}/readiness",
    by=(R.STAFF, R.EVP, R.PROJECT_LEAD),
    clauses=("A-7.3.a", "A-7.3.b"),
):
    """确认准备就绪｜Confirm that the class is ready; refused with what is missing, clause by
    clause.
    """

    class_id: str


class OpenCheckIn(
    Command[ClassView], rest="POST /classes/{class_id}/check-in", by=DESK, clauses=("B-8.4a",)
):
    """开始报到｜Open check-in; not before its window."""

    class_id: str


class CheckInMethod(StrEnum):
    """How somebody was checked in."""

    DESK = "DESK"
    QR = "QR"


class CheckIn(
    Command[TraineeView],
    rest="POST /classes/{class_id}/trainees/{trainee_id}/check-in",
    by=DESK,
    clauses=("A-6.7", "B-8.4a"),
):
    """学员报到｜Check a trainee in; a repeated check-in is the same one. In the college it is
    complete with all four parts; the bed is counted once it has been allocated.
    """

    class_id: str
    trainee_id: str
    method: CheckInMethod = CheckInMethod.DESK
    parts: Annotated[
        tuple[CheckInPart, ...], Title("已办环节", "Parts done"), MinLen(1), MaxLen(4)
    ] = (CheckInPart.SIGN_IN,)
    lodges: Annotated[bool, Title("住宿", "Stays overnight")] = True


class RecordOpening(
    Command[ClassView],
    rest="POST /classes/{class_id}/opening",
    by=DESK,
    clauses=("A-7.5.a", "A-6.4", "B-8.6a"),
):
    """开班｜Record the opening with the leader who gave the mobilization talk; who has not come
    is a no-show.
    """

    class_id: str
    leader: Annotated[str, Title("动员讲话领导", "Leader who spoke"), MinLen(1), MaxLen(50)]


class WithdrawalKind(StrEnum):
    """Why a trainee leaves the class."""

    LEAVE_LIMIT = "LEAVE_LIMIT"
    ABSCONDED = "ABSCONDED"
    DISCIPLINE = "DISCIPLINE"
    UNIT_REQUEST = "UNIT_REQUEST"
    HEALTH = "HEALTH"


class WithdrawTrainee(
    Command[TraineeView],
    rest="POST /classes/{class_id}/trainees/{trainee_id}/withdrawal",
    by=(R.STAFF, R.STUDENT_WORK),
    clauses=("A-7.4.a",),
):
    """退学｜Withdraw a trainee from the class."""

    class_id: str
    trainee_id: str
    kind: WithdrawalKind
    reason: Annotated[str, Title("理由", "Reason"), Secret(), MinLen(2), MaxLen(500)]


class RecordDeparture(
    Command[ClassView], rest="POST /classes/{class_id}/departure", by=DESK, clauses=("B-8.8a",)
):
    """撤场｜Record that the class has left; not before its data is confirmed."""

    class_id: str
