"""The whole of assessment on a database: one class from the plan of its exam to its summary."""

import io
from datetime import timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from contracts.assessment import (
    ApproveWorkSummary,
    AssessmentFinished,
    AssignDuty,
    CertificateIssued,
    CertificateReissued,
    CertificateRevoked,
    CertificatesNumbered,
    ChangeExamInfo,
    CompleteMarking,
    ConfirmExamReady,
    ConfirmResults,
    CorrectResult,
    Duty,
    DutyConflictRejected,
    EnterMark,
    EvaluatePerformance,
    ExamState,
    ExportRegister,
    FindClassExam,
    FindExam,
    FindPassList,
    FindPerformance,
    FindWorkSummary,
    FreezePassList,
    IssueCertificates,
    ListCertificates,
    ListCustody,
    ListResults,
    ListScripts,
    ListSeats,
    NumberCertificates,
    PaperReadingRefused,
    PaperSealed,
    PassListFrozen,
    PerformanceEvaluated,
    PlanExam,
    PrintCertificate,
    PrintCertificates,
    ReadPaper,
    RecheckMark,
    RecordPrinting,
    ReissueCertificate,
    ReleaseDuty,
    ReportLeak,
    ResultsPublished,
    RevokeCertificate,
    SealPaper,
    SubmitWorkSummary,
    VerifyCertificate,
    WorkSummaryApproved,
)
from contracts.base import Request
from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassOpened,
    RosterApproved,
    TraineeWithdrawn,
    WithdrawalKind,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.scheduling import (
    ExamRoomRefused,
    LeaveLimitExceeded,
    LeaveLimitRestored,
    TimetableRevised,
)
from contracts.values import Track
from kit.testing import an_actor
from tests.assessment.desk import ADMIN, EVP, NOBODY, STAFF, Desk, an_examiner, class_created
from tests.assessment.makers import DUTIES, ENDS, GUIDE, PAPER, STARTS, a_room

TEXT = "本期培训班按计划完成全部教学任务，学员考勤良好，考核严格。"
OUTCOME = "学员理论素养明显提高，党性修养得到锤炼。"


def of_kind(desk: Desk, kind: type) -> list[Any]:
    return [event for event in desk.office.events if type(event) is kind]


def leave(kind: type, trainee_id: str) -> Any:
    return kind(class_id="class-1", trainee_id=trainee_id, leave=40, total=240)


def refused(desk: Desk, request: Request[Any], actor: Actor) -> Refusal:
    with pytest.raises(Refusal) as caught:
        desk.office.do(request, as_=actor)
    return caught.value


# -- Planning and duties ---------------------------------------------------------------------------


@pytest.mark.clause("A-6.8")
def test_a_cadre_class_gets_no_exam(desk: Desk) -> None:
    desk.created = class_created(track=Track.CADRE)
    desk.create_class()
    plan = PlanExam(
        class_id="class-1", title="结业考试", from_at=STARTS, to_at=ENDS, rooms=[a_room()]
    )
    assert refused(desk, plan, ADMIN).code == "NO_EXAM_ON_THIS_TRACK"


@pytest.mark.clause("A-7.7.a")
def test_an_exam_after_the_class_is_refused_as_malformed(desk: Desk) -> None:
    desk.create_class()
    later = timedelta(days=1)
    plan = PlanExam(
        class_id="class-1",
        title="结业考试",
        from_at=STARTS + later,
        to_at=ENDS + later,
        rooms=[a_room()],
    )
    assert refused(desk, plan, ADMIN).status == 422


def test_a_class_has_one_exam(desk: Desk) -> None:
    desk.plan()
    plan = PlanExam(class_id="class-1", title="补考", from_at=STARTS, to_at=ENDS, rooms=[a_room()])
    assert refused(desk, plan, ADMIN).code == "EXAM_EXISTS"


