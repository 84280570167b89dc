"""Scheduling on a database of its own, with keys and a clock of its own."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest

from kit import clock
from kit.database import Database
from kit.migrations import upgrade
from kit.testing import TestOffice
from services.scheduling.service import SchedulingService
from tests.scheduling.makers import NOW
from tests.servers import RealServers


class MoveTo(Protocol):
    """Sets the clock."""

    def __call__(self, moment: datetime) -> None: ...


@pytest.fixture
def move_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MoveTo:
    monkeypatch.setenv("KAIBAN_CLOCK_FILE", str(tmp_path / "clock"))
    clock.move_to(NOW)
    return clock.move_to


@pytest.fixture
def postgres_url(servers: RealServers) -> str:
    """A migrated database of its own on a real PostgreSQL."""
    name = f"scheduling_{secrets.token_hex(4)}"
    url = servers.database.empty_url(name).format(service="scheduling")
    database = Database(url)
    assert upgrade("scheduling", database)
    database.close()
    return url


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move_to: MoveTo
) -> Iterator[TestOffice]:
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    made = TestOffice(SchedulingService)
    yield made
    made.close()
