"""Any list of a desk as a workbook: all that was found, not only the page on screen."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from contracts.refusals import Invalid
from kit.clock import SHANGHAI
from kit.pages.columns import Shown, items_of
from kit.pages.desk import Sheet, Table
from kit.pages.formats import FEN, TENTHS
from kit.pages.sections import columns_of, question_of
from kit.pages.visit import Visit
from kit.pages.whole import every_page
from kit.sheets.printing import Column, Value, write_table

OffCpu = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Words:
    """How the words of a page are said: literals, kinds, two-language titles, people's names, and
    what the page calls other records.
    """

    t: Callable[[str], str]
    word: Callable[[Any], str]
    either: Callable[[str, str], str]
    who: Callable[[str], str]
    named: Mapping[str, str] = field(default_factory=dict)


async def workbook_of(table: Table, visit: Visit, words: Words, off_cpu: OffCpu) -> bytes:
    """The whole list as .xlsx. Invalid (422) for a list of more than 20,000 lines, and the
    department's Refusal when it does not answer.
    """
    query = question_of(table, visit)
    if query is None:
        raise Invalid("NOTHING_TO_EXPORT", "没有可导出的内容。", "There is nothing to export.")
    rows = items_of(await every_page(visit.asker, query), table.items)
    columns = columns_of(table, query)
    lines = [[_value(column, row, words) for column in columns] for row in rows]
    heads = [Column(words.either(column.title.zh, column.title.en)) for column in columns]
    data: bytes = await off_cpu(write_table, words.t(table.zh), "", heads, lines)
    return data


async def workbook_of_sheet(sheet: Sheet, words: Words, off_cpu: OffCpu) -> bytes:
    """What a page of its own has put together, as .xlsx."""
    heads = [Column(head) for head in sheet.heads]
    data: bytes = await off_cpu(write_table, words.t(sheet.zh), "", heads, sheet.rows)
    return data


def _value(column: Shown, row: Any, words: Words) -> Value:
    value = column.value(row)
    if value is None or column.how in _PLAIN:
        return _plain(value)
    if column.how in _DIVIDED:
        return Decimal(value) / _DIVIDED[column.how]
    return _WORDED.get(column.how, _text)(value, words)


_PLAIN = {"number", "day", "code", "long"}
_DIVIDED = {"yuan": FEN, "hours": TENTHS, "percent": TENTHS, "points": TENTHS}


def _plain(value: Any) -> Value:
    return None if value is None else value if isinstance(value, int | Decimal) else _date(value)


def _date(value: Any) -> Value:
    return value if hasattr(value, "isoformat") and not isinstance(value, datetime) else str(value)


def _text(value: Any, _: Words) -> Value:
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _within(what: str, record_id: str, words: Words) -> str:
    name = words.named.get(record_id, record_id)
    return f"{words.word(what)}（{name}）" if record_id else words.word(what)


_WORDED: dict[str, Callable[[Any, Words], Value]] = {
    "tag": lambda value, words: words.word(value),
    "yes": lambda value, words: words.t("是" if value else "否"),
    "moment": lambda value, _: f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    "person": lambda value, words: words.who(value),
    "named": lambda value, words: words.named.get(value, value),
    "within": lambda value, words: "、".join(_within(what, of, words) for what, of in value),
    "file": lambda value, _: value.name,
    "bar": lambda value, _: f"{value[0]} / {value[1]}",
    "either": lambda value, words: words.either(*value),
    "lines": lambda value, _: "\n".join(value),
    "list": lambda value, words: "、".join(
        words.word(one) if isinstance(one, str) else str(one) for one in value
    ),
}
