"""What is printed or exported is whole, or it is refused: nobody sees a line that is missing."""

from typing import Any

import pytest

from contracts.base import Page
from contracts.enrollment import ListTrainees
from contracts.refusals import Forbidden, Invalid, Refusal, Silent, Unknown
from contracts.roles import Role
from kit.pages.asking import Asker
from kit.pages.whole import MOST, answer_of, every_page
from kit.testing import an_actor
from tests.gateway.conftest import House
from tests.gateway.fake import CLASS_ID, FakeDepartments, trainees
from tests.gateway.test_pages import on_board

pytestmark = pytest.mark.anyio

BOOK = f"/papers/enrollment/sign-in-book?class_id={CLASS_ID}"
LIST = f"/classes/{CLASS_ID}/people/export?section=trainees"
QUERY = ListTrainees(class_id=CLASS_ID)
TOTAL = 450


def in_pages(ask: ListTrainees) -> Page[Any]:
    """Four hundred and fifty trainees."""
    left = max(0, min(ask.size, TOTAL - (ask.page - 1) * ask.size))
    return Page(items=(trainees(1, 128) * 2)[:left], total=TOTAL)


def ending(refusal: Refusal) -> Any:
    """The same, of which the last page is refused."""

    def answer(ask: ListTrainees) -> Page[Any]:
        if ask.page == 3:
            raise refusal
        return in_pages(ask)

    return answer


@pytest.fixture
def staff(house: House) -> House:
    """The house, with somebody who keeps the papers of the class."""
    house.open_account("staff", Role.STAFF)
    on_board(house)
    return house


@pytest.mark.parametrize("path", [BOOK, LIST])
@pytest.mark.parametrize("refusal", [Silent("enrollment"), Refusal("NO", "不行。", "No.")])
async def test_with_a_page_missing_there_is_no_paper(
    staff: House, departments: FakeDepartments, path: str, refusal: Refusal
) -> None:
    departments.answers[ListTrainees] = in_pages
    async with staff.browser("staff") as browser:
        whole = await browser.get(path)
        departments.answers[ListTrainees] = ending(refusal)
        refused = await browser.get(path)
    assert whole.status_code in {200, 303}
    assert refused.status_code == refusal.status
    assert refusal.zh in refused.text


async def test_a_paper_about_nothing_yet_is_blank(
    staff: House, departments: FakeDepartments
) -> None:
    departments.answers[ListTrainees] = Unknown("班次", "class")
    async with staff.browser("staff") as browser:
        assert (await browser.get(BOOK)).status_code == 200


def asker(answer: Any) -> Asker:
    """Asks a department that answers this."""
    departments: Any = FakeDepartments()
    departments.answers[ListTrainees] = answer
    return Asker(departments, an_actor(Role.STAFF))


async def test_every_page_is_asked_for_and_joined() -> None:
    found = await every_page(asker(in_pages), QUERY)
    assert (len(found.items), found.total) == (TOTAL, TOTAL)


async def test_what_is_refused_is_not_nothing() -> None:
    assert await answer_of(asker(None), QUERY) is None
    for refusal in (Silent("enrollment"), Forbidden("NO", "不行。", "No.")):
        with pytest.raises(type(refusal)):
            await answer_of(asker(refusal), QUERY)


async def test_what_is_too_long_is_refused_before_it_is_fetched() -> None:
    many = asker(Page(items=[], total=MOST + 1))
    with pytest.raises(Invalid, match="TOO_LONG_TO_EXPORT"):
        await every_page(many, QUERY)
