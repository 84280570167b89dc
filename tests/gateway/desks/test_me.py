"""The pages of one's own: what trainees, teachers and hosts see and do, on a phone first."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from contracts.assessment import (
    CertificateState,
    EvaluationForm,
    FindOwnResult,
    ListOwnEvaluations,
    PrintOwnCertificate,
    ReadSummary,
    SubmitSummary,
    SummaryState,
    TakeTicket,
    TicketView,
)
from contracts.enrollment import (
    CheckInPart,
    CheckInSelf,
    ClassState,
    FindOwnTraining,
    TraineeState,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    FindOwnAttendance,
    FindOwnTimetable,
    FindTeacherTimetable,
    ListOwnLeaves,
    Mark,
    ReportBack,
    RequestLeave,
    SignInToSession,
    SignInView,
    TeacherTimetableView,
)
from contracts.values import Category, FileRef
from kit import clock
from tests.gateway.conftest import PASSWORD, Client, House
from tests.gateway.desks import own
from tests.gateway.fake import CLASS_ID, TITLE, FakeDepartments
from tests.gateway.literals import CHINESE

pytestmark = pytest.mark.anyio

PAGES = (
    "/me",
    "/me/timetable",
    "/me/check-in",
    "/me/sign-in",
    "/me/leave",
    "/me/attendance",
    "/me/evaluation",
    "/me/summary",
    "/me/result",
)
PAGE_BYTES = 100_000
TOKEN = "scanned-code-0001"
SCANNED = f"/me/check-in?class_id={CLASS_ID}&token={TOKEN}"
IN_CLASS = f"/me/sign-in?class_id={CLASS_ID}&session_id=s-today&token={TOKEN}"


@pytest.fixture(autouse=True)
def told(departments: FakeDepartments) -> None:
    """A class in its second day."""
    departments.answers |= own.answers()


@pytest.fixture
def trainee(house: House) -> House:
    """The house, with a trainee."""
    house.open_account("he", Role.TRAINEE, within=f"trainee:{own.TRAINEE}")
    return house


async def seen(house: House, path: str, login: str = "he") -> str:
    """A page as it reads."""
    async with house.browser(login) as browser:
        return await page_of(browser, path)


async def page_of(browser: Client, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text[:500]
    assert len(answer.content) < PAGE_BYTES
    return unescape(answer.text)


def own_part(page: str) -> str:
    """What stands between the frame's parts."""
    return page.partition('<main id="main"')[2].partition("</main>")[0]


def form_actions(page: str) -> list[str]:
    return re.findall(r'<form method="post" action="(/do/[^"]+)"', own_part(page))


def asked(departments: FakeDepartments, kind: type) -> list[Any]:
    return [request for request, _, _ in departments.asked if type(request) is kind]


# -- every page ----------------------------------------------------------------------------


async def test_every_page_stands_in_both_languages(
    trainee: House, departments: FakeDepartments
) -> None:
    async with trainee.browser("he") as browser:
        for path in PAGES:
            assert TITLE in await page_of(browser, path)
    departments.ascii_only = True
    async with trainee.browser("he", cookies={"lang": "en"}) as browser:
        for path in PAGES:
            assert (path, CHINESE.findall(own_part(await page_of(browser, path)))) == (path, [])


async def test_with_nothing_yet_every_page_says_so(
    trainee: House, departments: FakeDepartments
) -> None:
    kept = departments.answers[FindOwnTraining]
    async with trainee.browser("he") as browser:
        for path in PAGES:
            departments.answers = {FindOwnTraining: kept}
            assert TITLE in await page_of(browser, path)
            departments.answers = {}
            assert "没有您的培训记录" in await page_of(browser, path)


async def test_a_silent_department_is_said_and_nothing_breaks(
    trainee: House, departments: FakeDepartments
) -> None:
    async with trainee.browser("he") as browser:
        for path in PAGES:
            departments.silent = {"scheduling", "assessment"}
            assert TITLE in await page_of(browser, path)
            departments.silent = {"enrollment"}
            assert "暂时没有应答" in await page_of(browser, path)


