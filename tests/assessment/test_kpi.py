"""The figures of a class whose every number is known beforehand."""

from datetime import UTC, datetime

import pytest

from contracts.assessment import EvaluatePerformance, FindPerformance, PerformanceEvaluated
from contracts.enrollment import ClassAdvanced, ClassOpened, ClassState
from contracts.scheduling import TeachingFinished
from tests.assessment.conftest import SetClock
from tests.assessment.desk import STAFF, Desk

ENROLLED, CAME, SAT, PASSED = 40, 38, 36, 33
PERSON_HOURS = 9_072


class FortyEnrolled(Desk):
    """Two never came, two more were absent from the exam, three failed it."""

    def open_class(self) -> None:
        self.office.hear(
            ClassOpened(
                class_id="class-1",
                present=self.trainee_ids[:CAME],
                absent=self.trainee_ids[CAME:],
            )
        )
        began = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
        self.office.hear(ClassAdvanced(class_id="class-1", state=ClassState.IN_PROGRESS, at=began))

    def finish_teaching(self) -> None:
        self.office.hear(
            TeachingFinished(
                class_id="class-1", hours_total=240, person_hours=PERSON_HOURS, attended={}
            )
        )


@pytest.mark.clause("A-5.p2", "A-5.p3", "A-5.k4", "A-6.11")
def test_forty_enrolled_thirty_eight_came_thirty_six_sat_thirty_three_passed(
    set_clock: SetClock,
) -> None:
    desk = FortyEnrolled(set_clock, count=ENROLLED)
    scores = [80] * PASSED + [40] * (SAT - PASSED)
    desk.publish(scores, absent=desk.trainee_ids[SAT:CAME], cheated=[])
    desk.certify()
    desk.finish_teaching()
    outcome = "学员理论素养明显提高，党性修养得到锤炼。"
    seen = desk.office.do(EvaluatePerformance(class_id="class-1", outcome=outcome), as_=STAFF)
    assert (seen.enrolled, seen.person_times, seen.sat, seen.passed) == (40, 38, 36, 33)
    assert (seen.hours_total, seen.person_hours) == (240, PERSON_HOURS)
    assert (seen.pass_rate_of_sat, seen.pass_rate_of_enrolled) == (917, 825)
    assert (seen.integrity_breaches, seen.incidents, seen.start_delay_days) == (0, 0, 0)
    assert (seen.satisfaction, seen.summaries_accepted, seen.outcome) == (None, 0, outcome)
    assert desk.office.do(FindPerformance(class_id="class-1"), as_=STAFF) == seen
    (told,) = [event for event in desk.office.events if isinstance(event, PerformanceEvaluated)]
    assert (told.person_times, told.person_hours, told.pass_rate_of_sat) == (38, PERSON_HOURS, 917)
    desk.office.close()
