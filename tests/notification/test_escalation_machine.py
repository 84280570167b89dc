"""A matter on its way up in any order of doings, beside a plain model of it."""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from contracts.enrollment import TaskCompleted
from contracts.notification import (
    AcknowledgeEscalation,
    EscalationAcknowledged,
    EscalationClosed,
    InstructedTask,
    InstructOnEscalation,
    LeaderInstructionIssued,
    ListEscalations,
    RaiseEscalation,
    Trigger,
)
from contracts.refusals import Refusal
from kit import clock
from kit.testing import TestOffice
from tests.notification.college import (
    AFFAIRS,
    COUNSELOR,
    DAY,
    HEAD_OF_STUDENTS,
    LEAD,
    LEADER,
    NOW,
    a_college,
    told,
)
from tests.servers import RealServers

CHAIN = {1: COUNSELOR, 2: HEAD_OF_STUDENTS, 3: LEADER}


class Reporting(RuleBasedStateMachine):
    """One office for all runs; each run reports a matter of its own."""

    office: TestOffice

    def __init__(self) -> None:
        super().__init__()
        request = RaiseEscalation(class_id="c1", trigger=Trigger.SPECIAL, text="特殊事项")
        self.matter_id = self.office.do(request, as_=LEAD).escalation_id
        self.now = clock.now()
        self.acknowledged: list[int] = []
        self.reminders = {1: 0, 2: 0, 3: 0}
        self.remind_at: Any = self.now + timedelta(minutes=30)
        self.tasks: int | None = None
        self.done: set[str] = set()

    @property
    def is_closed(self) -> bool:
        return self.tasks is not None and len(self.done) >= self.tasks

    @rule(level=st.sampled_from([1, 2, 3]), who=st.sampled_from([1, 2, 3]))
    def acknowledge(self, level: int, who: int) -> None:
        request = AcknowledgeEscalation(class_id="c1", escalation_id=self.matter_id, level=level)
        refusal = refused(self.office, request, CHAIN[who])
        if who != level:
            assert refusal == "NOT_YOUR_LEVEL"
        elif level in self.acknowledged:
            assert refusal is None
        elif level == len(self.acknowledged) + 1:
            assert refusal is None
            self.acknowledged.append(level)
            self.remind_at = self.now + timedelta(minutes=30) if level < len(CHAIN) else None
        else:
            assert refusal == "LEVEL_SKIPPED"

    @rule(tasks=st.integers(0, 2))
    def instruct(self, tasks: int) -> None:
        wanted = tuple(
            InstructedTask(unit_id="d-student", title=f"任务{number}", due_at=NOW + DAY)
            for number in range(tasks)
        )
        request = InstructOnEscalation(
            class_id="c1", escalation_id=self.matter_id, text="照办", tasks=wanted
        )
        refusal = refused(self.office, request, LEADER)
        if len(self.acknowledged) == len(CHAIN) and self.tasks is None:
            assert refusal is None
            self.tasks = tasks
        else:
            assert refusal == "WRONG_STATE"

    @rule(number=st.integers(1, 2), times=st.integers(1, 2))
    def finish_task(self, number: int, times: int) -> None:
        if self.tasks is None or number > self.tasks:
            return
        task_id = f"{self.matter_id}-{number}"
        self.office.hear(
            TaskCompleted(
                class_id="c1",
                task_id=task_id,
                unit_id="d-student",
                on_time=True,
                origin_id=self.matter_id,
            ),
            times=times,
        )
        self.done.add(task_id)

    @rule(minutes=st.sampled_from([7, 22, 41]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        # The clock goes on by itself between two steps; no sum of these steps is near half an hour.
        clock.move_to(self.now + timedelta(seconds=30))
        self.office.clerk.timers.run(at_once=True)
        if self.remind_at is not None and self.now >= self.remind_at:
            self.reminders[len(self.acknowledged) + 1] += 1
            self.remind_at = self.now + timedelta(minutes=30)

    @invariant()
    def the_office_shows_what_the_model_says(self) -> None:
        matters = self.office.do(ListEscalations(class_id="c1"), as_=AFFAIRS)
        [shown] = [matter for matter in matters if matter.escalation_id == self.matter_id]
        levels = {level.level: level for level in shown.levels}
        reached = len(self.acknowledged)
        assert [n for n in CHAIN if levels[n].acknowledged_at] == self.acknowledged
        assert [n for n in CHAIN if levels[n].notified_at] == [n for n in CHAIN if n <= reached + 1]
        assert {n: level.reminders for n, level in levels.items()} == self.reminders
        assert (shown.state == "CLOSED") == self.is_closed

    def teardown(self) -> None:
        mine = [
            event
            for kind in (EscalationAcknowledged, LeaderInstructionIssued, EscalationClosed)
            for event in told(self.office, kind)
            if event.escalation_id == self.matter_id
        ]
        expected = len(self.acknowledged) + (self.tasks is not None) + self.is_closed
        assert len(mine) == expected


def refused(office: TestOffice, request: Any, actor: Any) -> str | None:
    """The code of the refusal; None when it was done."""
    try:
        office.do(request, as_=actor)
    except Refusal as refusal:
        return refusal.code
    return None


def play(url: str | None, examples: int) -> None:
    Reporting.office = a_college(url)
    try:
        # Found failures are shown as they are: making them smaller takes minutes on a database.
        calm = settings(
            max_examples=examples,
            stateful_step_count=15,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        )
        run_state_machine_as_test(Reporting, settings=calm)
    finally:
        Reporting.office.close()


@pytest.mark.clause("B-8.6b", "B-8.6c", "B-13")
@pytest.mark.usefixtures("moved_clock")
def test_a_matter_goes_up_level_by_level_whatever_is_tried() -> None:
    assert os.environ[clock.CLOCK_FILE]
    play(None, 15)


@pytest.mark.clause("B-8.6b", "B-8.6c", "B-13")
@pytest.mark.usefixtures("moved_clock")
def test_a_matter_goes_up_level_by_level_on_postgresql_too(servers: RealServers) -> None:
    play(servers.fresh().database_url.format(service="notification"), 4)
