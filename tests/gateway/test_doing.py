"""The form of a command: who may open it, what it keeps, and that pressing twice does it once."""

import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from contracts.base import Page
from contracts.enrollment import ListStaff, ListUnits, StaffView, UnitKind, UnitView
from contracts.finance import (
    BidResult,
    BidView,
    FindBudget,
    ListPurchases,
    PurchaseLine,
    PurchaseView,
    RecordBid,
    RequestPurchase,
)
from contracts.refusals import Refusal, Silent
from contracts.roles import Role
from tests.gateway.conftest import House
from tests.gateway.fake import CLASS_ID, FakeDepartments

pytestmark = pytest.mark.anyio

FORM = "/do/finance.request_purchase"
DRAWER = {"X-Drawer": "1"}
FILLED = {
    "key": "one-key",
    "back": "/finance/purchases",
    "rule_ref": "政府采购法实施条例",
    "lines.0.item": "胸卡",
    "lines.0.quantity": "60",
    "lines.0.unit_price_fen": "2.50",
    "lines.1.item": "",
}
BOUGHT = PurchaseView(
    purchase_id="b1",
    class_id=None,
    lines=[PurchaseLine(item="胸卡", quantity=60, unit_price_fen=250)],
    total_fen=15000,
    rule_ref="政府采购法实施条例",
    approval_ref="",
    supplier="",
    requested_by="p-finance",
    state="REQUESTED",
    approved_by="",
    received_by="",
)


@pytest.fixture(autouse=True)
def answers(departments: FakeDepartments) -> None:
    """A finance department that takes every purchase."""
    departments.answers[RequestPurchase] = BOUGHT
    departments.answers[ListPurchases] = Page[PurchaseView](items=[BOUGHT], total=1)


@pytest.fixture
def finance(house: House) -> House:
    """The house, with somebody from finance."""
    house.open_account("finance", Role.FIN_LOGISTICS)
    return house


def asked(departments: FakeDepartments, kind: type) -> list[object]:
    """What a department was asked to do, in order."""
    return [request for request, _, _ in departments.asked if type(request) is kind]


async def test_a_form_asks_for_each_field_by_its_name(finance: House) -> None:
    async with finance.browser("finance") as browser:
        page = (await browser.get(f"{FORM}?back=/finance/purchases")).text
        drawer = (await browser.get(FORM, headers=DRAWER)).text
    for word in (
        "申请采购",
        "供应商",
        "执行规定",
        "品名",
        "单价",
        'name="lines.2.quantity"',
        "B-4",
    ):
        assert word in page
        assert word in drawer
    assert "主菜单" in page
    assert "主菜单" not in drawer


async def test_what_was_typed_becomes_the_command_and_the_next_page_says_so(
    finance: House, departments: FakeDepartments
) -> None:
    async with finance.browser("finance") as browser:
        done = await browser.post(FORM, data=FILLED)
        after = await browser.get(done.headers["location"])
        later = await browser.get("/finance/purchases")
    assert (done.status_code, done.headers["location"]) == (303, "/finance/purchases")
    assert asked(departments, RequestPurchase) == [
        RequestPurchase(
            rule_ref="政府采购法实施条例",
            lines=[PurchaseLine(item="胸卡", quantity=60, unit_price_fen=250)],
        )
    ]
    assert departments.asked[0][2] == "one-key"
    assert "已办理：申请采购" in after.text
    assert "已办理" not in later.text


async def test_a_drawer_learns_where_to_go(finance: House) -> None:
    async with finance.browser("finance") as browser:
        done = await browser.post(FORM, data=FILLED, headers=DRAWER)
    assert (done.status_code, done.headers["x-go"]) == (204, "/finance/purchases")


async def test_a_field_given_by_the_link_leaves_the_defaults_of_the_others(house: House) -> None:
    house.open_account("evp", Role.EVP)
    link = "/do/enrollment.create_class?plan_item_id=i1&title=发展对象培训班&start_on=2026-03-06"
    async with house.browser("evp") as browser:
        page = (await browser.get(link)).text
    ticked = re.findall(r'<input type="checkbox"[^>]* name="(\w+)"[^>]* checked>', page)
    assert {"issues_certificate", "mentor_required"} <= set(ticked)
    assert 'value="发展对象培训班"' in page
    assert re.search(r'value="REGULAR" selected', page)


COUNSELORS = "/do/enrollment.appoint_counselors?class_id=c1&person_ids=p201&person_ids=p1"


