"""Two gateways behind one address: one of them dies, and nobody at a page notices."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from contracts.portal import ApproveSeal, ListSeals, RequestSeal, SealPurpose
from kit import clock
from tests.browser.conftest import PICTURES
from tests.browser.round_robin import round_robin
from tests.browser.visitor import School
from tests.journeys.places import Suite, a_second_gateway, free_ports
from tests.plays import Plays

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.servers]

NEGOTIATED = "KJ2026-02"
LEAD, LEADER, STAFF = "c-lead2", "c-leader", "staff1"
REQUESTED = "REQUESTED"
SOON_MS = 30_000


@pytest.fixture
def suite(plays: Plays) -> Suite:
    """The suite on RabbitMQ and PostgreSQL."""
    return plays("servers").suite


@pytest.fixture
def second(suite: Suite) -> Iterator[Suite]:
    """Another gateway of the same suite."""
    with a_second_gateway(suite) as gateway:
        yield gateway


@pytest.fixture
def front(suite: Suite, second: Suite) -> Iterator[School]:
    """The one address people know."""
    port = free_ports(1)
    with round_robin(port, [suite.port, second.port]):
        yield School(suite, PICTURES, address=f"http://127.0.0.1:{port}")


def test_forms_and_messages_go_on_when_a_gateway_dies(
    front: School, second: Suite, browser: Browser
) -> None:
    at_the_desk = front.at_a_browser(browser, LEADER)
    with at_the_desk as leader, front.at_a_browser(browser, STAFF) as staff:
        leader.open("/")
        before = int(_badge(leader.page).inner_text())
        _ask_for_a_seal(front)
        expect(_badge(leader.page)).to_have_text(str(before + 1), timeout=SOON_MS)
        _propose(staff.open("/scheduling/teachers"), "程致远")

        second.end()

        assert _answers(front) == {200}
        _propose(staff.open("/scheduling/teachers"), "陆清和")
        _ask_for_a_seal(front)
        expect(_badge(leader.page)).to_have_text(str(before + 2), timeout=SOON_MS)
        _approve_all(front)
        expect(_badge(leader.page)).to_have_text(str(before), timeout=SOON_MS)


def _answers(front: School) -> set[int]:
    """Every connection finds the gateway that is left."""
    return {httpx.get(f"{front.address}/sign-in", trust_env=False).status_code for _ in range(6)}


def _propose(page: Page, name: str) -> None:
    page.get_by_role("link", name="提名教师").click()
    page.get_by_label("姓名").fill(name)
    page.get_by_label("职称档次").select_option("FULL_SENIOR")
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".said")).to_contain_text("已办理：提名教师")
    expect(page.get_by_role("row", name=re.compile(name))).to_have_count(1)


def _ask_for_a_seal(front: School) -> None:
    with front.calling(LEAD) as lead:
        document = lead.upload("办班情况说明".encode(), "说明.txt")
        request = RequestSeal(
            class_id=front.class_id(NEGOTIATED),
            purpose=SealPurpose.OTHER,
            document=document,
            copies=2,
        )
        lead.ask(request, key=clock.new_id())


def _approve_all(front: School) -> None:
    with front.calling(LEADER) as leader:
        seals = leader.ask(ListSeals(class_id=front.class_id(NEGOTIATED)))
        for seal in (one for one in seals if one.state == REQUESTED):
            approval = ApproveSeal(class_id=seal.class_id, seal_id=seal.seal_id)
            leader.ask(approval, key=clock.new_id())


def _badge(page: Page) -> Locator:
    return page.locator(".top .badge")
