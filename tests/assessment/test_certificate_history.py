"""A certificate's way, for the page that shows it as it is printed."""

import pytest

from contracts.assessment import (
    FindCertificate,
    ListCertificates,
    ReissueCertificate,
    RevokeCertificate,
)
from contracts.roles import Role
from kit.testing import an_actor
from services.assessment.domain.certificate import Certificate
from services.assessment.papers.certificates import certificate_sheets
from tests.assessment.college import refused
from tests.assessment.desk import EVP, STAFF, Desk
from tests.assessment.makers import ENDS, STARTS, a_class


@pytest.mark.clause("A-7.8.c")
def test_every_step_of_a_certificate_is_kept_with_who_and_why(desk: Desk) -> None:
    desk.publish([80, 90], absent=["trainee-4"], cheated=["trainee-5"])
    desk.certify()
    one = desk.office.do(ListCertificates(class_id="class-1"), as_=STAFF).items[0]
    lost = ReissueCertificate(certificate_id=one.certificate_id, reason="证书遗失")
    desk.office.do(lost, as_=STAFF)
    fraud = RevokeCertificate(certificate_id=one.certificate_id, reason="弄虚作假")
    desk.office.do(fraud, as_=EVP)
    asked = FindCertificate(certificate_id=one.certificate_id)
    record = desk.office.do(asked, as_=STAFF)
    assert [(step.what, step.by, step.reason) for step in record.history] == [
        ("NUMBERED", "staff", ""),
        ("ISSUED", "evp", ""),
        ("REISSUED", "staff", "证书遗失"),
        ("REVOKED", "evp", "弄虚作假"),
    ]
    assert (record.certificate.state, record.certificate.certificate_no) == (
        "REVOKED",
        one.certificate_no,
    )
    assert (record.class_title, record.hours) == (desk.created.title, 240)


@pytest.mark.clause("A-7.8.c")
@pytest.mark.parametrize("role", [Role.TRAINEE, Role.TEACHER, Role.GRASSROOTS_ORG, Role.HOST_REP])
def test_the_history_is_for_those_who_read_assessment(desk: Desk, role: Role) -> None:
    desk.publish([80, 90], absent=["trainee-4"], cheated=["trainee-5"])
    desk.certify()
    one = desk.office.do(ListCertificates(class_id="class-1"), as_=STAFF).items[0]
    with refused("NOT_YOUR_DUTY"):
        desk.office.do(FindCertificate(certificate_id=one.certificate_id), as_=an_actor(role))


def test_the_mark_of_a_reissue_is_its_own_day_and_issuing_leaves_none() -> None:
    certificate = Certificate.number(
        a_class(),
        certificate_id="certificate-1",
        certificate_no="SMU-F-2026-01-0001-0",
        trainee_id="trainee-1",
        holder="学员1",
        verify_code="ABCDEFGHIJKL",
        by="staff",
        now=STARTS,
    )
    certificate.issue(STARTS.date(), by="evp", now=STARTS)
    (sheet,) = certificate_sheets([certificate])["sheets"]
    assert sheet["reissued_on"] is None
    certificate.reissue(reason="遗失", by="staff", now=ENDS)
    (sheet,) = certificate_sheets([certificate])["sheets"]
    assert sheet["reissued_on"] == str(ENDS.date())
