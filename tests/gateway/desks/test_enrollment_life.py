"""The enrollment desk along the life of a class: project, team, plan, running, hand-over, file."""

import gzip
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from contracts.enrollment import (
    AcknowledgeAdjustment,
    AppointCounselors,
    ClassState,
    ElementName,
    FindArchive,
    FindClass,
    FindDutyRoster,
    FindHandOver,
    FindProject,
    HandOverState,
    ListPlanVersions,
    ListSupplies,
    NegotiateElements,
    ReturnSupplies,
    SetDutyRoster,
    SetMentorRota,
    SignConfirmation,
    StepView,
)
from contracts.refusals import Fault, Invalid
from contracts.roles import Role
from contracts.values import ClassLevel, Party
from gateway.accounts import NEVER_GIVEN
from gateway.app import create_app
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.settings import Settings
from services.enrollment.desk import life
from services.enrollment.desk.archive import standing_of, steps_data
from services.enrollment.desk.handover import clock_days
from services.enrollment.desk.team import standing_of as standing_of_task
from tests.gateway.conftest import Client, House
from tests.gateway.desks.life import (
    END,
    HASH,
    TASKS,
    archive,
    confirmation,
    filed,
    hand_over,
    in_life,
    project,
    roster,
    supply_issue,
    version,
)
from tests.gateway.fake import NOW, FakeDepartments, the_class
from tests.gateway.literals import CHINESE

pytestmark = pytest.mark.anyio

# A class in each of the states in which something else is awaited.
STATES = {
    "new": ClassState.PLANNED,
    "talks": ClassState.NEGOTIATING,
    "prep": ClassState.PREPARING,
    "listed": ClassState.ROSTER_APPROVED,
    "runs": ClassState.IN_PROGRESS,
    "left": ClassState.DEPARTED,
    "paid": ClassState.SETTLED,
    "rated": ClassState.EVALUATED,
    "shut": ClassState.CLOSED,
}
CLASS_PAGES = tuple(page.path for page in life.CLASS_PAGES)
OWN_PAGES = tuple(f"/enrollment/{page.path}" for page in life.PAGES)
PAPERS = tuple(
    f"/papers/enrollment/{paper.name}?class_id=runs&meeting_id=m2" for paper in life.PAPERS
)
ALL = (*(f"/classes/runs/{path}" for path in CLASS_PAGES), *OWN_PAGES, *PAPERS)
PAGE_BYTES = 30 * 1024
TALKS = "/classes/talks/project"


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, password_hash: str
) -> Iterator[tuple[House, FakeDepartments]]:
    """One class in each state on the board, and the people who serve them. Opened once, for no
    test changes what the portal keeps.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIBAN_VAR", str(tmp_path_factory.mktemp("life")))
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
    house.open_account("affairs", Role.TEACHING_AFFAIRS, within="unit:d-tea")
    house.open_account("student", Role.STUDENT_WORK, within="unit:d-stu")
    house.open_account("money", Role.FIN_LOGISTICS, within="unit:d-fin")
    house.open_account("lead", Role.PROJECT_LEAD)
    house.open_account("counselor", Role.COUNSELOR)
    house.open_account("leader", Role.COLLEGE_LEADER)
    house.open_account("host", Role.HOST_REP, within="class:talks")
    house.open_account("everybody", *(role for role in Role if role not in NEVER_GIVEN))
    house.open_account("auditor", Role.AUDITOR)
    house.open_account("evp", Role.EVP)


@pytest.fixture
def departments(opened: tuple[House, FakeDepartments]) -> FakeDepartments:
    """Departments with much in every part."""
    _, fake = opened
    fake.answers = FakeDepartments().answers
    fake.asked, fake.silent, fake.ascii_only = [], set(), False
    in_life(fake)
    return fake


@pytest.fixture
def college(opened: tuple[House, FakeDepartments], departments: FakeDepartments) -> House:
    """The gateway over these departments."""
    return opened[0]


async def page_of(client: Client, path: str) -> str:
    """A page that must be there."""
    answer = await client.get(path)
    assert answer.status_code == 200, (path, answer.text[:300])
    return answer.text


async def seen(house: House, login: str, path: str) -> str:
    """A page as one person sees it."""
    async with house.browser(login) as browser:
        return await page_of(browser, path)


def offered(text: str) -> set[str]:
    """The commands a page offers."""
    return set(re.findall(r"/do/enrollment\.(\w+)", text))


def links(text: str, command: str) -> list[dict[str, list[str]]]:
    """What the links to a command's form carry."""
    found = re.findall(rf'"(/do/enrollment\.{command}\?[^"]+)"', text)
    return [parse_qs(urlsplit(html.unescape(path)).query) for path in found]


