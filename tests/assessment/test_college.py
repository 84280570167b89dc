"""The end of a class decided by summaries: pass list, certificates, performance, work summary."""

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from contracts.assessment import (
    ApproveWorkSummary,
    Aspect,
    AssessmentFinished,
    CertificateIssued,
    EvaluatePerformance,
    ExportRegister,
    FindPassList,
    FindPerformance,
    FreezePassList,
    Grade,
    IssueCertificates,
    ListCertificates,
    NumberCertificates,
    PassListFrozen,
    PerformanceEvaluated,
    PrintCertificate,
    ReissueCertificate,
    RevokeCertificate,
    SubmitWorkSummary,
    VerifyCertificate,
    WorkSummaryApproved,
)
from contracts.base import Request
from contracts.roles import Actor
from contracts.scheduling import IncidentKind, LeaveLimitExceeded, SafetyIncidentReported
from contracts.values import Category, Profile, Severity
from kit.testing import TestOffice
from tests.assessment.college import (
    AFFAIRS,
    EVP,
    LEAD,
    LEADER,
    NOBODY,
    SERVICE,
    STAFF,
    Course,
    about_class,
    about_teacher,
    refused,
)
from tests.assessment.conftest import SetClock

FREEZE = FreezePassList(class_id="class-1")
NUMBER = NumberCertificates(class_id="class-1")
ISSUE = IssueCertificates(class_id="class-1")
OUTCOME = "学员理论素养明显提高，党性修养得到锤炼。"
EVALUATE = EvaluatePerformance(class_id="class-1", outcome=OUTCOME)
WRITE = SubmitWorkSummary(
    class_id="class-1", text="本期培训班按计划完成全部任务，考核严格，反映良好。"
)
APPROVE = ApproveWorkSummary(class_id="class-1")


# -- Pass list and certificates --------------------------------------------------------------------


@pytest.mark.clause("A-6.10", "A-3.3.b", "A-6.8")
def test_the_pass_list_stands_over_concluded_summaries_only(course: Course) -> None:
    course.open()
    for number in course.numbers:
        course.submit(number)
        course.review(number, Grade.FAIL if number == 2 else Grade.GOOD)
    course.teach()
    with refused("SUMMARIES_NOT_CONCLUDED"):
        course.office.do(FREEZE, as_=AFFAIRS)
    course.conclude()
    find = FindPassList(class_id="class-1")
    assert course.office.do(find, as_=STAFF).count == 5
    frozen = course.office.do(FREEZE, as_=AFFAIRS)
    assert (frozen.state, frozen.count, frozen.frozen_by) == ("FROZEN", 5, "affairs")
    (told,) = course.emitted(PassListFrozen)
    assert told.frozen_hash == frozen.frozen_hash
    # Who completed was told when the summaries were concluded, and is not told twice.
    assert len(course.emitted(AssessmentFinished)) == 1
    with refused("WRONG_STATE"):
        course.office.do(FREEZE, as_=AFFAIRS)


@pytest.mark.clause("A-7.8.c", "A-6.10")
def test_certificates_are_numbered_from_the_list_and_issued_to_those_who_passed(
    course: Course,
) -> None:
    course.open()
    for number in course.numbers:
        course.submit(number)
        course.review(number)
    over = LeaveLimitExceeded(class_id="class-1", trainee_id="class-1-t3", leave=40, total=240)
    course.office.hear(over)
    course.teach()
    course.conclude()
    course.office.do(FREEZE, as_=AFFAIRS)
    made = course.office.do(NUMBER, as_=STAFF)
    assert [one.certificate_no[:-2] for one in made] == [
        f"HJC-K-2026-01-{place:04}" for place in range(1, 6)
    ]
    assert "class-1-t3" not in {one.trainee_id for one in made}
    course.office.do(ISSUE, as_=AFFAIRS)
    assert len(course.emitted(CertificateIssued)) == 5
    assert len(course.emitted(AssessmentFinished)) == 1
    verify = VerifyCertificate(certificate_no=made[0].certificate_no, code=made[0].verify_code)
    assert course.office.do(verify, as_=NOBODY).state == "ISSUED"


