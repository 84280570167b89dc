"""Notification on a database of its own, with keys and a clock of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kit import clock
from kit.testing import TestOffice
from tests.notification.college import NOW, a_college


@pytest.fixture
def moved_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Business time begins at NOW; texts are sealed with keys of this test."""
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv(clock.CLOCK_FILE, str(tmp_path / "clock"))
    clock.move_to(NOW)


@pytest.fixture
def college(moved_clock: None) -> Iterator[TestOffice]:
    """An office that knows a class of the college."""
    made = a_college()
    yield made
    made.close()
