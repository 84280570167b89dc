"""Valid records of scheduling; a test changes only what it is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.enrollment import ClassCreated
from contracts.roles import Actor, Grant, Role
from contracts.scheduling import Decision, LeaveKind, SessionDraft, TeacherState, VenueKind
from contracts.values import (
    Category,
    HalfDay,
    OrgMode,
    Profile,
    SessionForm,
    TitleBand,
    Track,
)
from services.scheduling.domain.attendance import Sheet
from services.scheduling.domain.course import ContentState, Course
from services.scheduling.domain.leave import Leave
from services.scheduling.domain.problems import Pool
from services.scheduling.domain.rules import Rules, rules_on
from services.scheduling.domain.session import SHANGHAI, Review, Session
from services.scheduling.domain.teacher import Teacher, VettingItem, Vote
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import Presence, Trainee
from services.scheduling.domain.venue import Venue, VenueState

START = date(2026, 3, 9)
TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 2, tzinfo=UTC)
AFTER = datetime(2026, 4, 1, tzinfo=UTC)
LATER = date(2026, 12, 31)


def the_rules() -> Rules:
    return rules_on(START)


def local(day: int, clock: str) -> datetime:
    """An instant of the class's n-th day."""
    hour, minute = map(int, clock.split(":"))
    on = START + timedelta(days=day - 1)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def somebody(*roles: Role, person: str = "p1", within: str = "*") -> Actor:
    return Actor(person_id=person, grants=tuple(Grant(role, within) for role in roles))


def a_class_created(**changes: Any) -> ClassCreated:
    facts: dict[str, Any] = {
        "class_id": "c1",
        "plan_id": "plan1",
        "plan_item_id": "item1",
        "code": "2026-1",
        "title": "2026年第1期发展对象培训班",
        "category": Category.DEV_TARGET,
        "track": Track.PROSPECT,
        "profile": Profile.UNIVERSITY_PARTY_SCHOOL,
        "org_mode": OrgMode.HOSTED,
        "hosted_externally": False,
        "issues_certificate": True,
        "start_on": START,
        "end_on": START + timedelta(days=4),
        "checkin_from": local(1, "07:00"),
        "checkin_to": local(1, "09:00"),
        "planned_headcount": 40,
        "planned_hours": 240,
        "rule_set": "2026",
    }
    return ClassCreated(**(facts | changes))


def a_draft(day: int = 1, half_day: HalfDay = HalfDay.AM, **changes: Any) -> SessionDraft:
    starts, ends = {
        HalfDay.AM: ("08:00", "11:20"),
        HalfDay.PM: ("13:30", "16:50"),
        HalfDay.EVE: ("18:30", "20:30"),
    }[half_day]
    facts: dict[str, Any] = {
        "form": SessionForm.PARTY_LECTURE,
        "title": f"第{day}天{half_day}",
        "on": START + timedelta(days=day - 1),
        "half_day": half_day,
        "starts": starts,
        "ends": ends,
        "hours": 40,
        "course_id": "course1",
        "teacher_ids": ["teacher1"],
        "venue_id": "venue1",
    }
    return SessionDraft(**(facts | changes))


def a_session(session_id: str = "s1", *, reviewed: bool = True, **draft: Any) -> Session:
    session = Session.arranged(
        a_draft(**draft), session_id=session_id, class_id="c1", rules=the_rules()
    )
    if reviewed:
        session.content_review = session.venue_review = Review.APPROVED
    return session


def a_course(course_id: str = "course1", **changes: Any) -> Course:
    facts: dict[str, Any] = {
        "title": "党的性质和宗旨",
        "form": SessionForm.PARTY_LECTURE,
        "owner_dept": "马克思主义学院",
        "hours": 40,
        "material_id": "a" * 64,
        "material_name": "讲义.docx",
        "content_state": ContentState.APPROVED,
        "submitted_by": "author",
    }
    return Course(course_id=course_id, **(facts | changes))


def a_vote(member: str = "m1", *, found: set[VettingItem] | None = None, **changes: Any) -> Vote:
    facts: dict[str, Any] = {"decision": Decision.APPROVED, "opinion": "", "at": NOW}
    items = sorted(set(VettingItem) if found is None else found)
    return Vote(member=member, found=items, **(facts | changes))


def a_teacher(teacher_id: str = "teacher1", **changes: Any) -> Teacher:
    facts: dict[str, Any] = {
        "name": "李老师",
        "external": False,
        "employer": "",
        "title_band": TitleBand.FULL_SENIOR,
        "expertise": "",
        "qualification": "",
        "is_leader": False,
        "bank_account": "",
        "proposed_by": "proposer",
        "state": TeacherState.APPROVED,
        "valid_until": LATER,
    }
    return Teacher(teacher_id=teacher_id, **(facts | changes))


def a_venue(venue_id: str = "venue1", **changes: Any) -> Venue:
    facts: dict[str, Any] = {
        "name": "第一报告厅",
        "kind": VenueKind.HALL,
        "capacity": 100,
        "state": VenueState.PASSED,
        "valid_until": LATER,
    }
    return Venue(venue_id=venue_id, **(facts | changes))


def a_pool(
    courses: list[Course] | None = None,
    teachers: list[Teacher] | None = None,
    venues: list[Venue] | None = None,
) -> Pool:
    """One approved course and venue, a teacher, and a leader who opens."""
    people = teachers or [a_teacher(), a_teacher("leader1", name="王书记", is_leader=True)]
    return Pool(
        courses={course.course_id: course for course in courses or [a_course()]},
        teachers={teacher.teacher_id: teacher for teacher in people},
        venues={venue.venue_id: venue for venue in venues or [a_venue()]},
    )


def a_timetable(**changes: Any) -> Timetable:
    timetable = Timetable.of_class(a_class_created())
    for name, value in changes.items():
        setattr(timetable, name, value)
    return timetable


def a_full_timetable(**changes: Any) -> Timetable:
    """Twenty-four hours in six half-days, reviewed, the first one opened by a leader."""
    halves = [(day, half) for day in (1, 2, 3) for half in (HalfDay.AM, HalfDay.PM)]
    sessions = [
        a_session(f"s{at}", day=day, half_day=half) for at, (day, half) in enumerate(halves, 1)
    ]
    sessions[0].mobilization_leader_id = "leader1"
    return a_timetable(sessions=sessions, **changes)


def a_published_timetable(**changes: Any) -> Timetable:
    timetable = a_full_timetable()
    timetable.publish(a_pool())
    for name, value in changes.items():
        setattr(timetable, name, value)
    return timetable


def a_trainee(trainee_id: str = "t1", **changes: Any) -> Trainee:
    facts: dict[str, Any] = {"class_id": "c1", "unit_id": "u1", "presence": Presence.ACTIVE}
    return Trainee(trainee_id=trainee_id, **(facts | changes))


def a_sheet(session_id: str = "s1", **changes: Any) -> Sheet:
    return Sheet(session_id=session_id, class_id="c1", **changes)


def a_leave(leave_id: str = "l1", **changes: Any) -> Leave:
    facts: dict[str, Any] = {
        "trainee_id": "t1",
        "kind": LeaveKind.SICK,
        "from_at": local(1, "07:00"),
        "to_at": local(1, "12:00"),
        "reason": "发热就诊",
        "requested_by": "t1-person",
    }
    return Leave(leave_id=leave_id, class_id="c1", **(facts | changes))
