"""Prometheus' own programs, installed when they are not there, and what it is told."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.servers import Unavailable
from tests.servers.machine import install

WATCHING = Path(__file__).resolve().parents[2] / "deploy" / "watching"
PACKAGE = "prometheus"


def program(name: str) -> str:
    """The path of `prometheus` or `promtool`; where neither can be had the test is left out."""
    if not shutil.which(name):
        try:
            install(PACKAGE)
        except Unavailable as reason:
            pytest.skip(str(reason))
    found = shutil.which(name)
    assert found
    return found


def promtool(*arguments: str | Path) -> str:
    """What promtool says; AssertionError with all of it when it finds fault."""
    command = [program("promtool"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rules() -> list[dict[str, Any]]:
    """All rules, recording and alerting ones."""
    files = [_read(path) for path in sorted((WATCHING / "rules").glob("*.yml"))]
    return [rule for file in files for group in file["groups"] for rule in group["rules"]]


def alerts() -> dict[str, dict[str, Any]]:
    """The alerting rules by their names."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def targets() -> dict[str, str]:
    """Which part of the suite is scraped where."""
    groups = _read(WATCHING / "targets" / "kaiban.yml")
    return {group["labels"]["part"]: group["targets"][0] for group in groups}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
