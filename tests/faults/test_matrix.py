"""The matrix takes hours: what a run has found is there when it goes on."""

from pathlib import Path

from tests.faults.__main__ import NOT_RUN, Results
from tests.faults.nemeses import FAULTS
from tests.faults.verdict import Verdict

GUARDED = next(fault for fault in FAULTS if fault.without)


def test_what_was_found_is_found_again_and_added_up(tmp_path: Path) -> None:
    kept = tmp_path / "var" / "faults.json"
    first = Results(kept)
    assert first.row(GUARDED).control == NOT_RUN
    first.row(GUARDED).verdicts["1"] = Verdict(acknowledged=70)
    first.save()

    second = Results(kept)
    row = second.row(GUARDED)
    row.verdicts["2"] = Verdict(acknowledged=5, lost=["p1", "p2"], money=300)
    row.control = "yes"
    second.save()

    told = Results(kept).row(GUARDED).told(GUARDED)
    assert told == f"| {GUARDED.name} | 2 | 75 | 2 | 0 | 300 | 0 | 0 | {GUARDED.without} | yes |"


def test_a_fault_is_good_when_it_is_sound_and_its_guard_is_missed(tmp_path: Path) -> None:
    row = Results(tmp_path / "faults.json").row(GUARDED)
    row.verdicts["1"] = Verdict(acknowledged=70)
    assert not row.is_good
    row.control = "yes"
    assert row.is_good
    row.verdicts["2"] = Verdict(acknowledged=70, gaps=["0007"])
    assert not row.is_good
