"""Which requirements the last test run has proven: `python -m tests.conformance`.

As a pytest plugin it reads the clause marks, stops a run that marks an id the catalogue does not
have, and keeps in `var/conformance.json` which marked tests passed.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

CATALOGUE = Path(__file__).with_name("clauses.csv")
RECORD = Path(__file__).resolve().parent.parent / "var" / "conformance.json"

# clause id -> test -> whether it passed
Proofs = dict[str, dict[str, bool]]


def main(record: Path = RECORD) -> int:
    """Print each clause as proven or open, its tests, and the count; 1 if no run is recorded."""
    if not record.exists():
        print("No test run is recorded yet: run `make test` first.", file=sys.stderr)
        return 1
    proofs: Proofs = json.loads(record.read_text(encoding="utf-8"))
    for line in report(catalogue(), proofs):
        print(line)
    return 0


def catalogue() -> dict[str, str]:
    """The quotation behind each clause id, in the order of the source texts."""
    with CATALOGUE.open(encoding="utf-8", newline="") as rows:
        return {row["id"]: row["quote"] for row in csv.DictReader(rows)}


def report(quotes: dict[str, str], proofs: Proofs) -> Iterable[str]:
    proven = 0
    for clause, quote in quotes.items():
        tests = proofs.get(clause, {})
        proven += any(tests.values())
        yield f"{'proven' if any(tests.values()) else 'open  '}  {clause:8}  {quote}"
        for test, passed in sorted(tests.items()):
            yield f"{'':18}{test}{'' if passed else '  (did not pass)'}"
    yield f"{proven} of {len(quotes)} proven"


# ------------------------------------------------------------------ the plugin


def pytest_configure(config: pytest.Config) -> None:
    # A worker of pytest-xdist hands its outcomes to the run that started it, which keeps them.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(RECORD))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known = catalogue()
    for item in items:
        clauses = [clause for mark in item.iter_markers("clause") for clause in mark.args]
        unknown = [clause for clause in clauses if clause not in known]
        if unknown or any(not mark.args for mark in item.iter_markers("clause")):
            raise pytest.UsageError(
                f"{item.nodeid} is marked with {unknown or 'no clause'}; see {CATALOGUE.name}"
            )
        item.user_properties.append(("clauses", clauses))


class Recorder:
    """Keeps what each marked test showed, until the run ends."""

    def __init__(self, record: Path) -> None:
        self._record = record
        self._clauses: dict[str, list[str]] = {}
        self._phases: defaultdict[str, list[bool]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._clauses[report.nodeid] = _clauses_of(report)
        self._phases[report.nodeid].append(report.passed)

    def pytest_sessionfinish(self) -> None:
        if not self._phases:  # only collected: the last real run still stands
            return
        proofs: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        for test, clauses in self._clauses.items():
            for clause in clauses:
                # Set up, called and cleaned up; a skipped or broken-off test has fewer.
                proofs[clause][test] = self._phases[test] == [True, True, True]
        self._record.parent.mkdir(parents=True, exist_ok=True)
        self._record.write_text(json.dumps(proofs, indent=1, ensure_ascii=False), encoding="utf-8")


def _clauses_of(report: pytest.TestReport) -> list[str]:
    values = (value for name, value in report.user_properties if name == "clauses")
    found = next(values, [])
    assert isinstance(found, list)
    return found


if __name__ == "__main__":
    sys.exit(main())
