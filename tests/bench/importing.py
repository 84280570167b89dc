"""A unit's list of ten thousand rows through the real import."""

import time
from collections.abc import Iterator
from contextlib import suppress

from contracts.enrollment import FindClass, ImportNominations
from deploy.showcase.people import liaison_of
from tests.bench.figures import Goal, Line
from tests.bench.machine import PROC, children, forget_peak, peak_mib, peaks_below
from tests.bench.people import workbook
from tests.bench.school import OPEN, School
from tests.bench.web import http_request, load

CHAPTER = "Import of a workbook"
ROWS = 10_000
FIRST = 1_000_000
SECONDS = 120.0
UNIT = "U01"
SILENT = 503


def large_import(school: School, code: str) -> Iterator[Line]:
    """Seconds and memory of a workbook of ten thousand good rows."""
    class_id, unit_id, who = school.class_id(code), school.unit_id(UNIT), liaison_of(UNIT)
    school.stage.clock(OPEN)
    # A unit is given at most 5,000 seats over the API; the list shall find room for everyone.
    school.lay_down("UPDATE quota SET seats = %s WHERE class_id = %s", 2 * ROWS, class_id)
    name = "报名汇总表.xlsx"
    upload = school.stage.upload(who, workbook(FIRST, ROWS), name)
    request = ImportNominations(class_id=class_id, unit_id=unit_id, upload=upload)
    sent = http_request(request, school.token(who))
    service = _enrollment_process(school)
    forget_peak(service)
    held_before = peak_mib(service)
    with peaks_below(service) as peaks:
        started = time.perf_counter()
        answer = load(school.suite.address, [sent], clients=1, seconds=SECONDS)
        answered = time.perf_counter() - started
        if not answer.seconds and SILENT not in answer.statuses:
            raise RuntimeError(f"the import was refused: {answer.refused}")
        taken = _until_taken(school, class_id)
        elapsed = time.perf_counter() - started
    where = "RabbitMQ and PostgreSQL" if school.site else "embedded suite"
    late = "" if answer.seconds else f"; the gateway gave up after {answered:.0f} s"
    yield Line(
        chapter=CHAPTER,
        what=f"{ROWS:,} rows, {where}",
        value=elapsed,
        unit="s",
        spread=f"{taken / elapsed:,.0f} rows/s",
        goal=Goal("≤", 5.0),
        under=f"{taken:,} people nominated{late}; the seats set in the database",
    )
    yield Line(
        chapter=CHAPTER,
        what=f"Peak memory of the reading process, {where}",
        value=max(peaks.values(), default=0.0),
        unit="MiB",
        goal=Goal("≤", 150.0),
        under=f"the largest of {len(peaks)} processes started for it",
    )
    yield Line(
        chapter=CHAPTER,
        what=f"Peak memory of the service, {where}",
        value=peak_mib(service),
        unit="MiB",
        under=f"{held_before:.0f} MiB before",
    )


def _until_taken(school: School, class_id: str) -> int:
    """How many are nominated once the import is done, answered in time or not."""
    deadline = time.perf_counter() + SECONDS
    while True:
        found = school.stage.ask("staff1", FindClass(class_id=class_id))
        if found.nominated or time.perf_counter() > deadline:
            return found.nominated
        time.sleep(0.2)


def _enrollment_process(school: School) -> int:
    """The process that hosts enrollment: of its own on servers, the suite itself embedded."""
    for pid in children(school.suite.pid) if school.site else ():
        with suppress(OSError):
            command = (PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
            if b"service" in command and b"enrollment" in command:
                return pid
    return school.suite.pid
