"""What becomes of a result: fed back, done by the department, checked, open again if in vain."""

from datetime import date, timedelta

import pytest

from contracts.assessment import (
    Aspect,
    CheckImprovement,
    CompleteImprovement,
    EvaluationFedBack,
    EvaluationForm,
    FeedBack,
    ImprovementChecked,
    ImprovementCompleted,
    ImprovementView,
    ListImprovements,
    ListOwnImprovements,
    Target,
)
from contracts.enrollment import ClassClosed
from contracts.roles import Role
from kit.testing import an_actor
from tests.assessment.college import (
    AFFAIRS,
    END_ON,
    SERVICE,
    TEACHING,
    Course,
    about_class,
    about_teacher,
    refused,
)

DEPARTMENT = an_actor(Role.TEACHING_DEPT, person="jiaoyan", within="unit:unit-7")
DUE_ON = END_ON + timedelta(days=30)


def fed_back(
    course: Course,
    *,
    form: EvaluationForm = TEACHING,
    aspect: Aspect = Aspect.TEACHING,
    target: Target = Target.TEACHER,
    target_id: str = "teacher-1",
    due_on: date = DUE_ON,
) -> ImprovementView:
    request = FeedBack(
        class_id="class-1",
        form=form,
        unit_id="unit-7",
        aspect=aspect,
        target=target,
        target_id=target_id,
        what="联系实际不足，请调整教案",
        due_on=due_on,
    )
    return course.office.do(request, as_=AFFAIRS)


def closed_form(course: Course, answers: int = 6) -> None:
    course.open()
    course.issue()
    for number in range(1, answers + 1):
        course.answer(course.ticket(number), about_teacher(55), about_class(Aspect.TEACHING, 90))
    course.collect()


def complete(course: Course, action_id: str, unit_id: str = "unit-7") -> ImprovementView:
    request = CompleteImprovement(unit_id=unit_id, action_id=action_id, done="已重新备课")
    return course.office.do(request, as_=DEPARTMENT)


def check(course: Course, action_id: str, *, effective: bool) -> ImprovementView:
    request = CheckImprovement(action_id=action_id, effective=effective)
    return course.office.do(request, as_=AFFAIRS)


@pytest.mark.clause("B-6.5c")
def test_a_result_goes_to_its_department_with_the_score(course: Course) -> None:
    closed_form(course)
    action = fed_back(course)
    assert (action.state, action.unit_id, action.due_on) == ("OPEN", "unit-7", DUE_ON)
    assert course.results().state == "FED_BACK"
    (told,) = course.emitted(EvaluationFedBack)
    assert (told.action_id, told.unit_id) == (action.action_id, "unit-7")
    assert (told.target, told.target_id, told.score) == (Target.TEACHER, "teacher-1", 550)


@pytest.mark.clause("B-6.5c")
def test_a_score_behind_which_too_few_stand_is_fed_back_without_it(course: Course) -> None:
    closed_form(course, answers=4)
    fed_back(course)
    (told,) = course.emitted(EvaluationFedBack)
    assert told.score is None


@pytest.mark.clause("B-6.5c")
def test_it_is_fed_back_once_closed_about_what_was_asked_and_with_time_to_improve(
    course: Course,
) -> None:
    course.open()
    course.issue(SERVICE)
    with refused("WRONG_STATE"):
        fed_back(course, form=SERVICE, aspect=Aspect.LOGISTICS, target=Target.CLASS, target_id="")
    course.collect(SERVICE)
    with refused("NOT_ASKED") as other:
        fed_back(course, form=SERVICE)
    with refused("DUE_IN_THE_PAST") as past:
        fed_back(course, due_on=END_ON - timedelta(days=1), form=SERVICE, aspect=Aspect.LOGISTICS)
    assert other.value.status == past.value.status == 422


@pytest.mark.clause("B-6.5c")
def test_what_did_not_help_is_open_again_until_it_does(course: Course) -> None:
    closed_form(course)
    action_id = fed_back(course).action_id
    with refused("WRONG_STATE"):
        check(course, action_id, effective=True)
    for effective, state in ((False, "OPEN"), (True, "CHECKED_EFFECTIVE")):
        assert complete(course, action_id).state == "DONE"
        seen = check(course, action_id, effective=effective)
        assert (seen.state, seen.checked_by, seen.done) == (state, "affairs", "已重新备课")
    with refused("WRONG_STATE"):
        complete(course, action_id)
    assert len(course.emitted(ImprovementCompleted)) == 2
    checked = course.emitted(ImprovementChecked)
    assert [event.effective for event in checked] == [False, True]
    assert {(event.target, event.target_id) for event in checked} == {(Target.TEACHER, "teacher-1")}


@pytest.mark.clause("B-6.5c")
def test_only_the_department_itself_reports_and_never_checks_its_own_work(
    course: Course,
) -> None:
    closed_form(course)
    action_id = fed_back(course).action_id
    with refused("NOT_YOUR_DUTY"):
        complete(course, action_id, unit_id="unit-8")
    everywhere = an_actor(Role.TEACHING_AFFAIRS, person="affairs")
    wrong = CompleteImprovement(unit_id="unit-8", action_id=action_id, done="代为办理")
    with refused("UNKNOWN"):
        course.office.do(wrong, as_=everywhere)
    own = CompleteImprovement(unit_id="unit-7", action_id=action_id, done="教务处办理")
    course.office.do(own, as_=everywhere)
    with refused("OWN_IMPROVEMENT") as refusal:
        check(course, action_id, effective=True)
    assert refusal.value.status == 403


@pytest.mark.clause("B-6.5c")
def test_improvements_outlive_their_class_and_are_listed_where_they_matter(
    course: Course,
) -> None:
    closed_form(course)
    done = fed_back(course, due_on=DUE_ON - timedelta(days=9)).action_id
    late = fed_back(course, target=Target.CLASS, target_id="").action_id
    soon = fed_back(course, target_id="teacher-2", due_on=DUE_ON - timedelta(days=1)).action_id
    course.office.hear(ClassClosed(class_id="class-1"))
    with refused("CLASS_CLOSED"):
        fed_back(course)
    complete(course, done)
    own = course.office.do(ListOwnImprovements(unit_id="unit-7"), as_=DEPARTMENT)
    assert [one.action_id for one in own.items] == [soon, late, done]
    with refused("NOT_YOUR_DUTY"):
        course.office.do(ListOwnImprovements(unit_id="unit-8"), as_=DEPARTMENT)
    for asked, found in (
        (ListImprovements(target_id="teacher-2"), [soon]),
        (ListImprovements(class_id="class-1", of_unit="unit-7"), [soon, late, done]),
        (ListImprovements(class_id="class-2"), []),
        (ListImprovements(of_unit="unit-8"), []),
    ):
        listed = course.office.do(asked, as_=AFFAIRS)
        assert [one.action_id for one in listed.items] == found
        assert listed.total == len(found)
