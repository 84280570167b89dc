"""Workbooks made to do harm: read as plain cells, or refused."""

import subprocess
from collections.abc import Callable

import pytest

from kit.sheets import UnreadableSheet, read_table
from tests.kit.test_sheets import HEADER, WANTED, repacked, workbook

ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
NESTED = (
    b'<!DOCTYPE x [<!ENTITY a "'
    + b"x" * 1000
    + b'">'
    + b"".join(
        f'<!ENTITY {new} "{f"&{old};" * 50}">'.encode()
        for old, new in zip("abcde", "bcdef", strict=True)
    )
    + b"]>"
)


def with_entity(declared: bytes, used: bytes) -> bytes:
    """A workbook whose cell names an entity that the file itself declares."""

    def change(name: str, content: bytes) -> bytes:
        if not name.endswith(("sheet1.xml", "sharedStrings.xml")):
            return content
        head, mark, rest = content.partition(b"?>")
        return (head + mark + declared + rest if mark else declared + content).replace(
            "张三".encode(), used
        )

    return repacked(change)


@pytest.mark.parametrize(
    ("declared", "used"), [(ENTITY, b"&e;"), (NESTED, b"&f;")], ids=["external", "nested"]
)
def test_no_entity_of_a_workbook_is_resolved(declared: bytes, used: bytes) -> None:
    try:
        found = read_table(with_entity(declared, used), "x.xlsx", WANTED)
    except UnreadableSheet:
        return
    read = "".join(cell.text for row in found.rows for cell in row.cells.values())
    assert "root:" not in read
    assert len(read) < 100


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was opened"))
    blown_up: Callable[[str, bytes], bytes] = lambda name, content: content + b" " * 9_000_000  # noqa: E731 – beside its type
    with pytest.raises(UnreadableSheet) as refused:
        read_table(repacked(blown_up), "x.xlsx", WANTED)
    assert refused.value.code == "WORKBOOK_TOO_LARGE"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", '=HYPERLINK("http://x","y")'])
def test_what_looks_like_a_formula_is_read_as_text_or_as_nothing(text: str) -> None:
    data = f'姓名,身份证号,日期\n"{text.replace(chr(34), chr(34) * 2)}",1,\n'.encode()
    [row] = read_table(data, "x.csv", WANTED).rows
    assert row.cells["name"].text == text.strip()
    book = read_table(workbook(HEADER, ["张三", "1", text]), "x.xlsx", WANTED)
    assert book.rows[0].cells["day"].text in {text.strip(), ""}


def test_a_line_of_a_million_columns_is_read_as_far_as_anybody_looks() -> None:
    data = ("姓名,身份证号,日期" + "," * 1_000_000 + "\n张三,1,x" + "," * 1_000_000).encode()
    [row] = read_table(data, "x.csv", WANTED).rows
    assert (row.cells["name"].text, row.cells["day"].text) == ("张三", "x")
