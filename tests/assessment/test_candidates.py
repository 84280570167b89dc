"""Bars, seats, and who was there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Invalid, Refusal
from services.assessment.domain.candidate import (
    Attendance,
    Bar,
    Candidate,
    record_attendance,
    seat_everyone,
)
from tests.assessment.makers import a_candidate, a_room


def seated(count: int) -> list[Candidate]:
    candidates = [a_candidate(number) for number in range(1, count + 1)]
    seat_everyone(candidates, [a_room(seats=count)])
    return candidates


def test_two_bars_stand_until_both_are_lifted() -> None:
    candidate = a_candidate()
    for bar in (Bar.LEAVE_LIMIT, Bar.NO_SHOW, Bar.LEAVE_LIMIT):
        candidate.bar(bar)
    candidate.lift(Bar.LEAVE_LIMIT)
    assert (candidate.bars, candidate.is_barred) == ([Bar.NO_SHOW], True)
    candidate.lift(Bar.NO_SHOW)
    assert not candidate.is_barred


@given(st.permutations([(3, True), (5, False), (8, True), (9, False)]))
def test_the_latest_news_of_leave_wins_in_whatever_order_it_comes(
    news: list[tuple[int, bool]],
) -> None:
    candidate = a_candidate()
    for told, exceeded in news:
        candidate.take_leave(exceeded=exceeded, told=told)
    assert not candidate.is_barred
    assert candidate.take_leave(exceeded=True, told=10)
    assert candidate.is_barred


@pytest.mark.clause("A-5.r3")
@given(
    barred=st.lists(st.booleans(), min_size=1, max_size=40),
    sizes=st.lists(st.integers(1, 12), min_size=1, max_size=5),
)
def test_everyone_not_barred_gets_a_seat_of_the_own_or_nobody_does(
    barred: list[bool], sizes: list[int]
) -> None:
    candidates = [
        a_candidate(number, bars=[Bar.LEAVE_LIMIT] if is_barred else [])
        for number, is_barred in enumerate(barred)
    ]
    rooms = [a_room(venue_id=f"v{at}", name=f"A{at}", seats=size) for at, size in enumerate(sizes)]
    eligible = barred.count(False)
    if not 0 < eligible <= sum(sizes):
        with pytest.raises(Refusal) as refused:
            seat_everyone(candidates, rooms)
        assert refused.value.code == ("NOT_ENOUGH_SEATS" if eligible else "NO_CANDIDATES")
        assert all(one.attendance is Attendance.UNSEATED for one in candidates)
        return
    assert seat_everyone(candidates, rooms) == eligible
    places = [(one.room, one.seat_no) for one in candidates if one.attendance is Attendance.SEATED]
    assert len(set(places)) == len(places) == eligible
    capacity = {room.name: room.seats for room in rooms}
    assert all(1 <= seat <= capacity[room] for room, seat in places)
    assert all(one.room == "" for one in candidates if one.is_barred)


def test_seats_are_given_anew_after_a_bar() -> None:
    candidates = seated(3)
    candidates[0].bar(Bar.LEAVE_LIMIT)
    assert seat_everyone(candidates, [a_room(seats=3)]) == 2
    assert [(one.room, one.seat_no) for one in candidates] == [("", 0), ("A101", 1), ("A101", 2)]


def test_who_is_neither_absent_nor_caught_has_a_script_to_mark() -> None:
    candidates = seated(4)
    present = record_attendance(candidates, absent=["trainee-1"], cheated=["trainee-2"])
    assert [one.trainee_id for one in present] == ["trainee-3", "trainee-4"]
    assert [one.attendance for one in candidates] == [
        Attendance.ABSENT,
        Attendance.CHEATED,
        Attendance.PRESENT,
        Attendance.PRESENT,
    ]
    assert [one.sat for one in candidates] == [False, True, True, True]


def test_a_bar_that_came_after_the_seats_were_fixed_wins() -> None:
    candidates = seated(2)
    candidates[0].bar(Bar.LEAVE_LIMIT)
    present = record_attendance(candidates, absent=[], cheated=[])
    assert [one.trainee_id for one in present] == ["trainee-2"]
    assert not candidates[0].sat


@pytest.mark.parametrize(
    ("absent", "cheated", "field"),
    [
        (["stranger"], [], "absent"),
        ([], ["stranger"], "cheated"),
        (["trainee-1"], ["trainee-1"], "cheated"),
    ],
)
def test_a_room_record_that_cannot_be_names_the_field(
    absent: list[str], cheated: list[str], field: str
) -> None:
    candidates = seated(2)
    with pytest.raises(Invalid) as refused:
        record_attendance(candidates, absent=absent, cheated=cheated)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert all(one.attendance is Attendance.SEATED for one in candidates)
