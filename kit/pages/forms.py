"""Forms made from requests: which fields a request has, how each is asked for, and what was typed.

People type yuan, hours and local time; messages hold fen, tenths of an hour and moments with their
offset. What cannot be read stays in its field, with the reason beside it.
"""

import re
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from functools import cache
from typing import Any

from annotated_types import Ge, Le, MaxLen, MinLen
from starlette.datastructures import FormData

from contracts.base import Title, bare
from contracts.lookups import LOOKUPS
from contracts.refusals import Fault, Invalid
from contracts.titles import title_of, without_unit
from contracts.values import FileRef, Unit, unit_of
from kit.clock import SHANGHAI
from kit.pages.formats import FEN, TENTHS
from kit.pages.formats import hours as as_hours

LONG = 128


class Shape(StrEnum):
    """How a field is asked for."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    MONEY = "money"
    HOURS = "hours"
    DATE = "date"
    MOMENT = "moment"
    YES = "yes"
    CHOICE = "choice"
    CHOICES = "choices"
    LINES = "lines"
    FILE = "file"
    FILES = "files"
    GROUP = "group"
    ROWS = "rows"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a form. `least` and `most` bound a value or, for text, its length; `options` are
    the values of an enumeration; `lookup` names the list an id is chosen from; `parts` are the
    fields of a group or of each row.
    """

    name: str
    title: Title
    shape: Shape
    required: bool
    default: str = ""
    least: int | None = None
    most: int | None = None
    options: tuple[str, ...] = ()
    lookup: str = ""
    parts: tuple["Field", ...] = ()


def fields_of(message: Any) -> tuple[Field, ...]:
    """The fields a message is made of, in the order of its declaration."""
    return _fields_of(message)


@cache
def _fields_of(message: Any) -> tuple[Field, ...]:
    hints = typing.get_type_hints(message, include_extras=True)
    return tuple(
        _field(message, field.name, hints[field.name], _default(field)) for field in fields(message)
    )


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def _field(message: type, name: str, hint: Any, default: Any) -> Field:
    kind, marks = bare(hint)
    title = title_of(message, name)
    shape, more = _shape(name, kind, marks)
    return Field(
        name=name,
        title=without_unit(title),
        shape=shape,
        required=default is MISSING and not _may_be_none(hint),
        default=default.value if isinstance(default, Enum) else _default_text(default),
        least=_first(marks, MinLen, "min_length") or _first(marks, Ge, "ge"),
        most=_first(marks, MaxLen, "max_length") or _first(marks, Le, "le"),
        **more,
    )


def _default_text(default: Any) -> str:
    if default is True:
        return "yes"
    return str(default) if isinstance(default, int | str) and default is not False else ""


def _may_be_none(hint: Any) -> bool:
    arguments = typing.get_args(hint)
    return type(None) in arguments or (
        typing.get_origin(hint) is typing.Annotated and _may_be_none(arguments[0])
    )


def _first(marks: Sequence[Any], kind: type, bound: str) -> int | None:
    return next((getattr(mark, bound) for mark in reversed(marks) if isinstance(mark, kind)), None)


def _shape(name: str, kind: Any, marks: Sequence[Any]) -> tuple[Shape, dict[str, Any]]:
    if typing.get_origin(kind) in {list, tuple}:
        return _shape_of_many(name, bare(typing.get_args(kind)[0])[0])
    if kind in _PLAIN:
        return _PLAIN[kind], {}
    if is_dataclass(kind):
        return Shape.GROUP, {"parts": fields_of(kind)}
    if issubclass(kind, Enum):
        return Shape.CHOICE, {"options": tuple(kind)}
    return _number(name, marks) if kind is int else _text(name, marks)


_PLAIN: Mapping[type, Shape] = {
    bool: Shape.YES,
    date: Shape.DATE,
    datetime: Shape.MOMENT,
    FileRef: Shape.FILE,
}


def _text(name: str, marks: Sequence[Any]) -> tuple[Shape, dict[str, Any]]:
    if name in LOOKUPS:
        return Shape.CHOICE, {"lookup": name}
    return (Shape.LONG if (_first(marks, MaxLen, "max_length") or 0) > LONG else Shape.TEXT), {}


def _number(name: str, marks: Sequence[Any]) -> tuple[Shape, dict[str, Any]]:
    return _COUNTED.get(unit_of(name, marks), Shape.NUMBER), {}


