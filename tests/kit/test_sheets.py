"""Tables in files: found amid other things, refused when dangerous, written harmlessly."""

import datetime as dt
import io
import random
import resource
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.sheets import (
    Column,
    ColumnSpec,
    Kind,
    Table,
    UnreadableSheet,
    grid,
    hand_back,
    opening,
    read_table,
    write_table,
)

WANTED = (
    ColumnSpec("name", "姓名", ("学员姓名",), required=True),
    ColumnSpec("number", "身份证号", ("身份证件号",), required=True),
    ColumnSpec("day", "日期"),
)
HEADER = ("姓名", "身份证号", "日期")


def workbook(*rows: Sequence[Any], **more_sheets: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheets = {"名单": rows, **more_sheets}
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    del book["Sheet"]
    return saved(book)


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def table(*rows: Sequence[Any]) -> Table:
    return read_table(workbook(*rows), "名单.xlsx", WANTED)


def texts(found: Table, key: str = "name") -> list[str]:
    return [row.cells[key].text for row in found.rows]


def refused(data: bytes, file_name: str = "名单.xlsx") -> UnreadableSheet:
    with pytest.raises(UnreadableSheet) as raised:
        read_table(data, file_name, WANTED)
    return raised.value


# -- Finding the table -----------------------------------------------------------


def test_the_header_is_found_below_title_lines() -> None:
    found = table(["2026年上半年报名汇总表"], ["报送单位：商船学院"], HEADER, ["张三", "1"])
    assert found.header_row == 3
    assert [(row.number, row.sheet_row) for row in found.rows] == [(1, 4)]


def test_the_table_may_stand_anywhere_on_the_sheet() -> None:
    found = table([], [], [None, None, *HEADER], [None, None, "张三", "1", "x"])
    assert found.header_row == 3
    assert texts(found, "day") == ["x"]


@pytest.mark.parametrize(
    "header",
    [
        ("姓　名", "身 份 证 号"),
        ("*姓名", "身份证号："),
        ("姓名\n", "身份证号\n（必填）"),
        ("学员姓名", "身份证件号"),
        ("姓名(与身份证一致)", "【身份证号】"),
    ],
)
def test_a_column_is_known_however_its_title_is_dressed(header: Sequence[str]) -> None:
    found = table(header, ["张三", "1"])
    assert texts(found) == ["张三"]
    assert found.headings["number"] == header[1].strip()


def test_an_absent_column_has_empty_cells() -> None:
    [row] = table(HEADER[:2], ["张三", "1"]).rows
    assert row.cells["day"].kind is Kind.EMPTY


def test_of_two_columns_with_one_title_the_first_counts() -> None:
    assert texts(table((*HEADER, "姓名"), ["张三", "1", None, "李四"])) == ["张三"]


def test_blank_lines_and_lines_for_signatures_are_no_rows() -> None:
    found = table(
        ("序号", *HEADER, "备注"),
        [1, "张三", "1"],
        [],
        [3, None, None, None],
        [2, "李四", "2"],
        [None, "填表人：", None, "填表日期：2026年3月6日"],
        ["注：以上人员均已确定为发展对象"],
    )
    assert [(row.number, row.sheet_row, row.cells["name"].text) for row in found.rows] == [
        (1, 2, "张三"),
        (2, 5, "李四"),
    ]


def test_a_row_that_only_lacks_its_name_is_a_row() -> None:
    assert texts(table(HEADER, [None, "1"])) == [""]


def test_a_header_repeated_on_every_page_is_no_row() -> None:
    assert texts(table(HEADER, ["张三", "1"], HEADER, ["李四", "2"])) == ["张三", "李四"]


def test_a_missing_column_is_named() -> None:
    error = refused(workbook(["姓名", "电话"], ["张三", "1"]))
    assert error.code == "HEADER_NOT_FOUND"
    assert "身份证号" in error.zh
    assert "姓名" not in error.zh


def test_a_sheet_without_the_table_is_passed_over() -> None:
    data = workbook(["男"], ["女"], 学员=[HEADER, ["张三", "1"]])
    assert read_table(data, "x.xlsx", WANTED).sheet == "学员"


def test_two_sheets_with_people_are_never_half_read() -> None:
    data = workbook(HEADER, ["张三", "1"], 研究生=[HEADER, ["李四", "2"]])
    error = refused(data)
    assert error.code == "TWO_TABLES"
    assert "名单、研究生" in error.zh


def test_a_second_sheet_with_a_mere_header_does_no_harm() -> None:
    data = workbook(HEADER, 研究生=[HEADER, ["李四", "2"]])
    assert texts(read_table(data, "x.xlsx", WANTED)) == ["李四"]


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.Workbook()
    for name, person in (("去年", "旧人"), ("今年", "新人")):
        sheet = book.create_sheet(name)
        sheet.append(HEADER)
        sheet.append([person, "1"])
    book["去年"].sheet_state = "hidden"
    assert texts(read_table(saved(book), "x.xlsx", WANTED)) == ["新人"]


def test_a_table_without_rows_is_refused() -> None:
    assert refused(workbook(HEADER)).code == "NO_ROWS"


# -- Cells -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("  张三\n", "张三", Kind.TEXT),
        ("'110105", "110105", Kind.TEXT),
        ("１１０", "１１０", Kind.TEXT),
        (85, "85", Kind.NUMBER),
        (85.0, "85", Kind.NUMBER),
        (85.5, "85.5", Kind.NUMBER),
        (0.1 + 0.2, "0.3", Kind.NUMBER),
        (0.00001, "0.00001", Kind.NUMBER),
        (13800138000, "13800138000", Kind.NUMBER),
        (202210794447, "202210794447", Kind.NUMBER),
        (dt.date(2004, 11, 16), "2004-11-16", Kind.DATE),
        (dt.datetime.fromisoformat("2004-11-16 09:30"), "2004-11-16 09:30", Kind.DATE),
        (dt.time(9, 30), "09:30", Kind.DATE),
        (dt.timedelta(hours=30), "1 day, 6:00:00", Kind.DATE),
        (True, "TRUE", Kind.TRUTH),
        (None, "", Kind.EMPTY),
    ],
)
def test_a_cell_comes_as_a_person_reads_it(value: object, text: str, kind: Kind) -> None:
    cell = table(HEADER, ["张三", "1", value]).rows[0].cells["day"]
    assert (cell.text, cell.kind) == (text, kind)
    assert not cell.lost_digits


