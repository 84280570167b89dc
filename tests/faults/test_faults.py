"""Whatever breaks while people work: what they were told is done is done once, and stays done; and
where a guard is off, that is noticed.
"""

import os
from pathlib import Path

import pytest

from tests.faults.ground import Ground, prepare
from tests.faults.nemeses import FAULTS, MIXED, Fault
from tests.faults.running import run
from tests.servers import RealServers

pytestmark = pytest.mark.journey

SEED = int(os.environ.get("KAIBAN_FAULT_SEED", "1"))
CONTROLLED = [fault for fault in FAULTS if fault.without]


@pytest.fixture(scope="module")
def ground(servers: RealServers, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """A class open for nominations; by night another, whose trainees arrive."""
    arrivals = bool(os.environ.get("KAIBAN_NIGHT"))
    return prepare(servers, tmp_path_factory.mktemp("ground") / "var", with_arrivals=arrivals)


@pytest.mark.clause("A-1.a")
def test_a_handful_of_faults_loses_and_doubles_nothing(ground: Ground, tmp_path: Path) -> None:
    verdict = run(ground, MIXED, tmp_path / "var", seed=SEED)
    assert verdict.sound, f"KAIBAN_FAULT_SEED={SEED}: {verdict}"
    assert verdict.acknowledged


@pytest.mark.night
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_loses_and_doubles_nothing(fault: Fault, ground: Ground, tmp_path: Path) -> None:
    verdict = run(ground, fault, tmp_path / "var", seed=SEED)
    assert verdict.sound, f"KAIBAN_FAULT_SEED={SEED}: {verdict}"
    assert verdict.acknowledged


@pytest.mark.night
@pytest.mark.parametrize("fault", CONTROLLED, ids=lambda fault: fault.name)
def test_each_fault_is_noticed_where_its_guard_is_off(
    fault: Fault, ground: Ground, tmp_path: Path
) -> None:
    assert not run(ground, fault, tmp_path / "var", seed=SEED, guarded=False).sound
