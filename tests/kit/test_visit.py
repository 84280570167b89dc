"""What a page asks and offers: which ids bind a question, what is shown without a record."""

import asyncio
from typing import Any

from starlette.datastructures import QueryParams

from contracts.base import Page, Request
from contracts.enrollment import (
    ApproveRoster,
    ClassView,
    FindRoster,
    ListOwnTrainees,
    ListTrainees,
    OpenCheckIn,
    SubmitRoster,
)
from contracts.finance import ListPurchases
from contracts.refusals import Silent
from contracts.roles import Actor, Grant, Role
from contracts.scheduling import ListDispatches
from kit.pages import page_of
from kit.pages.asking import Asker
from kit.pages.desk import Action, Table
from kit.pages.desk import Page as DeskPage
from kit.pages.sections import DrawnTable, drawn, question_of
from kit.pages.visit import Visit
from kit.wire import encode
from tests.gateway.fake import CLASS_ID, TITLE, the_class


class Answering:
    """Departments that say what a test lays down, and keep what they were asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[Request[Any]] = []

    async def ask_raw(
        self, request: Request[Any], actor: Actor, *, key: str = "", seconds: float | None = None
    ) -> Any:
        """The answer by the name of the request; nobody answers anything else."""
        self.asked.append(request)
        if type(request).__name__ not in self.answers:
            raise Silent("elsewhere")
        return self.answers[type(request).__name__]


EMPTY = encode(Page(items=[], total=0), Page[str])


def a_visit(role: Role, scope: str = "*", query: str = "", **more: Any) -> Visit:
    """Somebody's look at a class."""
    actor = Actor(person_id="p", grants=(Grant(role, scope),))
    asker = Asker(more.pop("of", Answering()), actor)
    here = {"class_id": "c", **more}
    return Visit(asker=asker, language="zh", path="/x", params=QueryParams(query), here=here)


def names(visit: Visit, *offers: Action, record: Any = None) -> list[str]:
    """The commands offered."""
    return [ready.offer.kind.__name__ for ready in visit.offers(offers, record) if ready.offer.kind]


# -- what a question is bound to


def test_ones_own_department_does_not_narrow_a_list_of_others() -> None:
    visit = a_visit(Role.STUDENT_WORK, "unit:dept-1")
    assert visit.query(ListTrainees) == ListTrainees(class_id="c")


def test_a_list_may_be_narrowed_to_another_unit_than_ones_own() -> None:
    visit = a_visit(Role.STUDENT_WORK, "unit:dept-1", "list.unit_id=host-9")
    assert visit.query(ListTrainees, "list.") == ListTrainees(class_id="c", unit_id="host-9")


def test_what_is_asked_in_a_units_name_is_asked_in_ones_own() -> None:
    visit = a_visit(Role.GRASSROOTS_ORG, "unit:u1", "list.unit_id=u2")
    asked: Any = visit.query(ListOwnTrainees, "list.")
    assert asked.unit_id == "u1"


def test_an_id_of_the_place_binds_every_question_that_has_it() -> None:
    visit = a_visit(Role.STAFF, query="list.teacher_id=t2", teacher_id="t1")
    asked: Any = visit.query(ListDispatches, "list.")
    assert asked.teacher_id == "t1"


# -- what is offered


def test_without_a_record_nothing_is_offered_that_one_must_await() -> None:
    plain = Action(kind=SubmitRoster)
    waiting = Action(kind=SubmitRoster, when=lambda roster: roster.state == "DRAFT")
    given = Action(kind=ApproveRoster, given=lambda roster: {"opinion": roster.opinion})
    begun = Action(kind=OpenCheckIn, begins=True, when=lambda _: False, given=lambda _: {})
    everyone = a_visit(Role.STAFF)
    assert names(everyone, plain, waiting, begun) == ["SubmitRoster", "OpenCheckIn"]
    assert names(a_visit(Role.EVP), given) == []
    assert names(everyone, begun, record={"state": "DRAFT"}) == []


# -- what is asked


def test_a_page_asks_the_same_thing_once() -> None:
    departments = Answering(ListTrainees=EMPTY)
    asker = a_visit(Role.STAFF, of=departments).asker
    same = ListTrainees(class_id="c")

    async def twice() -> list[Any]:
        return [*await asker.parts(same, same), await asker.part(ListTrainees(class_id="d"))]

    first, again, other = asyncio.run(twice())
    assert first is again
    assert other is not first
    assert len(departments.asked) == 2


def test_what_was_done_makes_a_page_ask_again() -> None:
    departments = Answering(ListTrainees=EMPTY)
    asker = a_visit(Role.STAFF, of=departments).asker

    async def between() -> None:
        await asker.part(ListTrainees(class_id="c"))
        try:
            await asker.done(SubmitRoster(class_id="c"), key="k")
        except Silent:
            await asker.part(ListTrainees(class_id="c"))

    asyncio.run(between())
    assert [type(one).__name__ for one in departments.asked] == [
        "ListTrainees",
        "SubmitRoster",
        "ListTrainees",
    ]


def test_an_answer_that_cannot_be_read_is_as_good_as_silence() -> None:
    visit = a_visit(Role.STAFF, of=Answering(FindRoster={"of_another_version": 1}))
    part = asyncio.run(visit.part(FindRoster(class_id="c")))
    assert part.value is None
    assert part.silent
    assert not part.hidden


# -- what a list is narrowed by


PURCHASES = Table(
    name="all", zh="采购", icon="box", asks=ListPurchases, columns=(), filters=("class_id",)
)


def purchases(departments: Answering) -> DrawnTable:
    """The list of purchases of every class, as it is drawn."""
    visit = a_visit(Role.FIN_LOGISTICS, of=departments)
    everywhere = Visit(
        asker=visit.asker, language="zh", path="/finance/purchases", params=visit.params
    )
    page = DeskPage(path="purchases", zh="采购", icon="box", sections=(PURCHASES,))
    [table] = asyncio.run(drawn(page, everywhere))
    assert isinstance(table, DrawnTable)
    return table


def test_an_id_to_narrow_a_list_by_is_chosen_from_its_list() -> None:
    classes = encode(Page(items=[the_class()], total=1), Page[ClassView])
    table = purchases(Answering(ListPurchases=EMPTY, ListClasses=classes))
    named = f"{the_class().code} · {TITLE}"
    assert [(one.field.name, one.choices) for one in table.filters] == [
        ("class_id", [(CLASS_ID, named)])
    ]


def test_an_id_whose_list_is_not_to_be_had_is_not_asked_for() -> None:
    assert purchases(Answering(ListPurchases=EMPTY)).filters == []


def test_a_list_is_asked_as_the_page_shows_it() -> None:
    asked: Any = question_of(PURCHASES, a_visit(Role.FIN_LOGISTICS))
    assert (asked.class_id, asked.size) == ("c", PURCHASES.size)


# -- a page of a list


def test_the_nearest_page_of_a_list_is_shown_for_nonsense() -> None:
    rows = list(range(5))
    assert page_of(rows, "2", 2)[0] == [2, 3]
    assert page_of(rows, "9", 2) == ([4], {"total": 5, "page": 3, "last": 3, "around": [1, 2, 3]})
    assert page_of(rows, "0", 2)[0] == page_of(rows, "9" * 5000, 2)[0] == [0, 1]
    assert page_of([], "1", 2)[1]["last"] == 1
