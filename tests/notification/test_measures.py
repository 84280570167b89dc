"""What notification shows Prometheus of what is reported upwards."""

from datetime import timedelta

import pytest

from kit import clock
from kit.testing import TestOffice
from tests.notification.college import COUNSELOR, NOW
from tests.notification.test_escalations import a_visit, acknowledge, reach_the_leader
from tests.watching.figures import figures

WAITING = ("kaiban_escalations_unacknowledged",)
LONGEST = ("kaiban_escalations_oldest_unacknowledged_age_seconds",)


def after(minutes: int, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock, "now", lambda: NOW + timedelta(minutes=minutes))


def test_nothing_waits_where_nothing_was_reported(college: TestOffice) -> None:
    shown = figures(college)
    assert (shown[WAITING], shown[LONGEST]) == (0, 0)


@pytest.mark.clause("B-8.6b")
def test_a_matter_waits_from_the_moment_somebody_was_told_level_by_level(
    college: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    after(0, monkeypatch)
    college.hear(a_visit())
    after(45, monkeypatch)
    # A reminder does not set the clock back.
    college.tick()
    shown = figures(college)
    assert (shown[WAITING], shown[LONGEST]) == (1, 45 * 60)
    acknowledge(college, 1, COUNSELOR)
    after(50, monkeypatch)
    shown = figures(college)
    assert (shown[WAITING], shown[LONGEST]) == (1, 5 * 60)


def test_what_every_level_has_acknowledged_waits_no_more(college: TestOffice) -> None:
    reach_the_leader(college)
    shown = figures(college)
    assert (shown[WAITING], shown[LONGEST]) == (0, 0)
