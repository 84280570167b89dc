"""What the supervisor does when a process dies."""

import time

import pytest

from deploy import supervisor
from deploy.departments import DEPARTMENTS
from deploy.supervisor import PAUSES, STEADY_SECONDS, Child
from deploy.watch import WATCH
from kit.settings import Settings


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_a_process_that_keeps_dying_is_started_again_ever_more_slowly(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    child = Child("finance", ["service", "finance"], "http://127.0.0.1:1/readyz")
    waits = []
    for _ in range(len(PAUSES) + 1):
        child.started_at = clock[0]
        child.note_death(1)
        waits.append(child.start_again_at - clock[0])
    assert waits == pytest.approx([*PAUSES, PAUSES[-1]])
    assert "finance" in capsys.readouterr().out


def test_a_process_that_lived_a_while_is_started_again_at_once(clock: list[float]) -> None:
    child = Child("finance", ["service", "finance"], "http://127.0.0.1:1/readyz")
    child.deaths, child.started_at = 4, clock[0]
    clock[0] += STEADY_SECONDS + 1
    child.note_death(137)
    assert child.start_again_at - clock[0] == pytest.approx(PAUSES[0])
    assert child.deaths == 0


def test_every_department_and_the_gateway_have_a_process_and_a_port_of_their_own() -> None:
    children = supervisor.children_of(Settings(port=9000))
    assert [child.name for child in children] == [*DEPARTMENTS, WATCH, "gateway"]
    assert len({child.health for child in children}) == len(children)
    assert children[-1].health == "http://127.0.0.1:9000/readyz"