def test_a_number_too_long_for_a_sheet_shows_that_it_lost_digits() -> None:
    cell = table(HEADER, ["张三", 500112200210202736]).rows[0].cells["number"]
    assert cell.lost_digits
    assert cell.text == "5.00112200210203E+17"


def test_a_number_saved_as_csv_after_it_lost_digits_shows_it_too() -> None:
    data = "姓名,身份证号\n张三,5.00112E+17\n".encode()
    assert read_table(data, "名单.csv", WANTED).rows[0].cells["number"].lost_digits


def test_an_old_workbook_reads_like_a_new_one() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for at, title in enumerate(HEADER):
        sheet.write(0, at, title)
    sheet.write(1, 0, "张三")
    sheet.write(1, 1, 500112200210202736)
    sheet.write(1, 2, dt.date(2025, 9, 18), day)
    found = read_table(saved(book), "名单.xls", WANTED)
    [row] = found.rows
    assert row.cells["number"].lost_digits
    assert (row.cells["day"].text, row.cells["day"].kind) == ("2025-09-18", Kind.DATE)


# -- Text files ------------------------------------------------------------------

CSV = '姓名,身份证号,日期\r\n张三,\'32010620021016851X,20241012\r\n\r\n䶮,1,"a,b"\r\n'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_is_read_in_every_usual_encoding(encoding: str, separator: str) -> None:
    data = CSV.replace("a,b", "ab").replace(",", separator).encode(encoding)
    found = read_table(data, "名单.CSV", WANTED)
    assert texts(found) == ["张三", "䶮"]
    assert texts(found, "number") == ["32010620021016851X", "1"]
    assert [row.sheet_row for row in found.rows] == [2, 4]


def test_quoted_separators_belong_to_the_text() -> None:
    assert texts(read_table(CSV.encode(), "x.txt", WANTED), "day") == ["20241012", "a,b"]


