"""The reception while trainees arrive: by keyboard at the desk, on the wall, on their phones."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from contracts.enrollment import ListTrainees, ShowCheckInCode, TraineeView
from contracts.roles import Role
from deploy.showcase.development_class import CHAPTERS
from deploy.showcase.people import Sample
from deploy.showcase.staffing import open_accounts
from deploy.showcase.stage import Stage
from tests.browser.conftest import PICTURES
from tests.browser.visitor import PHONE, School
from tests.journeys.places import an_open_suite, players_of

# They play a class of their own up to its check-in.
pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.night]

CLASS = "FZ2026-01"
# Who has an account, and their place on the roster: behind those the desk checks in.
LOGIN, BY_PHONE = "trainee1", 2


@dataclass(frozen=True)
class Reception:
    """A class that has just begun to check in, and the people who can do things there."""

    school: School
    stage: Stage


@pytest.fixture(scope="module")
def reception(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Reception]:
    """On a suite of its own: where both classes were played, nobody is expected any more."""
    with (
        an_open_suite("embedded", tmp_path_factory.mktemp("reception"), request) as suite,
        players_of(suite) as stage,
    ):
        stage.play(CHAPTERS, until_step="open_check_in")
        open_accounts(stage, [_account(_trainees(stage)[BY_PHONE])])
        yield Reception(School(suite, PICTURES), stage)


def test_people_are_found_and_checked_in_by_keyboard(
    reception: Reception, browser: Browser
) -> None:
    class_id, people = reception.school.class_id(CLASS), _trainees(reception.stage)
    with reception.school.at_a_browser(browser, "staff1") as visitor:
        page = visitor.open(f"/classes/{class_id}/reception")
        for number, trainee in enumerate(people[:BY_PHONE], start=1):
            expect(page.get_by_role("searchbox", name="姓名、学号")).to_be_focused()
            page.keyboard.type(trainee.trainee_no)
            page.keyboard.press("Enter")
            expect(page.get_by_role("button", name="确认报到")).to_be_focused()
            page.keyboard.press("Enter")
            expect(_checked_in(page)).to_have_text(f"{number} / {len(people)}")
        expect(page.locator("#wall ol.people")).to_contain_text(people[1].name)
        assert visitor.accessibility() == []


def test_a_trainee_checks_in_by_phone(reception: Reception, browser: Browser) -> None:
    school, stage = reception.school, reception.stage
    with school.at_a_browser(browser, LOGIN, size=PHONE) as visitor:
        code = stage.ask("staff1", ShowCheckInCode(class_id=school.class_id(CLASS)))
        scanned = urlencode({"class_id": code.class_id, "token": code.token})
        page = visitor.open(f"/me/check-in?{scanned}")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        assert visitor.accessibility() == []

        page.get_by_role("button", name="确认报到").click()
        expect(page.get_by_role("heading", name="报到已完成")).to_be_visible()
        assert visitor.accessibility() == []
        visitor.open("/me/check-in")
        expect(page.locator(".me-done")).to_contain_text("已报到")


def _trainees(stage: Stage) -> list[TraineeView]:
    asked = ListTrainees(class_id=stage.kept["class_id"], size=5000)
    return stage.ask("staff1", asked).items


def _account(trainee: TraineeView) -> Sample:
    within = f"trainee:{trainee.trainee_id}"
    return Sample(LOGIN, trainee.name, "学员", (Role.TRAINEE,), within)


def _checked_in(page: Page) -> Locator:
    return page.locator("#wall .figure", has_text="已报到").locator("dd")
