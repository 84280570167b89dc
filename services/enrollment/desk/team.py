"""The tab 团队与任务: who serves the class, who is on duty when, who does what until when."""

from collections.abc import Callable, Mapping
from typing import Any

from contracts.base import Title
from contracts.enrollment import (
    GOING_ON,
    AppointCounselors,
    AppointLead,
    AppointMentors,
    AssignmentView,
    CallMeeting,
    CallMentors,
    ClassRole,
    CompleteTask,
    FindDutyRoster,
    FindResponsibilities,
    FindTeam,
    IssueHandbook,
    ListMeetings,
    ListTasks,
    NameHostManager,
    NameParticipants,
    RecordMinutes,
    ReplaceMember,
    ReportAbsence,
    RequestSupport,
    TaskView,
    TeamView,
)
from contracts.lookups import DEPARTMENTS, HOST_PEOPLE
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Known, Look, Page, Picture, Table
from kit.pages.visit import Visit
from services.enrollment.desk.awaiting import (
    APPOINTING,
    NAMING,
    OWN_STAFF,
    SERVING,
    STAFF,
    of_college,
)
from services.enrollment.desk.duty import DUTY

# -- who is who ------------------------------------------------------------------------


def _of(team: TeamView, role: ClassRole) -> list[AssignmentView]:
    return [one for one in team.members if one.role is role]


def _nobody(role: ClassRole) -> Callable[[TeamView], bool]:
    return lambda team: not _of(team, role)


APPOINT: Mapping[ClassRole, tuple[Action, ...]] = {
    ClassRole.LEAD: (
        Action(kind=AppointLead, zh="指定", during=APPOINTING, when=_nobody(ClassRole.LEAD)),
    ),
    ClassRole.COUNSELOR: (Action(kind=AppointCounselors, zh="指定", during=APPOINTING),),
    ClassRole.MENTOR: (
        Action(
            kind=CallMentors,
            zh="通知轮值部门",
            during=APPOINTING,
            when=_nobody(ClassRole.MENTOR),
        ),
        Action(
            kind=AppointMentors,
            zh="指定",
            during=APPOINTING,
            when=lambda team: team.mentor_unit_id is not None,
        ),
    ),
    ClassRole.PARTICIPANT: (Action(kind=NameParticipants, zh="确定本部门人员", during=NAMING),),
    ClassRole.HOST_MANAGER: (Action(kind=NameHostManager, zh="登记", during=APPOINTING),),
}
REPLACE = Action(
    kind=ReplaceMember,
    zh="更换",
    during=APPOINTING,
    when=lambda one: one.role is not ClassRole.HOST_MANAGER,
)
ABSENT = Action(
    kind=ReportAbsence,
    zh="登记离岗",
    during=APPOINTING,
    when=lambda one: one.role in (ClassRole.COUNSELOR, ClassRole.MENTOR),
)


def team_data(team: TeamView, visit: Visit) -> Mapping[str, Any]:
    """A card per duty: who holds it, and what may be done about it."""
    return {"duties": [_duty(team, role, visit) for role in ClassRole]}


def _duty(team: TeamView, role: ClassRole, visit: Visit) -> Mapping[str, Any]:
    held = _of(team, role)
    return {
        "role": role,
        "people": [(one, visit.offers((REPLACE, ABSENT), one)) for one in held],
        "offers": visit.offers(APPOINT[role], team),
    }


# -- tasks -------------------------------------------------------------------------------


def standing_of(task: TaskView) -> str:
    """How a task stands, lateness included."""
    if task.state == "OPEN":
        return "OVERDUE" if task.late else "OPEN"
    return "DONE_LATE" if task.state == "DONE" and task.late else task.state


TASK_STATE = Column(name="state", how="tag", of=standing_of)
UNIT = Column(name="unit_name", title=Title("部门", "Department"))
COMPLETE = Action(
    kind=CompleteTask, zh="完成", during=GOING_ON, when=lambda task: task.state == "OPEN"
)
MEETING_UNITS = Column(name="unit_names", title=Title("参会部门", "Departments"))