_COUNTED: Mapping[Unit | None, Shape] = {Unit.FEN: Shape.MONEY, Unit.TENTHS: Shape.HOURS}


def _shape_of_many(name: str, item: Any) -> tuple[Shape, dict[str, Any]]:
    if item is FileRef:
        return Shape.FILES, {}
    if is_dataclass(item):
        return Shape.ROWS, {"parts": fields_of(item)}
    if issubclass(item, Enum):
        return Shape.CHOICES, {"options": tuple(item)}
    return (Shape.CHOICES, {"lookup": name}) if name in LOOKUPS else (Shape.LINES, {})


# -- what was typed --------------------------------------------------------------------

_ROW = re.compile(r"\.(\d+)(?=\.|$)")


@dataclass(frozen=True)
class Typed:
    """What a form held, as a message wants it, and what could not even be read."""

    values: dict[str, Any]
    faults: tuple[Fault, ...]


def read(form: FormData, asked: Sequence[Field], prefix: str = "") -> Typed:
    """Every field of the form that was filled in. A row nobody wrote in is left out."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in asked:
        value = _read_field(form, field, prefix + field.name, faults)
        if value is not None:
            values[field.name] = value
    return Typed(values, tuple(faults))


def _read_field(form: FormData, field: Field, name: str, faults: list[Fault]) -> Any:
    if field.shape in _READERS:
        return _READERS[field.shape](form, name)
    if field.shape is Shape.GROUP:
        return _read_part(form, field, f"{name}.", faults) or ({} if field.required else None)
    if field.shape is Shape.ROWS:
        return _read_rows(form, field, name, faults)
    # Browsers send line ends as CR LF.
    text = str(form.get(name, "")).replace("\r\n", "\n").strip()
    return _converted(field, name, text, faults) if text else None


def _read_lines(form: FormData, name: str) -> list[str]:
    """What is ticked, or typed one to a line where there was no list to tick in."""
    lines = (line.strip() for text in form.getlist(name) for line in str(text).splitlines())
    return [line for line in lines if line]


def _kept_file(form: FormData, name: str) -> dict[str, str] | None:
    """A file that was sent is in the store already; its reference travels in two hidden fields."""
    return next(iter(_kept_files(form, name)), None)


def _kept_files(form: FormData, name: str) -> list[dict[str, str]]:
    ids, names = form.getlist(f"{name}.file_id"), form.getlist(f"{name}.name")
    pairs = zip(ids, names, strict=False)
    return [{"file_id": str(file_id), "name": str(called)} for file_id, called in pairs if file_id]


_READERS: Mapping[Shape, Callable[[FormData, str], Any]] = {
    Shape.YES: lambda form, name: form.get(name) is not None,
    Shape.CHOICES: _read_lines,
    Shape.LINES: _read_lines,
    Shape.FILE: _kept_file,
    Shape.FILES: _kept_files,
}


def _read_part(
    form: FormData, field: Field, prefix: str, faults: list[Fault]
) -> dict[str, Any] | None:
    typed = read(form, field.parts, prefix)
    if not any(_is_written(form, part, prefix, typed.values) for part in field.parts):
        return None
    faults.extend(typed.faults)
    return typed.values


def _is_written(form: FormData, part: Field, prefix: str, values: Mapping[str, Any]) -> bool:
    """Whether somebody wrote here; what stands in an untouched row by default is nobody's word."""
    if part.shape is Shape.YES or values.get(part.name) in (None, [], ""):
        return False
    return not part.default or str(form.get(prefix + part.name, "")).strip() != part.default


def _read_rows(
    form: FormData, field: Field, name: str, faults: list[Fault]
) -> list[dict[str, Any]]:
    numbers = sorted({n for key in form if (n := _row_number(key, name)) is not None})
    rows: list[dict[str, Any]] = []
    for number in numbers:
        found: list[Fault] = []
        row = _read_part(form, field, f"{name}.{number}.", found)
        if row is not None:
            # Rows close up where an empty one was left between them; so do their faults.
            faults.extend(_renumbered(fault, name, number, len(rows)) for fault in found)
            rows.append(row)
    return rows


def _row_number(key: str, name: str) -> int | None:
    found = _ROW.match(key, len(name)) if key.startswith(f"{name}.") else None
    return int(found[1]) if found else None


