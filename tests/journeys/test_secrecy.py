"""Personal numbers and exam papers stay where they belong, whatever a whole class goes through."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import MetaData, create_engine, select

from contracts.identity import compact
from deploy.departments import DEPARTMENTS
from deploy.showcase.exam_planning import PAPER_SECRET
from kit.settings import Settings
from tests.journeys.places import Suite
from tests.plays import Play

pytestmark = pytest.mark.journey

ROSTERS = Path(__file__).parents[1] / "data" / "rosters-2026-1"


@pytest.fixture(scope="module")
def id_numbers() -> set[str]:
    """Every id number in the workbooks that the units hand in."""
    texts = [(ROSTERS / "05-法学院.csv").read_text(encoding="gb18030")]
    for path in ROSTERS.glob("*.xls*"):
        if not path.name.startswith("08"):  # which is no workbook
            book = CalamineWorkbook.from_path(path)
            sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
            texts += [str(cell) for sheet in sheets for row in sheet.to_python() for cell in row]
    found = {number for text in texts for number in re.findall(r"[1-9]\d{16}[\dXx]", compact(text))}
    assert len(found) > 140
    return {number.upper() for number in found}


@pytest.mark.clause("A-5.k3")
def test_logs_and_metrics_hold_no_id_number_and_no_paper(play: Play, id_numbers: set[str]) -> None:
    suite = play.suite
    for place in (suite.log_text(), suite.output.read_text(), suite.metrics()):
        assert secrets_in(place, id_numbers) == set()


@pytest.mark.clause("A-5.k3")
@pytest.mark.parametrize("department", list(DEPARTMENTS))
def test_no_table_holds_an_id_number_or_a_paper_in_the_clear(
    play: Play, id_numbers: set[str], department: str
) -> None:
    tables = dict(texts_by_table(play.suite, department))
    assert {"outbox", "inbox", "audit", "answered", "held"} <= tables.keys()
    found = {name: secrets_in(text, id_numbers) for name, text in tables.items()}
    assert {name: secrets for name, secrets in found.items() if secrets} == {}


def test_the_search_finds_an_id_number_where_there_is_one(play: Play, id_numbers: set[str]) -> None:
    kept = (play.suite.var / "files").glob("*/*")
    uploads = [path.read_bytes().decode("gb18030", errors="ignore") for path in kept]
    assert len(secrets_in("".join(uploads), id_numbers)) >= 15


def secrets_in(text: str, id_numbers: set[str]) -> set[str]:
    """What of all that must stay secret stands in a text."""
    upper = text.upper()
    return {secret for secret in (*id_numbers, PAPER_SECRET) if secret in upper}


def texts_by_table(suite: Suite, department: str) -> Iterator[tuple[str, str]]:
    """Everything a department's database holds, table by table, as text."""
    settings = Settings(
        var=suite.var, database_template=suite.environment.get("KAIBAN_DATABASE_URL", "")
    )
    engine = create_engine(settings.database_url(department))
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        for name, table in metadata.tables.items():
            rows = connection.execute(select(table)).all()
            yield name, "\n".join(str(tuple(row)) for row in rows)
    engine.dispose()