def part(text: str, name: str) -> str:
    """One section of a page."""
    return text.split(f'id="{name}"', 1)[1].split("</section>", 1)[0]


def asked(departments: FakeDepartments, kind: type) -> list[Any]:
    """What a department was asked, in order."""
    return [request for request, _, _ in departments.asked if type(request) is kind]


# -- every page, in both languages, full and empty


async def test_every_page_is_drawn_small_and_in_either_language(
    college: House, departments: FakeDepartments
) -> None:
    async with college.browser("everybody") as browser:
        for path in ALL:
            text = await page_of(browser, path)
            assert len(gzip.compress(text.encode())) < PAGE_BYTES, path
    departments.ascii_only = True
    async with college.browser("everybody", headers={"Accept-Language": "en"}) as browser:
        for path in ALL:
            text = (await page_of(browser, path)).replace("海事大学党校", "")
            assert CHINESE.findall(text) == [], path


async def test_every_page_stands_with_nothing_to_show(
    college: House, departments: FakeDepartments
) -> None:
    departments.answers.clear()
    async with college.browser("everybody") as browser:
        for path in (path for path in ALL if "minutes" not in path):
            await page_of(browser, path)
        assert (await browser.get(PAPERS[4])).status_code == 404


async def test_who_has_no_duty_here_sees_no_button(college: House) -> None:
    async with college.browser("auditor") as auditor:
        for class_id in ("talks", "prep", "runs"):
            for path in CLASS_PAGES:
                text = await page_of(auditor, f"/classes/{class_id}/{path}")
                assert offered(text) == set(), path


async def test_nothing_is_offered_in_a_closed_class(college: House) -> None:
    async with college.browser("everybody") as browser:
        for path in CLASS_PAGES:
            assert offered(await page_of(browser, f"/classes/shut/{path}")) == set(), path


async def test_only_those_of_the_college_find_its_pages_among_the_tabs(college: House) -> None:
    lead = await seen(college, "lead", "/classes/runs/running")
    evp = await seen(college, "evp", "/classes/runs/running")
    assert 'href="/classes/runs/project"' in lead
    assert 'href="/classes/runs/team"' in lead
    assert 'href="/classes/runs/project"' not in evp
    assert 'href="/classes/runs/archive"' in evp


# -- the project


@pytest.mark.clause("B-6.1b")
async def test_all_thirteen_elements_stand_with_what_is_agreed(college: House) -> None:
    text = part(await seen(college, "lead", "/classes/talks/project"), "elements")
    assert text.count("<tr>") == 14
    assert text.count("未洽定") == 11
    assert "已洽定 2 / 13 项" in text


@pytest.mark.clause("B-6.1c")
async def test_only_the_department_asked_answers_about_what_exceeds_the_standard(
    college: House,
) -> None:
    money = await seen(college, "money", "/classes/talks/project")
    student = await seen(college, "student", "/classes/talks/project")
    lead = await seen(college, "lead", "/classes/talks/project")
    assert offered(money) == {"answer_consultation"}
    assert offered(student) == set()
    assert [link["element"] for link in links(lead, "consult")] == [["TRANSPORT"]]
    assert "待会商同意" in student
    assert "待答复" in student


async def test_one_element_is_settled_with_what_stands_already(
    college: House, departments: FakeDepartments
) -> None:
    departments.answers[NegotiateElements] = Invalid(
        "X", "不行", "No.", faults=[Fault("elements.0.agreed", "太短", "too short")]
    )
    form = "/do/enrollment.negotiate_elements?class_id=talks"
    async with college.browser("lead") as lead:
        one = await page_of(lead, f"{form}&element=TRANSPORT")
        whole = await page_of(lead, form)
        sent = {"elements.0.name": "TRANSPORT", "elements.0.agreed": "两辆"}
        back = await lead.post(form, data=sent)
    assert one.count('value="TRANSPORT" selected') == 1
    assert ">用车一辆</textarea>" in one
    assert whole.count(" selected>") == 13
    assert (back.status_code, "太短" in back.text, ">两辆</textarea>" in back.text) == (
        422,
        True,
        True,
    )


