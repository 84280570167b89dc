from datetime import timedelta
from typing import Any

import pytest

from contracts.refusals import Forbidden, Invalid, Refusal
from contracts.roles import Role
from contracts.scheduling import Decision, LeaveKind, RequestLeave
from contracts.values import HalfDay
from services.scheduling.domain.leave import Leave, LeaveState
from services.scheduling.domain.session import Session
from tests.scheduling.makers import NOW, a_leave, a_session, local, somebody, the_rules

WEEK: list[Session] = [
    a_session(f"{day}{half}", day=day, half_day=half, hours=30)
    for day in (1, 2, 3)
    for half in (HalfDay.AM, HalfDay.PM)
]


def until(day: int, clock: str) -> Leave:
    return a_leave(to_at=local(day, clock))


def decide(leave: Leave, role: Role, person: str, **changes: Any) -> None:
    facts: dict[str, Any] = {
        "decision": Decision.APPROVED,
        "opinion": "",
        "actor": somebody(role, person=person),
        "now": NOW,
        "sessions": WEEK,
        "rules": the_rules(),
    }
    leave.decide(**(facts | changes))


@pytest.mark.clause("A-7.4.a")
@pytest.mark.parametrize(
    ("leave", "half_days", "hours"),
    [
        (until(1, "12:00"), 1, 30),
        (until(1, "08:01"), 1, 30),
        (until(1, "13:30"), 1, 30),
        (until(1, "18:00"), 2, 60),
        (until(2, "09:00"), 3, 90),
    ],
)
def test_leave_is_as_long_as_the_sessions_it_touches(
    leave: Leave, half_days: int, hours: int
) -> None:
    assert (leave.half_days(WEEK), leave.hours(WEEK)) == (half_days, hours)


@pytest.mark.clause("A-7.4.a")
@pytest.mark.parametrize(
    ("day", "clock", "chain"),
    [
        (1, "12:00", [Role.COUNSELOR]),
        (1, "12:00", [Role.STAFF]),
        (1, "18:00", [Role.COUNSELOR, Role.TEACHING_AFFAIRS]),
        (3, "18:00", [Role.STAFF, Role.EVP]),
    ],
)
def test_the_longer_the_leave_the_higher_who_approves_it(
    day: int, clock: str, chain: list[Role]
) -> None:
    leave = until(day, clock)
    for at, role in enumerate(chain):
        assert leave.state is not LeaveState.APPROVED
        assert role in leave.needs(WEEK, the_rules())
        decide(leave, role, f"p{at}")
    assert leave.state is LeaveState.APPROVED
    assert leave.needs(WEEK, the_rules()) == ()
    assert [step.role for step in leave.approvals] == chain


@pytest.mark.clause("A-7.4.a")
def test_a_level_is_neither_skipped_nor_taken_by_somebody_elses_duty() -> None:
    leave = until(3, "18:00")
    with pytest.raises(Forbidden, match="NOT_YOUR_DUTY"):
        decide(leave, Role.EVP, "evp")
    decide(leave, Role.COUNSELOR, "p1")
    with pytest.raises(Forbidden, match="NOT_YOUR_DUTY"):
        decide(leave, Role.TEACHING_AFFAIRS, "p2")
    elsewhere = somebody(Role.EVP, person="p3", within="class:c2")
    with pytest.raises(Forbidden, match="NOT_YOUR_DUTY"):
        decide(leave, Role.EVP, "p3", actor=elsewhere)
    assert leave.state is LeaveState.ENDORSED


@pytest.mark.clause("A-7.4.a")
def test_nobody_approves_twice_or_for_themself() -> None:
    with pytest.raises(Refusal, match="SECOND_PERSON_NEEDED"):
        decide(until(1, "12:00"), Role.STAFF, "t1-person")
    leave = until(1, "18:00")
    both = somebody(Role.STAFF, Role.TEACHING_AFFAIRS, person="p1")
    decide(leave, Role.STAFF, "p1", actor=both)
    with pytest.raises(Refusal, match="SECOND_PERSON_NEEDED"):
        decide(leave, Role.STAFF, "p1", actor=both)
    assert leave.state is LeaveState.ENDORSED


@pytest.mark.clause("A-7.4.a")
def test_any_level_may_reject() -> None:
    leave = until(1, "18:00")
    decide(leave, Role.STAFF, "p1")
    decide(leave, Role.TEACHING_AFFAIRS, "p2", decision=Decision.REJECTED)
    assert leave.state is LeaveState.REJECTED
    assert not leave.covers(WEEK[0])


@pytest.mark.clause("A-7.4.a")
def test_coming_back_before_leaving_takes_the_whole_leave_back() -> None:
    leave = a_leave(state=LeaveState.APPROVED)
    leave.come_back(now=leave.from_at - timedelta(hours=1))
    assert not any(leave.touches(session) for session in WEEK)


@pytest.mark.clause("A-7.4.a")
def test_a_leave_one_came_back_from_before_it_began_takes_no_time() -> None:
    never = a_leave(
        from_at=local(2, "13:30"),
        to_at=local(2, "17:00"),
        state=LeaveState.RETURNED,
        returned_at=local(1, "12:00"),
    )
    assert never.hours(WEEK) == 0
    a_leave("l2", from_at=local(2, "08:00"), to_at=local(3, "12:00")).refuse_overlap([never])


@pytest.mark.clause("A-7.4.a")
def test_two_leaves_of_one_trainee_do_not_overlap_unless_one_was_rejected() -> None:
    first = a_leave("l1")
    second = a_leave("l2", from_at=first.to_at, to_at=first.to_at + timedelta(hours=4))
    second.refuse_overlap([first])
    third = a_leave("l3")
    with pytest.raises(Refusal, match="LEAVE_OVERLAPS"):
        third.refuse_overlap([first, second])
    third.refuse_overlap([a_leave("l4", state=LeaveState.REJECTED)])


@pytest.mark.parametrize("naive", [True, False])
def test_leave_begins_before_it_ends_in_a_named_zone(naive: bool) -> None:
    begins, ends = local(1, "08:00"), local(1, "09:00")
    request = RequestLeave(
        class_id="c1",
        trainee_id="t1",
        kind=LeaveKind.PERSONAL,
        from_at=begins.replace(tzinfo=None) if naive else ends,
        to_at=ends.replace(tzinfo=None) if naive else begins,
        reason="家中有事",
    )
    with pytest.raises(Invalid, match="LEAVE_TIMES"):
        Leave.request(request, leave_id="l1", by="p1")