@pytest.mark.clause("A-7.10.f")
@pytest.mark.clause("A-5.p3")
def test_a_duty_conflict_is_refused_and_raises_the_counter(desk: Desk) -> None:
    desk.plan()
    setter = AssignDuty(exam_id=desk.exam_id, duty=Duty.SETTER, person_id="wang")
    desk.office.do(setter, as_=ADMIN)
    marker = AssignDuty(exam_id=desk.exam_id, duty=Duty.MARKER, person_id="wang")
    refusal = refused(desk, marker, ADMIN)
    assert (refusal.code, refusal.status) == ("DUTY_CONFLICT", 409)
    (left,) = of_kind(desk, DutyConflictRejected)
    desk.office.hear(left, times=2)
    assert desk.office.do(FindExam(exam_id=desk.exam_id), as_=ADMIN).breaches == 1
    (noted,) = desk.office.do(ListCustody(exam_id=desk.exam_id), as_=ADMIN)
    assert (noted.is_breach, noted.conflict) == (True, (Duty.SETTER, Duty.MARKER))


@pytest.mark.clause("A-7.10.f")
def test_a_trainee_of_the_class_gets_no_duty(desk: Desk) -> None:
    desk.plan()
    assign = AssignDuty(exam_id=desk.exam_id, duty=Duty.SETTER, person_id="person-3")
    assert refused(desk, assign, ADMIN).code == "CANDIDATE_HOLDS_NO_DUTY"


def test_a_released_duty_can_be_given_to_another(desk: Desk) -> None:
    desk.staff()
    release = ReleaseDuty(exam_id=desk.exam_id, person_id="setter")
    staffed = desk.office.do(FindExam(exam_id=desk.exam_id), as_=ADMIN)
    assert (staffed.releasable, set(staffed.assignable)) == (True, set(Duty))
    assert desk.office.do(release, as_=ADMIN).state is ExamState.PLANNED
    assign = AssignDuty(exam_id=desk.exam_id, duty=Duty.SETTER, person_id="setter-2")
    assert desk.office.do(assign, as_=ADMIN).state is ExamState.STAFFED


@pytest.mark.clause("A-5.k3")
def test_only_those_concerned_see_an_exam_and_candidates_see_no_duties(desk: Desk) -> None:
    desk.seal()
    find = FindExam(exam_id=desk.exam_id)
    assert len(desk.office.do(find, as_=an_actor(person="setter")).duties) == len(DUTIES)
    seen = desk.office.do(find, as_=an_actor(person="person-2"))
    assert (seen.duties, seen.paper) == ([], None)
    assert refused(desk, find, an_actor(person="stranger")).status == 404
    elsewhere = an_actor(Role.STAFF, person="colleague", within="class:class-2")
    assert refused(desk, find, elsewhere).status == 404
    here = an_actor(Role.STAFF, person="colleague", within="class:class-1")
    assert len(desk.office.do(find, as_=here).duties) == len(DUTIES)


def test_a_class_without_an_exam_has_none_to_show(desk: Desk) -> None:
    desk.create_class()
    assert refused(desk, FindClassExam(class_id="class-1"), STAFF).status == 404


# -- The paper -------------------------------------------------------------------------------------


@pytest.mark.clause("A-5.k3")
@pytest.mark.clause("A-7.10.e")
def test_the_setter_cannot_read_the_sealed_paper_and_the_attempt_is_on_record(desk: Desk) -> None:
    desk.seal()
    read = ReadPaper(exam_id=desk.exam_id)
    refusal = refused(desk, read, an_examiner("setter"))
    assert refusal.status == 403
    (left,) = of_kind(desk, PaperReadingRefused)
    desk.office.hear(left, times=3)
    custody = desk.office.do(ListCustody(exam_id=desk.exam_id), as_=ADMIN)
    assert [(line.what, line.by) for line in custody] == [
        ("PAPER_SEALED", "setter"),
        ("READING_REFUSED", "setter"),
    ]
    assert desk.office.do(FindExam(exam_id=desk.exam_id), as_=ADMIN).breaches == 1