async def test_the_bar_leads_to_the_four_others(trainee: House) -> None:
    four = ["/me/timetable", "/me/check-in", "/me/leave", "/me/result"]
    async with trainee.browser("he") as browser:
        for path in PAGES:
            page = await page_of(browser, path)
            bar = page.partition('class="me-bar"')[2].partition("</nav>")[0]
            links = re.findall(r'href="([^"]+)"( aria-current="page")?', bar)
            assert [link for link, _ in links] == four
            assert [link for link, current in links if current] == [o for o in four if o == path]


async def test_the_pages_are_only_for_whom_they_are_about(house: House) -> None:
    house.open_account("staff", Role.STAFF, Role.TEACHER, Role.TRAINEE)
    async with house.browser("staff") as browser:
        for path in (*PAGES, "/me/teaching", "/me/host", f"/me/host/{CLASS_ID}"):
            assert (path, (await browser.get(path)).status_code) in {(path, 403), (path, 404)}
        assert 'href="/me' not in (await browser.get("/password")).text


async def test_the_menu_marks_one_page_only(trainee: House) -> None:
    page = await seen(trainee, "/me/leave")
    menu = page.partition("<aside")[2].partition("</aside>")[0]
    assert re.findall(r'href="([^"]+)" aria-current', menu) == ["/me/leave"]


# -- today ---------------------------------------------------------------------------------


async def test_todays_sessions_come_first_then_what_waits(trainee: House) -> None:
    page = own_part(await seen(trainee, "/me"))
    order = ["课程s-today", "等您办理", "班次信息"]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "正在进行" in page
    assert "课程s-tomorrow" not in page
    assert "第 2 天，共 5 天" in page


async def test_what_waits_leads_to_where_it_is_done(trainee: House) -> None:
    page = own_part(await seen(trainee, "/me")).partition("等您办理")[2].partition("班次信息")[0]
    assert re.findall(r'href="([^"]+)"', page) == ["/me/leave", "/me/evaluation", "/me/summary"]


async def test_nothing_waits_once_it_is_done(trainee: House, departments: FakeDepartments) -> None:
    departments.answers[ListOwnLeaves] = []
    departments.answers[ListOwnEvaluations] = [own.form(answered=True)]
    departments.answers[ReadSummary] = own.summary(state=SummaryState.SUBMITTED)
    assert "没有等您办理的事" in await seen(trainee, "/me")


