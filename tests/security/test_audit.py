"""What is said of the dependencies: a fault is a fault, and what was not asked is not clean."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from deploy.advisories import CLEAN, FAULTS, NOT_ASKED, judge

SOUND = {"name": "a", "version": "1", "vulns": []}
FAULTY = {"name": "b", "version": "2", "vulns": [{"id": "X-1", "fix_versions": ["3"]}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "status"),
    [([SOUND], CLEAN), ([SOUND, FAULTY, UNKNOWN], FAULTS), ([SOUND, UNKNOWN], NOT_ASKED)],
)
def test_only_what_was_asked_and_found_sound_is_clean(
    found: list[dict[str, Any]], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judge(found) == status
    told = capsys.readouterr().out
    assert ("X-1" in told) is (FAULTY in found)
    assert ("Not asked for" in told) is (UNKNOWN in found)


def test_every_check_that_is_left_out_says_why() -> None:
    lines = Path("pyproject.toml").read_text(encoding="utf-8").splitlines()
    settings = tomllib.loads("\n".join(lines))["tool"]["bandit"]
    for name in settings["skips"]:
        assert any(f'"{name}"' in line and "#" in line for line in lines), name
