"""The forms of a class in one list, with what may be drawn of them."""

import pytest

from contracts.assessment import Aspect, EvaluationView, ListEvaluations, Respondent
from contracts.roles import Actor, Role
from kit.testing import an_actor
from tests.assessment.college import (
    AFFAIRS,
    END_ON,
    SERVICE,
    TEACHING,
    Course,
    about_class,
    refused,
)


def forms(course: Course, as_: Actor = AFFAIRS) -> list[EvaluationView]:
    return course.office.do(ListEvaluations(class_id=course.class_id), as_=as_)


@pytest.mark.clause("B-6.5b")
def test_forms_are_listed_with_tickets_answers_and_the_threshold(course: Course) -> None:
    course.open()
    assert forms(course) == []
    course.issue(TEACHING)
    course.issue(SERVICE)
    tickets = [course.ticket(number) for number in (1, 2, 3)]
    course.answer(tickets[0], about_class(Aspect.TEACHING, 90))
    listed = {view.form: view for view in forms(course)}
    teaching = listed[TEACHING]
    assert set(listed) == {TEACHING, SERVICE}
    assert teaching.tickets == {Respondent.TRAINEE: 3}
    assert (teaching.answered[Respondent.TRAINEE], teaching.asked[Respondent.TRAINEE]) == (1, 6)
    assert (teaching.state, teaching.opened_on, teaching.closed_on) == ("OPEN", END_ON, None)
    assert teaching.least_answers > 1
    assert listed[SERVICE].tickets == {}


@pytest.mark.clause("B-6.5a", "B-6.5b")
def test_a_distribution_is_listed_once_closed_and_only_above_the_threshold(course: Course) -> None:
    course.open()
    course.issue(TEACHING)
    for number in course.numbers:
        course.answer(course.ticket(number), about_class(Aspect.TEACHING, 90))
    course.issue(SERVICE)
    course.answer(course.ticket(1, SERVICE), about_class(Aspect.LOGISTICS, 10))
    assert all(view.scores == [] for view in forms(course))
    course.collect(TEACHING)
    course.collect(SERVICE)
    listed = {view.form: view for view in forms(course)}
    (whole, *_) = listed[TEACHING].scores
    assert (whole.answers, sum(whole.bands.values()), whole.mean) == (6, 6, 900)
    assert [(score.mean, score.bands) for score in listed[SERVICE].scores] == [(None, {})] * 2
    assert listed[TEACHING].closed_on == END_ON


@pytest.mark.clause("B-6.5b")
@pytest.mark.parametrize("role", [Role.TRAINEE, Role.TEACHER, Role.HOST_REP])
def test_those_who_are_asked_do_not_read_the_results(course: Course, role: Role) -> None:
    course.open()
    with refused("NOT_YOUR_DUTY"):
        forms(course, as_=an_actor(role, within="class:class-1"))


@pytest.mark.clause("B-6.5b")
def test_a_project_lead_sees_the_forms_of_the_own_class_only(course: Course) -> None:
    course.open()
    course.issue(TEACHING)
    lead = an_actor(Role.PROJECT_LEAD, within="class:class-1")
    assert [view.form for view in forms(course, as_=lead)] == [TEACHING]
    with refused("NOT_YOUR_DUTY"):
        forms(course, as_=an_actor(Role.PROJECT_LEAD, within="class:class-2"))
