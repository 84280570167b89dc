"""The dashboards and targets that are committed are those the code makes, in both languages."""

import json
from typing import Any

import pytest

from deploy.supervisor import children_of
from deploy.watching.dashboards import BOARDS, FOLDER, Board, as_json
from kit.settings import Settings
from tests.watching.prometheus import targets


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_a_committed_dashboard_is_the_one_the_code_makes(board: Board) -> None:
    committed = (FOLDER / f"{board.name}.json").read_text(encoding="utf-8")
    assert committed == as_json(board), "run `make dashboards`"


def test_no_other_dashboard_is_committed() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {board.name for board in BOARDS}


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_every_title_stands_in_both_languages_and_no_panel_covers_another(board: Board) -> None:
    made: dict[str, Any] = json.loads(as_json(board))
    titles = [made["title"], *(panel["title"] for panel in made["panels"])]
    for title in titles:
        chinese, _, english = title.partition("｜")
        assert chinese.isascii() is False
        assert english
        assert english.isascii()
    places = [panel["gridPos"] for panel in made["panels"]]
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_every_curve_of_a_panel_has_a_name_of_its_own() -> None:
    for board in BOARDS:
        for panel in json.loads(as_json(board))["panels"]:
            letters = [target["refId"] for target in panel.get("targets", ())]
            assert len(letters) == len(set(letters))


def test_every_process_of_one_server_is_scraped_where_it_is_started() -> None:
    started = {
        child.name: child.health.removeprefix("http://").removesuffix("/readyz")
        for child in children_of(Settings())
    }
    assert targets() == started