@pytest.mark.clause("B-6.2a")
async def test_each_party_signs_the_document_that_is_up_for_signature(
    college: House, departments: FakeDepartments
) -> None:
    before = await seen(college, "lead", "/classes/talks/project")
    departments.answers[FindProject] = project(confirmation=confirmation(Party.HOST))
    after = await seen(college, "lead", "/classes/talks/project")
    assert links(before, "sign_confirmation") == []
    assert "confirm_project" not in offered(before)
    assert [
        (link["party"], link["document_hash"]) for link in links(after, "sign_confirmation")
    ] == [(["COLLEGE"], [HASH])]
    assert "已签 1 方" in after
    departments.answers[SignConfirmation] = project()
    form = f"/do/enrollment.sign_confirmation?class_id=talks&party=COLLEGE&document_hash={HASH}"
    async with college.browser("lead") as lead:
        shown = await page_of(lead, form)
        await lead.post(form, data={"party": "COLLEGE", "signer": "某人"})
    assert 'name="document_hash"' not in shown
    (given,) = asked(departments, SignConfirmation)
    assert (given.party, given.document_hash, given.signer) == (Party.COLLEGE, HASH, "某人")


@pytest.mark.clause("B-6.2a")
@pytest.mark.parametrize(
    ("login", "parties"),
    [("host", [["HOST"]]), ("leader", [["COLLEGE"]]), ("lead", [["HOST"], ["COLLEGE"]])],
)
async def test_nobody_is_asked_to_sign_for_the_other_party(
    college: House, departments: FakeDepartments, login: str, parties: list[list[str]]
) -> None:
    signed = replace(project(confirmation=confirmation()), class_id="talks")
    departments.answers[FindProject] = signed
    text = await seen(college, login, "/classes/talks/project")
    assert [link["party"] for link in links(text, "sign_confirmation")] == parties


@pytest.mark.clause("B-6.1b", "B-6.2a", "B-6.2d")
async def test_a_project_is_confirmed_once_nothing_is_missing(
    college: House, departments: FakeDepartments
) -> None:
    paper = replace(confirmation(*Party), sealed=True)
    whole = replace(project(confirmation=paper), missing=[], uncleared=[], budget_state="CLEARED")
    lacking = (
        {"missing": [ElementName.MEALS]},
        {"uncleared": [ElementName.MEALS]},
        {"budget_state": "DRAFT"},
        {"confirmation": replace(paper, sealed=False)},
        {"confirmation": replace(confirmation(Party.HOST), sealed=True)},
        {"confirmation": None},
    )
    changes: list[dict[str, Any]] = [{}, *lacking]
    shown = []
    for change in changes:
        departments.answers[FindProject] = replace(whole, **change)
        shown.append("confirm_project" in offered(await seen(college, "lead", TALKS)))
    assert shown == [True, *[False] * len(lacking)]


async def test_negotiation_begins_where_there_is_none(
    college: House, departments: FakeDepartments
) -> None:
    departments.answers[FindProject] = None
    assert offered(await seen(college, "lead", "/classes/new/project")) == {"begin_negotiation"}


# -- the team and who is on duty


@pytest.mark.clause("B-9.2")
async def test_the_card_of_mentors_says_why_this_department_sends_them(college: House) -> None:
    text = part(await seen(college, "lead", "/classes/prep/team"), "team")
    assert "由法学教研部派出：补前次跳过的轮次" in text
    assert "本次跳过监狱教研部：都在外授课" in text
    assert "call_mentors" in offered(text)


@pytest.mark.clause("B-7.1")
async def test_who_is_counselor_already_stays_ticked(
    college: House, departments: FakeDepartments
) -> None:
    text = await seen(college, "student", "/classes/prep/team")
    form = await seen(college, "student", "/do/enrollment.appoint_counselors?class_id=prep")
    assert "appoint_counselors" in offered(text)
    assert "appoint_lead" not in offered(text)
    boxes = re.findall(r'name="person_ids" value="(p-\w+)"( checked)?', form)
    assert boxes == [("p-one", " checked"), ("p-two", " checked"), ("p-five", "")]
    assert asked(departments, AppointCounselors) == []


@pytest.mark.clause("B-8.4b")
async def test_the_roster_shows_each_day_and_what_nobody_covers(college: House) -> None:
    text = part(await seen(college, "student", "/classes/runs/team"), "duty")
    assert [text.count(day) for day in ("2026-04-13<br>", "2026-04-14<br>", "2026-04-15<br>")] == [
        1,
        0,
        1,
    ]
    assert text.index("07:00–13:00") < text.index("13:00–17:00")
    assert "2026-04-14无人坐班" in text