@pytest.mark.clause("A-5.k3")
def test_a_look_that_is_allowed_is_recorded_too(desk: Desk) -> None:
    desk.seal()
    read = ReadPaper(exam_id=desk.exam_id)
    assert desk.office.do(read, as_=an_examiner("printer")).content == PAPER
    custody = desk.office.do(ListCustody(exam_id=desk.exam_id), as_=ADMIN)
    assert [(line.what, line.by) for line in custody][1:] == [("PAPER_READ", "printer")]


@pytest.mark.clause("A-5.k3")
def test_an_answer_is_not_given_again_when_the_duty_of_the_moment_has_passed(desk: Desk) -> None:
    desk.seal()
    read, printer = ReadPaper(exam_id=desk.exam_id), an_examiner("printer")
    for _ in range(2):
        assert desk.office.do(read, as_=printer, key="once").content == PAPER
    printed = RecordPrinting(exam_id=desk.exam_id, copies=5, seal_no="S-2")
    desk.office.do(printed, as_=printer)
    with pytest.raises(Refusal) as caught:
        desk.office.do(read, as_=printer, key="once")
    assert caught.value.status == 403
    custody = desk.office.do(ListCustody(exam_id=desk.exam_id), as_=ADMIN)
    assert [line.what for line in custody].count("PAPER_READ") == 2


@pytest.mark.clause("A-5.k3")
def test_the_marker_gets_the_guide_and_never_the_paper(desk: Desk) -> None:
    desk.hold(absent=[], cheated=[])
    read = ReadPaper(exam_id=desk.exam_id)
    assert desk.office.do(read, as_=an_examiner("marker-1")).content == GUIDE
    custody = desk.office.do(ListCustody(exam_id=desk.exam_id), as_=EVP)
    assert [line.what for line in custody] == [
        "PAPER_SEALED",
        "PAPER_PRINTED",
        "PAPER_ISSUED",
        "SCRIPTS_SEALED",
        "GUIDE_READ",
    ]
    assert custody[3].note == "考场秩序良好"


@pytest.mark.clause("A-5.k3")
def test_content_is_sealed_at_rest_and_in_no_event_no_audit_line_and_no_log(desk: Desk) -> None:
    desk.seal()
    desk.office.do(ReadPaper(exam_id=desk.exam_id), as_=an_examiner("printer"), key="once")
    refused(desk, ReadPaper(exam_id=desk.exam_id), an_examiner("setter"))
    with desk.office.database.reading() as session:
        stored = {
            name: repr(session.execute(text(f"SELECT * FROM {name}")).all())  # noqa: S608 – names of our tables
            for name in desk.office.tables.metadata.tables
        }
    assert "k1:" in stored["exam_paper"]
    leaking = [name for name, rows in stored.items() if PAPER[:8] in rows or GUIDE[:8] in rows]
    assert leaking == []
    assert not any(PAPER[:8] in repr(event) for event in desk.office.events)


@pytest.mark.clause("A-5.k3")
def test_after_a_leak_the_old_version_is_read_by_nobody(desk: Desk) -> None:
    desk.seal()
    desk.office.do(ReportLeak(exam_id=desk.exam_id, reason="网上出现试题"), as_=EVP)
    read = ReadPaper(exam_id=desk.exam_id)
    assert refused(desk, read, an_examiner("printer")).status == 403
    again = SealPaper(exam_id=desk.exam_id, content=PAPER, marking_guide=GUIDE, seal_no="S-9")
    sealed = desk.office.do(again, as_=an_examiner("setter"))
    assert sealed.paper is not None
    assert (sealed.paper.version, sealed.breaches) == (2, 1)
    assert [event.version for event in of_kind(desk, PaperSealed)] == [1, 2]


def test_a_paper_not_yet_handed_in_is_unknown(desk: Desk) -> None:
    desk.staff()
    read = ReadPaper(exam_id=desk.exam_id)
    assert refused(desk, read, an_examiner("setter")).status == 404


