"""The pass list 合格名单 and certificates 结业证书."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.assessment.access import READERS, R
from contracts.base import Command, Page, Query, Title, View
from contracts.values import FileRef, Hours, PageNo, PageSize, Reason

# Whose key signs certificates, and what the signature is for: it is good for nothing else.
SEAL_SIGNER = "certificates"
SEAL_PURPOSE = "certificate"


class PassListView(View):
    """合格名单｜The pass list; frozen it never changes."""

    class_id: str
    state: str
    count: int
    frozen_hash: str
    frozen_by: str


class FreezePassList(
    Command[PassListView],
    rest="POST /classes/{class_id}/pass-list/freezing",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-6.10", "A-3.3.b"),
):
    """锁定合格名单｜Freeze pass list: sign and freeze the pass list, in the college by teaching
    affairs; everybody must be decided, by exam or by summary.
    """

    class_id: str


class FindPassList(Query[PassListView], rest="GET /classes/{class_id}/pass-list", by=READERS):
    """合格名单｜The pass list of a class."""

    class_id: str


class CertificateState(StrEnum):
    """Whether a certificate stands."""

    NUMBERED = "NUMBERED"
    ISSUED = "ISSUED"
    REVOKED = "REVOKED"


class CertificateView(View):
    """结业证书｜A certificate."""

    certificate_id: str
    certificate_no: str
    class_id: str
    trainee_id: str
    holder: str
    state: str
    issued_on: date | None
    reissues: int
    verify_code: str


class NumberCertificates(
    Command[list[CertificateView]],
    rest="POST /classes/{class_id}/certificates",
    by=(R.STAFF, R.TEACHING_AFFAIRS),
    clauses=("A-6.10", "A-7.8.c", "A-4.3.a"),
):
    """编制证书号｜Number certificates: of the frozen pass list, in its order and without a gap."""

    class_id: str


class IssueCertificates(
    Command[list[CertificateView]],
    rest="POST /classes/{class_id}/certificates/issue",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-7.8.c", "B-8.6a"),
):
    """颁发证书｜Issue certificates: issue the numbered certificates."""

    class_id: str


class RevokeCertificate(
    Command[CertificateView],
    rest="POST /certificates/{certificate_id}/revocation",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-7.8.c",),
):
    """撤销证书｜Revoke a certificate; its number is never used again."""

    certificate_id: str
    reason: Reason


class ReissueCertificate(
    Command[CertificateView],
    rest="POST /certificates/{certificate_id}/reissue",
    by=(R.STAFF, R.TEACHING_AFFAIRS),
    clauses=("A-7.8.c",),
):
    """补发证书｜Re-issue certificate: re-issue a lost certificate under the same number with a
    mark.
    """

    certificate_id: str
    reason: Reason


class ListCertificates(
    Query[Page[CertificateView]], rest="GET /classes/{class_id}/certificates", by=READERS
):
    """证书列表｜Certificates of a class by number; found by a part of number or name."""

    class_id: str
    state: Annotated[CertificateState | None, Title("状态", "State")] = None
    q: Annotated[str, Title("证书号或姓名", "Number or name"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 50


class CertificateStep(View):
    """证书沿革｜One step of a certificate's way: NUMBERED, ISSUED, REISSUED or REVOKED, and why."""

    what: str
    at: datetime
    by: str
    reason: str


class CertificateRecord(View):
    """证书及其沿革｜A certificate with what it says, and its history. Hours in tenths."""

    certificate: Annotated[CertificateView, Title("证书", "Certificate")]
    class_title: str
    start_on: date
    end_on: date
    hours: Hours
    history: Annotated[list[CertificateStep], Title("沿革", "History")]


class FindCertificate(
    Query[CertificateRecord],
    rest="GET /certificates/{certificate_id}/history",
    by=READERS,
    clauses=("A-7.8.c",),
):
    """证书及其沿革｜One certificate: when and why it was numbered, issued, re-issued, revoked."""

    certificate_id: str


class PrintCertificate(
    Query[FileRef],
    rest="GET /certificates/{certificate_id}/print",
    by=(R.STAFF, R.EVP, R.TEACHING_AFFAIRS),
    patience=60,
):
    """打印证书｜One certificate as a sealed PDF."""

    certificate_id: str


class PrintCertificates(
    Query[FileRef],
    rest="GET /classes/{class_id}/certificates/print",
    by=(R.STAFF, R.EVP, R.TEACHING_AFFAIRS),
    patience=60,
):
    """批量打印证书｜All certificates of a class as one PDF."""

    class_id: str


class ExportRegister(
    Query[FileRef],
    rest="GET /classes/{class_id}/register",
    by=READERS,
    clauses=("A-7.8.b", "A-9.b"),
    patience=60,
):
    """成绩、证书登记表｜Result and certificate register as a workbook, record C4/组织04/002."""

    class_id: str


class VerificationView(View):
    """证书查验｜What anybody may learn of a certificate: a masked name, class, hours, date, whether
    it stands, and whether all of it is as the house signed it.
    """

    certificate_no: str
    holder_masked: str
    class_title: str
    start_on: date
    end_on: date
    hours: Hours
    issued_on: date | None
    state: str
    reissued: bool
    genuine: Annotated[bool, Title("数字签名有效", "Signature is genuine")] = False


class VerifyCertificate(
    Query[VerificationView],
    rest="GET /certificates/verification",
    by=(R.PUBLIC,),
    clauses=("A-7.8.c",),
):
    """证书查验｜Verify a certificate by its number and code; open to everyone."""

    certificate_no: Annotated[str, Title("证书号", "Certificate number"), MinLen(4), MaxLen(40)]
    code: Annotated[str, Title("查验码", "Verification code"), MinLen(4), MaxLen(40)]
