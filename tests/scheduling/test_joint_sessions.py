"""Classes taught together: one teacher, one venue, one time, and everybody has a seat."""

from typing import Any

import pytest

from contracts.enrollment import ClassCancelled, ClassOpened
from contracts.refusals import Refusal
from contracts.scheduling import (
    AddSession,
    ChangeSession,
    CloseSession,
    FindTimetable,
    ListBookings,
    Mark,
    RecordAttendance,
    RemoveSession,
    SessionClosed,
    SessionView,
    TeacherEngaged,
    TimetableView,
)
from contracts.values import HalfDay, SessionForm
from kit.testing import TestOffice
from tests.scheduling.college import CONTRACTED, a_contracted_class, day
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import START, a_class_created, a_draft, local
from tests.scheduling.school import COUNSELOR, STAFF, School, a_roster

OTHERS = {key: value for key, value in CONTRACTED.items() if key != "title"}


@pytest.fixture
def school(office: TestOffice) -> School:
    """A class of 40 in a hall of 100, its first lecture at eight; others of 40 and 30."""
    school = School(office).prepare(**CONTRACTED)
    for class_id, heads in (("c2", 40), ("c3", 30)):
        facts = OTHERS | {"class_id": class_id, "planned_headcount": heads, "title": class_id}
        office.hear(a_class_created(**facts))
    return school


def a_lecture(school: School, **changes: Any) -> Any:
    facts: dict[str, Any] = {
        "course_id": school.course,
        "teacher_ids": [school.teacher],
        "venue_id": school.venue,
    }
    return a_draft(**(facts | changes))


def add(school: School, class_id: str = "c1", **changes: Any) -> SessionView:
    session = AddSession(class_id=class_id, session=a_lecture(school, **changes))
    return school.office.do(session, as_=STAFF).sessions[-1]


def change(school: School, session: SessionView, **changes: Any) -> TimetableView:
    request = ChangeSession(
        class_id=session.class_id,
        session_id=session.session_id,
        session=a_lecture(school, **changes),
    )
    return school.office.do(request, as_=STAFF)


def taken(school: School) -> list[tuple[str, str]]:
    """Which class holds the hall and the teacher on the first day."""
    found = school.office.do(ListBookings(from_on=START, to_on=START), as_=STAFF)
    return sorted((b.resource, b.class_id) for b in found)


def joint(school: School, class_id: str) -> str | None:
    found = school.office.do(FindTimetable(class_id=class_id), as_=STAFF)
    return found.sessions[0].joint_with


@pytest.mark.clause("A-7.3.b")
def test_the_same_lecture_is_taught_to_two_classes_at_once_without_a_clash(
    school: School,
) -> None:
    host = add(school)
    with pytest.raises(Refusal, match="CLASH"):
        add(school, "c2")
    guest = add(school, "c2", joint_with=host.session_id)
    assert guest.joint_with == host.session_id
    assert taken(school) == [
        ("CLASS", "c1"),
        ("CLASS", "c2"),
        ("TEACHER", "c1"),
        ("VENUE", "c1"),
    ]


@pytest.mark.clause("A-7.3.b")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts": "08:30"}, "session.starts"),
        ({"half_day": HalfDay.PM}, "session.starts"),
        ({"day": 2}, "session.starts"),
        ({"teacher_ids": []}, "session.teacher_ids"),
        ({"venue_id": None}, "session.venue_id"),
    ],
)
def test_together_means_the_same_teachers_venue_and_times(
    school: School, changes: dict[str, Any], field: str
) -> None:
    host = add(school)
    with pytest.raises(Refusal, match="NOT_TOGETHER") as refused:
        add(school, "c2", joint_with=host.session_id, **changes)
    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.clause("A-7.3.b")
def test_the_venue_seats_the_rosters_of_all_classes(school: School) -> None:
    host = add(school)
    add(school, "c2", joint_with=host.session_id)
    with pytest.raises(Refusal, match="VENUE_TOO_SMALL"):
        add(school, "c3", joint_with=host.session_id)
    school.office.hear(a_roster("c2", trainees_by_unit={"u": [f"x{n}" for n in range(61)]}))
    for class_id in ("c1", "c2"):
        found = school.office.do(FindTimetable(class_id=class_id), as_=STAFF)
        assert any("少于 101 人" in problem for problem in found.sessions[0].problems)
    school.office.hear(a_roster("c2", version=2, trainees_by_unit={"u": ["x1"]}))
    assert add(school, "c3", joint_with=host.session_id).problems != []