def _renumbered(fault: Fault, name: str, old: int, new: int) -> Fault:
    rest = fault.field.removeprefix(f"{name}.{old}.")
    return Fault(field=f"{name}.{new}.{rest}", zh=fault.zh, en=fault.en)


def _converted(field: Field, name: str, text: str, faults: list[Fault]) -> Any:
    try:
        if field.shape in _PARTS:
            number = _whole(text, _PARTS[field.shape])
            faults += _out_of_bounds(field, name, number)
            return number
        if field.shape is Shape.MOMENT:
            return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).isoformat()
    except (ValueError, InvalidOperation):
        faults.append(_fault(field, name, *_EXAMPLES[field.shape]))
    return text


def _out_of_bounds(field: Field, name: str, number: int) -> Iterator[Fault]:
    """A bound in the units that were typed."""
    zh, en = _UNITS[field.shape]
    if field.least is not None and number < field.least:
        least = _shown(field, field.least)
        yield _fault(field, name, f"不得小于 {least} {zh}", f"must not be below {least} {en}")
    if field.most is not None and number > field.most:
        most = _shown(field, field.most)
        yield _fault(field, name, f"不得大于 {most} {zh}", f"must not be above {most} {en}")


def _fault(field: Field, name: str, zh: str, en: str) -> Fault:
    return Fault(field=name, zh=f"「{field.title.zh}」{zh}", en=f"'{field.title.en}' {en}")


_PARTS = {Shape.MONEY: FEN, Shape.HOURS: TENTHS}
_UNITS = {Shape.MONEY: ("元", "yuan"), Shape.HOURS: ("学时", "hours")}


_EXAMPLES = {
    Shape.MONEY: (
        "应为金额（元），至多两位小数，例如 1234.50",
        "must be an amount in yuan with at most two decimals, such as 1234.50",
    ),
    Shape.HOURS: (
        "应为学时，至多一位小数，例如 2.5",
        "must be hours with at most one decimal, such as 2.5",
    ),
    Shape.MOMENT: (
        "应为有效的日期和时间，例如 2026-03-06 09:00",
        "must be a real date and time, such as 2026-03-06 09:00",
    ),
}


def _whole(text: str, parts: int) -> int:
    exact = Decimal(text.replace(",", "").replace("，", "")) * parts
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise ValueError(text)
    return int(exact)


# -- what a form shows -----------------------------------------------------------------


def standing(asked: Sequence[Field], prefix: str = "") -> dict[str, Any]:
    """What stands in a form before anybody wrote in it: the defaults, by the names of the fields.
    Rows begin without, for one that holds something counts as written.
    """
    shown: dict[str, Any] = {}
    for field in asked:
        if field.shape is Shape.GROUP:
            shown |= standing(field.parts, f"{prefix}{field.name}.")
        elif field.default:
            shown[prefix + field.name] = field.default
    return shown


def flat(asked: Sequence[Field], values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Plain JSON values as people type them, by the names of the fields: text, or a list of it."""
    shown: dict[str, Any] = {}
    for field in asked:
        value, name = values.get(field.name), prefix + field.name
        if value is None:
            continue
        if field.shape is Shape.GROUP:
            shown |= flat(field.parts, value, f"{name}.")
        elif field.shape is Shape.ROWS:
            shown[name] = len(value)
            for number, row in enumerate(value):
                shown |= flat(field.parts, row, f"{name}.{number}.")
        else:
            shown[name] = _shown(field, value)
    return shown


def _shown(field: Field, value: Any) -> Any:
    if field.shape is Shape.YES:
        return "yes" if value else ""
    if isinstance(value, list | dict):
        return "\n".join(value) if field.shape is Shape.LINES else value
    if isinstance(value, str):
        return _local(value) if field.shape is Shape.MOMENT else value
    if field.shape is Shape.MONEY:
        return f"{Decimal(value) / FEN:.2f}"
    return as_hours(value) if field.shape is Shape.HOURS else str(value)


def _local(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}" if moment.tzinfo else text


def unreadable(faults: Sequence[Fault]) -> Invalid:
    """What could not be read, as a refusal (422)."""
    zh, en = "；".join(f.zh for f in faults), "; ".join(f.en for f in faults)
    return Invalid("INVALID", f"填写有误：{zh}。", f"Not acceptable: {en}.", faults=list(faults))


def asked_beyond(kind: Any, known: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a request that are not known yet: what its form asks for."""
    return tuple(field for field in fields_of(kind) if field.name not in known)
