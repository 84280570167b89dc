"""What scheduling and finance report of a class: beds, equipment, reviews, its invoice."""

from typing import Any

import pytest
from sqlalchemy import text

from contracts.base import Event
from contracts.enrollment import (
    CheckIn,
    CheckInPart,
    ClassState,
    TraineeCheckedIn,
    TraineeState,
)
from contracts.finance import InvoiceIssued, SettlementFinalised
from contracts.scheduling import (
    DepartmentReviewsCompleted,
    EquipmentChecked,
    OnlineRoomReady,
    RoomAllocated,
    RoomReleased,
)
from services.enrollment.domain.conditions import Fact
from tests.enrollment.college import (
    FIRST_DAY,
    LAST_DAY_OF_CLASS,
)
from tests.enrollment.staffed import StaffedCollege, counselor

S = ClassState


def room(trainee_id: str = "t1", class_id: str = "", name: str = "3-201") -> RoomAllocated:
    return RoomAllocated(
        class_id=class_id,
        trainee_id=trainee_id,
        room=name,
        bed=1,
        from_on=FIRST_DAY,
        to_on=LAST_DAY_OF_CLASS,
    )


def left(trainee_id: str, class_id: str) -> RoomReleased:
    return RoomReleased(
        class_id=class_id,
        trainee_id=trainee_id,
        room="3-201",
        from_on=FIRST_DAY,
        to_on=LAST_DAY_OF_CLASS,
    )


@pytest.mark.clause("B-8.4a")
def test_a_check_in_is_complete_with_signature_materials_bed_and_briefing(
    staffed: StaffedCollege,
) -> None:
    class_id = staffed.a_class_in(S.CHECKING_IN)
    staffed.lay_trainee(class_id)

    def check_in(*parts: CheckInPart) -> Any:
        request = CheckIn(class_id=class_id, trainee_id="t1", parts=parts)
        return staffed.do(request, counselor(class_id))

    shown = check_in(CheckInPart.SIGN_IN, CheckInPart.MATERIALS)
    assert shown.check_in_missing == (CheckInPart.ROOM, CheckInPart.BRIEFING)
    # Saying that there is a bed does not make one.
    assert check_in(CheckInPart.ROOM).check_in_missing == (CheckInPart.ROOM, CheckInPart.BRIEFING)
    assert check_in(CheckInPart.BRIEFING).check_in_missing == (CheckInPart.ROOM,)
    assert staffed.emitted(TraineeCheckedIn) == []
    staffed.hear(room(class_id=class_id), times=2)

    assert (staffed.trainee().state, staffed.trainee().room) == (TraineeState.ACTIVE, "3-201-1")
    assert len(staffed.emitted(TraineeCheckedIn)) == 1


@pytest.mark.clause("B-8.4a")
def test_a_bed_given_back_is_nobodys_and_an_older_word_changes_nothing(
    staffed: StaffedCollege,
) -> None:
    class_id = staffed.a_class_in(S.CHECKING_IN)
    staffed.lay_trainee(class_id)
    staffed.hear(room(class_id=class_id, name="3-201"), room(class_id=class_id, name="3-305"))
    assert staffed.trainee().room == "3-305-1"
    staffed.hear(left("t1", class_id))
    assert staffed.trainee().room == ""


@pytest.mark.clause("B-8.4a")
@pytest.mark.parametrize("given_back_last", [True, False])
def test_words_about_a_bed_wait_for_the_trainee_and_the_latest_holds(
    staffed: StaffedCollege, given_back_last: bool
) -> None:
    class_id = staffed.a_class_in(S.CHECKING_IN)
    given, back = room(class_id=class_id), left("t1", class_id)
    first, second = (given, back) if given_back_last else (back, given)
    staffed.hear(first)
    assert len(staffed.office.held) == 1

    staffed.lay_trainee(class_id)
    staffed.hear(second)
    staffed.retry_held()
    assert staffed.trainee().room == ("" if given_back_last else "3-201-1")
    assert staffed.office.held == []


@pytest.mark.clause("B-8.3b")
def test_equipment_is_checked_as_long_as_every_venue_is(staffed: StaffedCollege) -> None:
    class_id = staffed.a_class_in(S.PREPARING)

    def checked(*, complete: bool) -> bool:
        staffed.hear(
            EquipmentChecked(class_id=class_id, venue_id="v1", passed=complete, complete=complete),
            times=2,
        )
        return staffed.met(class_id, Fact.EQUIPMENT_CHECKED)

    assert [checked(complete=True), checked(complete=False), checked(complete=True)] == [
        True,
        False,
        True,
    ]


@pytest.mark.clause("B-3.7b")
def test_an_online_class_waits_for_its_platform(staffed: StaffedCollege) -> None:
    class_id = staffed.a_class_in(S.PREPARING, online=True)
    assert not staffed.met(class_id, Fact.ONLINE_ROOM_READY)
    staffed.hear(OnlineRoomReady(class_id=class_id), times=2)

    assert staffed.met(class_id, Fact.ONLINE_ROOM_READY)


def known(staffed: StaffedCollege, class_id: str) -> str:
    with staffed.office.database.reading() as session:
        return str(
            session.scalar(
                text("SELECT facts FROM training_class WHERE class_id = :id"), {"id": class_id}
            )
        )


@pytest.mark.clause("B-2.5")
def test_it_is_noted_that_every_department_has_reviewed(
    staffed: StaffedCollege, running: str
) -> None:
    staffed.hear(DepartmentReviewsCompleted(class_id=running), times=2)

    assert Fact.REVIEWS_COMPLETED in known(staffed, running)


@pytest.mark.clause("B-6.6")
@pytest.mark.parametrize("invoice_first", [True, False])
def test_a_contracted_class_is_settled_when_settlement_and_invoice_are_there(
    staffed: StaffedCollege, invoice_first: bool
) -> None:
    class_id = staffed.lay(staffed.an_ordered_class().class_id, S.HANDED_OVER)
    events: list[Event] = [
        SettlementFinalised(class_id=class_id, total_fen=100, invoiced=False),
        InvoiceIssued(class_id=class_id, invoice_id="i1", number="1" * 20, total_fen=100),
    ]
    first, second = reversed(events) if invoice_first else events
    staffed.hear(first, times=2)
    assert staffed.find(class_id).state is S.HANDED_OVER
    staffed.hear(second, times=2)

    assert staffed.find(class_id).state is S.SETTLED


def test_a_class_of_the_colleges_own_is_settled_without_invoice(staffed: StaffedCollege) -> None:
    class_id = staffed.a_class_in(S.HANDED_OVER)
    staffed.hear(SettlementFinalised(class_id=class_id, total_fen=0, invoiced=False))

    assert staffed.find(class_id).state is S.SETTLED
