"""What evaluations say of teachers and venues: kept, shown, and a low score needs a new vetting."""

from typing import Any

import pytest

from contracts.assessment import Aspect, EvaluationFedBack, ImprovementChecked, Target
from contracts.roles import Role
from contracts.scheduling import (
    AddCourse,
    ListCourses,
    ListTeachers,
    ListVenues,
    ProposeTeacher,
    ResourceConflictDetected,
    TeacherEngaged,
    TeacherState,
    TeacherSuspended,
    TeacherView,
)
from contracts.values import SessionForm, TitleBand
from kit.testing import TestOffice, an_actor
from services.scheduling.domain.improvement import Improvement
from services.scheduling.domain.register import session_closed
from services.scheduling.domain.teacher import Teacher
from tests.scheduling.college import a_contracted_class
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import (
    LATER,
    a_full_timetable,
    a_pool,
    a_sheet,
    a_teacher,
    local,
)
from tests.scheduling.school import STAFF, School


def fed_back(target_id: str, **changes: Any) -> EvaluationFedBack:
    facts: dict[str, Any] = {
        "class_id": "c1",
        "action_id": "a1",
        "unit_id": "jy",
        "aspect": Aspect.TEACHING,
        "target": Target.TEACHER,
        "score": 850,
        "due_on": LATER,
    }
    return EvaluationFedBack(target_id=target_id, **(facts | changes))


def checked(target_id: str, *, effective: bool, **changes: Any) -> ImprovementChecked:
    facts: dict[str, Any] = {
        "class_id": "c1",
        "action_id": "a1",
        "unit_id": "jy",
        "target": Target.TEACHER,
    }
    return ImprovementChecked(target_id=target_id, effective=effective, **(facts | changes))


def teacher(school: School) -> TeacherView:
    found = school.office.do(ListTeachers(q="李老师"), as_=STAFF)
    return found.items[0]


@pytest.mark.clause("A-7.3.d")
@pytest.mark.parametrize(("score", "suspended"), [(600, False), (599, True)])
def test_a_score_below_the_line_needs_a_new_vetting(
    office: TestOffice, score: int, suspended: bool
) -> None:
    school = a_contracted_class(office)
    office.hear(fed_back(school.teacher, score=score), times=2)
    shown = teacher(school)
    assert shown.last_score == score
    assert (shown.state is TeacherState.SUSPENDED) is suspended
    assert len(school.told(TeacherSuspended)) == suspended
    conflicts = school.told(ResourceConflictDetected)
    lost = [(c.resource, c.resource_id, c.session_ids) for c in conflicts]
    assert lost == ([("TEACHER", school.teacher, school.sessions)] if suspended else [])


@pytest.mark.clause("A-7.3.d")
def test_an_older_evaluation_heard_late_changes_nothing(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = a_contracted_class(office)
    move_to(local(3, "18:00"))
    office.hear(fed_back(school.teacher, score=900))
    move_to(local(2, "18:00"))
    office.hear(fed_back(school.teacher, score=300, action_id="a2"))
    assert (teacher(school).last_score, teacher(school).state) == (900, TeacherState.APPROVED)


def test_a_result_without_a_score_or_of_nobody_known_suspends_nobody(office: TestOffice) -> None:
    school = a_contracted_class(office)
    office.hear(fed_back(school.teacher, score=None), fed_back("stranger", score=0, action_id="x"))
    office.hear(fed_back("u9", score=0, target=Target.DEPARTMENT, action_id="y"))
    assert (teacher(school).last_score, school.told(TeacherSuspended)) == (None, [])
    assert office.held == []


@pytest.mark.clause("B-6.5c")
def test_open_improvements_are_shown_until_one_has_been_found_to_help(office: TestOffice) -> None:
    school = a_contracted_class(office)
    venue: dict[str, Any] = {"target": Target.VENUE, "action_id": "v1"}
    office.hear(fed_back(school.teacher), fed_back(school.teacher, action_id="a2"))
    office.hear(fed_back(school.venue, **venue), times=2)
    assert teacher(school).improvements_open == 2
    assert office.do(ListVenues(), as_=STAFF).items[0].improvements_open == 1
    office.hear(checked(school.teacher, effective=False))
    assert teacher(school).improvements_open == 2
    office.hear(checked(school.teacher, effective=True), times=2)
    office.hear(checked(school.venue, effective=True, **venue))
    assert teacher(school).improvements_open == 1
    assert office.do(ListVenues(), as_=STAFF).items[0].improvements_open == 0


@pytest.mark.clause("B-6.5c")
def test_a_check_heard_before_the_improvement_itself_settles_it(office: TestOffice) -> None:
    school = a_contracted_class(office)
    office.hear(checked(school.teacher, effective=True), fed_back(school.teacher))
    office.hear(checked("u9", effective=True, target=Target.DEPARTMENT, action_id="d"))
    assert teacher(school).improvements_open == 0


@pytest.mark.clause("B-6.5c")
def test_an_older_check_heard_late_does_not_open_it_again() -> None:
    improvement = Improvement.of(fed_back("teacher1"))
    improvement.note_check(checked("teacher1", effective=True), heard=5)
    improvement.note_check(checked("teacher1", effective=False), heard=3)
    assert not improvement.is_open
    improvement.note_check(checked("teacher1", effective=False), heard=7)
    assert improvement.is_open


# -- Teachers and courses of the college ----------------------------------------------------------


@pytest.mark.clause("B-3.5", "B-3.4a")
def test_a_course_belongs_to_a_department_and_may_come_from_a_research_item(
    office: TestOffice,
) -> None:
    research = an_actor(Role.RESEARCH, person="researcher")
    course = AddCourse(
        title="新时代监狱治理",
        form=SessionForm.GUIDANCE,
        owner_dept="教研一部",
        hours=40,
        research_item="黑科研〔2026〕3号 监狱治理现代化研究",
    )
    added = office.do(course, as_=research)
    assert (added.owner_dept, added.research_item) == (
        "教研一部",
        "黑科研〔2026〕3号 监狱治理现代化研究",
    )
    assert office.do(ListCourses(), as_=STAFF).items == [added]


def test_who_is_employed_here_is_told_with_every_session_held() -> None:
    people = [a_teacher("t1", employed=True), a_teacher("t2"), a_teacher("leader1", is_leader=True)]
    timetable, pool = a_full_timetable(), a_pool(teachers=people)
    for session in timetable.sessions:
        session.teacher_ids = ["t1", "t2"]
    engaged = [e for e in timetable.publish(pool) if isinstance(e, TeacherEngaged)]
    assert {(e.teacher_id, e.employed) for e in engaged} == {("t1", True), ("t2", False)}
    closed = session_closed(timetable.sessions[0], a_sheet(), pool)
    assert closed.employed_ids == ("t1",)
    proposal = ProposeTeacher(name="本院教师", title_band=TitleBand.ASSOC_SENIOR, employed=True)
    assert Teacher.propose(proposal, teacher_id="t3", by="x").employed
