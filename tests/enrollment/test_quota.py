"""Seats: exact under every order of taking, giving back and reallocating."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts.refusals import Refusal
from tests.enrollment.makers import a_quota, refused


@pytest.mark.clause("A-6.6")
@given(st.integers(0, 50), st.integers(0, 20), st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_seats_are_taken_first_then_places_to_wait_and_never_more(
    seats: int, reserve: int, wishes: list[int]
) -> None:
    quota = a_quota(seats=seats, reserve=reserve)
    given_out = [quota.take(wish) for wish in wishes]

    wanted = sum(wishes)
    assert sum(seated for seated, _ in given_out) == min(wanted, seats)
    assert sum(waiting for _, waiting in given_out) == min(max(0, wanted - seats), reserve)


@pytest.mark.clause("A-6.6")
def test_a_freed_seat_goes_to_the_first_who_waits() -> None:
    quota = a_quota(seats=1, reserve=1)
    quota.take(2)

    assert quota.free_seat()
    assert (quota.used, quota.waiting) == (1, 0)
    assert not quota.free_seat()
    assert (quota.used, quota.waiting) == (0, 0)


def test_whoever_leaves_the_waiting_list_frees_no_seat() -> None:
    quota = a_quota(seats=1, reserve=2)
    quota.take(3)
    quota.leave_waiting_list()

    assert (quota.used, quota.waiting) == (1, 1)


@pytest.mark.clause("A-6.6")
def test_new_seats_are_for_those_who_wait() -> None:
    quota = a_quota(seats=2, reserve=3)
    quota.take(5)

    assert quota.reallocate(seats=4, reserve=1) == 2
    assert (quota.used, quota.waiting) == (4, 1)


@pytest.mark.clause("A-6.6")
@pytest.mark.parametrize(("seats", "reserve"), [(1, 3), (2, 0)])
def test_seats_in_use_are_not_taken_away(seats: int, reserve: int) -> None:
    quota = a_quota(seats=2, reserve=3)
    quota.take(4)

    with refused("SEATS_IN_USE"):
        quota.reallocate(seats=seats, reserve=reserve)

    assert (quota.seats, quota.reserve, quota.used, quota.waiting) == (2, 3, 2, 2)


class SeatsAgainstAPlainList(RuleBasedStateMachine):
    """The counters against a queue of people."""

    def __init__(self) -> None:
        super().__init__()
        self.quota = a_quota(seats=3, reserve=2)
        self.people = 0

    @rule(wanted=st.integers(1, 4))
    def take(self, wanted: int) -> None:
        self.people += sum(self.quota.take(wanted))

    @precondition(lambda self: self.quota.used)
    @rule()
    def free(self) -> None:
        waited = self.quota.waiting > 0
        assert self.quota.free_seat() is waited
        self.people -= 1

    @precondition(lambda self: self.quota.waiting)
    @rule()
    def stop_waiting(self) -> None:
        self.quota.leave_waiting_list()
        self.people -= 1

    @rule(seats=st.integers(0, 6), reserve=st.integers(0, 4))
    def reallocate(self, seats: int, reserve: int) -> None:
        if self.people <= seats + reserve and self.quota.used <= seats:
            self.quota.reallocate(seats=seats, reserve=reserve)
        else:
            with pytest.raises(Refusal):
                self.quota.reallocate(seats=seats, reserve=reserve)

    @invariant()
    def everybody_has_the_best_place_there_is(self) -> None:
        assert self.quota.used == min(self.people, self.quota.seats)
        assert self.quota.waiting == self.people - self.quota.used
        assert self.quota.waiting <= self.quota.reserve


TestSeatsAgainstAPlainList = SeatsAgainstAPlainList.TestCase
