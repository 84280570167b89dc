"""An office of assessment for each test, and a clock the test moves."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from kit import clock
from tests.assessment.desk import Desk


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    made = Desk(set_clock)
    yield made
    made.office.close()
