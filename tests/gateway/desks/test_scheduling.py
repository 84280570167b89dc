"""The scheduling desk: every page with much and with nothing, its board, matrix, forms, papers."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from contracts.enrollment import ClassState
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    ChangeSession,
    CheckSession,
    FindAttendanceMatrix,
    FindSheet,
    FindTimetable,
    ListCalendar,
    ListLeaves,
    Mark,
    RecordAttendance,
    ReviewSession,
)
from contracts.values import HalfDay
from gateway.app import create_app
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.settings import Settings
from services.scheduling.desk import DESK
from services.scheduling.desk.attendance import matrix_of
from services.scheduling.desk.board import weeks_between
from services.scheduling.desk.calendar import Choice, lines_of, period_of
from services.scheduling.desk.roll import Roll
from tests.gateway.conftest import Client, House
from tests.gateway.desks import teaching
from tests.gateway.desks.board import on_the_board
from tests.gateway.desks.teaching import MONDAY
from tests.gateway.fake import CLASS_ID, TITLE, FakeDepartments, the_class

pytestmark = pytest.mark.anyio

CLASS = f"/classes/{CLASS_ID}"
IDS = {"teacher_id": "te1", "venue_id": "v", "session_id": "s0"}
CALENDAR = f"/scheduling/calendar?on={MONDAY}"
PAGES = [
    *(f"/scheduling/{page.path}".format(**IDS) for page in DESK.pages),
    *(f"{CLASS}/{page.path}".format(**IDS) for page in DESK.class_pages),
    CALENDAR,
    f"{CALENDAR}&view=month&by=teacher",
    f"{CALENDAR}&venue_id=v",
]
PAPERS = [f"/papers/scheduling/{paper.name}?class_id={CLASS_ID}" for paper in DESK.papers]
LANGUAGES = ("zh", "en")
CHINESE = re.compile(r"[\u3400-\u9fff]")
DUTIES = {
    "affairs": Role.TEACHING_AFFAIRS,
    "staff": Role.STAFF,
    "counselor": Role.COUNSELOR,
    "panel": Role.VETTING_PANEL,
    "safety": Role.FIN_LOGISTICS,
    "tech": Role.LIBRARY_IT,
    "property": Role.PROPERTY_FIRM,
    "auditor": Role.AUDITOR,
}


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, password_hash: str
) -> Iterator[tuple[House, FakeDepartments]]:
    """A gateway with people of each duty and a class in session; opened once, for no test changes
    what it keeps.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIBAN_VAR", str(tmp_path_factory.mktemp("scheduling")))
        patch.delenv("KAIBAN_CLOCK_FILE", raising=False)
        settings = Settings()
        database = Database(settings.database_url("portal"))
        upgrade("portal", database)
        departments: Any = FakeDepartments()
        app = create_app(settings, departments=departments, database=database)
        house = House(app, database, FileStore(settings.files), password_hash)
        for login, role in DUTIES.items():
            house.open_account(login, role)
        house.open_account("other", Role.COUNSELOR, within="class:another")
        put_on_board(house)
        yield house, departments
        database.close()


@pytest.fixture
def departments(opened: tuple[House, FakeDepartments]) -> FakeDepartments:
    """Departments with much to tell of teaching."""
    _, fake = opened
    fake.answers = FakeDepartments().answers | teaching.rich()
    fake.asked, fake.silent, fake.ascii_only = [], set(), False
    return fake


@pytest.fixture
def school(opened: tuple[House, FakeDepartments], departments: FakeDepartments) -> House:
    """The gateway over these departments."""
    return opened[0]


def put_on_board(house: House) -> None:
    """The class as the portal knows it."""
    about = the_class()
    with house.store() as store:
        store.open_line(
            class_id=CLASS_ID,
            code=about.code,
            title=TITLE,
            category=about.category,
            state=about.state,
            start_on=about.start_on,
            end_on=about.end_on,
        )


async def page(browser: Client, path: str) -> str:
    """A page as read."""
    got = await browser.get(path)
    assert got.status_code == 200, (path, got.text[:2000])
    return unescape(got.text)


async def seen_by(house: House, login: str, path: str) -> str:
    """A page as one person reads it, in Chinese."""
    async with house.browser(login) as browser:
        return await page(browser, f"{path}{'&' if '?' in path else '?'}lang=zh")


def offered(text: str) -> set[str]:
    """The commands a page leads to."""
    return set(re.findall(r'(?:href|action)="/do/scheduling\.(\w+)\?', text))


