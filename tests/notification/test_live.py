"""What goes out for those who look at a page: items that open and close, notices that arrive."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event as database_events

from contracts.assessment import ExamPlanned
from contracts.base import REQUESTS, Classification
from contracts.enrollment import (
    AnnualPlanIssued,
    AnnualPlanReturned,
    AnnualPlanSubmitted,
    ClassClosed,
)
from contracts.notification import (
    AcknowledgeNotice,
    ListMyDeliveries,
    ListTodos,
    ListUnitDeliveries,
    ListUnitReceipts,
    MarkRead,
    NoticeDelivered,
    TodoClosed,
    TodoOpened,
    TodoView,
)
from contracts.refusals import Refusal
from contracts.roles import COLLEGE_DEPARTMENTS, Actor, Role
from kit.testing import TestOffice, an_actor
from services.notification.domain.todo import DUTIES, Address, Duty, Opening, Todo, a_todo
from tests.notification.college import AFFAIRS, a_plan, a_task, told, within_unit
from tests.notification.makers import a_draft, a_roster, a_timetable
from tests.notification.test_service import EVP, of_unit, published

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SUBMITTED = AnnualPlanSubmitted(plan_id="p1", year=2026, items_n=3)
RETURNED = AnnualPlanReturned(plan_id="p1", year=2026, drafted_by="ann")


def badge(office: TestOffice) -> set[str]:
    """The items somebody who only hears the events believes to be open."""
    shown: set[str] = set()
    for each in office.events:
        if isinstance(each, TodoOpened):
            shown.add(each.todo_id)
        elif isinstance(each, TodoClosed):
            shown.discard(each.todo_id)
    return shown


def waiting(office: TestOffice, *actors: Actor) -> dict[str, TodoView]:
    shown = (office.do(ListTodos(size=200), as_=who) for who in actors)
    return {todo.todo_id: todo for page in shown for todo in page.items}


# -- items ----------------------------------------------------------------------------------------


def test_whoever_only_hears_the_events_knows_what_waits(college: TestOffice) -> None:
    everybody = [an_actor(role, person="p") for role in Role] + [
        within_unit(unit) for unit in ("d-teach", "d-student", "d-theory", "d-it")
    ]
    everybody += [of_unit("u1"), an_actor(Role.HOST_REP, person="h", within="unit:h1")]
    college.hear(SUBMITTED, RETURNED, a_plan(), a_roster(), a_timetable(), times=2)
    published(college, a_draft(contact="0451-1234"))
    shown = waiting(college, *everybody, Actor(person_id="ann"))
    assert len(shown) > 10
    assert badge(college) == set(shown)
    college.hear(ClassClosed(class_id="c1"))
    assert badge(college) == set(waiting(college, *everybody, Actor(person_id="ann")))


def test_an_event_is_addressed_as_the_item_is_shown(college: TestOffice) -> None:
    college.hear(a_plan(tasks=[a_task("t1")]), SUBMITTED, RETURNED)
    opened = {each.todo_id: each for each in told(college, TodoOpened)}
    for who in (within_unit("d-student"), AFFAIRS, Actor(person_id="ann")):
        for todo_id, todo in waiting(college, who).items():
            shown = (todo.role, todo.scope, todo.class_id, todo.due_at)
            one = opened[todo_id]
            assert (one.role, one.scope, one.class_id, one.due_at) == shown
    assert {one.scope for one in opened.values()} >= {"person:ann", "unit:d-student", "*"}


def test_what_is_heard_twice_or_in_another_order_tells_nothing_twice(college: TestOffice) -> None:
    college.hear(SUBMITTED, times=3)
    assert [(one.role, one.scope) for one in told(college, TodoOpened) if not one.class_id] == [
        (Role.PARTY_COMMITTEE, "*")
    ]
    college.hear(RETURNED, times=2)
    closed = [one.role for one in told(college, TodoClosed) if not one.class_id]
    assert closed == [Role.PARTY_COMMITTEE]


def test_an_item_that_never_waited_is_not_told_as_closed(college: TestOffice) -> None:
    before = len(told(college, TodoClosed))
    college.hear(RETURNED)
    assert len(told(college, TodoClosed)) == before


def test_an_item_that_passes_to_another_person_closes_for_the_first() -> None:
    address = Address(kind="REVISE_PLAN", subject="p1", role=Role.SIGNED_IN)
    item = a_todo(address, todo_id="x", now=NOW)
    first = item.open(Opening(address=address, person_id="ann"), as_of=1, now=NOW)
    again = item.open(Opening(address=address, person_id="ann"), as_of=2, now=NOW)
    second = item.open(Opening(address=address, person_id="bob"), as_of=3, now=NOW)
    assert [(type(one), one.scope) for one in first] == [(TodoOpened, "person:ann")]
    assert again == []
    assert [(type(one), one.scope) for one in second] == [
        (TodoClosed, "person:ann"),
        (TodoOpened, "person:bob"),
    ]


def test_another_day_is_told(college: TestOffice) -> None:
    address = Address(kind="COMPLETE_TASK", subject="t1", role=Role.SIGNED_IN, scope="unit:u1")
    item = a_todo(address, todo_id="x", now=NOW)
    item.open(Opening(address=address, due_at=NOW), as_of=1, now=NOW)
    moved = item.open(Opening(address=address, due_at=NOW + timedelta(days=1)), as_of=2, now=NOW)
    assert [type(one) for one in moved] == [TodoOpened]


def test_these_events_stay_off_the_boards() -> None:
    for kind in (TodoOpened, TodoClosed, NoticeDelivered):
        assert kind.classification is Classification.CONFIDENTIAL


def test_a_class_with_many_items_closes_with_few_statements(college: TestOffice) -> None:
    with college.database.writing() as session:
        session.add_all(many_items(600))
    counted: list[str] = []

    def count(*given: Any) -> None:
        counted.append(given[2])

    database_events.listen(college.database.engine, "before_cursor_execute", count)
    college.hear(ClassClosed(class_id="c1"))
    database_events.remove(college.database.engine, "before_cursor_execute", count)
    assert len(told(college, TodoClosed)) >= 600
    assert len(counted) < 60


def many_items(number: int) -> list[Todo]:
    found = []
    for place in range(number):
        address = Address(
            kind="COMPLETE_TASK", subject=f"t{place}", role=Role.SIGNED_IN, scope=f"unit:u{place}"
        )
        item = a_todo(address, todo_id=f"x{place}", now=NOW)
        item.open(Opening(address=address, class_id="c1"), as_of=1, now=NOW)
        found.append(item)
    return found


# -- what settles an item -------------------------------------------------------------------------


@pytest.mark.parametrize("duty", [duty for duty in DUTIES if duty.kind != "OVERDUE"])
def test_each_duty_names_a_request_that_whoever_has_it_may_ask(duty: Duty) -> None:
    request = REQUESTS[duty.action_name]
    for role in duty.roles:
        if role is Role.SIGNED_IN:
            # It waits for one person, or for a department's people.
            assert request.ask.roles & {Role.SIGNED_IN, *COLLEGE_DEPARTMENTS}
        else:
            assert role in request.ask.roles


def test_an_item_shows_its_record_and_the_request_that_settles_it(college: TestOffice) -> None:
    planned = ExamPlanned(class_id="c1", exam_id="e1", from_at=NOW, to_at=NOW, rooms={"r1": 30})
    college.hear(SUBMITTED, planned)
    [todo] = waiting(college, an_actor(Role.PARTY_COMMITTEE, person="c")).values()
    assert (todo.subject, todo.action) == ("p1", "enrollment.approve_plan")


# -- notices --------------------------------------------------------------------------------------


@pytest.mark.clause("A-7.1.c")
def test_a_delivery_is_told_by_the_ids_of_its_recipients_alone(college: TestOffice) -> None:
    college.hear(AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1", "u2"]), times=2)
    [delivered] = told(college, NoticeDelivered)
    assert (delivered.recipients, delivered.class_id) == (["unit:u1", "unit:u2"], None)


def test_a_large_class_is_told_of_in_few_events(college: TestOffice) -> None:
    units = [f"w{place}" for place in range(1200)]
    college.hear(AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=units))
    assert [len(one.recipients) for one in told(college, NoticeDelivered)] == [500, 500, 200]


def test_one_reads_ones_own_notices_and_nobody_elses(college: TestOffice) -> None:
    college.hear(a_roster(), a_timetable())
    own, other = an_actor(person="p-t1"), an_actor(person="p-t2")
    unread = ListMyDeliveries(person_id="p-t1", unread=True)
    letters = college.do(unread, as_=own).items
    [theirs] = college.do(ListMyDeliveries(person_id="p-t2"), as_=other).items
    assert [letter.read_at for letter in letters] == [None]
    request = MarkRead(person_id="p-t1", delivery_ids=(theirs.delivery_id,))
    assert college.do(request, as_=own).unread == 1
    assert college.do(ListMyDeliveries(person_id="p-t2"), as_=other).items[0].read_at is None
    assert college.do(MarkRead(person_id="p-t1"), as_=own).unread == 0
    assert college.do(unread, as_=own).items == []
    first = college.do(ListMyDeliveries(person_id="p-t1"), as_=own).items[0].read_at
    college.do(MarkRead(person_id="p-t1"), as_=own)
    assert college.do(ListMyDeliveries(person_id="p-t1"), as_=own).items[0].read_at == first
    with pytest.raises(Refusal, match="NOT_YOUR_LETTERS"):
        college.do(MarkRead(person_id="p-t1"), as_=other)


@pytest.mark.clause("A-7.1.c")
def test_receipts_say_for_each_unit_who_has_acknowledged_and_read(college: TestOffice) -> None:
    college.hear(a_roster(), a_timetable())
    notice = published(college, a_draft(contact="0451-1234"))
    [letter] = [
        each
        for each in college.do(ListUnitDeliveries(unit_id="u1"), as_=of_unit("u1")).items
        if each.notice_id == notice.notice_id
    ]
    college.do(AcknowledgeNotice(unit_id="u1", delivery_id=letter.delivery_id), as_=of_unit("u1"))
    seen = college.do(ListUnitReceipts(notice_id=notice.notice_id), as_=EVP)
    assert (seen.reached, seen.acknowledged, seen.outstanding) == (2, 1, 1)
    acknowledged = {unit.unit_id: unit.acknowledged_by for unit in seen.units}
    assert acknowledged == {"u1": of_unit("u1").person_id, "u2": ""}
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        college.do(ListUnitReceipts(notice_id=notice.notice_id), as_=of_unit("u1"))


def test_receipts_count_the_people_of_each_unit_who_have_read(college: TestOffice) -> None:
    college.hear(a_roster(), a_timetable())
    own = an_actor(person="p-t1")
    [letter] = college.do(ListMyDeliveries(person_id="p-t1"), as_=own).items
    college.do(MarkRead(person_id="p-t1"), as_=own)
    seen = college.do(ListUnitReceipts(notice_id=letter.notice_id), as_=EVP)
    people = {unit.unit_id: (unit.people, unit.people_read) for unit in seen.units}
    assert people == {"u1": (2, 1), "u2": (1, 0)}
    # A timetable is for information; nobody owes an acknowledgement.
    assert (seen.read, seen.outstanding) == (1, 0)
