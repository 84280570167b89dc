"""`make faults SEEDS=10`: every fault with every seed, each once more with its guard off, and the
table of what came of it in docs/reliability.md. Stopped, it goes on where it was; FRESH=1 begins
anew, which a changed suite deserves.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.ground import Ground, prepare
from tests.faults.nemeses import FAULTS, MIXED, Fault
from tests.faults.running import NothingHappened, run
from tests.faults.verdict import Verdict
from tests.servers import running_servers

ROOT = Path(__file__).parents[2]
PAPER, KEPT = ROOT / "docs" / "reliability.md", ROOT / "docs" / "reliability.json"
BEGIN, END = "<!-- the matrix begins -->", "<!-- the matrix ends -->"
NOT_RUN = "not run"
COUNTED = "acknowledged"
ALL = (MIXED, *FAULTS)
HEADING = (
    "| Fault | Seeds | Acknowledged | Lost | Doubled | Money difference (fen) | Gaps | Other "
    "| Guard taken off | Then noticed |",
    "|---|--:|--:|--:|--:|--:|--:|--:|---|---|",
)


@dataclass
class Row:
    """One fault over all its seeds, and what came of it without its guard."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    control: str = "–"

    def told(self, fault: Fault) -> str:
        """The line of the table."""
        found = self.verdicts.values()
        sums = (
            sum(verdict.acknowledged for verdict in found),
            sum(len(verdict.lost) for verdict in found),
            sum(len(verdict.doubled) for verdict in found),
            sum(verdict.money for verdict in found),
            sum(len(verdict.gaps) for verdict in found),
            sum(len(verdict.other) for verdict in found),
        )
        cells = (fault.name, len(found), *sums, fault.without or "–", self.control)
        return "| " + " | ".join(str(cell) for cell in cells) + " |"

    @property
    def is_good(self) -> bool:
        """Whether every guarded run was sound and the unguarded one was noticed."""
        sound = all(verdict.sound for verdict in self.verdicts.values())
        return sound and self.control in ("yes", "–")


class Results:
    """What is known of each fault, on the disk after every run: the matrix takes hours, and goes on
    where it was stopped, on whatever machine.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        kept = json.loads(path.read_text()) if path.exists() else {}
        self.rows = {
            name: Row(
                {seed: Verdict(**one) for seed, one in row["verdicts"].items()}, row["control"]
            )
            for name, row in kept.items()
        }

    def row(self, fault: Fault) -> Row:
        """What is known of a fault."""
        return self.rows.setdefault(fault.name, Row(control=NOT_RUN if fault.without else "–"))

    def save(self) -> None:
        """Put it on the disk."""
        kept = {
            name: {
                "verdicts": {seed: _told(verdict) for seed, verdict in row.verdicts.items()},
                "control": row.control,
            }
            for name, row in self.rows.items()
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(f"{json.dumps(kept, ensure_ascii=False, indent=1)}\n")


def _told(verdict: Verdict) -> dict[str, Any]:
    """Without what was not found."""
    return {name: value for name, value in asdict(verdict).items() if value or name == COUNTED}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what has not been run; 1 when a guarded run was not sound or a control not noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--only", default="", help="faults with one of these in their name")
    parser.add_argument("--no-arrivals", action="store_true", help="prepare one class alone")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs have found")
    parser.add_argument("--write", action="store_true", help="put the table into docs")
    asked = parser.parse_args(arguments)
    if asked.fresh:
        KEPT.unlink(missing_ok=True)
    results = Results(KEPT)
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    parts = asked.only.split(",")
    faults = [fault for fault in ALL if any(part in fault.name for part in parts)]
    with _ground(with_arrivals=not asked.no_arrivals) as (ground, folder):
        for fault in faults:
            row = results.row(fault)
            for _ in _runs(ground, fault, row, seeds, folder):
                results.save()
                if asked.write:
                    _write(results)
    return 0 if all(results.row(fault).is_good for fault in faults) else 1


@contextmanager
def _ground(*, with_arrivals: bool) -> Iterator[tuple[Ground, Path]]:
    with tempfile.TemporaryDirectory() as name, running_servers() as servers:
        folder = Path(name)
        yield prepare(servers, folder / "ground", with_arrivals=with_arrivals), folder


def _runs(
    ground: Ground, fault: Fault, row: Row, seeds: Sequence[int], folder: Path
) -> Iterator[None]:
    """Each run that is still owed; guarded ones first."""
    for seed in seeds:
        if str(seed) not in row.verdicts:
            row.verdicts[str(seed)] = _guarded(ground, fault, folder, seed)
            yield
    if row.control == NOT_RUN:
        row.control = _control(ground, fault, folder, seeds[0])
        yield


def _guarded(ground: Ground, fault: Fault, folder: Path, seed: int) -> Verdict:
    var = folder / f"{fault.name.replace(' ', '-')}-{seed}"
    try:
        verdict = run(ground, fault, var, seed=seed)
    except (NothingHappened, AssertionError, OSError) as problem:
        verdict = Verdict(acknowledged=0, other=[repr(problem)])
    _say(f"{fault.name}, seed {seed}: {verdict}")
    return verdict


def _control(ground: Ground, fault: Fault, folder: Path, seed: int) -> str:
    var = folder / f"{fault.name.replace(' ', '-')}-without-{fault.without}"
    try:
        verdict = run(ground, fault, var, seed=seed, guarded=False)
    except (NothingHappened, AssertionError) as problem:
        _say(f"{fault.name} without {fault.without}: {problem}")
        return NOT_RUN
    _say(f"{fault.name} without {fault.without}: {verdict}")
    return "no" if verdict.sound else "yes"


def _write(results: Results) -> None:
    before, _, rest = PAPER.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "\n".join([*HEADING, *(results.row(fault).told(fault) for fault in ALL)])
    PAPER.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}{os.linesep}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
