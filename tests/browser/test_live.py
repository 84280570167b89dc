"""A page that stands open is told what came to wait for its reader, on every screen they have."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from contracts.portal import ApproveSeal, RequestSeal, SealPurpose
from kit import clock
from tests.browser.visitor import School

pytestmark = [pytest.mark.journey, pytest.mark.browser]

NEGOTIATED = "KJ2026-02"
LEAD, LEADER = "c-lead2", "c-leader"


def test_what_waits_is_counted_on_every_open_page(school: School, browser: Browser) -> None:
    at_the_desk = school.at_a_browser(browser, LEADER)
    elsewhere = school.at_a_browser(browser, LEADER)
    with at_the_desk as first, elsewhere as second, school.calling(LEAD) as lead:
        pages = [first.open("/"), second.open("/classes")]
        before = int(_badge(pages[0]).inner_text())
        document = lead.upload("办班情况说明".encode(), "说明.txt")
        request = RequestSeal(
            class_id=school.class_id(NEGOTIATED),
            purpose=SealPurpose.OTHER,
            document=document,
            copies=2,
        )
        seal = lead.ask(request, key=clock.new_id())
        for page in pages:
            expect(_badge(page)).to_have_text(str(before + 1), timeout=20_000)
        expect(pages[0].locator("#live")).to_contain_text("有新的待办")

        with school.calling(LEADER) as leader:
            approval = ApproveSeal(class_id=seal.class_id, seal_id=seal.seal_id)
            leader.ask(approval, key=clock.new_id())
        for page in pages:
            expect(_badge(page)).to_have_text(str(before), timeout=20_000)


def _badge(page: Page) -> Locator:
    return page.locator(".top .badge")
