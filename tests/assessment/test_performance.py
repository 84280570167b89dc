"""Figures, the evaluation, the work summary, and what assessment knows of a class."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from services.assessment.domain.candidate import Attendance
from services.assessment.domain.pass_list import PassList
from services.assessment.domain.performance import (
    Judged,
    Performance,
    Satisfaction,
    figures_of,
    judged_by_exam,
)
from services.assessment.domain.rates import per_mille
from services.assessment.domain.training_class import Standing, TrainingClass
from services.assessment.domain.work_summary import WorkSummary
from tests.assessment.makers import ENDS, a_candidate, a_class, a_frozen_list


def a_taught_class() -> TrainingClass:
    course = a_class()
    course.person_times = 38
    course.take_teaching(hours_total=240, person_hours=9000)
    return course


@pytest.mark.clause("A-5.p2")
def test_the_figures_of_forty_enrolled_and_thirty_six_who_sat() -> None:
    candidates = [
        a_candidate(number, attendance=Attendance.PRESENT if number <= 36 else Attendance.UNSEATED)
        for number in range(1, 41)
    ]
    judged = judged_by_exam(candidates, passed=33)
    figures = figures_of(
        a_taught_class(), judged, enrolled=40, breaches=0, satisfaction=Satisfaction()
    )
    assert (figures.enrolled, figures.person_times, figures.sat) == (40, 38, 36)
    assert (figures.hours_total, figures.person_hours) == (240, 9000)
    assert (figures.pass_rate_of_sat, figures.pass_rate_of_enrolled) == (917, 825)


@given(part=st.integers(0, 10_000), whole=st.integers(1, 10_000))
def test_rates_are_rounded_half_up(part: int, whole: int) -> None:
    rate = per_mille(part, whole)
    assert 2 * whole * rate - whole <= 2000 * part < 2 * whole * rate + whole


def test_a_rate_of_nothing_is_nothing() -> None:
    assert per_mille(0, 0) == 0


def evaluate(course: TrainingClass, pass_list: PassList | None) -> Performance:
    performance, _ = Performance.evaluate(
        course,
        figures_of(
            course,
            Judged(sat=0, passed=0),
            enrolled=0,
            breaches=0,
            satisfaction=Satisfaction(),
        ),
        pass_list,
        outcome="学员理论素养明显提高，党性修养得到锤炼。",
        by="staff",
        now=ENDS,
    )
    return performance


@pytest.mark.clause("A-6.11")
@pytest.mark.parametrize(
    ("course", "pass_list"),
    [
        (a_class(), a_frozen_list()),
        (a_taught_class(), None),
        (a_taught_class(), PassList(class_id="class-1", exam_id="exam-1")),
    ],
)
def test_nothing_is_evaluated_before_teaching_and_judging_are_over(
    course: TrainingClass, pass_list: PassList | None
) -> None:
    with pytest.raises(Refusal) as refused:
        evaluate(course, pass_list)
    assert refused.value.code == "NOT_YET_TO_EVALUATE"


@pytest.mark.clause("A-5.k4")
def test_the_evaluation_carries_the_outcome_in_words() -> None:
    assert "党性修养" in evaluate(a_taught_class(), a_frozen_list()).outcome


@pytest.mark.clause("A-6.12")
def test_nobody_approves_their_own_work_summary() -> None:
    summary = WorkSummary(class_id="class-1", text="本期培训班圆满完成各项任务。", author="staff")
    with pytest.raises(Refusal) as refused:
        summary.approve(by="staff")
    assert refused.value.code == "OWN_SUMMARY"
    summary.submit_again(text="改", by="evp")
    with pytest.raises(Refusal):
        summary.approve(by="evp")
    assert summary.approve(by="president").class_id == "class-1"


# -- What assessment knows of a class --------------------------------------------------------------


@given(st.permutations([(1, 200), (2, 240), (3, 230)]))
def test_the_newest_timetable_wins_in_whatever_order_they_come(
    timetables: list[tuple[int, int]],
) -> None:
    course = a_class(hours_total=0)
    course.timetable_version = 0
    for version, hours in timetables:
        course.take_timetable(version, hours)
    assert course.hours_total == 230


@pytest.mark.clause("A-7.10.b")
def test_the_delay_counts_calendar_days_in_shanghai() -> None:
    course = a_class(start_on=date(2026, 3, 16))
    assert course.start_delay_days == 0
    # 17:00 UTC on the 16th is already the 17th in Shanghai.
    course.take_opening(datetime(2026, 3, 16, 17, 0, tzinfo=UTC))
    assert course.start_delay_days == 1


@pytest.mark.clause("A-6.12")
def test_nothing_is_written_about_a_closed_or_cancelled_class() -> None:
    course = a_class()
    course.require_open()
    course.close()
    with pytest.raises(Refusal) as refused:
        course.require_open()
    assert refused.value.code == "CLASS_CLOSED"


def test_a_cancelled_class_stays_cancelled() -> None:
    course = a_class()
    course.cancel()
    course.close()
    assert course.standing is Standing.CANCELLED
