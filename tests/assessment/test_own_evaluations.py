"""Which forms await a trainee's answer, told to that trainee only."""

import pytest

from contracts.assessment import Aspect, ListOwnEvaluations, OwnEvaluationView
from contracts.roles import Actor, Role
from kit.testing import an_actor
from tests.assessment.college import END_ON, SERVICE, TEACHING, Course, about_class, refused


def own(course: Course, number: int, as_: Actor | None = None) -> list[OwnEvaluationView]:
    asked = ListOwnEvaluations(class_id=course.class_id, trainee_id=course.trainee_id(number))
    return course.office.do(asked, as_=as_ or course.trainee(number))


@pytest.mark.clause("B-6.5b")
def test_a_form_awaits_each_trainee_until_the_own_ticket_was_used(course: Course) -> None:
    course.open()
    assert own(course, 1) == []
    course.issue(TEACHING)
    course.issue(SERVICE)
    ticket = course.ticket(1)
    assert [(one.form, one.opened_on, one.answered) for one in own(course, 1)] == [
        (SERVICE, END_ON, False),
        (TEACHING, END_ON, False),
    ]
    course.answer(ticket, about_class(Aspect.TEACHING, 90))
    assert [one.answered for one in own(course, 1)] == [False, True]
    assert [one.answered for one in own(course, 2)] == [False, False]


@pytest.mark.clause("B-6.5b")
def test_of_a_closed_form_nobody_is_told_who_answered(course: Course) -> None:
    course.open()
    course.issue(TEACHING)
    course.answer(course.ticket(1), about_class(Aspect.TEACHING, 90))
    course.collect(TEACHING)
    assert own(course, 1) == []


@pytest.mark.clause("B-6.5b")
def test_nobody_learns_whether_another_trainee_has_answered(course: Course) -> None:
    course.open()
    course.issue(TEACHING)
    with refused("NOT_YOUR_DUTY"):
        own(course, 2, as_=course.trainee(3))
    anyone = an_actor(Role.TRAINEE, person="anyone", within=f"class:{course.class_id}")
    with refused("NOT_YOURSELF"):
        own(course, 2, as_=anyone)
