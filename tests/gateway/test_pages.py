"""The portal's pages: what they show, to whom, in which language, with departments silent too."""

import gzip
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

import openpyxl
import pytest

from contracts.assessment import FindClassExam, VerifyCertificate
from contracts.base import Page
from contracts.enrollment import ClassRole, ClassState, HandOverSigned
from contracts.notification import ListTodos
from contracts.portal import ListPolicies
from contracts.refusals import Silent, Unknown
from contracts.roles import Role
from contracts.values import Category
from gateway.accounts import Account
from gateway.desks import DESKS
from gateway.duties import Duty
from gateway.pages.entry import own_path
from gateway.pages.home import TODOS_SHOWN
from gateway.service.policies import Policies
from gateway.store import PortalStore
from gateway.store.tables import board_line
from kit import clock
from kit.pages import english, pager, whole
from kit.pages.formats import hours, yuan
from kit.pages.serving import ASSETS
from kit.testing import from_elsewhere
from tests.gateway.conftest import PASSWORD, Client, House
from tests.gateway.fake import CLASS_ID, TITLE, FakeDepartments, latin, the_class, todos
from tests.gateway.literals import CHINESE, bare_chinese, literals
from tests.gateway.makers import a_contracted_class

pytestmark = pytest.mark.anyio

CLASS_PAGE = f"/classes/{CLASS_ID}"
EVERY_READER = (Role.EVP, Role.STAFF, Role.FIN_LOGISTICS, Role.EXAM_ADMIN)
PAGE_BYTES = 30 * 1024
DESIGN_BYTES = 25 * 1024


def on_board(house: House, title: str = TITLE, category: Category = Category.DEV_TARGET) -> None:
    """The portal's own records of the class; its papers came late."""
    about = the_class()
    with house.store() as store:
        store.open_line(
            class_id=CLASS_ID,
            code=about.code,
            title=title,
            category=category,
            state=about.state,
            start_on=about.start_on,
            end_on=about.end_on,
        )
        store.keep_fact(from_elsewhere(a_contracted_class()))
        store.keep_fact(from_elsewhere(HandOverSigned(class_id=CLASS_ID, lines=1, on_time=False)))


