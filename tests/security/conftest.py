"""Keys of its own for each test, and one house on a copy of the play for all who look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.settings import Settings
from tests.plays import Plays
from tests.security.house import House, copy_of


@pytest.fixture
def signing_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which keys are made as they are needed."""
    monkeypatch.setenv("KAIBAN_VAR", str(tmp_path))
    monkeypatch.delenv("KAIBAN_SIGNING_KEYS", raising=False)
    return tmp_path / "signing"


@pytest.fixture(scope="module")
def house_of_the_play(plays: Plays, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole house after the sample classes have been played."""
    folder = copy_of(plays("embedded").suite.var, tmp_path_factory.mktemp("house"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIBAN_VAR", str(folder))
        house = House(Settings())
        yield house
        house.close()
