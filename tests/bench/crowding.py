"""Everything at once: a burst of registrations for all classes of a year, a class that arrives,
certificates by the thousand, and two hundred staff who look around meanwhile.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle

from contracts.assessment import ListCertificates, PrintCertificates
from contracts.enrollment import CheckIn, ListTrainees, Nominate
from tests.bench.arriving import enrol, open_desk
from tests.bench.figures import Goal, Line, percentile, spread_of
from tests.bench.paging import page_request
from tests.bench.people import people
from tests.bench.running import ROOT
from tests.bench.school import School, liaisons
from tests.bench.web import Load, http_request, load

CHAPTER = "Everything at once"
CLASSES = tuple(f"BENCH-{number:03}" for number in range(1, 197))
SEATS = 40
FIRST_COMER, FIRST_ARRIVAL = 5_000_000, 5_100_000
REGISTRATIONS, CHECK_INS, CERTIFICATES, STAFF = 5_000, 500, 2_000, 200
DESKS = 64
# What people do between two pages, and a desk between two who arrive.
THOUGHT, NEXT_PLEASE = 5.0, 0.2
LONGEST = 240.0


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What one kind of people do: how many at once, and how long each waits in between."""

    what: str
    requests: Iterable[bytes]
    clients: int
    goal: Goal
    pause: float = 0.0
    # Which share of the answers the goal is about.
    share: float = 0.95
    ends_with_others: bool = False


def a_year() -> Mapping[str, Mapping[str, int]]:
    """The seats of all its classes."""
    return {code: {unit: SEATS for unit, _ in liaisons()} for code in CLASSES}


def crowd(school: School, arriving: str) -> Iterator[Line]:
    """All of them, each in a thread of its own, once the class that arrives is enrolled."""
    enrol(school, arriving)
    open_desk(school, school.class_id(arriving))
    over = threading.Event()
    errands = list(_errands(school, arriving, over))
    with ThreadPoolExecutor(len(errands)) as people_at_work:
        running = {
            errand.what: people_at_work.submit(_carry_out, school, errand) for errand in errands
        }
        for errand in errands:
            if not errand.ends_with_others:
                running[errand.what].result()
        over.set()
        for errand in errands:
            yield _line(errand, running[errand.what].result())


def invariants(school: School) -> Iterator[Line]:
    """What `kaiban check` finds afterwards."""
    assert school.site
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "check", "--json"],
        cwd=ROOT,
        env={**os.environ, **school.site.environment(), "KAIBAN_VAR": str(school.suite.var)},
        capture_output=True,
        check=False,
    )
    found = json.loads(done.stdout)
    yield Line(
        chapter=CHAPTER,
        what="Records that break an invariant afterwards",
        value=len(found["violations"]),
        unit="records",
        goal=Goal("≤", 0),
        under=f"kaiban check, {len(found['invariants'])} invariants",
    )


def _carry_out(school: School, errand: Errand) -> Load:
    return load(
        school.suite.address,
        errand.requests,
        clients=errand.clients,
        seconds=LONGEST,
        pause=errand.pause,
    )


def _line(errand: Errand, done: Load) -> Line:
    remarks = done.remarks()
    return Line(
        chapter=CHAPTER,
        what=errand.what,
        value=percentile(done.seconds, errand.share) * 1000,
        unit="ms",
        spread=f"p{errand.share * 100:.0f}; {spread_of(done.seconds, 0.5, 0.95, 0.99)}",
        goal=errand.goal,
        under=f"{errand.clients} clients, {len(done.seconds):,} in {done.elapsed:.0f} s: "
        f"{done.rate:.1f} /s" + (f", {remarks}" if remarks else ""),
    )


def _errands(school: School, arriving: str, over: threading.Event) -> Iterator[Errand]:
    yield Errand(
        what=f"Registrations for {len(CLASSES)} classes",
        requests=list(_registrations(school)),
        clients=DESKS,
        goal=Goal("≤", 500),
    )
    yield Errand(
        what="Check-ins",
        requests=list(_check_ins(school, arriving)),
        clients=4,
        goal=Goal("≤", 500),
        pause=NEXT_PLEASE,
        share=0.99,
    )
    printed = list(_certificates(school))
    yield Errand(
        what=f"Certificates, {CERTIFICATES // len(printed):,} sheets a file",
        requests=printed,
        clients=1,
        goal=Goal("≤", 60_000 / len(printed)),
        share=0.5,
    )
    yield Errand(
        what="Pages of staff who look around",
        requests=_pages(school, arriving, over),
        clients=STAFF,
        goal=Goal("≤", 1_000),
        pause=THOUGHT,
        ends_with_others=True,
    )


def _registrations(school: School) -> Iterator[bytes]:
    desks = [(school.unit_id(unit), school.token(who)) for unit, who in liaisons()]
    for number, one in enumerate(people(FIRST_COMER, REGISTRATIONS)):
        class_id = school.class_id(CLASSES[number % len(CLASSES)])
        unit_id, token = desks[number // len(CLASSES) % len(desks)]
        yield http_request(Nominate(class_id=class_id, unit_id=unit_id, candidate=one), token)


def _check_ins(school: School, code: str) -> Iterator[bytes]:
    class_id, token = school.class_id(code), school.token("staff1")
    for one in school.stage.ask("staff1", ListTrainees(class_id=class_id, size=CHECK_INS)).items:
        request = CheckIn(class_id=class_id, trainee_id=one.trainee_id)
        yield http_request(request, token)


def _certificates(school: School) -> Iterator[bytes]:
    """The sample class's certificates in one file, as often as makes the thousands."""
    class_id, token = str(school.stage.kept["class_id"]), school.token("staff3")
    sheets = school.stage.ask("staff3", ListCertificates(class_id=class_id, size=1)).total
    for _ in range(-(-CERTIFICATES // sheets)):
        yield http_request(PrintCertificates(class_id=class_id), token)


def _pages(school: School, code: str, over: threading.Event) -> Iterator[bytes]:
    token, class_id = school.token("staff1"), school.class_id(code)
    paths = ("/", "/classes", f"/classes/{class_id}", f"/classes/{class_id}/people")
    for path in cycle(paths):
        if over.is_set():
            return
        yield page_request(path, token)


# -- what must have happened before ---------------------------------------------------------------


def nominate_arrivals(school: School, code: str) -> None:
    """Fill the class that will arrive, while it still takes nominations."""
    desks = [(school.unit_id(unit), school.token(who)) for unit, who in liaisons()]
    class_id = school.class_id(code)
    requests = [
        http_request(Nominate(class_id=class_id, unit_id=unit_id, candidate=one), token)
        for one, (unit_id, token) in zip(
            people(FIRST_ARRIVAL, CHECK_INS), cycle(desks), strict=False
        )
    ]
    load(school.suite.address, requests, clients=DESKS, seconds=LONGEST)
