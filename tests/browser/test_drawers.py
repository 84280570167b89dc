"""With scripts a form opens as a drawer over its page: by keyboard, with its faults, until done."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.visitor import School

pytestmark = [pytest.mark.journey, pytest.mark.browser]

TEACHERS = "/scheduling/teachers"
HOLDS_FOCUS = "drawer => drawer.contains(document.activeElement)"


def test_a_drawer_holds_the_focus_and_gives_it_back(school: School, browser: Browser) -> None:
    with school.at_a_browser(browser, "staff1") as visitor:
        page = visitor.open(TEACHERS)
        button, drawer = _opened(page)
        assert drawer.evaluate(HOLDS_FOCUS)
        assert page.url.endswith(TEACHERS)
        assert visitor.accessibility() == []

        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        expect(button).to_be_focused()


def test_a_fault_stays_in_the_drawer(school: School, browser: Browser) -> None:
    with school.at_a_browser(browser, "staff1") as visitor:
        page = visitor.open(TEACHERS)
        _, drawer = _opened(page)
        drawer.get_by_label("姓名").fill("裴知行")
        drawer.get_by_role("button", name="确定").click()
        band = drawer.get_by_label("职称档次")
        expect(band).to_have_attribute("aria-invalid", "true")
        expect(band).to_be_focused()
        expect(drawer.get_by_label("姓名")).to_have_value("裴知行")
        assert page.url.endswith(TEACHERS)
        assert visitor.accessibility() == []

        band.select_option("FULL_SENIOR")
        drawer.get_by_role("button", name="确定").click()
        expect(page.locator(".said")).to_contain_text("已办理：提名教师")
        expect(drawer).to_be_hidden()
        expect(page.get_by_role("row", name="裴知行")).to_have_count(1)


def test_a_drawer_says_which_row_it_was_opened_from(school: School, browser: Browser) -> None:
    with school.at_a_browser(browser, "admin") as visitor:
        page = visitor.open("/portal/accounts")
        row, drawer = page.get_by_role("row").nth(2), page.get_by_role("dialog")
        name = row.get_by_role("rowheader").inner_text()
        row.get_by_role("link", name="授予岗位").click()
        expect(drawer.locator(".drawer-about")).to_have_text(name)
        drawer.get_by_role("button", name="确定").click()
        expect(drawer.get_by_label("岗位")).to_have_attribute("aria-invalid", "true")
        expect(drawer.locator(".drawer-about")).to_have_text(name)
        assert visitor.accessibility() == []


def _opened(page: Page) -> tuple[Locator, Locator]:
    button, drawer = page.get_by_role("link", name="提名教师"), page.get_by_role("dialog")
    button.focus()
    page.keyboard.press("Enter")
    expect(drawer.get_by_role("heading", level=1)).to_have_text("提名教师")
    return button, drawer
