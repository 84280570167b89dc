"""The desk of assessment: each page in both languages, rich and empty, and what pictures say."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from contracts.assessment import (
    Aspect,
    AssignDuty,
    CertificateRecord,
    CertificateStep,
    CodeLine,
    CodesView,
    CustodyView,
    Duty,
    DutyTask,
    EnterMark,
    EvaluationForm,
    EvaluationView,
    ExamDutyView,
    ExamState,
    FindCertificate,
    FindClassExam,
    FindEvaluation,
    FindExam,
    FindPassList,
    FindWorkSummary,
    Grade,
    ImprovementView,
    ListCodes,
    ListCustody,
    ListEvaluations,
    ListImprovements,
    ListMyDuties,
    ListOwnImprovements,
    ListResults,
    ListScripts,
    ListSeats,
    ListSummaries,
    PaperContent,
    PassListView,
    ReadPaper,
    ReadSummary,
    RecheckMark,
    Respondent,
    ResultView,
    ScoreView,
    ScriptView,
    SealScripts,
    SeatView,
    SummaryKind,
    SummaryState,
    SummaryText,
    SummaryView,
    TakeTicket,
    Target,
    TicketView,
    WorkSummaryView,
)
from contracts.base import Page
from contracts.enrollment import ClassState
from contracts.refusals import Fault, Invalid
from contracts.roles import Role
from contracts.values import Category
from services.assessment.desk import DESK
from services.assessment.desk.exam import by_room, keeping
from tests.gateway.conftest import Client, House
from tests.gateway.fake import CLASS_ID, NOW, TITLE, FakeDepartments, certificates, exam

pytestmark = pytest.mark.anyio

CLASS = f"/classes/{CLASS_ID}"
CERTIFICATE = "/assessment/certificates/c0"
PAGES = (
    f"{CLASS}/exam",
    f"{CLASS}/assessment",
    f"{CLASS}/certificates",
    f"{CLASS}/summaries/t1",
    CERTIFICATE,
    "/assessment/duties",
    "/assessment/marking/e1",
    "/assessment/improvements",
)
PAPERS = tuple(
    f"/papers/assessment/{paper.name}?class_id={CLASS_ID}&exam_id=e1" for paper in DESK.papers
)
EVERYTHING = (Role.EVP, Role.STAFF, Role.EXAM_ADMIN, Role.TEACHING_AFFAIRS, Role.AUDITOR)
PAGE_BYTES = 200_000


def seat(number: int, room: str, status: str = "PRESENT") -> SeatView:
    return SeatView(
        trainee_id=f"t{number}",
        room=room,
        seat_no=number,
        status=status,
        trainee_no=f"DX-{number:03}",
        name=f"Name{number}",
    )


def step(what: str, hours: int, by: str = "p-301", **more: Any) -> CustodyView:
    facts = {"seal_no": "", "note": "", **more}
    return CustodyView(at=NOW + timedelta(hours=hours), what=what, by=by, **facts)


def script(code: str, score: int | None = None, **more: bool) -> ScriptView:
    return ScriptView(anon_code=code, score=score, **{"rechecked": False, **more})


def score(mean: int | None, answers: int, respondent: Respondent | None = None) -> ScoreView:
    bands = {"EXCELLENT": answers - 1, "GOOD": 1} if mean else {}
    return ScoreView(
        aspect=Aspect.TEACHING,
        target=Target.CLASS,
        target_id="",
        respondent=respondent,
        answers=answers,
        mean=mean,
        bands=bands,
    )


def evaluation(*scores: ScoreView, state: str = "CLOSED") -> EvaluationView:
    return EvaluationView(
        class_id=CLASS_ID,
        form=EvaluationForm.TEACHING_QUALITY,
        state=state,
        asked={Respondent.TRAINEE: 40, Respondent.STUDENT_WORK: 1},
        answered={Respondent.TRAINEE: 30, Respondent.STUDENT_WORK: 1},
        response_rate=756,
        least_answers=5,
        scores=list(scores),
        comments=["parking"],
        representative=True,
        opened_on=date(2026, 4, 16),
        closed_on=date(2026, 4, 20) if state != "OPEN" else None,
    )


def summary(
    state: SummaryState = SummaryState.SUBMITTED, trainee: str = "t1", **more: bool
) -> SummaryView:
    return SummaryView(
        class_id=CLASS_ID,
        trainee_id=trainee,
        trainee_no="KJ-001",
        name=f"Writer {trainee}",
        kind=SummaryKind.SECTION_CADRE,
        due_on=date(2026, 4, 17),
        state=state,
        submitted_at=NOW,
        length=1200,
        similarity=823,
        flagged=True,
        grade=Grade.GOOD if state is SummaryState.ACCEPTED else None,
        reviewed_by="",
        opinion="",
        closest_id="t2",
        awaited=state is not SummaryState.SUBMITTED,
        **more,
    )


def summary_text(trainee: str) -> SummaryText:
    return SummaryText(**vars(summary(trainee=trainee)), text=f"Text of {trainee}")


def duty(
    kind: Duty,
    *waiting: DutyTask,
    state: ExamState,
    pledged: bool = True,
    may_read: bool = False,
) -> ExamDutyView:
    return ExamDutyView(
        exam_id="e1",
        class_id=CLASS_ID,
        class_code="DX2026-01",
        class_title=TITLE,
        title="Exam",
        from_at=NOW,
        to_at=NOW + timedelta(hours=2),
        state=state,
        duty=kind,
        pledged=pledged,
        waiting=list(waiting),
        may_read=may_read,
    )


def improvement(state: str) -> ImprovementView:
    return ImprovementView(
        action_id=f"a-{state}",
        class_id=CLASS_ID,
        unit_id="u-logistics",
        aspect=Aspect.LOGISTICS,
        target=Target.CLASS,
        target_id="",
        what="hot water",
        due_on=date(2026, 5, 1),
        state=state,
        done="pump replaced",
        checked_by="",
    )


def result(decision: str, points: int | None) -> ResultView:
    return ResultView(
        trainee_id=f"t-{decision}",
        trainee_no="DX-001",
        name=f"Name {decision}",
        unit_name="Unit",
        score=points,
        decision=decision,
        certificate_no="DX20260100001" if decision == "PASS" else None,
        correctable=decision not in ("BARRED", "VOID"),
    )


def rich() -> Mapping[type, Any]:
    """Something of everything the desk can show."""
    certificate = certificates()[0]
    history = [
        CertificateStep(what="NUMBERED", at=NOW, by="p-evp", reason=""),
        CertificateStep(what="ISSUED", at=NOW, by="p-evp", reason=""),
        CertificateStep(what="REISSUED", at=NOW, by="p-evp", reason="lost in a flood"),
    ]
    return {
        FindExam: exam(),
        ListSeats: [seat(1, "A"), seat(2, "A", "ABSENT"), seat(3, "B", "CHEATED")],
        ListCustody: [
            step(
                "DUTY_CONFLICT",
                0,
                note="SETTER/MARKER",
                is_breach=True,
                conflict=(Duty.SETTER, Duty.MARKER),
            ),
            step("PAPER_SEALED", 1, seal_no="S-1"),
            step("READING_REFUSED", 2, note="PAPER", is_breach=True),
            step("PAPER_PRINTED", 3, "p-302", seal_no="S-2"),
        ],
        ListResults: [result("PASS", 88), result("BARRED", None), result("VOID", 0)],
        ListMyDuties: [
            duty(Duty.MARKER, DutyTask.MARK_SCRIPTS, state=ExamState.MARKING, may_read=True)
        ],
        ListScripts: [script("AAA", 70, mine=True), script("BBB"), script("CCC")],
        ListSummaries: [summary(), summary(SummaryState.DUE, "t3")],
        ReadSummary: lambda asked: summary_text(asked.trainee_id),
        ListEvaluations: [
            evaluation(
                score(912, 31), score(915, 30, Respondent.TRAINEE), score(None, 1, Respondent.HOST)
            )
        ],
        FindEvaluation: evaluation(score(None, 3)),
        ListImprovements: Page(items=[improvement("OPEN"), improvement("DONE")], total=2),
        ListOwnImprovements: Page(items=[improvement("OPEN")], total=1),
        FindWorkSummary: WorkSummaryView(
            class_id=CLASS_ID, state="SUBMITTED", text="It went well.", author="p-1", approved_by=""
        ),
        FindCertificate: CertificateRecord(
            certificate=certificate,
            class_title=TITLE,
            start_on=date(2026, 4, 13),
            end_on=date(2026, 4, 17),
            hours=245,
            history=history,
        ),
    }


@pytest.fixture
def departments() -> FakeDepartments:
    """A class of which everything is known."""
    made = FakeDepartments()
    made.answers.update(rich())
    return made


def on_board(
    house: House,
    category: Category = Category.DEV_TARGET,
    state: ClassState = ClassState.ASSESSING,
) -> None:
    with house.store() as store:
        store.open_line(
            class_id=CLASS_ID,
            code="DX2026-01",
            title=TITLE,
            category=category,
            state=state,
            start_on=date(2026, 4, 13),
            end_on=date(2026, 4, 17),
        )


async def opened(browser: Client, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, (path, answer.text[-600:])
    return unescape(answer.text)


def commands(page: str) -> set[str]:
    """What a page offers."""
    return set(re.findall(r"/do/assessment\.(\w+)", page))


def part(page: str, name: str) -> str:
    """One card of a page."""
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


# -- every page ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_and_paper_shows_what_there_is(house: House, language: str) -> None:
    house.open_account("all", *EVERYTHING)
    on_board(house)
    async with house.browser("all") as browser:
        for path in PAGES:
            page = await opened(browser, f"{path}?lang={language}")
            assert "目前没有内容" not in page, path
        for path in PAPERS:
            await opened(browser, f"{path}&lang={language}")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_says_that_there_is_nothing_yet(
    house: House, departments: FakeDepartments, language: str
) -> None:
    house.open_account("all", *EVERYTHING)
    on_board(house)
    departments.answers.clear()
    async with house.browser("all") as browser:
        for path in (*PAGES, *(f"{paper}&lang={language}" for paper in PAPERS)):
            page = await opened(browser, path)
            assert not commands(page) - FIRST_STEPS, path


# What can be given where nothing is there yet.
FIRST_STEPS = {"plan_exam", "submit_work_summary"}


async def test_nobody_without_the_duty_is_offered_anything(house: House) -> None:
    house.open_account("auditor", Role.AUDITOR)
    on_board(house)
    async with house.browser("auditor") as browser:
        for path in (f"{CLASS}/exam", f"{CLASS}/assessment", f"{CLASS}/certificates", CERTIFICATE):
            assert commands(await opened(browser, path)) == set(), path


async def test_whoever_the_school_serves_has_no_exam_duties_in_the_menu(house: House) -> None:
    house.open_account("trainee", Role.TRAINEE, within="trainee:t1")
    async with house.browser("trainee") as browser:
        refused = await browser.get("/assessment/duties")
        home = await browser.get("/")
    assert refused.status_code == 403
    assert "/assessment/duties" not in home.text


# -- the exam --------------------------------------------------------------------------


@pytest.mark.clause("A-6.8", "A-6.9")
@pytest.mark.parametrize(
    ("category", "is_there"), [(Category.DEV_TARGET, True), (Category.MEMBER, False)]
)
async def test_only_a_class_of_prospects_has_an_exam_page(
    house: House, category: Category, is_there: bool
) -> None:
    house.open_account("all", *EVERYTHING)
    on_board(house, category)
    async with house.browser("all") as browser:
        page = await opened(browser, f"{CLASS}/assessment")
    assert (f'href="{CLASS}/exam"' in page) is is_there
    assert ('id="summaries"' in page) is not is_there


@pytest.mark.parametrize(
    ("state", "offered", "withheld"),
    [
        (ExamState.PLANNED, {"assign_duty", "release_duty", "change_exam_info"}, {"report_leak"}),
        (ExamState.PRINTED, {"confirm_exam_ready", "report_leak"}, {"release_duty"}),
        (ExamState.MARKING, {"complete_marking", "assign_duty"}, {"change_exam_info"}),
        (ExamState.MARKED, {"confirm_results"}, {"assign_duty", "publish_results"}),
        (ExamState.RESULTS_CONFIRMED, {"publish_results", "correct_result"}, {"confirm_results"}),
    ],
)
async def test_the_exam_offers_what_its_state_awaits(
    house: House,
    departments: FakeDepartments,
    state: ExamState,
    offered: set[str],
    withheld: set[str],
) -> None:
    house.open_account("all", *EVERYTHING)
    on_board(house)
    departments.answers[FindClassExam] = replace(
        exam(),
        state=state,
        assignable=(Duty.MARKER,) if "assign_duty" in offered else (),
        releasable="release_duty" in offered,
    )
    async with house.browser("all") as browser:
        given = commands(await opened(browser, f"{CLASS}/exam"))
    assert offered <= given
    assert not withheld & given
    assert "plan_exam" not in given


@pytest.mark.clause("A-7.10.g")
async def test_no_result_is_corrected_once_the_pass_list_is_frozen(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("all", *EVERYTHING)
    on_board(house)
    departments.answers[ListResults] = [replace(result("PASS", 88), correctable=False)]
    async with house.browser("all") as browser:
        given = commands(await opened(browser, f"{CLASS}/exam"))
    assert "correct_result" not in given


@pytest.mark.parametrize("state", [ClassState.CLOSED, ClassState.CANCELLED])
async def test_a_class_that_is_over_awaits_nothing_but_care_for_what_it_left(
    house: House, departments: FakeDepartments, state: ClassState
) -> None:
    house.open_account("all", *EVERYTHING)
    on_board(house, Category.CADRE_SECTION, state)
    departments.answers[ListEvaluations] = [evaluation(state="OPEN")]
    departments.answers[ListSummaries] = [replace(summary(), awaited=False)]
    found: set[str] = set()
    async with house.browser("all") as browser:
        for path in (f"{CLASS}/exam", f"{CLASS}/assessment", f"{CLASS}/certificates"):
            found |= commands(await opened(browser, path))
        found |= commands(await opened(browser, f"{CLASS}/summaries/t1"))
        departments.answers.pop(FindClassExam)
        departments.answers.pop(FindWorkSummary)
        for path in (f"{CLASS}/exam", f"{CLASS}/assessment"):
            found |= commands(await opened(browser, path))
    assert found == {"close_evaluation", "complete_improvement", "check_improvement"}


async def test_an_exam_not_planned_yet_can_be_planned_and_nothing_else(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("exams", Role.EXAM_ADMIN)
    on_board(house)
    del departments.answers[FindClassExam]
    departments.answers[ListResults] = []
    async with house.browser("exams") as browser:
        page = await opened(browser, f"{CLASS}/exam")
    assert commands(page) == {"plan_exam"}
    assert 'id="seats"' not in page


@pytest.mark.clause("A-7.10.e")
async def test_each_duty_is_assigned_by_its_own_form(house: House) -> None:
    house.open_account("exams", Role.EXAM_ADMIN)
    on_board(house)
    async with house.browser("exams") as browser:
        page = part(await opened(browser, f"{CLASS}/exam"), "duties")
        links = re.findall(r'href="(/do/assessment\.assign_duty[^"]*)"', page)
        form = await opened(browser, links[-1])
    assert {re.search(r"duty=(\w+)", link)[1] for link in links} == {  # type: ignore[index]
        "PRINTER",
        "INVIGILATOR",
        "MARKER",
        "CUSTODIAN",
    }
    assert re.search(r'<option value="CUSTODIAN" selected', form)


async def test_the_seat_plan_shows_each_seat_and_who_was_not_there(house: House) -> None:
    house.open_account("exams", Role.EXAM_ADMIN)
    on_board(house)
    async with house.browser("exams") as browser:
        seats = part(await opened(browser, f"{CLASS}/exam"), "seats")
        paper = await opened(browser, f"/papers/assessment/seats?class_id={CLASS_ID}&exam_id=e1")
    assert seats.count('class="seat"') == 1
    assert seats.count('class="seat off"') == 2
    assert "缺考" in seats
    assert "违纪" in seats
    assert "讲台" in paper


def test_rooms_stand_in_the_order_they_were_filled() -> None:
    rooms = by_room([seat(3, "A"), seat(2, "B"), seat(1, "B")])
    assert [(room, [one.seat_no for one in taken]) for room, taken in rooms] == [
        ("B", [1, 2]),
        ("A", [3]),
    ]


@pytest.mark.clause("A-5.p3", "A-5.k3")
async def test_the_custody_record_tells_who_held_the_paper_until_when(house: House) -> None:
    house.open_account("exams", Role.EXAM_ADMIN)
    house.open_account("staff", Role.STAFF)
    on_board(house)
    async with house.browser("exams") as browser:
        custody = part(await opened(browser, f"{CLASS}/exam"), "custody")
    async with house.browser("staff") as browser:
        hidden = await opened(browser, f"{CLASS}/exam")
    assert "已承担命题，又被指定阅卷" in custody
    assert custody.count('class="alarm"') == 2
    assert "至今" in custody
    assert 'id="custody"' not in hidden


def test_a_hand_over_lasts_until_the_next_one() -> None:
    steps = [step("PAPER_SEALED", 1), step("PAPER_READ", 2), step("PAPER_PRINTED", 3)]
    assert [(a.what, b and b.what) for a, b in keeping(steps)] == [
        ("PAPER_SEALED", "PAPER_PRINTED"),
        ("PAPER_PRINTED", None),
    ]


# -- those who work on it --------------------------------------------------------------


@pytest.mark.clause("A-7.10.e", "A-5.k3")
@pytest.mark.parametrize(
    ("held", "offered"),
    [
        (
            duty(Duty.SETTER, DutyTask.SIGN_PLEDGE, state=ExamState.STAFFED, pledged=False),
            {"sign_pledge"},
        ),
        (duty(Duty.SETTER, DutyTask.SEAL_PAPER, state=ExamState.STAFFED), {"seal_paper"}),
        (
            duty(Duty.PRINTER, DutyTask.PRINT_PAPER, state=ExamState.PAPER_SEALED, may_read=True),
            {"record_printing", "read_paper", "record_seal_check"},
        ),
        (
            duty(Duty.INVIGILATOR, DutyTask.BEGIN_EXAM, state=ExamState.READY),
            {"begin_exam", "record_seal_check"},
        ),
        (
            duty(Duty.INVIGILATOR, DutyTask.BEGIN_EXAM, state=ExamState.READY, may_read=True),
            {"begin_exam", "read_paper", "record_seal_check"},
        ),
        (
            duty(
                Duty.INVIGILATOR,
                DutyTask.SEAL_SCRIPTS,
                state=ExamState.IN_PROGRESS,
                may_read=True,
            ),
            {"seal_scripts", "read_paper", "record_seal_check"},
        ),
        (
            duty(Duty.CUSTODIAN, DutyTask.WRITE_CODES, state=ExamState.SCRIPTS_SEALED),
            {"list_codes", "record_seal_check"},
        ),
        (
            duty(Duty.MARKER, DutyTask.MARK_SCRIPTS, state=ExamState.MARKING, may_read=True),
            {"read_paper"},
        ),
        (duty(Duty.SETTER, state=ExamState.PAPER_SEALED), set()),
    ],
)
async def test_everybody_finds_what_their_duty_awaits(
    house: House, departments: FakeDepartments, held: ExamDutyView, offered: set[str]
) -> None:
    house.open_account("one", Role.TEACHER)
    departments.answers[ListMyDuties] = [held]
    async with house.browser("one") as browser:
        page = await opened(browser, "/assessment/duties")
    assert commands(page) == offered
    assert ("/assessment/marking/e1" in page) is (held.duty is Duty.MARKER)
    asked = [request for request, *_ in departments.asked if isinstance(request, ListMyDuties)]
    assert [request.person_id for request in asked] == ["p-one"]


@pytest.mark.clause("A-5.k3")
async def test_the_paper_is_shown_only_on_being_asked_and_never_kept(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("printer", Role.OFFICE)
    departments.answers[ReadPaper] = PaperContent(exam_id="e1", version=2, content="Question one")
    address = "/do/assessment.read_paper?exam_id=e1&back=/assessment/duties"
    async with house.browser("printer") as browser:
        before = await opened(browser, address)
        shown = await browser.post(address, data={"key": "k-1"})
    assert "Question one" not in before
    assert "每次阅读都记入交接记录" in before
    assert "Question one" in shown.text
    assert shown.headers["cache-control"] == "no-store"


@pytest.mark.clause("A-7.10.e")
async def test_an_invigilator_ticks_the_absent_from_the_seat_plan(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("watch", Role.TEACHER)
    departments.answers[SealScripts] = exam()
    address = "/do/assessment.seal_scripts?exam_id=e1&back=/assessment/duties"
    async with house.browser("watch") as browser:
        form = await opened(browser, address)
        sent = {"key": "k-1", "absent": "t2", "seal_no": "S-3"}
        done = await browser.post(address, data=sent)
    assert form.count('type="checkbox" name="absent"') == 3
    assert "A · 2 · Name2" in form
    assert done.status_code == 303
    (given,) = [r for r, *_ in departments.asked if isinstance(r, SealScripts)]
    assert (given.absent, given.cheated, given.seal_no) == (["t2"], [], "S-3")


async def test_the_codes_stand_by_room_and_seat(house: House, departments: FakeDepartments) -> None:
    house.open_account("keeper", Role.STAFF)
    lines = [CodeLine(room="A", seat_no=1, anon_code="XYZ")]
    departments.answers[ListCodes] = CodesView(exam_id="e1", codes=lines)
    async with house.browser("keeper") as browser:
        shown = await browser.post("/do/assessment.list_codes?exam_id=e1", data={"key": "k"})
    assert re.search(r'<th scope="row">1</th><td class="code">XYZ</td>', shown.text)


# -- marking ---------------------------------------------------------------------------


@pytest.mark.clause("A-7.10.g")
async def test_one_script_after_another_is_marked(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("marker", Role.STAFF)
    departments.answers[EnterMark] = script("BBB", 81)
    async with house.browser("marker") as browser:
        page = await opened(browser, "/assessment/marking/e1")
        action = re.search(r'action="(/do/assessment\.enter_mark[^"]*)"', page)
        assert action
        typed = {"anon_code": "BBB", "score": "81", "back": "/assessment/marking/e1"}
        done = await browser.post(action[1], data=typed)
        own = await opened(browser, "/assessment/marking/e1?code=AAA")
    assert 'value="BBB" list="codes"' in page
    assert "1 / 3" in page
    assert (done.status_code, done.headers["location"]) == (303, "/assessment/marking/e1")
    (given,) = [r for r, *_ in departments.asked if isinstance(r, EnterMark)]
    assert (given.exam_id, given.anon_code, given.score) == ("e1", "BBB", 81)
    assert 'value="AAA" list="codes"' in own
    assert 'value="70"' in own


@pytest.mark.clause("A-7.10.g")
async def test_a_second_marker_sees_neither_own_scripts_nor_the_first_mark(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("marker", Role.STAFF)
    departments.answers[ListScripts] = [
        script("AAA", 61, recheck_due=True, mine=True),
        script("BBB", 59, recheck_due=True),
        script("CCC", 43, recheck_due=True, disputed=True),
        script("DDD", 97),
    ]
    async with house.browser("marker") as browser:
        page = await opened(browser, "/assessment/marking/e1")
    assert commands(page) == {"recheck_mark", "read_paper"}
    card = part(page, "scripts")
    assert 'value="AAA"' not in card
    assert 'value="BBB" list="codes"' in card
    assert "待仲裁" in card
    assert not {"59", "43", "97"} & set(re.findall(r"\b\d{2}\b", re.sub(r"<[^>]*>", " ", card)))


async def test_a_mark_that_is_refused_stays_with_its_fault(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("marker", Role.STAFF)
    fault = Fault("score", "须在 0 至 100 之间", "must be between 0 and 100")
    departments.answers[RecheckMark] = Invalid("SCORE", "分数有误。", "Wrong.", faults=[fault])
    address = "/do/assessment.recheck_mark?exam_id=e1"
    async with house.browser("marker") as browser:
        again = await browser.post(address, data={"anon_code": "BBB", "score": "99"})
    assert again.status_code == 422
    assert "须在 0 至 100 之间" in again.text
    assert 'value="99"' in again.text
    assert 'value="BBB"' in again.text


# -- concluding ------------------------------------------------------------------------


@pytest.mark.clause("A-6.8")
async def test_a_summary_is_reviewed_beside_its_text_and_the_most_similar_one(
    house: House,
) -> None:
    house.open_account("staff", Role.STAFF)
    on_board(house, Category.CADRE_SECTION)
    async with house.browser("staff") as browser:
        listed = part(await opened(browser, f"{CLASS}/assessment"), "summaries")
        read = await opened(browser, f"{CLASS}/summaries/t1")
        form = await opened(
            browser, f"/do/assessment.review_summary?class_id={CLASS_ID}&trainee_id=t1"
        )
    assert "82.3 %" in listed
    assert "重复率偏高" in listed
    assert commands(listed) == {"review_summary", "submit_summary"}
    assert "Text of t1" in read
    assert "Text of t2" in read
    assert "Text of t1" in form


@pytest.mark.clause("A-6.8")
@pytest.mark.parametrize("may", [True, False])
async def test_summaries_are_concluded_and_handed_in_only_where_the_department_would_take_it(
    house: House, departments: FakeDepartments, may: bool
) -> None:
    house.open_account("staff", Role.STAFF)
    on_board(house, Category.CADRE_SECTION)
    overdue = summary(SummaryState.OVERDUE, concludable=may)
    departments.answers[ListSummaries] = [replace(overdue, awaited=may)]
    async with house.browser("staff") as browser:
        listed = part(await opened(browser, f"{CLASS}/assessment"), "summaries")
    assert commands(listed) == ({"conclude_summaries", "submit_summary"} if may else set())


async def test_the_marking_guide_is_offered_only_while_it_may_be_read(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("marker", Role.STAFF)
    departments.answers[ListMyDuties] = [duty(Duty.MARKER, state=ExamState.MARKED)]
    async with house.browser("marker") as browser:
        page = await opened(browser, "/assessment/marking/e1")
    assert "read_paper" not in commands(page)


@pytest.mark.clause("B-6.5b")
async def test_results_are_pictures_and_too_few_answers_show_none(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("affairs", Role.TEACHING_AFFAIRS)
    on_board(house)
    async with house.browser("affairs") as browser:
        shown = part(await opened(browser, f"{CLASS}/assessment"), "evaluations")
        departments.answers[ListEvaluations] = [evaluation(score(None, 3))]
        few = part(await opened(browser, f"{CLASS}/assessment"), "evaluations")
    assert "91.2" in shown
    assert "优 <b>30</b>" in shown
    assert "feed_back" in commands(shown)
    assert "aspect=TEACHING" in shown
    assert "不足 5 份，不显示结果" in few
    assert 'class="mean"' not in few


async def test_an_open_form_is_closed_and_shows_no_result(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("student-work", Role.STUDENT_WORK, Role.TEACHING_AFFAIRS)
    on_board(house)
    departments.answers[ListEvaluations] = [evaluation(state="OPEN")]
    departments.answers[TakeTicket] = TicketView(
        form=EvaluationForm.TEACHING_QUALITY, ticket="a-ticket-of-enough-letters"
    )
    address = f"/do/assessment.take_ticket?class_id={CLASS_ID}&form=TEACHING_QUALITY"
    async with house.browser("student-work") as browser:
        page = part(await opened(browser, f"{CLASS}/assessment"), "evaluations")
        ticket = await browser.post(address, data={"key": "k"})
    assert {"close_evaluation", "take_ticket", "open_evaluation"} <= commands(page)
    assert "/evaluate/a-ticket-of-enough-letters?form=TEACHING_QUALITY" in ticket.text


@pytest.mark.clause("B-6.5c")
async def test_a_department_reports_and_somebody_else_checks(house: House) -> None:
    house.open_account("logistics", Role.FIN_LOGISTICS, within="unit:u-logistics")
    house.open_account("affairs", Role.TEACHING_AFFAIRS)
    async with house.browser("logistics") as browser:
        own = await opened(browser, "/assessment/improvements")
    async with house.browser("affairs") as browser:
        checking = part(await opened(browser, "/assessment/improvements"), "all")
    assert commands(part(own, "own")) == {"complete_improvement"}
    assert "check_improvement" not in commands(own)
    assert "check_improvement" in commands(checking)
    assert "待核查" in checking


# -- certificates ----------------------------------------------------------------------


@pytest.mark.clause("A-6.10", "A-7.8.c")
@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("DRAFT", "freeze_pass_list"),
        ("FROZEN", "number_certificates"),
        ("NUMBERED", "issue_certificates"),
        ("ISSUED", None),
    ],
)
async def test_the_pass_list_offers_its_next_step_only(
    house: House, departments: FakeDepartments, state: str, offered: str | None
) -> None:
    house.open_account("all", *EVERYTHING)
    on_board(house)
    departments.answers[FindPassList] = PassListView(
        class_id=CLASS_ID, state=state, count=3, frozen_hash="", frozen_by=""
    )
    async with house.browser("all") as browser:
        page = await opened(browser, f"{CLASS}/certificates")
    assert commands(part(page, "pass_list")) == ({offered} if offered else set())
    assert "/get/assessment.print_certificates" in page
    assert f'href="{CERTIFICATE}"' in page


@pytest.mark.clause("A-7.8.c")
async def test_a_certificate_stands_as_it_prints_with_its_history(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("all", *EVERYTHING)
    async with house.browser("all") as browser:
        page = await opened(browser, CERTIFICATE)
        record = departments.answers[FindCertificate]
        revoked = replace(record.certificate, state="REVOKED")
        departments.answers[FindCertificate] = replace(record, certificate=revoked)
        void = await opened(browser, CERTIFICATE)
    for expected in ("24.5学时", "考核合格，准予结业", "lost in a flood", "已补发", "K7Q2M9"):
        assert expected in page, expected
    assert commands(page) == {"revoke_certificate", "reissue_certificate"}
    assert "/get/assessment.print_certificate?" in page
    assert commands(void) == set()
    assert "/get/assessment.print_certificate?" not in void


@pytest.mark.clause("A-7.8.b", "A-9.b")
async def test_the_register_prints_under_its_number_with_every_certificate(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    on_board(house)
    departments.answers[ListResults] = [
        replace(result("PASS", 88), trainee_id=f"t{n:03}") for n in range(6)
    ]
    async with house.browser("staff") as browser:
        page = await opened(browser, f"/papers/assessment/register?class_id={CLASS_ID}")
    assert "C4/组织04/002" in page
    assert page.count("2026-04-24") == 6
    assert "已撤销" in page
    assert "补发" in page


def test_the_form_of_a_duty_says_why_somebody_is_refused() -> None:
    assert "每次冲突都会记录" in DESK.looks[AssignDuty].note
