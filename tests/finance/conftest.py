"""An office of finance for each test, and a clock the test moves."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest

from kit import clock
from tests.finance.contracted import CLOSING_DAY, Contracted


class MoveTo(Protocol):
    """Sets the clock."""

    def __call__(self, moment: datetime) -> None: ...


@pytest.fixture
def move_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MoveTo:
    monkeypatch.setenv("KAIBAN_CLOCK_FILE", str(tmp_path / "clock"))
    clock.move_to(CLOSING_DAY)
    return clock.move_to


@pytest.fixture
def house(move_to: MoveTo) -> Iterator[Contracted]:
    made = Contracted()
    yield made
    made.office.close()