async def _page(client: Client, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


# -- who sees what


@pytest.mark.parametrize("path", ["/", "/classes", CLASS_PAGE, "/portal/policies"])
async def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(
    house: House, path: str
) -> None:
    async with house.anybody() as anybody:
        answer = await anybody.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?{urlencode({'to': path})}"


async def test_the_sign_in_form_works_without_a_script(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    form = {"login": "staff", "password": PASSWORD, "to": "/classes"}
    async with house.anybody(headers={"Sec-Fetch-Site": "same-origin"}) as browser:
        wrong = await browser.post("/sign-in", data={**form, "password": "wrong"})
        right = await browser.post("/sign-in", data=form)
        page = await _page(browser, right.headers["location"])
        out = await browser.post("/sign-out")
        after = await browser.get("/")
    assert wrong.status_code == 401
    assert "登录名或密码不正确。" in wrong.text
    assert 'value="staff"' in wrong.text
    assert "wrong" not in wrong.text
    assert (right.status_code, right.headers["location"]) == (303, "/classes")
    assert "班次看板" in page
    assert (out.status_code, after.status_code) == (303, 303)


async def test_whoever_forgot_to_sign_out_elsewhere_does_so_from_here(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    form = {"login": "staff", "password": PASSWORD, "to": "/"}
    own = {"Sec-Fetch-Site": "same-origin"}
    async with house.anybody(headers=own) as here, house.anybody(headers=own) as elsewhere:
        for browser in (here, elsewhere):
            await browser.post("/sign-in", data=form)
        offered = await _page(here, "/password")
        wrong = await here.post("/sign-out/everywhere", data={"password": "wrong"})
        still = (await elsewhere.get("/")).status_code
        await here.post("/sign-out/everywhere", data={"password": PASSWORD})
        after = [(await browser.get("/")).status_code for browser in (here, elsewhere)]
    assert 'action="/sign-out/everywhere"' in offered
    assert (wrong.status_code, "密码不正确" in wrong.text, still) == (409, True, 200)
    assert after == [303, 303]


async def test_one_sees_where_one_is_signed_in_and_ends_another_sign_in(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as here, house.browser("staff") as elsewhere:
        listed = await _page(here, "/password")
        ended = re.findall(r"/sessions/(\w+)/end", listed)
        (other,) = ended
        wrong = await here.post(f"/sessions/{other}/end", data={"password": "wrong"})
        done = await here.post(f"/sessions/{other}/end", data={"password": PASSWORD})
        after = await _page(here, "/password")
        left = await elsewhere.get("/")
    assert wrong.status_code == 409
    assert done.headers["location"] == "/password"
    assert not re.findall(r"/sessions/(\w+)/end", after)
    assert left.status_code == 303


@pytest.mark.parametrize(
    ("to", "led"),
    [
        ("/classes?q=a", "/classes?q=a"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nX: y", "/"),
        ("/sign-in", "/"),
    ],
)
def test_after_sign_in_one_stays_on_this_site(to: str, led: str) -> None:
    assert own_path(to) == led


async def test_a_first_password_leads_to_its_change(house: House) -> None:
    house.open_account("new", Role.STAFF, must_change=True)
    fresh = "another long password"
    async with house.browser("new") as browser:
        led = await browser.get("/")
        page = await _page(browser, "/password")
        form = {"old": PASSWORD, "new": fresh, "again": "different password"}
        differs = await browser.post("/password", data=form)
        changed = await browser.post("/password", data={**form, "again": fresh})
        wrong = await browser.post("/password", data={**form, "again": fresh})
        home = await _page(browser, "/")
    assert led.headers["location"] == "/password?to=%2F"
    assert "首次登录" in page
    assert differs.status_code == 422
    assert 'aria-invalid="true"' in differs.text
    assert changed.status_code == 303
    assert (wrong.status_code, "密码不正确" in wrong.text) == (409, True)
    assert "我的待办" in home


@pytest.mark.clause("A-5.p1")
async def test_home_shows_what_waits_and_what_goes_on(house: House) -> None:
    house.open_account("staff", *EVERY_READER)
    on_board(house)
    async with house.browser("staff") as browser:
        page = await _page(browser, "/")
    for expected in ("确认考务就绪", "未结班班次", TITLE, "快捷入口", f'href="{CLASS_PAGE}/'):
        assert expected in page


async def test_home_of_a_unit_shows_its_notices_and_no_board(house: House) -> None:
    house.open_account("unit", Role.GRASSROOTS_ORG, within="unit:u0")
    on_board(house)
    async with house.browser("unit") as browser:
        page = await _page(browser, "/")
        board = await browser.get("/classes")
    assert "本单位通知" in page
    assert "未结班班次" not in page
    assert '"/classes"' not in page
    assert board.status_code == 404


async def test_the_overview_shows_where_the_class_stands_and_leads_on(house: House) -> None:
    house.open_account("evp", *EVERY_READER)
    on_board(house)
    async with house.browser("evp") as browser:
        page = await _page(browser, CLASS_PAGE)
    for part in ("next", "exam", "budget", "archive"):
        assert f'id="{part}"' in page, part
    for expected in ("A-7.7.a", "213,840.00", "确认考务就绪", f"{CLASS_PAGE}/conformity"):
        assert expected in page
    assert 'id="own"' not in page


async def test_a_class_of_cadres_has_no_exam_on_its_overview(house: House) -> None:
    house.open_account("evp", *EVERY_READER)
    on_board(house, category=Category.CADRE_SECTION)
    async with house.browser("evp") as browser:
        page = await _page(browser, CLASS_PAGE)
    assert 'id="exam"' not in page
    assert 'id="budget"' in page


async def test_the_overview_names_who_leads_the_class(house: House) -> None:
    house.open_account("evp", *EVERY_READER)
    house.open_account("lead", Role.PROJECT_LEAD, within=f"class:{CLASS_ID}")
    on_board(house)
    with house.store() as store:
        store.add(
            Duty(class_id=CLASS_ID, role=ClassRole.LEAD, person_id="p-lead", held=True, sequence=1)
        )
    async with house.browser("evp") as browser:
        page = await _page(browser, CLASS_PAGE)
    assert "项目负责人 Lead" in page
    assert 'id="team"' in page


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.TEACHER, Role.GRASSROOTS_ORG])
async def test_who_may_not_ask_for_a_team_learns_nobodys_name(house: House, role: Role) -> None:
    house.open_account("stranger", role)
    house.open_account("lead", Role.PROJECT_LEAD, within=f"class:{CLASS_ID}")
    on_board(house)
    with house.store() as store:
        store.add(
            Duty(class_id=CLASS_ID, role=ClassRole.LEAD, person_id="p-lead", held=True, sequence=1)
        )
    async with house.browser("stranger") as browser:
        page = await _page(browser, CLASS_PAGE)
    assert "Lead" not in page
    assert 'id="team"' not in page


async def test_the_class_that_runs_is_the_one_the_workbench_is_about(house: House) -> None:
    house.open_account("evp", Role.EVP)
    today = clock.today()
    with house.store() as store:
        _put(store, "held", today - timedelta(days=40), ClassState.HANDED_OVER)
        _put(store, "runs", today - timedelta(days=1), ClassState.IN_PROGRESS)
        for n in range(1, 8):
            _put(store, f"next{n}", today + timedelta(days=30 * n), ClassState.PLANNED)
    async with house.browser("evp") as browser:
        page = await _page(browser, "/")
    classes = page[page.index('id="classes"') : page.index('id="progress"')]
    shown = re.findall(r'href="/classes/(\w+)"', classes)
    assert shown == ["runs", *(f"next{n}" for n in range(1, 6))]
    quick = page[page.index('id="quick"') : page.index('id="roles"')]
    assert 'href="/classes/runs/' in quick
    assert 'href="/classes/next' not in quick


def _put(store: PortalStore, class_id: str, start_on: date, state: ClassState) -> None:
    store.open_line(
        class_id=class_id,
        code=class_id,
        title=class_id,
        category=Category.MEMBER,
        state=state,
        start_on=start_on,
        end_on=start_on + timedelta(days=4),
    )


@pytest.mark.clause("A-5.w1")
async def test_a_unit_sees_its_own_people_and_no_others_part(house: House) -> None:
    house.open_account("unit", Role.GRASSROOTS_ORG, within="unit:u0")
    on_board(house)
    async with house.browser("unit") as browser:
        page = await _page(browser, CLASS_PAGE)
    assert 'id="own"' in page
    for hidden in ("exam", "budget", "archive"):
        assert f'id="{hidden}"' not in page, hidden


@pytest.mark.clause("A-7.10.e")
async def test_a_trainee_learns_nothing_of_an_exams_staffing(house: House) -> None:
    house.open_account("trainee", Role.TRAINEE)
    on_board(house)
    async with house.browser("trainee") as browser:
        page = await _page(browser, CLASS_PAGE)
    assert "p-301" not in page
    assert 'id="exam"' not in page


async def test_an_unknown_class_is_a_calm_404(house: House, departments: FakeDepartments) -> None:
    departments.answers.clear()
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        answer = await browser.get("/classes/none")
    assert answer.status_code == 404
    assert "没有找到这个班次。" in answer.text
    assert answer.headers["x-request-id"] in answer.text


async def test_a_silent_department_leaves_the_other_parts_in_place(
    house: House, departments: FakeDepartments
) -> None:
    departments.silent = {"assessment", "finance"}
    house.open_account("evp", *EVERY_READER)
    on_board(house)
    async with house.browser("evp") as browser:
        page = await _page(browser, CLASS_PAGE)
    assert page.count("有关部门的服务暂时没有应答") == 2
    assert 'id="archive"' in page


async def test_with_every_department_silent_the_board_still_tells_the_state(
    house: House, departments: FakeDepartments
) -> None:
    departments.silent = {"enrollment", "scheduling", "assessment", "finance", "notification"}
    house.open_account("evp", *EVERY_READER)
    on_board(house)
    async with house.browser("evp") as browser:
        page = await _page(browser, CLASS_PAGE)
        home = await _page(browser, "/")
        board = await _page(browser, "/classes")
    for shown in (page, home, board):
        assert TITLE in shown
        assert "在训" in shown


async def test_what_is_not_there_yet_says_so(house: House, departments: FakeDepartments) -> None:
    departments.answers[FindClassExam] = Unknown("考试", "exam")
    departments.answers[ListTodos] = Page(items=[], total=0)
    house.open_account("evp", *EVERY_READER)
    async with house.browser("evp") as browser:
        assert "尚未安排考试。" in await _page(browser, CLASS_PAGE)
        assert "目前没有待办事项。" in await _page(browser, "/")


async def test_of_much_that_waits_the_soonest_due_stands_on_the_workbench(
    house: House, departments: FakeDepartments
) -> None:
    *of_class, of_none = todos()
    items = [*of_class, replace(of_none, class_id=None)]
    departments.answers[ListTodos] = Page(items=items, total=TODOS_SHOWN + 12)
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        home = await _page(browser, "/")
        everything = await _page(browser, "/notification/todos")
    assert "还有 12 项，到期更晚。" in home
    assert 'href="/notification/todos"' in home
    assert f"共 {TODOS_SHOWN + 12} 条" in everything
    assert "登记下午课次考勤" in everything
    assert everything.count(f'href="{CLASS_PAGE}"') == len(of_class)
    assert "/classes/None" not in everything


async def test_the_board_is_searched_and_keeps_its_filter(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    on_board(house)
    async with house.browser("staff") as browser:
        found = await _page(browser, "/classes?q=DX2026")
        nothing = await _page(browser, "/classes?q=nothing")
        at_its_step = await _page(browser, "/classes?step=4&year=2026")
        elsewhere = [await _page(browser, f"/classes?{asked}") for asked in ("step=1", "year=2024")]
        unheard_of = (await browser.get("/classes?step=9")).status_code
    assert TITLE in found
    assert 'value="DX2026"' in found
    assert TITLE in at_its_step
    assert [TITLE in page for page in elsewhere] == [False, False]
    assert "没有符合条件的班次。" in nothing
    assert unheard_of == 422


async def test_the_board_goes_out_as_a_workbook_as_it_was_filtered(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    on_board(house)
    async with house.browser("staff", follow_redirects=True) as browser:
        page = await _page(browser, "/classes?q=DX2026&step=4")
        assert 'href="/classes/export?q=DX2026&amp;step=4"' in page
        books = [
            openpyxl.load_workbook(io.BytesIO((await browser.get(path)).content)).active
            for path in ("/classes/export?q=DX2026&step=4", "/classes/export?q=nothing")
        ]
    cells = [
        {cell for row in sheet.iter_rows(values_only=True) for cell in row}
        for sheet in books
        if sheet is not None
    ]
    assert {TITLE, "班次", "在训"} <= cells[0]
    assert TITLE not in cells[1]


async def test_more_classes_than_a_workbook_takes_are_not_cut_off_silently(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "MOST", 0)
    on_board(house)
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff", headers={"Accept": "text/html"}) as browser:
        answer = await browser.get("/classes/export")
    assert (answer.status_code, "请先筛选" in answer.text) == (422, True)


@pytest.mark.clause("A-8.a")
@pytest.mark.clause("A-5.h4")
@pytest.mark.clause("A-5.i1")
async def test_the_policy_library_lists_both_norms_documents(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    with house.store() as store:
        departments.answers[ListPolicies] = Policies().list_policies(ListPolicies(), store)
    async with house.browser("staff") as browser:
        page = await _page(browser, "/portal/policies")
    numbers = re.findall(r"C3/组织\d\d/\d{3}", page)
    assert sorted(numbers) == [
        *(f"C3/组织01/{n:03}" for n in (1, 5, 6, 7, 8, 9)),
        "C3/组织04/001",
    ]
    assert page.count("黑政院") == 3


# -- open pages


@pytest.mark.clause("A-7.8.c")
async def test_anybody_verifies_a_certificate_and_learns_a_masked_name(house: House) -> None:
    async with house.anybody() as anybody:
        page = await _page(anybody, "/verify?no=DX2026010001&code=K7Q2M9")
    assert "证书有效" in page
    assert "王**" in page


@pytest.mark.clause("A-7.8.c")
async def test_an_unknown_or_impossible_certificate_is_answered_alike(
    house: House, departments: FakeDepartments
) -> None:
    departments.answers[VerifyCertificate] = Unknown("证书", "certificate")
    async with house.anybody() as anybody:
        unknown = await _page(anybody, "/verify?no=DX2026019999&code=K7Q2M9")
        impossible = await _page(anybody, "/verify?no=x&code=y")
        departments.answers[VerifyCertificate] = Silent("assessment")
        silent = await _page(anybody, "/verify?no=DX2026019999&code=K7Q2M9")
    assert "没有查到此证书" in unknown
    assert "没有查到此证书" in impossible
    assert "暂时无法查验" in silent


async def test_verification_is_not_for_guessing(house: House) -> None:
    async with house.anybody() as anybody:
        tried = [await anybody.get("/verify?no=DX2026010001&code=K7Q2M9") for _ in range(31)]
        api = await anybody.get(
            "/api/assessment/certificates/verification?certificate_no=DX2026010001&code=K7Q2M9"
        )
    assert [answer.status_code for answer in tried] == [200] * 30 + [429]
    assert api.status_code == 429


async def test_the_api_page_lists_every_operation(house: House) -> None:
    async with house.anybody() as anybody:
        page = await _page(anybody, "/api")
    assert "/api/enrollment/classes/{class_id}/roster/approval" in page
    assert "批准学员名单" in page


async def test_a_person_reads_a_page_where_a_program_reads_json(house: House) -> None:
    async with house.anybody() as anybody:
        page = await anybody.get("/nowhere")
        json = await anybody.get("/api/nowhere")
    assert "没有找到" in page.text
    assert json.headers["content-type"] == "application/problem+json"


# -- two languages


def catalogue() -> Mapping[str, str]:
    """The English of the portal and of every desk."""
    return english(("gateway.pages", *(desk.package for desk in DESKS)))


def test_every_literal_has_its_english_and_no_other_is_kept() -> None:
    known = catalogue()
    assert literals() - known.keys() == set()
    assert known.keys() - literals() == set()
    assert [zh for zh, en in known.items() if CHINESE.search(en) or not en] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    for zh, en in catalogue().items():
        assert set(re.findall(r"{\w+}", zh)) == set(re.findall(r"{\w+}", en)), zh


def test_no_template_holds_chinese_outside_a_literal() -> None:
    assert list(bare_chinese()) == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/classes",
        CLASS_PAGE,
        "/verify?no=DX2026010001&code=K7Q2M9",
        "/api",
        "/password",
        "/nowhere",
    ],
)
async def test_an_english_page_holds_no_chinese_but_data(
    house: House, departments: FakeDepartments, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    departments.ascii_only = True
    house.open_account("evp", *EVERY_READER)
    on_board(house, latin(TITLE))
    async with house.browser("evp", headers={"Accept-Language": "en"}) as browser:
        answer = await browser.get(path)
    text = answer.text.replace("海事大学党校", "")
    assert '<html lang="en">' in text
    assert CHINESE.findall(text) == []


async def test_a_language_once_chosen_is_remembered(house: House) -> None:
    async with house.anybody(headers={"Accept-Language": "en"}) as anybody:
        assert '<html lang="en">' in await _page(anybody, "/verify")
        assert '<html lang="zh-CN">' in await _page(anybody, "/verify?lang=zh")
        assert '<html lang="zh-CN">' in await _page(anybody, "/verify")


# -- the design


class _Found(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.faults += [
            f"{tag} {name}" for name in given if name == "style" or name.startswith("on")
        ]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.faults.append(tag)
        self.faults += [
            value
            for name, value in attrs
            if name in {"src", "href", "action"} and value and re.match(r"(\w+:)?//", value)
        ]
        if given.get("id"):
            self.ids.append(str(given["id"]))


@pytest.mark.parametrize(
    "path", ["/", "/classes", CLASS_PAGE, "/verify", "/api", "/portal/policies", "/password"]
)
async def test_pages_hold_nothing_inline_nothing_foreign_and_no_id_twice(
    house: House, path: str
) -> None:
    house.open_account("evp", *EVERY_READER)
    on_board(house)
    async with house.browser("evp") as browser:
        page = await _page(browser, path)
    found = _Found()
    found.feed(page)
    assert found.faults == []
    assert len(found.ids) == len(set(found.ids))
    assert len(gzip.compress(page.encode())) <= PAGE_BYTES


async def test_the_design_is_small_and_kept_by_browsers(house: House) -> None:
    assert ASSETS.packed_size("app.css") + ASSETS.packed_size("app.js") <= DESIGN_BYTES
    async with house.anybody() as anybody:
        packed = await anybody.get(ASSETS.path_of("app.css"))
        plain = await anybody.get(
            ASSETS.path_of("app.css"), headers={"Accept-Encoding": "identity"}
        )
        none = await anybody.get("/assets/app.000000000000.css")
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert none.status_code == 404


async def test_what_people_typed_is_text_on_the_page(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    on_board(house, "<script>alert(1)</script>")
    with house.store() as store:
        account: Account = store.account("p-staff")
        account.name = "<b>bold</b>"
    async with house.browser("staff") as browser:
        page = await _page(browser, "/classes?q=%22%3E%3Cscript%3E")
        home = await _page(browser, "/")
    for shown in (page, home):
        assert "<script>" not in shown
        assert "<b>bold" not in shown
    with house.database.reading() as reading:
        assert reading.execute(board_line.select()).one().title.startswith("<script>")


@pytest.mark.parametrize(("tenths", "shown"), [(0, "0"), (5, "0.5"), (240, "24"), (245, "24.5")])
def test_tenths_of_an_hour_are_shown_as_hours(tenths: int, shown: str) -> None:
    assert hours(tenths) == shown


@pytest.mark.parametrize(
    ("fen", "shown"), [(0, "0.00"), (5, "0.05"), (123456789, "1,234,567.89"), (-150, "-1.50")]
)
def test_fen_are_shown_as_yuan(fen: int, shown: str) -> None:
    assert yuan(fen) == shown


@pytest.mark.parametrize(
    ("total", "page", "around", "last"),
    [(0, 1, [1], 1), (20, 1, [1], 1), (21, 1, [1, 2], 2), (400, 10, [1, 9, 10, 11, 20], 20)],
)
def test_the_pager_shows_both_ends_and_the_neighbours(
    total: int, page: int, around: list[int], last: int
) -> None:
    shown = pager(total, page, 20)
    assert (shown["around"], shown["last"]) == (around, last)
