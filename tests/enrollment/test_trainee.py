"""Trainees: numbered by the roster, checked in once, withdrawn with cause."""

from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import (
    CheckInMethod,
    CheckInPart,
    NominationState,
    TraineeCheckedIn,
    TraineeState,
    WithdrawalKind,
)
from services.enrollment.domain.nomination import Nomination
from services.enrollment.domain.person import Person
from services.enrollment.domain.trainee import Trainee, enrol
from services.enrollment.domain.unit import Unit
from tests.enrollment.makers import NOW, a_nomination, a_person, a_trainee, a_unit, refused

People = list[tuple[Nomination, Person, Unit]]


def people(keys: list[tuple[str, str]]) -> People:
    """One accepted person for each (unit code, name)."""
    return [
        (
            a_nomination(NominationState.ACCEPTED, nomination_id=f"n{at}", person_id=f"p{at}"),
            a_person(person_id=f"p{at}", name=name, id_no=f"{at:018}"),
            a_unit(code=code),
        )
        for at, (code, name) in enumerate(keys)
    ]


def enrolled(listed: People, digits: int = 3) -> list[Trainee]:
    ids = count()
    return enrol(listed, class_code="FZ2601", digits=digits, new_id=lambda: f"t{next(ids)}")


@pytest.mark.clause("A-7.2.a", "A-9.a")
@given(
    st.lists(st.tuples(st.sampled_from(["U01", "U02", "U10"]), st.sampled_from("丁王张李"))),
    st.randoms(use_true_random=False),
)
def test_numbers_follow_the_roster_in_whatever_order_it_is_read(
    keys: list[tuple[str, str]], random: Random
) -> None:
    in_order = {one.person_id: one.trainee_no for one in enrolled(people(keys))}
    listed = people(keys)
    random.shuffle(listed)
    shuffled = {one.person_id: one.trainee_no for one in enrolled(listed)}

    assert shuffled == in_order
    assert sorted(in_order.values()) == [f"FZ2601{n:03}" for n in range(1, len(keys) + 1)]


def test_numbers_go_by_unit_code_then_name() -> None:
    trainees = enrolled(people([("U02", "丁一"), ("U01", "王二"), ("U01", "丁三")]))

    assert [(one.trainee_no, one.person_id) for one in trainees] == [
        ("FZ2601001", "p2"),
        ("FZ2601002", "p1"),
        ("FZ2601003", "p0"),
    ]


def test_numbers_grow_longer_rather_than_repeat() -> None:
    trainees = enrolled(people([("U01", f"{n:04}") for n in range(11)]), digits=1)

    assert [one.trainee_no for one in trainees][::10] == ["FZ260101", "FZ260111"]


@pytest.mark.clause("A-7.2.a")
def test_who_is_no_longer_accepted_stops_the_whole_roster() -> None:
    listed = people([("U01", "丁一"), ("U01", "王二")])
    listed[1][0].withdraw(reason="出差")

    with refused("WRONG_STATE"):
        enrolled(listed)


@pytest.mark.clause("A-6.7")
def test_a_second_check_in_is_the_first_one() -> None:
    trainee = a_trainee()
    signs_in: Any = {
        "parts": [CheckInPart.SIGN_IN],
        "lodges": True,
        "needed": frozenset({CheckInPart.SIGN_IN}),
    }
    first = trainee.check_in(**signs_in, method=CheckInMethod.QR, by="counselor", now=NOW)
    again = trainee.check_in(
        **signs_in, method=CheckInMethod.DESK, by="somebody", now=NOW.replace(hour=3)
    )

    assert [type(event) for event in first] == [TraineeCheckedIn]
    assert again == []
    assert (trainee.checked_in_at, trainee.checked_in_by) == (NOW, "counselor")


@pytest.mark.clause("A-7.4.a")
def test_leave_is_no_cause_before_it_exceeds_the_limit() -> None:
    trainee = a_trainee(TraineeState.ACTIVE)

    with refused("LEAVE_WITHIN_LIMIT"):
        trainee.withdraw(kind=WithdrawalKind.LEAVE_LIMIT, reason="超过七分之一", by="staff")

    trainee.leave_limit_exceeded = True
    trainee.withdraw(kind=WithdrawalKind.LEAVE_LIMIT, reason="超过七分之一", by="staff")
    assert trainee.state is TraineeState.WITHDRAWN


def test_why_somebody_left_stays_out_of_the_event() -> None:
    trainee = a_trainee(TraineeState.ACTIVE)
    left = trainee.withdraw(kind=WithdrawalKind.HEALTH, reason="心脏病住院", by="staff")

    assert "心脏病" not in repr(left)
    assert trainee.withdrawal_reason == "心脏病住院"


@pytest.mark.parametrize("state", TraineeState)
def test_a_certificate_completes_only_who_was_in_training(state: TraineeState) -> None:
    trainee = a_trainee(state)
    trainee.receive_certificate("SMU-F-2026-01-0001-K")

    completed = state in (TraineeState.ACTIVE, TraineeState.COMPLETED)
    assert (trainee.state is TraineeState.COMPLETED) is completed
    assert trainee.certificate_no == "SMU-F-2026-01-0001-K"
