"""Lists: fifty rows of a large class, for one person and for many at once."""

from collections.abc import Iterator
from itertools import repeat
from typing import Any

from contracts.base import Request
from contracts.enrollment import ListNominations, ListTrainees
from contracts.portal import ListBoard
from tests.bench.figures import Goal, Line, percentile, spread_of
from tests.bench.machine import processor_time, shares
from tests.bench.registering import CLIENTS
from tests.bench.school import School
from tests.bench.web import http_request, load

CHAPTER = "Lists"
ROWS = 50
ALONE = 100
TOGETHER = 400
SECONDS = 10.0
# A well-made system takes 86 ms at best; a tenth of that.
GOAL = Goal("≤", 8.6)


def lists(school: School, code: str) -> Iterator[Line]:
    """How long a page of a list takes, and how many of them there are a second."""
    class_id, token = school.class_id(code), school.token("staff1")
    asked: list[tuple[str, Request[Any], Goal | None]] = [
        ("Nominations, 50 rows", ListNominations(class_id=class_id, size=ROWS), GOAL),
        ("Trainees, 50 rows", ListTrainees(class_id=class_id, size=ROWS), GOAL),
        ("The board", ListBoard(), None),
    ]
    for what, request, goal in asked:
        sent = http_request(request, token)
        load(school.suite.address, repeat(sent, 20), clients=1, seconds=SECONDS)
        alone = load(school.suite.address, repeat(sent, ALONE), clients=1, seconds=SECONDS)
        yield Line(
            chapter=CHAPTER,
            what=what,
            value=percentile(alone.seconds, 0.5) * 1000,
            unit="ms",
            spread=spread_of(alone.seconds, 0.5, 0.95),
            goal=goal,
            under=f"one client, {len(alone.seconds)} times{_remarks(alone.remarks())}",
        )
        with processor_time() as spent:
            crowd = load(
                school.suite.address, repeat(sent, TOGETHER), clients=CLIENTS, seconds=SECONDS
            )
        yield Line(
            chapter=CHAPTER,
            what=f"{what}, many at once",
            value=crowd.rate,
            unit="/s",
            spread=spread_of(crowd.seconds, 0.5, 0.95),
            under=f"{CLIENTS} clients, {len(crowd.seconds)} times{_remarks(crowd.remarks())}; "
            + shares(spent, len(crowd.seconds)),
        )


def _remarks(remarks: str) -> str:
    return f", {remarks}" if remarks else ""
