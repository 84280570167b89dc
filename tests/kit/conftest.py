"""The kit's own small department, on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.roles import Actor, Role
from kit.testing import TestOffice, an_actor
from tests.kit.school import School


@pytest.fixture(scope="session", autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keys of this test run's own."""
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIBAN_KEYS_FILE", str(path))
        yield path


@pytest.fixture
def school() -> Iterator[TestOffice]:
    School.ready = True
    office = TestOffice(School)
    yield office
    office.close()


@pytest.fixture
def officer() -> Actor:
    return an_actor(Role.ORG_DEPT, person="ann")
