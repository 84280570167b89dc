"""Who serves a class: lead 项目负责人, counselors 辅导员, mentors 学业导师, participants 参与人."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.enrollment.access import READERS, R
from contracts.enrollment.classes import ReadinessItem
from contracts.roles import COLLEGE_DEPARTMENTS, Role
from contracts.values import Reason


class ClassRole(StrEnum):
    """A duty in one class."""

    LEAD = "LEAD"
    COUNSELOR = "COUNSELOR"
    MENTOR = "MENTOR"
    PARTICIPANT = "PARTICIPANT"
    HOST_MANAGER = "HOST_MANAGER"


ROLE_OF_DUTY: dict[ClassRole, Role] = {
    ClassRole.LEAD: Role.PROJECT_LEAD,
    ClassRole.COUNSELOR: Role.COUNSELOR,
    ClassRole.MENTOR: Role.MENTOR,
    ClassRole.PARTICIPANT: Role.PARTICIPANT,
    ClassRole.HOST_MANAGER: Role.HOST_REP,
}


class AssignmentView(View):
    """任职｜Somebody's duty in a class. `fallback` marks one from outside the usual section."""

    assignment_id: str
    class_id: str
    role: ClassRole
    person_id: str
    name: str
    unit_id: str
    unit_name: str
    appointed_by: str
    reason: str
    fallback: bool
    substitute_for: str
    from_at: datetime
    to_at: datetime | None
    state: str


class SkippedTurn(View):
    """跳过的轮值｜A department that was passed over for a class, and why; it keeps its turn."""

    unit_id: str
    unit_name: str
    reason: str


class MentorCallView(View):
    """导师轮值通知｜Which department sends the mentors of a class, and why it: its turn had come,
    or it was owed one it had been skipped for.
    """

    unit_id: str
    unit_name: str
    was_owed: bool
    skipped: list[SkippedTurn]
    called_by: str
    called_at: datetime


class TeamView(View):
    """班次团队｜Everybody who serves a class, and what the team still lacks."""

    class_id: str
    members: list[AssignmentView]
    missing: list[ReadinessItem]
    mentor_unit_id: str | None
    host_managed: bool
    mentor_call: MentorCallView | None = None


PeopleIds = Annotated[list[str], Title("人员", "People"), MaxLen(10)]


class AppointLead(
    Command[TeamView],
    rest="POST /classes/{class_id}/lead",
    by=(R.TEACHING_AFFAIRS,),
    clauses=("B-5.1a", "B-5.1b"),
):
    """指定项目负责人｜Appoint project lead: appoint the lead from the training section; another
    section of teaching affairs only while that section is short of people, or for a reason given.
    """

    class_id: str
    person_id: str
    reason: Annotated[str, Title("指定其他科室人员的理由", "Reason"), MaxLen(500)] = ""


class AppointCounselors(
    Command[TeamView],
    rest="POST /classes/{class_id}/counselors",
    by=(R.STUDENT_WORK,),
    clauses=("B-7.1", "B-7.2"),
):
    """指定辅导员｜Appoint counselors: appoint one or two counselors; people of other departments
    for a reason given.
    """

    class_id: str
    person_ids: PeopleIds
    reason: Annotated[str, Title("指定其他部门人员的理由", "Reason"), MaxLen(500)] = ""


class RotaTurn(View):
    """轮值部门｜A department's place in the rota, how many turns it is owed, and how often it has
    been called lately.
    """

    unit_id: str
    unit_name: str
    is_next: bool
    owed: int
    called: int


class RotaView(View):
    """学业导师轮值｜The order in which teaching departments send mentors; skipped turns are
    kept. `turns` are the same departments by name, in the order.
    """

    unit_ids: list[str]
    next_unit_id: str | None
    owed: list[str]
    history: list[str]
    turns: tuple[RotaTurn, ...] = ()


class SetMentorRota(
    Command[RotaView], rest="PUT /mentor-rota", by=(R.TEACHING_AFFAIRS,), clauses=("B-9.2",)
):
    """设置导师轮值｜Set mentor rota: set the order of the teaching departments; whose turn it is
    does not change.
    """

    unit_ids: Annotated[list[str], Title("轮值顺序", "Order"), MinLen(1), MaxLen(50)]


class FindMentorRota(Query[RotaView], rest="GET /mentor-rota", by=(*READERS, *COLLEGE_DEPARTMENTS)):
    """导师轮值｜Whose turn it is."""


class CallMentors(
    Command[TeamView],
    rest="POST /classes/{class_id}/mentor-call",
    by=(R.PROJECT_LEAD, R.TEACHING_AFFAIRS),
    clauses=("B-9.2",),
):
    """通知轮值部门｜Call on mentors: call on the department whose turn it is; with a reason it is
    skipped and keeps its turn for the next class.
    """

    class_id: str
    skip_reason: Annotated[str, Title("跳过当前轮值的理由", "Reason to skip"), MaxLen(500)] = ""


class AppointMentors(
    Command[TeamView],
    rest="POST /classes/{class_id}/units/{unit_id}/mentors",
    by=(R.TEACHING_DEPT,),
    clauses=("B-9.1", "B-3.4b"),
):
    """指定学业导师｜Appoint one or two mentors; only the department that was called may."""

    class_id: str
    unit_id: str
    person_ids: PeopleIds


