"""Where a thing to do leads: to the form that settles it, else to the page that knows the rest."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.datastructures import QueryParams

from contracts.assessment import SubmitSummary
from contracts.base import REQUESTS, Command
from contracts.finance import SignSheet
from contracts.notification import AcknowledgeEscalation, TodoView
from contracts.portal import ApproveSeal
from contracts.roles import Actor, Grant, Role
from gateway.desks import DESKS
from gateway.pages.looks import look_of
from gateway.pages.todos import LATER, OVERDUE, TODAY, form_of, grouped, page_of
from kit.pages.asking import Asker
from kit.pages.desk import name_of
from kit.pages.forms import fields_of
from kit.pages.visit import Visit
from services.notification.domain.todo import DUTIES, Duty
from tests.gateway.fake import CLASS_ID, FakeDepartments, at

ACTED_ON = [one for one in DUTIES if one.action]
DONE = [one for one in ACTED_ON if one.action and issubclass(one.action, Command)]
WITHIN_CLASS = f"class:{CLASS_ID}"


def a_visit(*grants: Grant) -> Visit:
    """The look of somebody with these duties."""
    departments: Any = FakeDepartments()
    actor = Actor(person_id="p-1", grants=grants)
    return Visit(asker=Asker(departments, actor), language="zh", path="/", params=QueryParams(""))


def a_todo(kind: type[Command[Any]], **changes: Any) -> TodoView:
    """Something that waits in the class."""
    about: dict[str, Any] = {
        "todo_id": "t1",
        "kind": "KIND",
        "zh": "办理",
        "en": "Do it",
        "class_id": CLASS_ID,
        "role": Role.STAFF,
        "scope": "*",
        "due_at": None,
        "created_at": at(date(2026, 3, 1), 9),
        "subject": "s1",
        "action": name_of(kind),
    }
    return TodoView(**{**about, **changes})


def asked_in(path: str) -> set[str]:
    """The fields a form asks for or is told by its address."""
    names = {name for name, _ in parse_qsl(urlsplit(path).query)}
    kind: Any = REQUESTS[path.partition("?")[0].removeprefix("/do/")]
    hidden = {name for desk in DESKS if kind in desk.looks for name in desk.looks[kind].hides}
    return names | {field.name for field in fields_of(kind) if field.name not in hidden}


@pytest.mark.parametrize("duty", DONE, ids=lambda duty: duty.kind)
@pytest.mark.parametrize("scope", ["*", "class", "unit", "trainee"])
def test_a_form_a_thing_to_do_leads_to_asks_for_all_it_needs(duty: Duty, scope: str) -> None:
    roles = [one for one in duty.roles if one is not Role.SIGNED_IN] or list(Role)
    within = scope if scope == "*" else f"{scope}:{CLASS_ID if scope == 'class' else 'r1'}"
    for role in roles:
        assert duty.action is not None
        kind: Any = duty.action
        todo = a_todo(kind, role=role, scope=within)
        path = form_of(todo, a_visit(Grant(role, within)), DESKS)
        if path:
            needed = {field.name for field in fields_of(kind) if field.required}
            assert needed - asked_in(path) == set(), path


@pytest.mark.parametrize(
    ("kind", "role", "page"),
    [
        (SignSheet, Role.HOST_REP, f"/me/host/{CLASS_ID}"),
        (SignSheet, Role.PROJECT_LEAD, f"/classes/{CLASS_ID}/data-sheet"),
    ],
)
def test_what_only_a_page_can_tell_is_done_from_that_page(
    kind: type[Command[Any]], role: Role, page: str
) -> None:
    visit = a_visit(Grant(role, WITHIN_CLASS))
    todo = a_todo(kind, role=role, scope=WITHIN_CLASS)
    assert form_of(todo, visit, DESKS) == ""
    assert page_of(todo, visit, DESKS) == page


def test_a_matter_on_its_way_up_is_acknowledged_where_its_step_is_known() -> None:
    visit = a_visit(Grant(Role.COLLEGE_LEADER))
    todo = a_todo(AcknowledgeEscalation, role=Role.COLLEGE_LEADER)
    assert form_of(todo, visit, DESKS) == ""
    assert page_of(todo, visit, DESKS) == f"/classes/{CLASS_ID}/contact"


@pytest.mark.parametrize("duty", ACTED_ON, ids=lambda duty: duty.kind)
def test_every_duty_leads_whoever_has_it_to_its_form_or_a_page_that_knows_of_it(duty: Duty) -> None:
    kind: Any = duty.action
    for role in (one for one in duty.roles if one is not Role.SIGNED_IN):
        todo, visit = a_todo(kind, role=role), a_visit(Grant(role))
        led = form_of(todo, visit, DESKS) or page_of(todo, visit, DESKS)
        assert led not in ("", f"/classes/{CLASS_ID}"), role


def test_where_no_page_gives_it_its_class_is_led_to() -> None:
    nobody = a_visit()
    assert page_of(a_todo(SignSheet), nobody, DESKS) == f"/classes/{CLASS_ID}"
    assert page_of(a_todo(SignSheet, action=""), nobody, DESKS) == f"/classes/{CLASS_ID}"
    assert page_of(a_todo(SignSheet, class_id=None), nobody, DESKS) == ""


def test_of_several_places_in_classes_the_one_it_waits_for_is_named() -> None:
    visit = a_visit(Grant(Role.TRAINEE, "trainee:t1"), Grant(Role.TRAINEE, "trainee:t2"))
    todo = a_todo(SubmitSummary, class_id="c2", role=Role.TRAINEE, scope="trainee:t2")
    query = dict(parse_qsl(urlsplit(form_of(todo, visit, DESKS)).query))
    assert (query["class_id"], query["trainee_id"]) == ("c2", "t2")


# -- the same command in two desks' words


def own_look(kind: type[Command[Any]]) -> Any:
    return next(desk.looks[kind] for desk in DESKS if desk.name == "me")


def test_a_form_speaks_to_whoever_asks_for_it() -> None:
    known = {"class_id": CLASS_ID, "trainee_id": "t1"}
    trainee = Actor(person_id="p-1", grants=(Grant(Role.TRAINEE, "trainee:t1"),))
    staff = Actor(person_id="p-2", grants=(Grant(Role.STAFF),))
    both = Actor(person_id="p-3", grants=(*trainee.grants, *staff.grants))
    own = own_look(SubmitSummary)
    for back in ("", "/", f"/classes/{CLASS_ID}"):
        assert look_of(DESKS, SubmitSummary, trainee, known, back) is own
        assert look_of(DESKS, SubmitSummary, staff, known, back) is not own
        assert look_of(DESKS, SubmitSummary, both, known, back) is not own
    assert look_of(DESKS, SubmitSummary, both, known, "/me/summary") is own
    assert look_of(DESKS, SubmitSummary, both, known, "/meetings") is not own


# -- the list


def test_a_thing_to_do_leads_straight_to_its_form() -> None:
    path = form_of(a_todo(ApproveSeal), a_visit(Grant(Role.EVP)), DESKS)
    assert path.startswith("/do/portal.approve_seal?")
    assert f"class_id={CLASS_ID}" in path
    assert "seal_id=s1" in path


@pytest.mark.parametrize(
    ("changes", "role"),
    [
        ({"action": ""}, Role.EVP),
        ({"action": "portal.list_seals"}, Role.EVP),
        ({"action": "portal.nothing"}, Role.EVP),
        ({"subject": ""}, Role.EVP),
        ({}, Role.TRAINEE),
    ],
)
def test_where_no_form_settles_it_there_is_none_to_lead_to(
    changes: dict[str, str], role: Role
) -> None:
    assert form_of(a_todo(ApproveSeal, **changes), a_visit(Grant(role)), DESKS) == ""


def test_things_to_do_are_grouped_by_when_they_are_due() -> None:
    now = at(date(2026, 3, 6), 9)
    todos = [
        a_todo(ApproveSeal, todo_id="none"),
        a_todo(ApproveSeal, todo_id="later", due_at=now + timedelta(days=1)),
        a_todo(ApproveSeal, todo_id="today", due_at=now + timedelta(hours=5)),
        a_todo(ApproveSeal, todo_id="late", due_at=now - timedelta(minutes=1)),
    ]
    groups = grouped(todos, a_visit(Grant(Role.EVP)), DESKS, now)
    assert [(name, len(things)) for name, things in groups] == [
        (OVERDUE, 1),
        (TODAY, 1),
        (LATER, 2),
    ]
    assert groups[2][1][-1].due_at is None
