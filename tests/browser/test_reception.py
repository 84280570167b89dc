"""The reception while trainees arrive: at the desk by keyboard, on the wall, on their own phones."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from contracts.enrollment import ListTrainees, ShowCheckInCode, TraineeView
from contracts.roles import Role
from deploy.showcase.development_class import CHAPTERS
from deploy.showcase.people import Sample
from deploy.showcase.staffing import open_accounts
from deploy.showcase.stage import Stage
from tests.browser.conftest import PICTURES
from tests.browser.visitor import PHONE, School
from tests.journeys.places import an_open_suite, players_of

pytestmark = [pytest.mark.journey, pytest.mark.browser]

CLASS = "FZ2026-01"


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Stage]:
    """A suite of its own on which the class has just begun to check in."""
    with (
        an_open_suite("embedded", tmp_path_factory.mktemp("reception"), request) as suite,
        players_of(suite) as players,
    ):
        players.play(CHAPTERS, until_step="open_check_in")
        yield players


def test_people_are_found_and_checked_in_by_keyboard(stage: Stage, browser: Browser) -> None:
    school = School(stage, PICTURES)
    first, second, *_ = _trainees(stage)
    with school.at_a_browser(browser, "staff1") as visitor:
        page = visitor.open(f"/classes/{school.class_id(CLASS)}/reception")
        for number, trainee in enumerate((first, second), start=1):
            page.keyboard.type(trainee.name)
            page.keyboard.press("Enter")
            button = page.get_by_role("button", name="确认报到")
            expect(button).to_be_focused()
            page.keyboard.press("Enter")
            expect(_checked_in(page)).to_contain_text(str(number))
            expect(page.get_by_role("searchbox", name="姓名、学号，或刷身份证")).to_be_focused()
        expect(page.locator("#wall ol.people")).to_contain_text(second.name)
        expect(page.locator("#wall")).to_contain_text(f"2 / {_of_unit(stage, first)}")
        assert visitor.accessibility() == []
