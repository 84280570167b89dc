"""Workbooks for people to read, print and send: lists, forms and registers."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = str | int | Decimal | date | None
Align: TypeAlias = Literal["left", "center", "right"]

A4 = 9
_PORTRAIT_WIDTH = 95
_NARROWEST, _WIDEST = 6, 42


@dataclass(frozen=True)
class Column:
    """A column of a printed list; without a width it is as wide as what stands in it."""

    title: str
    width: int | None = None
    align: Align | None = None


def write_table(
    title: str,
    record_no: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    subtitles: Sequence[str] = (),
    footers: Sequence[str] = (),
    sheet_name: str = "",
) -> bytes:
    """A list or form as .xlsx, set to print on A4 with its head on every page.

    From the top: the record number on the right (left out if empty), the title, the subtitles, the
    header, the rows, the footers. Text stays text and never becomes a formula; a Decimal shows the
    places it has, at most two. Equal content gives equal bytes.
    """
    lines = list(rows)
    widths = [_width(column, at, lines) for at, column in enumerate(columns)]
    sheet = _Sheet(sheet_name or title, widths)
    if record_no:
        sheet.spread(record_no, "record")
    sheet.spread(title, "title")
    for subtitle in subtitles:
        sheet.spread(subtitle, "note")
    sheet.line([column.title for column in columns], ["header"] * len(columns))
    sheet.head_ends()
    for values in lines:
        sheet.line(values, [_style(column, v) for column, v in zip(columns, values, strict=True)])
    for footer in footers:
        sheet.spread(footer, "note")
    return sheet.saved()


def print_rows(
    sheet_name: str,
    *,
    above: Sequence[Sequence[str]],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> bytes:
    """Rows of text below their header, and above it the lines that stood there.

    The last column tells what is wrong with a row, in red.
    """
    widths = [_width(Column(title), at, rows) for at, title in enumerate(header)]
    sheet = _Sheet(sheet_name, widths)
    for values in above:
        sheet.line(values, ["plain"] * len(values))
    sheet.line(header, [*["header"] * (len(header) - 1), "problem header"])
    sheet.head_ends()
    for values in rows:
        sheet.line(values, [*["left"] * (len(values) - 1), "problem"])
    return sheet.saved()


def _style(column: Column, value: Value) -> str:
    match value:
        case Decimal():
            places = -int(value.as_tuple().exponent)
            return f"{min(max(places, 0), 2)} places {column.align or 'right'}"
        case date():
            return f"day {column.align or 'center'}"
        case int():
            return f"number {column.align or 'right'}"
        case _:
            return column.align or "left"


def _width(column: Column, at: int, rows: Sequence[Sequence[Value]]) -> int:
    if column.width is not None:
        return column.width
    shown = (line for row in rows for line in str(row[at] or "").splitlines())
    widest = max(map(_cells, [column.title, *shown]))
    return min(max(widest + 2, _NARROWEST), _WIDEST)


def _cells(text: str) -> int:
    """The room a text takes, a Chinese character counting for two letters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


_HEIGHTS = {"record": 15, "title": 30, "note": 18}