class NameParticipants(
    Command[TeamView],
    rest="POST /classes/{class_id}/units/{unit_id}/participants",
    by=COLLEGE_DEPARTMENTS,
    clauses=("B-5.2",),
):
    """确定项目参与人｜Name participants: name one's own people for a class: after its plan came,
    before check-in.
    """

    class_id: str
    unit_id: str
    person_ids: PeopleIds


class NameHostManager(
    Command[TeamView],
    rest="POST /classes/{class_id}/host-manager",
    by=(R.HOST_REP, R.PROJECT_LEAD, R.COUNSELOR, R.TEACHING_AFFAIRS),
    clauses=("B-8.5b",),
):
    """登记跟班管理人员｜Name host's manager: the host sends somebody of its own to manage the
    class; the counselor assists. Who has no account is named all the same.
    """

    class_id: str
    name: Annotated[str, Title("姓名", "Name"), MinLen(1), MaxLen(50)]
    person_id: Annotated[str, Title("账户", "Account"), MaxLen(64)] = ""


class ReplaceMember(
    Command[TeamView],
    rest="POST /classes/{class_id}/team/{assignment_id}/replacement",
    by=(R.TEACHING_AFFAIRS, R.STUDENT_WORK, R.TEACHING_DEPT, *COLLEGE_DEPARTMENTS[2:]),
    clauses=("B-5.0", "B-8.4d"),
):
    """更换人员｜Replace member: put somebody else in a duty; only whoever appoints to it may."""

    class_id: str
    assignment_id: str
    person_id: str
    reason: Reason


class ReportAbsence(
    Command[TeamView],
    rest="POST /classes/{class_id}/team/{assignment_id}/absences",
    by=(R.COUNSELOR, R.STUDENT_WORK, R.MENTOR, R.TEACHING_DEPT),
    clauses=("B-8.4d",),
):
    """登记离岗｜Report absence: who on duty is away for a time; refused without a substitute."""

    class_id: str
    assignment_id: str
    from_at: Annotated[datetime, Title("从", "From")]
    to_at: Annotated[datetime, Title("至", "To")]
    substitute_id: Annotated[str | None, Title("接替人员", "Substitute")] = None
    reason: Reason


class ShiftKind(StrEnum):
    """What a shift covers."""

    CHECK_IN = "CHECK_IN"
    CLASS = "CLASS"
    OUT_OF_HOURS = "OUT_OF_HOURS"


class ShiftDraft(View):
    """值班｜Who is on duty where and when."""

    person_id: Annotated[str, Title("值班人员", "On duty")]
    kind: ShiftKind
    from_at: Annotated[datetime, Title("从", "From")]
    to_at: Annotated[datetime, Title("至", "To")]
    place: Annotated[str, Title("地点", "Place"), MaxLen(100)] = ""


class DutyRosterView(View):
    """值班表｜The shifts of a class; `gaps` are times of check-in or class days nobody covers."""

    class_id: str
    shifts: list[ShiftDraft]
    contact: str
    gaps: list[str]
    gaps_en: tuple[str, ...] = ()


class SetDutyRoster(
    Command[DutyRosterView],
    rest="PUT /classes/{class_id}/duty-roster",
    by=(R.COUNSELOR, R.STUDENT_WORK),
    clauses=("B-8.4b", "B-8.4c", "B-8.5a"),
):
    """排定值班｜Set the shifts: the whole check-in and every class day are covered (422 with the
    gaps), and somebody can be reached out of hours.
    """

    class_id: str
    shifts: Annotated[list[ShiftDraft], Title("值班安排", "Shifts"), MinLen(1), MaxLen(500)]
    contact: Annotated[
        str, Title("报到时段外联系方式", "Contact out of hours"), MinLen(2), MaxLen(200)
    ]


class FindDutyRoster(
    Query[DutyRosterView],
    rest="GET /classes/{class_id}/duty-roster",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.PARTICIPANT, R.MENTOR),
):
    """值班表｜The shifts of a class."""

    class_id: str


class FindTeam(
    Query[TeamView],
    rest="GET /classes/{class_id}/team",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.PARTICIPANT, R.MENTOR, R.HOST_REP),
):
    """班次团队｜Who serves a class."""

    class_id: str


class RoleAssigned(Event):
    """任职已确定｜Somebody was given a duty in a class."""

    class_id: str
    assignment_id: str
    role: ClassRole
    person_id: str
    unit_id: str


class RoleReplaced(Event):
    """任职已更换｜Somebody else holds a duty in a class now."""

    class_id: str
    assignment_id: str
    role: ClassRole
    person_id: str
    unit_id: str
    replaced_id: str


class RoleEnded(Event):
    """任职已结束｜Somebody no longer holds a duty in a class."""

    class_id: str
    assignment_id: str
    role: ClassRole
    person_id: str
    unit_id: str


class MentorRotaAdvanced(Event):
    """导师轮值已推进｜A teaching department's turn has come; `skipped` keep theirs."""

    class_id: str
    unit_id: str
    skipped: list[str]


class ParticipantNamed(Event):
    """项目参与人已确定｜A department named somebody for a class."""

    class_id: str
    unit_id: str
    person_id: str


class DutyRosterSet(Event):
    """值班已排定｜The whole check-in and every class day are covered."""

    class_id: str
