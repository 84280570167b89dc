"""Nominate, withdraw, reject, accept, give seats, submit and return in any order: seats and
waiting lists are always those of a plain model.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from contracts.enrollment import (
    AcceptNominations,
    ListNominations,
    ListQuotas,
    NominationState,
    RejectNomination,
    ReturnRoster,
    SubmitRoster,
    WithdrawNomination,
)
from contracts.refusals import Refusal
from contracts.values import Category
from kit import clock
from tests.enrollment.makers import NOW
from tests.enrollment.school import EVP, STAFF, School, secretary
from tests.servers import RealServers

S = NominationState
OPEN = (S.ELIGIBLE, S.WAITLISTED, S.ACCEPTED)
SEATED = (S.ELIGIBLE, S.ACCEPTED)
UNITS = st.integers(0, 1)
SEATS = st.tuples(st.integers(0, 3), st.integers(0, 2))


@dataclass
class Known:
    """A nomination in the model."""

    nomination_id: str
    unit: int
    number: int
    state: NominationState


def outcome(do: Callable[[], Any]) -> tuple[str, Any]:
    """The code of the refusal, or nothing and the reply."""
    try:
        return "", do()
    except Refusal as said:
        return said.code, None


class Enrolment(RuleBasedStateMachine):
    """The office beside a plain list of nominations and the seats of two units."""

    school: School
    number = 0

    @initialize(seats=st.tuples(SEATS, SEATS))
    def begin(self, seats: tuple[tuple[int, int], ...]) -> None:
        clock.move_to(NOW)
        Enrolment.number += 1
        plan = self.school.an_issued_plan(Category.DEV_TARGET)
        self.class_id = self.school.a_class_enrolling(
            item_id=plan.items[0].item_id, code=f"FZ{Enrolment.number}"
        ).class_id
        self.seats = [(10, 3), (10, 3)]
        self.known: list[Known] = []
        self.submitted = False
        self.allocate(seats)

    @rule(unit=UNITS, number=st.integers(0, 6))
    def nominate(self, unit: int, number: int) -> None:
        said, made = outcome(
            lambda: self.school.nominate(self.class_id, self.school.units[unit], number)
        )
        twin = next((k for k in self.standing() if k.number == number), None)
        seat = self.next_place(unit)
        if self.submitted:
            assert said == "ROSTER_SUBMITTED"
        elif seat is None:
            assert said == "NO_SEAT_LEFT"
        elif twin is not None:
            same = twin.unit == unit
            assert said == ("ALREADY_NOMINATED" if same else "NOMINATED_BY_ANOTHER_UNIT")
        else:
            assert (said, made.state) == ("", seat)
            self.known.append(Known(made.nomination_id, unit, number, seat))

    @rule(at=st.integers(0, 30), by_unit=st.booleans())
    def end(self, at: int, by_unit: bool) -> None:
        if not self.known:
            return
        known = self.known[at % len(self.known)]
        said, _ = outcome(lambda: self.take_out(known, by_unit=by_unit))
        if self.submitted:
            assert said == "ROSTER_SUBMITTED"
        elif known.state not in OPEN:
            assert said == "WRONG_STATE"
        else:
            assert said == ""
            had_seat = known.state in SEATED
            known.state = S.WITHDRAWN_BY_UNIT if by_unit else S.REJECTED
            if had_seat:
                self.move_up(known.unit, 1)

    @rule()
    def accept(self) -> None:
        said, _ = outcome(lambda: self.school.do(AcceptNominations(class_id=self.class_id), STAFF))
        assert said == ("ROSTER_SUBMITTED" if self.submitted else "")
        if not said:
            for known in self.of(S.ELIGIBLE):
                known.state = S.ACCEPTED

    @rule(seats=st.tuples(SEATS, SEATS))
    def allocate(self, seats: tuple[tuple[int, int], ...]) -> None:
        units = self.school.units
        lines = [(units[at], *given) for at, given in enumerate(seats)]
        said, _ = outcome(lambda: self.school.allocate(self.class_id, *lines))
        if self.submitted:
            assert said == "ROSTER_SUBMITTED"
        elif all(self.enough(unit, *given) for unit, given in enumerate(seats)):
            assert said == ""
            for unit, (wanted, _) in enumerate(seats):
                self.move_up(unit, wanted - self.count(unit, *SEATED))
            self.seats = list(seats)
        else:
            assert said == "SEATS_IN_USE"

    @rule()
    def submit(self) -> None:
        said, _ = outcome(lambda: self.school.do(SubmitRoster(class_id=self.class_id), STAFF))
        if self.submitted:
            assert said == "WRONG_STATE"
        elif self.of(S.ELIGIBLE):
            assert said == "NOMINATIONS_UNDECIDED"
        elif not self.of(S.ACCEPTED):
            assert said == "ROSTER_EMPTY"
        else:
            assert said == ""
            self.submitted = True

    @rule()
    def give_back(self) -> None:
        request = ReturnRoster(class_id=self.class_id, opinion="人数不足")
        said, _ = outcome(lambda: self.school.do(request, EVP))
        assert said == ("" if self.submitted else "WRONG_STATE")
        self.submitted = False

    @invariant()
    def seats_and_nominations_are_those_of_the_model(self) -> None:
        lines = self.school.do(ListQuotas(class_id=self.class_id), STAFF)
        found = {line.unit_id: (line.used, line.waiting) for line in lines}
        assert found == {
            unit.unit_id: (self.count(at, *SEATED), self.count(at, S.WAITLISTED))
            for at, unit in enumerate(self.school.units)
        }
        listed = self.school.do(ListNominations(class_id=self.class_id, size=200), STAFF).items
        assert [(one.nomination_id, one.state) for one in listed] == [
            (known.nomination_id, known.state) for known in self.known
        ]

    # -- The model ---------------------------------------------------------------------------

    def next_place(self, unit: int) -> NominationState | None:
        seats, reserve = self.seats[unit]
        if self.count(unit, *SEATED) < seats:
            return S.ELIGIBLE
        return S.WAITLISTED if self.count(unit, S.WAITLISTED) < reserve else None

    def enough(self, unit: int, seats: int, reserve: int) -> bool:
        used, waiting = self.count(unit, *SEATED), self.count(unit, S.WAITLISTED)
        still_waiting = waiting - min(waiting, max(0, seats - used))
        return seats >= used and reserve >= still_waiting

    def move_up(self, unit: int, free: int) -> None:
        waiting = [known for known in self.of(S.WAITLISTED) if known.unit == unit]
        for known in waiting[: max(free, 0)]:
            known.state = S.ELIGIBLE

    def count(self, unit: int, *states: NominationState) -> int:
        return sum(known.unit == unit and known.state in states for known in self.known)

    def of(self, state: NominationState) -> list[Known]:
        return [known for known in self.known if known.state is state]

    def standing(self) -> list[Known]:
        return [known for known in self.known if known.state is not S.WITHDRAWN_BY_UNIT]

    def take_out(self, known: Known, *, by_unit: bool) -> Any:
        unit = self.school.units[known.unit]
        if by_unit:
            request = WithdrawNomination(
                unit_id=unit.unit_id, nomination_id=known.nomination_id, reason="出差"
            )
            return self.school.do(request, secretary(unit))
        rejection = RejectNomination(nomination_id=known.nomination_id, reason="不符合条件")
        return self.school.do(rejection, STAFF)


def play(school: School, examples: int) -> None:
    Enrolment.school = school
    calm = settings(
        max_examples=examples,
        stateful_step_count=20,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    run_state_machine_as_test(Enrolment, settings=calm)


@pytest.mark.clause("A-6.6", "A-7.2.a")
def test_seats_and_waiting_lists_follow_the_model(school: School) -> None:
    play(school, 10)


@pytest.mark.clause("A-6.6", "A-7.2.a")
@pytest.mark.usefixtures("moved_clock")
def test_seats_and_waiting_lists_follow_the_model_on_postgresql(servers: RealServers) -> None:
    school = School(servers.fresh().database_url.format(service="enrollment"))
    play(school, 4)
    school.office.close()