# -- The day and the marking -----------------------------------------------------------------------


@pytest.mark.clause("A-5.r3")
def test_an_exam_without_rooms_is_not_ready(desk: Desk) -> None:
    desk.make_ready()
    change = ChangeExamInfo(
        exam_id=desk.exam_id,
        from_at=STARTS,
        to_at=ENDS,
        rooms=[a_room(venue_id="venue-2", name="B201")],
        reason="教室检修",
    )
    assert desk.office.do(change, as_=ADMIN).state is ExamState.PRINTED
    desk.office.hear(
        ExamRoomRefused(class_id="class-1", exam_id=desk.exam_id, reason="该教室已有课")
    )
    ready = ConfirmExamReady(exam_id=desk.exam_id)
    refusal = refused(desk, ready, ADMIN)
    assert refusal.code == "EXAM_NOT_READY"
    assert "该教室已有课" in refusal.zh


def test_a_no_show_has_no_seat(desk: Desk) -> None:
    desk.make_ready()
    seats = desk.office.do(ListSeats(exam_id=desk.exam_id), as_=ADMIN)
    assert [(seat.trainee_id, seat.seat_no, seat.status) for seat in seats] == [
        ("trainee-2", 1, "SEATED"),
        ("trainee-3", 2, "SEATED"),
        ("trainee-4", 3, "SEATED"),
        ("trainee-5", 4, "SEATED"),
    ]
    exam = desk.office.do(FindClassExam(class_id="class-1"), as_=STAFF)
    assert (exam.candidates, exam.barred, exam.state) == (4, 1, ExamState.READY)


@pytest.mark.clause("A-7.10.g")
def test_markers_see_codes_and_nothing_that_leads_to_a_name(desk: Desk) -> None:
    desk.hold(absent=["trainee-2"], cheated=["trainee-3"])
    scripts = desk.office.do(ListScripts(exam_id=desk.exam_id), as_=an_examiner("marker-1"))
    assert len(scripts) == 2
    assert all(script.score is None and "trainee" not in script.anon_code for script in scripts)
    strangers = (an_examiner("setter"), ADMIN, EVP)
    for stranger in strangers:
        listing = ListScripts(exam_id=desk.exam_id)
        assert refused(desk, listing, stranger).status == 403


@pytest.mark.clause("A-7.8.a")
def test_a_marker_without_the_staff_role_is_forbidden(desk: Desk) -> None:
    desk.hold(absent=[], cheated=[])
    listing = ListScripts(exam_id=desk.exam_id)
    code = desk.office.do(listing, as_=an_examiner("marker-1"))[0].anon_code
    mark = EnterMark(exam_id=desk.exam_id, anon_code=code, score=80)
    teacher = an_actor(Role.TEACHER, person="marker-1")
    refusal = refused(desk, mark, teacher)
    assert (refusal.status, refusal.code) == (403, "MARKER_IS_NOT_STAFF")
    unknown = EnterMark(exam_id=desk.exam_id, anon_code="NOSUCHCODE", score=80)
    assert refused(desk, unknown, an_examiner("marker-1")).status == 404


@pytest.mark.clause("A-7.10.g")
@pytest.mark.clause("A-5.p3")
def test_marks_far_apart_are_arbitrated_and_counted(desk: Desk) -> None:
    desk.hold(absent=["trainee-3", "trainee-4", "trainee-5"], cheated=[])
    (script,) = desk.office.do(ListScripts(exam_id=desk.exam_id), as_=an_examiner("marker-1"))
    code = script.anon_code
    desk.office.do(
        EnterMark(exam_id=desk.exam_id, anon_code=code, score=50), as_=an_examiner("marker-1")
    )
    for marker, score, due in (("marker-2", 70, True), ("marker-3", 62, False)):
        complete = CompleteMarking(exam_id=desk.exam_id)
        assert refused(desk, complete, ADMIN).code == "RECHECK_INCOMPLETE"
        seen = desk.office.do(
            RecheckMark(exam_id=desk.exam_id, anon_code=code, score=score),
            as_=an_examiner(marker),
        )
        assert seen.recheck_due is due
    marked = desk.office.do(CompleteMarking(exam_id=desk.exam_id), as_=ADMIN)
    assert (marked.marked, marked.rechecked, marked.breaches) == (1, 1, 1)
    desk.office.do(ConfirmResults(exam_id=desk.exam_id), as_=EVP)
    results = desk.office.do(ListResults(class_id="class-1"), as_=STAFF)
    assert [result.score for result in results if result.decision == "PASS"] == [62]


