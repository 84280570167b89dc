"""Finds the wanted table among an uploaded file's sheets, and hands back the rows with errors."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from kit.sheets.opening import Sheet, UnreadableSheet, Value, Values, open_sheets
from kit.sheets.printing import print_rows

# Titles, notes and addressees stand above the header, but never a page full of them.
_HEADER_WITHIN = 50
_PROBLEM = "错误说明 / Problem"


class WantedColumn(Protocol):
    """What the caller says of a column: its own key, the title on the form, other titles in use."""

    @property
    def key(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def synonyms(self) -> Sequence[str]: ...

    @property
    def required(self) -> bool: ...


@dataclass(frozen=True)
class ColumnSpec:
    """The plain form of a wanted column; without a required one a row of cells is no header."""

    key: str
    title: str
    synonyms: Sequence[str] = ()
    required: bool = False


class Kind(StrEnum):
    """What the file holds in a cell, before it became text."""

    EMPTY = "EMPTY"
    TEXT = "TEXT"
    NUMBER = "NUMBER"
    DATE = "DATE"
    TRUTH = "TRUTH"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a person reads it: 85 and not 85.0, 2026-03-06 for a date."""

    text: str
    kind: Kind

    @property
    def lost_digits(self) -> bool:
        """Whether the sheet program has rounded a number of 16 digits or more: it keeps 15.

        Such a number reads 1.10105200001011E+17, also when it was saved as CSV.
        """
        return bool(_SCIENTIFIC.fullmatch(self.text))


_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]{1,3}")
EMPTY = Cell("", Kind.EMPTY)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: `number` counts its own rows from 1, `sheet_row` those of the sheet."""

    number: int
    sheet_row: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Table:
    """What was found: every wanted column is a key of every row, absent ones with empty cells."""

    sheet: str
    header_row: int
    headings: Mapping[str, str]
    rows: Sequence[Row]


def read_table(data: bytes, file_name: str, wanted: Sequence[WantedColumn]) -> Table:
    """Find the one table with the wanted columns in an .xlsx, .xls, .csv or .txt file.

    The header may stand below title lines, spaced, widened or marked as people do. Blank rows,
    numbered rows with nothing else in them, a repeated header and lines for signatures are no rows.
    Raises UnreadableSheet: FILE_TOO_LARGE, NOT_A_WORKBOOK, PASSWORD, WORKBOOK_TOO_LARGE,
    TOO_MANY_ROWS, HEADER_NOT_FOUND, TWO_TABLES, NO_ROWS.
    """
    found = _find(open_sheets(data, file_name), wanted)
    keys = [column.key for column in wanted]
    rows = [
        Row(number, sheet_row, {key: _cell(_at(values, found.columns.get(key))) for key in keys})
        for number, (sheet_row, values) in enumerate(found.body, 1)
    ]
    headings = {key: _text(found.header[at]) for key, at in found.columns.items()}
    return Table(found.sheet.name, found.header_row, headings, rows)


def hand_back(
    data: bytes, file_name: str, wanted: Sequence[WantedColumn], errors: Mapping[int, str]
) -> bytes:
    """The same table as .xlsx: its titles and header, of its rows only those with an error.

    `errors` maps sheet rows (`Row.sheet_row`) to sentences, which fill an added last column. Every
    cell is text, so that digits typed there stay; the corrected workbook can be uploaded again.
    """
    found = _find(open_sheets(data, file_name), wanted)
    old = next((at for at, value in enumerate(found.header) if _text(value) == _PROBLEM), None)
    width = old if old is not None else found.width

    def line(values: Values) -> list[str]:
        return [_text(_at(values, at)) for at in range(width)]

    return print_rows(
        found.sheet.name,
        above=[line(values) for _, values in found.sheet.rows[: found.header_index]],
        header=[*line(found.header), _PROBLEM],
        rows=[
            [*line(values), errors[sheet_row]]
            for sheet_row, values in found.sheet.rows
            if sheet_row in errors
        ],
    )


# -- Finding the table -----------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """A header and where it stands; `columns` maps wanted keys to places in a row."""

    sheet: Sheet
    header_index: int
    columns: Mapping[str, int]

    @property
    def header_row(self) -> int:
        return self.sheet.rows[self.header_index][0]

    @property
    def header(self) -> Values:
        return self.sheet.rows[self.header_index][1]

    @property
    def width(self) -> int:
        filled = [at for at, value in enumerate(self.header) if _text(value)]
        return filled[-1] + 1

    @cached_property
    def body(self) -> Sequence[tuple[int, Values]]:
        below = self.sheet.rows[self.header_index + 1 :]
        return [(row, values) for row, values in below if self._is_data(values)]

    def _is_data(self, values: Values) -> bool:
        places = self.columns.values()
        texts = [text for at in places if (text := _text(_at(values, at)))]
        if all(_LABEL.match(text) for text in texts):
            return False
        return texts != [_text(self.header[at]) for at in places]


# 填表人：, 审核人：, 填表日期：2026年3月6日
_LABEL = re.compile(r"[^\d:：]{2,12}[:：]")


def _find(sheets: Sequence[Sheet], wanted: Sequence[WantedColumn]) -> _Found:
    candidates = [found for sheet in sheets if (found := _header_of(sheet, wanted))]
    if not candidates:
        raise _no_header(sheets, wanted)
    filled = [found for found in candidates if found.body]
    if not filled:
        raise UnreadableSheet(
            "NO_ROWS",
            "表头下面没有任何数据行，请填写后重新上传。",
            "There are no rows below the header. Please fill in the table and upload it again.",
        )
    if len(filled) > 1:
        names = [found.sheet.name for found in filled]
        raise UnreadableSheet(
            "TWO_TABLES",
            f"工作簿中有多个工作表都含有数据（{'、'.join(names)}），请合并到一个工作表后重新上传。",
            f"More than one sheet holds rows ({', '.join(names)}). Please put them into one sheet.",
        )
    return filled[0]


def _header_of(sheet: Sheet, wanted: Sequence[WantedColumn]) -> _Found | None:
    required = {column.key for column in wanted if column.required}
    best: _Found | None = None
    for index, columns in _possible_headers(sheet, wanted):
        if required <= columns.keys() and len(columns) > (len(best.columns) if best else 0):
            best = _Found(sheet, index, columns)
    return best


def _possible_headers(
    sheet: Sheet, wanted: Sequence[WantedColumn]
) -> Iterator[tuple[int, dict[str, int]]]:
    known = {
        _heading(title): column.key
        for column in reversed(wanted)
        for title in (*column.synonyms, column.title)
    }
    for index, (_, values) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for at, value in enumerate(values):
            key = known.get(_heading(value)) if isinstance(value, str) else None
            if key is not None:
                columns.setdefault(key, at)
        yield index, columns


def _heading(text: str) -> str:
    """A title without width, spaces, marks and remarks in brackets: `* 姓　名（必填）` is 姓名."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", re.sub(r"\([^)]*\)", "", plain))


