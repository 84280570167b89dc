"""Heavy work is done in a process of its own: whatever becomes of it, we go on."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from contracts.refusals import Refusal
from kit import apart, workbench
from tests.kit import work


def done(what: Any, data: Any = None) -> Any:
    return apart._run(what, {"data": data, "files": "."})


def test_work_is_done_in_a_fork_and_its_result_comes_back() -> None:
    first, second = done(work.tell, {"名": 1}), done(work.tell)
    assert first["given"] == {"名": 1}
    assert len({os.getpid(), first["process"], second["process"]}) == 3
    assert first["forked_by"] == second["forked_by"]


def test_many_ask_at_once() -> None:
    with ThreadPoolExecutor(8) as people:
        told = list(people.map(lambda number: done(work.tell, number), range(40)))
    assert [one["given"] for one in told] == list(range(40))


def test_each_task_has_its_own_limits() -> None:
    seconds, memory = done(work.tell_limits)
    assert workbench.SECONDS - 5 <= seconds <= workbench.SECONDS
    assert memory == workbench.MEMORY_BYTES


def test_settings_are_those_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("/one", "/other"):
        monkeypatch.setenv("KAIBAN_VAR", folder)
        assert done(work.tell_setting, "KAIBAN_VAR") == folder


def test_a_refusal_there_is_one_here() -> None:
    with pytest.raises(Refusal) as refused:
        done(work.refuse)
    assert (refused.value.code, refused.value.zh, refused.value.clause) == (
        "UNFIT",
        "不合适。",
        "A-1.a",
    )


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (work.break_down, "ZeroDivisionError"),
        (work.take_everything, "MemoryError"),
        (work.die, "ended without an answer"),
    ],
)
def test_what_breaks_there_is_said_and_the_next_is_done(what: Any, why: str) -> None:
    with pytest.raises(RuntimeError, match=why):
        done(what)
    assert done(work.tell, 1)["given"] == 1


def test_a_workbench_that_died_is_started_anew() -> None:
    forked_by = done(work.tell)["forked_by"]
    os.kill(forked_by, signal.SIGKILL)
    while _lives(forked_by):
        pass
    assert done(work.tell)["forked_by"] != forked_by


def _lives(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    return state != "Z"
