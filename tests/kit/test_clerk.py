"""How the clerk sends: at once when it has rested, gathered when it is busy."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace

import pytest

from contracts.enrollment import RegisterUnit, UnitKind
from contracts.roles import Actor
from kit import clerk
from kit.testing import TestOffice


class Post:
    """Takes what is published, each batch by itself."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def send_confirmed(self, messages: Sequence[object]) -> set[str]:
        self.batches.append(len(messages))
        return set()


class Time(SimpleNamespace):
    """Stands still, unless the clerk sleeps; something may happen meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.meanwhile: Callable[[], object] = lambda: None

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.meanwhile()


@pytest.fixture
def post(school: TestOffice) -> Post:
    return Post()


@pytest.fixture
def passing(school: TestOffice, post: Post, monkeypatch: pytest.MonkeyPatch) -> Time:
    passing = Time()
    monkeypatch.setattr(clerk, "time", passing)
    monkeypatch.setattr(school.clerk, "publisher", post)
    return passing


def register(school: TestOffice, officer: Actor, *codes: str) -> None:
    for code in codes:
        school.do(RegisterUnit(code=code, name=code, kind=UnitKind.DEPT), officer)


def test_a_clerk_that_has_rested_sends_at_once(
    school: TestOffice, officer: Actor, passing: Time, post: Post
) -> None:
    passing.meanwhile = lambda: register(school, officer, "LATER")
    for code in ("A1", "A2"):
        register(school, officer, code)
        school.clerk.work_once()
        passing.now += 1
    assert post.batches == [1, 1]


def test_a_busy_clerk_lets_events_gather(
    school: TestOffice, officer: Actor, passing: Time, post: Post
) -> None:
    register(school, officer, "A1")
    school.clerk.work_once()
    register(school, officer, "A2")
    passing.meanwhile = lambda: register(school, officer, "A3", "A4")
    school.clerk.work_once()
    assert post.batches == [1, 3]
