"""What a message is. Writing a subclass is the whole declaration: it becomes a frozen dataclass
and enters the registry.
"""

import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform

from contracts.roles import Role

Reply = TypeVar("Reply")
Item = TypeVar("Item")

REQUESTS: dict[str, "type[Request[Any]]"] = {}
EVENTS: dict[str, "type[Event]"] = {}

PATIENCE_SECONDS = 10.0


class Classification(StrEnum):
    """Who may see that something happened; CONFIDENTIAL events stay off boards and group
    channels.
    """

    PUBLIC = "PUBLIC"
    INTERNAL = "INTERNAL"
    CONFIDENTIAL = "CONFIDENTIAL"


@dataclass(frozen=True)
class Title:
    """What staff call a message or a field, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Secret:
    """Marks a field whose value never enters the audit log, a log line or an event."""


def wire_name(message: type) -> str:
    """RosterApproved -> roster_approved: method, operation, routing key and metric label alike."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", message.__name__).lower()


def department_of(message: type) -> str:
    """The package under contracts a message lives in names the service that owns it."""
    return message.__module__.split(".")[1]


def _heading_from(cls: type) -> Title:
    """A message's docstring opens with its title: 批准培训计划｜Approve the annual plan; …"""
    first_line = (cls.__doc__ or cls.__name__).partition("\n")[0]
    zh, _, en = first_line.partition("｜")
    return Title(zh=zh, en=re.split(r"[;:,.(]", en or zh, maxsplit=1)[0].strip())


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Message:
    """Anything that crosses the bus."""

    heading: ClassVar[Title]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        dataclass(frozen=True, kw_only=True)(cls)
        cls.heading = _heading_from(cls)


class View(Message):
    """What a department shows of its records."""


class Page(View, Generic[Item]):
    """One page of a list, and how many there are in all."""

    items: list[Item]
    total: int


class Event(Message):
    """A business fact, published once it is committed.

    `about` names the field that holds the id of the record the fact is about; events about one
    record keep their order.
    """

    about: ClassVar[str]
    classification: ClassVar[Classification]

    def __init_subclass__(
        cls,
        *,
        about: str = "class_id",
        classification: Classification = Classification.INTERNAL,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls.about = about
        cls.classification = classification
        EVENTS[wire_name(cls)] = cls


@dataclass(frozen=True)
class Ask:
    """How a request is asked for: its REST form, who may ask, the clauses it serves, and how many
    seconds whoever asks waits for the reply.
    """

    method: str
    path: str
    roles: frozenset[Role]
    clauses: tuple[str, ...]
    reply: Any
    patience: float


class Request(Message, Generic[Reply]):
    """Something one asks of the department in whose contract file it is declared."""

    ask: ClassVar[Ask]

    def __init_subclass__(
        cls,
        *,
        rest: str = "",
        by: tuple[Role, ...] = (),
        clauses: tuple[str, ...] = (),
        patience: float = PATIENCE_SECONDS,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        if not rest:
            return
        method, _, path = rest.partition(" ")
        reply = typing.get_args(cls.__orig_bases__[0])[0]  # type: ignore[attr-defined]  # every generic subclass has it
        cls.ask = Ask(
            method=method,
            path=path,
            roles=frozenset(by),
            clauses=clauses,
            reply=reply,
            patience=patience,
        )
        REQUESTS[f"{department_of(cls)}.{wire_name(cls)}"] = cls


class Command(Request[Reply], Generic[Reply]):
    """A request that changes something; carried out once per idempotency key."""


class Query(Request[Reply], Generic[Reply]):
    """A request that only looks."""


def bare(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without Annotated and Optional, and the marks it carried."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        inner, marks = bare(arguments[0])
        return inner, (*marks, *arguments[1:])
    if origin in {typing.Union, types.UnionType}:
        return bare(next(kind for kind in arguments if kind is not type(None)))
    return hint, ()


@cache
def field_marks(message: type, kind: type) -> Mapping[str, Any]:
    """The fields of a message that carry a mark of the given kind, with the mark."""
    hints = typing.get_type_hints(message, include_extras=True)
    marks = {}
    for field in fields(message):
        for mark in bare(hints[field.name])[1]:
            if isinstance(mark, kind):
                marks[field.name] = mark
    return marks