async def test_whoever_was_chosen_stays_chosen_though_the_list_does_not_hold_them(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("sw", Role.STUDENT_WORK)
    one = StaffView(
        person_id="p1",
        name="甲",
        unit_id="u1",
        unit_name="教务处",
        section="",
        is_head=False,
        active=True,
    )
    departments.answers[ListStaff] = [one]
    async with house.browser("sw") as browser:
        page = (await browser.get(COUNSELORS)).text
        departments.answers[ListStaff] = Silent("enrollment")
        plain = (await browser.get(COUNSELORS)).text
    ticked = re.findall(r'name="person_ids" value="(\w+)" checked', page)
    assert set(ticked) == {"p1", "p201"}
    assert "p201\np1</textarea>" in plain


async def test_a_list_to_choose_from_is_had_to_its_end(
    finance: House, departments: FakeDepartments
) -> None:
    hosts = [
        UnitView(unit_id=f"u{n}", code=f"U{n}", name=f"单位{n}", kind=UnitKind.HOST, active=True)
        for n in range(450)
    ]
    departments.answers[ListUnits] = lambda query: Page[UnitView](
        items=hosts[(query.page - 1) * query.size : query.page * query.size], total=len(hosts)
    )
    async with finance.browser("finance") as browser:
        page = (await browser.get("/do/finance.record_bid")).text
    assert len(re.findall(r'<option value="u\d+">', page)) == len(hosts)


async def test_a_form_never_leads_to_another_site(finance: House) -> None:
    async with finance.browser("finance") as browser:
        done = await browser.post(FORM, data={**FILLED, "back": "//evil.example"})
        page = await browser.get(f"{FORM}?{urlencode({'back': 'https://evil.example'})}")
    assert done.headers["location"] == "/"
    assert '<input type="hidden" name="back" value="/">' in page.text


async def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    finance: House, departments: FakeDepartments
) -> None:
    typed = {**FILLED, "rule_ref": "", "supplier": "文具商店", "lines.0.unit_price_fen": "两块五"}
    async with finance.browser("finance") as browser:
        page = await browser.post(FORM, data=typed)
    assert page.status_code == 422
    assert asked(departments, RequestPurchase) == []
    assert 'value="文具商店"' in page.text
    assert 'value="两块五"' in page.text
    assert 'value="one-key"' in page.text
    faulty = re.findall(r'name="([\w.]+)"[^>]*aria-invalid="true"', page.text)
    assert faulty == ["lines.0.unit_price_fen"]
    assert "应为金额（元）" in page.text
    typed["lines.0.unit_price_fen"] = "2.5"
    async with finance.browser("finance") as browser:
        page = await browser.post(FORM, data=typed)
    assert re.findall(r'name="([\w.]+)"[^>]*aria-invalid="true"', page.text) == ["rule_ref"]


