"""What a trainee sees of the own result and certificate, and nobody of another's."""

import pytest

from contracts.assessment import (
    CertificateState,
    CompleteMarking,
    ConfirmResults,
    FindOwnResult,
    FreezePassList,
    Grade,
    IssueCertificates,
    ListCertificates,
    NumberCertificates,
    OwnResultView,
    PrintOwnCertificate,
    PublishResults,
    ReissueCertificate,
    RevokeCertificate,
)
from contracts.roles import Actor, Role
from kit.testing import an_actor
from tests.assessment.college import AFFAIRS, Course, refused
from tests.assessment.desk import ADMIN, EVP, STAFF, Desk

NOTHING = (False, None, None, None, None)


def as_trainee(number: int) -> Actor:
    return an_actor(Role.TRAINEE, person=f"person-{number}", within=f"trainee:trainee-{number}")


def own(desk: Desk, number: int, as_: Actor | None = None) -> OwnResultView:
    asked = FindOwnResult(class_id="class-1", trainee_id=f"trainee-{number}")
    return desk.office.do(asked, as_=as_ or as_trainee(number))


def told(view: OwnResultView) -> tuple[object, ...]:
    return (view.published, view.outcome, view.score, view.certificate_no, view.issued_on)


def own_certificate(number: int) -> PrintOwnCertificate:
    return PrintOwnCertificate(class_id="class-1", trainee_id=f"trainee-{number}")


# -- By the exam ---------------------------------------------------------------------------------


@pytest.mark.clause("A-7.10.g")
def test_nothing_is_told_of_a_result_before_it_is_published(desk: Desk) -> None:
    desk.hold(absent=["trainee-4"], cheated=["trainee-5"])
    assert told(own(desk, 2)) == NOTHING
    desk.mark([80, 59])
    desk.office.do(CompleteMarking(exam_id=desk.exam_id), as_=ADMIN)
    desk.office.do(ConfirmResults(exam_id=desk.exam_id), as_=EVP)
    assert told(own(desk, 2)) == NOTHING
    desk.office.do(PublishResults(exam_id=desk.exam_id), as_=EVP)
    views = [own(desk, number) for number in (1, 2, 3, 4, 5)]
    assert all(view.published and view.certificate_no is None for view in views)
    assert [view.outcome for view in views if view.outcome not in ("PASS", "FAIL")] == [
        "BARRED",
        "ABSENT",
        "VOID",
    ]
    assert sorted(view.score or 0 for view in views[1:3]) == [59, 80]
    assert {view.pass_mark for view in views} == {60}


@pytest.mark.clause("A-7.8.c")
def test_a_certificate_shows_once_it_is_issued_and_is_printed_while_it_stands(desk: Desk) -> None:
    desk.publish([80, 90], absent=["trainee-4"], cheated=["trainee-5"])
    with refused("UNKNOWN"):
        desk.office.do(own_certificate(2), as_=as_trainee(2))
    desk.freeze()
    desk.office.do(NumberCertificates(class_id="class-1"), as_=STAFF)
    assert own(desk, 2).certificate_no is None
    with refused("NOT_ISSUED"):
        desk.office.do(own_certificate(2), as_=as_trainee(2))
    (made, _) = desk.office.do(IssueCertificates(class_id="class-1"), as_=EVP)
    shown = own(desk, 2)
    assert (shown.certificate_no, shown.certificate_state) == (
        made.certificate_no,
        CertificateState.ISSUED,
    )
    assert shown.issued_on == made.issued_on
    printed = desk.office.do(own_certificate(2), as_=as_trainee(2))
    assert printed.name == f"{made.certificate_no}.pdf"
    fraud = RevokeCertificate(certificate_id=made.certificate_id, reason="弄虚作假")
    desk.office.do(fraud, as_=EVP)
    assert own(desk, 2).certificate_state is CertificateState.REVOKED
    with refused("NOT_ISSUED"):
        desk.office.do(own_certificate(2), as_=as_trainee(2))


@pytest.mark.clause("A-7.10.g")
def test_nobody_sees_another_trainees_result_or_certificate(desk: Desk) -> None:
    desk.publish([80, 90], absent=["trainee-4"], cheated=["trainee-5"])
    desk.certify()
    with refused("NOT_YOUR_DUTY"):
        own(desk, 2, as_=as_trainee(3))
    with refused("NOT_YOUR_DUTY"):
        desk.office.do(own_certificate(2), as_=as_trainee(3))
    for scope in ("*", "class:class-1"):
        anyone = an_actor(Role.TRAINEE, person="person-3", within=scope)
        with refused("NOT_YOURSELF"):
            own(desk, 2, as_=anyone)
        with refused("NOT_YOURSELF"):
            desk.office.do(own_certificate(2), as_=anyone)
    elsewhere = FindOwnResult(class_id="class-2", trainee_id="trainee-2")
    with refused("UNKNOWN"):
        desk.office.do(elsewhere, as_=as_trainee(2))


# -- By the summary ------------------------------------------------------------------------------


@pytest.mark.clause("A-7.10.g", "A-6.8")
def test_a_cadres_result_is_the_grade_once_the_summaries_are_concluded(course: Course) -> None:
    def mine(number: int) -> tuple[object, ...]:
        asked = FindOwnResult(class_id="class-1", trainee_id=course.trainee_id(number))
        view = course.office.do(asked, as_=course.trainee(number))
        return (view.published, view.outcome, view.grade, view.score)

    course.open()
    grades = dict.fromkeys(course.numbers, Grade.GOOD) | {2: Grade.FAIL}
    for number, grade in grades.items():
        course.submit(number)
        course.review(number, grade)
    course.teach()
    assert mine(1) == (False, None, None, None)
    course.conclude()
    assert mine(1) == (True, "PASS", Grade.GOOD, None)
    assert mine(2) == (True, "FAIL", Grade.FAIL, None)


# -- For those who keep certificates -------------------------------------------------------------


@pytest.mark.clause("A-7.8.c")
def test_certificates_are_found_by_state_number_and_name(course: Course) -> None:
    course.complete()
    course.office.do(FreezePassList(class_id="class-1"), as_=AFFAIRS)
    course.office.do(NumberCertificates(class_id="class-1"), as_=AFFAIRS)
    course.office.do(IssueCertificates(class_id="class-1"), as_=AFFAIRS)
    listed = course.office.do(ListCertificates(class_id="class-1"), as_=AFFAIRS)
    one, other = listed.items[:2]
    lost = ReissueCertificate(certificate_id=one.certificate_id, reason="证书遗失")
    course.office.do(lost, as_=AFFAIRS)
    fraud = RevokeCertificate(certificate_id=other.certificate_id, reason="弄虚作假")
    course.office.do(fraud, as_=AFFAIRS)

    def found(**sought: object) -> list[str]:
        asked = ListCertificates(class_id="class-1", **sought)  # type: ignore[arg-type]  # the test's own fields
        return [one.holder for one in course.office.do(asked, as_=AFFAIRS).items]

    assert listed.total == 6
    assert found(state=CertificateState.REVOKED) == [other.holder]
    assert len(found(state=CertificateState.ISSUED)) == 5
    assert found(q="钱学员3") == ["钱学员3"]
    assert found(q=one.certificate_no) == [one.holder]
    assert found(q="%") == []
