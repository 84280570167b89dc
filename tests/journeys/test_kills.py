"""Processes die in the middle of a class's way; nothing is lost and nothing happens twice."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.showcase.development_class import carry_through, ending
from tests.journeys.places import Revival, Suite, a_suite, players_of
from tests.plays import Plays, assert_same
from tests.servers import RealServers

pytestmark = pytest.mark.journey

KILLED = 137
# Each life of the suite ends at the next of these, on the so-many-th time it is passed.
CRASH_POINTS = (
    "before_reply:25",
    "before_publish:20",
    "after_publish:20",
    "before_mark:20",
    "after_commit:80",
    "after_effect:60",
    "before_ack:60",
)

# At which step of the class's way which process is killed; by the step's English title.
KILLS = {
    "Every unit acknowledges": "notification",
    "Every unit imports its list": "enrollment",
    "Teachers are proposed": "scheduling",
    "The paper is sealed": "assessment",
    "The trainees arrive": "finance",
    "The class is opened": "portal",
    "Marking without names": "gateway",
}
BROKER_AWAY = "Each activity is reviewed"
BROKER_AWAY_SECONDS = 3.0
KILL_AFTER_SECONDS = 0.2


@pytest.mark.night
@pytest.mark.clause("A-1.a")
def test_an_embedded_suite_killed_at_every_crash_point_comes_to_the_same_end(
    plays: Plays, tmp_path: Path
) -> None:
    with a_suite(tmp_path) as suite, Revival(suite, CRASH_POINTS) as revival:
        suite.wait_until_open()
        with players_of(suite) as stage:
            carry_through(stage)
            come_to = ending(stage)
    assert revival.statuses == [KILLED] * len(CRASH_POINTS)
    assert_same(come_to, plays("embedded").ending)


@pytest.mark.night
@pytest.mark.clause("A-1.a")
def test_each_process_killed_and_the_broker_stopped_once_changes_nothing(
    plays: Plays, servers: RealServers, tmp_path: Path
) -> None:
    killed: dict[str, int] = {}
    with a_suite(tmp_path, servers.fresh().environment()) as suite:
        suite.start()
        suite.wait_until_open()
        with players_of(suite, say=nemesis(suite, servers, killed)) as stage:
            carry_through(stage)
            come_to = ending(stage)
        alive = suite.pids()
    assert killed.keys() == set(KILLS.values()) | {"broker"}
    assert all(alive[name] != pid for name, pid in killed.items() if name != "broker")
    assert_same(come_to, plays("servers").ending)


@pytest.mark.night
def test_a_suite_ends_in_good_order_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with a_suite(tmp_path) as suite:
        for first_step, last_step in (("", "register_units"), ("open_unit_accounts", "draft_plan")):
            suite.start()
            suite.wait_until_open()
            with players_of(suite) as stage:
                done_before = list(stage.progress.done)
                carry_through(stage, until_step=last_step)
                done = stage.progress.done
            assert done[len(done_before)] == (first_step or done[0])
            assert suite.stop() == 0


def nemesis(suite: Suite, servers: RealServers, killed: dict[str, int]) -> Callable[[str], None]:
    """Listens to the players, and breaks something at the moment it must least expect it."""

    def listen(line: str) -> None:
        name = next((name for title, name in KILLS.items() if f"｜{title}" in line), "")
        if name and name not in killed:
            killed[name] = suite.pids()[name]
            threading.Timer(KILL_AFTER_SECONDS, os.kill, (killed[name], signal.SIGKILL)).start()
        if BROKER_AWAY in line:
            killed["broker"] = 0
            servers.broker.stop_app()
            threading.Timer(BROKER_AWAY_SECONDS, servers.broker.start_app).start()

    return listen
