"""The roster 学员名单 and the trainees on it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Page, Query, Secret, Title, View
from contracts.enrollment.access import READERS, R
from contracts.roles import Role
from contracts.values import FileRef, Opinion, PageNo, PageSize, Reason


class TraineeState(StrEnum):
    """Where a trainee stands in the class."""

    ENROLLED = "ENROLLED"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    WITHDRAWN = "WITHDRAWN"
    NO_SHOW = "NO_SHOW"


class CheckInPart(StrEnum):
    """The parts of a check-in (B-8.4a): the signature, papers and supplies, a bed, the briefing."""

    SIGN_IN = "SIGN_IN"
    MATERIALS = "MATERIALS"
    ROOM = "ROOM"
    BRIEFING = "BRIEFING"


class CheckInMethod(StrEnum):
    """How somebody was checked in."""

    DESK = "DESK"
    QR = "QR"


class TraineeView(View):
    """学员｜A place in the class; id number and phone are masked."""

    trainee_id: str
    trainee_no: str
    class_id: str
    person_id: str
    unit_id: str
    unit_name: str
    name: str
    sex: str
    ethnicity: str
    political_status: str
    student_no: str
    group_name: str
    id_no_masked: str
    phone_masked: str
    activist_on: date | None
    target_on: date | None
    state: TraineeState
    checked_in_at: datetime | None
    leave_limit_exceeded: bool = False
    check_in_parts: tuple[CheckInPart, ...] = ()
    check_in_missing: tuple[CheckInPart, ...] = ()
    room: str = ""
    post: str = ""
    rank: str = ""
    check_in_method: CheckInMethod | None = None
    lodges: bool = True


class RosterView(View):
    """学员名单｜The roster of a class; `decider` is the duty that approves or returns it."""

    class_id: str
    version: int
    state: str
    headcount: int
    submitted_by: str
    submitted_at: datetime | None
    decided_by: str
    opinion: str
    decider: Role = Role.EVP


class SubmitRoster(
    Command[RosterView],
    rest="POST /classes/{class_id}/roster/submission",
    by=(R.STAFF, R.STUDENT_WORK, R.COUNSELOR, R.PROJECT_LEAD),
    clauses=("A-7.2.a",),
):
    """报送学员名单｜Submit roster: submit the accepted nominations as the roster to the executive
    vice-president (in the college: to teaching affairs).
    """

    class_id: str


class ReturnRoster(
    Command[RosterView],
    rest="POST /classes/{class_id}/roster/return",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-7.2.a",),
):
    """退回学员名单｜Return roster: with an opinion."""

    class_id: str
    opinion: Annotated[str, Title("退回意见", "Opinion"), MinLen(2), MaxLen(500)]


class ApproveRoster(
    Command[RosterView],
    rest="POST /classes/{class_id}/roster/approval",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-7.2.a", "A-7.2.b"),
):
    """批准学员名单｜Approve the roster; everybody on it becomes a trainee, every unit is told of
    its own people.
    """

    class_id: str
    opinion: Opinion = ""


class FindRoster(Query[RosterView], rest="GET /classes/{class_id}/roster", by=READERS):
    """学员名单｜The roster's state."""

    class_id: str


class ListTrainees(
    Query[Page[TraineeView]], rest="GET /classes/{class_id}/trainees", by=(*READERS, R.EXAM_ADMIN)
):
    """学员列表｜Trainees of a class by number. `q` is part of a name, of a trainee's or student's
    number, or the last three of the id number; whose number ends in it comes first.
    """

    class_id: str
    state: TraineeState | None = None
    unit_id: str | None = None
    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: Annotated[int, Ge(1), Le(5000)] = 50
    checked_in: Annotated[bool | None, Title("已报到", "Checked in")] = None


class ListOwnTrainees(
    Query[Page[TraineeView]],
    rest="GET /units/{unit_id}/classes/{class_id}/trainees",
    by=(R.GRASSROOTS_ORG, R.HOST_REP),
    clauses=("A-7.2.b", "A-5.w1"),
):
    """本单位学员｜A unit's own people in a class, never another unit's."""

    unit_id: str
    class_id: str
    page: PageNo = 1
    size: PageSize = 50


class PersonView(View):
    """个人信息｜A person in full; every look is recorded."""

    person_id: str
    name: str
    id_no: Annotated[str, Secret()]
    phone: Annotated[str, Secret()]


class RevealPerson(
    Command[PersonView],
    rest="POST /people/{person_id}/disclosure",
    by=(R.STAFF, R.ORG_DEPT, R.STUDENT_WORK),
    clauses=(),
):
    """查看完整个人信息｜Show personal data: show a person's full id number and phone; the reason is
    recorded (PIPL art. 51).
    """

    person_id: str
    reason: Reason


class ExportTraineeForm(
    Query[FileRef],
    rest="GET /classes/{class_id}/trainee-form",
    by=(R.STAFF, R.ORG_DEPT, R.EVP, R.COUNSELOR),
    clauses=("A-9.a",),
    patience=60,
):
    """党校学员信息表｜Trainee information form as a workbook, record C4/组织04/001."""

    class_id: str
