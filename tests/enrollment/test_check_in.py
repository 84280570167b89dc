"""Check-in in parts: whatever comes first and however often, somebody arrives once (B-8.4a)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import CheckInMethod, CheckInPart, TraineeCheckedIn, TraineeState
from contracts.values import Profile
from services.enrollment.domain.nature import Nature
from services.enrollment.domain.trainee import Trainee
from tests.enrollment.makers import NOW, a_trainee

P = CheckInPart
IN_PERSON = Nature(profile=Profile.CADRE_COLLEGE).check_in_parts
ONLINE = Nature(profile=Profile.CADRE_COLLEGE, online=True).check_in_parts
AT_THE_DESK = st.sets(st.sampled_from(CheckInPart), min_size=1)
# A bed given, a bed given back, or parts done at the desk or by a code shown there.
HAPPENINGS = st.one_of(
    st.just("room"),
    st.just("leave"),
    st.tuples(AT_THE_DESK, st.sampled_from(CheckInMethod)),
)


def let_happen(
    trainee: Trainee, happening: Any, *, needed: frozenset[CheckInPart], lodges: bool
) -> list[Any]:
    if happening == "room":
        return trainee.take_room("1号楼203", needed=needed, now=NOW)
    if happening == "leave":
        trainee.leave_room()
        return []
    parts, method = happening
    return trainee.check_in(
        parts=parts, lodges=lodges, needed=needed, method=method, by="counselor", now=NOW
    )


@pytest.mark.clause("B-8.4a")
@given(st.lists(HAPPENINGS, max_size=12), st.sampled_from([IN_PERSON, ONLINE]), st.booleans())
def test_somebody_arrives_once_and_only_with_every_part(
    happenings: list[Any], needed: frozenset[CheckInPart], lodges: bool
) -> None:
    trainee = a_trainee()
    done: set[CheckInPart] = set()
    room = arrived = False
    for happening in happenings:
        events = let_happen(trainee, happening, needed=needed, lodges=lodges)
        if isinstance(happening, tuple):
            done |= happening[0]
        else:
            room = happening == "room"
        # A bed alone is no check-in: nobody has come to the desk yet.
        housed = {P.ROOM} if room or (done and not lodges) else set()
        complete = bool(done) and happening != "leave"
        complete = complete and needed <= (done - {P.ROOM}) | housed
        expected = [TraineeCheckedIn] if complete and not arrived else []
        assert [type(event) for event in events] == expected
        arrived = arrived or complete

    assert (trainee.state is TraineeState.ACTIVE) == arrived
    assert (trainee.checked_in_at is not None) == arrived


@pytest.mark.clause("B-8.4a")
@given(
    st.permutations([*CheckInPart, "room"]),
    st.lists(st.sampled_from([*CheckInPart, "room"]), max_size=6),
)
def test_four_parts_in_any_order_and_played_again_are_one_check_in(
    order: list[Any], again: list[Any]
) -> None:
    trainee = a_trainee()
    happenings = [step if step == "room" else ({step}, CheckInMethod.QR) for step in order]
    replays = [step if step == "room" else ({step}, CheckInMethod.DESK) for step in again]
    events = [
        event
        for happening in (*happenings, *replays)
        for event in let_happen(trainee, happening, needed=IN_PERSON, lodges=True)
    ]

    assert [type(event) for event in events] == [TraineeCheckedIn]


@pytest.mark.clause("B-8.4a")
@given(st.sampled_from(CheckInPart))
def test_three_parts_are_no_check_in(missing: CheckInPart) -> None:
    trainee = a_trainee(room="" if missing is P.ROOM else "1号楼203")
    parts = {*CheckInPart} - {missing}
    events = let_happen(trainee, (parts, CheckInMethod.QR), needed=IN_PERSON, lodges=True)

    assert events == []
    assert (trainee.state, trainee.check_in_parts) == (
        TraineeState.ENROLLED,
        frozenset(parts),
    )
