"""Week and month views of rooms and teachers, and what one teacher gives."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.roles import Role
from contracts.scheduling import (
    AddSession,
    CalendarEntry,
    CalendarKind,
    ChangeSession,
    DecideDispatch,
    Decision,
    DispatchTeacher,
    FindTeacherTimetable,
    ListCalendar,
)
from contracts.values import HalfDay
from kit.testing import TestOffice, an_actor
from tests.scheduling.makers import START, a_class_created, local
from tests.scheduling.school import AFFAIRS, COUNSELOR, EVP, STAFF, School, as_trainee, refused
from tests.scheduling.test_service import an_exam

END = START + timedelta(days=4)
TEACHING = an_actor(Role.TEACHING_DEPT, person="teaching")


@pytest.fixture
def school(office: TestOffice) -> School:
    return School(office)


def calendar(school: School, **only: Any) -> list[CalendarEntry]:
    asked = ListCalendar(since=START, until=END, **only)
    return school.office.do(asked, as_=STAFF)


def taught(
    school: School, teacher_id: str, *, since: date = START, until: date = END, as_: Any = STAFF
) -> list[CalendarEntry]:
    asked = FindTeacherTimetable(teacher_id=teacher_id, since=since, until=until)
    return school.office.do(asked, as_=as_).sessions


def as_teacher(teacher_id: str) -> Any:
    return an_actor(Role.TEACHER, person="teacher", within=f"teacher:{teacher_id}")


# -- The calendar --------------------------------------------------------------------------------


@pytest.mark.clause("A-7.3.b")
def test_a_calendar_names_class_room_and_people_of_everything_in_it(school: School) -> None:
    school.prepare().lay_out()
    room = school.vetted_venue("考试教室")
    school.office.hear(an_exam(room, from_at=local(4, "08:00"), to_at=local(4, "10:00")))
    sent = DispatchTeacher(
        teacher_id=school.leader,
        destination="省委党校",
        topic="依法治校",
        from_on=START + timedelta(days=4),
        to_on=START + timedelta(days=5),
        policy_ref="黑政院发〔2020〕40号",
    )
    dispatch_id = school.office.do(sent, as_=TEACHING).dispatch_id
    entries = calendar(school)
    assert len(entries) == 7
    first = entries[0]
    assert (first.kind, first.class_code, first.class_title, first.published) == (
        CalendarKind.SESSION,
        "2026-1",
        "2026年第1期发展对象培训班",
        False,
    )
    assert (first.on, first.half_day) == (START, HalfDay.AM)
    assert (first.venue_names, first.teacher_names) == (["第一报告厅"], ["李老师", "王书记"])
    exam = entries[-1]
    assert (exam.kind, exam.venue_names, exam.half_day, exam.on) == (
        CalendarKind.EXAM,
        ["考试教室"],
        HalfDay.AM,
        START + timedelta(days=3),
    )
    decision = DecideDispatch(dispatch_id=dispatch_id, decision=Decision.APPROVED)
    school.office.do(decision, as_=AFFAIRS)
    (_, away) = calendar(school, teacher_id=school.leader)
    assert (away.kind, away.title, away.half_day, away.class_title) == (
        CalendarKind.DISPATCH,
        "依法治校",
        None,
        "省委党校",
    )
    school.publish()
    assert all(entry.published for entry in calendar(school))


@pytest.mark.clause("A-7.3.b")
def test_a_calendar_of_one_room_or_teacher_holds_what_they_are_taken_for(school: School) -> None:
    school.prepare().lay_out()
    room, other = school.vetted_venue("第二教室"), school.vetted_teacher("陈老师")
    elsewhere = school.draft(day=4, venue_id=room, teacher_ids=[other], title="小组讨论")
    school.office.do(AddSession(class_id="c1", session=elsewhere), as_=STAFF)
    assert [entry.title for entry in calendar(school, venue_id=room)] == ["小组讨论"]
    assert [entry.title for entry in calendar(school, teacher_id=other)] == ["小组讨论"]
    assert len(calendar(school, venue_id=school.venue)) == 6
    assert calendar(school, venue_id=school.venue, teacher_id=other) == []
    assert len(calendar(school)) == 7


@pytest.mark.clause("A-7.3.b")
def test_a_room_shows_every_class_that_is_taught_in_it_together(school: School) -> None:
    school.prepare().lay_out()
    school.office.hear(a_class_created(class_id="c2", code="2026-2", title="第二期"))
    joined = school.draft(joint_with=school.sessions[0], title="合班")
    school.office.do(AddSession(class_id="c2", session=joined), as_=STAFF)
    morning = [entry for entry in calendar(school, venue_id=school.venue) if entry.on == START]
    assert {entry.class_code for entry in morning if entry.half_day is HalfDay.AM} == {
        "2026-1",
        "2026-2",
    }


@pytest.mark.parametrize(
    ("since", "until", "fits"),
    [
        (START, START + timedelta(days=61), True),
        (START, START + timedelta(days=62), False),
        (START, START - timedelta(days=1), False),
        (date.min, date.min, True),
        (date.max, date.max, True),
    ],
)
def test_a_calendar_is_asked_for_two_months_at_most(
    school: School, since: date, until: date, fits: bool
) -> None:
    school.prepare().lay_out()
    asked = ListCalendar(since=since, until=until)
    if fits:
        assert len(school.office.do(asked, as_=STAFF)) == (6 if since == START else 0)
    else:
        with refused("PERIOD"):
            school.office.do(asked, as_=STAFF)


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.TEACHER, Role.HOST_REP, Role.GRASSROOTS_ORG])
def test_the_calendar_is_for_those_who_read_bookings(school: School, role: Role) -> None:
    with refused("NOT_YOUR_DUTY"):
        school.office.do(ListCalendar(since=START, until=END), as_=an_actor(role))


# -- One teacher ---------------------------------------------------------------------------------


@pytest.mark.clause("A-7.3.b")
def test_a_teacher_sees_the_own_published_sessions_over_all_classes(school: School) -> None:
    school.prepare().lay_out()
    me = as_teacher(school.teacher)
    assert taught(school, school.teacher, as_=me) == []
    assert taught(school, school.teacher) == []
    school.publish()
    mine = taught(school, school.teacher, as_=me)
    assert [entry.record_id for entry in mine] == school.sessions
    assert (mine[0].class_title, mine[0].class_code, mine[0].venue_names) == (
        "2026年第1期发展对象培训班",
        "2026-1",
        ["第一报告厅"],
    )
    assert [entry.record_id for entry in taught(school, school.leader)] == school.sessions[:1]
    second = START + timedelta(days=1)
    days = taught(school, school.teacher, since=second, until=second)
    assert [entry.on for entry in days] == [second, second]


@pytest.mark.clause("A-7.3.b", "A-7.6.a")
def test_a_teacher_gives_a_session_until_somebody_else_is_told_to(school: School) -> None:
    school.open()
    other = school.vetted_teacher("陈老师")
    handed_over = ChangeSession(
        class_id="c1",
        session_id=school.sessions[1],
        session=school.draft(half_day=HalfDay.PM, teacher_ids=[other]),
        reason="教师出差",
    )
    school.office.do(handed_over, as_=STAFF)
    assert len(taught(school, school.teacher)) == 6
    assert taught(school, other) == []
    school.review(school.sessions[1])
    assert len(taught(school, school.teacher)) == 5
    assert [entry.record_id for entry in taught(school, other)] == [school.sessions[1]]


@pytest.mark.clause("A-7.3.b")
def test_a_teacher_does_not_see_anothers_timetable(school: School) -> None:
    school.open()
    asked = FindTeacherTimetable(teacher_id=school.teacher, since=START, until=END)
    with refused("NOT_YOUR_DUTY"):
        school.office.do(asked, as_=as_teacher(school.leader))
    for stranger in (as_trainee("t1"), COUNSELOR):
        with refused("NOT_YOUR_DUTY"):
            school.office.do(asked, as_=stranger)
    with refused("NOT_YOURSELF"):
        school.office.do(asked, as_=an_actor(Role.TEACHER, person="setter"))
    assert len(taught(school, school.teacher, as_=EVP)) == 6
