"""What stands in the files the class leaves behind."""

import re
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader
from python_calamine import CalamineWorkbook

# Who holds which script is chance, and so are scores, codes and who of all did not pass.
_CHANCE = {"考试成绩", "考核结果", "证书号码", "发证日期", "备注", "状态"}


@dataclass(frozen=True)
class Table:
    """A workbook of ours: record number and title, and the rows by the names of their columns."""

    heading: list[str]
    rows: list[dict[str, str]]
    footers: list[str]

    @property
    def record_no(self) -> str:
        """The number of the form, in its corner."""
        return self.heading[0]


def table_in(path: Path, first_column: str) -> Table:
    """The one table of a workbook, whose header begins with this column."""
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    lines = [[_text(cell) for cell in line] for line in sheet]
    header = next(place for place, line in enumerate(lines) if line[0] == first_column)
    columns = lines[header]
    rows = [line for line in lines[header + 1 :] if line[1]]
    return Table(
        heading=[line[0] for line in lines[:header]],
        rows=[dict(zip(columns, line, strict=True)) for line in rows],
        footers=[line[0] for line in lines[header + 1 + len(rows) :]],
    )


def same_papers(one: Path, other: Path) -> bool:
    """Whether two files say the same, but for ids, addresses and chance."""
    if one.suffix == ".pdf":
        return _pages(one) == _pages(other)
    first, second = (_table(path) for path in (one, other))
    return _settled(first) == _settled(second)


def _table(path: Path) -> Table:
    for first_column in ("序号", "学号"):
        try:
            return table_in(path, first_column)
        except StopIteration:
            continue
    raise AssertionError(f"{path.name} holds no table")


def _settled(table: Table) -> object:
    rows = [{k: v for k, v in row.items() if k not in _CHANCE} for row in table.rows]
    chance = [sorted(row.get(column, "") for row in table.rows) for column in sorted(_CHANCE)]
    return table.heading, rows, chance, table.footers


def _pages(path: Path) -> list[str]:
    """Each page without its holder, code and address."""
    return [_without_chance(page.extract_text()) for page in PdfReader(path).pages]


def _without_chance(page: str) -> str:
    # Where a line breaks follows from the length of the holder's name.
    page = re.sub(r"\s+", "", page)
    page = re.sub(r"(?<=结业证书).+?(?=同志)", "", page)
    page = re.sub(r"查验码：[A-Z0-9]{12}", "", page)
    return re.sub(r"https?://[\w.:/]+", "", page)


def _text(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