@pytest.mark.clause("A-7.3.b")
def test_whoever_joins_a_guest_joins_its_host(school: School) -> None:
    host = add(school)
    school.office.hear(a_roster("c2", trainees_by_unit={"u": ["x1"]}))
    guest = add(school, "c2", joint_with=host.session_id)
    assert add(school, "c3", joint_with=guest.session_id).joint_with == host.session_id


@pytest.mark.clause("A-7.3.b")
def test_only_another_class_is_joined_and_no_host_becomes_a_guest(school: School) -> None:
    host = add(school)
    with pytest.raises(Refusal, match="NOTHING_TO_JOIN"):
        change(school, host, joint_with=host.session_id)
    with pytest.raises(Refusal, match="UNKNOWN"):
        add(school, "c2", joint_with="nothing")
    guest = add(school, "c2", joint_with=host.session_id)
    with pytest.raises(Refusal, match="NOTHING_TO_JOIN"):
        change(school, host, joint_with=guest.session_id)
    third = add(school, "c3", half_day=HalfDay.PM)
    with pytest.raises(Refusal, match="JOINED_ALREADY"):
        change(school, host, half_day=HalfDay.PM, joint_with=third.session_id)


@pytest.mark.clause("A-7.3.b")
def test_when_the_host_moves_or_is_cancelled_the_guests_go_on_together(school: School) -> None:
    host = add(school)
    school.office.hear(a_roster("c2", trainees_by_unit={"u": ["x1"]}))
    second = add(school, "c2", joint_with=host.session_id)
    add(school, "c3", joint_with=host.session_id)
    change(school, host, half_day=HalfDay.PM)
    assert (joint(school, "c2"), joint(school, "c3")) == (None, second.session_id)
    assert ("VENUE", "c2") in taken(school)
    with pytest.raises(Refusal, match="CLASH"):
        change(school, host)
    school.office.hear(ClassCancelled(class_id="c2", reason="生源不足"))
    assert joint(school, "c3") is None
    remove = RemoveSession(class_id="c1", session_id=host.session_id)
    school.office.do(remove, as_=STAFF)
    assert taken(school) == [("CLASS", "c3"), ("TEACHER", "c3"), ("VENUE", "c3")]


@pytest.mark.clause("A-7.3.b")
def test_a_change_that_keeps_time_place_and_teacher_leaves_the_guests_where_they_are(
    school: School,
) -> None:
    host = add(school)
    add(school, "c2", joint_with=host.session_id)
    change(school, host, title="党的性质与宗旨", form=SessionForm.GUIDANCE)
    assert joint(school, "c2") == host.session_id
    alone = school.office.do(FindTimetable(class_id="c2"), as_=STAFF).sessions[0]
    with pytest.raises(Refusal, match="CLASH"):
        change(school, alone)
    moved = change(school, alone, half_day=HalfDay.PM)
    assert moved.sessions[0].joint_with is None


@pytest.mark.clause("A-7.4.a", "A-7.3.b")
def test_each_class_closes_its_own_session_and_says_what_it_was_part_of(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = a_contracted_class(office)
    office.hear(a_class_created(**(OTHERS | {"class_id": "c2", "title": "第二个班"})))
    lecture = {"form": SessionForm.PARTY_LECTURE, "mobilization_leader_id": school.leader}
    first = office.do(FindTimetable(class_id="c1"), as_=STAFF).sessions[0]
    guest = add(school, "c2", on=day(1), joint_with=first.session_id, title=first.title, **lecture)
    school.review(guest.session_id, "c2")
    for class_id, trainee in (("c1", "t1"), ("c2", "x1")):
        school.publish(class_id)
        office.hear(
            a_roster(class_id, trainees_by_unit={"u": [trainee]}),
            ClassOpened(class_id=class_id, present=[trainee], absent=[]),
        )
    move_to(local(1, "12:00"))
    for session in (first, guest):
        where = {"class_id": session.class_id, "session_id": session.session_id}
        record = RecordAttendance(**where, marks=[], rest=Mark.PRESENT)
        office.do(record, as_=STAFF)
        office.do(CloseSession(**where), as_=STAFF)
    host_told, guest_told = school.told(SessionClosed)
    assert (host_told.joint_with, guest_told.joint_with) == (None, first.session_id)
    assert (guest_told.title, guest_told.form) == (first.title, SessionForm.PARTY_LECTURE)
    assert guest_told.from_at == first.from_at
    assert host_told.employed_ids == ()
    assert len({event.teacher_id for event in school.told(TeacherEngaged)}) == 1
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(CloseSession(class_id="c2", session_id=guest.session_id), as_=COUNSELOR)
