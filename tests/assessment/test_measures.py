"""What assessment shows Prometheus of the integrity of its exams."""

import pytest

from contracts.assessment import AssignDuty, Duty, DutyConflictRejected
from services.assessment.domain.custody import BREACHES
from tests.assessment.desk import ADMIN, Desk
from tests.assessment.test_service import of_kind, refused
from tests.watching.figures import figures


@pytest.mark.clause("A-5.p3")
def test_breaches_are_counted_by_kind_and_no_kind_is_missing(desk: Desk) -> None:
    desk.plan()
    before = figures(desk.office)
    assert {key[1] for key in before if key[0] == "kaiban_exam_breaches"} == set(BREACHES)
    desk.office.do(AssignDuty(exam_id=desk.exam_id, duty=Duty.SETTER, person_id="wang"), as_=ADMIN)
    conflict = AssignDuty(exam_id=desk.exam_id, duty=Duty.MARKER, person_id="wang")
    refused(desk, conflict, ADMIN)
    (left,) = of_kind(desk, DutyConflictRejected)
    desk.office.hear(left, times=2)
    after = figures(desk.office)
    changed = {key: number for key, number in after.items() if number != before[key]}
    changed.pop(("kaiban_outbox_waiting_events",), None)
    changed.pop(("kaiban_outbox_oldest_unsent_age_seconds",), None)
    assert changed == {("kaiban_exam_breaches", "DUTY_CONFLICT"): 1}
