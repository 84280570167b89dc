"""Certificates of a real class as PDF: one at a time, several at once, the whole class at once."""

import time
from collections.abc import Iterator

from contracts.assessment import (
    CertificateView,
    ListCertificates,
    PrintCertificate,
    PrintCertificates,
)
from tests.bench.figures import Line, spread_of
from tests.bench.school import School
from tests.bench.web import http_request, load

CHAPTER = "Certificates"
ALONE = 5
TOGETHER = 8
SECONDS = 20.0


def certificates(school: School) -> Iterator[Line]:
    """Certificates a second, as PDF/A with embedded fonts and a QR code."""
    class_id, token = str(school.stage.kept["class_id"]), school.token("staff3")
    request = ListCertificates(class_id=class_id, size=200)
    issued: list[CertificateView] = school.stage.ask("staff3", request).items
    singles = [
        http_request(PrintCertificate(certificate_id=one.certificate_id), token) for one in issued
    ]
    for clients, sent in ((1, singles[:ALONE]), (4, singles[ALONE : ALONE + TOGETHER])):
        printed = load(school.suite.address, sent, clients=clients, seconds=SECONDS)
        yield Line(
            chapter=CHAPTER,
            what=f"One by one, {clients} at a time",
            value=printed.rate,
            unit="/s",
            spread=spread_of(printed.seconds, 0.5, 0.95),
            under=f"{len(printed.seconds)} certificates {printed.remarks()}".strip(),
        )
    whole = http_request(PrintCertificates(class_id=class_id), token)
    started = time.perf_counter()
    printed = load(school.suite.address, [whole], clients=1, seconds=SECONDS)
    elapsed = time.perf_counter() - started
    yield Line(
        chapter=CHAPTER,
        what="The whole class in one file",
        value=len(issued) / elapsed if printed.seconds else 0.0,
        unit="/s",
        under=f"{len(issued)} sheets in {elapsed:.1f} s {printed.remarks()}".strip(),
    )