def words(text: str) -> str:
    """What is said on a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def asked(fake: FakeDepartments, kind: type) -> list[Any]:
    """What was asked of this kind."""
    return [request for request, _, _ in fake.asked if isinstance(request, kind)]


# -- every page ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_and_paper_shows_what_there_is(school: House, language: str) -> None:
    for login in ("affairs", "counselor"):
        async with school.browser(login) as browser:
            await browser.get(f"/?lang={language}")
            for path in (*PAGES, *PAPERS):
                if login == "counselor" or not path.endswith("/code"):
                    assert "<h1" in await page(browser, path), path


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_and_paper_stands_where_there_is_nothing_yet(
    school: House, departments: FakeDepartments, language: str
) -> None:
    departments.answers |= teaching.NOTHING
    async with school.browser("counselor") as browser:
        await browser.get(f"/?lang={language}")
        for path in (*PAGES, *PAPERS):
            assert "<h1" in await page(browser, path)


async def test_in_english_no_word_of_the_desk_is_left_in_chinese(
    school: House, departments: FakeDepartments
) -> None:
    departments.ascii_only = True
    async with school.browser("counselor") as browser:
        await browser.get("/?lang=en")
        for path in (*PAGES, *PAPERS):
            main = (await page(browser, path)).partition("<main")[2].replace(TITLE, "")
            main = main.replace("海事大学党校", "").partition('<footer class="foot"')[0]
            assert CHINESE.findall(main) == [], path


async def test_a_silent_department_leaves_the_pages_standing(
    school: House, departments: FakeDepartments
) -> None:
    departments.silent = {"scheduling", "enrollment"}
    async with school.browser("counselor") as browser:
        for path in PAGES:
            assert "<h1" in await page(browser, path)


async def test_who_only_reads_is_offered_nothing(school: House) -> None:
    async with school.browser("auditor") as browser:
        for path in PAGES:
            if not path.endswith("/code"):
                assert offered(await page(browser, path)) == set(), path


async def test_a_counselor_of_another_class_is_offered_nothing_here(school: House) -> None:
    async with school.browser("other") as browser:
        for path in (f"{CLASS}/attendance", f"{CLASS}/sessions/s0", f"{CLASS}/lodging"):
            got = await browser.get(path)
            assert got.status_code == 403 or offered(got.text) == set(), path


@pytest.mark.parametrize(
    ("login", "path", "commands"),
    [
        ("panel", "/scheduling/teachers/te1", {"vote_on_teacher"}),
        ("affairs", "/scheduling/teachers/te1", {"decide_vetting"}),
        ("affairs", "/scheduling/teachers", {"propose_teacher", "decide_dispatch"}),
        ("safety", "/scheduling/venues/v", {"vet_venue", "revoke_venue", "record_drill"}),
        ("safety", "/scheduling/safety", {"keep_safety_plan", "record_drill"}),
        ("safety", "/scheduling/rooms", {"register_dorm_rooms"}),
        ("affairs", "/scheduling/courses", {"add_course", "submit_content", "review_content"}),
        ("affairs", f"{CLASS}/timetable", {"publish_timetable", "add_session", "change_session"}),
        ("affairs", f"{CLASS}/timetable", {"remove_session", "review_session"}),
        ("counselor", f"{CLASS}/attendance", {"decide_leave", "return_from_leave"}),
        ("counselor", f"{CLASS}/sessions/s0", {"record_attendance", "close_session"}),
        ("tech", f"{CLASS}/sessions/s0", {"return_participation"}),
        ("counselor", f"{CLASS}/lodging", {"allocate_bed", "allocate_beds", "release_bed"}),
        ("counselor", f"{CLASS}/lodging", {"order_service", "accept_service", "report_incident"}),
        ("property", f"{CLASS}/lodging", {"report_service"}),
        ("safety", f"{CLASS}/lodging", {"close_incident", "review_own_work"}),
        ("tech", f"{CLASS}/lodging", {"sign_equipment_check", "record_teacher_test"}),
    ],
)
async def test_each_duty_finds_what_it_does(
    school: House, login: str, path: str, commands: set[str]
) -> None:
    assert commands <= offered(await seen_by(school, login, path))


# -- the board -------------------------------------------------------------------------


@pytest.mark.clause("A-7.3.b", "A-7.10.c")
async def test_the_board_names_what_each_session_lacks(school: House) -> None:
    text = words(await seen_by(school, "affairs", f"{CLASS}/timetable"))
    assert "场地未审查通过" in text
    assert "《课》本次活动场地未审查通过" not in text


@pytest.mark.clause("A-7.3.b")
async def test_a_session_being_moved_may_be_put_only_where_it_fits(
    school: House, departments: FakeDepartments
) -> None:
    path = f"{CLASS}/timetable?move=s0&from={MONDAY}"
    text = await seen_by(school, "affairs", path)
    (checked,) = asked(departments, CheckSession)
    assert (checked.session_id, checked.since) == ("s0", MONDAY)
    assert "报告厅已被占用" in text
    links = [unescape(one) for one in re.findall(r'href="([^"]+)" data-drawer>移到此处', text)]
    half_days = {parse_qs(urlsplit(one).query)["half_day"][0] for one in links}
    assert half_days == {"PM", "EVE"}


async def test_a_session_is_not_moved_to_where_it_is(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[CheckSession] = teaching.slots
    text = await seen_by(school, "affairs", f"{CLASS}/timetable?move=s1&from={MONDAY}")
    assert f"on={MONDAY}&half_day=PM" not in re.sub(r'href="[^"]*add_session[^"]*"', "", text)


@pytest.mark.clause("A-7.3.b")
async def test_the_form_of_a_move_holds_the_session_at_its_new_place(school: House) -> None:
    path = (
        f"/do/scheduling.change_session?class_id={CLASS_ID}&session_id=s0"
        f"&on={MONDAY + timedelta(days=4)}&half_day=PM&starts=13:30&ends=16:30"
    )
    text = await seen_by(school, "affairs", path)
    assert f'value="{MONDAY + timedelta(days=4)}"' in text
    assert 'value="PM" checked' in text
    assert 'value="13:30"' in text
    assert 'value="开班动员与党的性质宗旨"' in text


@pytest.mark.clause("A-7.3.b")
async def test_a_refused_move_comes_back_with_the_reason_and_what_was_typed(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[ChangeSession] = Refusal(
        "CLASH", "报告厅已被占用。", "The hall is taken.", "A-7.3.b"
    )
    form = {
        "session.form": "VIDEO",
        "session.title": "另一个名称",
        "session.on": str(MONDAY),
        "session.half_day": "AM",
        "session.starts": "08:30",
        "session.ends": "11:30",
        "session.hours": "2.5",
    }
    path = f"/do/scheduling.change_session?class_id={CLASS_ID}&session_id=s0"
    async with school.browser("affairs") as browser:
        got = await browser.post(path, data=form)
    assert got.status_code == 409
    for said in ("报告厅已被占用。", "A-7.3.b", "另一个名称", 'value="2.5"'):
        assert said in got.text


async def test_a_card_carries_what_the_script_sends(
    school: House, departments: FakeDepartments
) -> None:
    text = (await seen_by(school, "staff", f"{CLASS}/timetable")).partition("data-draft='")[2]
    draft = json.loads(text.partition("'")[0])
    assert draft["starts"] == "08:30"
    departments.answers[ChangeSession] = teaching.timetable()
    path = f"/api/scheduling/classes/{CLASS_ID}/timetable/sessions/s0"
    async with school.browser("staff") as browser:
        got = await browser.put(
            path, json={"session": draft}, headers={"Idempotency-Key": "a-move"}
        )
    assert got.status_code == 200
    (sent,) = asked(departments, ChangeSession)
    assert sent.session.title == "开班动员与党的性质宗旨"


async def test_nothing_moves_once_a_timetable_is_finished(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[FindTimetable] = teaching.timetable("FINISHED")
    text = await seen_by(school, "affairs", f"{CLASS}/timetable")
    assert "data-session" not in text
    assert "add_session" not in offered(text)


@pytest.mark.parametrize("state", ["FINISHED", "CLOSED", "CANCELLED"])
async def test_of_a_timetable_that_is_over_each_session_leads_to_attendance_alone(
    school: House, departments: FakeDepartments, state: str
) -> None:
    departments.answers[FindTimetable] = teaching.timetable(state)
    text = await seen_by(school, "affairs", f"{CLASS}/timetable")
    assert offered(text) == set()
    assert f'href="{CLASS}/sessions/s0"' in text


@pytest.mark.parametrize("state", [ClassState.CLOSED, ClassState.CANCELLED])
async def test_of_a_class_that_is_over_only_what_is_left_open_is_brought_to_its_end(
    school: House, departments: FakeDepartments, state: ClassState
) -> None:
    departments.answers[FindTimetable] = teaching.timetable("CLOSED")
    found: set[str] = set()
    with on_the_board(school, state=state):
        for status in ("OPEN", "CLOSED"):
            departments.answers[FindSheet] = teaching.sheet(status)
            for login in ("affairs", "staff", "counselor", "tech"):
                for path in ("timetable", "attendance", "sessions/s0"):
                    found |= offered(await seen_by(school, login, f"{CLASS}/{path}"))
        assert found == set()
        for login in ("counselor", "affairs", "safety", "tech", "property"):
            found |= offered(await seen_by(school, login, f"{CLASS}/lodging"))
    left = {"release_bed", "report_service", "accept_service", "close_incident"}
    assert found == left | {"record_teacher_test"}


@pytest.mark.clause("A-7.10.c")
async def test_which_aspect_is_reviewed_is_said_by_the_link(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[ReviewSession] = teaching.timetable()
    text = await seen_by(school, "affairs", f"{CLASS}/timetable")
    other = await seen_by(school, "safety", f"{CLASS}/timetable")
    assert set(re.findall(r"aspect=(\w+)", text)) == {"CONTENT"}
    assert set(re.findall(r"aspect=(\w+)", other)) == {"VENUE"}
    path = f"/do/scheduling.review_session?class_id={CLASS_ID}&session_id=s0&aspect=VENUE"
    async with school.browser("affairs") as browser:
        got = await browser.post(path, data={"decision": "APPROVED"})
    assert got.status_code == 303
    (sent,) = asked(departments, ReviewSession)
    assert sent.aspect == "VENUE"


def test_the_weeks_of_a_class_run_from_monday_to_sunday() -> None:
    weeks = list(weeks_between(MONDAY + timedelta(days=2), MONDAY + timedelta(days=7)))
    assert [(week.number, week.first, week.last) for week in weeks] == [
        (1, MONDAY, MONDAY + timedelta(days=6)),
        (2, MONDAY + timedelta(days=7), MONDAY + timedelta(days=13)),
    ]


# -- attendance ------------------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
async def test_the_matrix_shows_letters_totals_and_who_is_over_the_limit(school: House) -> None:
    text = await seen_by(school, "counselor", f"{CLASS}/attendance")
    for letter, mark in (
        ("到", "present"),
        ("迟", "late"),
        ("退", "early_leave"),
        ("公", "exempt"),
    ):
        assert f'class="m m-{mark}">{letter}<' in text
    assert ">请假超限<" in text
    assert "1 人请假超限" in words(text)


@pytest.mark.clause("A-7.4.a")
async def test_a_request_for_leave_says_whose_turn_it_is(school: House) -> None:
    text = words(await seen_by(school, "counselor", f"{CLASS}/attendance"))
    assert re.search(r"待\s*辅导员\s*或\s*学员工作处", text)
    assert "已销假" in text


@pytest.mark.clause("A-7.4.a")
async def test_a_request_is_decided_by_those_whose_turn_it_is(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[ListLeaves] = [teaching.leave("l1", "ENDORSED", Role.TEACHING_AFFAIRS)]
    for login, decides in (("counselor", False), ("affairs", True)):
        text = await seen_by(school, login, f"{CLASS}/attendance")
        assert ("decide_leave" in offered(text)) is decides, login


def test_a_days_half_days_span_their_sessions() -> None:
    drawn = matrix_of(teaching.matrix(), Roll({}))
    assert [day.width for day in drawn.days] == [2, 1]
    assert [len(part.sessions) for part in drawn.days[0].half_days] == [2]
    assert drawn.over == 1


def test_a_long_matrix_is_shown_page_by_page() -> None:
    drawn = matrix_of(teaching.matrix(), Roll({}), page="9", size=2)
    assert (drawn.at["page"], drawn.at["last"], len(drawn.rows)) == (2, 2, 1)


@pytest.mark.clause("A-7.4.a")
async def test_the_roll_is_called_with_everybody_present_but_the_exceptions(
    school: House, departments: FakeDepartments
) -> None:
    text = await seen_by(school, "counselor", f"{CLASS}/sessions/s0")
    assert 'value="LATE" checked' in text
    assert 'value="PRESENT" checked' in text
    assert text.count('type="hidden" name="marks.') == 2
    departments.answers[RecordAttendance] = teaching.sheet()
    form = {"rest": "PRESENT", "marks.1.trainee_id": "t002", "marks.1.mark": "ABSENT"}
    path = f"/do/scheduling.record_attendance?class_id={CLASS_ID}&session_id=s0"
    async with school.browser("counselor") as browser:
        got = await browser.post(path, data=form)
    assert got.status_code == 303
    (sent,) = asked(departments, RecordAttendance)
    assert (sent.rest, [line.trainee_id for line in sent.marks]) == (Mark.PRESENT, ["t002"])


async def test_a_long_roll_is_counted_whole_on_each_of_its_pages(
    school: House, departments: FakeDepartments
) -> None:
    people = [f"t{number:03}" for number in range(250)]
    departments.answers[FindSheet] = replace(teaching.sheet(), marks=[], unmarked=people)
    for number in (1, 2):
        text = words(await seen_by(school, "counselor", f"{CLASS}/sessions/s0?page={number}"))
        assert "共 250 条" in text


@pytest.mark.clause("A-7.4.a")
async def test_a_closed_sheet_is_only_corrected(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[FindSheet] = teaching.sheet("CLOSED")
    assert offered(await seen_by(school, "staff", f"{CLASS}/sessions/s0")) == {"correct_attendance"}


@pytest.mark.clause("A-7.4.a")
async def test_the_code_on_the_wall_leads_a_phone_to_signing_in(school: House) -> None:
    text = await seen_by(school, "counselor", f"{CLASS}/sessions/s0/code")
    assert "<svg" in text.partition("tt-qr")[2]
    assert 5 <= int(re.findall(r'data-renew="(\d+)"', text)[0]) <= 60
    assert "token-of-the-moment" not in text


# -- calendar, beds, reviews -----------------------------------------------------------


async def test_the_calendar_says_who_uses_what_and_what_is_free(school: House) -> None:
    text = words(await seen_by(school, "staff", CALENDAR))
    assert "党课" in text
    assert "未发布" in text
    assert re.search(r"空闲\s*：\s*下午\s*、\s*晚上", text)


async def test_the_calendar_turns_by_weeks_and_months(
    school: House, departments: FakeDepartments
) -> None:
    text = await seen_by(school, "staff", f"{CALENDAR}&view=month&venue_id=v")
    (query,) = asked(departments, ListCalendar)
    assert (query.since, query.venue_id) == (MONDAY.replace(day=1), "v")
    assert "on=2026-03-01" in text
    assert "on=2026-05-01" in text


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "yesterday"])
async def test_days_nobody_can_mean_are_today(
    school: House, departments: FakeDepartments, day: str
) -> None:
    for view in ("week", "month"):
        await seen_by(school, "staff", f"/scheduling/calendar?view={view}&on={day}")
    assert len({query.since.month for query in asked(departments, ListCalendar)}) <= 2
    await seen_by(school, "affairs", f"{CLASS}/timetable?move=s0&from={day}")
    await seen_by(school, "affairs", f"/scheduling/rooms?from_on={day}&to_on={day}")


def test_what_lasts_for_days_takes_each_of_them_whole() -> None:
    choice = Choice(view="week", about="venue", on=MONDAY, record_id="")
    assert len(period_of(choice).days) == 7
    (line,) = lines_of(teaching.rich()[ListCalendar], {}, choice)
    assert line.free_in(MONDAY) == [HalfDay.PM, HalfDay.EVE]
    assert line.free_in(MONDAY + timedelta(days=1)) == []
    assert line.free_in(MONDAY + timedelta(days=2)) == []
    assert line.free_in(MONDAY + timedelta(days=3)) == []
    assert line.free_in(MONDAY + timedelta(days=4)) == list(HalfDay)


@pytest.mark.clause("B-8.4a")
async def test_beds_are_shown_by_room_with_who_has_none(school: House) -> None:
    text = words(await seen_by(school, "counselor", f"{CLASS}/lodging"))
    assert "2 人已分配床位，用房 1 间。" in text
    assert "尚无床位的学员" in text


@pytest.mark.clause("B-2.5")
async def test_the_ledger_of_reviews_shows_what_is_owed_by_phase(school: House) -> None:
    text = (await seen_by(school, "affairs", f"{CLASS}/lodging")).partition('id="reviews"')[2]
    said = words(text)
    assert "法学教研部" in said
    assert "待审核" in said
    assert "phase=MID" in text
    assert "phase=PRIOR" not in text


@pytest.mark.clause("B-12b")
async def test_a_plan_without_a_recent_drill_says_so(school: House) -> None:
    text = words(await seen_by(school, "safety", "/scheduling/safety"))
    assert "演练到期" in text
    assert "第一报告厅" in text


@pytest.mark.clause("A-7.4.b")
async def test_the_attendance_form_prints_every_row_with_its_name(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[FindAttendanceMatrix] = teaching.matrix()
    text = await seen_by(school, "staff", PAPERS[1])
    assert "党校学员考勤表" in text
    assert "DX2026-01-001" in text