async def test_the_first_roster_is_proposed_from_the_days_of_the_class(
    college: House, departments: FakeDepartments
) -> None:
    departments.answers[FindDutyRoster] = roster()
    page = await seen(college, "student", "/classes/prep/team")
    (link,) = links(page, "set_duty_roster")
    form = await seen(college, "student", "/do/enrollment.set_duty_roster?class_id=prep&by=days")
    assert link["by"] == ["days"]
    assert form.count('value="CLASS" selected') == 5
    assert form.count('value="CHECK_IN" selected') == 1
    assert 'value="2026-04-13T07:00"' in form
    assert 'value="2026-04-17T21:30"' in form


async def test_a_roster_that_stands_is_changed_as_it_stands(
    college: House, departments: FakeDepartments
) -> None:
    departments.answers[SetDutyRoster] = Invalid("DUTY_GAPS", "值班有空档", "Gaps.", "B-8.4b")
    form = "/do/enrollment.set_duty_roster?class_id=runs"
    async with college.browser("student") as student:
        begun = await page_of(student, form)
        sent = {
            "shifts.0.person_id": "p-two",
            "shifts.0.kind": "CLASS",
            "shifts.0.from_at": "2026-04-13T08:00",
            "shifts.0.to_at": "2026-04-13T20:00",
            "contact": "0451-1111",
        }
        back = await student.post(form, data=sent)
    assert begun.count('value="CHECK_IN" selected') == 2
    assert ">0451-0000</textarea>" in begun
    assert (back.status_code, 'value="2026-04-13T20:00"' in back.text) == (422, True)


@pytest.mark.clause("B-9.2")
async def test_a_department_moves_up_the_rota_and_the_order_is_kept(
    college: House, departments: FakeDepartments
) -> None:
    departments.answers[SetMentorRota] = Invalid("ROTA", "不行", "No.")
    page = await seen(college, "affairs", "/enrollment/rota")
    (up,) = [link for link in links(page, "set_mentor_rota") if "unit_ids" in link]
    assert up["unit_ids"] == ["d-pri", "d-law"]
    assert "待补 1 次" in page
    async with college.browser("affairs") as affairs:
        await affairs.post("/do/enrollment.set_mentor_rota", data={"unit_ids": up["unit_ids"]})
    (given,) = asked(departments, SetMentorRota)
    assert given.unit_ids == ["d-pri", "d-law"]


# -- the plan and its tasks


def test_a_task_says_whether_it_is_late() -> None:
    assert [standing_of_task(task) for task in TASKS] == [
        "OPEN",
        "OVERDUE",
        "DONE_LATE",
        "DONE",
        "CANCELLED",
    ]


@pytest.mark.clause("B-3.0")
async def test_a_department_completes_its_own_tasks_only(college: House) -> None:
    money = await seen(college, "money", "/classes/runs/team")
    student = await seen(college, "student", "/classes/runs/team")
    own = await seen(college, "money", "/enrollment/tasks")
    assert [link["task_id"] for link in links(money, "complete_task")] == [["k1"], ["k2"]]
    assert links(student, "complete_task") == []
    assert len(links(own, "complete_task")) == 2
    assert own.count("已逾期") == 1


@pytest.mark.clause("B-5.2")
async def test_a_department_acknowledges_the_version_in_force_and_names_its_people(
    college: House,
) -> None:
    text = await seen(college, "money", "/classes/prep/plan")
    affairs = await seen(college, "affairs", "/classes/prep/plan")
    student = await seen(college, "student", "/classes/prep/plan")
    assert offered(text) == {"acknowledge_implementation_plan", "name_participants"}
    assert offered(student) == {"acknowledge_implementation_plan"}
    assert "acknowledge_implementation_plan" not in offered(affairs)
    assert "新版待接收" in text
    assert "已收第 1 版" in text
    assert text.count("待接收</span>") == 2


