"""The desk of notification: every page with much and with nothing, its pictures, what it offers to
whom, and the forms behind it.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import insert

from contracts.enrollment import ClassState
from contracts.notification import (
    AcknowledgeEscalation,
    CountDeadlines,
    DeadlineCount,
    DeadlineState,
    DraftNotice,
    KeepContact,
    ListDeadlines,
    ListMyDeliveries,
    ListUnitReceipts,
    MarkRead,
    PostGroupMessage,
    UnreadView,
)
from contracts.refusals import Invalid
from contracts.roles import Role
from contracts.values import Category
from gateway.app import create_app
from gateway.store.tables import board_line
from kit import clock
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.settings import Settings
from services.notification.desk import DESK
from tests.gateway.conftest import Client, House
from tests.gateway.desks import notices
from tests.gateway.fake import CLASS_ID, FakeDepartments

pytestmark = pytest.mark.anyio

CLASS = f"/classes/{CLASS_ID}"
TITLE = "Sample class"
STATES = {
    CLASS_ID: ClassState.IN_PROGRESS,
    "shut": ClassState.CLOSED,
    "off": ClassState.CANCELLED,
}
PAGES = [
    path.replace("{notice_id}", "n1")
    for path in (
        *(f"/notification/{page.path}" for page in DESK.pages),
        *(f"{CLASS}/{page.path}" for page in DESK.class_pages),
    )
]
LANGUAGES = ("zh", "en")
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, password_hash: str
) -> Iterator[tuple[House, FakeDepartments]]:
    """A gateway with people of each duty; opened once, for no test changes what it keeps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIBAN_VAR", str(tmp_path_factory.mktemp("notification")))
        patch.delenv("KAIBAN_CLOCK_FILE", raising=False)
        settings = Settings()
        database = Database(settings.database_url("portal"))
        upgrade("portal", database)
        departments: Any = FakeDepartments()
        app = create_app(settings, departments=departments, database=database)
        house = House(app, database, FileStore(settings.files), password_hash)
        house.open_account("affairs", Role.TEACHING_AFFAIRS)
        house.open_account("unit", Role.GRASSROOTS_ORG, within="unit:u1")
        house.open_account("counselor", Role.COUNSELOR, within=f"class:{CLASS_ID}")
        house.open_account("student", Role.STUDENT_WORK, within="unit:u1")
        house.open_account("leader", Role.COLLEGE_LEADER)
        house.open_account("press", Role.PUBLICITY, within="unit:u3")
        house.open_account("auditor", Role.AUDITOR)
        put_on_board(house)
        yield house, departments
        database.close()


