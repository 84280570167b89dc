"""Tasks set, done, and a class that stands still and goes on, under a moving clock, beside a plain
model of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import TypeVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contracts.base import Event
from contracts.enrollment import (
    ClassResumed,
    ClassSuspended,
    TaskAssigned,
    TaskCompleted,
    TaskSource,
)
from contracts.notification import (
    DeadlineKind,
    DeadlineMet,
    DeadlineOverdue,
    DeadlineView,
    DeadlineWarned,
    ListDeadlines,
)
from kit import clock
from kit.testing import TestOffice
from services.notification.domain.rules import the_rules
from tests.notification.college import AFFAIRS, a_college, a_college_class
from tests.servers import RealServers

HOUR = timedelta(hours=1)
# What is due falls on the hour, the clock stands at half past: nothing is ever due just now.
HALF = timedelta(minutes=30)
RUNS = count(1)

Kind = TypeVar("Kind", DeadlineWarned, DeadlineOverdue, DeadlineMet)


@dataclass
class Task:
    """What the model knows of one task."""

    due: datetime
    state: str = "ARMED"
    stands_still: bool = False
    warned: int = 0
    overdue: int = 0
    late: bool | None = None

    @property
    def runs(self) -> bool:
        return self.state in {"ARMED", "WARNED", "OVERDUE"}

    def ring(self, now: datetime) -> None:
        if self.stands_still or self.state not in {"ARMED", "WARNED"}:
            return
        if now >= self.due:
            self.state, self.overdue = "OVERDUE", self.overdue + 1
        elif self.state == "ARMED" and now >= self.due - the_rules().warn_before[DeadlineKind.TASK]:
            self.state, self.warned = "WARNED", self.warned + 1

    def finish(self, now: datetime) -> None:
        if not self.runs:
            return
        waits = self.stands_still and self.state != "OVERDUE"
        self.late = now >= self.due and not waits
        self.state = "LATE" if self.late else "MET"


class Clocks(RuleBasedStateMachine):
    """One office for all runs; each run has a class of its own."""

    office: TestOffice
    begins: datetime

    def __init__(self) -> None:
        super().__init__()
        self.class_id = f"k{next(RUNS)}"
        self.now = self.begins
        clock.move_to(self.now + HALF)
        self.office.hear(a_college_class(class_id=self.class_id, hosted_externally=False))
        self.tasks: dict[str, Task] = {}
        self.stands_still = False

    @rule(number=st.integers(1, 4), hours=st.integers(1, 60), times=st.integers(1, 2))
    def set_task(self, number: int, hours: int, times: int) -> None:
        task_id = f"{self.class_id}-{number}"
        if task_id in self.tasks:
            return
        due = self.now + hours * HOUR
        event = TaskAssigned(
            class_id=self.class_id,
            task_id=task_id,
            unit_id="d-student",
            title="任务",
            due_at=due,
            source=TaskSource.SUPPORT,
        )
        self.office.hear(event, times=times)
        self.tasks[task_id] = Task(due)

    @rule(number=st.integers(1, 4), times=st.integers(1, 2))
    def finish_task(self, number: int, times: int) -> None:
        task_id = f"{self.class_id}-{number}"
        if task_id not in self.tasks:
            return
        event = TaskCompleted(
            class_id=self.class_id, task_id=task_id, unit_id="d-student", on_time=True
        )
        self.office.hear(event, times=times)
        self.tasks[task_id].finish(self.now + HALF)

    @precondition(lambda self: not self.stands_still)
    @rule()
    def suspend(self) -> None:
        event = ClassSuspended(
            class_id=self.class_id, reason="疫情", policy_ref="规定", from_on=date(2026, 3, 2)
        )
        self.office.hear(event, times=2)
        self.stands_still = True
        for task in self.tasks.values():
            task.stands_still = task.runs

    @precondition(lambda self: self.stands_still)
    @rule(days=st.integers(1, 3))
    def go_on(self, days: int) -> None:
        event = ClassResumed(
            class_id=self.class_id,
            days=days,
            resume_on=date(2026, 3, 9),
            end_on=date(2026, 3, 20),
        )
        self.office.hear(event, times=2)
        self.stands_still = False
        for task in self.tasks.values():
            if task.stands_still and task.runs:
                task.due += timedelta(days=days)
                if task.due > self.now + HALF:
                    task.state = "ARMED"
            task.stands_still = False

    @rule(hours=st.integers(1, 40), ticks=st.integers(1, 2))
    def wait(self, hours: int, ticks: int) -> None:
        self.now += hours * HOUR
        clock.move_to(self.now + HALF)
        for _ in range(ticks):
            self.office.clerk.timers.run(at_once=True)
        for task in self.tasks.values():
            task.ring(self.now + HALF)

    @invariant()
    def the_office_shows_what_the_model_says(self) -> None:
        shown = {
            each.subject_id: (each.state.value, each.due_at)
            for each in self.shown()
            if each.kind is DeadlineKind.TASK
        }
        assert shown == {key: (task.state, task.due) for key, task in self.tasks.items()}

    def shown(self) -> list[DeadlineView]:
        return self.office.do(ListDeadlines(class_id=self.class_id), as_=AFFAIRS)

    def teardown(self) -> None:
        told = self.office.events
        for key, task in self.tasks.items():
            assert len(about(told, DeadlineWarned, key)) == task.warned
            assert len(about(told, DeadlineOverdue, key)) == task.overdue
            assert [met.late for met in about(told, DeadlineMet, key)] == (
                [] if task.late is None else [task.late]
            )


def about(told: list[Event], kind: type[Kind], task_id: str) -> list[Kind]:
    found = [event for event in told if isinstance(event, kind)]
    return [event for event in found if event.subject_id == task_id]


def play(url: str | None, examples: int) -> None:
    Clocks.office, Clocks.begins = a_college(url), clock.now()
    try:
        # Found failures are shown as they are: making them smaller takes minutes on a database.
        calm = settings(
            max_examples=examples,
            stateful_step_count=18,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        )
        run_state_machine_as_test(Clocks, settings=calm)
    finally:
        Clocks.office.close()


@pytest.mark.clause("B-12a", "B-3.0")
@pytest.mark.usefixtures("moved_clock")
def test_clocks_ring_once_stand_still_and_go_on_as_the_model_says() -> None:
    play(None, 10)


@pytest.mark.clause("B-12a")
@pytest.mark.usefixtures("moved_clock")
def test_clocks_ring_as_the_model_says_on_postgresql_too(servers: RealServers) -> None:
    play(servers.fresh().database_url.format(service="notification"), 4)