@pytest.mark.clause("B-6.3", "B-3.1b")
async def test_a_drafted_version_shows_what_it_changes_and_waits_to_be_issued(
    college: House, departments: FakeDepartments
) -> None:
    text = await seen(college, "affairs", "/classes/prep/plan")
    departments.answers[ListPlanVersions] = [version(1, issued=True)]
    issued = await seen(college, "affairs", "/classes/prep/plan")
    departments.answers[ListPlanVersions] = [
        replace(version(2, issued=False), changes=[]),
        version(1, issued=True),
    ]
    unchanged = await seen(college, "affairs", "/classes/prep/plan")
    assert "与现行版本没有差别" in unchanged
    assert "issue_implementation_plan" not in offered(unchanged)
    versions = part(text, "versions")
    assert "issue_implementation_plan" in offered(versions)
    assert "issue_implementation_plan" not in offered(issued)
    assert "调整时限：任务一" in versions
    assert [versions.count(word) for word in (">待下发<", ">现行<", ">已被替代<")] == [1, 1, 1]


# -- the days of a class


@pytest.mark.clause("A-7.3.b")
async def test_only_what_the_class_awaits_is_offered(
    college: House, departments: FakeDepartments
) -> None:
    departments.answers[FindClass] = replace(the_class(), level=ClassLevel.IMPORTANT)
    found = {
        class_id: offered(
            part(await seen(college, "everybody", f"/classes/{class_id}/running"), "stage")
        )
        for class_id in ("prep", "listed", "runs")
    }
    assert found["prep"] == {
        "set_up_venue",
        "record_rehearsal",
        "waive_rehearsal",
        "reschedule_class",
    }
    assert found["listed"] == {*found["prep"], "confirm_readiness"}
    assert found["runs"] == {"set_up_venue", "record_closing", "suspend_class"}
    departments.answers[FindClass] = the_class()
    regular = part(await seen(college, "everybody", "/classes/prep/running"), "stage")
    assert offered(regular) == {"set_up_venue", "reschedule_class"}


@pytest.mark.clause("B-8.2b")
async def test_the_lead_acknowledges_a_major_adjustment_only(
    college: House, departments: FakeDepartments
) -> None:
    text = await seen(college, "lead", "/classes/runs/running")
    assert [link["adjustment_id"] for link in links(text, "acknowledge_adjustment")] == [["b1"]]
    assert asked(departments, AcknowledgeAdjustment) == []


@pytest.mark.clause("B-8.6b")
async def test_a_rank_is_named_and_one_without_a_name_keeps_its_code(college: House) -> None:
    text = part(await seen(college, "lead", "/classes/runs/running"), "officials")
    assert "厅局级副职" in text
    assert ">150<" in text


@pytest.mark.clause("B-8.3a")
async def test_a_loan_comes_back_as_far_as_it_is_still_out(
    college: House, departments: FakeDepartments
) -> None:
    page = await seen(college, "student", "/classes/runs/running")
    (link,) = links(page, "return_supplies")
    path = f"/do/enrollment.return_supplies?class_id=runs&issue_id={link['issue_id'][0]}"
    form = await seen(college, "student", path)
    departments.answers[ListSupplies] = [supply_issue()]
    done = await seen(college, "student", "/classes/runs/running")
    assert 'name="lines.0.quantity"' in form
    assert 'value="胸卡"' in form
    assert 'value="26"' in form
    assert links(done, "return_supplies") == []
    assert asked(departments, ReturnSupplies) == []


# -- the hand-over and the file


@pytest.mark.clause("B-8.9a", "B-8.9b")
def test_the_clock_stands_on_its_day_and_turns_red_behind_the_time() -> None:
    found = hand_over()
    tones = {
        number: [day.tone for day in clock_days(found, END + timedelta(days=number))]
        for number in (0, 5, 7, 12)
    }
    assert tones[0] == ["green", *["ahead"] * 5, *["beyond"] * 5]
    assert tones[5] == [*["green"] * 5, "gold", *["beyond"] * 5]
    assert tones[7] == [*["green"] * 5, "gold", "red", "red", *["beyond"] * 3]
    assert tones[12][6:] == ["red"] * 5
    here = [day.number for day in clock_days(found, END + timedelta(days=12)) if day.here]
    assert here == [10]


