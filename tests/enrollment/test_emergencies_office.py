"""Special events, and classes that stand still, go on or move to other days."""

import pytest
from sqlalchemy import text

from contracts.base import Event
from contracts.enrollment import (
    ClassAdvanced,
    ClassRescheduled,
    ClassResumed,
    ClassState,
    ClassSuspended,
    DeclareEmergency,
    EmergencyDeclared,
    EmergencyKind,
    ListEmergencies,
    RescheduleClass,
    ResumeClass,
    SuspendClass,
)
from contracts.values import Severity
from kit import clock
from services.enrollment.domain.conditions import Fact
from tests.enrollment.college import (
    AFFAIRS,
    CHECK_IN_FROM,
    FIRST_DAY,
    LAST_DAY_OF_CLASS,
    LEADER,
)
from tests.enrollment.makers import NOW, TODAY, refused, with_status
from tests.enrollment.school import EVP
from tests.enrollment.staffed import CHECK_IN_TO, DAY, StaffedCollege, an_adjustment, counselor

S = ClassState


@pytest.mark.clause("B-12a")
def test_a_public_health_event_is_declared_the_class_suspended_and_resumed(
    staffed: StaffedCollege, running: str
) -> None:
    declare = DeclareEmergency(
        class_id=running,
        kind=EmergencyKind.PUBLIC_HEALTH,
        policy_ref="省突发公共卫生事件应急预案",
        text="三名学员发热",
    )
    staffed.do(declare, counselor(running))
    suspend = SuspendClass(class_id=running, policy_ref="省突发公共卫生事件应急预案", reason="疫情")
    with with_status(403):
        staffed.do(suspend, counselor(running))
    assert staffed.do(suspend, LEADER).suspended_from is S.IN_PROGRESS
    with refused("WRONG_STATE"):
        staffed.do(an_adjustment(staffed, running, Severity.MINOR), counselor(running))
    clock.move_to(NOW + 3 * DAY)
    resumed = staffed.do(ResumeClass(class_id=running, resume_on=TODAY + 3 * DAY), LEADER)

    assert (resumed.state, resumed.end_on) == (S.IN_PROGRESS, LAST_DAY_OF_CLASS + 3 * DAY)
    assert [type(event) for event in since(staffed, EmergencyDeclared)] == [
        EmergencyDeclared,
        ClassSuspended,
        ClassAdvanced,
        ClassResumed,
        ClassAdvanced,
    ]
    [goes_on] = staffed.emitted(ClassResumed)
    assert (goes_on.days, goes_on.end_on) == (3, resumed.end_on)
    [shown] = staffed.do(ListEmergencies(class_id=running), AFFAIRS)
    assert (shown.policy_ref, shown.declared_by) == (declare.policy_ref, "wang")
    with staffed.office.database.reading() as session:
        audited = session.scalars(text("SELECT message FROM audit ORDER BY audit_id")).all()
    kept = [line for line in audited if line in SPECIAL]
    assert kept == ["declare_emergency", "suspend_class", "suspend_class", "resume_class"]


SPECIAL = {"declare_emergency", "suspend_class", "resume_class"}


def since(staffed: StaffedCollege, first: type[Event]) -> list[Event]:
    """Everything emitted from the first event of this kind on."""
    events = staffed.office.events
    return events[next(n for n, event in enumerate(events) if isinstance(event, first)) :]


@pytest.mark.clause("B-12a", "B-8.5a")
def test_the_days_a_resumed_class_gains_have_to_be_covered_too(staffed: StaffedCollege) -> None:
    class_id = staffed.a_class_in(S.PREPARING)
    staffed.appoint_counselors(class_id, "wang")
    staffed.set_duty(class_id)
    assert staffed.met(class_id, Fact.DUTY_COVERED)
    staffed.lay(class_id, S.IN_PROGRESS)
    staffed.do(SuspendClass(class_id=class_id, policy_ref="防控规定", reason="疫情"), EVP)
    staffed.do(ResumeClass(class_id=class_id, resume_on=TODAY + DAY), EVP)

    assert not staffed.met(class_id, Fact.DUTY_COVERED)


@pytest.mark.clause("B-3.2e", "A-7.6.a", "B-8.4b")
def test_a_class_moved_to_other_days_tells_old_and_new_and_needs_its_duty_anew(
    staffed: StaffedCollege,
) -> None:
    class_id = staffed.a_class_in(S.PREPARING)
    staffed.appoint_counselors(class_id, "wang")
    staffed.set_duty(class_id)
    move = RescheduleClass(
        class_id=class_id,
        start_on=FIRST_DAY + 7 * DAY,
        end_on=LAST_DAY_OF_CLASS + 7 * DAY,
        checkin_from=CHECK_IN_FROM + 7 * DAY,
        checkin_to=CHECK_IN_TO + 7 * DAY,
        reason="主办单位另有安排",
    )
    moved = staffed.do(move, AFFAIRS)

    assert (moved.start_on, moved.checkin_from) == (move.start_on, move.checkin_from)
    [told] = staffed.emitted(ClassRescheduled)
    assert (told.old_start_on, told.start_on, told.reason) == (
        FIRST_DAY,
        move.start_on,
        move.reason,
    )
    assert not staffed.met(class_id, Fact.DUTY_COVERED)
