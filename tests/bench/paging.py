"""Pages: how long a page takes for one person, how heavy it is, and how many there are a second."""

from collections.abc import Iterator
from itertools import repeat

import httpx

from tests.bench.figures import Goal, Line, percentile, spread_of
from tests.bench.machine import processor_time, shares
from tests.bench.registering import CLIENTS
from tests.bench.school import School
from tests.bench.web import load

CHAPTER = "Pages"
ALONE = 100
TOGETHER = 400
SECONDS = 10.0
QUICK = Goal("≤", 20.0)
LIGHT = Goal("≤", 30.0)


def pages(school: School, code: str) -> Iterator[Line]:
    """Each kind of page staff spend their day on."""
    class_id, token = school.class_id(code), school.token("staff1")
    asked = [
        ("The workbench", "/"),
        ("The board of classes", "/classes"),
        ("A class", f"/classes/{class_id}"),
        ("The people of a class", f"/classes/{class_id}/people"),
        ("Its timetable", f"/classes/{class_id}/timetable"),
        ("The teachers", "/scheduling/teachers"),
    ]
    for what, path in asked:
        sent = page_request(path, token)
        load(school.suite.address, repeat(sent, 20), clients=1, seconds=SECONDS)
        alone = load(school.suite.address, repeat(sent, ALONE), clients=1, seconds=SECONDS)
        remarks = alone.remarks()
        yield Line(
            chapter=CHAPTER,
            what=what,
            value=percentile(alone.seconds, 0.5) * 1000,
            unit="ms",
            spread=spread_of(alone.seconds, 0.5, 0.95),
            goal=QUICK,
            under=f"one client, {len(alone.seconds)} times" + (f", {remarks}" if remarks else ""),
        )
        yield Line(
            chapter=CHAPTER,
            what=f"{what}, packed",
            value=_kilobytes(school.suite.address + path, token),
            unit="KB",
            goal=LIGHT,
            under="gzip",
        )
        with processor_time() as spent:
            crowd = load(
                school.suite.address, repeat(sent, TOGETHER), clients=CLIENTS, seconds=SECONDS
            )
        remarks = crowd.remarks()
        yield Line(
            chapter=CHAPTER,
            what=f"{what}, many at once",
            value=crowd.rate,
            unit="/s",
            spread=spread_of(crowd.seconds, 0.5, 0.95),
            under=f"{CLIENTS} clients, {len(crowd.seconds)} times"
            + (f", {remarks}" if remarks else "")
            + f"; {shares(spent, len(crowd.seconds))}",
        )


def page_request(path: str, token: str) -> bytes:
    """A page asked for, as the bytes that go over the line."""
    headers = f"Host: localhost\r\nAuthorization: Bearer {token}\r\nAccept-Language: zh\r\n"
    return f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode()


def _kilobytes(address: str, token: str) -> float:
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
    with httpx.stream("GET", address, headers=headers, timeout=SECONDS) as answer:
        return sum(map(len, answer.iter_raw())) / 1024
