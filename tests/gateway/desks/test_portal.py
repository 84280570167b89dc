"""The portal's own pages: the leaders' board, the audit view, accounts, seals, conformity, search,
tokens, the catalogue of components, and where things to do are done.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlalchemy import insert

from contracts.base import Page, Request
from contracts.enrollment import ClassState, FindPeople, ListUnits, UnitKind, UnitView
from contracts.notification import ListDeadlines
from contracts.portal import GrantView, ListAccounts, ListBoard, OpenAccount, SetFirstPassword
from contracts.refusals import Silent
from contracts.roles import Role
from contracts.values import Category
from gateway.app import create_app
from gateway.desk import DESK
from gateway.desks import DESKS
from gateway.store.tables import board_line
from kit import clock
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.pages import charts
from kit.settings import Settings
from tests.gateway.conftest import Client, House
from tests.gateway.desks import leaders
from tests.gateway.fake import CLASS_ID, FakeDepartments
from tests.gateway.literals import CHINESE
from tests.gateway.makers import at

pytestmark = pytest.mark.anyio

CLASS = f"/classes/{CLASS_ID}"
PAGES = [
    *(f"/portal/{page.path}" for page in DESK.pages),
    *(f"{CLASS}/{page.path}" for page in DESK.class_pages),
    "/search?q=fang",
    "/tokens",
    "/catalogue",
    "/catalogue/form",
    "/catalogue/paper",
]
KIND = UnitKind.GRASSROOTS_PARTY
EVERYTHING = (Role.EVP, Role.STAFF, Role.ORG_DEPT, Role.SYSTEM_ADMIN, Role.AUDITOR, Role.OFFICE)


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, password_hash: str
) -> Iterator[tuple[House, FakeDepartments]]:
    """One gateway for all tests of this module, with people of several duties."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIBAN_VAR", str(tmp_path_factory.mktemp("portal")))
        patch.delenv("KAIBAN_CLOCK_FILE", raising=False)
        settings = Settings()
        database = Database(settings.database_url("portal"))
        upgrade("portal", database)
        departments: Any = FakeDepartments()
        app = create_app(settings, departments=departments, database=database)
        house = House(app, database, FileStore(settings.files), password_hash)
        house.open_account("all", *EVERYTHING)
        house.open_account("leader", Role.COLLEGE_LEADER)
        house.open_account("lead", Role.PROJECT_LEAD, within=f"class:{CLASS_ID}")
        house.open_account("auditor", Role.AUDITOR)
        house.open_account("two", Role.PROJECT_LEAD, within=f"class:{CLASS_ID}")
        with house.store() as store:
            for class_id in ("c8", "c9"):
                store.account("p-two").give(Role.PROJECT_LEAD, f"class:{class_id}")
        house.open_account("trainee", Role.TRAINEE, within="trainee:t1")
        put_on_board(house)
        yield house, departments
        database.close()


@pytest.fixture
def departments(opened: tuple[House, FakeDepartments]) -> FakeDepartments:
    """Departments with much to tell."""
    _, fake = opened
    fake.answers = FakeDepartments().answers | leaders.rich()
    fake.asked, fake.silent, fake.ascii_only = [], set(), False
    return fake


@pytest.fixture
def desk(opened: tuple[House, FakeDepartments], departments: FakeDepartments) -> House:
    """The gateway over these departments."""
    return opened[0]


def put_on_board(house: House) -> None:
    """The class as the portal knows it."""
    counts = ("seats", "nominated", "enrolled", "checked_in", "passed", "certificates")
    orders = ("state_seq", "seats_seq", "enrolled_seq", "passed_seq", "days_seq")
    with house.store() as store:
        store.session.execute(
            insert(board_line).values(
                class_id=CLASS_ID,
                code="DX2026-01",
                title="Sample class",
                category=Category.DEV_TARGET,
                state=ClassState.IN_PROGRESS,
                start_on=date(2026, 4, 13),
                end_on=date(2026, 4, 17),
                **dict.fromkeys(counts + orders, 0),
            )
        )


async def page(browser: Client, path: str) -> str:
    """A page as read."""
    got = await browser.get(path)
    assert got.status_code == 200, (path, got.text[:2000])
    return unescape(got.text)


async def main_of(house: House, login: str, path: str) -> str:
    """What stands in the middle of somebody's page."""
    async with house.browser(login) as browser:
        return (await page(browser, path)).partition("<main")[2]


def asked(departments: FakeDepartments, kind: type[Request[Any]]) -> list[Any]:
    """Every question of a kind that was asked."""
    return [request for request, _, _ in departments.asked if isinstance(request, kind)]


# -- every page


