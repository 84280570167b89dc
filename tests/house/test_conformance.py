"""The clause marks: what they refuse, what they record, what is printed of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import conformance

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(conformance, "RECORD", tmp_path / "var" / "conformance.json")
    return conformance.RECORD


@pytest.fixture
def run(pytester: pytest.Pytester, record: Path) -> Run:
    """Run a test file of its own, with the clause marks watched."""

    plugins = ["-p", "no:pytest_nameko", "-p", "tests.conformance"]

    def run_tests(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(test_sample=source)
        pytester.makeini("[pytest]\nmarkers = clause(id): the requirement")
        return pytester.runpytest_inprocess(*plugins, *arguments)

    return run_tests


def test_the_catalogue_has_the_159_clauses_once_each() -> None:
    with conformance.CATALOGUE.open(encoding="utf-8") as rows:
        ids = [row.split(",")[0] for row in rows][1:]
    assert len(ids) == len(set(ids)) == len(conformance.catalogue()) == 159
    assert all(conformance.catalogue().values())


@pytest.mark.parametrize("mark", ['clause("A-9.z")', 'clause("A-9.a", "B-99")', "clause()"])
def test_a_mark_outside_the_catalogue_stops_the_run(run: Run, mark: str) -> None:
    result = run(f"import pytest\n@pytest.mark.{mark}\ndef test_it(): pass")
    assert result.ret != 0
    result.assert_outcomes()  # nothing ran
    assert "test_sample.py::test_it" in result.stderr.str()


def test_an_unknown_mark_stops_a_run_on_several_workers_too(run: Run) -> None:
    result = run('import pytest\n@pytest.mark.clause("X")\ndef test_it(): pass', "-n", "1")
    assert result.ret != 0
    result.assert_outcomes()


SAMPLE = """
import pytest

@pytest.fixture
def broken_afterwards():
    yield
    raise RuntimeError

@pytest.mark.clause("A-9.a")
def test_passes(): pass

@pytest.mark.clause("A-9.a", "A-9.b")
def test_fails(): assert False

@pytest.mark.clause("B-13")
@pytest.mark.skip
def test_is_left_out(): pass

@pytest.mark.clause("B-14")
def test_leaves_a_mess(broken_afterwards): pass

@pytest.mark.xfail
@pytest.mark.clause("B-11")
def test_is_known_to_fail(): assert False

def test_unmarked(): pass
"""


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_only_a_test_that_passed_proves_its_clause(
    run: Run, record: Path, workers: tuple[str, ...]
) -> None:
    run(SAMPLE, *workers)
    assert json.loads(record.read_text()) == {
        "A-9.a": {"test_sample.py::test_passes": True, "test_sample.py::test_fails": False},
        "A-9.b": {"test_sample.py::test_fails": False},
        "B-13": {"test_sample.py::test_is_left_out": False},
        "B-14": {"test_sample.py::test_leaves_a_mess": False},
        "B-11": {"test_sample.py::test_is_known_to_fail": False},
    }


def test_a_run_that_only_collects_leaves_the_last_record_alone(run: Run, record: Path) -> None:
    run(SAMPLE)
    before = record.read_text()
    run(SAMPLE, "--collect-only")
    assert record.read_text() == before


def test_a_later_run_replaces_the_record(run: Run, record: Path) -> None:
    run(SAMPLE)
    run(SAMPLE, "-k", "unmarked")
    assert json.loads(record.read_text()) == {}


def test_the_report_names_each_clause_its_tests_and_the_count() -> None:
    quotes = {"A-1": "规范", "A-2": "批准", "A-3": "下发"}
    proofs = {"A-1": {"test_a": True, "test_b": False}, "A-2": {"test_b": False}}
    assert list(conformance.report(quotes, proofs)) == [
        "proven  A-1       规范",
        "                  test_a",
        "                  test_b  (did not pass)",
        "open    A-2       批准",
        "                  test_b  (did not pass)",
        "open    A-3       下发",
        "1 of 3 proven",
    ]


def test_without_a_run_there_is_nothing_to_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conformance.main(tmp_path / "none.json") == 1
    assert "make test" in capsys.readouterr().err
