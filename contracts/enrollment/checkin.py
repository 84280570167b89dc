"""Check-in 报到, opening, withdrawal and departure."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Query, Secret, Title, View
from contracts.enrollment.access import READERS, R
from contracts.enrollment.classes import ClassView
from contracts.enrollment.own import OwnTrainingView
from contracts.enrollment.roster import CheckInMethod, CheckInPart, TraineeView

DESK = (R.STAFF, R.COUNSELOR, R.STUDENT_WORK)


class ConfirmReadiness(
    Command[ClassView],
    rest="POST /classes/{class_id}/readiness",
    by=(R.STAFF, R.EVP, R.PROJECT_LEAD),
    clauses=("A-7.3.a", "A-7.3.b"),
):
    """确认准备就绪｜Confirm readiness: confirm that the class is ready; refused with what is
    missing, clause by clause.
    """

    class_id: str


class OpenCheckIn(
    Command[ClassView], rest="POST /classes/{class_id}/check-in", by=DESK, clauses=("B-8.4a",)
):
    """开始报到｜Open check-in; not before its window."""

    class_id: str


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


class CheckInCodeView(View):
    """报到码｜What the desk shows to be scanned: it is read until `valid_until`, and there is a new
    one every so many `seconds`.
    """

    class_id: str
    token: Annotated[str, Title("报到码", "Code"), Secret()]
    valid_until: datetime
    seconds: int


class ShowCheckInCode(
    Query[CheckInCodeView],
    rest="GET /classes/{class_id}/check-in-code",
    by=DESK,
    clauses=("A-6.7", "B-8.4a"),
):
    """显示报到码｜Show the code of this moment; refused while check-in is not open."""

    class_id: str


class CheckInSelf(
    Command[OwnTrainingView],
    rest="POST /trainees/{trainee_id}/check-in",
    by=(R.TRAINEE,),
    clauses=("A-6.7", "B-8.4a"),
):
    """扫码报到｜Check in by code: check in by scanning the code at the desk: the signature is
    given; papers, bed and briefing stay with the desk. An old code is refused and may be scanned
    again at any time.
    """

    class_id: str
    trainee_id: str
    token: Annotated[str, Title("报到码", "Code"), Secret(), MinLen(1), MaxLen(200)]


class UnitArrivals(View):
    """单位报到情况｜How many of a unit are expected, in, and have begun to check in."""

    unit_id: str
    unit_name: str
    expected: int
    checked_in: int
    begun: int


class ArrivalsView(View):
    """报到情况｜Who has come, unit by unit, with the latest arrivals first. Who was withdrawn is
    not expected.
    """

    class_id: str
    expected: int
    checked_in: int
    begun: int
    units: list[UnitArrivals]
    latest: list[TraineeView]


class ListCheckIns(
    Query[ArrivalsView],
    rest="GET /classes/{class_id}/check-ins",
    by=(*READERS, R.EXAM_ADMIN),
    clauses=("A-6.7", "B-8.4a"),
):
    """报到动态｜The live wall of a check-in; the people themselves are on the list of trainees."""

    class_id: str
    latest: Annotated[int, Title("最近人数", "Latest"), Ge(0), Le(50)] = 12


class RecordOpening(
    Command[ClassView],
    rest="POST /classes/{class_id}/opening",
    by=DESK,
    clauses=("A-7.5.a", "A-6.4", "B-8.6a"),
):
    """开班｜Record opening: with the leader who gave the mobilization talk; who has not come is a
    no-show.
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
    """退学｜Withdraw trainee: from the class."""

    class_id: str
    trainee_id: str
    kind: WithdrawalKind
    reason: Annotated[str, Title("理由", "Reason"), Secret(), MinLen(2), MaxLen(500)]


class RecordDeparture(
    Command[ClassView], rest="POST /classes/{class_id}/departure", by=DESK, clauses=("B-8.8a",)
):
    """撤场｜Record departure: record that the class has left; not before its data is confirmed."""

    class_id: str
