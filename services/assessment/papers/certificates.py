"""Certificates as PDF: one sheet each, with a QR that leads to the public verification."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from contracts.assessment import CertificateState
from contracts.refusals import Refusal
from contracts.values import FileRef
from kit.files import FileStore
from kit.papers import UnprintablePaper, compile_batch, qr_svg
from kit.settings import Settings
from services.assessment.domain.certificate import Certificate
from services.assessment.domain.rules import SCHOOL_ZONE
from services.assessment.domain.seal import sealed

TEMPLATE = Path(__file__).with_name("certificate.typ")
DECISION = "考核合格，准予结业"


def certificate_sheets(certificates: Sequence[Certificate]) -> dict[str, Any]:
    """What is printed, as plain values; revoked certificates are not printed any more."""
    valid = [one for one in certificates if one.state is not CertificateState.REVOKED]
    if not valid:
        raise Refusal(
            "NOTHING_TO_PRINT",
            "没有可以打印的证书：尚未编号，或已被撤销。",
            "There is no certificate to print: none is numbered, or it was revoked.",
            "A-7.8.c",
        )
    name = valid[0].certificate_no if len(valid) == 1 else f"{valid[0].class_title}-结业证书"
    return {"name": f"{name}.pdf", "sheets": [_sheet(one) for one in valid]}


def print_sheets(data: Mapping[str, Any], files: FileStore) -> FileRef:
    """The certificates as one PDF in the storage, a page each.

    Refusal CHARACTER_NOT_PRINTABLE, FONTS_MISSING.
    """
    settings = Settings()
    sheets = [_completed(sheet, settings) for sheet in data["sheets"]]
    try:
        pdf = compile_batch(TEMPLATE, sheets, settings.fonts)
    except UnprintablePaper as problem:
        raise Refusal(problem.code, problem.zh, problem.en, "A-7.8.c") from problem
    return files.put(pdf, data["name"])


def _completed(sheet: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """A sheet with the school's name, and the address at which it is verified."""
    sought = {"no": sheet["certificate_no"], "code": sheet["verify_code"]}
    page = f"{settings.address}/verify"
    # Behind the #, which no browser sends: who stands at a gate without a network reads it there.
    signed = f"#{sheet['signed']}" if sheet["signed"] else ""
    return {
        **sheet,
        "school": settings.institution,
        "decision": DECISION,
        "verify_url": page,
        "qr": qr_svg(f"{page}?{urlencode(sought)}{signed}"),
    }


def _sheet(certificate: Certificate) -> dict[str, Any]:
    """One sheet; the moment of the last re-issue is the mark that it is one."""
    reissued_at, signed = certificate.reissued_at, sealed(certificate)
    return {
        "certificate_no": certificate.certificate_no,
        "verify_code": certificate.verify_code,
        "holder": certificate.holder,
        "class_title": certificate.class_title,
        "start_on": str(certificate.start_on),
        "end_on": str(certificate.end_on),
        "issued_on": str(certificate.issued_on or certificate.end_on),
        "hours": certificate.hours,
        "reissued_on": str(reissued_at.astimezone(SCHOOL_ZONE).date()) if reissued_at else None,
        "signed": signed.written() if signed else "",
        "sealed": certificate.state is CertificateState.ISSUED,
    }
