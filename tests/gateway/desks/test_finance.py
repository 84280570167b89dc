"""The finance desk: every page with much and with nothing, its pictures, forms and papers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import insert

from contracts.enrollment import ClassState
from contracts.finance import (
    AgreeSettlement,
    CalculateFees,
    CorrectDataLine,
    DraftSettlement,
    FeeState,
    FindAccount,
    FindBudget,
    FindSettlement,
    FindSheetOfClass,
    FindTaxMonth,
    HostLinkView,
    InvoiceState,
    IssueHostLink,
    ListFees,
    ListInvoices,
    ListLedger,
    SettlementLineDraft,
    SettlementState,
    SheetState,
    SignSheet,
)
from contracts.refusals import Invalid
from contracts.roles import Role
from contracts.values import Category, Party
from gateway.app import create_app
from gateway.store.tables import board_line
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.settings import Settings
from services.finance.desk import DESK
from tests.gateway.conftest import Client, House
from tests.gateway.desks import money
from tests.gateway.desks.board import on_the_board
from tests.gateway.fake import CLASS_ID, FakeDepartments

pytestmark = pytest.mark.anyio

CLASS = f"/classes/{CLASS_ID}"
PAGES = [f"/finance/{page.path}" for page in DESK.pages] + [
    f"{CLASS}/{page.path}" for page in DESK.class_pages
]
PAPERS = [f"/papers/finance/{paper.name}?class_id={CLASS_ID}" for paper in DESK.papers]
LANGUAGES = ("zh", "en")
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, password_hash: str
) -> Iterator[tuple[House, FakeDepartments]]:
    """A gateway with people of each duty and a contracted class that has left; opened once, for
    no test changes what it keeps.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIBAN_VAR", str(tmp_path_factory.mktemp("finance")))
        patch.delenv("KAIBAN_CLOCK_FILE", raising=False)
        settings = Settings()
        database = Database(settings.database_url("portal"))
        upgrade("portal", database)
        departments: Any = FakeDepartments()
        app = create_app(settings, departments=departments, database=database)
        house = House(app, database, FileStore(settings.files), password_hash)
        house.open_account("finance", Role.FIN_LOGISTICS)
        house.open_account("lead", Role.PROJECT_LEAD, within=f"class:{CLASS_ID}")
        house.open_account("counselor", Role.COUNSELOR, within=f"class:{CLASS_ID}")
        house.open_account("auditor", Role.AUDITOR)
        put_on_board(house, ClassState.DEPARTED)
        yield house, departments
        database.close()


@pytest.fixture
def departments(opened: tuple[House, FakeDepartments]) -> FakeDepartments:
    """Departments with a contracted class's money to tell of."""
    _, fake = opened
    fake.answers = FakeDepartments().answers | money.rich()
    fake.asked, fake.silent, fake.ascii_only = [], set(), False
    return fake


@pytest.fixture
def finance(opened: tuple[House, FakeDepartments], departments: FakeDepartments) -> House:
    """The gateway over these departments."""
    return opened[0]


def put_on_board(house: House, state: ClassState) -> None:
    """The class as the portal knows it."""
    counts = ("seats", "nominated", "enrolled", "checked_in", "passed", "certificates")
    orders = ("state_seq", "seats_seq", "enrolled_seq", "passed_seq", "days_seq")
    with house.store() as store:
        store.session.execute(
            insert(board_line).values(
                class_id=CLASS_ID,
                code="KJ2026-01",
                title=money.TITLE,
                category=Category.CADRE_SECTION,
                state=state,
                start_on=date(2026, 5, 18),
                end_on=date(2026, 5, 22),
                hosted_externally=True,
                **dict.fromkeys(counts + orders, 0),
            )
        )


async def page(browser: Client, path: str) -> str:
    """A page as read, without its marks."""
    got = await browser.get(path)
    assert got.status_code == 200, (path, got.text[:2000])
    return unescape(got.text)


def offered(text: str) -> set[str]:
    """The commands a page leads to."""
    return set(re.findall(r'href="/do/finance\.(\w+)\?', text))


