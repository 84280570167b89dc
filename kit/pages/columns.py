"""Columns of lists and facts of records: how a value of each kind is shown, read off its type."""

import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from contracts.base import Title, bare
from contracts.titles import FIELDS, title_of, without_unit
from contracts.values import FileRef, Unit, unit_of

NUMBERS = frozenset({"number", "yuan", "hours", "percent", "points"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `name` is a field, or a path of fields; `how` one of text, long, code, number,
    yuan, hours, percent, points (both given in tenths), day, moment, tag, yes, person, named (an
    id the page has gathered a name for, or a class's), within (words, each with the id it is
    limited to), file, list, bar, either (a pair of Chinese and English), lines (texts of which the
    last is shown and the others can be). `of` works the value out instead.
    """

    name: str
    title: Title | None = None
    how: str = ""
    of: Callable[[Any], Any] | None = None

    def value(self, record: Any) -> Any:
        """What stands in the cell."""
        if self.of is not None:
            return self.of(record)
        value = record
        for part in self.name.split("."):
            value = getattr(value, part)
        return value


@dataclass(frozen=True)
class Shown:
    """A column with its heading, ready for the page."""

    column: Column
    title: Title
    how: str

    @property
    def is_number(self) -> bool:
        """Whether its values stand in line on the right."""
        return self.how in NUMBERS

    def value(self, record: Any) -> Any:
        """What stands in the cell."""
        return self.column.value(record)


def column_of(column: str | Column, message: Any) -> Shown:
    """A column over records of one kind; KeyError for a field nobody has named."""
    column = Column(name=column) if isinstance(column, str) else column
    kind, marks = _hint(message, column.name)
    title = column.title or _title(message, column.name)
    return Shown(column, without_unit(title), column.how or _how(column.name, kind, marks))


def _title(message: Any, name: str) -> Title:
    first, _, rest = name.partition(".")
    if rest:
        return FIELDS[rest.rpartition(".")[2]]
    return title_of(message, first) if is_dataclass(message) else FIELDS[first]


def _hint(message: Any, path: str) -> tuple[Any, Sequence[Any]]:
    """The type of a field, and the marks it carries."""
    kind: Any = message
    marks: Sequence[Any] = ()
    for part in path.split("."):
        if not is_dataclass(kind):
            return str, ()
        kind, marks = bare(typing.get_type_hints(kind, include_extras=True).get(part, str))
    return kind, marks


_PEOPLE = {"person_id", "lead_id", "owner_id", "substitute_id", "by"}
_COUNTED: dict[Unit | None, str] = {Unit.FEN: "yuan", Unit.TENTHS: "hours"}
_TAGS = {"state", "severity", "decision", "kind", "status"}


def _how(name: str, kind: Any, marks: Sequence[Any]) -> str:
    last = name.rpartition(".")[2]
    if typing.get_origin(kind) in {list, tuple}:
        return "list"
    if kind is FileRef:
        return "file"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "tag"
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    if kind is int:
        return _COUNTED.get(unit_of(last, marks), "number")
    return _text(last)


_BY_TYPE: dict[Any, str] = {bool: "yes", date: "day", datetime: "moment"}


def _text(name: str) -> str:
    if name.endswith("_by") or name in _PEOPLE:
        return "person"
    return "tag" if name in _TAGS else "text"


def items_of(reply: Any, path: str) -> Sequence[Any]:
    """The list within a reply."""
    for part in path.split(".") if path else ():
        reply = getattr(reply, part)
    if isinstance(reply, list | tuple):
        return reply
    return typing.cast(Sequence[Any], reply.items)


def item_kind(reply: Any, path: str) -> Any:
    """What the list within a reply holds, read off the reply's type."""
    for part in path.split(".") if path else ():
        reply, _ = bare(typing.get_type_hints(reply)[part])
    return next(iter(typing.get_args(reply)), reply)