@pytest.mark.clause("B-8.9a")
async def test_the_receiving_department_signs_and_the_clock_stops_at_the_last_receipt(
    college: House, departments: FakeDepartments
) -> None:
    money = await seen(college, "money", "/classes/left/archive")
    student = await seen(college, "student", "/classes/left/archive")
    departments.answers[FindHandOver] = hand_over(signed=NOW + timedelta(days=6))
    signed = part(await seen(college, "student", "/classes/left/archive"), "hand-over")
    form = "/do/enrollment.sign_hand_over_line?class_id=left&unit_id=d-fin&line_id=l2"
    prefilled = await seen(college, "money", form)
    assert [one["line_id"] for one in links(money, "sign_hand_over_line")] == [["l2"]]
    assert offered(part(student, "hand-over")) == {"prepare_hand_over", "extend_hand_over"}
    assert "已签收 1 / 2" in money
    assert "第 4 日全部签收" in signed
    assert offered(signed) == set()
    assert 'value="3"' in prefilled


async def test_no_more_time_is_asked_for_once_it_was_given(
    college: House, departments: FakeDepartments
) -> None:
    departments.answers[FindHandOver] = hand_over(
        state=HandOverState.EXTENDED, extension_reason="疫情", extended_by="p-x"
    )
    text = part(await seen(college, "student", "/classes/left/archive"), "hand-over")
    assert offered(text) == {"prepare_hand_over"}
    assert "疫情" in text


@pytest.mark.clause("A-7.9.a", "B-6.7")
async def test_the_book_shows_each_paper_under_who_keeps_it(
    college: House, departments: FakeDepartments
) -> None:
    text = part(await seen(college, "lead", "/classes/paid/archive"), "book")
    heads = [text.index(head) for head in ("报到前：", "报到至撤场：", "撤场后：")]
    assert heads == sorted(heads)
    assert text.index("材料MORE") < text.index("报到至撤场：")
    for word in ("已归入", "缺件", "未签字", "可缺"):
        assert text.count(f">{word}<") == 1
    assert filed_by(text) == [["MORE"]]
    others = await seen(college, "counselor", "/classes/paid/archive")
    assert filed_by(part(others, "book")) == [["BOOK"]]
    staff = await seen(college, "everybody", "/classes/paid/archive")
    assert filed_by(part(staff, "book")) == [["MORE"], ["BOOK"]]
    assert "seal_archive" not in offered(text)
    departments.answers[FindArchive] = archive("COMPLETE")
    complete = await seen(college, "lead", "/classes/paid/archive")
    assert "seal_archive" in offered(complete)
    departments.answers[FindArchive] = archive("SEALED")
    assert offered(await seen(college, "lead", "/classes/paid/archive")) == set()


def filed_by(text: str) -> list[list[str]]:
    """The kinds of papers somebody is asked to file."""
    return [one["doc_type"] for one in links(text, "file_document") if "doc_type" in one]


async def test_only_papers_filed_by_hand_can_be_chosen(college: House) -> None:
    form = await seen(college, "lead", "/do/enrollment.file_document?class_id=paid")
    kinds = re.findall(r'<option value="(\w+)"', form)
    assert kinds == [item.doc_type for item in archive().items if item.by_hand]


def test_a_paper_is_there_or_missing_or_waits_for_a_signature() -> None:
    assert standing_of(filed("X", "LEAD", filed_at=NOW)) == "FILED"
    assert standing_of(filed("X", "LEAD", by_hand=True)) == "LACKING"
    assert standing_of(filed("X", "LEAD")) == "UNSIGNED"
    assert standing_of(filed("X", "LEAD", mandatory=False)) == "OPTIONAL"


async def test_a_class_is_closed_from_the_list_of_what_closing_needs(college: House) -> None:
    rated = part(await seen(college, "affairs", "/classes/rated/archive"), "closing")
    paid = part(await seen(college, "affairs", "/classes/paid/archive"), "closing")
    assert offered(rated) == {"close_class"}
    assert offered(paid) == set()
    # The class itself is still being taught, whatever the board says: nothing is behind it.
    assert paid.count("未满足") == 4


def test_each_step_tells_how_long_it_took(departments: FakeDepartments) -> None:
    states = (ClassState.PLANNED, ClassState.NEGOTIATING, ClassState.CONFIRMED)
    hours = (0, 3, 75)
    steps = [
        StepView(state=state, at=NOW + timedelta(hours=passed))
        for state, passed in zip(states, hours, strict=True)
    ]
    unused: Any = None
    assert [span for _, span in steps_data(steps, unused)["steps"]] == [
        None,
        (3, "hours"),
        (3, "days"),
    ]


async def test_the_minutes_print_with_who_was_called(college: House) -> None:
    text = await seen(college, "lead", PAPERS[4])
    assert "会议纪要全文" in text
    assert "财务后勤处" in text
