"""Checking in by phone with the code at the desk, and the wall of who is there."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.enrollment import (
    CheckIn,
    CheckInMethod,
    CheckInPart,
    CheckInSelf,
    ClassState,
    ListCheckIns,
    ListTrainees,
    ShowCheckInCode,
    TraineeCheckedIn,
    TraineeState,
    TraineeView,
    WithdrawalKind,
    WithdrawTrainee,
)
from contracts.roles import Role
from kit import clock
from kit.testing import an_actor
from tests.enrollment.makers import CHECK_IN, refused
from tests.enrollment.school import EVP, STAFF, School, own, secretary
from tests.enrollment.staffed import StaffedCollege, counselor
from tests.enrollment.standing import put_into

P = CheckInPart


def a_class_checking_in(school: School, count: int = 3) -> str:
    class_id = school.a_class_with_trainees(count).class_id
    put_into(school, class_id, ClassState.CHECKING_IN)
    clock.move_to(CHECK_IN)
    return class_id


def a_token(school: School, class_id: str) -> str:
    return str(school.do(ShowCheckInCode(class_id=class_id), STAFF).token)


def scan(school: School, class_id: str, trainee_id: str, token: str, **options: Any) -> Any:
    request = CheckInSelf(class_id=class_id, trainee_id=trainee_id, token=token)
    return school.do(request, own(trainee_id), **options)


@pytest.mark.clause("A-6.7")
def test_who_scans_the_code_at_the_desk_is_checked_in_once(school: School) -> None:
    class_id = a_class_checking_in(school)
    one = school.trainees(class_id)[0]
    done = scan(school, class_id, one.trainee_id, a_token(school, class_id))
    scan(school, class_id, one.trainee_id, a_token(school, class_id))

    assert (done.state, done.check_in_method) == (TraineeState.ACTIVE, CheckInMethod.QR)
    assert (done.check_in_parts, done.check_in_missing) == ((P.SIGN_IN,), ())
    [event] = school.emitted(TraineeCheckedIn)
    assert event.trainee_id == one.trainee_id


@pytest.mark.clause("A-6.7")
def test_a_code_is_good_for_its_seconds_and_another_scan_always_helps(school: School) -> None:
    class_id = a_class_checking_in(school)
    one = school.trainees(class_id)[0]
    code = school.do(ShowCheckInCode(class_id=class_id), STAFF)
    assert code.seconds == 45
    assert timedelta() < code.valid_until - clock.now() <= timedelta(seconds=45)

    clock.move_to(code.valid_until + timedelta(seconds=1))
    for _ in range(20):
        with refused("SCAN_AGAIN"):
            scan(school, class_id, one.trainee_id, code.token)
    scan(school, class_id, one.trainee_id, a_token(school, class_id))
    assert len(school.emitted(TraineeCheckedIn)) == 1


@pytest.mark.clause("A-6.7")
def test_nobody_makes_a_code_up(school: School) -> None:
    class_id = a_class_checking_in(school)
    one = school.trainees(class_id)[0]
    until, _, seal = a_token(school, class_id).partition(".")
    other_seal = ("1" if seal[0] == "0" else "0") + seal[1:]
    made_up = (
        "x",
        f"99999999999.{seal}",
        f"{until}.{other_seal}",
        f"{until}.",
        f".{seal}",
        "١٢٣.印",
    )
    for token in made_up:
        with refused("SCAN_AGAIN"):
            scan(school, class_id, one.trainee_id, token)
    assert school.emitted(TraineeCheckedIn) == []


@pytest.mark.clause("A-6.7")
def test_a_code_is_bound_to_its_class_and_day(staffed: StaffedCollege) -> None:
    here, there = (
        staffed.a_class_in(ClassState.CHECKING_IN, code=code) for code in ("ZB2601", "ZB2602")
    )
    staffed.lay_trainee(here)
    with refused("SCAN_AGAIN"):
        scan(staffed, here, "t1", a_token(staffed, there))

    midnight = CHECK_IN.replace(hour=16, minute=0)
    clock.move_to(midnight - timedelta(seconds=5))
    token = a_token(staffed, here)
    clock.move_to(midnight + timedelta(seconds=5))
    with refused("SCAN_AGAIN"):
        scan(staffed, here, "t1", token)


@pytest.mark.clause("B-8.4a")
def test_before_check_in_opens_there_is_no_code_and_nobody_is_in(school: School) -> None:
    class_id = school.a_class_with_trainees(1).class_id
    [one] = school.trainees(class_id)
    with refused("CHECK_IN_NOT_OPEN"):
        a_token(school, class_id)
    with refused("CHECK_IN_NOT_OPEN"):
        scan(school, class_id, one.trainee_id, "1.x")
    put_into(school, class_id, ClassState.IN_PROGRESS)
    with refused("WRONG_STATE"):
        scan(school, class_id, one.trainee_id, "1.x")


@pytest.mark.clause("B-8.4a")
def test_a_scan_signs_and_leaves_papers_bed_and_briefing_to_the_desk(
    staffed: StaffedCollege,
) -> None:
    class_id = staffed.a_class_in(ClassState.CHECKING_IN)
    trainee_id = staffed.lay_trainee(class_id)
    at_desk = CheckIn(class_id=class_id, trainee_id=trainee_id, parts=(P.MATERIALS,), lodges=False)
    staffed.do(at_desk, counselor(class_id))
    begun = scan(staffed, class_id, trainee_id, a_token(staffed, class_id))

    assert begun.state is TraineeState.ENROLLED
    assert set(begun.check_in_parts) == {P.SIGN_IN, P.MATERIALS, P.ROOM}
    assert begun.check_in_missing == (P.BRIEFING,)
    assert staffed.emitted(TraineeCheckedIn) == []
    briefed = CheckIn(class_id=class_id, trainee_id=trainee_id, parts=(P.BRIEFING,), lodges=False)
    staffed.do(briefed, counselor(class_id))
    assert len(staffed.emitted(TraineeCheckedIn)) == 1


@pytest.mark.clause("A-5.w1")
def test_nobody_scans_for_somebody_else_and_the_code_is_the_desks(school: School) -> None:
    class_id = a_class_checking_in(school)
    first, second, _ = school.trainees(class_id)
    token = a_token(school, class_id)
    request = CheckInSelf(class_id=class_id, trainee_id=second.trainee_id, token=token)
    for somebody in (own(first.trainee_id), STAFF, secretary(school.units[0])):
        with refused("NOT_YOUR_DUTY"):
            school.do(request, somebody)
    for somebody in (own(first.trainee_id), EVP, counselor("another class")):
        with refused("NOT_YOUR_DUTY"):
            school.do(ShowCheckInCode(class_id=class_id), somebody)
    assert school.do(ShowCheckInCode(class_id=class_id), counselor(class_id)).token


def arrive(school: School, one: TraineeView) -> None:
    clock.move_to(clock.now() + timedelta(minutes=1))
    school.do(CheckIn(class_id=one.class_id, trainee_id=one.trainee_id), STAFF)


@pytest.mark.clause("A-6.7")
def test_the_wall_counts_units_and_shows_who_came_last(school: School) -> None:
    class_id = a_class_checking_in(school, 5)
    people = school.trainees(class_id)
    first, second = people[0], people[-1]
    arrive(school, second)
    arrive(school, first)
    gone = people[1]
    leave = WithdrawTrainee(
        class_id=class_id,
        trainee_id=gone.trainee_id,
        kind=WithdrawalKind.UNIT_REQUEST,
        reason="单位要求",
    )
    school.do(leave, STAFF)
    wall = school.do(ListCheckIns(class_id=class_id, latest=1), EVP)

    assert [(unit.unit_name, unit.expected, unit.checked_in) for unit in wall.units] == [
        ("商船学院党委", 1, 1),
        ("交通运输学院党委", 3, 1),
    ]
    assert (wall.expected, wall.checked_in, wall.begun) == (4, 2, 0)
    assert [one.trainee_id for one in wall.latest] == [first.trainee_id]
    assert wall.latest[0].check_in_method is CheckInMethod.DESK
    assert "*" in wall.latest[0].id_no_masked


@pytest.mark.clause("B-8.4a")
def test_the_wall_tells_who_has_begun(staffed: StaffedCollege) -> None:
    class_id = staffed.a_class_in(ClassState.CHECKING_IN)
    for trainee_id in ("t1", "t2"):
        staffed.lay_trainee(class_id, trainee_id)
    scan(staffed, class_id, "t1", a_token(staffed, class_id))
    wall = staffed.do(ListCheckIns(class_id=class_id), counselor(class_id))

    assert (wall.expected, wall.checked_in, wall.begun, wall.latest) == (2, 0, 1, [])


@pytest.mark.clause("A-6.7")
def test_trainees_are_listed_by_whether_they_have_come(school: School) -> None:
    class_id = a_class_checking_in(school)
    first, *others = school.trainees(class_id)
    arrive(school, first)

    def listed(checked_in: bool | None) -> list[str]:
        request = ListTrainees(class_id=class_id, checked_in=checked_in)
        return [one.trainee_id for one in school.do(request, STAFF).items]

    awaited = [one.trainee_id for one in others]
    assert listed(True) == [first.trainee_id]
    assert listed(False) == awaited
    assert listed(None) == [first.trainee_id, *awaited]
    assert {one.check_in_missing for one in school.trainees(class_id)} == {(), (P.SIGN_IN,)}


@pytest.mark.clause("A-5.w1")
def test_the_wall_is_not_for_units_and_trainees(school: School) -> None:
    class_id = a_class_checking_in(school, 1)
    [one] = school.trainees(class_id)
    for somebody in (
        own(one.trainee_id),
        secretary(school.units[0]),
        counselor("another class"),
        an_actor(Role.HOST_REP),
    ):
        with refused("NOT_YOUR_DUTY"):
            school.do(ListCheckIns(class_id=class_id), somebody)
