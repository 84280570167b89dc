"""How messages are written on the wire, and how what cannot be read is explained."""

import typing
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from contracts.base import Title, bare
from contracts.refusals import Fault, Invalid, Refusal
from contracts.titles import FIELDS, title_of, without_unit
from contracts.values import Unit, unit_of

EXPLANATIONS: dict[str, tuple[str, str]] = {
    "missing": ("必须填写", "is required"),
    "extra_forbidden": ("不是此操作的字段", "is not a field of this request"),
    "string_too_short": ("至少需要 {min_length} 个字", "needs at least {min_length} characters"),
    "string_too_long": ("最多 {max_length} 个字", "may have at most {max_length} characters"),
    "too_short": ("至少需要 {min_length} 项", "needs at least {min_length} items"),
    "too_long": ("最多 {max_length} 项", "may have at most {max_length} items"),
    "greater_than_equal": ("不得小于 {ge}", "must not be below {ge}"),
    "less_than_equal": ("不得大于 {le}", "must not be above {le}"),
    "int_parsing": ("应为整数", "must be a whole number"),
    "int_type": ("应为整数", "must be a whole number"),
    "int_from_float": ("应为整数", "must be a whole number"),
    "bool_parsing": ("应为是或否", "must be true or false"),
    "bool_type": ("应为是或否", "must be true or false"),
    "string_type": ("应为文字", "must be text"),
    "list_type": ("应为列表", "must be a list"),
    "dict_type": ("应为对象", "must be an object"),
    "dataclass_type": ("应为对象", "must be an object"),
    "enum": ("只能是：{expected}", "must be one of: {expected}"),
    "json_invalid": ("不是有效的 JSON", "is not valid JSON"),
}
DATES = ("应为有效的日期或时间，例如 2026-03-06", "must be a real date or time, such as 2026-03-06")
OTHER = ("填写不正确", "is not right")
BOUNDS = frozenset({"greater_than_equal", "less_than_equal"})
# What callers of the API count in; whoever types yuan and hours is told bounds in these.
UNITS = {Unit.FEN: Title("分", "fen"), Unit.TENTHS: Title("十分之一", "tenths")}


_adapters: dict[Any, TypeAdapter[Any]] = {}


def adapter(kind: Any) -> TypeAdapter[Any]:
    """The reader and writer of a type; built once."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def encode(value: Any, kind: Any = None) -> Any:
    """A message as plain JSON values."""
    return adapter(kind or type(value)).dump_python(value, mode="json")


def decode(kind: Any, data: Any) -> Any:
    """A message from plain JSON values; Invalid, naming the fields, when it cannot be read."""
    try:
        return adapter(kind).validate_python(data)
    except ValidationError as problem:
        raise invalid(problem.errors(), kind) from None


def invalid(errors: Sequence[Mapping[str, Any]], kind: Any = None) -> Invalid:
    """What is wrong with which field, in both languages."""
    faults = [_fault(error, kind) for error in errors]
    zh = "；".join(fault.zh for fault in faults[:5])
    en = "; ".join(fault.en for fault in faults[:5])
    return Invalid("INVALID", f"填写有误：{zh}。", f"Not acceptable: {en}.", faults=faults)


def _fault(error: Mapping[str, Any], kind: Any) -> Fault:
    path = [part for part in error["loc"] if part not in ("body", "query", "path")]
    name = ".".join(str(part) for part in path)
    title, unit = called(kind, [part for part in path if isinstance(part, str)])
    zh, en = EXPLANATIONS.get(error["type"], DATES if "date" in error["type"] else OTHER)
    if unit and error["type"] in BOUNDS:
        zh, en = f"{zh}（{UNITS[unit].zh}）", f"{en} ({UNITS[unit].en})"
    context = error.get("ctx") or {}
    return Fault(
        field=name,
        zh=f"「{title.zh if title else name}」{zh.format_map(context)}",
        en=f"'{title.en if title else name}' {en.format_map(context)}",
    )


def called(kind: Any, path: Sequence[str]) -> tuple[Title | None, Unit | None]:
    """What a field of a message is called, or the part of the message it stands in, and what it
    counts.
    """
    title, unit = None, None
    for name in path:
        title = _title(kind, name) or title
        kind, unit = _field(kind, name)
    return without_unit(title) if title else None, unit


def _title(kind: Any, name: str) -> Title | None:
    try:
        return title_of(kind, name) if is_dataclass(kind) else FIELDS.get(name)
    except KeyError:
        return None


@cache
def _field(kind: Any, name: str) -> tuple[Any, Unit | None]:
    """What a field holds, one of them where it holds several, and what it counts."""
    if not is_dataclass(kind):
        return None, None
    held, marks = bare(typing.get_type_hints(kind, include_extras=True).get(name))
    if typing.get_origin(held) in {list, tuple}:
        held, _ = bare(typing.get_args(held)[0])
    return held, unit_of(name, marks)


def refusal_to_wire(refusal: Refusal) -> dict[str, Any]:
    """A refusal as plain JSON values."""
    return {
        "status": refusal.status,
        "code": refusal.code,
        "zh": refusal.zh,
        "en": refusal.en,
        "clause": refusal.clause,
        "faults": [encode(fault) for fault in refusal.faults],
    }


def refusal_from_wire(data: Mapping[str, Any]) -> Refusal:
    """The refusal another process sent, raised again here with its own status."""
    faults = [Fault(**fault) for fault in data["faults"]]
    refusal = Refusal(data["code"], data["zh"], data["en"], data["clause"], faults=faults)
    refusal.status = data["status"]
    return refusal