async def test_a_class_with_an_exam_asks_nobody_for_a_summary(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[FindOwnTraining] = own.training(category=Category.DEV_TARGET)
    assert "/me/summary" not in own_part(await seen(trainee, "/me"))
    assert asked(departments, ReadSummary) == []
    assert "以考试结业" in await seen(trainee, "/me/summary")


async def test_without_a_session_today_the_next_one_is_told(
    trainee: House, departments: FakeDepartments
) -> None:
    later = [one for one in own.timetable().sessions if one.session_id != "s-today"]
    departments.answers[FindOwnTimetable] = own.timetable(sessions=later)
    page = own_part(await seen(trainee, "/me"))
    assert "今天没有课" in page
    assert "课程s-tomorrow" in page
    assert "课程s-off" not in page


async def test_a_suspended_class_has_no_next_session(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[FindOwnTimetable] = own.timetable(suspended=True)
    for path in ("/me", "/me/timetable"):
        page = await seen(trainee, path)
        assert "班次已暂停" in page
        assert "me-next" not in page


async def test_of_several_trainings_the_one_under_way_is_shown_first(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("he", Role.TRAINEE, within="trainee:t-1")
    with house.store() as store:
        store.account("p-he").give(Role.TRAINEE, "trainee:t-9")
    over = own.training(
        "t-9",
        class_id="c-9",
        class_title="去年的班",
        class_state=ClassState.CLOSED,
        start_on=clock.today() + timedelta(days=9),
    )
    places = {"t-1": own.training(), "t-9": over}
    departments.answers[FindOwnTraining] = lambda ask: places[ask.trainee_id]
    departments.answers[FindOwnResult] = lambda ask: own.result(
        trainee_id=ask.trainee_id, class_id=ask.class_id
    )
    page = own_part(await seen(house, "/me/leave"))
    assert page.index(TITLE) < page.index("去年的班")
    assert "trainee_id=t-1" in page
    chosen = await seen(house, "/me/result?class_id=c-9")
    assert "trainee_id=t-9" in chosen
    assert "/me/leave?class_id=c-9" in chosen


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        # Each by its state and the days from today to its start; all last five days.
        ({"a": (ClassState.IN_PROGRESS, -1), "b": (ClassState.ROSTER_APPROVED, 60)}, "a"),
        ({"a": (ClassState.READY, 30), "b": (ClassState.READY, 90)}, "a"),
        ({"a": (ClassState.HANDED_OVER, -90), "b": (ClassState.ROSTER_APPROVED, 60)}, "b"),
        ({"a": (ClassState.CANCELLED, 1), "b": (ClassState.ROSTER_APPROVED, 60)}, "b"),
        ({"a": (ClassState.HANDED_OVER, -9), "b": (ClassState.CLOSED, -2)}, "a"),
        ({"a": (ClassState.CLOSED, -90), "b": (ClassState.CLOSED, -30)}, "b"),
    ],
)
async def test_of_several_trainings_the_one_that_runs_or_comes_next_is_shown(
    house: House,
    departments: FakeDepartments,
    states: dict[str, tuple[ClassState, int]],
    shown: str,
) -> None:
    places = several(house, states)
    departments.answers[FindOwnTraining] = lambda ask: places[ask.trainee_id]
    for login in ("he", "she"):
        page = await seen(house, "/me/leave", login)
        assert f'me-class">班{shown}<' in page


def several(house: House, states: dict[str, tuple[ClassState, int]]) -> dict[str, Any]:
    """Places in classes, for somebody who got them in this order and somebody in the other."""
    house.open_account("he", Role.TRAINEE, within="trainee:t-a")
    house.open_account("she", Role.TRAINEE, within="trainee:t-b")
    with house.store() as store:
        store.account("p-he").give(Role.TRAINEE, "trainee:t-b")
        store.account("p-she").give(Role.TRAINEE, "trainee:t-a")
    return {
        f"t-{name}": own.training(
            f"t-{name}",
            class_id=f"c-{name}",
            class_title=f"班{name}",
            class_state=state,
            start_on=clock.today() + timedelta(days=days),
            end_on=clock.today() + timedelta(days=days + 4),
        )
        for name, (state, days) in states.items()
    }


async def test_whoever_chose_a_class_stays_in_it(
    house: House, departments: FakeDepartments
) -> None:
    states = {"a": (ClassState.IN_PROGRESS, -1), "b": (ClassState.IN_PROGRESS, -1)}
    places = several(house, states)
    departments.answers[FindOwnTraining] = lambda ask: places[ask.trainee_id]
    for path in ("", "/leave", "/result", "/evaluation", "/check-in"):
        page = own_part(await seen(house, f"/me{path}?class_id=c-b"))
        ways = re.findall(r'href="(/me[^"]*)"', page.partition("我的其他培训")[0])
        bar = re.findall(r'href="(/me[^"]*)"', page.partition('class="me-bar"')[2])
        for way in (*ways, *bar):
            assert "class_id=c-b" in way, (path, way)
    scanned = await seen(house, f"/me/check-in?class_id=c-b&token={TOKEN}")
    for action in form_actions(scanned):
        assert parse_qs(urlsplit(action).query)["back"] == ["/me?class_id=c-b"]


# -- coming in -----------------------------------------------------------------------------


def coming(**more: Any) -> Any:
    about = {
        "class_state": ClassState.CHECKING_IN,
        "state": TraineeState.ENROLLED,
        "checked_in_at": None,
        "check_in_parts": (),
        "check_in_missing": (CheckInPart.SIGN_IN, CheckInPart.ROOM),
    }
    return own.training(**(about | more))


@pytest.mark.clause("A-6.7")
async def test_a_scanned_code_is_one_button_and_its_result_is_words(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[FindOwnTraining] = coming()
    departments.answers[CheckInSelf] = coming(
        check_in_parts=(CheckInPart.SIGN_IN,), check_in_missing=(CheckInPart.ROOM,)
    )
    async with trainee.browser("he") as browser:
        (action,) = form_actions(await page_of(browser, SCANNED))
        said = await browser.post(action)
    assert said.status_code == 200
    assert "签到已记录" in said.text
    assert "房间" in said.text
    (command,) = asked(departments, CheckInSelf)
    assert command == CheckInSelf(class_id=CLASS_ID, trainee_id=own.TRAINEE, token=TOKEN)


async def test_an_old_code_is_refused_in_words_with_the_clause(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[FindOwnTraining] = coming()
    departments.answers[CheckInSelf] = Refusal(
        "OLD_CODE", "报到码已过期，请重新扫码。", "The code is out of date.", "A-6.7"
    )
    async with trainee.browser("he") as browser:
        (action,) = form_actions(await page_of(browser, SCANNED))
        said = await browser.post(action)
    assert said.status_code == 409
    assert "报到码已过期" in said.text
    assert "A-6.7" in said.text
    assert 'name="token"' not in said.text


async def test_without_a_code_the_page_explains_and_sends_nothing(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[FindOwnTraining] = coming()
    page = await seen(trainee, "/me/check-in")
    assert "扫描报到台上的二维码" in page
    assert form_actions(page) == []
    assert form_actions(await seen(trainee, f"/me/check-in?token={'x' * 201}")) == []
    departments.answers[FindOwnTraining] = coming(class_state=ClassState.READY)
    assert "现在不能报到" in await seen(trainee, "/me/check-in")


async def test_who_is_not_signed_in_comes_back_with_the_code(
    house: House, departments: FakeDepartments
) -> None:
    departments.answers[FindOwnTraining] = coming()
    scope = f"trainee:{own.TRAINEE}"
    house.open_account("he", Role.TRAINEE, within=scope)
    house.open_account("new", Role.TRAINEE, within=scope, must_change=True)
    async with house.anybody(headers={"Origin": "http://kaiban.test"}) as browser:
        door = await browser.get(SCANNED)
        to = parse_qs(urlsplit(door.headers["location"]).query)["to"][0]
        assert to == SCANNED
        assert (
            f'value="{SCANNED.replace("&", "&amp;")}"'
            in (await browser.get(door.headers["location"])).text
        )
        typed = {"login": "he", "password": PASSWORD, "to": to}
        led = await browser.post("/sign-in", data=typed)
        assert led.headers["location"] == SCANNED
    async with house.browser("new") as browser:
        first = (await browser.get(SCANNED)).headers["location"]
        assert parse_qs(urlsplit(first).query)["to"] == [SCANNED]
        fresh = "another long password"
        typed = {"old": PASSWORD, "new": fresh, "again": fresh, "to": SCANNED}
        assert (await browser.post("/password", data=typed)).headers["location"] == SCANNED


@pytest.mark.clause("A-7.4.a")
async def test_a_session_is_signed_in_to_by_one_button(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[SignInToSession] = SignInView(
        session_id="s-today", title="课程今天", mark=Mark.LATE
    )
    async with trainee.browser("he") as browser:
        page = await page_of(browser, IN_CLASS)
        assert "课程s-today" in page
        (action,) = form_actions(page)
        said = await browser.post(action)
    assert "已签到" in said.text
    assert "迟到" in said.text
    (command,) = asked(departments, SignInToSession)
    assert (command.session_id, command.trainee_id, command.token) == (
        "s-today",
        own.TRAINEE,
        TOKEN,
    )
    assert form_actions(await seen(trainee, "/me/sign-in")) == []


# -- leave ---------------------------------------------------------------------------------


async def test_leave_shows_what_was_decided_and_what_is_left(trainee: House) -> None:
    page = own_part(await seen(trainee, "/me/leave"))
    assert "已批准" in page
    assert "同意" in page
    assert "还可请 0 学时" in page
    assert "接近七分之一" in page


async def test_who_may_report_back_has_the_button(
    trainee: House, departments: FakeDepartments
) -> None:
    assert "scheduling.report_back" in await seen(trainee, "/me/leave")
    departments.answers[ListOwnLeaves] = [own.leave(may_report_back=False)]
    assert "scheduling.report_back" not in await seen(trainee, "/me/leave")
    departments.answers[ReportBack] = own.leave(state="RETURNED")
    path = f"/do/scheduling.report_back?trainee_id={own.TRAINEE}&leave_id=l-1&back=/me/leave"
    async with trainee.browser("he") as browser:
        assert (await browser.post(path)).headers["location"] == "/me/leave"
    assert [one.leave_id for one in asked(departments, ReportBack)] == ["l-1"]


async def test_after_its_last_day_nobody_asks_for_leave(
    trainee: House, departments: FakeDepartments
) -> None:
    assert "scheduling.request_leave" in await seen(trainee, "/me/leave")
    departments.answers[FindOwnTraining] = own.training(end_on=clock.today() - timedelta(days=1))
    assert "scheduling.request_leave" not in await seen(trainee, "/me/leave")


@pytest.mark.parametrize("state", [ClassState.CANCELLED, ClassState.CLOSED])
async def test_in_a_class_that_is_over_nobody_asks_for_leave(
    trainee: House, departments: FakeDepartments, state: ClassState
) -> None:
    departments.answers[FindOwnTraining] = own.training(class_state=state)
    assert "scheduling.request_leave" not in await seen(trainee, "/me/leave")


async def test_leave_is_asked_for_only_where_it_would_be_taken(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[FindOwnAttendance] = own.attendance(may_request=False)
    assert "scheduling.request_leave" not in await seen(trainee, "/me/leave")
    departments.answers[FindOwnAttendance] = None
    assert "scheduling.request_leave" not in await seen(trainee, "/me/leave")


async def test_a_refused_leave_keeps_what_was_typed(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[RequestLeave] = Refusal("NOT_NOW", "此时段没有课。", "No session.")
    async with trainee.browser("he") as browser:
        page = await page_of(browser, "/me/leave")
        (path,) = re.findall(r'href="(/do/scheduling.request_leave[^"]+)"', page)
        form = await page_of(browser, path)
        (action,) = re.findall(r'action="(/do/[^"]+)"', form)
        hours = {"from_at": "2026-05-19T08:30", "to_at": "2026-05-19T11:30"}
        typed = {"kind": "SICK", "reason": "牙疼得厉害", **hours}
        said = await browser.post(action, data=typed)
    assert "只有审批人能看到事由" in form
    assert "此时段没有课" in said.text
    assert "牙疼得厉害" in said.text


# -- the end -------------------------------------------------------------------------------


@pytest.mark.clause("B-6.5b")
async def test_one_button_takes_the_ticket_and_leads_to_the_form(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[TakeTicket] = TicketView(
        form=EvaluationForm.SERVICE_QUALITY, ticket="t" * 30
    )
    async with trainee.browser("he") as browser:
        (action,) = form_actions(await page_of(browser, "/me/evaluation"))
        led = await browser.post(action)
    assert led.headers["location"] == f"/evaluate/{'t' * 30}?form=SERVICE_QUALITY"
    (command,) = asked(departments, TakeTicket)
    assert (command.trainee_id, command.class_id) == (own.TRAINEE, CLASS_ID)


async def test_an_answered_form_has_no_button(trainee: House, departments: FakeDepartments) -> None:
    departments.answers[ListOwnEvaluations] = [own.form(answered=True)]
    page = await seen(trainee, "/me/evaluation")
    assert "已填写" in page
    assert form_actions(page) == []


@pytest.mark.clause("A-6.8")
async def test_a_refused_summary_keeps_every_word(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[SubmitSummary] = Refusal("TOO_ALIKE", "与他人雷同。", "Too alike.")
    text = "新写的一份小结。" * 20
    async with trainee.browser("he") as browser:
        page = await page_of(browser, "/me/summary")
        assert "请结合岗位再写" in page
        (path,) = re.findall(r'href="(/do/assessment.submit_summary[^"]+)"', page)
        form = await page_of(browser, path)
        assert own.summary().text in form
        (action,) = re.findall(r'action="(/do/[^"]+)"', form)
        said = await browser.post(action, data={"text": text})
    assert said.status_code == 409
    assert text in said.text
    assert "代为录入" not in form + said.text


@pytest.mark.parametrize("state", [SummaryState.SUBMITTED, SummaryState.ACCEPTED])
async def test_a_summary_that_is_in_is_shown_and_not_written_again(
    state: SummaryState, trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[ReadSummary] = own.summary(state=state)
    page = await seen(trainee, "/me/summary")
    assert own.summary().text in page
    assert "submit_summary" not in page


@pytest.mark.clause("A-7.10.g")
async def test_a_result_that_is_not_published_tells_nothing(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[FindOwnResult] = own.result(
        published=False, outcome=None, grade=None, certificate_no=None, certificate_state=None
    )
    page = own_part(await seen(trainee, "/me/result"))
    assert "成绩尚未公布" in page
    assert "合格" not in page


@pytest.mark.clause("A-7.8.c")
async def test_a_certificate_is_fetched_while_it_stands(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.answers[PrintOwnCertificate] = FileRef(file_id="f9", name="证书.pdf")
    async with trainee.browser("he") as browser:
        page = await page_of(browser, "/me/result")
        (path,) = re.findall(r'href="(/get/assessment.print_own_certificate[^"]+)"', page)
        assert "f9" in (await browser.get(path)).headers["location"]
    departments.answers[FindOwnResult] = own.result(certificate_state=CertificateState.REVOKED)
    page = await seen(trainee, "/me/result")
    assert "已撤销" in page
    assert "print_own_certificate" not in page


# -- teachers ------------------------------------------------------------------------------


@pytest.fixture
def teacher(house: House, departments: FakeDepartments) -> House:
    """The house, with a teacher of the pool."""
    house.open_account("qi", Role.TEACHER, within="teacher:te-1")
    departments.answers[FindTeacherTimetable] = TeacherTimetableView(
        teacher_id="te-1", name="祁向东", sessions=[own.taught()]
    )
    return house


async def test_a_teacher_sees_the_own_sessions_of_all_classes(
    teacher: House, departments: FakeDepartments
) -> None:
    page = own_part(await seen(teacher, "/me/teaching", "qi"))
    for words in ("社区矫正法实务", TITLE, "教学楼101", "正在进行"):
        assert words in page
    (first,) = asked(departments, FindTeacherTimetable)
    assert (first.teacher_id, first.since) == ("te-1", clock.today())
    assert (first.until - first.since).days == 61
    (later,) = re.findall(r'href="(/me/teaching\?since=[^"]+)">更晚', page)
    await seen(teacher, later, "qi")
    assert asked(departments, FindTeacherTimetable)[1].since == first.until + timedelta(days=1)


async def test_an_impossible_day_shows_today(teacher: House, departments: FakeDepartments) -> None:
    async with teacher.browser("qi") as browser:
        for typed in ("yesterday", "0001-01-01", "9999-12-31", ""):
            await page_of(browser, f"/me/teaching?since={typed}")
    asked_for = {one.since for one in asked(departments, FindTeacherTimetable)}
    assert asked_for == {clock.today()}


async def test_a_teachers_page_in_english_holds_no_chinese_but_data(
    teacher: House, departments: FakeDepartments
) -> None:
    departments.ascii_only = True
    async with teacher.browser("qi", cookies={"lang": "en"}) as browser:
        assert not CHINESE.findall(own_part(await page_of(browser, "/me/teaching")))
