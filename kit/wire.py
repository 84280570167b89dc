"""How messages are written on the wire, and how what cannot be read is explained."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from contracts.base import Title, field_marks
from contracts.refusals import Fault, Invalid, Refusal
from contracts.titles import FIELDS, without_unit

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
    titles: Mapping[str, Title] = field_marks(kind, Title) if isinstance(kind, type) else {}
    faults = [_fault(error, titles) for error in errors]
    zh = "；".join(fault.zh for fault in faults[:5])
    en = "; ".join(fault.en for fault in faults[:5])
    return Invalid("INVALID", f"填写有误：{zh}。", f"Not acceptable: {en}.", faults=faults)


def _fault(error: Mapping[str, Any], titles: Mapping[str, Title]) -> Fault:
    path = [part for part in error["loc"] if part not in ("body", "query", "path")]
    name = ".".join(str(part) for part in path)
    title = _title(path, titles)
    zh, en = EXPLANATIONS.get(error["type"], DATES if "date" in error["type"] else OTHER)
    context = error.get("ctx") or {}
    return Fault(
        field=name,
        zh=f"「{title.zh if title else name}」{zh.format_map(context)}",
        en=f"'{title.en if title else name}' {en.format_map(context)}",
    )


def _title(path: Sequence[Any], titles: Mapping[str, Title]) -> Title | None:
    """What the faulty field is called: by the message's own title, or as fields of its name are."""
    names = [part for part in path if isinstance(part, str)]
    if len(names) == 1 and names[0] in titles:
        return titles[names[0]]
    known = FIELDS.get(names[-1]) if names else None
    return without_unit(known) if known else titles.get(names[0]) if names else None


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
