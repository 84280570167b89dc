"""The contracts as a whole: one name each, both languages, known clauses, readable for ever."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from annotated_types import Ge, Le

import contracts.assessment
import contracts.enrollment
import contracts.finance
import contracts.notification
import contracts.portal
import contracts.scheduling  # noqa: F401 – importing it enters its messages
from contracts.base import EVENTS, REQUESTS, Command, Query, Request, Secret, bare, field_marks
from kit.wire import decode, encode
from tests.contracts.samples import FOLDER, sample_of

MESSAGES: dict[str, type[Any]] = {
    **REQUESTS,
    **{f"event.{name}": kind for name, kind in EVENTS.items()},
}
CATALOGUE = Path("tests/clauses.csv").read_text(encoding="utf-8")
# Characters in Chinese and in English.
MOST_ON_A_BUTTON = (12, 26)
CLAUSES = {row["id"] for row in csv.DictReader(CATALOGUE.splitlines())}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_has_a_heading_in_both_languages(name: str) -> None:
    heading = MESSAGES[name].heading
    assert re.search(r"[一-鿿]", heading.zh)
    assert re.search(r"[A-Za-z]", heading.en)
    assert not re.search(r"[一-鿿]", heading.en)


@pytest.mark.parametrize("name", [n for n, kind in REQUESTS.items() if issubclass(kind, Command)])
def test_every_command_has_a_name_short_enough_for_a_button(name: str) -> None:
    heading = REQUESTS[name].heading
    assert len(heading.zh) <= MOST_ON_A_BUTTON[0]
    assert len(heading.en) <= MOST_ON_A_BUTTON[1]


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_is_a_command_or_a_query_with_a_path_that_its_fields_fill(name: str) -> None:
    kind: Any = REQUESTS[name]
    assert issubclass(kind, Command) != issubclass(kind, Query)
    # A query that carries a secret is posted: an address ends up in logs and histories.
    is_get = issubclass(kind, Query) and not field_marks(kind, Secret)
    assert is_get == (kind.ask.method == "GET")
    holes = set(re.findall(r"{(\w+)}", kind.ask.path))
    assert holes <= set(kind.__dataclass_fields__)
    assert set(kind.ask.clauses) <= CLAUSES


# Beyond 64 bits a database cannot keep a number, nor look for it.
@pytest.mark.parametrize("name", REQUESTS)
def test_every_whole_number_of_a_request_has_a_least_and_a_most(name: str) -> None:
    boundless = {
        f"{kind.__name__}.{field}"
        for kind in _with_all_inside(REQUESTS[name])
        for field, hint in get_type_hints(kind, include_extras=True).items()
        if bare(hint)[0] is int and not {Ge, Le} <= {type(mark) for mark in bare(hint)[1]}
    }
    assert not boundless


def test_no_two_requests_share_a_rest_path() -> None:
    paths = [
        (name.split(".")[0], k.ask.method, re.sub(r"{\w+}", "{}", k.ask.path))
        for name, k in REQUESTS.items()
    ]
    assert len(paths) == len(set(paths))


@pytest.mark.clause("A-5.k3")
@pytest.mark.parametrize("name", EVENTS)
def test_no_event_has_a_place_for_personal_data_or_paper_content(name: str) -> None:
    kind: Any = EVENTS[name]
    assert field_marks(kind, Secret) == {}
    forbidden = {"id_no", "phone", "bank_account", "content", "marking_guide", "name_of_person"}
    assert not forbidden & set(kind.__dataclass_fields__)
    assert kind.about in kind.__dataclass_fields__


# Words by which a field could say who somebody is, or how to reach them.
TELLING = {"name", "names", "leader", "contact", "phone", "mobile", "email", "address", "account"}
TELLING |= {"bank", "signer", "counterparty", "employer", "birth"}
# What is left of them in events, and why it names nobody.
NAMES_NOBODY = {
    ("UnitRegistered", "name"): "a unit's name",
    ("ClassCreated", "title"): "what a class is called",
    ("PublishedSession", "title"): "what a lesson is about",
    ("SessionClosed", "title"): "what a lesson is about",
    ("TaskAssigned", "title"): "what a department is to do",
    ("TaskBrief", "title"): "what a department is to do",
    ("InstructedTask", "title"): "what a department is to do",
}


@pytest.mark.clause("A-5.k3")
@pytest.mark.parametrize("name", EVENTS)
def test_no_event_says_who_somebody_is_or_how_to_reach_them(name: str) -> None:
    told = {
        (kind.__name__, field.name)
        for kind in _with_all_inside(EVENTS[name])
        for field in fields(kind)
        if field.name in {"id_no", "title"} or TELLING & set(field.name.split("_"))
    }
    assert told <= set(NAMES_NOBODY)


def test_every_exception_to_it_is_still_needed() -> None:
    every = {kind for event in EVENTS.values() for kind in _with_all_inside(event)}
    assert {(kind.__name__, field.name) for kind in every for field in fields(kind)} >= set(
        NAMES_NOBODY
    )


def _with_all_inside(kind: Any) -> Iterator[Any]:
    """A message and every record that stands in it, however deep."""
    if is_dataclass(kind) and isinstance(kind, type):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from _with_all_inside(hint)
    for inner in get_args(kind):
        yield from _with_all_inside(inner)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_stored_sample_of_every_message_can_still_be_read(name: str) -> None:
    stored = FOLDER / f"{name}.json"
    assert stored.exists(), (
        "write it with `python -m tests.contracts.samples`; never change an old one"
    )
    kind = MESSAGES[name]
    message = decode(kind, json.loads(stored.read_text(encoding="utf-8")))
    assert decode(kind, encode(message)) == message


def test_a_sample_is_made_for_any_message() -> None:
    request: type[Request[Any]] = REQUESTS["enrollment.draft_plan"]
    assert decode(request, sample_of(request))
