"""One service is brought back to an earlier moment of a running suite, and the others' outboxes
mend it: rehearsed on both kinds of database, with the invariants at the end.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import select

from deploy.departments import department
from deploy.showcase.development_class import carry_through
from kit.agreement import FOUNDED
from kit.database import Database
from kit.reconcile import LEAP
from kit.settings import Settings
from tests.journeys.places import PLACES, Suite, an_open_suite, players_of

pytestmark = [pytest.mark.journey, pytest.mark.night]

QUIET_SECONDS = 60.0


@pytest.fixture(scope="module", params=PLACES)
def suite(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Suite]:
    """A suite that was backed up while it ran, and has gone on since."""
    place: str = request.param
    with an_open_suite(place, tmp_path_factory.mktemp(place), request) as opened:
        play(opened, until="issue_plan")
        carry_out(opened, "backup", str(opened.var / "pool"))
        play(opened, until="publish_notice")
        wait_until_quiet(opened)
        yield opened


def test_a_restored_listener_hears_again_what_it_had_heard(suite: Suite) -> None:
    before = records(suite, "scheduling")
    restore(suite, "scheduling")
    assert records(suite, "scheduling") != before
    suite.start()
    suite.wait_until_open()
    assert "0 events took effect" not in carry_out(suite, "reconcile")
    wait_until_quiet(suite)
    assert records(suite, "scheduling") == before
    assert violations(suite) == {}


def test_what_a_restored_publisher_has_forgotten_is_named_and_numbered_past(
    suite: Suite,
) -> None:
    before = outbox(suite, "enrollment")
    restore(suite, "enrollment")
    suite.start()
    suite.wait_until_open()
    told = carry_out(suite, "reconcile", status=1)
    wait_until_quiet(suite, but=FOUNDED)
    after = outbox(suite, "enrollment")
    forgotten = before.keys() - after.keys()
    assert forgotten
    assert {line.split()[0] for line in told.splitlines() if "taken by" in line} == forgotten
    assert violations(suite) == {FOUNDED: forgotten}
    play_step_again(suite)
    fresh = outbox(suite, "enrollment").keys() - after.keys()
    assert fresh
    assert min(outbox(suite, "enrollment")[event] for event in fresh) > max(before.values())
    assert max(before.values()) < LEAP


def play(suite: Suite, *, until: str) -> None:
    with players_of(suite) as stage:
        carry_through(stage, until_step=until)


def play_step_again(suite: Suite) -> None:
    """What was forgotten is done once more by those who did it."""
    with players_of(suite) as stage:
        stage.progress.done = stage.progress.done[: stage.progress.done.index("create_class")]
        carry_through(stage, until_step="create_class")


def restore(suite: Suite, name: str) -> None:
    """Stop the suite and bring one service back to the back-up."""
    suite.stop()
    (made,) = (path.parent for path in (suite.var / "pool").glob("*/manifest.json"))
    refused = carry_out(suite, "restore", str(made), "--only", name, status=1)
    assert "--force" in refused
    carry_out(suite, "restore", str(made), "--only", name, "--force")


def wait_until_quiet(suite: Suite, *, but: str = "") -> None:
    """Until nothing is on its way any more."""
    deadline = time.monotonic() + QUIET_SECONDS
    while violations(suite).keys() - {but}:
        assert time.monotonic() < deadline, violations(suite)
        time.sleep(0.5)


def violations(suite: Suite) -> dict[str, set[str]]:
    """What `kaiban check` finds, without any grace: the events, or what else it is about, under
    each invariant.
    """
    told = json.loads(carry_out(suite, "check", "--json", "--grace", "0", status=None))
    found: dict[str, set[str]] = {}
    for one in told["violations"]:
        found.setdefault(one["invariant"], set()).add(one["about"].split()[0])
    return found


def carry_out(suite: Suite, *command: str, status: int | None = 0) -> str:
    """What a command says; with the exit status it is to have, if that is known."""
    environment = {
        **{name: value for name, value in os.environ.items() if "KAIBAN" not in name},
        **suite.environment,
        "KAIBAN_VAR": str(suite.var),
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert status in (None, done.returncode), done.stdout + done.stderr
    return done.stdout


def outbox(suite: Suite, name: str) -> dict[str, int]:
    """A service's events, with their numbers."""
    return {row.event_id: row.seq for row in _rows(suite, name, "outbox")}


def records(suite: Suite, name: str) -> dict[str, set[Any]]:
    """What a service knows of the events it has heard and published."""
    heard = {(row.consumer, row.event_id) for row in _rows(suite, name, "inbox")}
    return {"heard": heard, "published": set(outbox(suite, name))}


def _rows(suite: Suite, name: str, table: str) -> list[Any]:
    service: Any = department(name)
    template = suite.environment.get("KAIBAN_DATABASE_URL", "")
    settings = Settings(var=suite.var, database_template=template)
    with (
        closing(Database(settings.database_url(name), pool_size=1)) as database,
        database.reading() as session,
    ):
        return list(session.execute(select(service.store_type.tables[table])).all())