def words(text: str) -> str:
    """What is said on a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


# -- every page ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_and_paper_shows_what_there_is(finance: House, language: str) -> None:
    async with finance.browser("finance") as browser:
        await browser.get(f"/?lang={language}")
        for path in (*PAGES, *PAPERS):
            assert "<h1" in await page(browser, path)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_and_paper_stands_where_there_is_nothing_yet(
    finance: House, departments: FakeDepartments, language: str
) -> None:
    departments.answers |= money.NOTHING
    async with finance.browser("finance") as browser:
        await browser.get(f"/?lang={language}")
        for path in (*PAGES, *PAPERS):
            assert "<h1" in await page(browser, path)


async def test_in_english_no_word_of_the_desk_is_left_in_chinese(
    finance: House, departments: FakeDepartments
) -> None:
    departments.ascii_only = True
    async with finance.browser("finance") as browser:
        await browser.get("/?lang=en")
        for path in (*PAGES, *PAPERS):
            main = (await page(browser, path)).partition("<main")[2].replace(money.TITLE, "")
            main = main.replace("海事大学党校", "").partition('<footer class="foot"')[0]
            assert CHINESE.findall(main) == [], path


async def test_a_silent_department_leaves_the_pages_standing(
    finance: House, departments: FakeDepartments
) -> None:
    departments.silent = {"finance"}
    async with finance.browser("finance") as browser:
        for path in PAGES:
            assert "<h1" in await page(browser, path)


async def test_who_only_reads_is_offered_nothing(finance: House) -> None:
    async with finance.browser("auditor") as browser:
        for path in PAGES:
            assert offered(await page(browser, path)) == set(), path


# -- the budget ------------------------------------------------------------------------


@pytest.mark.clause("B-6.1c")
async def test_a_budget_stands_beside_its_standard_and_awaits_its_clearance(finance: House) -> None:
    async with finance.browser("finance") as browser:
        text = await page(browser, f"{CLASS}/money")
    said = words(text)
    for figure in ("94,400.00", "86,400.00", "85,800.00", "600.00", "550.00", "玖万肆仟肆佰元整"):
        assert figure in said
    assert "计入学员 24 人、工作人员 2 人" in said
    assert {"clear_budget", "reject_budget", "draft_budget"} <= offered(text)


@pytest.mark.clause("B-6.1c")
async def test_a_budget_within_its_ceiling_awaits_no_clearance(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[FindBudget] = money.budget(state="CHECKED", over_by_fen=0)
    async with finance.browser("finance") as browser:
        text = await page(browser, f"{CLASS}/money")
    assert offered(text) == {"draft_budget"}


async def test_the_form_of_a_budget_counts_against_the_standard(finance: House) -> None:
    async with finance.browser("finance") as browser:
        text = await page(browser, f"/do/finance.draft_budget?class_id={CLASS_ID}")
    assert 'name="lines.0.unit_price_fen" value="600.00"' in text
    # 24 trainees for 6 days at 550 yuan, of the staff at most a tenth; all within the first month.
    for rule in ('headcount="24"', 'percent="10"', 'per-day="55000"', 'hundredths="600"'):
        assert f"data-{rule}" in text
    checked = re.findall(r'name="lines\.(\d)\.within_ceiling"( checked)?', text)
    assert checked == [("0", " checked"), ("1", ""), ("2", " checked")]


# -- the data sheet --------------------------------------------------------------------


@pytest.mark.clause("B-8.8b")
async def test_the_data_stands_in_four_groups_with_what_was_corrected_and_why(
    finance: House,
) -> None:
    async with finance.browser("counselor") as browser:
        text = await page(browser, f"{CLASS}/data-sheet")
    said = words(text)
    assert re.search("住宿 住宿 115 115 床·夜 .*用餐 晚餐 115 92 人次 末日晚餐未用", said)
    assert said.count("本组尚无内容") == 2
    assert "房间 201 2床" in said
    assert offered(text) == {"count_sheet", "correct_data_line", "add_data_line", "propose_sheet"}


@pytest.mark.clause("B-8.8a")
async def test_a_sheet_that_is_up_is_signed_for_each_side_once(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[FindSheetOfClass] = money.sheet(SheetState.SIGNED_ONE, Party.COLLEGE)
    async with finance.browser("counselor") as browser:
        text = await page(browser, f"{CLASS}/data-sheet")
    links = re.findall(r"/do/finance\.sign_sheet\?[^\"]*party=(\w+)", text)
    assert links == ["HOST"]
    assert {"issue_host_link", "dispute_sheet"} <= offered(text)
    assert "签认人COLLEGE" in text


@pytest.mark.clause("B-8.8c")
async def test_a_signature_is_for_the_sheet_as_it_was_shown(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[SignSheet] = money.sheet(SheetState.SIGNED_ONE, Party.COLLEGE)
    form = f"/do/finance.sign_sheet?class_id={CLASS_ID}&party=COLLEGE&document_hash={money.HASH}"
    async with finance.browser("counselor") as browser:
        shown = await page(browser, form)
        await browser.post(form, data={"key": "k", "signer": "宋佳"})
    assert 'name="document_hash"' not in shown
    assert money.HASH in shown
    assert asked(departments, SignSheet) == [
        SignSheet(class_id=CLASS_ID, party=Party.COLLEGE, signer="宋佳", document_hash=money.HASH)
    ]


async def test_where_nothing_was_counted_yet_only_counting_is_offered(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[FindSheetOfClass] = None
    async with finance.browser("counselor") as browser:
        assert offered(await page(browser, f"{CLASS}/data-sheet")) == {"count_sheet"}


@pytest.mark.clause("B-8.8a")
async def test_a_class_of_ones_own_has_nothing_to_sign(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[FindAccount] = money.account(hosted=False)
    with on_the_board(finance, hosted_externally=False):
        async with finance.browser("finance") as browser:
            text = await page(browser, f"{CLASS}/data-sheet")
        async with finance.browser("counselor") as browser:
            unread = await page(browser, f"{CLASS}/data-sheet")
            money_tabs = await page(browser, f"{CLASS}/attendance")
        departments.silent = {"finance"}
        async with finance.browser("finance") as browser:
            silent = await page(browser, f"{CLASS}/data-sheet")
    assert "无须双方签认" in text
    assert "32.5" in words(text)
    # Who may not see the account is told of no sheet to count either.
    assert f'href="{CLASS}/data-sheet"' not in money_tabs
    assert [offered(one) for one in (text, unread, silent)] == [set()] * 3


@pytest.mark.parametrize("state", [ClassState.CLOSED, ClassState.CANCELLED])
async def test_of_a_class_that_is_over_only_money_still_moves(
    finance: House, departments: FakeDepartments, state: ClassState
) -> None:
    found: set[str] = set()
    with on_the_board(finance, state=state):
        for login in ("finance", "lead"):
            async with finance.browser(login) as browser:
                for status in SettlementState:
                    departments.answers[FindSettlement] = money.settlement(status)
                    found |= offered(await page(browser, f"{CLASS}/settlement"))
                found |= offered(await page(browser, f"{CLASS}/money"))
        for sheet in (money.sheet(), money.sheet(SheetState.PROPOSED), None):
            departments.answers[FindSheetOfClass] = sheet
            async with finance.browser("counselor") as browser:
                found |= offered(await page(browser, f"{CLASS}/data-sheet"))
    assert found == {"issue_invoice", "deliver_invoice", "record_receipt", "record_payment"}


@pytest.mark.clause("B-6.1c")
async def test_while_finance_is_silent_no_step_of_its_records_is_offered(
    finance: House, departments: FakeDepartments
) -> None:
    departments.silent = {"finance"}
    async with finance.browser("finance") as browser:
        for path in ("money", "settlement"):
            assert offered(await page(browser, f"{CLASS}/{path}")) <= {"record_payment"}


async def test_a_correction_begins_with_the_line_as_it_stands(finance: House) -> None:
    address = f"/do/finance.correct_data_line?class_id={CLASS_ID}&line_id=line-2"
    async with finance.browser("counselor") as browser:
        text = await page(browser, address)
    assert 'name="quantity" required value="92"' in text
    assert "05-18 晚餐 23人次" in text


async def test_a_refused_correction_keeps_what_was_typed(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[CorrectDataLine] = Invalid("INVALID", "数量有误。", "No such quantity.")
    address = f"/do/finance.correct_data_line?class_id={CLASS_ID}&line_id=line-2"
    async with finance.browser("counselor") as browser:
        typed = {"key": "k", "quantity": "91", "reason": "另有一人未用"}
        refused = await browser.post(address, data=typed)
    assert refused.status_code == 422
    assert "数量有误。" in refused.text
    assert 'value="91"' in refused.text
    assert "另有一人未用" in refused.text


async def test_the_hosts_link_is_shown_once_as_a_code_to_scan(
    finance: House, departments: FakeDepartments
) -> None:
    token = "t" * 43
    departments.answers[IssueHostLink] = HostLinkView(
        class_id=CLASS_ID, token=token, expires_at=money.NOW + timedelta(days=3)
    )
    form = f"/do/finance.issue_host_link?class_id={CLASS_ID}"
    async with finance.browser("counselor") as browser:
        shown = await browser.post(form, data={"key": "k", "holder": "付强"})
        later = await page(browser, f"{CLASS}/data-sheet")
    assert f'href="/confirm/{token}"' in shown.text
    assert '<div class="qr" role="img"' in shown.text
    assert token not in later


# -- the settlement --------------------------------------------------------------------


@pytest.mark.clause("B-8.8c")
async def test_each_line_of_a_settlement_leads_to_the_data_it_was_signed_as(
    finance: House,
) -> None:
    async with finance.browser("finance") as browser:
        text = await page(browser, f"{CLASS}/settlement")
        sheet = await page(browser, f"{CLASS}/data-sheet")
    anchors = re.findall(r'href="/classes/\w+/data-sheet#([\w-]+)"', text)
    assert anchors == ["line-line-1", "line-line-2"]
    assert all(f'id="{anchor}"' in sheet for anchor in anchors)
    said = words(text)
    for figure in ("2,070.00", "94,400.00", "-92,330.00", "2,000.00", "贰仟零柒拾元整"):
        assert figure in said


OFFERED = {
    SettlementState.OPEN: {"draft_settlement"},
    SettlementState.DRAFT: {"draft_settlement", "send_settlement"},
    SettlementState.HOST_REVIEW: {"agree_settlement", "return_settlement"},
    SettlementState.AGREED: {"sign_settlement", "return_settlement"},
    SettlementState.FINALISED: set(),
}


@pytest.mark.clause("B-6.6")
@pytest.mark.parametrize("state", OFFERED)
async def test_a_settlement_is_offered_the_step_it_awaits(
    finance: House, departments: FakeDepartments, state: SettlementState
) -> None:
    departments.answers[FindSettlement] = money.settlement(state)
    async with finance.browser("lead") as browser:
        assert offered(await page(browser, f"{CLASS}/settlement")) == OFFERED[state]


@pytest.mark.clause("B-6.6")
async def test_finance_invoices_what_is_final_and_receives_for_what_is_live(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[FindSettlement] = money.settlement(SettlementState.FINALISED)
    async with finance.browser("finance") as browser:
        text = await page(browser, f"{CLASS}/settlement")
        form = await page(browser, f"/do/finance.issue_invoice?class_id={CLASS_ID}")
        receipt = await page(
            browser, f"/do/finance.record_receipt?class_id={CLASS_ID}&invoice_id=i3"
        )
    assert "issue_invoice" in offered(text)
    assert re.findall(r"record_receipt\?class_id=\w+&invoice_id=(\w+)", text) == ["i3"]
    assert re.search('name="total_fen"[^>]* value="2070.00"', form)
    assert re.search('name="amount_fen"[^>]* value="2000.00"', receipt)


@pytest.mark.clause("B-6.6")
async def test_an_invoice_that_was_paid_first_is_delivered_all_the_same(
    finance: House, departments: FakeDepartments
) -> None:
    paid = money.invoice(3, InvoiceState.PAID)
    departments.answers[ListInvoices] = [
        paid,
        replace(paid, invoice_id="i4", delivered="电子邮件"),
        money.invoice(5, InvoiceState.REVERSED),
        money.invoice(6, InvoiceState.ISSUED, red_of="i5"),
    ]
    async with finance.browser("finance") as browser:
        text = await page(browser, f"{CLASS}/settlement")
    assert re.findall(r"deliver_invoice\?class_id=\w+&invoice_id=(\w+)", text) == ["i3"]


@pytest.mark.clause("B-8.8c")
async def test_every_confirmed_line_is_priced_at_its_confirmed_quantity(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[DraftSettlement] = money.settlement()
    address = f"/do/finance.draft_settlement?class_id={CLASS_ID}"
    async with finance.browser("finance") as browser:
        form = await page(browser, address)
        await browser.post(
            address,
            data={
                "key": "k",
                "lines.0.line_id": "line-1",
                "lines.0.quantity": "115",
                "lines.0.unit_price_fen": "150",
            },
        )
    assert '<option value="line-1" selected>住宿 · 床·夜</option>' in form
    assert 'name="lines.1.quantity" value="92"' in form
    assert asked(departments, DraftSettlement) == [
        DraftSettlement(
            class_id=CLASS_ID,
            lines=[SettlementLineDraft(line_id="line-1", quantity=115, unit_price_fen=15_000)],
        )
    ]


async def test_an_agreement_does_not_begin_with_words_of_the_settlement(finance: House) -> None:
    async with finance.browser("lead") as browser:
        text = await page(browser, f"/do/finance.agree_settlement?class_id={CLASS_ID}")
    assert 'name="signer" required value=""' in text
    assert AgreeSettlement.heading.zh in text


# -- lecture fees ----------------------------------------------------------------------


async def test_a_lesson_shows_what_was_taught_and_what_is_paid(finance: House) -> None:
    async with finance.browser("finance") as browser:
        text = await page(browser, f"{CLASS}/lecture-fees")
    assert re.search("2026-05-18 上午 社区矫正法实务 5 4", words(text))
    assert re.findall(r"pay_fee\?class_id=\w+&fee_id=(\w+)", text) == ["f2"]


@pytest.mark.clause("B-3.3a")
async def test_lessons_held_after_the_first_were_paid_are_reckoned_too(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[ListFees] = [money.fee(1, FeeState.PAID), money.fee(2, FeeState.FILED)]
    async with finance.browser("finance") as browser:
        assert offered(await page(browser, f"{CLASS}/lecture-fees")) == {"calculate_fees"}


async def test_a_reckoning_begins_with_the_rates_of_what_is_not_paid(
    finance: House, departments: FakeDepartments
) -> None:
    departments.answers[CalculateFees] = []
    async with finance.browser("finance") as browser:
        text = await page(browser, f"/do/finance.calculate_fees?class_id={CLASS_ID}")
    assert 'name="rates.0.net_per_hour_fen" value="1000.00"' in text
    assert 'name="rates.1.net_per_hour_fen" value=""' in text


async def test_a_receipt_is_printed_for_each_teacher_or_for_one(finance: House) -> None:
    path = f"/papers/finance/fee-receipts?class_id={CLASS_ID}"
    async with finance.browser("finance") as browser:
        everybody, one = await page(browser, path), await page(browser, f"{path}&fee_id=f2")
    assert everybody.count('<section class="fee-receipt"') == 2
    assert re.findall("<h2>(.*)</h2>", one) == ["教师2"]
    assert "肆仟元整" in one


# -- the ledger and the tax month ------------------------------------------------------


async def test_the_ledger_shows_what_each_account_moved_and_that_it_balances(
    finance: House, departments: FakeDepartments
) -> None:
    path = "/finance/ledger?entries.from_on=2026-05-01&entries.to_on=2026-05-31"
    async with finance.browser("finance") as browser:
        said = words(await page(browser, path))
    assert "借贷平衡" in said
    assert "1212 应收账款 2,070.00 0.00 2,070.00 借" in said
    assert "合计 2,070.00 2,070.00" in said
    periods = [(one.from_on, one.to_on) for one in asked(departments, ListLedger)]
    assert set(periods) == {(date(2026, 5, 1), date(2026, 5, 31))}


async def test_without_a_period_the_ledger_is_this_years(
    finance: House, departments: FakeDepartments
) -> None:
    async with finance.browser("finance") as browser:
        await page(browser, "/finance/ledger")
        await page(browser, f"/finance/ledger?entries.class_id={CLASS_ID}")
    every, of_class = asked(departments, ListLedger)[0], asked(departments, ListLedger)[-1]
    assert (every.from_on.month, every.from_on.day) == (1, 1)
    assert (of_class.class_id, of_class.from_on) == (CLASS_ID, None)


async def test_a_month_that_has_ended_can_be_filed(
    finance: House, departments: FakeDepartments
) -> None:
    async with finance.browser("finance") as browser:
        text = await page(browser, "/finance/tax?rows.month=2026-06")
    assert re.findall(r"file_tax_month\?month=([\d-]+)", text) == ["2026-06"]
    assert "rows.month=2026-05" in text
    assert "761.90" in words(text)


@pytest.mark.parametrize("month", ["abc", "0001-01", "9999-12", ""])
async def test_a_month_nobody_can_mean_is_the_one_to_file(
    finance: House, departments: FakeDepartments, month: str
) -> None:
    departments.answers[FindTaxMonth] = None
    async with finance.browser("finance") as browser:
        await page(browser, f"/finance/tax?rows.month={month}")
        await page(browser, "/finance/tax")
    assert len({one.month for one in asked(departments, FindTaxMonth)}) == 1


# -- how -------------------------------------------------------------------------------


def asked(departments: FakeDepartments, kind: type) -> list[Any]:
    """What a department was asked, in order."""
    return [request for request, _, _ in departments.asked if type(request) is kind]
