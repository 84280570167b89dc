"""`make faults SEEDS=10`: every fault with every seed, each once more with its guard off, and the
table of what came of it in docs/reliability.md.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.ground import Ground, prepare
from tests.faults.nemeses import FAULTS, MIXED, Fault
from tests.faults.running import NothingHappened, run
from tests.faults.verdict import Verdict
from tests.servers import running_servers

PAPER = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- the matrix begins -->", "<!-- the matrix ends -->"
HEADING = (
    "| Fault | Seeds | Acknowledged | Lost | Doubled | Money difference (fen) | Gaps | Other "
    "| Guard taken off | Then noticed |",
    "|---|--:|--:|--:|--:|--:|--:|--:|---|---|",
)


@dataclass
class Row:
    """One fault over all its seeds."""

    fault: Fault
    verdicts: list[Verdict] = field(default_factory=list)
    control: str = "–"

    def __str__(self) -> str:
        sums = (
            sum(verdict.acknowledged for verdict in self.verdicts),
            sum(len(verdict.lost) for verdict in self.verdicts),
            sum(len(verdict.doubled) for verdict in self.verdicts),
            sum(verdict.money for verdict in self.verdicts),
            sum(len(verdict.gaps) for verdict in self.verdicts),
            sum(len(verdict.other) for verdict in self.verdicts),
        )
        cells = (
            self.fault.name,
            len(self.verdicts),
            *sums,
            self.fault.without or "–",
            self.control,
        )
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the matrix; 1 when a guarded run was not sound or a control was not noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--only", default="", help="faults with one of these in their name")
    parser.add_argument("--no-arrivals", action="store_true", help="prepare one class alone")
    parser.add_argument("--write", action="store_true", help="put the table into docs")
    asked = parser.parse_args(arguments)
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    parts = asked.only.split(",")
    rows = [Row(fault) for fault in (MIXED, *FAULTS) if any(part in fault.name for part in parts)]
    with _ground(with_arrivals=not asked.no_arrivals) as (ground, folder):
        for row in rows:
            _run(ground, row, seeds, folder)
        for row in rows:
            if row.fault.without:
                row.control = _control(ground, row.fault, folder, seeds[0])
    if asked.write:
        _write(rows)
    return 0 if all(map(_is_good, rows)) else 1


@contextmanager
def _ground(*, with_arrivals: bool) -> Iterator[tuple[Ground, Path]]:
    with tempfile.TemporaryDirectory() as name, running_servers() as servers:
        folder = Path(name)
        yield prepare(servers, folder / "ground", with_arrivals=with_arrivals), folder


def _run(ground: Ground, row: Row, seeds: Sequence[int], folder: Path) -> None:
    fault = row.fault
    for seed in seeds:
        var = folder / f"{fault.name.replace(' ', '-')}-{seed}"
        try:
            verdict = run(ground, fault, var, seed=seed)
        except (NothingHappened, AssertionError, OSError) as problem:
            verdict = Verdict(acknowledged=0, other=[repr(problem)])
        row.verdicts.append(verdict)
        _say(f"{fault.name}, seed {seed}: {verdict}")


def _control(ground: Ground, fault: Fault, folder: Path, seed: int) -> str:
    var = folder / f"{fault.name.replace(' ', '-')}-without-{fault.without}"
    try:
        verdict = run(ground, fault, var, seed=seed, guarded=False)
    except (NothingHappened, AssertionError) as problem:
        _say(f"{fault.name} without {fault.without}: {problem}")
        return "not run"
    _say(f"{fault.name} without {fault.without}: {verdict}")
    return "no" if verdict.sound else "yes"


def _is_good(row: Row) -> bool:
    return all(one.sound for one in row.verdicts) and row.control in ("yes", "–")


def _write(rows: Sequence[Row]) -> None:
    before, _, rest = PAPER.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "\n".join([*HEADING, *map(str, rows)])
    PAPER.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}{os.linesep}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