@pytest.mark.clause("A-7.8.c")
def test_a_class_that_gives_no_certificates_numbers_none(
    office: TestOffice, set_clock: SetClock
) -> None:
    course = Course(office, set_clock, certificates=False)
    course.complete()
    office.do(FREEZE, as_=AFFAIRS)
    with refused("NO_CERTIFICATES"):
        office.do(NUMBER, as_=STAFF)
    assert office.do(ListCertificates(class_id="class-1"), as_=STAFF).total == 0


UNIVERSITY, COLLEGE = Profile.UNIVERSITY_PARTY_SCHOOL, Profile.CADRE_COLLEGE
# Whose step it is in which institution, and whose it is only in the other.
STEPS: list[tuple[Profile, Request[Any], Actor, Actor]] = [
    (COLLEGE, FREEZE, AFFAIRS, EVP),
    (UNIVERSITY, FREEZE, EVP, AFFAIRS),
    (COLLEGE, ISSUE, AFFAIRS, EVP),
    (UNIVERSITY, ISSUE, EVP, AFFAIRS),
    (UNIVERSITY, NUMBER, STAFF, AFFAIRS),
    (UNIVERSITY, WRITE, STAFF, LEAD),
    (UNIVERSITY, APPROVE, EVP, LEADER),
]


@pytest.mark.clause("A-6.10", "A-6.12")
@pytest.mark.parametrize("case", STEPS)
def test_each_norm_names_the_office_that_takes_the_step(
    office: TestOffice, set_clock: SetClock, case: tuple[Profile, Request[Any], Actor, Actor]
) -> None:
    profile, step, ours, others = case
    Course(office, set_clock, profile=profile).complete()
    decides = EVP if profile is UNIVERSITY else AFFAIRS
    before: dict[Request[Any], list[tuple[Request[Any], Actor]]] = {
        NUMBER: [(FREEZE, decides)],
        ISSUE: [(FREEZE, decides), (NUMBER, STAFF)],
        WRITE: [(EVALUATE, STAFF)],
        APPROVE: [(EVALUATE, STAFF), (WRITE, STAFF)],
    }
    for earlier, actor in before.get(step, []):
        office.do(earlier, as_=actor)
    with refused("NOT_YOUR_DUTY") as other_norm:
        office.do(step, as_=others)
    assert other_norm.value.status == 403
    office.do(step, as_=ours)


def test_in_the_college_teaching_affairs_handles_certificates_and_revokes_them(
    course: Course,
) -> None:
    course.complete()
    steps: list[Request[Any]] = [FREEZE, NUMBER, ISSUE]
    for step in steps:
        course.office.do(step, as_=AFFAIRS)
    one, other = course.office.do(ListCertificates(class_id="class-1"), as_=STAFF).items[:2]
    lost = ReissueCertificate(certificate_id=one.certificate_id, reason="证书遗失")
    assert course.office.do(lost, as_=AFFAIRS).reissues == 1
    fraud = RevokeCertificate(certificate_id=other.certificate_id, reason="弄虚作假")
    with refused("NOT_YOUR_DUTY"):
        course.office.do(fraud, as_=EVP)
    assert course.office.do(fraud, as_=AFFAIRS).state == "REVOKED"
    printed = PrintCertificate(certificate_id=one.certificate_id)
    assert course.office.do(printed, as_=AFFAIRS).name.endswith(".pdf")


@pytest.mark.clause("A-7.8.b")
def test_the_register_shows_grades_where_summaries_decided(course: Course) -> None:
    course.open()
    for number, grade in ((1, Grade.EXCELLENT), (2, Grade.FAIL)):
        course.submit(number)
        course.review(number, grade)
    file = course.office.do(ExportRegister(class_id="class-1"), as_=STAFF)
    book = CalamineWorkbook.from_filelike(io.BytesIO(course.office.office.files.read(file.file_id)))
    rows = [row for row in book.get_sheet_by_index(0).to_python() if isinstance(row[0], float)]
    assert [(row[4], row[5]) for row in rows] == [
        ("", "优"),
        ("", "不合格"),
        *[("", "")] * 4,
    ]


