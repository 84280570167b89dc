"""An office of assessment for each test, and a clock the test moves."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from kit import clock
from kit.testing import TestOffice
from services.assessment.service import AssessmentService
from tests.assessment.college import Course
from tests.assessment.desk import Desk

SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True, scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keys of this test run's own."""
    with pytest.MonkeyPatch.context() as patch:
        file = tmp_path_factory.mktemp("keys") / "keys.json"
        patch.setenv("KAIBAN_KEYS_FILE", str(file))
        yield file


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Business time, where the test puts it."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


@pytest.fixture
def desk(set_clock: SetClock) -> Iterator[Desk]:
    """An exam class."""
    made = Desk(set_clock)
    yield made
    made.office.close()


@pytest.fixture
def office() -> Iterator[TestOffice]:
    """An office that knows of no class."""
    made = TestOffice(AssessmentService)
    yield made
    made.close()


@pytest.fixture
def course(office: TestOffice, set_clock: SetClock) -> Course:
    """A section-level cadre class of a host, six trainees."""
    return Course(office, set_clock)
