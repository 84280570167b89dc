"""Ask for leave, decide, come back, cut the timetable, in any order: what is counted is what a
plain list of hours says, and whoever passes one seventh is told of, each way, once.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    DecideLeave,
    Decision,
    FindAttendance,
    LeaveKind,
    LeaveLimitExceeded,
    LeaveLimitRestored,
    RemoveSession,
    RequestLeave,
    ReturnFromLeave,
)
from contracts.values import Category, HalfDay
from kit import clock
from kit.testing import TestOffice, an_actor
from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.timetable_life import TimetableState
from services.scheduling.service import SchedulingService
from tests.scheduling.makers import (
    NOW,
    START,
    a_class_created,
    a_session,
    a_teacher,
    a_trainee,
    local,
)
from tests.scheduling.school import AFFAIRS, EVP, STAFF

# Fourteen half-days of two hours: one seventh is exactly two of them.
DAYS, HOURS = 7, 20
SLOTS = [(day, half) for day in range(1, DAYS + 1) for half in (HalfDay.AM, HalfDay.PM)]
BEGINS = {HalfDay.AM: "08:00", HalfDay.PM: "13:30"}
ENDS = {HalfDay.AM: "11:20", HalfDay.PM: "16:50"}
TRAINEES = ("a", "b")


class Wish:
    """A leave as a list of half-days: asked for, granted, cut short."""

    def __init__(self, trainee: str, first: int, last: int) -> None:
        self.trainee, self.slots = trainee, list(range(first, last + 1))
        self.steps, self.state = 0, "OPEN"


class Leaves(RuleBasedStateMachine):
    """The office beside a plain model; each run a class of its own."""

    leaves: Bundle[str] = Bundle("leaves")
    office: TestOffice
    classes: Iterator[int] = count(1)

    @initialize()
    def begin(self) -> None:
        self.key = f"m{next(self.classes)}"
        self.wishes: dict[str, Wish] = {}
        self.held = dict.fromkeys(range(len(SLOTS)), True)
        self.over = dict.fromkeys(TRAINEES, False)
        self.told_n = len(self.office.events)
        self.today = 0
        clock.move_to(NOW)
        end_on = START + timedelta(days=DAYS - 1)
        # A kind of class for which no minimum of hours stands in the way of a cut.
        created = a_class_created(class_id=self.key, category=Category.OTHER, end_on=end_on)
        timetable = Timetable.of_class(created)
        timetable.state, timetable.edition, timetable.is_opened = TimetableState.PUBLISHED, 1, True
        timetable.sessions = [self.a_session(at) for at in range(len(SLOTS))]
        people = [a_trainee(self.key + key, class_id=self.key) for key in TRAINEES]
        with self.office.database.writing() as session:
            session.add(timetable)
            session.flush()
            session.add_all(people)

    def a_session(self, at: int) -> Session:
        day, half = SLOTS[at]
        session = a_session(f"{self.key}s{at}", day=day, half_day=half, hours=HOURS)
        session.class_id = self.key
        session.mobilization_leader_id = "leader1"
        session.course_id, session.teacher_ids, session.venue_id = None, [], None
        return session

    @rule(
        target=leaves,
        trainee=st.sampled_from(TRAINEES),
        first=st.integers(0, len(SLOTS) - 1),
        length=st.integers(1, 3),
    )
    def ask(self, trainee: str, first: int, length: int) -> Any:
        last = min(first + length, len(SLOTS)) - 1
        begins, ends = SLOTS[first], SLOTS[last]
        request = RequestLeave(
            class_id=self.key,
            trainee_id=self.key + trainee,
            kind=LeaveKind.PERSONAL,
            from_at=local(begins[0], BEGINS[begins[1]]),
            to_at=local(ends[0], ENDS[ends[1]]),
            reason="家中有事",
        )
        wish = Wish(trainee, first, last)
        # A leave cut short by an early return leaves its later half-days to be asked for again.
        overlaps = any(
            set(wish.slots) & set(other.slots)
            for other in self.wishes.values()
            if other.trainee == trainee and other.state != "REJECTED"
        )
        nothing = not any(self.held[at] for at in wish.slots)
        code = self.refused(request, STAFF)
        assert (code is not None) is (overlaps or nothing)
        if code is not None:
            return multiple()
        self.wishes[self.leave_id] = wish
        return self.leave_id

    @rule(leave_id=leaves, decision=st.sampled_from(Decision))
    def decide(self, leave_id: str, decision: Decision) -> None:
        wish = self.wishes[leave_id]
        request = DecideLeave(class_id=self.key, leave_id=leave_id, decision=decision)
        settled = wish.state != "OPEN"
        who = self.decider(wish)
        assert (self.refused(request, who) is not None) is settled
        if settled:
            return
        wish.steps += 1
        if decision is Decision.REJECTED:
            wish.state = "REJECTED"
        elif wish.steps >= self.steps_of(wish):
            wish.state = "GRANTED"

    def live(self, wish: Wish) -> list[int]:
        return [at for at in wish.slots if self.held[at]]

    def steps_of(self, wish: Wish) -> int:
        return 1 if len(self.live(wish)) <= 1 else 2

    def decider(self, wish: Wish) -> Any:
        """Whose turn it is: the counselor first, then by the length of the leave."""
        if wish.steps == 0 or self.steps_of(wish) == 1:
            number = wish.steps
            return an_actor(Role.COUNSELOR, person=f"counselor{number}", within=f"class:{self.key}")
        return AFFAIRS if len(self.live(wish)) == 2 else EVP

    @rule(leave_id=leaves, later=st.integers(0, 3))
    def come_back(self, leave_id: str, later: int) -> None:
        wish = self.wishes[leave_id]
        self.today = min(self.today + later, DAYS + 1)
        clock.move_to(local(self.today, "12:30"))
        request = ReturnFromLeave(class_id=self.key, leave_id=leave_id)
        assert (self.refused(request, STAFF) is None) is (wish.state == "GRANTED")
        if wish.state == "GRANTED":
            wish.state = "RETURNED"
            back = clock.now()
            wish.slots = [
                at for at in wish.slots if local(SLOTS[at][0], BEGINS[SLOTS[at][1]]) < back
            ]

    @rule(at=st.integers(0, len(SLOTS) - 1))
    def cancel(self, at: int) -> None:
        """A cut of the timetable makes the total smaller: everybody is judged again."""
        if not self.held[at] or sum(self.held.values()) <= 7:
            return
        self.held[at] = False
        cut = RemoveSession(class_id=self.key, session_id=f"{self.key}s{at}", reason="压缩课时")
        assert self.refused(cut, STAFF) is None

    @invariant()
    def hours_and_warnings_are_what_the_plain_list_says(self) -> None:
        view = self.office.do(FindAttendance(class_id=self.key), as_=STAFF)
        total = HOURS * sum(self.held.values())
        told = self.told()
        for line in view.totals:
            trainee = line.trainee_id.removeprefix(self.key)
            hours = HOURS * sum(
                len(self.live(wish))
                for wish in self.wishes.values()
                if wish.trainee == trainee and wish.state in ("GRANTED", "RETURNED")
            )
            over = 7 * hours > total
            assert (line.leave, line.total, line.limit_exceeded) == (hours, total, over)
            expected = [] if over is self.over[trainee] else [over]
            assert [was for key, was in told if key == line.trainee_id] == expected
            self.over[trainee] = over

    def told(self) -> list[tuple[str, bool]]:
        """Who was told of since the last look, and which way."""
        fresh = self.office.events[self.told_n :]
        self.told_n += len(fresh)
        return [
            (event.trainee_id, isinstance(event, LeaveLimitExceeded))
            for event in fresh
            if isinstance(event, LeaveLimitExceeded | LeaveLimitRestored)
        ]

    def refused(self, request: Any, who: Any) -> str | None:
        try:
            reply = self.office.do(request, as_=who)
        except Refusal as refusal:
            return refusal.code
        self.leave_id = getattr(reply, "leave_id", "")
        return None


def run(url: str | None, examples: int) -> None:
    Leaves.office = TestOffice(SchedulingService, url)
    with Leaves.office.database.writing() as session:
        session.add(a_teacher("leader1", is_leader=True))
    # Found failures are shown as they are: making them smaller takes minutes on a database.
    calm = settings(
        max_examples=examples,
        stateful_step_count=12,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Leaves, settings=calm)
    Leaves.office.close()


@pytest.mark.clause("A-7.4.a")
def test_leave_is_counted_as_a_plain_list_of_hours_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("KAIBAN_CLOCK_FILE", str(tmp_path / "clock"))
    run(None, 8)


@pytest.mark.clause("A-7.4.a")
def test_on_postgresql_too_leave_is_counted_as_a_plain_list_of_hours_would(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("KAIBAN_CLOCK_FILE", str(tmp_path / "clock"))
    run(postgres_url, 3)