@pytest.fixture
def departments(opened: tuple[House, FakeDepartments]) -> FakeDepartments:
    """Departments with much to tell."""
    _, fake = opened
    fake.answers = FakeDepartments().answers | notices.rich()
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
        for class_id, state in STATES.items():
            store.session.execute(
                insert(board_line).values(
                    class_id=class_id,
                    code=class_id[-9:],
                    title=TITLE,
                    category=Category.CADRE_SECTION,
                    state=state,
                    start_on=date(2026, 5, 18),
                    end_on=date(2026, 5, 22),
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


def offered(text: str) -> set[str]:
    """The commands a page leads to."""
    return set(re.findall(r'(?:href|action)="/do/notification\.(\w+)\?', text))


def words(text: str) -> str:
    """What is said on a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


# -- every page ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answers", ["much", "nothing", "silence"])
async def test_every_page_stands_whatever_there_is(
    desk: House, departments: FakeDepartments, language: str, answers: str
) -> None:
    if answers == "nothing":
        departments.answers |= notices.NOTHING
    if answers == "silence":
        departments.silent = {"notification", "enrollment"}
    async with desk.browser("affairs") as browser:
        await browser.get(f"/?lang={language}")
        for path in PAGES:
            assert "<h1" in await page(browser, path)


async def test_in_english_no_word_of_the_desk_is_left_in_chinese(
    desk: House, departments: FakeDepartments
) -> None:
    departments.ascii_only = True
    async with desk.browser("student") as browser:
        await browser.get("/?lang=en")
        for path in PAGES:
            if "notices" in path or "dispatches" in path:
                continue
            main = (await page(browser, path)).partition("<main")[2]
            assert CHINESE.findall(main.partition('<footer class="foot"')[0]) == [], path
    async with desk.browser("affairs") as browser:
        await browser.get("/?lang=en")
        for path in PAGES:
            main = (await page(browser, path)).partition("<main")[2]
            assert CHINESE.findall(main.partition('<footer class="foot"')[0]) == [], path


async def test_who_only_reads_is_offered_nothing_but_their_own(desk: House) -> None:
    for path in (f"{CLASS}/notices", f"{CLASS}/contact", "/notification/dispatches"):
        assert offered(await main_of(desk, "auditor", path)) == set()
    own = await main_of(desk, "auditor", "/notification/mine")
    assert offered(own) == {"keep_contact", "mark_read"}


@pytest.mark.parametrize("over", ["shut", "off"])
async def test_in_a_class_that_is_over_nothing_new_is_begun(desk: House, over: str) -> None:
    found: set[str] = set()
    for login in ("affairs", "counselor", "press"):
        for path in ("notices", "contact", "publicity"):
            async with desk.browser(login) as browser:
                got = await browser.get(f"/classes/{over}/{path}")
            found |= offered(unescape(got.text))
    assert found & BEGINNINGS == set()
    assert BEGINNINGS & offered(await main_of(desk, "counselor", f"{CLASS}/contact"))


# What the service takes only while the class goes on.
BEGINNINGS = {
    "draft_notice",
    "publish_notice",
    "create_work_group",
    "invite_head",
    "post_group_message",
    "raise_escalation",
    "supply_material",
    "draft_publicity",
}


# -- notices ---------------------------------------------------------------------------


@pytest.mark.clause("A-7.1.c")
async def test_receipts_name_first_who_has_still_to_acknowledge(desk: House) -> None:
    text = await main_of(desk, "affairs", f"{CLASS}/notices/n1")
    said = words(text)
    assert "送达 43 已签收 2 未签收 1 已阅读 21" in said
    order = [said.index(f"{name} {state}") for name, state in UNITS_IN_ORDER]
    assert order == sorted(order)
    assert "已催签 2 次" in said
    assert "7 / 12" in said
    assert "chase_notice" in offered(text)


UNITS_IN_ORDER = (("法学院", "待签收"), ("商船学院", "已签收"), ("物流学院", "已签收"))


@pytest.mark.clause("A-7.1.c")
async def test_nobody_is_chased_once_all_have_acknowledged(
    desk: House, departments: FakeDepartments
) -> None:
    departments.answers[ListUnitReceipts] = notices.receipts(outstanding=0, acknowledged=3)
    assert offered(await main_of(desk, "affairs", "/notification/notices/n1")) == set()


@pytest.mark.clause("A-7.1.c")
async def test_units_just_chased_are_not_chased_again_yet(
    desk: House, departments: FakeDepartments
) -> None:
    soon = clock.now() + timedelta(hours=1)
    departments.answers[ListUnitReceipts] = notices.receipts(chase_from=soon)
    early = await main_of(desk, "affairs", "/notification/notices/n1")
    departments.answers[ListUnitReceipts] = notices.receipts(chase_from=soon - timedelta(hours=2))
    assert offered(early) == set()
    assert "起可再次催签" in words(early)
    late = await main_of(desk, "affairs", "/notification/notices/n1")
    assert offered(late) == {"chase_notice"}
    assert "起可再次催签" not in words(late)


async def test_a_list_counts_units_and_offers_release_of_drafts_alone(desk: House) -> None:
    text = await main_of(desk, "affairs", f"{CLASS}/notices")
    assert "2 / 3" in words(text)
    released = re.findall(r"/do/notification\.publish_notice\?[^\"]*notice_id=(\w+)", text)
    assert released == ["n2"]


async def test_whoever_releases_a_notice_reads_it_beside_the_form(desk: House) -> None:
    async with desk.browser("affairs") as browser:
        address = f"/do/notification.publish_notice?notice_id=n2&class_id={CLASS_ID}"
        said = words(await page(browser, address))
    assert "定于四月举办培训班，请按名额报名。" in said
    assert "0451-1234" in said


async def test_a_draft_is_written_on_and_a_refusal_keeps_what_was_typed(
    desk: House, departments: FakeDepartments
) -> None:
    address = f"/do/notification.draft_notice?class_id={CLASS_ID}"
    departments.answers[DraftNotice] = Invalid("CONTACT", "须写明联系方式。", "Say whom to reach.")
    async with desk.browser("affairs") as browser:
        assert 'value="关于举办培训班的通知"' in await page(browser, address)
        typed = {"key": "k", "title": "新的标题", "body": "新的通知正文，十个字以上。"}
        refused = await browser.post(address, data=typed)
    assert refused.status_code == 422
    assert "须写明联系方式。" in refused.text
    assert "新的标题" in refused.text
    assert "新的通知正文，十个字以上。" in refused.text


# -- one's own -------------------------------------------------------------------------


@pytest.mark.clause("A-7.2.b")
async def test_a_unit_acknowledges_what_waits_for_it_and_sees_that_it_was_chased(
    desk: House,
) -> None:
    text = await main_of(desk, "unit", "/notification/mine")
    links = re.findall(r"/do/notification\.acknowledge_notice\?delivery_id=(\w+)", text)
    assert links == ["d1"]
    assert words(text).count("已催签") == 1


async def test_reading_is_noted_by_one_press_and_leads_back(
    desk: House, departments: FakeDepartments
) -> None:
    departments.answers[MarkRead] = UnreadView(unread=0)
    async with desk.browser("unit") as browser:
        text = await page(browser, "/notification/mine")
        [form] = re.findall(r'<form[^>]*>(?:(?!</form>).)*value="d5".*?</form>', text)
        action = re.search(r'action="([^"]+)"', form)
        assert action is not None
        given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        answer = await browser.post(action[1], data=given)
    assert (answer.status_code, answer.headers["location"]) == (303, "/notification/mine")
    [request] = [ask for ask, _, _ in departments.asked if isinstance(ask, MarkRead)]
    assert request == MarkRead(person_id="p-unit", delivery_ids=("d5",))


async def test_only_the_unread_can_be_looked_at(desk: House, departments: FakeDepartments) -> None:
    await main_of(desk, "unit", "/notification/mine?messages.unread=true")
    asked = [ask for ask, _, _ in departments.asked if isinstance(ask, ListMyDeliveries)]
    assert ListMyDeliveries(person_id="p-unit", unread=True) in asked


@pytest.mark.parametrize("number", ["²", "x", "-1", "0"])
async def test_what_is_no_page_number_is_the_first_page(desk: House, number: str) -> None:
    for path in (
        "/notification/mine?unit.page={0}&messages.page={0}",
        f"{CLASS}/contact?messages.page={{0}}",
    ):
        text = await main_of(desk, "counselor", path.format(number))
        assert "共 3 条" in words(text) or "共 2 条" in words(text)


async def test_a_contact_is_changed_from_how_it_stands(
    desk: House, departments: FakeDepartments
) -> None:
    departments.answers[KeepContact] = notices.CONTACT
    address = "/do/notification.keep_contact?person_id=p-unit"
    async with desk.browser("unit") as browser:
        text = await page(browser, address)
        assert ">u***@example.cn</textarea>" in text
        assert re.search(r'name="by_email"[^>]* checked', text)
        await browser.post(address, data={"key": "k", "email": "new@example.cn"})
    [request] = [ask for ask, _, _ in departments.asked if isinstance(ask, KeepContact)]
    assert request == KeepContact(person_id="p-unit", email="new@example.cn")


# -- limits ----------------------------------------------------------------------------


async def test_what_is_overdue_stands_first_and_what_is_done_only_when_asked_for(
    desk: House,
) -> None:
    said = words(await main_of(desk, "affairs", "/notification/deadlines"))
    assert "已逾期 1 临近 1 计时中 1" in said
    order = [said.index(task) for task in ("完成任务-2", "完成任务3", "完成任务1")]
    assert order == sorted(order)
    assert "已逾期 1 天" in said
    assert "还有 3 天" in said
    assert "完成任务-4" not in said
    done = words(await main_of(desk, "affairs", "/notification/deadlines?deadlines.state=MET"))
    assert "完成任务-4" in done


@pytest.mark.parametrize("state", ["MET", "OVERDUE"])
async def test_the_figures_count_what_runs_whatever_the_board_is_narrowed_to(
    desk: House, state: str
) -> None:
    path = f"/notification/deadlines?deadlines.state={state}"
    assert "已逾期 1 临近 1 计时中 1" in words(await main_of(desk, "affairs", path))


async def test_of_all_classes_only_what_runs_is_asked_for_and_what_is_left_out_is_said(
    desk: House, departments: FakeDepartments
) -> None:
    departments.answers[CountDeadlines] = [
        DeadlineCount(state=DeadlineState.ARMED, count=230),
        DeadlineCount(state=DeadlineState.MET, count=4000),
    ]
    said = words(await main_of(desk, "affairs", "/notification/deadlines"))
    [asked] = [ask for ask, _, _ in departments.asked if isinstance(ask, ListDeadlines)]
    assert (asked.running, asked.most) == (True, 200)
    assert "另有 30 项未列出" in said


async def test_limits_can_be_seen_by_department(desk: House) -> None:
    said = words(await main_of(desk, "affairs", "/notification/deadlines?by=department"))
    assert "学员工作处 · 学员工作处 2" in said
    assert "党校工作人员 1" in said


# -- reporting upwards -----------------------------------------------------------------


@pytest.mark.clause("B-8.6b")
async def test_a_chain_says_who_knows_how_long_it_took_and_where_it_waits(desk: House) -> None:
    text = await main_of(desk, "student", f"{CLASS}/contact")
    said = words(text)
    assert re.search(r"第 1 级 · 辅导员 已知悉 .* 用时 1 小时 20 分 已核实", said)
    assert re.search(r"第 2 级 · 学员工作处 待知悉 已等待 3 小时 \d+ 分 · 已催办 2 次", said)
    assert "第 3 级 · 学院领导 未到" in said
    assert "学员工作处 ： 做好接待" in said or "学员工作处：做好接待" in said
    levels = re.findall(r"acknowledge_escalation\?[^\"]*level=(\d)", text)
    assert levels == ["2"]


@pytest.mark.clause("B-8.6b", "B-8.6c")
async def test_another_level_is_not_offered_to_acknowledge_and_only_the_leader_instructs(
    desk: House,
) -> None:
    counselor = await main_of(desk, "counselor", f"{CLASS}/contact")
    leader = await main_of(desk, "leader", f"{CLASS}/contact")
    assert "acknowledge_escalation" not in offered(counselor)
    assert offered(leader) == {"instruct_on_escalation"}


async def test_the_level_travels_with_the_form(desk: House, departments: FakeDepartments) -> None:
    departments.answers[AcknowledgeEscalation] = notices.matter()
    address = (
        f"/do/notification.acknowledge_escalation?class_id={CLASS_ID}&escalation_id=m1&level=2"
    )
    async with desk.browser("student") as browser:
        text = await page(browser, address)
        action = re.search(r'<form class="card form"[^>]*action="([^"]+)"', text)
        assert action is not None
        await browser.post(action[1], data={"key": "k", "note": "已报"})
    [request] = [ask for ask, _, _ in departments.asked if isinstance(ask, AcknowledgeEscalation)]
    assert (request.level, request.note) == (2, "已报")


# -- the work group --------------------------------------------------------------------


@pytest.mark.clause("B-10.4", "B-10.5")
async def test_a_blocked_message_shows_why_and_never_its_text(desk: House) -> None:
    text = await main_of(desk, "counselor", f"{CLASS}/contact")
    said = words(text)
    assert "已拦截 涉密" in said
    assert "abababababab" in said
    assert "当面沟通" in said
    assert "失败待重试" in said
    # Only whoever sent it says how it was dealt with, once.
    assert re.findall(r"record_other_contact\?[^\"]*message_id=(\w+)", text) == ["b1"]
    assert "record_other_contact" not in offered(await main_of(desk, "student", f"{CLASS}/contact"))


@pytest.mark.clause("B-10.1")
async def test_a_group_is_created_where_there_is_none_and_run_where_there_is_one(
    desk: House, departments: FakeDepartments
) -> None:
    with_one = offered(await main_of(desk, "counselor", f"{CLASS}/contact"))
    assert {"post_group_message", "invite_head", "set_group_robot"} <= with_one
    assert "create_work_group" not in with_one
    departments.answers |= notices.NOTHING
    without = offered(await main_of(desk, "counselor", f"{CLASS}/contact"))
    assert without == {"create_work_group", "raise_escalation"}


@pytest.mark.clause("B-10.2")
async def test_only_its_members_are_asked_to_write_to_the_group(desk: House) -> None:
    stranger = offered(await main_of(desk, "student", f"{CLASS}/contact"))
    assert "post_group_message" not in stranger


async def test_a_message_that_is_refused_stays_in_its_form(
    desk: House, departments: FakeDepartments
) -> None:
    departments.answers[PostGroupMessage] = Invalid("INVALID", "请选择主题。", "Choose a topic.")
    address = f"/do/notification.post_group_message?class_id={CLASS_ID}"
    async with desk.browser("counselor") as browser:
        refused = await browser.post(
            address, data={"key": "k", "topic": "SCHEDULE", "text": "明早七点集合"}
        )
    assert refused.status_code == 422
    assert "明早七点集合" in refused.text


# -- publicity and dispatches ----------------------------------------------------------


@pytest.mark.clause("B-3.6")
async def test_nobody_reviews_their_own_piece_and_only_what_passed_is_released(
    desk: House,
) -> None:
    office = await main_of(desk, "affairs", f"{CLASS}/publicity")
    press = await main_of(desk, "press", f"{CLASS}/publicity")
    assert re.findall(r"review_publicity\?[^\"]*piece_id=(\w+)", office) == ["x1"]
    assert re.findall(r"publish_publicity\?[^\"]*piece_id=(\w+)", press) == ["x2"]
    assert "review_publicity" not in offered(press)
    assert "请补充照片" in words(press)


@pytest.mark.clause("B-3.6")
async def test_a_piece_is_read_beside_its_review(desk: House) -> None:
    address = f"/do/notification.review_publicity?class_id={CLASS_ID}&piece_id=x1"
    async with desk.browser("affairs") as browser:
        assert "培训班今日开班，学员到齐。" in words(await page(browser, address))


async def test_what_failed_can_be_sent_again(desk: House) -> None:
    text = await main_of(desk, "affairs", "/notification/dispatches")
    assert re.findall(r"resend\?dispatch_id=s-(\w+)", text) == ["FAILED", "GIVEN_UP"]
    assert "timed out" in text


# -- what waits


async def test_a_class_is_named_to_whoever_may_not_ask_for_classes(desk: House) -> None:
    async with desk.browser("unit") as browser:
        text = await page(browser, "/notification/todos")
    assert TITLE in text.partition("<main")[2]
    assert f">{CLASS_ID}<" not in text
