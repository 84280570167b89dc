"""A class that stands still, goes on, or takes place on other days: exam and summaries follow."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from contracts.assessment import (
    BeginExam,
    ChangeExamInfo,
    ExamInfoChanged,
    ExamState,
    FindExam,
    SummaryState,
)
from contracts.base import Event
from contracts.enrollment import ClassRescheduled, ClassResumed, ClassSuspended
from contracts.scheduling import ExamRoomBooked
from services.assessment.domain.training_class import TrainingClass
from tests.assessment.college import END_ON, START_ON, Course, on, refused
from tests.assessment.desk import ADMIN, Desk, an_examiner
from tests.assessment.makers import ENDS, STARTS, a_class, a_room

S = SummaryState


def suspended(day: date = START_ON) -> ClassSuspended:
    return ClassSuspended(class_id="class-1", reason="公共卫生事件", policy_ref="x", from_on=day)


def resumed(days: int = 3) -> ClassResumed:
    return ClassResumed(
        class_id="class-1",
        days=days,
        resume_on=START_ON + timedelta(days=days),
        end_on=END_ON + timedelta(days=days),
    )


def rescheduled(days: int = 7) -> ClassRescheduled:
    later = timedelta(days=days)
    return ClassRescheduled(
        class_id="class-1",
        old_start_on=START_ON,
        start_on=START_ON + later,
        end_on=END_ON + later,
        checkin_from=STARTS,
        checkin_to=ENDS,
        reason="主办单位要求",
    )


# -- The exam --------------------------------------------------------------------------------------


@pytest.mark.clause("B-12a", "A-5.k3")
@pytest.mark.parametrize(("event", "days"), [(resumed(), 3), (rescheduled(), 7)])
def test_an_exam_not_yet_begun_moves_with_the_class_and_all_are_told(
    desk: Desk, event: Event, days: int
) -> None:
    desk.make_ready()
    desk.office.hear(suspended())
    desk.office.hear(event, times=2)
    exam = desk.office.do(FindExam(exam_id=desk.exam_id), as_=ADMIN)
    shift = timedelta(days=days)
    assert (exam.from_at, exam.to_at) == (STARTS + shift, ENDS + shift)
    assert (exam.state, exam.rooms_booked) == (ExamState.PRINTED, False)
    (told,) = [event for event in desk.office.events if isinstance(event, ExamInfoChanged)]
    assert (told.from_at, told.rooms) == (STARTS + shift, {"venue-1": 50})


def test_an_exam_follows_to_the_new_end_of_the_class(desk: Desk) -> None:
    desk.make_ready()
    desk.office.hear(resumed())
    later = timedelta(days=3)
    change = ChangeExamInfo(
        exam_id=desk.exam_id,
        from_at=STARTS + later,
        to_at=ENDS + later + timedelta(minutes=30),
        rooms=[a_room()],
        reason="延长",
    )
    assert desk.office.do(change, as_=ADMIN).to_at == ENDS + later + timedelta(minutes=30)


def test_an_exam_that_was_held_stays_where_it_was(desk: Desk) -> None:
    desk.hold(absent=[], cheated=[])
    desk.office.hear(resumed())
    assert desk.office.do(FindExam(exam_id=desk.exam_id), as_=ADMIN).from_at == STARTS
    assert not [event for event in desk.office.events if isinstance(event, ExamInfoChanged)]


def test_a_class_that_ends_later_but_starts_as_planned_keeps_its_exam(desk: Desk) -> None:
    desk.make_ready()
    desk.office.hear(rescheduled(days=0))
    assert desk.office.do(FindExam(exam_id=desk.exam_id), as_=ADMIN).state is ExamState.READY


@pytest.mark.clause("B-12a")
def test_no_exam_begins_while_the_class_stands_still(desk: Desk) -> None:
    desk.make_ready()
    desk.set_clock(STARTS)
    desk.office.hear(suspended())
    begin = BeginExam(exam_id=desk.exam_id)
    with refused("CLASS_SUSPENDED"):
        desk.office.do(begin, as_=an_examiner("invigilator-1"))
    desk.office.hear(resumed(days=0))
    began = desk.office.do(begin, as_=an_examiner("invigilator-1"))
    assert began.state is ExamState.IN_PROGRESS


def test_rooms_booked_for_the_old_time_are_booked_anew(desk: Desk) -> None:
    desk.make_ready()
    desk.office.hear(resumed())
    desk.office.hear(
        ExamRoomBooked(class_id="class-1", exam_id=desk.exam_id, venue_ids=["venue-1"])
    )
    assert desk.office.do(FindExam(exam_id=desk.exam_id), as_=ADMIN).rooms_booked


# -- Summaries -------------------------------------------------------------------------------------


@pytest.mark.clause("B-12a", "A-6.8")
def test_the_day_summaries_are_due_moves_and_the_overdue_are_in_time_again(
    course: Course,
) -> None:
    course.open()
    course.submit(1)
    course.set_clock(on(END_ON + timedelta(days=2)))
    course.office.tick()
    assert {one.state for one in course.summaries().values()} == {S.SUBMITTED, S.OVERDUE}
    course.office.hear(resumed(days=3))
    assert {one.due_on for one in course.summaries().values()} == {END_ON + timedelta(days=3)}
    assert {one.state for one in course.summaries().values()} == {S.SUBMITTED, S.DUE}
    course.office.hear(resumed(days=1))
    assert {one.due_on for one in course.summaries().values()} == {END_ON + timedelta(days=1)}


@pytest.mark.clause("B-12a")
def test_nothing_becomes_overdue_while_the_class_stands_still(course: Course) -> None:
    course.open()
    course.office.hear(suspended())
    course.set_clock(on(END_ON + timedelta(days=2)))
    course.office.tick()
    assert {one.state for one in course.summaries().values()} == {S.DUE}


# -- In whatever order -----------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(1, 5))))
def test_the_days_of_a_class_are_those_told_last(order: tuple[int, ...]) -> None:
    course = a_class()
    facts = {
        1: lambda told: course.take_suspension(suspended=True, told=told),
        2: lambda told: course.take_end(END_ON + timedelta(days=3), told),
        3: lambda told: course.take_start(START_ON + timedelta(days=7), told),
        4: lambda told: _goes_on(course, told),
    }
    for told in order:
        facts[told](told)
    assert (course.start_on, course.end_on, course.is_suspended) == (
        START_ON + timedelta(days=7),
        END_ON + timedelta(days=9),
        False,
    )


def _goes_on(course: TrainingClass, told: int) -> None:
    course.take_suspension(suspended=False, told=told)
    course.take_end(END_ON + timedelta(days=9), told)
