"""Hand in, review, let days pass, bar, conclude in any order: as a plain table of words says."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contracts.assessment import AssessmentFinished, Grade
from contracts.enrollment import (
    ClassResumed,
    ClassSuspended,
    TraineeWithdrawn,
    WithdrawalKind,
)
from contracts.scheduling import LeaveLimitExceeded, LeaveLimitRestored
from tests.assessment.college import END_ON, STAFF, Course, a_text, on
from tests.assessment.conftest import SetClock
from tests.assessment.machines import an_office_on, attempted, run
from tests.servers import RealServers

TRAINEES = (1, 2, 3)
ONE = st.sampled_from(TRAINEES)
OPEN_TO_WRITE = ("DUE", "OVERDUE", "RETURNED")


class Summaries(RuleBasedStateMachine):
    """Three trainees beside a table of words."""

    url: ClassVar[str | None]
    set_clock: ClassVar[Callable[[datetime], None]]

    @initialize()
    def open(self) -> None:
        self.office = an_office_on(self.url)
        self.course = Course(self.office, type(self).set_clock, count=len(TRAINEES))
        self.course.open()
        self.state = dict.fromkeys(TRAINEES, "DUE")
        self.grade: dict[int, Grade | None] = dict.fromkeys(TRAINEES)
        self.left: set[int] = set()
        self.over: set[int] = set()
        self.today, self.due_on = END_ON - timedelta(days=2), END_ON
        self.taught = self.concluded = self.suspended = False
        self.texts = 0
        self.move_clock(self.today)

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.close()

    def move_clock(self, day: date) -> None:
        type(self).set_clock(on(day))

    def step(self, attempt: Callable[[], Any], *, allowed: bool) -> bool:
        """Try it; the office and the plain table must agree on whether it goes."""
        done = attempted(lambda: (attempt(),))
        assert (done is not None) == allowed, (self.state, self.concluded)
        return allowed

    # -- Writing and reviewing ---------------------------------------------------------------------

    @rule(number=ONE)
    def submit(self, number: int) -> None:
        self.texts += 1
        text = a_text(self.texts)
        allowed = (
            not self.concluded and number not in self.left and self.state[number] in OPEN_TO_WRITE
        )
        if self.step(lambda: self.course.submit(number, text), allowed=allowed):
            self.state[number], self.grade[number] = "SUBMITTED", None

    @rule(number=ONE, grade=st.sampled_from(Grade))
    def accept(self, number: int, grade: Grade) -> None:
        allowed = not self.concluded and self.state[number] == "SUBMITTED"
        if self.step(lambda: self.course.review(number, grade), allowed=allowed):
            self.state[number], self.grade[number] = "ACCEPTED", grade

    @rule(number=ONE)
    def send_back(self, number: int) -> None:
        allowed = not self.concluded and self.state[number] == "SUBMITTED"
        if self.step(lambda: self.course.review(number, None, "请修改"), allowed=allowed):
            self.state[number] = "RETURNED"

    @rule(number=ONE)
    def review_ones_own(self, number: int) -> None:
        author = self.course.trainee(number)
        self.step(lambda: self.course.review(number, as_=author), allowed=False)

    # -- What happens meanwhile --------------------------------------------------------------------

    @rule(days=st.integers(1, 3))
    def let_days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.move_clock(self.today)
        self.office.tick()
        if not self.suspended and self.due_on < self.today:
            for number in TRAINEES:
                if self.state[number] == "DUE" and number not in self.left:
                    self.state[number] = "OVERDUE"

    @rule()
    def suspend(self) -> None:
        self.office.hear(
            ClassSuspended(
                class_id="class-1", reason="公共卫生事件", policy_ref="x", from_on=self.today
            )
        )
        self.suspended = True

    @rule(days=st.integers(1, 4))
    def resume(self, days: int) -> None:
        self.due_on += timedelta(days=days)
        self.office.hear(
            ClassResumed(class_id="class-1", days=days, resume_on=self.today, end_on=self.due_on)
        )
        self.suspended = False
        if self.due_on >= self.today:
            for number in TRAINEES:
                if self.state[number] == "OVERDUE":
                    self.state[number] = "DUE"

    @rule(number=ONE, exceeded=st.booleans())
    def count_leave(self, number: int, exceeded: bool) -> None:
        kind = LeaveLimitExceeded if exceeded else LeaveLimitRestored
        trainee_id = self.course.trainee_id(number)
        self.office.hear(kind(class_id="class-1", trainee_id=trainee_id, leave=40, total=240))
        (self.over.add if exceeded else self.over.discard)(number)

    @rule(number=st.just(3))
    def withdraw(self, number: int) -> None:
        self.office.hear(
            TraineeWithdrawn(
                class_id="class-1",
                trainee_id=self.course.trainee_id(number),
                unit_id="unit-1",
                kind=WithdrawalKind.UNIT_REQUEST,
            )
        )
        self.left.add(number)

    @rule()
    def finish_teaching(self) -> None:
        self.course.teach()
        self.move_clock(self.today)
        self.taught = True

    # -- The end -----------------------------------------------------------------------------------

    @rule()
    def conclude(self) -> None:
        here = [self.state[number] for number in TRAINEES if number not in self.left]
        waits = "SUBMITTED" in here or ("DUE" in here and self.today <= self.due_on)
        allowed = self.taught and not self.concluded and not waits
        if self.step(lambda: self.course.conclude(as_=STAFF), allowed=allowed):
            self.concluded = True
            (finished,) = self.course.emitted(AssessmentFinished)
            completed = [self.course.trainee_id(one) for one in TRAINEES if self.completes(one)]
            assert finished.completed == completed
            assert len(finished.failed) == len(TRAINEES) - len(completed)

    def completes(self, number: int) -> bool:
        accepted = self.state[number] == "ACCEPTED" and self.grade[number] is not Grade.FAIL
        return accepted and number not in self.over | self.left

    @invariant()
    def the_office_says_what_the_table_says(self) -> None:
        if hasattr(self, "texts"):
            seen = self.course.summaries()
            here = [number for number in TRAINEES if number not in self.left]
            assert {number: one.state for number, one in seen.items()} == {
                number: self.state[number] for number in here
            }
            assert {one.due_on for one in seen.values()} == {self.due_on}
            assert all(seen[number].grade == self.grade[number] for number in here)


CLAUSES = ("A-6.8", "A-1.a")


@pytest.mark.clause(*CLAUSES)
def test_summaries_go_only_where_the_plain_table_says(set_clock: SetClock) -> None:
    Summaries.url, Summaries.set_clock = None, staticmethod(set_clock)
    run(Summaries, examples=10, steps=20)


@pytest.mark.clause(*CLAUSES)
def test_on_postgresql_too(servers: RealServers, set_clock: SetClock) -> None:
    Summaries.url = servers.fresh().database_url.format(service="assessment")
    Summaries.set_clock = staticmethod(set_clock)
    run(Summaries, examples=4, steps=20)
