"""The tab 团队与任务: who serves the class, who is on duty when, who does what until when."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from contracts.base import Title
from contracts.enrollment import (
    AppointCounselors,
    AppointLead,
    AppointMentors,
    AssignmentView,
    CallMeeting,
    CallMentors,
    ClassRole,
    ClassView,
    CompleteTask,
    DutyRosterView,
    FindClass,
    FindDutyRoster,
    FindMentorRota,
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
    RotaView,
    SetDutyRoster,
    SetMentorRota,
    ShiftDraft,
    ShiftKind,
    TaskView,
    TeamView,
)
from contracts.lookups import DEPARTMENTS, Lookup
from kit.clock import SHANGHAI
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Known, Look, Page, Picture, Table
from kit.pages.visit import Visit
from services.enrollment.desk.awaiting import (
    APPOINTING,
    NAMING,
    OPEN,
    OWN_STAFF,
    PREPARING,
    SERVING,
    STAFF,
    of_college,
)

MORNING, NIGHT = time(7, 30), time(21, 30)
TEAM_MEMBERS = Lookup(
    lambda known: FindTeam(class_id=known["class_id"]) if "class_id" in known else None,
    "person_id",
    ("name", "unit_name"),
    items="members",
)

# -- who is who ------------------------------------------------------------------------

APPOINT: Mapping[ClassRole, tuple[Action, ...]] = {
    ClassRole.LEAD: (Action(kind=AppointLead, zh="指定", during=APPOINTING),),
    ClassRole.COUNSELOR: (Action(kind=AppointCounselors, zh="指定", during=APPOINTING),),
    ClassRole.MENTOR: (
        Action(kind=CallMentors, zh="通知轮值部门", during=APPOINTING),
        Action(kind=AppointMentors, zh="指定", during=APPOINTING),
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
    awaits = role is not ClassRole.MENTOR or not held
    return {
        "role": role,
        "people": [(one, visit.offers((REPLACE, ABSENT), one)) for one in held],
        "offers": visit.offers(APPOINT[role]) if awaits else [],
    }


def _of(team: TeamView, role: ClassRole) -> list[AssignmentView]:
    return [one for one in team.members if one.role is role]


# -- the duty roster as a picture --------------------------------------------------------

SET_ROSTER = Action(kind=SetDutyRoster, icon="pen", during=PREPARING)
PROPOSE_ROSTER = Action(
    kind=SetDutyRoster,
    zh="按班次日期排定值班",
    icon="calendar",
    tone="primary",
    during=PREPARING,
    given=lambda _: {"by": "days"},
)


def duty_data(roster: DutyRosterView, visit: Visit) -> Mapping[str, Any]:
    """Day by day, what kind of shift is covered by whom and when."""
    days = sorted({_day(shift.from_at) for shift in roster.shifts})
    cells = {(day, kind): _on(roster.shifts, day, kind) for day in days for kind in ShiftKind}
    kinds = [kind for kind in ShiftKind if any(cells[day, kind] for day in days)]
    actions = (SET_ROSTER,) if roster.shifts else (PROPOSE_ROSTER,)
    return {"days": days, "kinds": kinds, "cells": cells, "offers": visit.offers(actions)}


def _on(shifts: Iterable[ShiftDraft], day: date, kind: ShiftKind) -> list[ShiftDraft]:
    own = (shift for shift in shifts if shift.kind is kind and _day(shift.from_at) == day)
    return sorted(own, key=lambda shift: shift.from_at)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _roster_query(given: Known) -> FindClass | FindDutyRoster:
    kind = FindClass if given.get("by") == "days" else FindDutyRoster
    return kind(class_id=given["class_id"])


def _roster_begins(found: ClassView | DutyRosterView, _: Known) -> Mapping[str, Any]:
    if isinstance(found, DutyRosterView):
        return {"shifts": [_shift_row(one) for one in found.shifts], "contact": found.contact}
    check_in = _row(ShiftKind.CHECK_IN, found.checkin_from, found.checkin_to)
    days = (found.end_on - found.start_on).days + 1
    with_class = [_with_class(found.start_on + timedelta(days=number)) for number in range(days)]
    return {"shifts": [check_in, *with_class]}


def _with_class(day: date) -> Mapping[str, Any]:
    begun, ended = (datetime.combine(day, hour, SHANGHAI) for hour in (MORNING, NIGHT))
    return _row(ShiftKind.CLASS, begun, ended)


def _shift_row(shift: ShiftDraft) -> Mapping[str, Any]:
    row = _row(shift.kind, shift.from_at, shift.to_at)
    return {**row, "person_id": shift.person_id, "place": shift.place}


def _row(kind: ShiftKind, from_at: datetime, to_at: datetime) -> Mapping[str, Any]:
    return {"kind": kind.value, "from_at": from_at.isoformat(), "to_at": to_at.isoformat()}


# -- tasks -------------------------------------------------------------------------------


def standing_of(task: TaskView) -> str:
    """How a task stands, lateness included."""
    if task.state == "OPEN":
        return "OVERDUE" if task.late else "OPEN"
    return "DONE_LATE" if task.state == "DONE" and task.late else task.state


TASK_STATE = Column(name="state", how="tag", of=standing_of)
COMPLETE = Action(kind=CompleteTask, zh="完成", when=lambda task: task.state == "OPEN")
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
                AppointLead,
                AppointCounselors,
                CallMentors,
                AppointMentors,
                NameParticipants,
                NameHostManager,
                ReplaceMember,
                ReportAbsence,
            ),
            empty="本班次还没有团队。",
        ),
        Picture(
            name="duty",
            zh="值班安排",
            icon="calendar",
            asks=FindDutyRoster,
            template="enrollment/duty.html",
            data=duty_data,
            offers=(SetDutyRoster,),
        ),
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
            columns=("title", "unit_name", "source", "clause", "due_at", TASK_STATE, "note"),
            actions=(
                Action(kind=IssueHandbook, icon="book", during=SERVING),
                Action(kind=RequestSupport, icon="plus", during=OPEN),
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
            actions=(Action(kind=CallMeeting, icon="plus", during=OPEN),),
            row_actions=(
                Action(kind=RecordMinutes, zh="登记纪要", when=lambda one: not one.minutes),
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


# -- the rota of the teaching departments --------------------------------------------------


def rota_data(rota: RotaView, visit: Visit) -> Mapping[str, Any]:
    """The order, with a way to move each department up."""
    return {
        "turns": [(turn, visit.offers(_moves(rota.unit_ids, n))) for n, turn in enumerate(rota.turns)]
    }


def _moves(unit_ids: list[str], at: int) -> tuple[Action, ...]:
    if at == 0:
        return ()
    order = [*unit_ids]
    order[at - 1], order[at] = order[at], order[at - 1]
    return (Action(kind=SetMentorRota, zh="上移", given=lambda _: {"unit_ids": order}),)


ROTA = Page(
    path="rota",
    zh="导师轮值",
    icon="steps",
    sections=(
        Picture(
            name="rota",
            zh="学业导师轮值",
            icon="steps",
            asks=FindMentorRota,
            template="enrollment/rota.html",
            data=rota_data,
            actions=(Action(kind=SetMentorRota, icon="pen", tone="primary"),),
            offers=(SetMentorRota,),
            empty="还没有设置轮值顺序。",
        ),
    ),
)

LOOKS = {
    AppointLead: Look(
        choices={"person_id": STAFF},
        note="由教务处培训科人员担任；培训科人员都在同期班次时，才由本处其他科室人员担任。",
    ),
    AppointCounselors: Look(choices={"person_ids": STAFF}, note="每班一至两名。"),
    AppointMentors: Look(choices={"person_ids": OWN_STAFF}, note="每班一至两名。"),
    NameParticipants: Look(choices={"person_ids": OWN_STAFF}),
    ReplaceMember: Look(choices={"person_id": STAFF}),
    ReportAbsence: Look(choices={"substitute_id": STAFF}),
    CallMentors: Look(note="通知轮到的教研部门；写明理由即改由下一部门，被跳过的部门保留轮次。"),
    SetDutyRoster: Look(
        starts=_roster_query,
        begins=_roster_begins,
        choices={"person_id": TEAM_MEMBERS},
        note="报到时段须有辅导员全程在场，开班期间每天有人跟班。",
    ),
    SetMentorRota: Look(
        starts=lambda _: FindMentorRota(),
        choices={"unit_ids": DEPARTMENTS},
        note="已勾选的按现有顺序排在前面；用「上移」调整先后。",
    ),
    IssueHandbook: Look(
        starts=lambda given: FindDutyRoster(class_id=given["class_id"]),
        begins=lambda roster, _: {"contact": roster.contact},
        choices={"unit_id": DEPARTMENTS},
    ),
    RequestSupport: Look(choices={"unit_id": DEPARTMENTS}),
    CallMeeting: Look(choices={"unit_ids": DEPARTMENTS}),
    RecordMinutes: Look(hints={"attended": "每行一人。"}),
}
