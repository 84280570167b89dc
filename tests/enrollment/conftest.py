"""A school's enrollment office on a database of its own, with a clock the test moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.enrollment import ClassState
from kit import clock
from tests.enrollment.college import College
from tests.enrollment.makers import NOW
from tests.enrollment.school import School
from tests.enrollment.staffed import StaffedCollege


@pytest.fixture(autouse=True, scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys of this test run's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIBAN_KEYS_FILE", str(tmp_path_factory.mktemp("keys") / "keys.json"))
        yield


@pytest.fixture
def moved_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Business time begins at NOW."""
    monkeypatch.setenv(clock.CLOCK_FILE, str(tmp_path / "clock"))
    clock.move_to(NOW)


@pytest.fixture
def school(moved_clock: None) -> Iterator[School]:
    """A school with two units and an approved plan."""
    school = School()
    yield school
    school.office.close()


@pytest.fixture
def college(moved_clock: None) -> Iterator[College]:
    """A college with its departments and a host that is no strategic partner."""
    college = College()
    yield college
    college.office.close()


@pytest.fixture
def staffed(moved_clock: None) -> Iterator[StaffedCollege]:
    """A college with its people."""
    staffed = StaffedCollege()
    yield staffed
    staffed.office.close()


@pytest.fixture
def prepared(staffed: StaffedCollege) -> str:
    """A class whose plan was issued to three departments."""
    return staffed.a_class_in_preparation()


@pytest.fixture
def running(staffed: StaffedCollege) -> str:
    """A class that has begun, with its lead."""
    class_id = staffed.an_own_class().class_id
    staffed.appoint_lead(class_id)
    return staffed.lay(class_id, ClassState.IN_PROGRESS)
