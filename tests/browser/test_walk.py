"""Every link and button a person is shown leads somewhere that person may go."""

import pytest

from tests.browser.visitor import School
from tests.browser.walk import kind_of, walk

pytestmark = [pytest.mark.journey, pytest.mark.browser]

# Somebody for each kind of duty, of both norms; some of them at night only.
BY_DAY = ("staff1", "unit01", "c-affairs", "c-finance", "trainee1")
BY_NIGHT = (
    "evp",
    "exams",
    "h-liaison",
    "org",
    "committee",
    "auditor",
    "admin",
    "panel1",
    "marker1",
    "c-lead1",
    "c-leader",
    "teacher1",
)
PEOPLE = (*BY_DAY, *(pytest.param(login, marks=pytest.mark.night) for login in BY_NIGHT))
IN_ENGLISH = (
    "evp",
    *(pytest.param(login, marks=pytest.mark.night) for login in ("c-affairs", "c-finance")),
)


@pytest.mark.parametrize("login", PEOPLE)
def test_no_link_leads_astray(school: School, login: str) -> None:
    with school.signed_in(login) as client:
        seen = walk(client, "zh")
    assert len(seen.paths) > 3
    assert seen.faults == []


@pytest.mark.parametrize("login", IN_ENGLISH)
def test_the_same_in_english(school: School, login: str) -> None:
    with school.signed_in(login, "en") as client:
        seen = walk(client, "en")
    assert seen.faults == []


def test_addresses_of_one_kind_differ_only_in_ids() -> None:
    first = "/do/finance.draft_budget?class_id=01a200eb635b72b19727a4c0bab28303&back=/a"
    second = "/do/finance.draft_budget?back=/b&class_id=01a200ecf35f74d4bb4b74c6826e37ff"
    assert kind_of(first) == kind_of(second)
    assert kind_of("/classes/01a200eb635b72b19727a4c0bab28303") == "/classes/#?"
    assert kind_of("/finance/tax") != kind_of("/finance/ledger")
