"""A class of the college with its departments, as tests of notification find it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.base import Event
from contracts.enrollment import (
    ClassCreated,
    ClassRole,
    ConfirmationKind,
    ImplementationPlanIssued,
    ListStaff,
    ListTrainees,
    ProjectConfirmed,
    RoleAssigned,
    StaffView,
    TaskBrief,
    UnitKind,
    UnitRegistered,
)
from contracts.notification import DeadlineView, ListDeadlines, ListTodos
from contracts.roles import Actor, Role
from contracts.values import Category, OrgMode, Profile, Track
from kit import clock
from kit.testing import TestOffice, an_actor
from services.notification.service import NotificationService
from tests.notification.makers import LI, WANG, ZHANG, a_class, a_unit, listed, quotas

# 09:00 on Sunday the first of March in Shanghai.
NOW = datetime(2026, 3, 1, 1, tzinfo=UTC)
CHECK_IN = datetime(2026, 3, 8, 6, tzinfo=UTC)
DAY = timedelta(days=1)

DEPARTMENTS = {
    "d-teach": Role.TEACHING_AFFAIRS,
    "d-student": Role.STUDENT_WORK,
    "d-theory": Role.TEACHING_DEPT,
    "d-it": Role.LIBRARY_IT,
}

LEADER = an_actor(Role.COLLEGE_LEADER, person="leader")
HEAD_OF_STUDENTS = an_actor(Role.STUDENT_WORK, person="stu")
AFFAIRS = an_actor(Role.TEACHING_AFFAIRS, person="aff")
PUBLICITY = an_actor(Role.PUBLICITY, person="pub")
COUNSELOR = an_actor(Role.COUNSELOR, person="cora", within="class:c1")
LEAD = an_actor(Role.PROJECT_LEAD, person="lee", within="class:c1")
MENTOR = an_actor(Role.MENTOR, person="mo", within="class:c1")
PARTICIPANT = an_actor(Role.PARTICIPANT, person="pat", within="class:c1")
HOST = an_actor(Role.HOST_REP, person="host", within="unit:h1")


def a_college_class(**changes: Any) -> ClassCreated:
    """A section-level cadre class for an external host, in March."""
    given: dict[str, Any] = {
        "code": "KJ-2026-1",
        "title": "科级干部履职能力培训班",
        "category": Category.CADRE_SECTION,
        "track": Track.CADRE,
        "profile": Profile.CADRE_COLLEGE,
        "org_mode": OrgMode.CONTRACTED,
        "hosted_externally": True,
        "host_id": "h1",
        "start_on": date(2026, 3, 9),
        "end_on": date(2026, 3, 13),
        "checkin_from": CHECK_IN,
        "checkin_to": CHECK_IN + timedelta(hours=4),
        "mentor_required": True,
    }
    return a_class(**given | changes)


def a_department(unit_id: str) -> UnitRegistered:
    return UnitRegistered(
        unit_id=unit_id,
        code=unit_id,
        name=unit_id,
        kind=UnitKind.DEPT,
        function=DEPARTMENTS[unit_id],
    )


def heads(request: ListStaff) -> list[StaffView]:
    """Each department has a head and a clerk."""
    return [
        StaffView(
            person_id=f"{kind}-{request.unit_id}",
            name=kind,
            unit_id=request.unit_id or "",
            unit_name="",
            section="",
            is_head=kind == "head",
            active=True,
        )
        for kind in ("head", "clerk")
    ]


def a_plan(version: int = 1, **changes: Any) -> ImplementationPlanIssued:
    """Teaching affairs, student work and a teaching department take part; one has a task."""
    given: dict[str, Any] = {
        "class_id": "c1",
        "version": version,
        "lead_id": "lee",
        "unit_ids": ["d-teach", "d-student", "d-theory"],
        "tasks": [a_task("t1")],
        "participants_until": CHECK_IN,
    }
    return ImplementationPlanIssued(**given | changes)


def a_task(task_id: str, *, unit_id: str = "d-student", days: int = 5) -> TaskBrief:
    return TaskBrief(task_id=task_id, unit_id=unit_id, title="布置会场", due_at=NOW + days * DAY)


def confirmed() -> ProjectConfirmed:
    return ProjectConfirmed(
        class_id="c1",
        host_id="h1",
        confirmation_id="k1",
        kind=ConfirmationKind.AGREEMENT,
        confirmed_at=NOW,
    )


def assigned(role: ClassRole, person_id: str, unit_id: str = "d-student") -> RoleAssigned:
    return RoleAssigned(
        class_id="c1",
        assignment_id=f"{role}-{person_id}",
        role=role,
        person_id=person_id,
        unit_id=unit_id,
    )


def the_team() -> list[RoleAssigned]:
    """Lead, counselor, mentor and a participant."""
    return [
        assigned(ClassRole.LEAD, "lee", "d-teach"),
        assigned(ClassRole.COUNSELOR, "cora"),
        assigned(ClassRole.MENTOR, "mo", "d-theory"),
        assigned(ClassRole.PARTICIPANT, "pat"),
    ]


def within_unit(unit_id: str) -> Actor:
    """Somebody of a department, by the unit alone."""
    return an_actor(DEPARTMENTS[unit_id], person=f"of-{unit_id}", within=f"unit:{unit_id}")


def a_college(url: str | None = None) -> TestOffice:
    """An office that knows a class of the college, its host, a sending unit and departments."""
    office = TestOffice(NotificationService, url)
    office.answers[ListTrainees] = listed(ZHANG, LI, WANG)
    office.answers[ListStaff] = heads
    host = UnitRegistered(unit_id="h1", code="h1", name="主办单位", kind=UnitKind.HOST)
    office.hear(a_college_class(), a_unit("u1"), host, *map(a_department, DEPARTMENTS))
    office.hear(quotas(u1=5))
    return office


def todos(office: TestOffice, actor: Actor) -> list[str]:
    return [todo.kind for todo in office.do(ListTodos(), as_=actor).items]


def deadlines(office: TestOffice, class_id: str | None = "c1") -> dict[str, DeadlineView]:
    """The limits by kind, the latest to fall due of each."""
    found = office.do(ListDeadlines(class_id=class_id), as_=AFFAIRS)
    return {deadline.kind.value: deadline for deadline in found}


def told(office: TestOffice, kind: type[Event]) -> list[Any]:
    """The events of one kind so far."""
    return [event for event in office.events if isinstance(event, kind)]


def pass_to(office: TestOffice, moment: datetime) -> None:
    """The clock reaches a moment, and whatever goes by it runs."""
    clock.move_to(moment)
    office.tick()


def hear_as(office: TestOffice, place: int, event: Event) -> None:
    """A fact that has this place in its department's order, whenever it is heard."""
    office._sequence = place - 1
    office.hear(event)


def try_held_again(office: TestOffice) -> None:
    """What was held is due at once."""
    held = office.tables["held"]
    with office.database.writing() as session:
        session.execute(held.update().values(next_try_at=clock.wall()))
    office.hearing.retry_held()