def _lines(text: str, width: int) -> int:
    return sum(-(-max(_cells(line), 1) // max(width, 1)) for line in text.splitlines() or [""])


class _Sheet:
    """One sheet, written from the top down.

    openpyxl makes the frame: styles, widths, paper. Cells it makes so slowly that a list of
    10,000 people would hold up everybody else for seconds, so rows are written here.
    """

    def __init__(self, name: str, widths: Sequence[int]) -> None:
        self.book = Workbook()
        self.book.properties.creator = "Kaiban"
        self.sheet: Worksheet = self.book.worksheets[0]
        self.sheet.title = _sheet_name(name)
        self.styles = {style.name: self._style_number(style) for style in _styles()}
        self.widths = widths
        self.rows: list[str] = []

    def _style_number(self, style: NamedStyle) -> int:
        self.book.add_named_style(style)
        cell = Cell(self.sheet, row=1, column=1)
        cell.style = style.name
        return cell.style_id

    def head_ends(self) -> None:
        """What is written so far stays in view and is printed on every page."""
        self.sheet.freeze_panes = f"A{len(self.rows) + 1}"
        self.sheet.print_title_rows = f"1:{len(self.rows)}"

    def spread(self, text: str, style: str) -> None:
        """One text over the whole width."""
        # Sheet programs fit a row to its text, but not where cells are merged.
        height = _HEIGHTS[style] * _lines(text, sum(self.widths))
        self.line([text], [style], f' ht="{height}" customHeight="1"')
        if len(self.widths) > 1:
            row, last = len(self.rows), get_column_letter(len(self.widths))
            self.sheet.merged_cells.add(f"A{row}:{last}{row}")

    def line(self, values: Sequence[Value], styles: Sequence[str], extra: str = "") -> None:
        """The next row."""
        row = len(self.rows) + 1
        cells = "".join(
            _cell(f"{get_column_letter(at)}{row}", value, self.styles[style])
            for at, (value, style) in enumerate(zip(values, styles, strict=True), 1)
        )
        self.rows.append(f'<row r="{row}"{extra}>{cells}</row>')

    def saved(self) -> bytes:
        """The workbook's bytes, the same for the same content: they are compared and signed."""
        self._set_paper()
        buffer = io.BytesIO()
        self.book.save(buffer)
        finished = io.BytesIO()
        with zipfile.ZipFile(buffer) as frame, zipfile.ZipFile(finished, "w") as target:
            for name in frame.namelist():
                member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                member.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(member, self._filled(name, frame.read(name)))
        return finished.getvalue()

    def _set_paper(self) -> None:
        sheet = self.sheet
        for at, width in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.page_setup.paperSize = A4
        landscape = sum(self.widths) > _PORTRAIT_WIDTH
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        sheet.HeaderFooter.oddFooter = HeaderFooterItem(
            center=_HeaderFooterPart("第 &P 页，共 &N 页")
        )

    def _filled(self, name: str, content: bytes) -> bytes:
        if name == "docProps/core.xml":
            return _MOMENT.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
        if name != "xl/worksheets/sheet1.xml":
            return content
        corner = f"{get_column_letter(max(len(self.widths), 1))}{max(len(self.rows), 1)}"
        table = f"<sheetData>{''.join(self.rows)}</sheetData>".encode()
        sized = _DIMENSION.sub(f'<dimension ref="A1:{corner}"'.encode(), content)
        return _NO_ROWS.sub(lambda _: table, sized)


_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_NO_ROWS = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")


def _cell(place: str, value: Value, style: int) -> str:
    start = f'<c r="{place}" s="{style}"'
    match value:
        case None:
            return f"{start}/>"
        case str():
            text = escape(_harmless(value), {"\r": "&#13;"})
            return f'{start} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case date():
            return f"{start}><v>{(value - _DAY_ZERO).days}</v></c>"
        case _:
            return f"{start}><v>{value}</v></c>"


_DAY_ZERO = date(1899, 12, 30)
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def _harmless(text: str) -> str:
    """Text no sheet program takes for a formula, also after it was saved as CSV."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{clean}" if clean.startswith(_FORMULA_SIGNS) else clean


def _sheet_name(text: str) -> str:
    """Sheet programs refuse some signs and more than 31 of any."""
    return re.sub(r"[\\/*?:\[\]]", " ", _harmless(text)).strip("' ")[:31] or "Sheet"


def _styles() -> Iterable[NamedStyle]:
    font, bold, small = Font("宋体", 11), Font("宋体", 11, bold=True), Font("宋体", 10)
    thin = Side(style="thin", color="8C8C8C")
    box = Border(thin, thin, thin, thin)
    cream = PatternFill("solid", fgColor="F6EBDD")
    red = Font("宋体", 11, color="B42318")
    middle = Alignment("center", "center", wrap_text=True)
    left = Alignment("left", "center", wrap_text=True)
    yield NamedStyle("record", small, alignment=Alignment("right"))
    yield NamedStyle("title", Font("宋体", 16, bold=True), alignment=middle)
    yield NamedStyle("note", font, alignment=left)
    yield NamedStyle("plain", font, number_format="@")
    yield NamedStyle("header", bold, cream, box, middle)
    yield NamedStyle(
        "problem header", Font("宋体", 11, bold=True, color="B42318"), cream, box, middle
    )
    yield NamedStyle("problem", red, border=box, alignment=left, number_format="@")
    formats = {
        "": "@",
        "number ": "0",
        "0 places ": "#,##0",
        "1 places ": "#,##0.0",
        "2 places ": "#,##0.00",
        "day ": "yyyy-mm-dd",
    }
    for prefix, number_format in formats.items():
        for align in ("left", "center", "right"):
            place = Alignment(align, "center", wrap_text=True)
            yield NamedStyle(f"{prefix}{align}", font, None, box, place, number_format)
