"""What every desk owes: a place for each command, columns with names, templates that stand."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from contracts import assessment, enrollment, finance, notification, portal, scheduling
from contracts.base import REQUESTS, Command, Request
from contracts.lookups import LOOKUPS
from contracts.portal import ListColleagues
from contracts.roles import Role
from gateway.desks import DESKS
from gateway.pages.desks import LIFE
from gateway.pages.frame import make_pages
from kit.pages.columns import column_of, item_kind
from kit.pages.desk import (
    Action,
    Desk,
    Go,
    Offer,
    Page,
    Record,
    Section,
    Table,
    name_of,
    nothing,
)
from kit.pages.forms import Field, Shape, fields_of
from kit.rights import may_ever
from kit.settings import Settings
from tests.security.rights import holder

DEPARTMENTS = (assessment, enrollment, finance, notification, portal, scheduling)
COMMANDS = {kind for kind in REQUESTS.values() if issubclass(kind, Command)}

# Given on pages of their own, behind a link or on the phone, not by a button of a desk.
ELSEWHERE = {
    "assessment.answer_evaluation",
    "finance.dispute_sheet_by_link",
    "finance.sign_sheet_by_link",
}
# Who is no role, or no person.
NOT_AT_A_DESK = {Role.DEPARTMENT, Role.PUBLIC, Role.SIGNED_IN}
# What the address or the person's own duties always know.
OWN = {"class_id", "unit_id", "trainee_id", "teacher_id", "person_id"}

# Fields that are nothing without their parts.
WHOLES = (Shape.GROUP, Shape.ROWS)

Where = tuple[Desk, Page, Section | None]


def places() -> Iterator[Where]:
    """Every section of every page of every desk, and each page itself."""
    for desk in DESKS:
        for page in (*desk.pages, *desk.class_pages):
            yield desk, page, None
            for section in page.sections:
                yield desk, page, section


def offers() -> Iterator[tuple[str, Page, Any, Offer]]:
    """Every offer with the kind of record it stands beside."""
    for desk, page, section in places():
        where = f"{desk.name}/{page.path}"
        if section is None:
            yield from ((where, page, type(None), offer) for offer in page.actions)
            continue
        reply = section.kind.ask.reply if section.kind else None
        yield from ((where, page, reply, offer) for offer in section.actions)
        if isinstance(section, Table):
            row = item_kind(reply, section.items) if reply else None
            yield from ((where, page, row, offer) for offer in section.row_actions)
        if isinstance(section, Record):
            for inner in section.inner:
                line = item_kind(reply, inner.items) if reply else None
                yield from ((where, page, line, offer) for offer in inner.row_actions)


def test_every_command_has_a_place_where_it_is_given() -> None:
    offered = {name_of(kind) for desk in DESKS for kind in desk.offered}
    asked_by_people = {name_of(k) for k in COMMANDS if k.ask.roles - {Role.DEPARTMENT}}
    assert sorted(asked_by_people - offered - ELSEWHERE) == []


def test_whoever_may_give_a_command_may_see_a_place_where_it_is_given() -> None:
    """A page somebody may open, and on it what the offer stands beside."""
    shut_out = [
        f"{name_of(kind)} {role}"
        for kind in COMMANDS
        if name_of(kind) not in ELSEWHERE
        for role in kind.ask.roles - NOT_AT_A_DESK
        if not any(kind in found for found in _offered_to(role))
    ]
    assert sorted(shut_out) == []


def _offered_to(role: Role) -> Iterator[frozenset[type[Request[Any]]]]:
    who = holder(role, "trainee:t1" if role is Role.TRAINEE else "*")
    for _, page, section in places():
        opens = page.whose(who) and (not page.asks or any(may_ever(who, one) for one in page.asks))
        beside = section.kind if section else None
        if opens and (beside is None or may_ever(who, beside)):
            yield section.offered if section else page.offered_by_itself


def test_nothing_is_offered_that_does_not_exist() -> None:
    known = set(REQUESTS.values())
    assert [name_of(k) for desk in DESKS for k in desk.offered if k not in known] == []


def test_every_field_of_a_form_is_called_something_and_can_be_filled_in() -> None:
    for kind in COMMANDS:
        for field in _every_field(fields_of(kind)):
            assert field.title.zh, (kind, field.name)
            assert field.title.en, (kind, field.name)
            assert field.parts or field.shape not in WHOLES, (kind, field.name)


def _every_field(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _every_field(field.parts)


def test_a_form_asks_for_all_it_needs_or_is_told_it_by_its_link() -> None:
    """What a look hides either has a default, or every link to the form gives it."""
    hidden = {
        (kind, field.name)
        for desk in DESKS
        for kind, look in desk.looks.items()
        for field in fields_of(kind)
        if field.name in look.hides and field.required
    }
    for where, _, _, offer in offers():
        if isinstance(offer, Action):
            told = {name for kind, name in hidden if kind is offer.kind}
            told -= OWN | set(re.findall(r"{(\w+)}", offer.kind.ask.path))
            assert not told or told <= _given(offer), (where, name_of(offer.kind), told)


class _Anything:
    """A record that has whatever is asked of it."""

    def __getattr__(self, _: str) -> "_Anything":
        return self


def _given(offer: Action) -> set[str]:
    return set(offer.given(_Anything()))


def test_every_column_has_a_name_and_a_way_to_be_shown() -> None:
    shown = [
        (page.path, column, column_of(column, record))
        for _, page, section in places()
        for column, record in _columns(section)
    ]
    assert len(shown) > len(DESKS)
    assert [(path, column) for path, column, one in shown if not (one.how and one.title.zh)] == []


def _columns(section: Section | None) -> Iterator[tuple[Any, Any]]:
    """Each column with the kind of record it is read off."""
    reply = section.kind.ask.reply if section and section.kind else None
    if reply is None:
        return
    if isinstance(section, Table):
        row = item_kind(reply, section.items)
        yield from ((column, row) for column in section.columns)
    if isinstance(section, Record):
        yield from ((fact, reply) for fact in section.facts)
        for inner in section.inner:
            line = item_kind(reply, inner.items)
            yield from ((column, line) for column in inner.columns)


def test_an_offer_finds_the_ids_it_needs() -> None:
    lost = []
    for where, page, record, offer in offers():
        if isinstance(offer, Go) or record is None:
            continue
        known = OWN | set(re.findall(r"{(\w+)}", page.path))
        known |= set(getattr(record, "__dataclass_fields__", ()))
        if isinstance(offer, Action):
            known |= {"*"} if offer.given is not nothing else set()
        needed = set(re.findall(r"{(\w+)}", offer.kind.ask.path))
        choosable = set(LOOKUPS)
        if "*" not in known and needed - known - choosable:
            lost.append((where, name_of(offer.kind), sorted(needed - known)))
    assert lost == []


def test_every_template_stands() -> None:
    environment = make_pages(Settings(), DESKS).environment
    for desk, page, section in places():
        environment.get_template(page.template if section is None else section.template)
        for look in desk.looks.values():
            for name in filter(None, (look.beside, look.shows)):
                environment.get_template(name)
    for desk in DESKS:
        for paper in desk.papers:
            environment.get_template(paper.template)


@pytest.mark.parametrize("name", LOOKUPS)
def test_every_lookup_names_fields_there_are(name: str) -> None:
    lookup = LOOKUPS[name]
    query = lookup.asks({"class_id": "c1", "unit_id": "u1"})
    assert query is not None
    item = item_kind(type(query).ask.reply, lookup.items)
    assert {lookup.value, *lookup.words} <= set(item.__dataclass_fields__)


def test_addresses_of_pages_are_one_each() -> None:
    paths = [f"{desk.name}/{page.path}" for desk in DESKS for page in desk.pages]
    tabs = [page.path for desk in DESKS for page in desk.class_pages]
    assert len(set(paths)) == len(paths)
    assert len(set(tabs)) == len(tabs)


def test_every_page_of_a_class_has_its_place_in_the_classs_life() -> None:
    listed = {page.path for desk in DESKS for page in desk.class_pages if page.is_listed}
    assert listed == set(LIFE)


def test_colleagues_are_known_by_their_names() -> None:
    assert isinstance(LOOKUPS["person_id"].asks({}), ListColleagues)