@pytest.mark.parametrize(
    "data",
    [
        b"\x81\x00\x81\xff\xff",
        b"\x80\xff\xff",
        '姓名,"'.encode() + b"x" * 140_000,
    ],
    ids=["odd bytes", "no encoding", "endless cell"],
)
def test_a_text_file_that_is_no_text_is_refused(data: bytes) -> None:
    assert refused(data, "x.csv").code == "NOT_A_WORKBOOK"


# -- What must not be opened -----------------------------------------------------


def repacked(change: Callable[[str, bytes], bytes], data: bytes | None = None) -> bytes:
    """A workbook with its members changed."""
    buffer = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(data or workbook(HEADER, ["张三", "1"])))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return buffer.getvalue()


def with_cell_at(reference: str) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return content
        return content.replace(b'r="B2"', f'r="{reference}"'.encode())

    return repacked(change)


@pytest.mark.parametrize(
    ("data", "file_name"),
    [
        (b"", "x.xlsx"),
        (b"%PDF-1.4 renamed by mistake\n", "x.xlsx"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "x.xls"),
        (b"PK\x03\x04 cut off", "x.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.xls"),
        (repacked(lambda name, content: content[: len(content) // 2]), "x.xlsx"),
    ],
    ids=["empty", "renamed PDF", "HTML as xls", "cut off", "compound file", "damaged"],
)
def test_what_is_no_workbook_is_refused_with_advice(data: bytes, file_name: str) -> None:
    error = refused(data, file_name)
    assert error.code == "NOT_A_WORKBOOK"
    assert "另存为" in error.zh
    assert "save it as .xlsx" in error.en


def test_another_office_file_is_no_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("word/document.xml", "<x/>")
    assert refused(buffer.getvalue()).code == "NOT_A_WORKBOOK"


def test_a_file_over_ten_megabytes_is_refused() -> None:
    assert refused(b"PK\x03\x04" + b"\0" * 10 * 1024 * 1024).code == "FILE_TOO_LARGE"


@pytest.mark.parametrize(
    "bomb",
    [
        lambda name, content: content + b" " * 3_000_000,
        lambda name, content: content + b" " * 9_000_000 + random.Random(1).randbytes(200_000),
    ],
    ids=["a hundred times its size", "over 50 MB"],
)
def test_a_workbook_that_unpacks_too_large_is_refused_before_it_is_unpacked(
    bomb: Callable[[str, bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = repacked(lambda n, c: bomb(n, c) if n.endswith((".xml", ".rels")) else c)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was opened"))
    started, most = time.perf_counter(), _most_memory_during(lambda: refused(data))
    assert refused(data).code == "WORKBOOK_TOO_LARGE"
    assert time.perf_counter() - started < 5
    assert most < 2_000_000


def _most_memory_during(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_workbook_of_more_than_a_thousand_members_is_refused() -> None:
    buffer = io.BytesIO(workbook(HEADER, ["张三", "1"]))
    with zipfile.ZipFile(buffer, "a") as target:
        for number in range(1000):
            target.writestr(f"xl/{number}.xml", "<x/>")
    assert refused(buffer.getvalue()).code == "WORKBOOK_TOO_LARGE"


@pytest.mark.parametrize("reference", ["XFD1048576", "ZZZZZZZ1", "A99999999999"])
def test_a_lone_cell_far_out_kills_neither_us_nor_our_memory(reference: str) -> None:
    assert refused(with_cell_at(reference)).code == "WORKBOOK_TOO_LARGE"


def test_a_reader_that_does_not_come_back_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "READING_SECONDS", 0.001)
    assert refused(workbook(HEADER, ["张三", "1"])).code == "WORKBOOK_TOO_LARGE"


def many_rows(count: int, width: int) -> bytes:
    """A workbook too long for openpyxl to write in a moment; every cell has its own text."""
    lines = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>值{number}-{at}</t></is></c>' for at in range(width))
        + "</row>"
        for number in range(count)
    )
    end = b"</sheetData>"
    header = [f"列{at}" for at in range(width)]
    return repacked(lambda _, content: content.replace(end, lines.encode() + end), workbook(header))


def test_more_than_twenty_thousand_rows_are_refused() -> None:
    assert refused(many_rows(20_000, 1)).code == "TOO_MANY_ROWS"


def test_more_than_twenty_thousand_lines_of_text_are_refused() -> None:
    assert refused(b"a,b\n" * 20_001, "x.csv").code == "TOO_MANY_ROWS"


def test_a_password_is_asked_to_be_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    # No tool here writes an encrypted workbook, so the reader's answer is played.
    answer = subprocess.CompletedProcess([], 0, stdout=b'{"fault": "PASSWORD"}')
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)
    error = refused(workbook(HEADER, ["张三", "1"]))
    assert error.code == "PASSWORD"
    assert "密码" in error.zh


def test_the_reader_sees_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watch(*args: Any, **kwargs: Any) -> Any:
        seen.update(kwargs)
        return run(*args, **kwargs)

    monkeypatch.setenv("KAIBAN_SECRET", "x")
    monkeypatch.setattr(subprocess, "run", watch)
    table(HEADER, ["张三", "1"])
    assert seen["env"] == {}


# -- The reading program ---------------------------------------------------------


def test_the_program_reads_rows_with_their_numbers() -> None:
    data = workbook([], HEADER, [], ["张三", 1, dt.date(2026, 3, 6)])
    assert grid.read(data, 10, 10) == {
        "sheets": [
            {"name": "名单", "rows": [(2, list(HEADER)), (4, ["张三", 1.0, ["2026-03-06"]])]}
        ]
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("", None),
        ("x", "x"),
        (1.5, 1.5),
        (True, True),
        (dt.date(2026, 3, 6), ["2026-03-06"]),
        (dt.datetime.fromisoformat("2026-03-06 00:00"), ["2026-03-06"]),
        (dt.datetime.fromisoformat("2026-03-06 09:30:15"), ["2026-03-06 09:30"]),
        (dt.time(9, 30), ["09:30"]),
        (dt.timedelta(hours=30), ["1 day, 6:00:00"]),
    ],
)
def test_the_program_writes_every_value_as_json_can_say_it(value: object, written: object) -> None:
    assert grid.plain(value) == written


def test_the_program_stops_one_row_after_the_last_allowed() -> None:
    answer: Any = grid.read(workbook(*([number] for number in range(9))), 3, 10)
    assert len(answer["sheets"][0]["rows"]) == 4


def test_the_program_says_what_keeps_a_workbook_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    assert grid.read(b"rubbish", 10, 10) == {"fault": "DAMAGED"}

    def locked(_: object) -> None:
        raise python_calamine.PasswordError

    monkeypatch.setattr(python_calamine, "load_workbook", locked)
    assert grid.read(b"", 10, 10) == {"fault": "PASSWORD"}


def test_the_program_limits_itself_before_it_reads(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    monkeypatch.setattr(sys, "argv", ["grid.py", "10", "10"])
    data = io.TextIOWrapper(io.BytesIO(workbook(HEADER)))
    monkeypatch.setattr(sys, "stdin", data)
    grid.main()
    assert limits[resource.RLIMIT_AS] == (grid.MEMORY, grid.MEMORY)
    assert limits[resource.RLIMIT_CPU] == (20, 20)
    assert '"sheets"' in capsys.readouterr().out


# -- Ten thousand rows -----------------------------------------------------------


READ_AND_MEASURE = """
import pathlib, re, resource, sys, time
from kit.sheets import ColumnSpec, read_table
data = sys.stdin.buffer.read()
columns = [ColumnSpec(f"c{at}", f"列{at}", required=True) for at in range(13)]
# Not ru_maxrss: that one begins with the memory of whoever started the process.
status = pathlib.Path("/proc/self/status")
most = lambda: int(re.search(r"VmHWM:\\s+([0-9]+)", status.read_text())[1])
before, started = most(), time.process_time()
rows = read_table(data, "x.xlsx", columns).rows
reader = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = time.process_time() - started + reader.ru_utime + reader.ru_stime
print(len(rows), most() - before, reader.ru_maxrss, seconds)
"""


def test_ten_thousand_rows_take_seconds_and_little_memory() -> None:
    # A process of its own has a memory of its own to measure.
    done = subprocess.run(
        [sys.executable, "-c", READ_AND_MEASURE],
        input=many_rows(10_000, 13),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    # Seconds of the processor, not of a clock that also counts what others do.
    rows, own_kilobytes, reader_kilobytes, seconds = map(float, done.stdout.split())
    assert rows == 10_000
    assert own_kilobytes + reader_kilobytes < 150 * 1024
    assert seconds < 5


# -- Writing ---------------------------------------------------------------------

REGISTER = (Column("姓名"), Column("证书编号", 24), Column("成绩"), Column("发证日期"))


def a_register() -> bytes:
    return write_table(
        "党校学员成绩、证书登记表",
        "C4/组织04/002",
        REGISTER,
        [["张三", "SMU-F-2026-01-0001-K", Decimal("92.5"), dt.date(2026, 3, 20)]],
        subtitles=["2026年上半年发展对象培训班", "培训时间：2026年3月16日至3月20日"],
        footers=["填表人：　　审核人："],
    )


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_a_form_shows_its_record_number_title_and_subtitles_above_the_table() -> None:
    sheet = opened(a_register())
    assert [[cell for cell in row if cell] for row in sheet.values] == [
        ["C4/组织04/002"],
        ["党校学员成绩、证书登记表"],
        ["2026年上半年发展对象培训班"],
        ["培训时间：2026年3月16日至3月20日"],
        ["姓名", "证书编号", "成绩", "发证日期"],
        ["张三", "SMU-F-2026-01-0001-K", 92.5, dt.datetime.fromisoformat("2026-03-20")],
        ["填表人：　　审核人："],
    ]
    assert sheet["A1"].alignment.horizontal == "right"
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {
        f"A{row}:D{row}" for row in (1, 2, 3, 4, 7)
    }


def test_a_form_prints_on_a4_with_its_head_on_every_page() -> None:
    sheet = opened(a_register())
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$5"
    assert sheet.freeze_panes == "A6"
    assert "&P" in sheet.oddFooter.center.text


def test_a_wide_list_prints_across_the_page() -> None:
    data = write_table("宽表", "", [Column(f"列{number}", 12) for number in range(12)], [])
    assert opened(data).page_setup.orientation == "landscape"


def test_a_column_without_a_width_is_as_wide_as_what_stands_in_it() -> None:
    data = write_table(
        "表", "", [Column("甲"), Column("乙"), Column("丙", 9)], [["", "字" * 90, ""]]
    )
    widths = opened(data).column_dimensions
    assert [widths[letter].width for letter in "ABC"] == [6, 42, 9]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("12345"), "#,##0"),
        (Decimal("2.5"), "#,##0.0"),
        (Decimal("12345.60"), "#,##0.00"),
        (Decimal("1.2345"), "#,##0.00"),
        (7, "0"),
        (dt.date(2026, 3, 6), "yyyy-mm-dd"),
        ("007", "@"),
    ],
)
def test_a_value_is_shown_by_its_kind(value: Any, shown: str) -> None:
    cell = opened(write_table("表", "", [Column("甲")], [[value]]))["A3"]
    assert cell.number_format == shown


def test_an_unknown_value_leaves_its_cell_empty_but_framed() -> None:
    cell = opened(write_table("表", "", [Column("甲")], [[None]]))["A3"]
    assert cell.value is None
    assert cell.border.left.style == "thin"


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/C calc'!A0", "#N/A", "'=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula(text: str) -> None:
    columns = [Column(text), Column("乙")]
    data = write_table(text, text, columns, [[text, "x"]], subtitles=[text], footers=[text])
    sheet = opened(data)
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell.value for cell in cells if cell.value[0] in "=+-@\t\r"]


@given(st.text(max_size=30))
@settings(max_examples=30)
def test_any_text_can_be_written_and_never_as_a_formula(text: str) -> None:
    sheet = opened(write_table(text, "", [Column("甲"), Column("乙")], [[text, "x"]]))
    assert sheet["A3"].data_type != "f"
    assert sheet["B3"].value == "x"


@pytest.mark.parametrize("text", [text for text in DANGEROUS if text.strip() == text])
def test_what_was_made_harmless_reads_as_it_was(text: str) -> None:
    data = write_table("表", "", [Column("姓名"), Column("身份证号")], [[text, "1"]])
    expected = text.removeprefix("'")
    assert texts(read_table(data, "x.xlsx", WANTED)) == [expected]


people = st.text(
    st.characters(categories=["Lu", "Ll", "Lo", "Nd"], exclude_characters="\u3164"),
    min_size=1,
    max_size=12,
)


@given(st.lists(st.tuples(people, people), min_size=1, max_size=8))
@settings(max_examples=20)
def test_what_is_written_is_what_is_read(rows: list[tuple[str, str]]) -> None:
    data = write_table(
        "报名表", "C4", [Column("姓名"), Column("身份证号")], rows, footers=["填表人："]
    )
    found = read_table(data, "x.xlsx", WANTED)
    expected = [row for row in rows if row != ("姓名", "身份证号")]
    assert list(zip(texts(found), texts(found, "number"), strict=True)) == expected


def test_equal_content_gives_equal_bytes() -> None:
    once = a_register()
    time.sleep(1.1)  # a workbook tells to the second when it was made
    assert a_register() == once
    members = zipfile.ZipFile(io.BytesIO(once)).infolist()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


def test_a_sheet_is_named_for_its_title_as_far_as_sheet_programs_allow() -> None:
    name = opened(write_table("成绩/证书[登记]表:" + "长" * 40, "", [Column("甲")], [])).title
    assert name == ("成绩 证书 登记 表 " + "长" * 40)[:31]
    assert opened(write_table("'", "", [Column("甲")], [])).title == "Sheet"


# -- Handing back ----------------------------------------------------------------

UPLOADED = workbook(
    ["报名汇总表"],
    ["序号", *HEADER],
    [1, "张三", "=1+1", dt.date(2026, 3, 6)],
    [2, "李四", 500112200210202736, None],
    [3, "王五", "3", None],
)


def returned(errors: Mapping[int, str], data: bytes = UPLOADED, name: str = "x.xlsx") -> bytes:
    return hand_back(data, name, WANTED, errors)


def test_only_the_bad_rows_come_back_below_the_same_header_with_an_error_column() -> None:
    sheet = opened(returned({3: "号码不对。 Wrong number.", 5: "缺日期。"}))
    assert sheet.title == "名单"
    assert [[value for value in row if value] for row in sheet.values] == [
        ["报名汇总表"],
        ["序号", *HEADER, "错误说明 / Problem"],
        ["1", "张三", "2026-03-06", "号码不对。 Wrong number."],
        ["3", "王五", "3", "缺日期。"],
    ]


def test_returned_cells_are_text_so_that_a_long_number_typed_there_stays() -> None:
    sheet = opened(returned({4: "末位丢失。"}))
    assert sheet["C3"].value == "5.00112200210203E+17"
    assert {cell.number_format for cell in sheet[3]} == {"@"}


def test_a_returned_workbook_can_be_uploaded_again() -> None:
    again = read_table(returned({3: "x", 5: "y"}), "x.xlsx", WANTED)
    assert texts(again) == ["张三", "王五"]
    assert [row.sheet_row for row in again.rows] == [3, 4]


def test_the_error_column_is_replaced_when_rows_come_back_a_second_time() -> None:
    sheet = opened(returned({3: "新的原因。"}, returned({3: "旧的原因。"})))
    assert [cell.value for cell in sheet[2]].count("错误说明 / Problem") == 1
    assert sheet.cell(3, 5).value == "新的原因。"


def test_bad_rows_of_a_text_file_come_back_as_a_workbook() -> None:
    sheet = opened(returned({4: "不对。"}, CSV.encode("gb18030"), "名单.csv"))
    assert [cell.value for cell in sheet[2]][-1] == "不对。"
    assert sheet["A2"].value == "䶮"


@pytest.mark.parametrize("path", sorted(Path(__file__).parents[1].glob("data/rosters-2026-1/0*")))
def test_a_real_list_is_read_or_refused(path: Path) -> None:
    if path.name.startswith("08"):
        assert refused(path.read_bytes(), path.name).code == "NOT_A_WORKBOOK"
    else:
        wanted = (ColumnSpec("name", "姓名", required=True),)
        assert len(read_table(path.read_bytes(), path.name, wanted).rows) >= 14