async def test_every_page_stands_in_both_languages_with_much_and_with_nothing(
    desk: House, departments: FakeDepartments
) -> None:
    async with desk.browser("all") as browser:
        for path in PAGES:
            assert '<html lang="zh-CN">' in await page(browser, path)
        departments.ascii_only = True
        browser.headers["Accept-Language"] = "en"
        for path in PAGES:
            text = (await page(browser, path)).replace("海事大学党校", "")
            assert CHINESE.findall(text) == [], path
        departments.answers = {}
        for path in PAGES:
            await page(browser, path)


@pytest.mark.parametrize("path", ["/portal/board", "/portal/accounts", "/portal/audit"])
async def test_what_is_not_for_everybody_is_neither_shown_nor_in_the_menu(
    desk: House, path: str
) -> None:
    async with desk.browser("trainee") as browser:
        got = await browser.get(path)
        home = await page(browser, "/portal/policies")
    assert got.status_code == 403
    assert f'"{path}"' not in home


async def test_a_trainee_begins_with_the_day_and_whoever_has_a_duty_besides_at_the_workbench(
    desk: House,
) -> None:
    desk.open_account("both", Role.TRAINEE, Role.STAFF)
    async with desk.browser("trainee") as trainee, desk.browser("both") as both:
        assert (await trainee.get("/")).headers["location"] == "/me"
        assert (await trainee.get("/me")).status_code == 200
        assert "快捷入口" in await page(both, "/")


async def test_one_desk_runs_alone_with_the_portal_around_it(
    settings: Settings, database: Database, departments: FakeDepartments, password_hash: str
) -> None:
    alone = [one for one in DESKS if one.name == "finance"]
    fake: Any = departments
    app = create_app(settings, departments=fake, database=database, desks=alone)
    house = House(app, database, FileStore(settings.files), password_hash)
    house.open_account("all", *EVERYTHING, Role.FIN_LOGISTICS)
    put_on_board(house)
    async with house.browser("all") as browser:
        menu = (await page(browser, "/")).partition("<main")[0]
        overview = await page(browser, CLASS)
        theirs = await browser.get("/finance/bids")
        others = [await browser.get(path) for path in ("/portal/accounts", "/scheduling/teachers")]
    assert theirs.status_code == 200
    assert [got.status_code for got in others] == [404, 404]
    assert "/finance/bids" in menu
    assert "/portal/" not in menu
    assert "/conformity" not in overview


# -- the leaders' board


@pytest.mark.clause("A-5.p1")
async def test_leaders_see_the_year_its_risks_and_how_clauses_were_kept(
    desk: House, departments: FakeDepartments
) -> None:
    text = await main_of(desk, "leader", "/portal/board?year=2026")
    year = text[text.index('id="year"') :]
    assert "Sample class" in year
    assert "2026-04-13 至 2026-04-17" in year
    assert "另有 3 项" in year
    assert asked(departments, ListBoard)[0] == ListBoard(year=2026, size=200)
    assert asked(departments, ListDeadlines)[0].running
    assert "96.8%" in text
    risks = text[text.index('id="risks"') : text.index('id="year"')]
    assert "overdue" in risks
    assert "soon" in risks
    assert "far" not in risks
    assert "B-8.9a" in text[text.index('id="clauses"') :]


async def test_a_year_that_is_none_shows_this_one(
    desk: House, departments: FakeDepartments
) -> None:
    text = await main_of(desk, "leader", "/portal/board?year=99999")
    assert f'aria-current="page">{clock.today().year}<' in text


# -- accounts


async def test_a_first_password_is_made_up_and_shown_once(
    desk: House, departments: FakeDepartments
) -> None:
    path = "/do/portal.open_account"
    async with desk.browser("all") as browser:
        form = await page(browser, path)
        made = re.search(r'name="password"[^>]* value="([^"]+)"', form)
        assert made is not None
        typed = {"person_id": "p9", "login": "fang", "name": "Fang", "password": made[1]}
        done = await browser.post(path, data={**typed, "key": "k1"})
        after = await page(browser, "/portal/accounts")
    assert len(made[1]) >= 10
    assert done.status_code == 200
    assert made[1] in done.text
    assert made[1] not in after
    assert asked(departments, OpenAccount)[0].password == made[1]


async def test_whoever_forgot_the_password_is_given_one_that_is_shown_once(
    desk: House, departments: FakeDepartments
) -> None:
    path = "/do/portal.set_first_password?person_id=p9"
    async with desk.browser("all") as browser:
        form = await page(browser, path)
        made = re.search(r'name="password"[^>]* value="([^"]+)"', form)
        assert made is not None
        done = await browser.post(path, data={"password": made[1], "person_id": "p9", "key": "k1"})
    assert made[1] in done.text
    assert asked(departments, SetFirstPassword)[0].password == made[1]


