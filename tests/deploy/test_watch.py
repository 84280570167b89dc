"""What the watch shows of what `kaiban check` found."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from deploy.watch import WHOLE_SECONDS, Watch
from kit import clock, green
from kit.settings import Settings

CURSOR = {"event_id": "e7", "audited": {}, "logs": {}}


class Checks:
    """Stands for `kaiban check`: what it is asked, and what it finds."""

    def __init__(self) -> None:
        self.output = b""
        self.asked_after: list[str] = []

    def find(self, *broken: str) -> None:
        violations = [{"invariant": name, "department": "d", "about": "a"} for name in broken]
        told = {"invariants": ["kept", "broken"], "violations": violations, "cursor": CURSOR}
        self.output = json.dumps(told).encode()

    def run(
        self, command: Sequence[str], _stdin: bytes, _seconds: float
    ) -> tuple[int, bytes, bytes]:
        self.asked_after.append(command[-1])
        return 1, self.output, b"no database"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Checks:
    made = Checks()
    monkeypatch.setattr(green, "run", made.run)
    return made


def shown(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"kaiban_invariant_{name}", labels)


def test_what_is_broken_is_counted_by_invariant_and_what_is_kept_is_zero(checks: Checks) -> None:
    checks.find("broken", "broken")
    Watch(Settings()).look()
    assert shown("violations", invariant="broken") == 2
    assert shown("violations", invariant="kept") == 0
    now = clock.wall().timestamp()
    assert shown("check_last_success_timestamp_seconds") == pytest.approx(now, abs=60)

    checks.find()
    Watch(Settings()).look()
    assert shown("violations", invariant="broken") == 0


def test_a_look_that_fails_is_no_success(checks: Checks) -> None:
    checks.find()
    watch = Watch(Settings())
    watch.look()
    before = shown("check_last_success_timestamp_seconds")
    checks.output = b""
    watch.look()
    assert shown("check_last_success_timestamp_seconds") == before
    assert not watch.is_able()


def test_the_newest_back_up_is_told_of_and_before_the_first_since_when_one_is_waited_for(
    checks: Checks, tmp_path: Path
) -> None:
    checks.find()
    watch = Watch(replace(Settings(), backups=str(tmp_path)))

    def told() -> float | None:
        watch.look()
        return REGISTRY.get_sample_value("kaiban_backup_last_success_timestamp_seconds")

    os.utime(tmp_path, (1_000, 1_000))
    assert told() == 1_000
    for moment, made_at in (("20260305T010000Z", 5_000), ("20260306T010000Z", 6_000)):
        (tmp_path / moment).mkdir()
        (tmp_path / moment / "manifest.json").touch()
        os.utime(tmp_path / moment, (made_at, made_at))
    (tmp_path / ".20260307T010000Z.part").mkdir()
    assert told() == 6_000


def test_each_look_begins_where_the_last_one_ended_and_once_a_day_at_the_beginning(
    checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    checks.find()
    watch = Watch(Settings())
    for later in (0.0, 300.0, WHOLE_SECONDS):
        now[0] += later
        watch.look()
    assert checks.asked_after == ["", json.dumps(CURSOR), ""]