# -- Results, pass list, certificates --------------------------------------------------------------


def test_everybody_is_decided_once_the_results_are_confirmed(desk: Desk) -> None:
    desk.publish([88, 40], absent=["trainee-2"], cheated=["trainee-3"])
    results = desk.office.do(ListResults(class_id="class-1"), as_=STAFF)
    decisions = {result.trainee_id: result.decision for result in results}
    assert decisions["trainee-1"] == "BARRED"
    assert decisions["trainee-2"] == "ABSENT"
    assert decisions["trainee-3"] == "VOID"
    assert sorted([decisions["trainee-4"], decisions["trainee-5"]]) == ["FAIL", "PASS"]
    (published,) = of_kind(desk, ResultsPublished)
    assert len(published.passed) == 1
    assert len(published.failed) == 4


@pytest.mark.clause("A-7.10.g")
def test_a_result_is_corrected_by_signature_until_the_list_is_frozen(desk: Desk) -> None:
    desk.publish([90, 90, 90, 58], absent=[], cheated=[])
    results = desk.office.do(ListResults(class_id="class-1"), as_=STAFF)
    (failed,) = [result for result in results if result.decision == "FAIL"]
    assert failed.correctable
    nobody = CorrectResult(exam_id=desk.exam_id, trainee_id="stranger", score=60, reason="漏计两分")
    assert refused(desk, nobody, EVP).status == 404
    correct = CorrectResult(
        exam_id=desk.exam_id, trainee_id=failed.trainee_id, score=60, reason="漏计两分"
    )
    assert desk.office.do(correct, as_=EVP).decision == "PASS"
    assert desk.freeze().count == 4
    assert refused(desk, correct, EVP).code == "PASS_LIST_FROZEN"
    frozen = desk.office.do(ListResults(class_id="class-1"), as_=STAFF)
    assert not any(result.correctable for result in frozen)


def test_a_bar_follows_the_news_until_the_list_is_frozen(desk: Desk) -> None:
    desk.publish([90, 90, 90, 90], absent=[], cheated=[])

    def decision() -> str:
        results = desk.office.do(ListResults(class_id="class-1"), as_=STAFF)
        return next(one.decision for one in results if one.trainee_id == "trainee-2")

    desk.office.hear(leave(LeaveLimitExceeded, "trainee-2"))
    assert decision() == "BARRED"
    desk.office.hear(leave(LeaveLimitRestored, "trainee-2"))
    assert decision() == "PASS"
    desk.office.hear(
        TraineeWithdrawn(
            class_id="class-1",
            trainee_id="trainee-2",
            unit_id="unit-1",
            kind=WithdrawalKind.DISCIPLINE,
        )
    )
    assert decision() == "BARRED"
    assert desk.freeze().count == 3
    desk.office.hear(leave(LeaveLimitExceeded, "trainee-3"))
    assert decision() == "BARRED"
    assert desk.office.do(FindPassList(class_id="class-1"), as_=STAFF).count == 3


