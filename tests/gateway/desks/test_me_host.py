"""The pages of a host's representative: what awaits the host's word, in its own classes only."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from contracts.base import Page
from contracts.enrollment import (
    ClassState,
    ConfirmationKind,
    ConfirmationView,
    FindProject,
    ListOwnQuotas,
    ProjectView,
    SignConfirmation,
)
from contracts.finance import (
    AgreeSettlement,
    DataGroup,
    DataLineView,
    DataSheetView,
    FindSettlement,
    FindSheetOfClass,
    ListInvoices,
    SettlementState,
    SettlementView,
    SheetSignature,
    SheetState,
    SignSheet,
)
from contracts.roles import Role
from contracts.values import FileRef, Party, SigningMethod
from kit import clock
from tests.gateway.conftest import House
from tests.gateway.fake import CLASS_ID, NOW, TITLE, FakeDepartments, the_class

pytestmark = pytest.mark.anyio

PAGE = f"/me/host/{CLASS_ID}"
HASH = "ab" * 32


def project(*signatures: Any) -> ProjectView:
    return ProjectView(
        class_id=CLASS_ID,
        host_id="u-host",
        host_name="哈尔滨市司法局",
        strategic_partner=True,
        explicit_request=None,
        request_note="",
        elements=[],
        missing=[],
        uncleared=[],
        budget_state="CHECKED",
        visits=[],
        consultations=[],
        confirmation=ConfirmationView(
            confirmation_id="cf-1",
            kind=ConfirmationKind.AGREEMENT,
            document=FileRef(file_id="f1", name="协议.pdf"),
            document_hash=HASH,
            signatures=list(signatures),
            sealed=False,
            confirmed_at=None,
        ),
        state="NEGOTIATING",
        class_title=TITLE,
    )


def sheet(state: SheetState = SheetState.PROPOSED, *signatures: SheetSignature) -> DataSheetView:
    line = DataLineView(
        line_id="d1",
        group=DataGroup.MEALS,
        label="午餐",
        unit="人次",
        counted=115,
        quantity=115,
        reason="",
        sources=["s1"],
    )
    return DataSheetView(
        class_id=CLASS_ID,
        class_title=TITLE,
        version=2,
        state=state,
        lines=[line],
        document_hash=HASH,
        signatures=list(signatures),
        dispute="",
    )


def settlement(state: SettlementState = SettlementState.HOST_REVIEW) -> SettlementView:
    return SettlementView(
        class_id=CLASS_ID,
        class_title=TITLE,
        state=state,
        sheet_version=2,
        lines=[],
        total_fen=5_482_000,
        budget_fen=5_500_000,
        variance_fen=-18_000,
        ceiling_fen=6_000_000,
        paid_fen=0,
        signed_by_lead="",
        signed_by_finance="",
        papers_received=True,
        agreed_by="",
    )


@pytest.fixture(autouse=True)
def told(departments: FakeDepartments) -> None:
    """A class whose data and settlement await the host."""
    departments.answers |= {
        FindProject: project(),
        FindSheetOfClass: sheet(),
        FindSettlement: settlement(),
        ListInvoices: [],
        ListOwnQuotas: Page(items=[], total=0),
    }


@pytest.fixture
def host(house: House) -> House:
    """The house, with somebody who acts for the host in the class, as the portal knows it."""
    house.open_account("luan", Role.HOST_REP, within=f"class:{CLASS_ID}")
    about = the_class()
    with house.store() as store:
        store.open_line(
            class_id=CLASS_ID,
            code=about.code,
            title=TITLE,
            category=about.category,
            state=ClassState.IN_PROGRESS,
            start_on=clock.today(),
            end_on=clock.today() + timedelta(days=4),
        )
    return house


async def seen(house: House, path: str = PAGE) -> str:
    async with house.browser("luan") as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200
    return unescape(answer.text)


def offered(page: str) -> set[str]:
    return set(re.findall(r'href="/do/([\w.]+)', page))


async def test_the_own_classes_are_listed_by_their_titles(host: House) -> None:
    page = await seen(host, "/me/host")
    assert TITLE in page
    assert f'href="{PAGE}"' in page


async def test_what_awaits_the_host_is_offered_and_shown(host: House) -> None:
    page = await seen(host)
    assert offered(page) >= {
        "enrollment.sign_confirmation",
        "finance.sign_sheet",
        "finance.dispute_sheet",
        "finance.agree_settlement",
        "finance.return_settlement",
        "assessment.take_ticket",
        "enrollment.name_host_manager",
    }
    assert "午餐" in page
    assert "54,820.00" in page


async def test_what_the_host_has_given_is_not_asked_for_again(
    host: House, departments: FakeDepartments
) -> None:
    signed = SheetSignature(
        party=Party.HOST,
        signer="栾华",
        signed_at=NOW,
        method=SigningMethod.E_SIGN,
        document_hash=HASH,
    )
    departments.answers[FindProject] = project(signed)
    departments.answers[FindSheetOfClass] = sheet(SheetState.SIGNED_ONE, signed)
    departments.answers[FindSettlement] = settlement(SettlementState.AGREED)
    assert offered(await seen(host)).isdisjoint(
        {"enrollment.sign_confirmation", "finance.sign_sheet", "finance.agree_settlement"}
    )


@pytest.mark.clause("B-8.8a")
async def test_the_host_signs_the_very_sheet_it_was_shown(
    host: House, departments: FakeDepartments
) -> None:
    departments.answers[SignSheet] = sheet(SheetState.CONFIRMED)
    async with host.browser("luan") as browser:
        page = unescape((await browser.get(PAGE)).text)
        (path,) = re.findall(r'href="(/do/finance.sign_sheet[^"]+)"', page)
        form = unescape((await browser.get(path)).text)
        assert 'name="document_hash"' not in form
        (action,) = re.findall(r'action="(/do/[^"]+)"', form)
        led = await browser.post(action, data={"signer": "栾华", "back": PAGE})
    assert led.headers["location"] == PAGE
    (command,) = [one for one, _, _ in departments.asked if isinstance(one, SignSheet)]
    assert (command.party, command.document_hash, command.signer) == (Party.HOST, HASH, "栾华")


@pytest.mark.parametrize("kind", [SignConfirmation, AgreeSettlement])
async def test_forms_of_the_host_ask_for_the_signer_only(host: House, kind: Any) -> None:
    async with host.browser("luan") as browser:
        page = unescape((await browser.get(PAGE)).text)
        name = "sign_confirmation" if kind is SignConfirmation else "agree_settlement"
        (path,) = re.findall(rf'href="(/do/\w+\.{name}[^"]+)"', page)
        form = (await browser.get(path)).text.partition("data-form")[2].partition("</form>")[0]
    assert set(re.findall(r'name="(\w+)"', form)) == {"key", "back", "signer"}


async def test_another_hosts_class_stays_closed(host: House) -> None:
    with host.store() as store:
        store.open_line(
            class_id="c-other",
            code="X",
            title="别家的班",
            category=the_class().category,
            state=ClassState.IN_PROGRESS,
            start_on=clock.today(),
            end_on=clock.today(),
        )
    async with host.browser("luan") as browser:
        assert (await browser.get("/me/host/c-other")).status_code == 403
