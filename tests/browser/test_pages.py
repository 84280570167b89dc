"""Pages as people see them: nothing to complain of for the browser or for axe-core."""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.visitor import DESK, PHONE, School

pytestmark = [pytest.mark.journey, pytest.mark.browser]

DEVELOPMENT, CONTRACTED, COMING = "FZ2026-01", "KJ2026-01", "CJ2026-01"
TABS = {
    "evp": (DEVELOPMENT, ("", "intake", "people", "exam", "certificates", "archive", "money")),
    "staff1": (DEVELOPMENT, ("", "reception", "timetable", "attendance", "running")),
    "c-affairs": (CONTRACTED, ("", "project", "team", "timetable", "assessment")),
    "c-finance": (CONTRACTED, ("money", "settlement", "data-sheet", "lecture-fees", "lodging")),
    "c-lead1": (COMING, ("", "project", "team", "intake")),
    "auditor": (DEVELOPMENT, ("chain",)),
}
OWN = ("timetable", "check-in", "leave", "attendance", "evaluation", "result")
PAGES = {
    "evp": ("/", "/classes", "/portal/board", "/search?q=培训", "/enrollment/plans"),
    "staff1": (
        "/",
        "/scheduling/calendar",
        "/scheduling/teachers",
        "/enrollment/people?people.q=丁",
    ),
    "c-affairs": ("/", "/enrollment/hosts", "/scheduling/courses"),
    "c-finance": ("/", "/finance/ledger", "/finance/tax", "/finance/purchases"),
    "c-lead1": ("/",),
    "auditor": ("/portal/audit", "/portal/chain"),
    "admin": ("/portal/accounts", "/portal/operations", "/catalogue"),
    "unit01": ("/", "/enrollment/own"),
    "teacher1": ("/", "/me/teaching", "/password", "/two-step"),
    "trainee1": ("/me", *(f"/me/{page}" for page in OWN)),
}


LOOKS = (("zh", DESK), ("en", PHONE))
# By day each at a desk in Chinese or on a phone in English, by night in both ways.
CASES = [
    pytest.param(login, *look, marks=[] if (number + place) % 2 == 0 else [pytest.mark.night])
    for number, login in enumerate(PAGES)
    for place, look in enumerate(LOOKS)
]


@pytest.mark.parametrize(("login", "language", "size"), CASES)
def test_a_page_is_whole_for_everybody(
    school: School, browser: Browser, login: str, language: str, size: tuple[int, int]
) -> None:
    code, tabs = TABS.get(login, (DEVELOPMENT, ()))
    root = f"/classes/{school.class_id(code)}"
    paths = [*PAGES[login], *(f"{root}/{tab}".rstrip("/") for tab in tabs)]
    found: list[str] = []
    with school.at_a_browser(browser, login, language=language, size=size) as visitor:
        for path in paths:
            visitor.open(path)
            visitor.picture(f"{language}-{_named(path)}")
            found += visitor.accessibility()
            found += _too_wide(visitor.page.evaluate(WIDTHS), path)
    assert found == []


def _named(path: str) -> str:
    return re.sub(r"[/?=.]+", "_", path.strip("/")) or "home"


WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


def _too_wide(widths: list[int], path: str) -> list[str]:
    """A page never scrolls sideways; wide tables do within themselves."""
    return [] if widths[0] <= widths[1] else [f"{path} is {widths[0]} wide on {widths[1]}"]