def _no_header(sheets: Sequence[Sheet], wanted: Sequence[WantedColumn]) -> UnreadableSheet:
    tries = [columns for sheet in sheets for _, columns in _possible_headers(sheet, wanted)]
    nearest = max(tries, key=len, default={})
    missing = [column.title for column in wanted if column.required and column.key not in nearest]
    return UnreadableSheet(
        "HEADER_NOT_FOUND",
        f"没有找到表头，缺少以下各列：{'、'.join(missing)}。请使用模板，并保留表头一行。",
        f"No header was found; these columns are missing: {', '.join(missing)}. "
        "Please use the template and keep its header row.",
    )


# -- Cells -----------------------------------------------------------------------


def _at(values: Values, place: int | None) -> Value:
    return values[place] if place is not None and place < len(values) else None


def _cell(value: Value) -> Cell:
    text = _text(value)
    if not text:
        return EMPTY
    match value:
        case bool():
            return Cell(text, Kind.TRUTH)
        case int() | float():
            return Cell(text, Kind.NUMBER)
        case list():
            return Cell(text, Kind.DATE)
        case _:
            return Cell(text, Kind.TEXT)


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            # Sheet programs keep and show 15 digits; what Python would add behind them is noise.
            digits = f"{value:.15g}"
            return format(Decimal(digits), "f") if "e-" in digits else digits.upper()
        case list():
            return value[0]
        case _:
            # The quote is the mark for "this is text", written by people, exports and write_table.
            return value.strip().removeprefix("'").strip()
