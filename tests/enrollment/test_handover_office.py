"""The hand-over through the office: opened by the departure, signed by unit, told when late."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.enrollment import (
    ClassState,
    ExtendHandOver,
    FindArchive,
    FindHandOver,
    HandOverBreached,
    HandOverExtended,
    HandOverLineDraft,
    HandOverOpened,
    HandOverOverdue,
    HandOverSigned,
    HandOverState,
    HandOverView,
    PrepareHandOver,
    RecordDeparture,
    SettlementPapersReceived,
    SignHandOverLine,
)
from contracts.roles import Actor, Role
from contracts.values import OrgMode
from kit import clock
from kit.testing import an_actor
from tests.enrollment.college import College
from tests.enrollment.makers import refused
from tests.enrollment.school import LAST_DAY, School
from tests.enrollment.standing import put_into

S = HandOverState
# The class of the college ends on 24 April; the fifth day after it is the 29th.
EVENING = datetime(2026, 4, 24, 10, tzinfo=UTC)
LAST_MINUTE = datetime(2026, 4, 29, 15, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 4, 29, 16, 0, tzinfo=UTC)
AFTER_THE_TENTH = datetime(2026, 5, 4, 16, 0, tzinfo=UTC)
HEAD = an_actor(Role.STUDENT_WORK, person="head")


def counselor_of(class_id: str) -> Actor:
    """Who looks after this class, and no other."""
    return an_actor(Role.COUNSELOR, person="counselor", within=f"class:{class_id}")


def a_departed_class(college: College, **changes: Any) -> str:
    """A contracted class that left on its last day."""
    class_id = college.an_ordered_class(**changes).class_id
    depart(college, class_id)
    return class_id


def depart(college: College, class_id: str) -> None:
    put_into(college, class_id, ClassState.DATA_CONFIRMED)
    clock.move_to(EVENING)
    college.do(RecordDeparture(class_id=class_id), counselor_of(class_id))


def find(college: College, class_id: str) -> HandOverView:
    found: HandOverView = college.do(FindHandOver(class_id=class_id), HEAD)
    return found


def sign(
    college: College, class_id: str, line_id: str, unit_id: str, as_: Actor | None = None
) -> HandOverView:
    """A receipt by somebody of the department."""
    request = SignHandOverLine(class_id=class_id, unit_id=unit_id, line_id=line_id, quantity=1)
    signed: HandOverView = college.do(request, as_ or member_of(college, unit_id))
    return signed


def member_of(college: College, unit_id: str) -> Actor:
    function = next(f for f, unit in college.departments.items() if unit.unit_id == unit_id)
    return college.of(function)


def sign_all(college: College, class_id: str) -> HandOverView:
    for line in find(college, class_id).lines:
        if line.received_at is None:
            sign(college, class_id, line.line_id, line.unit_id)
    return find(college, class_id)


@pytest.mark.clause("B-8.9a", "B-8.9c")
def test_departure_starts_the_clock_and_the_last_receipt_moves_the_class_on(
    college: College,
) -> None:
    class_id = a_departed_class(college)
    [opened] = college.emitted(HandOverOpened)
    clock.move_to(LAST_MINUTE)
    done = sign_all(college, class_id)

    assert (opened.due_on, opened.latest_on) == (date(2026, 4, 29), date(2026, 5, 4))
    assert (done.state, done.on_time) == (S.SIGNED, True)
    assert [event.on_time for event in college.emitted(HandOverSigned)] == [True]
    assert len(college.emitted(SettlementPapersReceived)) == 1
    assert college.find(class_id).state is ClassState.HANDED_OVER
    items = college.do(FindArchive(class_id=class_id), HEAD).items
    [filed] = [item for item in items if item.doc_type == "HAND_OVER_LIST"]
    assert (filed.clause, filed.source) == ("B-8.9a", f"HandOverSigned {len(done.lines)} lines")


@pytest.mark.clause("B-8.9a")
def test_late_papers_are_told_once_and_taken_late(college: College) -> None:
    class_id = a_departed_class(college)
    clock.move_to(LAST_MINUTE)
    college.office.tick()
    in_time = find(college, class_id).state
    clock.move_to(MIDNIGHT)
    college.office.tick()
    college.office.tick()
    overdue = find(college, class_id).state
    clock.move_to(AFTER_THE_TENTH)
    college.office.tick()
    college.office.tick()
    breached = find(college, class_id).state
    done = sign_all(college, class_id)

    assert [in_time, overdue, breached] == [S.OPEN, S.OVERDUE, S.BREACHED]
    assert len(college.emitted(HandOverOverdue)) == len(college.emitted(HandOverBreached)) == 1
    assert (done.state, done.on_time) == (S.SIGNED, False)
    assert [event.on_time for event in college.emitted(HandOverSigned)] == [False]


@pytest.mark.clause("B-8.9b")
def test_student_work_gives_more_time_within_ten_days(college: College) -> None:
    class_id = a_departed_class(college)
    longer = ExtendHandOver(class_id=class_id, until=date(2026, 5, 4), reason="道路中断")
    too_long = ExtendHandOver(class_id=class_id, until=date(2026, 5, 5), reason="道路中断")

    with refused("NOT_YOUR_DUTY"):
        college.do(longer, counselor_of(class_id))
    with refused("EXTENSION") as said:
        college.do(too_long, HEAD)
    assert (said.value.status, said.value.clause) == (422, "B-8.9b")
    extended = college.do(longer, HEAD)
    clock.move_to(MIDNIGHT)
    college.office.tick()

    assert (extended.state, extended.due_on) == (S.EXTENDED, date(2026, 5, 4))
    assert (extended.extended_by, extended.extension_reason) == ("head", "道路中断")
    assert [event.until for event in college.emitted(HandOverExtended)] == [date(2026, 5, 4)]
    assert college.emitted(HandOverOverdue) == []
    with refused("EXTENSION_TOO_LATE"):
        college.do(longer, HEAD)


@pytest.mark.clause("B-8.9a")
def test_each_department_signs_for_its_own_papers(college: College) -> None:
    class_id = a_departed_class(college)
    line = find(college, class_id).lines[0]
    stranger = college.of(Role.PUBLICITY)
    everywhere = an_actor(Role.PUBLICITY, person="publicity at large")

    for somebody in (stranger, everywhere):
        with pytest.raises(Exception, match="NOT_YOUR_D"):
            sign(college, class_id, line.line_id, line.unit_id, somebody)
    hands_over = an_actor(Role.FIN_LOGISTICS, person="counselor", within=f"unit:{line.unit_id}")
    with refused("FOUR_EYES"):
        sign(college, class_id, line.line_id, line.unit_id, hands_over)
    signed = sign(college, class_id, line.line_id, line.unit_id)
    assert (signed.state, signed.lines[0].received, signed.lines[0].received_by) == (
        S.PARTIAL,
        1,
        "clerk of FIN_LOGISTICS",
    )


@pytest.mark.clause("B-8.9c")
def test_the_counselor_lists_the_papers_for_departments_only(college: College) -> None:
    class_id = a_departed_class(college)
    finance, grassroots = (
        college.departments[Role.FIN_LOGISTICS].unit_id,
        college.units[0].unit_id,
    )

    def prepare(unit_id: str) -> HandOverView:
        line = HandOverLineDraft(
            doc_type="学员签到簿", quantity=2, unit_id=unit_id, for_settlement=True
        )
        request = PrepareHandOver(class_id=class_id, lines=[line])
        prepared: HandOverView = college.do(request, counselor_of(class_id))
        return prepared

    for nobody in (grassroots, "unknown"):
        with refused("HAND_OVER_LINES"):
            prepare(nobody)
    assert [(line.quantity, line.unit_name) for line in prepare(finance).lines] == [
        (2, "财务后勤处")
    ]


@pytest.mark.clause("B-1.2")
def test_a_class_that_leaves_the_step_out_hands_nothing_over(college: College) -> None:
    class_id = college.an_own_class(
        org_mode=OrgMode.BRANCH,
        left_out=(ClassState.HANDED_OVER,),
        left_out_reason="材料由分基地保存",
    ).class_id
    depart(college, class_id)

    assert college.emitted(HandOverOpened) == []
    assert college.find(class_id).state is ClassState.HANDED_OVER
    with refused("UNKNOWN"):
        find(college, class_id)


def test_the_party_school_hands_nothing_over(school: School) -> None:
    class_id = school.a_class_to_close().class_id
    clock.move_to(LAST_DAY)

    assert school.emitted(HandOverOpened) == []
    with refused("UNKNOWN"):
        school.do(FindHandOver(class_id=class_id), HEAD)
