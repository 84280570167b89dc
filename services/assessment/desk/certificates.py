"""The pass list and the certificates of a class; one certificate as it prints, with its history."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from contracts.assessment import (
    CertificateRecord,
    ExportRegister,
    FindCertificate,
    FindPassList,
    FreezePassList,
    IssueCertificates,
    ListCertificates,
    NumberCertificates,
    PrintCertificate,
    PrintCertificates,
    ReissueCertificate,
    RevokeCertificate,
)
from contracts.base import Title
from contracts.enrollment import GOING_ON
from kit.pages.columns import Column
from kit.pages.desk import Action, Download, Go, Page, Picture, Table
from kit.pages.visit import Visit


def _is(*states: str) -> Any:
    return lambda one: one.state in states


CERTIFICATES = Page(
    path="certificates",
    zh="证书",
    icon="seal",
    sections=(
        Picture(
            name="pass_list",
            zh="合格名单",
            icon="check",
            asks=FindPassList,
            template="assessment/pass_list.html",
            actions=(
                Action(
                    kind=FreezePassList,
                    tone="primary",
                    during=GOING_ON,
                    when=_is("DRAFT"),
                ),
                Action(
                    kind=NumberCertificates, tone="primary", during=GOING_ON, when=_is("FROZEN")
                ),
                Action(
                    kind=IssueCertificates, tone="primary", during=GOING_ON, when=_is("NUMBERED")
                ),
                Go(
                    path="/papers/assessment/register?class_id={class_id}",
                    zh="打印登记表",
                    icon="print",
                ),
                Download(kind=ExportRegister, zh="登记表 Excel", icon="sheet"),
            ),
        ),
        Table(
            name="certificates",
            zh="结业证书",
            icon="seal",
            asks=ListCertificates,
            columns=(
                Column(name="certificate_no", how="code"),
                "holder",
                "state",
                "issued_on",
                Column(name="reissues", title=Title("补发次数", "Re-issues")),
                Column(name="verify_code", how="code"),
            ),
            row_link="/assessment/certificates/{certificate_id}",
            actions=(
                Download(
                    kind=PrintCertificates,
                    zh="批量打印 PDF",
                    icon="print",
                    when=lambda found: found.total > 0,
                ),
            ),
            row_actions=(
                Download(kind=PrintCertificate, zh="PDF", when=_is("NUMBERED", "ISSUED")),
            ),
            empty="还没有证书。合格名单锁定后编制证书号。",
        ),
    ),
)


def _preview(record: CertificateRecord, visit: Visit) -> Mapping[str, Any]:
    """What the print says besides the record: where it is verified, and when it was re-issued."""
    of = record.certificate
    reissued = [step.at for step in record.history if step.what == "REISSUED"]
    return {
        "verified_at": "/verify?" + urlencode({"no": of.certificate_no, "code": of.verify_code}),
        "reissued_at": max(reissued, default=None),
        "may_list": visit.may(ListCertificates, class_id=of.class_id),
    }


CERTIFICATE = Page(
    path="certificates/{certificate_id}",
    zh="证书详情",
    icon="seal",
    sections=(
        Picture(
            name="certificate",
            zh="结业证书",
            icon="seal",
            asks=FindCertificate,
            template="assessment/certificate.html",
            data=_preview,
            actions=(
                Download(
                    kind=PrintCertificate,
                    zh="打印 PDF",
                    icon="print",
                    when=lambda one: one.certificate.state != "REVOKED",
                ),
                Action(
                    kind=ReissueCertificate,
                    when=lambda one: one.certificate.state == "ISSUED",
                ),
                Action(
                    kind=RevokeCertificate,
                    tone="danger",
                    when=lambda one: one.certificate.state != "REVOKED",
                ),
            ),
        ),
    ),
)