@pytest.mark.clause("A-6.10")
@pytest.mark.clause("A-3.3.b")
def test_the_list_is_frozen_only_over_published_results(desk: Desk) -> None:
    desk.hold(absent=[], cheated=[])
    freeze = FreezePassList(class_id="class-1")
    assert refused(desk, freeze, EVP).code == "WRONG_STATE"
    draft = desk.office.do(FindPassList(class_id="class-1"), as_=STAFF)
    assert (draft.state, draft.count) == ("DRAFT", 0)


@pytest.mark.clause("A-6.10")
@pytest.mark.clause("A-7.8.c")
def test_no_certificate_without_a_frozen_list(desk: Desk) -> None:
    desk.publish([90, 90, 90, 90], absent=[], cheated=[])
    number = NumberCertificates(class_id="class-1")
    assert refused(desk, number, STAFF).status == 404


@pytest.mark.clause("A-7.8.c")
def test_only_passers_get_certificates_in_the_order_of_the_list_without_a_gap(desk: Desk) -> None:
    desk.publish([90, 40, 90, 90], absent=[], cheated=[])
    frozen = desk.freeze()
    assert (frozen.state, frozen.count) == ("FROZEN", 3)
    issue = IssueCertificates(class_id="class-1")
    assert refused(desk, issue, EVP).code == "WRONG_STATE"
    made = desk.office.do(NumberCertificates(class_id="class-1"), as_=STAFF)
    assert [one.certificate_no[:-2] for one in made] == [
        "SMU-F-2026-01-0001",
        "SMU-F-2026-01-0002",
        "SMU-F-2026-01-0003",
    ]
    assert [one.trainee_id for one in made] == sorted(one.trainee_id for one in made)
    number = NumberCertificates(class_id="class-1")
    assert refused(desk, number, STAFF).code == "WRONG_STATE"
    issued = desk.office.do(issue, as_=EVP)
    assert {one.state for one in issued} == {"ISSUED"}
    (finished,) = of_kind(desk, AssessmentFinished)
    assert len(finished.completed) == len(of_kind(desk, CertificateIssued)) == 3
    assert len(finished.failed) == 2
    (numbered,) = of_kind(desk, CertificatesNumbered)
    assert (numbered.first_no, numbered.count) == (made[0].certificate_no, 3)


def test_a_class_without_certificates_is_finished_when_its_list_is_frozen(desk: Desk) -> None:
    desk.created = class_created(certificates=False)
    desk.publish([90, 90, 90, 90], absent=[], cheated=[])
    desk.freeze()
    number = NumberCertificates(class_id="class-1")
    assert refused(desk, number, STAFF).code == "NO_CERTIFICATES"
    assert len(of_kind(desk, PassListFrozen)) == len(of_kind(desk, AssessmentFinished)) == 1


def test_a_class_nobody_passed_is_finished_when_its_list_is_frozen(desk: Desk) -> None:
    desk.publish([10, 10, 10, 10], absent=[], cheated=[])
    desk.freeze()
    number = NumberCertificates(class_id="class-1")
    assert refused(desk, number, STAFF).code == "NOBODY_PASSED"
    assert len(of_kind(desk, AssessmentFinished)) == 1