@pytest.mark.clause("A-7.8.c", "A-6.8")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("grade = 'FAIL'", "only_an_accepted_summary_that_is_no_fail_passes"),
        ("state = 'SUBMITTED'", "only_an_accepted_summary_that_is_no_fail_passes"),
        ("passed = false, grade = NULL", "an_accepted_summary_has_a_grade"),
        ("handed_in_by = 'staff'", "nobody_reviews_what_they_handed_in"),
    ],
)
def test_the_database_itself_passes_nobody_without_an_accepted_summary(
    course: Course, change: str, sentence: str
) -> None:
    course.complete()
    with (
        pytest.raises(IntegrityError, match=sentence),
        course.office.database.writing() as session,
    ):
        session.execute(sql(f"UPDATE summary SET {change}"))  # noqa: S608 – the cases above


# -- Performance -----------------------------------------------------------------------------------


@pytest.mark.clause("A-6.11", "A-5.k4", "A-5.p2", "A-6.8")
def test_a_class_without_an_exam_is_evaluated_by_its_summaries_forms_and_incidents(
    course: Course,
) -> None:
    course.open(absent=[6])
    for number, grade in ((1, Grade.EXCELLENT), (2, Grade.GOOD), (3, Grade.FAIL)):
        course.submit(number)
        course.review(number, grade)
    course.submit(4)
    so_far = course.office.do(FindPerformance(class_id="class-1"), as_=LEAD)
    assert (so_far.sat, so_far.passed, so_far.summaries_accepted) == (4, 2, 3)
    course.review(4, Grade.PASS)
    course.submit(5)
    course.review(5, None, "请补充")
    for number in range(1, 4):
        kind = SafetyIncidentReported(
            class_id="class-1",
            incident_id=f"i{number}",
            kind=next(iter(IncidentKind)),
            severity=Severity.MINOR,
            venue_id=None,
        )
        course.office.hear(kind, times=2)
    course.issue()
    for number in range(1, 6):
        course.answer(course.ticket(number), about_teacher(80 + number))
    course.collect()
    course.issue(SERVICE)
    course.answer(course.ticket(1, SERVICE), about_class(Aspect.LOGISTICS, 10))
    course.collect(SERVICE)
    course.teach()
    with refused("NOT_YET_TO_EVALUATE"):
        course.office.do(EVALUATE, as_=STAFF)
    course.conclude()
    seen = course.office.do(EVALUATE, as_=AFFAIRS)
    assert (seen.enrolled, seen.person_times, seen.sat, seen.passed) == (6, 5, 5, 3)
    assert (seen.pass_rate_of_sat, seen.pass_rate_of_enrolled) == (600, 500)
    assert (seen.summaries_accepted, seen.incidents, seen.integrity_breaches) == (4, 3, 0)
    # One answer to the second form is told by nobody, but counts as one of those asked.
    assert (seen.satisfaction, seen.response_rate) == (830, 429)
    assert seen.outcome == OUTCOME
    (told,) = course.emitted(PerformanceEvaluated)
    assert (told.satisfaction, told.incidents, told.pass_rate_of_sat) == (830, 3, 600)


@pytest.mark.clause("A-6.12")
def test_in_the_college_the_lead_writes_and_the_leader_approves(course: Course) -> None:
    course.complete()
    course.office.do(EVALUATE, as_=AFFAIRS)
    course.office.do(WRITE, as_=LEAD)
    approved = course.office.do(APPROVE, as_=LEADER)
    assert (approved.author, approved.approved_by) == ("lead", "leader")
    assert len(course.emitted(WorkSummaryApproved)) == 1


@pytest.mark.clause("A-5.o2", "A-5.o3", "A-6.5b", "A-6.5c")
@pytest.mark.parametrize(
    ("category", "letter"),
    [(Category.CADRE_SECTION, "K"), (Category.CADRE_DIVISION, "C"), (Category.MEMBER, "D")],
)
def test_cadre_and_member_classes_complete_by_summary_alone(
    office: TestOffice, set_clock: SetClock, category: Category, letter: str
) -> None:
    course = Course(office, set_clock, category=category)
    course.complete()
    (finished,) = course.emitted(AssessmentFinished)
    assert (len(finished.completed), finished.failed) == (6, [])
    office.do(FREEZE, as_=AFFAIRS)
    made = office.do(NUMBER, as_=STAFF)
    assert made[0].certificate_no.startswith(f"HJC-{letter}-2026-01-0001-")