async def test_a_refusal_shows_its_sentence_and_clause_and_keeps_the_form(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[RequestPurchase] = Refusal("NO", "预算不足。", "Over budget.", "B-4")
    async with finance.browser("finance") as browser:
        page = await browser.post(FORM, data=FILLED)
        english = await browser.post(f"{FORM}?lang=en", data=FILLED)
    assert page.status_code == 409
    assert "预算不足。" in page.text
    assert 'value="胸卡"' in page.text
    assert "Over budget." in english.text
    assert 'role="alert"' in page.text


async def test_a_silent_department_can_be_asked_again_with_the_same_key(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[RequestPurchase] = Silent("finance")
    async with finance.browser("finance") as browser:
        page = await browser.post(FORM, data=FILLED)
    assert page.status_code == 503
    assert 'value="one-key"' in page.text


async def test_rows_are_added_without_a_script(
    finance: House, departments: FakeDepartments
) -> None:
    async with finance.browser("finance") as browser:
        page = await browser.post(FORM, data={**FILLED, "more": "lines"})
    assert page.status_code == 200
    assert 'name="lines.3.item"' in page.text
    assert 'value="胸卡"' in page.text
    assert asked(departments, RequestPurchase) == []


@pytest.mark.parametrize("name", ["rule_ref", "lines.0", "nothing", "9"])
async def test_only_a_list_grows_by_rows(
    finance: House, departments: FakeDepartments, name: str
) -> None:
    async with finance.browser("finance") as browser:
        page = await browser.post(FORM, data={**FILLED, "rule_ref": "abc", "more": name})
    assert page.status_code == 200
    assert 'value="胸卡"' in page.text
    assert asked(departments, RequestPurchase) == []


async def test_what_only_stands_beside_a_form_fills_nothing_in(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("finance", Role.FIN_LOGISTICS)
    departments.answers[FindBudget] = replace(departments.answers[FindBudget], note="Old words")
    async with house.browser("finance") as browser:
        begun = (await browser.get(f"/do/finance.draft_budget?class_id={CLASS_ID}")).text
        cleared = (await browser.get(f"/do/finance.clear_budget?class_id={CLASS_ID}")).text
    assert [one.class_id for one in asked(departments, FindBudget)] == [CLASS_ID] * 2  # type: ignore[attr-defined]  # a FindBudget
    assert re.findall(r'name="staff"[^>]*value="(\d*)"', begun) == ["4"]
    assert "Old words" not in cleared.partition("<aside")[0]
    assert 'class="card beside"' in cleared


async def test_a_file_goes_to_the_store_and_stays_when_something_else_is_wrong(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("finance", Role.FIN_LOGISTICS)
    departments.answers[RecordBid] = lambda bid: BidView(
        bid_id="b1",
        host_id=bid.host_id,
        title=bid.title,
        amount_fen=bid.amount_fen,
        submitted_on=bid.submitted_on,
        result=BidResult.PENDING,
        class_id=None,
        document=bid.document,
    )
    form = {"host_id": "h1", "title": "投标", "amount_fen": "1000", "submitted_on": "2026-03-06"}
    sent = {"document": ("标书.pdf", b"%PDF-1.7", "application/pdf")}
    async with house.browser("finance") as browser:
        wrong = await browser.post(
            "/do/finance.record_bid", data={**form, "amount_fen": "much"}, files=sent
        )
        kept = dict(re.findall(r'name="(document\.\w+)" value="([^"]+)"', wrong.text))
        right = await browser.post("/do/finance.record_bid", data={**form, **kept})
    assert wrong.status_code == 422
    assert kept["document.name"] == "标书.pdf"
    assert right.status_code == 303
    bid = asked(departments, RecordBid)[0]
    assert house.files.read(bid.document.file_id) == b"%PDF-1.7"  # type: ignore[attr-defined]  # a RecordBid


async def test_who_has_not_the_duty_sees_neither_button_nor_form(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("auditor", Role.AUDITOR)
    async with house.browser("auditor") as browser:
        page = await browser.get("/finance/purchases")
        form = await browser.get(FORM)
        sent = await browser.post(FORM, data=FILLED)
    assert page.status_code == 200
    assert "/do/" not in page.text
    assert (form.status_code, sent.status_code) == (403, 403)
    assert asked(departments, RequestPurchase) == []


async def test_another_sites_page_cannot_send_a_form(
    finance: House, departments: FakeDepartments
) -> None:
    async with finance.browser("finance") as browser:
        foreign = {"Origin": "https://evil.example"}
        sent = await browser.post(FORM, data=FILLED, headers=foreign)
    assert sent.status_code == 403
    assert asked(departments, RequestPurchase) == []


@pytest.mark.parametrize("path", ["/do/finance.list_purchases", "/do/nothing.at_all", "/do/x"])
async def test_there_is_no_form_for_what_is_no_command(finance: House, path: str) -> None:
    async with finance.browser("finance") as browser:
        assert (await browser.get(path)).status_code == 404


async def test_whoever_is_not_signed_in_is_led_to_the_door(house: House) -> None:
    async with house.anybody() as anybody:
        assert (await anybody.get(FORM)).headers["location"].startswith("/sign-in")


# -- lists


async def test_a_list_filters_pages_and_exports_what_was_found(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[ListPurchases] = lambda query: Page[PurchaseView](
        items=[BOUGHT] * min(query.size, 45 - (query.page - 1) * query.size), total=45
    )
    async with finance.browser("finance") as browser:
        page = (await browser.get("/finance/purchases?purchases.class_id=c9&purchases.page=2")).text
        sheet = await browser.get(
            "/finance/purchases/export?section=purchases&purchases.class_id=c9",
            follow_redirects=True,
        )
    queries = asked(departments, ListPurchases)
    assert {(query.class_id, query.page) for query in queries[:1]} == {("c9", 2)}  # type: ignore[attr-defined]  # a ListPurchases
    assert "共 45 条" in page
    assert "purchases.class_id=c9" in page
    assert 'aria-current="page" aria-label="第 2 页"' in page
    assert sheet.status_code == 200
    assert sheet.content[:2] == b"PK"
    assert "spreadsheetml" in sheet.headers["content-type"]
    assert queries[-1].size == 200  # type: ignore[attr-defined]  # a ListPurchases


async def test_a_filter_that_makes_no_sense_is_left_out(finance: House) -> None:
    async with finance.browser("finance") as browser:
        page = await browser.get("/finance/purchases?purchases.page=no")
    assert page.status_code == 200
    assert "胸卡" in page.text


async def test_a_silent_department_leaves_the_page_standing(
    finance: House, departments: FakeDepartments
) -> None:
    departments.silent.add("finance")
    async with finance.browser("finance") as browser:
        page = await browser.get("/finance/purchases")
    assert page.status_code == 200
    assert "有关部门的服务暂时没有应答" in page.text