def test_numbering_that_fails_leaves_no_gap(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publish([90, 90, 90, 90], absent=[], cheated=[])
    desk.freeze()
    real = desk.office.office.department.number_certificates

    def number_and_fail(*arguments: Any) -> Any:
        real(*arguments)
        raise Refusal("TEST", "试", "A failure after numbering.")

    with monkeypatch.context() as broken:
        broken.setattr(desk.office.office.department, "number_certificates", number_and_fail)
        refused(desk, NumberCertificates(class_id="class-1"), STAFF)
    made = desk.office.do(NumberCertificates(class_id="class-1"), as_=STAFF)
    assert made[0].certificate_no.startswith("SMU-F-2026-01-0001-")


@pytest.mark.clause("A-7.8.c")
def test_anybody_verifies_a_certificate_and_learns_a_masked_name(desk: Desk) -> None:
    desk.publish([90, 90, 90, 90], absent=[], cheated=[])
    desk.certify()
    page = desk.office.do(ListCertificates(class_id="class-1"), as_=STAFF)
    assert page.total == 4
    one = page.items[0]
    verify = VerifyCertificate(certificate_no=one.certificate_no.lower(), code=one.verify_code)
    seen = desk.office.do(verify, as_=NOBODY)
    assert (seen.holder_masked, seen.hours, seen.state) == ("赵**", 240, "ISSUED")
    for number, code in (
        (one.certificate_no, "WRONGCODE123"),
        (page.items[1].certificate_no, one.verify_code),
        ("SMU-F-2026-01-9999-0", one.verify_code),
    ):
        wrong = VerifyCertificate(certificate_no=number, code=code)
        assert refused(desk, wrong, NOBODY).status == 404


@pytest.mark.clause("A-7.8.c")
def test_revoked_and_reissued_certificates_say_so_even_after_the_class_is_closed(
    desk: Desk,
) -> None:
    desk.publish([90, 90, 90, 90], absent=[], cheated=[])
    desk.certify()
    desk.office.hear(ClassClosed(class_id="class-1"))
    one, other = desk.office.do(ListCertificates(class_id="class-1"), as_=STAFF).items[:2]
    lost = ReissueCertificate(certificate_id=one.certificate_id, reason="证书遗失")
    assert desk.office.do(lost, as_=STAFF).reissues == 1
    fraud = RevokeCertificate(certificate_id=other.certificate_id, reason="弄虚作假")
    assert desk.office.do(fraud, as_=EVP).state == "REVOKED"
    for certificate, state, reissued in ((one, "ISSUED", True), (other, "REVOKED", False)):
        verify = VerifyCertificate(
            certificate_no=certificate.certificate_no, code=certificate.verify_code
        )
        seen = desk.office.do(verify, as_=NOBODY)
        assert (seen.state, seen.reissued) == (state, reissued)
    assert len(of_kind(desk, CertificateReissued)) == len(of_kind(desk, CertificateRevoked)) == 1


# -- Closing ---------------------------------------------------------------------------------------


@pytest.mark.clause("A-6.11")
@pytest.mark.clause("A-6.12")
@pytest.mark.clause("A-5.p2")
@pytest.mark.clause("A-5.o1")
def test_the_evaluation_and_the_work_summary_end_a_class(desk: Desk) -> None:
    desk.publish([90, 90, 40], absent=["trainee-2"], cheated=[])
    evaluate = EvaluatePerformance(class_id="class-1", outcome=OUTCOME)
    submit = SubmitWorkSummary(class_id="class-1", text=TEXT)
    assert refused(desk, evaluate, STAFF).code == "NOT_YET_TO_EVALUATE"
    desk.certify()
    desk.finish_teaching()
    assert refused(desk, submit, STAFF).code == "NOT_EVALUATED"
    so_far = desk.office.do(FindPerformance(class_id="class-1"), as_=STAFF)
    assert not so_far.evaluated
    seen = desk.office.do(evaluate, as_=STAFF)
    assert (seen.enrolled, seen.person_times, seen.sat, seen.passed) == (5, 4, 3, 2)
    assert (seen.pass_rate_of_sat, seen.pass_rate_of_enrolled) == (667, 400)
    assert (seen.person_hours, seen.start_delay_days, seen.integrity_breaches) == (950, 1, 0)
    assert desk.office.do(FindPerformance(class_id="class-1"), as_=STAFF) == seen
    assert refused(desk, evaluate, STAFF).code == "ALREADY_EVALUATED"
    desk.office.do(submit, as_=STAFF)
    desk.office.do(SubmitWorkSummary(class_id="class-1", text=TEXT + "（修订）"), as_=STAFF)
    approve = ApproveWorkSummary(class_id="class-1")
    approved = desk.office.do(approve, as_=EVP)
    assert (approved.state, approved.author, approved.approved_by) == ("APPROVED", "staff", "evp")
    assert desk.office.do(FindWorkSummary(class_id="class-1"), as_=STAFF).text.endswith("（修订）")
    assert len(of_kind(desk, PerformanceEvaluated)) == len(of_kind(desk, WorkSummaryApproved)) == 1


@pytest.mark.clause("A-6.12")
@pytest.mark.parametrize("end", ["closed", "cancelled"])
def test_nothing_is_written_about_a_class_that_is_over(desk: Desk, end: str) -> None:
    desk.staff()
    desk.office.hear(
        ClassClosed(class_id="class-1")
        if end == "closed"
        else ClassCancelled(class_id="class-1", reason="报名不足")
    )
    release = ReleaseDuty(exam_id=desk.exam_id, person_id="setter")
    assert refused(desk, release, ADMIN).code == "CLASS_CLOSED"


# -- Events out of order and more than once --------------------------------------------------------


def test_events_that_come_too_early_are_held(desk: Desk) -> None:
    early = (
        RosterApproved(class_id="class-1", version=1, trainees_by_unit={}),
        ClassOpened(class_id="class-1", present=[], absent=[]),
        leave(LeaveLimitExceeded, "trainee-1"),
    )
    desk.office.hear(*early)
    assert len(desk.office.held) == len(early)


def test_events_delivered_twice_change_nothing_more(desk: Desk) -> None:
    desk.plan()
    roster = RosterApproved(class_id="class-1", version=1, trainees_by_unit={})
    revised = TimetableRevised(
        class_id="class-1", version=2, reason="调课", sessions=[], hours_total=260
    )
    desk.office.hear(roster, revised, times=2)
    desk.office.hear(roster)
    exam = desk.office.do(FindExam(exam_id=desk.exam_id), as_=ADMIN)
    assert (exam.candidates, desk.office.held) == (5, [])


# -- Papers ----------------------------------------------------------------------------------------


@pytest.mark.clause("A-7.8.b")
@pytest.mark.clause("A-9.b")
def test_the_register_shows_score_and_certificate_of_everybody(desk: Desk) -> None:
    desk.publish([90, 40, 90], absent=["trainee-2"], cheated=[])
    desk.certify()
    file = desk.office.do(ExportRegister(class_id="class-1"), as_=STAFF)
    assert file.name == "FZ2026-1-成绩证书登记表.xlsx"
    rows = read_rows(desk.office.office.files.read(file.file_id))
    assert rows[0][0] == "C4/组织04/002"
    header = next(row for row in rows if row[0] == "序号")
    lines = [row for row in rows if isinstance(row[0], (int, float))]
    assert len(lines) == 5
    numbers = [row[header.index("证书号码")] for row in lines if row[header.index("证书号码")]]
    assert len(set(numbers)) == len(numbers) == 2
    assert [row[header.index("考核结果")] for row in lines[:2]] == ["取消考试资格", "缺考"]


def read_rows(workbook: bytes) -> list[list[Any]]:
    """The cells of the first sheet."""
    return CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()


def test_nothing_is_printed_before_anything_is_numbered(desk: Desk) -> None:
    desk.create_class()
    print_all = PrintCertificates(class_id="class-1")
    assert refused(desk, print_all, STAFF).code == "NOTHING_TO_PRINT"


def test_certificates_are_printed_one_by_one_or_all_together(desk: Desk) -> None:
    desk.publish([90, 90, 90, 90], absent=[], cheated=[])
    desk.certify()
    one = desk.office.do(ListCertificates(class_id="class-1"), as_=STAFF).items[0]
    single = desk.office.do(PrintCertificate(certificate_id=one.certificate_id), as_=STAFF)
    assert single.name == f"{one.certificate_no}.pdf"
    assert desk.office.office.files.read(single.file_id).startswith(b"%PDF")
    batch = desk.office.do(PrintCertificates(class_id="class-1"), as_=EVP)
    assert batch.name == "2026年第一期发展对象培训班-结业证书.pdf"