async def test_a_duty_is_limited_by_choosing_a_unit_and_shown_by_its_name(
    desk: House, departments: FakeDepartments
) -> None:
    units = [
        UnitView(unit_id=f"u{n}", code=f"U{n}", name=f"第{n}总支", kind=KIND, active=True)
        for n in range(250)
    ]
    departments.answers[ListUnits] = lambda ask: Page(
        items=units[(ask.page - 1) * ask.size : ask.page * ask.size], total=len(units)
    )
    limits = (("unit", "u249"), ("class", CLASS_ID))
    held = [GrantView(role=Role.HOST_REP, scope=f"{kind}:{record}") for kind, record in limits]
    someone = replace(leaders.an_account(), grants=held)
    departments.answers[ListAccounts] = Page(items=[someone], total=1)
    form = await main_of(desk, "all", "/do/portal.grant_role?person_id=p9")
    listed = await main_of(desk, "all", "/portal/accounts")
    assert '<input list="scope-list" id="scope" name="scope"' in form
    assert '<option value="*" label="全部"></option>' in form
    assert '<option value="unit:u249" label="第249总支"></option>' in form
    assert "主办单位代表（第249总支）、主办单位代表（Sample class）" in listed


async def test_an_administrator_is_offered_to_end_somebodys_sign_ins(desk: House) -> None:
    text = await main_of(desk, "all", "/portal/accounts")
    assert "/do/portal.end_sign_ins?" in text
    assert "/do/portal.set_first_password?" in text


# -- the audit view


async def test_looking_at_somebodys_data_in_full_stands_out_with_its_reason(desk: House) -> None:
    text = await main_of(desk, "auditor", "/portal/audit?department=enrollment")
    noted = text[text.index('class="noted"') :]
    noted = noted[: noted.index("</tr>")]
    assert "Phone call" in noted
    assert "已断裂" in noted
    assert text.count('class="noted"') == 1


async def test_the_audit_log_is_asked_as_the_address_says(
    desk: House, departments: FakeDepartments
) -> None:
    path = (
        "/portal/audit?department=portal&by=p-staff&request=open_account"
        "&since=2026-03-01&until=2026-03-02&page=2&check=yes"
    )
    text = await main_of(desk, "auditor", path)
    log: Any = next(one for one, _, _ in departments.asked if type(one).__name__ == "ListAudit")
    assert (log.by, log.request, log.page, log.check_chain) == ("p-staff", "open_account", 2, True)
    assert log.since == at(date(2026, 3, 1))
    assert log.until == at(date(2026, 3, 3))
    assert "审计链在第 3 条断裂" in text


@pytest.mark.parametrize("number", ["x", "0", "-1", "9" * 5000, "٣"])
async def test_what_cannot_be_read_in_the_address_of_the_log_is_let_be(
    desk: House, departments: FakeDepartments, number: str
) -> None:
    path = f"/portal/audit?department=none&since=9999-99-99&until=9999-12-31&page={number}"
    await main_of(desk, "auditor", path)
    log: Any = next(one for one, _, _ in departments.asked if type(one).__name__ == "ListAudit")
    assert (log.since, log.until, log.page) == (None, None, 1)


# -- seals, policies, conformity


@pytest.mark.clause("B-3.8")
async def test_each_seal_offers_what_its_state_awaits_to_whoever_may(desk: House) -> None:
    async with desk.browser("all") as browser:
        text = await page(browser, f"{CLASS}/seals")
    assert set(re.findall(r"/do/portal\.(\w+_seal)\?[^\"]*seal_id=(\w+)", text)) == {
        ("approve_seal", "s1"),
        ("use_seal", "s2"),
    }
    lead = await main_of(desk, "lead", f"{CLASS}/seals")
    assert set(re.findall(r"/do/portal\.(\w+)\?", lead)) == {"request_seal"}


@pytest.mark.clause("B-14")
async def test_a_document_is_changed_only_where_the_library_says_so(desk: House) -> None:
    text = await main_of(desk, "all", "/portal/policies")
    for command in ("keep_policy", "repeal_policy"):
        found = re.findall(rf"/do/portal\.{command}\?number=([^&\"]+)", text)
        assert found == ["C3%2F01"], command
    for word in ("有效", "已废止", "待施行"):
        assert word in text


@pytest.mark.clause("A-5.p1")
async def test_the_clauses_of_a_class_are_shown_by_how_they_stand(desk: House) -> None:
    text = await main_of(desk, "all", f"{CLASS}/conformity")
    late = await main_of(desk, "all", f"{CLASS}/conformity?state=LATE")
    table = late[late.index('id="conformity"') :]
    assert "B-8.9a" in text
    assert "B-8.9a" in table
    assert "迟延" in table
    assert "<h3><span" in table
    assert table.count("<h3>") == 1


# -- search


