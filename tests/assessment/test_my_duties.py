"""Who works on an exam finds it, with what waits, from the home page."""

from datetime import timedelta

import pytest

from contracts.assessment import (
    AssignDuty,
    CompleteMarking,
    ConfirmResults,
    Duty,
    DutyTask,
    EnterMark,
    ExamDutyView,
    ExamState,
    ListMyDuties,
    ListScripts,
    PublishResults,
    ReadPaper,
    SignPledge,
)
from contracts.enrollment import ClassCancelled
from contracts.refusals import Forbidden
from services.assessment.domain.tasks import tasks_of
from tests.assessment.college import refused
from tests.assessment.conftest import SetClock
from tests.assessment.desk import ADMIN, EVP, Desk, an_examiner
from tests.assessment.makers import STARTS, a_marked_script, a_script, an_exam

T = DutyTask


def duties(desk: Desk, person_id: str) -> list[ExamDutyView]:
    return desk.office.do(ListMyDuties(person_id=person_id), as_=an_examiner(person_id))


def waiting(desk: Desk, person_id: str) -> list[DutyTask]:
    (found,) = duties(desk, person_id)
    return found.waiting


@pytest.mark.clause("A-7.10.e", "A-7.10.f")
def test_everybody_finds_their_exam_and_what_waits_at_each_step(desk: Desk) -> None:
    desk.plan()
    assign = AssignDuty(exam_id=desk.exam_id, duty=Duty.SETTER, person_id="setter")
    desk.office.do(assign, as_=ADMIN)
    (mine,) = duties(desk, "setter")
    assert (mine.duty, mine.pledged, mine.waiting) == (Duty.SETTER, False, [T.SIGN_PLEDGE])
    assert (mine.class_title, mine.class_code) == (desk.created.title, desk.created.code)
    desk.office.do(SignPledge(exam_id=desk.exam_id), as_=an_examiner("setter"))
    assert waiting(desk, "setter") == []


@pytest.mark.clause("A-7.10.e")
def test_a_sealed_paper_waits_for_the_printer(desk: Desk) -> None:
    desk.seal()
    assert waiting(desk, "setter") == []
    assert waiting(desk, "printer") == [T.PRINT_PAPER]
    assert waiting(desk, "marker-1") == []


@pytest.mark.clause("A-5.k3")
def test_looking_at_the_paper_is_offered_only_when_it_is_no_breach(
    desk: Desk, set_clock: SetClock
) -> None:
    desk.make_ready()
    look = ReadPaper(exam_id=desk.exam_id)
    early = STARTS - timedelta(minutes=31)
    for at, may in ((early, False), (early + timedelta(minutes=1), True)):
        set_clock(at)
        (mine,) = duties(desk, "invigilator-1")
        assert (mine.state, mine.may_read) == (ExamState.READY, may)
        (theirs,) = duties(desk, "printer")
        assert not theirs.may_read
    desk.office.do(look, as_=an_examiner("invigilator-1"))
    set_clock(early)
    with refused("PAPER_NOT_YOURS_TO_READ"):
        desk.office.do(look, as_=an_examiner("invigilator-1"))


@pytest.mark.clause("A-7.8.a", "A-7.10.g")
def test_scripts_wait_for_markers_until_the_results_are_published(desk: Desk) -> None:
    desk.hold(absent=["trainee-4"], cheated=["trainee-5"])
    assert waiting(desk, "custodian") == [T.WRITE_CODES]
    first = an_examiner("marker-1")
    scripts = desk.office.do(ListScripts(exam_id=desk.exam_id), as_=first)
    for script in scripts:
        assert waiting(desk, "marker-1") == waiting(desk, "marker-2") == [T.MARK_SCRIPTS]
        enter = EnterMark(exam_id=desk.exam_id, anon_code=script.anon_code, score=60)
        desk.office.do(enter, as_=first)
    assert waiting(desk, "marker-2") == [T.RECHECK_SCRIPTS]
    assert waiting(desk, "marker-1") == []
    desk.mark([60] * len(scripts))
    assert waiting(desk, "marker-2") == []
    desk.office.do(CompleteMarking(exam_id=desk.exam_id), as_=ADMIN)
    desk.office.do(ConfirmResults(exam_id=desk.exam_id), as_=EVP)
    assert waiting(desk, "marker-2") == []
    desk.office.do(PublishResults(exam_id=desk.exam_id), as_=EVP)
    assert duties(desk, "marker-2") == []


@pytest.mark.clause("A-7.10.f")
def test_duties_are_listed_to_their_holder_only(desk: Desk) -> None:
    desk.staff()
    with refused("NOT_YOURSELF") as asked_for_another:
        desk.office.do(ListMyDuties(person_id="setter"), as_=an_examiner("printer"))
    assert asked_for_another.value.status == Forbidden.status
    with refused("NOT_YOURSELF"):
        desk.office.do(ListMyDuties(person_id="setter"), as_=ADMIN)
    assert duties(desk, "stranger") == []


def test_a_class_called_off_waits_for_nobody(desk: Desk) -> None:
    desk.staff()
    assert waiting(desk, "setter") == [T.SEAL_PAPER]
    desk.office.hear(ClassCancelled(class_id="class-1", reason="停办"))
    assert duties(desk, "setter") == []


@pytest.mark.parametrize(
    ("state", "task"), [("READY", T.BEGIN_EXAM), ("IN_PROGRESS", T.SEAL_SCRIPTS), ("MARKED", None)]
)
def test_the_exam_itself_waits_for_the_invigilators(state: str, task: DutyTask | None) -> None:
    exam = an_exam(ExamState(state))
    assert tasks_of(exam, "invigilator-1", []) == ([task] if task else [])


@pytest.mark.clause("A-7.10.g")
def test_nobody_is_asked_to_recheck_what_they_marked() -> None:
    exam = an_exam(ExamState.MARKING)
    marked = [a_marked_script(1, 60)]
    assert tasks_of(exam, "marker-1", marked) == []
    assert tasks_of(exam, "marker-2", marked) == [T.RECHECK_SCRIPTS]
    assert tasks_of(exam, "marker-2", [*marked, a_script(2)]) == [T.MARK_SCRIPTS]
