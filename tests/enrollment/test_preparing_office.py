"""Before check-in, in the office: supplies, the venue, the rehearsal."""

from datetime import date
from typing import Any

import pytest

from contracts.enrollment import (
    ClassState,
    DrawSupplies,
    ListSupplies,
    RecordRehearsal,
    RehearsalHeld,
    RehearsalWaived,
    ReturnSupplies,
    SetUpVenue,
    SuppliesDrawn,
    WaiveRehearsal,
)
from contracts.roles import Role
from contracts.values import ClassLevel
from services.enrollment.domain.conditions import Fact
from tests.enrollment.college import (
    AFFAIRS,
)
from tests.enrollment.makers import TODAY, refused, with_status
from tests.enrollment.staffed import DAY, STUDENTS, StaffedCollege, counselor, lent

S = ClassState


@pytest.mark.clause("B-8.3a", "B-3.2a")
def test_supplies_are_drawn_and_the_venue_set_before_a_class_is_ready(
    staffed: StaffedCollege,
) -> None:
    class_id = staffed.a_class_in(S.PREPARING)
    draw = DrawSupplies(class_id=class_id, purpose="开班", lines=lent(学员手册=40))

    with with_status(403):
        staffed.do(draw, staffed.of(Role.OFFICE))
    assert not staffed.met(class_id, Fact.SUPPLIES_DRAWN)
    assert not staffed.met(class_id, Fact.VENUE_SET_UP)
    slip = staffed.do(draw, STUDENTS)
    staffed.do(SetUpVenue(class_id=class_id, place="多功能厅", note="会标已挂"), STUDENTS)

    assert staffed.met(class_id, Fact.SUPPLIES_DRAWN)
    assert staffed.met(class_id, Fact.VENUE_SET_UP)
    [drawn] = staffed.emitted(SuppliesDrawn)
    assert (drawn.issue_id, drawn.items) == (slip.issue_id, {"学员手册": 40})
    with refused("WRONG_STATE"):
        staffed.do(
            DrawSupplies(
                class_id=staffed.a_class_in(S.PLANNED, code="ZB2609"),
                purpose="开班",
                lines=lent(话筒=1),
            ),
            STUDENTS,
        )


@pytest.mark.clause("B-3.2b")
def test_what_was_lent_is_listed_until_it_is_back(staffed: StaffedCollege, running: str) -> None:
    draw = DrawSupplies(class_id=running, purpose="教学", lines=lent(话筒=4, 激光笔=1))
    issue_id = staffed.do(draw, counselor(running)).issue_id

    def give_back(class_id: str = running, **quantities: int) -> Any:
        request = ReturnSupplies(class_id=class_id, issue_id=issue_id, lines=lent(**quantities))
        return staffed.do(request, counselor(class_id))

    with with_status(422) as said:
        give_back(话筒=5)
    assert said.value.clause == "B-3.2b"
    give_back(话筒=3)
    with with_status(404):
        give_back(staffed.a_class_in(S.IN_PROGRESS, code="ZB2609"), 话筒=1)
    staffed.lay(running, S.DEPARTED)
    give_back(激光笔=1)

    [slip] = staffed.do(ListSupplies(class_id=running), AFFAIRS)
    assert slip.outstanding == lent(话筒=1)


def a_rehearsal(class_id: str, staffed: StaffedCollege, held_on: date = TODAY) -> RecordRehearsal:
    return RecordRehearsal(
        class_id=class_id,
        held_on=held_on,
        unit_ids=staffed.codes([Role.STUDENT_WORK, Role.LIBRARY_IT]),
        findings="话筒需备用电池",
    )


@pytest.mark.clause("B-11")
@pytest.mark.parametrize("waived", [False, True])
def test_an_important_class_is_rehearsed_or_the_rehearsal_waived(
    staffed: StaffedCollege, waived: bool
) -> None:
    class_id = staffed.a_class_in(S.PREPARING, level=ClassLevel.HIGH_END)
    assert not staffed.met(class_id, Fact.REHEARSED)
    waiver = WaiveRehearsal(class_id=class_id, reason="同一团队上月刚办过同规模班次")

    with with_status(403):
        staffed.do(waiver, staffed.lead_of(class_id))
    with with_status(422):
        staffed.do(a_rehearsal(class_id, staffed, TODAY + DAY), AFFAIRS)
    staffed.do(waiver if waived else a_rehearsal(class_id, staffed), AFFAIRS)

    assert staffed.met(class_id, Fact.REHEARSED)
    [told] = staffed.emitted(RehearsalHeld, RehearsalWaived)
    assert isinstance(told, RehearsalWaived) is waived


@pytest.mark.clause("B-11")
def test_a_regular_class_is_not_rehearsed_and_none_once_check_in_is_open(
    staffed: StaffedCollege,
) -> None:
    regular = staffed.a_class_in(S.PREPARING)
    with refused("NOT_NEEDED"):
        staffed.do(a_rehearsal(regular, staffed), AFFAIRS)
    with refused("NOT_NEEDED"):
        staffed.do(WaiveRehearsal(class_id=regular, reason="一般班次"), AFFAIRS)

    late = staffed.a_class_in(S.CHECKING_IN, code="ZB2602", level=ClassLevel.IMPORTANT)
    with refused("WRONG_STATE"):
        staffed.do(a_rehearsal(late, staffed), AFFAIRS)
