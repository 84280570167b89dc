"""Pages behind a link: the host confirms the data on a phone, whoever has a ticket evaluates."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog

from contracts.assessment import (
    AnswerEvaluation,
    AnswerLine,
    Aspect,
    EvaluationForm,
    TicketView,
)
from contracts.finance import (
    DataGroup,
    DataLineView,
    DataSheetView,
    DisputeSheetByLink,
    ReadSheetByLink,
    SheetSignature,
    SheetState,
    SignSheetByLink,
)
from contracts.refusals import Refusal, Silent, Unknown
from contracts.roles import Role
from contracts.values import Party, SigningMethod
from kit.logs import configure
from tests.gateway.conftest import House
from tests.gateway.fake import CLASS_ID, FakeDepartments
from tests.gateway.literals import CHINESE

pytestmark = pytest.mark.anyio

TOKEN = "Qm7-" + "x" * 39
PAGE = f"/confirm/{TOKEN}"
TICKET = "t" * 43
FORM = f"/evaluate/{TICKET}"
HASH = "0123456789abcdef" * 4
LABELS = {
    DataGroup.LODGING: "标准间",
    DataGroup.MEALS: "午餐",
    DataGroup.VENUE: "多功能厅",
    DataGroup.ACTIVITY: "现场教学",
}


def a_sheet(state: SheetState = SheetState.PROPOSED, *signed: Party) -> DataSheetView:
    """What the class used, in all four groups."""
    return DataSheetView(
        class_id=CLASS_ID,
        class_title="Section cadres 1",
        version=2,
        state=state,
        lines=[
            DataLineView(
                line_id=group,
                group=group,
                label=label,
                unit="次",
                counted=37,
                quantity=40,
                reason="补记三人",
                sources=["r1"],
            )
            for group, label in LABELS.items()
        ],
        document_hash=HASH,
        signatures=[
            SheetSignature(
                party=party,
                signer=f"signer of {party}",
                signed_at=datetime(2026, 4, 17, 2, 0, tzinfo=UTC),
                method=SigningMethod.E_SIGN,
                document_hash=HASH,
            )
            for party in signed
        ],
        dispute="午餐应为 38 次" if state is SheetState.DISPUTED else "",
    )


@pytest.fixture(autouse=True)
def answers(departments: FakeDepartments) -> None:
    """A sheet up for signature, and a form that is open."""
    departments.answers |= {
        ReadSheetByLink: a_sheet(),
        SignSheetByLink: a_sheet(SheetState.CONFIRMED, Party.COLLEGE, Party.HOST),
        DisputeSheetByLink: a_sheet(SheetState.DISPUTED),
        AnswerEvaluation: TicketView(form=EvaluationForm.TEACHING_QUALITY, ticket=TICKET),
    }


def asked(departments: FakeDepartments, kind: type) -> list[Any]:
    """The requests of one kind, in order."""
    return [request for request, _, _ in departments.asked if type(request) is kind]


# -- the host's page


@pytest.mark.clause("B-8.8a", "B-8.8b")
async def test_the_host_sees_every_line_by_group_and_what_is_signed(house: House) -> None:
    async with house.anybody() as phone:
        page = await phone.get(PAGE)
    assert page.status_code == 200
    for label in LABELS.values():
        assert label in page.text
    assert page.text.count("40 次") == 4
    order = [page.text.index(f">{title}<") for title in ("住宿", "用餐", "会场使用", "其他活动")]
    assert order == sorted(order)
    assert "补记三人" in page.text
    assert f'value="{HASH}"' in page.text
    assert HASH[:16] in page.text
    assert 'name="viewport" content="width=device-width' in page.text


@pytest.mark.clause("B-8.8a", "B-8.8c")
async def test_the_host_signs_what_it_saw_without_script_or_account(
    house: House, departments: FakeDepartments
) -> None:
    form = {"act": "sign", "agreed": "yes", "document_hash": HASH}
    async with house.anybody() as phone:
        signed = await phone.post(PAGE, data=form)
        again = await phone.post(PAGE, data=form)
    assert (signed.status_code, signed.headers["location"]) == (303, PAGE)
    assert again.status_code == 303
    assert (
        asked(departments, SignSheetByLink)
        == [SignSheetByLink(token=TOKEN, document_hash=HASH)] * 2
    )
    keys = {key for request, _, key in departments.asked if type(request) is SignSheetByLink}
    assert len(keys) == 1
    assert TOKEN not in keys.pop()


@pytest.mark.clause("B-8.8c")
async def test_nothing_is_signed_without_the_tick(
    house: House, departments: FakeDepartments
) -> None:
    async with house.anybody() as phone:
        page = await phone.post(PAGE, data={"act": "sign", "document_hash": HASH})
    assert page.status_code == 422
    assert "请先勾选" in page.text
    assert 'aria-invalid="true"' in page.text
    assert asked(departments, SignSheetByLink) == []


@pytest.mark.clause("B-8.8a")
async def test_the_host_disputes_with_what_is_wrong(
    house: House, departments: FakeDepartments
) -> None:
    async with house.anybody() as phone:
        empty = await phone.post(PAGE, data={"act": "dispute", "objection": " \0 "})
        said = await phone.post(PAGE, data={"act": "dispute", "objection": " 午餐应为 38 次 "})
    assert (empty.status_code, said.status_code) == (422, 303)
    assert asked(departments, DisputeSheetByLink) == [
        DisputeSheetByLink(token=TOKEN, objection="午餐应为 38 次")
    ]


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        (a_sheet(SheetState.CONFIRMED, Party.COLLEGE, Party.HOST), "双方已签认"),
        (a_sheet(SheetState.SIGNED_ONE, Party.HOST), "您已签认，谢谢"),
        (a_sheet(SheetState.DISPUTED), "午餐应为 38 次"),
        (a_sheet(SheetState.DRAFT), "数据正在更正"),
    ],
    ids=["confirmed", "signed", "disputed", "draft"],
)
async def test_there_is_nothing_to_sign_where_the_hosts_word_is_not_awaited(
    house: House, departments: FakeDepartments, sheet: DataSheetView, says: str
) -> None:
    departments.answers[ReadSheetByLink] = sheet
    async with house.anybody() as phone:
        page = await phone.get(PAGE)
    assert says in page.text
    assert "<form" not in page.text


async def test_after_the_college_the_host_still_signs(
    house: House, departments: FakeDepartments
) -> None:
    departments.answers[ReadSheetByLink] = a_sheet(SheetState.SIGNED_ONE, Party.COLLEGE)
    async with house.anybody() as phone:
        page = await phone.get(PAGE)
    assert 'value="sign"' in page.text
    assert "signer of COLLEGE" in page.text


async def test_what_changed_meanwhile_is_shown_with_the_refusal(
    house: House, departments: FakeDepartments
) -> None:
    departments.answers[SignSheetByLink] = Refusal(
        "HASH", "数据已更正，请重新核对。", "The data was corrected.", "B-8.8c"
    )
    departments.answers[ReadSheetByLink] = replace(a_sheet(), version=3)
    async with house.anybody() as phone:
        form = {"act": "sign", "agreed": "yes", "document_hash": HASH}
        page = await phone.post(PAGE, data=form)
    assert page.status_code == 409
    assert "数据已更正，请重新核对。" in page.text
    assert "第 3 版" in page.text


@pytest.mark.parametrize("path", [PAGE, "/confirm/short", f"/confirm/{'x' * 65}"])
async def test_a_link_that_is_none_or_no_longer_holds_says_no_more(
    house: House, departments: FakeDepartments, path: str
) -> None:
    departments.answers[ReadSheetByLink] = Unknown("链接", "link")
    async with house.anybody() as phone:
        page = await phone.get(path)
    assert page.status_code == 404
    assert "链接无法使用" in page.text


async def test_a_silent_department_is_told_of_calmly(
    house: House, departments: FakeDepartments
) -> None:
    departments.answers[ReadSheetByLink] = Silent("finance")
    async with house.anybody() as phone:
        page = await phone.get(PAGE)
    assert page.status_code == 503
    assert "暂时没有应答" in page.text


async def test_links_are_not_for_guessing(house: House, departments: FakeDepartments) -> None:
    departments.answers[ReadSheetByLink] = Unknown("链接", "link")
    async with house.anybody() as phone:
        tried = [await phone.get(f"/confirm/{n:043}") for n in range(31)]
        posted = await phone.post(PAGE, data={"act": "sign", "agreed": "yes"})
    assert [page.status_code for page in tried] == [404] * 30 + [429]
    assert posted.status_code == 429
    assert asked(departments, SignSheetByLink) == []


# -- what becomes of the address


@pytest.mark.clause("B-8.8a")
@pytest.mark.parametrize("path", [PAGE, "/confirm/short", FORM])
async def test_the_address_travels_nowhere_and_is_kept_nowhere(
    house: House, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with house.anybody() as phone:
            page = await phone.get(path)
            metrics = await phone.get("/metrics")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"
    own = [record for record in caplog.records if not record.name.startswith("httpx")]
    for secret in (TOKEN, TICKET):
        assert secret not in metrics.text
        assert not any(secret in record.getMessage() for record in own)


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    """The log file, as a running gateway writes it."""
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    configure("gateway", tmp_path / "log")
    yield tmp_path / "log" / "gateway.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = before
    structlog.reset_defaults()


async def test_what_breaks_on_the_way_is_logged_without_the_address(
    house: House, departments: FakeDepartments, written: Path
) -> None:
    departments.answers[ReadSheetByLink] = RuntimeError("broken inside")
    async with house.anybody() as phone:
        page = await phone.get(PAGE)
    assert page.status_code == 500
    assert page.headers["referrer-policy"] == "no-referrer"
    log = written.read_text("utf-8")
    assert "/confirm/{token}" in log
    assert "broken inside" in log
    assert TOKEN not in log


@pytest.mark.parametrize("path", [PAGE, FORM])
async def test_a_link_works_from_any_browser_and_asks_as_nobody(
    house: House, departments: FakeDepartments, path: str
) -> None:
    house.open_account("staff", Role.STAFF, Role.COUNSELOR)
    form = {"act": "sign", "agreed": "yes", "document_hash": HASH, "TEACHING-score": "90"}
    # A browser that sends no referrer says that the form comes from nowhere.
    async with house.browser("staff") as browser:
        answered = await browser.post(path, data=form, headers={"Origin": "null"})
    assert answered.status_code in {200, 303}
    actors = {actor.person_id for request, actor, _ in departments.asked}
    assert actors == {""}


# -- the evaluation


@pytest.mark.clause("B-6.5a", "B-6.5b")
async def test_whoever_has_a_ticket_evaluates_the_three_aspects_without_a_name(
    house: House, departments: FakeDepartments
) -> None:
    typed = {
        "TEACHING-score": "95",
        "TEACHING-comment": " 案例充分 ",
        "TRAINEE_SERVICE-score": "",
        "TRAINEE_SERVICE-comment": "无评分则不提交",
        "LOGISTICS-score": "0",
    }
    async with house.anybody() as phone:
        page = await phone.get(FORM)
        thanks = await phone.post(FORM, data=typed)
    assert [title in page.text for title in ("教师教学效果", "学员服务管理", "综合后勤保障")] == [
        True
    ] * 3
    assert (thanks.status_code, "评估已提交，谢谢" in thanks.text) == (200, True)
    assert asked(departments, AnswerEvaluation) == [
        AnswerEvaluation(
            ticket=TICKET,
            answers=[
                AnswerLine(aspect=Aspect.TEACHING, score=95, comment="案例充分"),
                AnswerLine(aspect=Aspect.LOGISTICS, score=0),
            ],
        )
    ]


@pytest.mark.clause("B-6.5b")
async def test_a_form_asks_about_its_own_aspects(
    house: House, departments: FakeDepartments
) -> None:
    asks = f"{FORM}?form=SERVICE_QUALITY"
    async with house.anybody() as phone:
        page = await phone.get(asks)
        await phone.post(asks, data={"TEACHING-score": "9", "LOGISTICS-score": "80"})
    assert "教师教学效果" not in page.text
    assert 'action="/evaluate/' in page.text
    assert "SERVICE_QUALITY" in page.text
    assert [line.aspect for line in asked(departments, AnswerEvaluation)[0].answers] == [
        Aspect.LOGISTICS
    ]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "请至少给一项评分"),
        ({"TEACHING-score": "101"}, "0 至 100"),
        ({"TEACHING-score": "-1"}, "0 至 100"),
        ({"TEACHING-score": "八十"}, "0 至 100"),
        ({"TEACHING-score": "9" * 5000}, "0 至 100"),
        ({"TEACHING-score": "80", "TEACHING-comment": "好" * 501}, "不超过 500 字"),
    ],
)
async def test_what_cannot_be_read_is_asked_again_and_stays_typed(
    house: House, departments: FakeDepartments, typed: dict[str, str], says: str
) -> None:
    async with house.anybody() as phone:
        page = await phone.post(FORM, data=typed)
    assert page.status_code == 422
    assert says in page.text
    assert all(value in page.text for value in typed.values())
    assert asked(departments, AnswerEvaluation) == []


async def test_a_whole_class_may_evaluate_from_one_address(house: House) -> None:
    async with house.anybody() as phone:
        pages = [await phone.post(FORM, data={"TEACHING-score": "90"}) for _ in range(40)]
    assert {page.status_code for page in pages} == {200}


@pytest.mark.clause("B-6.5b")
async def test_a_used_ticket_is_refused_by_its_department(
    house: House, departments: FakeDepartments
) -> None:
    departments.answers[AnswerEvaluation] = Refusal("USED", "此票已使用。", "This ticket is used.")
    async with house.anybody() as phone:
        page = await phone.post(FORM, data={"TEACHING-score": "80"})
        none = await phone.get("/evaluate/short")
    assert (page.status_code, "此票已使用。" in page.text) == (409, True)
    assert none.status_code == 404


# -- the design


@pytest.mark.parametrize("path", [PAGE, FORM, "/confirm/short"])
async def test_pages_behind_a_link_speak_both_languages(
    house: House, departments: FakeDepartments, path: str
) -> None:
    departments.ascii_only = True
    async with house.anybody(headers={"Accept-Language": "en"}) as phone:
        page = await phone.get(path)
        other = await phone.get(f"{path}?lang=zh")
    text = page.text.replace("海事大学党校", "")
    assert '<html lang="en">' in text
    assert CHINESE.findall(text) == []
    assert '<html lang="zh-CN">' in other.text


@pytest.mark.parametrize("path", [PAGE, FORM])
async def test_pages_behind_a_link_need_no_script_and_hold_nothing_foreign(
    house: House, path: str
) -> None:
    async with house.anybody() as phone:
        page = await phone.get(path)
    assert not re.search(r'\s(on\w+|style)="', page.text)
    assert not re.search(r'(src|href|action)="(\w+:)?//', page.text)
    assert "/sign-in" not in page.text
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    labelled = set(re.findall(r'<label for="([^"]+)"', page.text))
    typed = set(re.findall(r'<(?:input|textarea) (?:type="checkbox" )?id="([^"]+)"', page.text))
    assert typed == labelled