TEAM = Page(
    path="team",
    zh="团队与任务",
    icon="people",
    when=of_college,
    actions=(Go(path="/classes/{class_id}/plan", zh="实施方案", icon="book", kind=ListTasks),),
    sections=(
        Picture(
            name="team",
            zh="班次团队",
            icon="people",
            asks=FindTeam,
            template="enrollment/team.html",
            data=team_data,
            offers=(
                *(action for actions in APPOINT.values() for action in actions),
                REPLACE,
                ABSENT,
            ),
            empty="本班次还没有团队。",
        ),
        DUTY,
        Picture(
            name="matrix",
            zh="分工协作",
            icon="board",
            asks=FindResponsibilities,
            template="enrollment/matrix.html",
        ),
        Table(
            name="tasks",
            zh="任务清单",
            icon="check",
            asks=ListTasks,
            columns=("title", UNIT, "source", "clause", "due_at", TASK_STATE, "note"),
            actions=(
                Action(kind=IssueHandbook, icon="book", during=SERVING),
                Action(kind=RequestSupport, icon="plus", during=GOING_ON),
            ),
            row_actions=(COMPLETE,),
            empty="还没有任务；实施方案下发后，各部门的任务列在这里。",
        ),
        Table(
            name="meetings",
            zh="协调会",
            icon="mail",
            asks=ListMeetings,
            columns=("at", "place", "agenda", MEETING_UNITS, "called_by", "decisions"),
            actions=(Action(kind=CallMeeting, icon="plus", during=GOING_ON),),
            row_actions=(
                Action(
                    kind=RecordMinutes,
                    zh="登记纪要",
                    during=GOING_ON,
                    when=lambda one: not one.minutes,
                ),
                Go(
                    path="/papers/enrollment/minutes?class_id={class_id}&meeting_id={meeting_id}",
                    zh="打印纪要",
                    icon="print",
                    when=lambda one: bool(one.minutes),
                ),
            ),
            empty="还没有召集协调会。",
        ),
    ),
)


def _holding(role: ClassRole) -> Callable[[TeamView, Known], Mapping[str, Any]]:
    """Those who hold the duty already stay ticked: whoever is not chosen leaves it."""

    def begins(team: TeamView, given: Known) -> Mapping[str, Any]:
        unit_id = given.get("unit_id")
        held = [one for one in _of(team, role) if unit_id in (None, one.unit_id)]
        return {"person_ids": [one.person_id for one in held]}

    return begins


LOOKS = {
    AppointLead: Look(
        choices={"person_id": STAFF},
        note="由教务处培训科人员担任；培训科人员都在同期班次时，才由本处其他科室人员担任。",
    ),
    AppointCounselors: Look(
        starts=FindTeam,
        begins=_holding(ClassRole.COUNSELOR),
        choices={"person_ids": STAFF},
        note="每班一至两名；所勾选的即为全部人员。",
    ),
    AppointMentors: Look(
        starts=FindTeam,
        begins=_holding(ClassRole.MENTOR),
        choices={"person_ids": OWN_STAFF},
        note="每班一至两名；所勾选的即为全部人员。",
    ),
    NameParticipants: Look(
        starts=FindTeam,
        begins=_holding(ClassRole.PARTICIPANT),
        choices={"person_ids": OWN_STAFF},
        note="所勾选的即为本部门全部参与人。",
    ),
    NameHostManager: Look(
        choices={"person_id": HOST_PEOPLE},
        hints={"person_id": "有账户的，可在此选定，登记后即可办理跟班事务；没有的不填。"},
    ),
    ReplaceMember: Look(choices={"person_id": STAFF}),
    ReportAbsence: Look(choices={"substitute_id": STAFF}),
    CallMentors: Look(note="通知轮到的教研部门；写明理由即改由下一部门，被跳过的部门保留轮次。"),
    IssueHandbook: Look(
        starts=FindDutyRoster,
        begins=lambda roster, _: {"contact": roster.contact},
        choices={"unit_id": DEPARTMENTS},
    ),
    RequestSupport: Look(choices={"unit_id": DEPARTMENTS}),
    CallMeeting: Look(choices={"unit_ids": DEPARTMENTS}),
    RecordMinutes: Look(hints={"attended": "每行一人。"}),
}
