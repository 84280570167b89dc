"""The enrollment desk where people come in: plans, seats, nominations, the roster, reception."""

import gzip
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.base import Page
from contracts.enrollment import (
    AllocateQuotas,
    ApprovePlan,
    CheckIn,
    CheckInPart,
    ClassState,
    FindClass,
    FindPeople,
    FindPlan,
    FindRoster,
    ImportNominations,
    ListCheckIns,
    ListOwnNominations,
    ListOwnQuotas,
    ListPlans,
    ListQuotas,
    ListTrainees,
    ListUnits,
    ReturnPlan,
    RevealPerson,
    ShowCheckInCode,
    TraineeState,
    UnitKind,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from gateway.app import create_app
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.papers import qr_svg
from kit.settings import Settings
from tests.gateway.conftest import Client, House
from tests.gateway.desks.intake import (
    CODE,
    ID_NUMBER,
    PLAN_ID,
    coming_in,
    plan,
    unit,
    waiting,
)
from tests.gateway.fake import CLASS_ID, UNITS, FakeDepartments, latin, the_class, trainee
from tests.gateway.literals import CHINESE

pytestmark = pytest.mark.anyio

CLASS = f"/classes/{CLASS_ID}"
RECEPTION = f"{CLASS}/reception"
SEATS = f"{CLASS}/intake/seats"
SCHOOL_PAGES = (
    "/enrollment/plans",
    f"/enrollment/plans/{PLAN_ID}",
    "/enrollment/classes",
    "/enrollment/units",
    "/enrollment/hosts",
    "/enrollment/hosts/h1",
    "/enrollment/staff",
    "/enrollment/people",
    "/enrollment/people?q=24X",
    f"{CLASS}/intake",
    f"{CLASS}/intake/seats",
    f"{CLASS}/people",
    f"{CLASS}/trainee?no=DX2026-01-001",
    RECEPTION,
    f"{RECEPTION}?q=DX2026",
    f"{RECEPTION}?unit=u0",
    f"/papers/enrollment/annual-plan?plan_id={PLAN_ID}",
    f"/papers/enrollment/trainee-form?class_id={CLASS_ID}",
    f"/papers/enrollment/sign-in-book?class_id={CLASS_ID}",
)
UNIT_PAGES = ("/enrollment/own", f"/enrollment/own/{CLASS_ID}", f"{CLASS}/own")
PAGE_BYTES = 30 * 1024
# A class in each of the states in which something else is awaited.
STATES = {
    CLASS_ID: ClassState.CHECKING_IN,
    "planned": ClassState.PLANNED,
    "open": ClassState.ENROLLING,
    "shut": ClassState.CLOSED,
    "off": ClassState.CANCELLED,
}
# What is asked of people, not of their class.
OF_PEOPLE = {"reveal_person", "record_consent", "erase_person", "export_nomination_form"}


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, password_hash: str
) -> Iterator[tuple[House, FakeDepartments]]:
    """The class on the board; staff, an auditor, the committee and a unit's liaison.
    Opened once, for no test changes what the portal keeps.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIBAN_VAR", str(tmp_path_factory.mktemp("intake")))
        patch.delenv("KAIBAN_CLOCK_FILE", raising=False)
        settings = Settings()
        database = Database(settings.database_url("portal"))
        upgrade("portal", database)
        fake = FakeDepartments()
        made: Any = fake
        app = create_app(settings, departments=made, database=database)
        house = House(app, database, FileStore(settings.files), password_hash)
        _move_in(house)
        yield house, fake
        database.close()


def _move_in(house: House) -> None:
    about = the_class()
    with house.store() as store:
        for class_id, state in STATES.items():
            store.open_line(
                class_id=class_id,
                code=class_id,
                title="Class",
                category=about.category,
                state=state,
                start_on=about.start_on,
                end_on=about.end_on,
            )
    house.open_account("staff", Role.STAFF, Role.EVP)
    house.open_account("auditor", Role.AUDITOR)
    house.open_account("committee", Role.PARTY_COMMITTEE)
    house.open_account("liaison", Role.GRASSROOTS_ORG, within="unit:u0")


@pytest.fixture
def departments(opened: tuple[House, FakeDepartments]) -> FakeDepartments:
    """Departments with a class whose check-in is open."""
    _, fake = opened
    fake.answers = FakeDepartments().answers
    fake.asked, fake.silent, fake.ascii_only = [], set(), False
    coming_in(fake)
    return fake


@pytest.fixture
def school(opened: tuple[House, FakeDepartments], departments: FakeDepartments) -> House:
    """The gateway over these departments."""
    return opened[0]


async def page_of(client: Client, path: str) -> str:
    """A page that must be there."""
    answer = await client.get(path)
    assert answer.status_code == 200, (path, answer.text[:300])
    return answer.text


def asked(departments: FakeDepartments, kind: type) -> list[Any]:
    """What a department was asked, in order."""
    return [request for request, _, _ in departments.asked if type(request) is kind]


# -- every page, in both languages, full and empty


@pytest.mark.parametrize(("login", "pages"), [("staff", SCHOOL_PAGES), ("liaison", UNIT_PAGES)])
async def test_every_page_is_drawn_small_and_in_either_language(
    school: House, departments: FakeDepartments, login: str, pages: tuple[str, ...]
) -> None:
    async with school.browser(login) as browser:
        for path in pages:
            text = await page_of(browser, path)
            assert len(gzip.compress(text.encode())) < PAGE_BYTES, path
    departments.ascii_only = True
    departments.answers[FindPlan] = lambda _: latin_plan()
    async with school.browser(login, headers={"Accept-Language": "en"}) as browser:
        for path in pages:
            text = await page_of(browser, path)
            for own in ("海事大学党校", "C4/组织04/001"):
                text = text.replace(own, "")
            assert CHINESE.findall(text) == [], path


def latin_plan() -> Any:
    """The plan, with data that holds no Chinese."""
    return replace(plan(), basis=latin("要求"), doc_no="3")


@pytest.mark.parametrize(("login", "pages"), [("staff", SCHOOL_PAGES), ("liaison", UNIT_PAGES)])
async def test_every_page_stands_with_nothing_to_show(
    school: House, departments: FakeDepartments, login: str, pages: tuple[str, ...]
) -> None:
    departments.answers.clear()
    async with school.browser(login) as browser:
        for path in pages:
            if path != SEATS:
                await page_of(browser, path)


async def test_a_sheet_of_seats_is_not_shown_without_all_that_stands_on_it(
    school: House, departments: FakeDepartments
) -> None:
    whole = departments.answers
    for missing in (FindClass, ListQuotas, ListUnits):
        departments.answers = {kind: told for kind, told in whole.items() if kind is not missing}
        async with school.browser("staff") as browser:
            assert (await browser.get(SEATS)).status_code == 404, missing


async def test_who_has_no_duty_here_sees_no_button(school: House) -> None:
    async with school.browser("auditor") as auditor:
        for path in (*SCHOOL_PAGES[:8], f"{CLASS}/intake", f"{CLASS}/people", RECEPTION):
            assert "/do/enrollment." not in await page_of(auditor, path), path
        refused = await auditor.get(f"{CLASS}/intake/seats")
    assert refused.status_code == 403


# -- plans


@pytest.mark.clause("A-3.3.a")
async def test_a_class_is_created_from_an_item_of_an_approved_plan(
    school: House, departments: FakeDepartments
) -> None:
    async with school.browser("staff") as browser:
        issued = await page_of(browser, f"/enrollment/plans/{PLAN_ID}")
        link = re.search(r'"(/do/enrollment\.create_class\?[^"]+)"', issued)
        assert link is not None
        form = await page_of(browser, html.unescape(link[1]))
        departments.answers[FindPlan] = plan("SUBMITTED")
        submitted = await page_of(browser, f"/enrollment/plans/{PLAN_ID}")
    assert issued.count("enrollment.create_class") == 1
    assert f'href="{CLASS}"' in issued
    assert "plan_item_id=i2" in link[1]
    assert 'name="plan_item_id"' not in form
    assert 'value="2026-11-09"' in form
    assert "enrollment.create_class" not in submitted


@pytest.mark.clause("A-7.1.b")
async def test_the_committee_decides_with_the_plan_beside_its_opinion(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[FindPlan] = plan("SUBMITTED")
    departments.answers[ApprovePlan] = Refusal("FOUR_EYES", "拟定人不能批准。", "Not its drafter.")
    form = f"/do/enrollment.approve_plan?plan_id={PLAN_ID}"
    async with school.browser("committee") as committee:
        listed = await page_of(committee, f"/enrollment/plans/{PLAN_ID}")
        beside = await page_of(committee, form)
        refused = await committee.post(form, data={"doc_no": "沪海大委3号", "opinion": "同意"})
        returned = await committee.post(
            f"/do/enrollment.return_plan?plan_id={PLAN_ID}", data={"opinion": "改"}
        )
    assert "enrollment.approve_plan" in listed
    assert "enrollment.return_plan" in listed
    assert "enrollment.submit_plan" not in listed
    assert "2026年科级干部培训班" in beside
    assert (refused.status_code, "拟定人不能批准。" in refused.text) == (409, True)
    assert 'value="沪海大委3号"' in refused.text
    assert returned.status_code == 422
    assert ">改</textarea>" in returned.text
    assert asked(departments, ReturnPlan) == []


@pytest.mark.clause("A-3.1.a")
async def test_a_plan_is_not_put_before_who_had_a_hand_in_it(
    school: House, departments: FakeDepartments
) -> None:
    own = replace(plan("SUBMITTED"), hands=("p-evp", "p-committee"))
    departments.answers[FindPlan] = own
    departments.answers[ListPlans] = Page(items=[own], total=1)
    async with school.browser("committee") as committee:
        for path in ("/enrollment/plans", f"/enrollment/plans/{PLAN_ID}"):
            listed = await page_of(committee, path)
            assert "enrollment.approve_plan" not in listed
            assert "enrollment.return_plan" in listed


# -- seats, nominations, lists


@pytest.mark.clause("A-6.6")
async def test_the_first_sheet_of_seats_spreads_the_planned_places(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[ListQuotas] = []
    units = [unit(f"u{n}", name) for n, name in enumerate(UNITS)]
    units += [unit("h", "Host", UnitKind.HOST)]
    departments.answers[ListUnits] = Page(items=units, total=9)
    departments.answers[FindClass] = replace(the_class(), planned_headcount=130)
    async with school.browser("staff") as browser:
        sheet = await page_of(browser, f"{CLASS}/intake/seats")
    shares = [int(n) for n in re.findall(r'\.seats" value="(\d+)"', sheet)]
    assert sum(shares) == 130
    assert (len(shares), max(shares) - min(shares)) == (8, 1)
    assert len(re.findall(r'type="checkbox" name="quotas[^>]*checked', sheet)) == 8
    assert {query.class_id for query in asked(departments, ListUnits)} == {CLASS_ID}


@pytest.mark.clause("A-6.6")
async def test_a_unit_with_seats_stands_on_the_sheet_among_however_many(
    school: House, departments: FakeDepartments
) -> None:
    many = [unit(f"n{n:03}", f"Unit {n}") for n in range(450)]

    def page(ask: ListUnits) -> Page[Any]:
        return Page(items=many[(ask.page - 1) * ask.size : ask.page * ask.size], total=450)

    departments.answers[ListUnits] = page
    until = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
    departments.answers[FindClass] = replace(the_class(), nominate_until=until)
    async with school.browser("staff") as browser:
        sheet = await page_of(browser, SEATS)
    lines = re.findall(r'name="quotas\.\d+\.unit_id" value="(\w+)"', sheet)
    seated = [quota.unit_id for quota in departments.answers[ListQuotas]]
    assert lines[: len(seated)] == seated
    assert len(lines) == len(seated) + 450
    assert 'name="deadline" type="datetime-local" value="2026-04-01T17:30"' in sheet


@pytest.mark.clause("A-6.6")
async def test_the_sheet_of_seats_is_the_command(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[AllocateQuotas] = lambda ask: []
    form = {
        "deadline": "2026-04-01T17:00",
        "quotas.0.unit_id": "u0",
        "quotas.0.seats": "20",
        "quotas.0.reserve": "2",
        "quotas.1.seats": "",
        "quotas.1.reserve": "",
    }
    async with school.browser("staff") as browser:
        sheet = await page_of(browser, f"{CLASS}/intake/seats")
        done = await browser.post(
            f"/do/enrollment.allocate_quotas?class_id={CLASS_ID}",
            data={**form, "back": f"{CLASS}/intake"},
        )
    assert f'action="/do/enrollment.allocate_quotas?class_id={CLASS_ID}"' in sheet
    # A unit whose seats are taken cannot be unticked.
    assert '<input type="hidden" name="quotas.0.unit_id" value="u0">' in sheet
    assert (done.status_code, done.headers["location"]) == (303, f"{CLASS}/intake")
    [command] = asked(departments, AllocateQuotas)
    assert [(line.unit_id, line.seats, line.reserve) for line in command.quotas] == [("u0", 20, 2)]


async def test_what_can_be_done_with_nominations_follows_the_class(
    school: House, departments: FakeDepartments
) -> None:
    async with school.browser("staff") as browser:
        checking_in = await page_of(browser, f"{CLASS}/intake")
        coming_in(departments, ClassState.ENROLLING)
        enrolling = await page_of(browser, "/classes/open/intake")
    assert "enrollment.accept_nominations" in enrolling
    assert "intake/seats" in enrolling
    assert "enrollment.accept_nominations" not in checking_in
    assert "intake/seats" not in checking_in
    for command in ("nominate", "import_nominations", "reject_nomination"):
        assert f"enrollment.{command}?" not in checking_in, command
        assert f"enrollment.{command}?" in enrolling, command
    # One of the three still waits; what is decided is not decided again.
    assert enrolling.count("enrollment.reject_nomination") == 1


@pytest.mark.clause("A-5.w1")
async def test_a_unit_nominates_while_it_may_and_sees_its_own_only(
    school: House, departments: FakeDepartments
) -> None:
    async with school.browser("liaison") as liaison:
        own = await page_of(liaison, "/enrollment/own")
        within = await page_of(liaison, "/enrollment/own/open")
        later = await page_of(liaison, f"/enrollment/own/{CLASS_ID}")
        stranger = await liaison.get(f"{CLASS}/intake")
    assert own.count("enrollment.nominate?") == 1
    assert f'href="/enrollment/own/{CLASS_ID}"' in own
    assert "enrollment.withdraw_nomination" in within
    assert "enrollment.withdraw_nomination" not in later
    assert {query.unit_id for query in asked(departments, ListOwnNominations)} == {"u0"}
    assert {query.unit_id for query in asked(departments, ListOwnQuotas)} == {"u0"}
    assert stranger.status_code == 403


@pytest.mark.clause("A-6.6")
async def test_an_imported_list_comes_back_with_row_column_and_reason(
    school: House, departments: FakeDepartments
) -> None:
    form = f"/do/enrollment.import_nominations?class_id={CLASS_ID}&unit_id=u0"
    upload = {"upload": ("list.xlsx", b"a workbook", "application/octet-stream")}
    async with school.browser("liaison") as liaison:
        before = await page_of(liaison, form)
        after = await liaison.post(form, files=upload, data={"back": "/enrollment/own"})
        english = await liaison.post(
            form, files=upload, headers={"Accept-Language": "en", "X-Drawer": "1"}
        )
    assert f"export_nomination_form?class_id={CLASS_ID}&amp;unit_id=u0" in before
    assert len(asked(departments, ImportNominations)) == 2
    for said in ("身份证号", "应为18位", ">7<", "bad-rows.xlsx", 'href="/enrollment/own"'):
        assert said in after.text, said
    assert "18 needed" in english.text
    assert "<html" not in english.text


# -- the roster and its people


@pytest.mark.clause("A-7.2.a")
async def test_the_roster_is_decided_where_it_waits(
    school: House, departments: FakeDepartments
) -> None:
    async with school.browser("staff") as browser:
        people = await page_of(browser, "/classes/open/people")
        form = await page_of(browser, f"/do/enrollment.approve_roster?class_id={CLASS_ID}")
    assert "enrollment.approve_roster" in people
    assert "enrollment.return_roster" in people
    assert "enrollment.submit_roster" not in people
    assert "拟上名单的人员" in form
    assert UNITS[0] in form


@pytest.mark.clause("A-7.2.a", "B-3.1a")
@pytest.mark.parametrize(
    ("roster", "offered"),
    [
        ({"submitted_by": "p-staff"}, {"return_roster"}),
        ({"decider": Role.TEACHING_AFFAIRS}, set()),
        ({"state": "DRAFT"}, {"submit_roster"}),
    ],
)
async def test_a_roster_is_not_put_before_who_may_not_decide_on_it(
    school: House, departments: FakeDepartments, roster: dict[str, Any], offered: set[str]
) -> None:
    departments.answers[FindRoster] = replace(departments.answers[FindRoster], **roster)
    async with school.browser("staff") as browser:
        people = await page_of(browser, "/classes/open/people")
        early = await page_of(browser, "/classes/planned/people")
    assert set(re.findall(r"enrollment\.(\w+_roster)\?", people)) == offered
    assert re.findall(r"enrollment\.(\w+_roster)\?", early) == []


@pytest.mark.parametrize("over", ["shut", "off"])
async def test_in_a_class_that_is_over_nothing_of_the_class_is_offered(
    school: House, departments: FakeDepartments, over: str
) -> None:
    coming_in(departments, STATES[over])
    pages = ("intake", "people", "trainee?no=DX2026-01-001", "reception", "own")
    found: set[str] = set()
    for login in ("staff", "liaison"):
        async with school.browser(login) as browser:
            for path in pages[-1:] if login == "liaison" else pages[:-1]:
                text = await page_of(browser, f"/classes/{over}/{path}")
                found |= set(re.findall(r"/do/enrollment\.(\w+)", text))
    # A unit's own seats say themselves whether they are open.
    assert found - OF_PEOPLE - {"nominate", "import_nominations"} == set()


async def test_full_personal_data_takes_a_reason_and_says_it_was_recorded(
    school: House, departments: FakeDepartments
) -> None:
    form = "/do/enrollment.reveal_person?person_id=person-1"
    async with school.browser("staff") as browser:
        listed = await page_of(browser, f"{CLASS}/people")
        without = await browser.post(form, data={"reason": ""})
        shown = await browser.post(form, data={"reason": "核对证件"})
    assert ID_NUMBER not in listed
    assert without.status_code == 422
    assert ID_NUMBER not in without.text
    assert len(asked(departments, RevealPerson)) == 1
    assert ID_NUMBER in shown.text
    assert "本次查看已记录" in shown.text
    assert shown.headers["cache-control"] == "no-store"


async def test_a_trainee_is_found_by_the_whole_number(
    school: House, departments: FakeDepartments
) -> None:
    both = [trainee(0), replace(trainee(1), trainee_no="DX2026-01-0011")]
    departments.answers[ListTrainees] = Page(items=both, total=2)
    async with school.browser("staff") as browser:
        page = await page_of(browser, f"{CLASS}/trainee?no=DX2026-01-0011")
        nobody = await page_of(browser, f"{CLASS}/trainee?no=DX2026-01-00")
    assert both[1].name in page
    assert both[0].name not in page
    for offered in ("withdraw_trainee", "record_consent", "reveal_person"):
        assert f"enrollment.{offered}" in page
    assert "没有这名学员。" in nobody


async def test_the_sign_in_book_holds_who_is_expected_by_unit(
    school: House, departments: FakeDepartments
) -> None:
    gone = replace(trainee(3), state=TraineeState.WITHDRAWN)
    people = [trainee(0), trainee(8), trainee(16), trainee(1), gone]
    departments.answers[ListTrainees] = Page(items=people, total=5)
    async with school.browser("staff") as browser:
        book = await page_of(browser, f"/papers/enrollment/sign-in-book?class_id={CLASS_ID}")
    assert re.findall(r"<h2>(.+?)</h2>", book) == [UNITS[0], UNITS[1]]
    assert gone.trainee_no not in book
    # Three of the first unit on two lines, one of the second on one.
    assert book.count("<tr><td") == 3


@pytest.mark.clause("A-9.a")
async def test_the_information_form_bears_its_number_and_stays_masked(school: House) -> None:
    path = f"/papers/enrollment/trainee-form?class_id={CLASS_ID}"
    async with school.browser("staff") as browser:
        form = await page_of(browser, path)
        colleges = await page_of(browser, path.replace("trainee-form", "college-trainee-form"))
    assert "C4/组织04/001" in form
    assert "C4/组织04/001" not in colleges
    assert "310************24X" in form


# -- reception


@pytest.mark.clause("A-6.7")
async def test_one_button_confirms_whoever_stands_at_the_desk(
    school: House, departments: FakeDepartments
) -> None:
    async with school.browser("staff") as browser:
        page = await page_of(browser, f"{RECEPTION}?q=王")
        ticket = re.search(
            r'action="(/do/enrollment\.check_in\?[^"]+trainee_id=t000)".*?</form>', page, re.S
        )
        assert ticket is not None
        sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', ticket[0]))
        done = await browser.post(html.unescape(ticket[1]), data=sent)
    # The third has come already.
    assert page.count("/do/enrollment.check_in?") == 2
    assert (done.status_code, done.headers["location"]) == (303, RECEPTION)
    [command] = asked(departments, CheckIn)
    assert (command.trainee_id, command.parts, command.lodges) == (
        "t000",
        (CheckInPart.SIGN_IN,),
        True,
    )


@pytest.mark.clause("B-8.4a")
async def test_in_the_college_the_parts_are_ticked_and_the_bed_counts_by_itself(
    school: House, departments: FakeDepartments
) -> None:
    new = waiting(0, check_in_missing=tuple(CheckInPart))
    housed = waiting(
        1,
        check_in_parts=(CheckInPart.SIGN_IN, CheckInPart.MATERIALS, CheckInPart.BRIEFING),
        check_in_missing=(CheckInPart.ROOM,),
    )
    departments.answers[ListTrainees] = Page(items=[new, housed], total=2)
    async with school.browser("staff") as browser:
        page = await page_of(browser, f"{RECEPTION}?q=DX")
    first, second = re.findall(
        r'<form method="post" action="/do/enrollment\.check_in.*?</form>', page, re.S
    )
    for ticket in (first, second):
        ticked = re.findall(r'name="parts" value="(\w+)" checked', ticket)
        assert sorted(ticked) == ["BRIEFING", "MATERIALS", "SIGN_IN"]
        assert 'name="lodges"' in ticket
        assert "分配床位后自动完成" in ticket


async def test_an_id_card_is_looked_up_by_its_end_only(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[ListTrainees] = lambda ask: Page(
        items=[waiting(1)] if ask.q == "24X" else [], total=1
    )
    async with school.browser("staff") as browser:
        page = await page_of(browser, f"{RECEPTION}?q={ID_NUMBER}")
    assert len(asked(departments, ListTrainees)) == 1
    assert asked(departments, FindPeople) == []
    assert 'value="24X"' in page
    assert waiting(1).name in page
    assert waiting(1).trainee_no in page


@pytest.mark.parametrize("path", [RECEPTION, "/enrollment/people"])
async def test_a_whole_id_number_stands_in_no_address(school: House, path: str) -> None:
    async with school.browser("staff") as browser:
        page = await page_of(browser, path)
        sent = await browser.post(path, data={"q": f" {ID_NUMBER} "})
        named = await browser.post(path, data={"q": "王 芳"})
    assert f'<form class="seek" method="post" action="{path}"' in page
    assert (sent.status_code, sent.headers["location"]) == (303, f"{path}?q=24X")
    assert named.headers["location"] == f"{path}?q=%E7%8E%8B+%E8%8A%B3"


async def test_nobody_is_checked_in_before_it_opens(
    school: House, departments: FakeDepartments
) -> None:
    coming_in(departments, ClassState.READY)
    departments.answers[ShowCheckInCode] = Refusal(
        "CHECK_IN_NOT_OPEN", "报到尚未开始。", "Check-in has not opened yet."
    )
    async with school.browser("staff") as browser:
        page = await page_of(browser, f"{RECEPTION}?q=王")
    assert "/do/enrollment.check_in?" not in page
    assert "/do/enrollment.open_check_in?" in page
    assert "/do/enrollment.record_opening?" not in page
    assert "报到尚未开始。" in page


@pytest.mark.clause("A-6.7")
async def test_the_wall_says_who_is_missing_and_the_code_renews_itself(
    school: House, departments: FakeDepartments
) -> None:
    async with school.browser("staff") as browser:
        page = await page_of(browser, RECEPTION)
        live = await page_of(browser, f"{RECEPTION}/live")
    assert f'data-live="{RECEPTION}/live"' in page
    for said in ("已到齐", "还差 8 人", "都未到", f"{RECEPTION}?unit=u1", "<svg"):
        assert said in page, said
        assert said in live, said
    assert "<html" not in live
    # The fragment asks for nothing but what it shows.
    kinds = [type(request) for request, _, _ in departments.asked[-2:]]
    assert set(kinds) == {ListCheckIns, ShowCheckInCode}
    phone = f"{Settings().address}/me/check-in?class_id={CLASS_ID}&token={CODE}"
    assert qr_svg(phone) in live


async def test_a_crowded_class_stays_a_small_page(
    school: House, departments: FakeDepartments
) -> None:
    departments.answers[ListTrainees] = Page(items=[waiting(n) for n in range(162)], total=162)
    async with school.browser("staff") as browser:
        page = await page_of(browser, f"{RECEPTION}?unit=u0")
    assert page.count("/do/enrollment.check_in?") == 162
    assert len(gzip.compress(page.encode())) < PAGE_BYTES