async def test_search_finds_classes_people_papers_and_policies(desk: House) -> None:
    async with desk.browser("all") as browser:
        text = await page(browser, "/search?q=Sample")
    assert f'href="{CLASS}"' in text
    assert "310************24X" in text
    assert "/do/enrollment.reveal_person?person_id=person-1" in text
    assert "paper.pdf" in text


async def test_search_asks_only_within_the_classes_one_has_a_duty_in(
    desk: House, departments: FakeDepartments
) -> None:
    text = await main_of(desk, "lead", "/search?q=Sample")
    assert {one.class_id for one in asked(departments, FindPeople)} == {CLASS_ID}
    assert "reveal_person" not in text
    assert "Fang" in text


async def test_search_shows_a_person_of_two_classes_once_and_says_what_is_missing(
    desk: House, departments: FakeDepartments
) -> None:
    def answer(ask: FindPeople) -> Any:
        if ask.class_id == "c9":
            raise Silent("enrollment")
        return leaders.rich()[FindPeople]

    departments.answers[FindPeople] = answer
    text = await main_of(desk, "two", "/search?q=Fang")
    people = text[text.index('id="people"') : text.index('id="papers"')]
    assert people.count(">Fang<") == 1
    assert people.count(f'href="{CLASS}"') == 2
    assert "没有应答" in people


async def test_search_tells_a_trainee_of_nobody(desk: House, departments: FakeDepartments) -> None:
    text = await main_of(desk, "trainee", "/search?q=Sample")
    assert asked(departments, FindPeople) == []
    assert "Fang" not in text
    assert f'href="{CLASS}"' not in text


async def test_one_letter_is_too_little_to_search_by(
    desk: House, departments: FakeDepartments
) -> None:
    text = await main_of(desk, "all", "/search?q=x")
    assert "请至少输入两个字。" in text
    assert asked(departments, FindPeople) == []


# -- tokens


async def test_a_token_is_shown_once_works_and_can_be_ended(desk: House) -> None:
    async with desk.browser("all") as browser:
        made = await browser.post("/tokens", data={"name": "report", "days": "30"})
        secret = re.search(r'class="password-once">([^<]+)<', made.text)
        assert secret is not None
        listed = await page(browser, "/tokens")
        token_id = re.search(r"/tokens/(\w+)/end", listed)
        assert token_id is not None
        async with desk.anybody(headers={"Authorization": f"Bearer {secret[1]}"}) as program:
            before = await program.get("/api/me")
            ended = await browser.post(f"/tokens/{token_id[1]}/end")
            after = await program.get("/api/me")
    assert secret[1] not in listed
    assert "report" in listed
    assert (before.status_code, ended.status_code, after.status_code) == (200, 303, 401)


@pytest.mark.parametrize(("name", "days"), [("", "30"), ("x", "0"), ("x", "367"), ("x", "soon")])
async def test_a_token_that_cannot_be_is_refused_with_what_was_typed(
    desk: House, name: str, days: str
) -> None:
    async with desk.browser("all") as browser:
        got = await browser.post("/tokens", data={"name": name, "days": days})
    assert got.status_code == 422
    assert 'aria-invalid="true"' in got.text
    assert f'value="{days}"' in got.text


# -- the catalogue of components


async def test_the_form_to_try_carries_back_what_was_typed_and_what_is_wrong(desk: House) -> None:
    async with desk.browser("all") as browser:
        got = await browser.post("/catalogue/form", data={"text": "x", "amount_fen": "1.234"})
    assert got.status_code == 422
    assert 'value="x"' in got.text
    assert "应为金额（元）" in got.text


# -- charts


def test_days_stand_where_they_fall_on_their_line() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 10)
    assert charts.place(charts.Span(from_on=first, to_on=first), first, last) == (0.0, 10.0)
    late = charts.Span(from_on=date(2026, 1, 9), to_on=date(2026, 2, 9))
    assert charts.place(late, first, last) == (80.0, 20.0)
    outside = charts.Span(from_on=date(2026, 3, 1), to_on=date(2026, 3, 2))
    assert charts.place(outside, first, last)[1] == 0


def test_the_months_of_a_line_follow_one_another() -> None:
    found = list(charts.months(date(2026, 1, 15), date(2026, 3, 1)))
    assert [on for _, _, on in found] == [date(2026, 1, 15), date(2026, 2, 1), date(2026, 3, 1)]
    assert sum(width for _, width, _ in found) == pytest.approx(100, abs=0.1)


def test_arcs_follow_one_another_round_the_circle() -> None:
    found = list(charts.arcs([charts.Slice(label="a", value=1), charts.Slice(label="b", value=3)]))
    assert [(length, begun) for _, length, begun in found] == [(25.0, 0.0), (75.0, 25.0)]


def test_nothing_is_no_share_of_nothing() -> None:
    assert charts.share(3, 0) == 0
    assert charts.share(5, 4) == 100
