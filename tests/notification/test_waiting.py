"""What is looked up as waiting for somebody is what the domain says waits for them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from contracts.enrollment import ClassClosed
from contracts.notification import CountTodos, ListTodos, TodoCount, TodoView
from contracts.roles import COLLEGE_DEPARTMENTS, Actor, Grant, Role
from contracts.values import Profile
from kit.testing import TestOffice
from services.notification.domain.todo import DUTIES, Address, Opening, Todo, a_todo
from services.notification.domain.training_class import TrainingClass
from services.notification.store.tables import todo
from tests.notification.college import NOW, a_college, a_college_class
from tests.servers import RealServers

ROLES = (Role.STAFF, Role.EVP, Role.TEACHING_DEPT, Role.GRASSROOTS_ORG, Role.SIGNED_IN)
SCOPES = ("*", "unit:u1", "unit:d-theory", "trainee:t1", "class:c1")
PERSONS = ("", "ann")
CLASSES = (None, "c1", "c2", "unheard")
HOLDERS = (*ROLES[:-1], *COLLEGE_DEPARTMENTS[:1])
EVERYBODY = Actor(person_id="ann", grants=tuple(Grant(role) for role in HOLDERS))

grants = st.lists(
    st.builds(Grant, st.sampled_from(HOLDERS), st.sampled_from((*SCOPES, "unit:u2", "class:c2"))),
    max_size=4,
    unique=True,
)


@pytest.fixture
def office(college: TestOffice) -> TestOffice:
    """An office where an item waits at every kind of address, in classes of either norm."""
    fill(college)
    return college


def fill(college: TestOffice) -> None:
    """Have everything wait there, and nothing else."""
    college.hear(a_college_class(class_id="c2", profile=Profile.UNIVERSITY_PARTY_SCHOOL))
    with college.database.writing() as session:
        session.execute(delete(todo))
        session.add_all(everything())


def everything() -> Sequence[Todo]:
    """One item for every address, person and class, of one kind of duty after the other; each has
    waited since a second later than the one before.
    """
    found = []
    for place, where in enumerate(product(ROLES, SCOPES, PERSONS, CLASSES)):
        role, scope, person_id, class_id = where
        kind = DUTIES[place % len(DUTIES)].kind
        address = Address(kind=kind, subject=f"s{place}", role=role, scope=scope)
        item = a_todo(address, todo_id=f"x{place:03}", now=NOW)
        opening = Opening(address=address, class_id=class_id, person_id=person_id)
        item.open(opening, as_of=1, now=NOW + timedelta(seconds=place))
        found.append(item)
    return found


def listed(office: TestOffice, actor: Actor, class_id: str | None = None) -> list[TodoView]:
    """Everything that is shown to somebody, page after page."""
    found: list[TodoView] = []
    for page in range(1, 100):
        shown = office.do(ListTodos(class_id=class_id, page=page, size=70), as_=actor)
        found += shown.items
        if not shown.items:
            assert len(found) == shown.total
            break
    return found


def said(office: TestOffice, actor: Actor) -> set[str]:
    """What waits for somebody as the domain says it, item by item."""
    with office.database.reading() as session:
        known = {one.class_id: one for one in session.scalars(select(TrainingClass))}
        items = session.scalars(select(Todo)).all()
    theory = [one for one in actor.grants if one == Grant(Role.TEACHING_DEPT)]
    units = frozenset({"unit:d-theory"} if theory else ())
    return {
        item.todo_id
        for item in items
        if item.duty.concerns(known.get(item.class_id or ""))
        and (
            item.person_id == actor.person_id
            if item.person_id
            else item.address.reaches(actor, class_id=item.class_id, units=units)
        )
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants, st.sampled_from(["ann", "bob"]))
def test_whatever_somebody_holds_they_are_shown_what_waits_for_them(
    office: TestOffice, held: list[Grant], person_id: str
) -> None:
    actor = Actor(person_id=person_id, grants=tuple(held))
    shown = listed(office, actor)
    assert {one.todo_id for one in shown} == said(office, actor)
    assert office.do(CountTodos(), as_=actor) == TodoCount(
        waiting=len(shown), latest=max((one.created_at for one in shown), default=None)
    )


@pytest.mark.usefixtures("moved_clock")
def test_it_is_so_on_postgresql_too(servers: RealServers) -> None:
    office = a_college(servers.fresh().database_url.format(service="notification"))
    fill(office)
    nobody = Actor(person_id="ann")
    head = Actor(person_id="bob", grants=(Grant(Role.TEACHING_DEPT), Grant(Role.STAFF, "class:c1")))
    for actor in (nobody, head, EVERYBODY):
        shown = listed(office, actor)
        assert {one.todo_id for one in shown} == said(office, actor)
        assert office.do(CountTodos(), as_=actor).waiting == len(shown)
    office.close()


@pytest.mark.parametrize("class_id", ["c1", "c2", "unheard"])
def test_of_one_class_the_same_is_shown(office: TestOffice, class_id: str) -> None:
    everything = listed(office, EVERYBODY)
    of_class = [one for one in everything if one.class_id == class_id]
    assert of_class
    assert listed(office, EVERYBODY, class_id) == of_class


def test_what_is_due_soonest_is_shown_first_and_what_never_is_last(office: TestOffice) -> None:
    due = [one.due_at for one in listed(office, EVERYBODY)]
    known = [one for one in due if one is not None]
    assert known
    assert due == sorted(known) + [None] * (len(due) - len(known))


def test_what_a_class_that_is_over_left_undone_waits_no_more(office: TestOffice) -> None:
    before = listed(office, EVERYBODY)
    office.hear(ClassClosed(class_id="c1"))
    assert listed(office, EVERYBODY) == [one for one in before if one.class_id != "c1"]
