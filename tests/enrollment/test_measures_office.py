"""What enrollment shows Prometheus of its classes and their papers."""

import pytest

from kit import clock
from tests.enrollment.college import College
from tests.enrollment.test_handover_office import LAST_MINUTE, MIDNIGHT, a_departed_class
from tests.watching.figures import figures

OVERDUE = ("kaiban_hand_overs_overdue",)


def test_classes_are_counted_by_state_and_no_state_is_missing(college: College) -> None:
    before = figures(college.office)
    a_departed_class(college)
    after = figures(college.office)
    assert after["kaiban_classes", "DEPARTED"] == before["kaiban_classes", "DEPARTED"] + 1
    assert before["kaiban_classes", "ARCHIVED"] == 0


@pytest.mark.clause("B-8.9a")
def test_papers_are_overdue_from_the_end_of_their_day_whether_told_or_not(college: College) -> None:
    a_departed_class(college)
    clock.move_to(LAST_MINUTE)
    assert figures(college.office)[OVERDUE] == 0
    clock.move_to(MIDNIGHT)
    assert figures(college.office)[OVERDUE] == 1
    college.office.tick()
    assert figures(college.office)[OVERDUE] == 1
