"""Opens an uploaded file without trusting it, and gives its visible sheets as plain values."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

MAX_UPLOAD = 10 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_MEMBERS = 1000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
READING_SECONDS = 30

Value: TypeAlias = str | int | float | bool | list[str] | None
Values: TypeAlias = Sequence[Value]


@dataclass(frozen=True)
class Sheet:
    """A sheet's filled rows, each with its number in the sheet; a date is a list of its text."""

    name: str
    rows: Sequence[tuple[int, Values]]


class UnreadableSheet(Exception):
    """The file as a whole cannot be taken: a stable code, and what to do in both languages."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.zh, self.en = code, zh, en


_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_sheets(data: bytes, file_name: str) -> Sequence[Sheet]:
    """The visible sheets of a workbook, or the one table of a text file; else UnreadableSheet.

    What the file is shows in its first bytes; its name only tells text from other rubbish.
    """
    if len(data) > MAX_UPLOAD:
        raise UnreadableSheet(
            "FILE_TOO_LARGE",
            "文件超过 10 MB，请删去图片和无关的工作表后重新上传。",
            "The file is larger than 10 MB. Please remove pictures and sheets that do not belong.",
        )
    if data.startswith(_ZIP):
        _look_before_unpacking(data)
        sheets = _from_workbook(data)
    elif data.startswith(_COMPOUND):
        sheets = _from_workbook(data)
    elif Path(file_name).suffix.lower() in {".csv", ".txt"}:
        sheets = [Sheet(Path(file_name).stem, _from_text(data))]
    else:
        raise _not_a_workbook()
    if any(len(sheet.rows) > MAX_ROWS for sheet in sheets):
        raise UnreadableSheet(
            "TOO_MANY_ROWS",
            f"工作表超过 {MAX_ROWS} 行，请分成几个文件上传。",
            f"A sheet has more than {MAX_ROWS} rows. Please upload it in several files.",
        )
    return sheets


def _look_before_unpacking(data: bytes) -> None:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _not_a_workbook() from None
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > min(MAX_UNPACKED, MAX_RATIO * len(data)):
        raise _too_large()
    if not any(re.fullmatch(r"xl/workbook\w*\.xml", member.filename) for member in members):
        raise _not_a_workbook()


def _from_workbook(data: bytes) -> list[Sheet]:
    program = Path(__file__).with_name("grid.py")
    command = [sys.executable, "-I", str(program), str(MAX_ROWS), str(MAX_COLUMNS)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=READING_SECONDS, check=True, env={}
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise _too_large() from None
    answer: dict[str, Any] = json.loads(done.stdout)
    if answer.get("fault") == "PASSWORD":
        raise UnreadableSheet(
            "PASSWORD",
            "工作簿设有打开密码，请取消密码后重新上传。",
            "The workbook asks for a password. Please remove it and upload the workbook again.",
        )
    if "fault" in answer:
        raise _not_a_workbook()
    return [Sheet(sheet["name"], sheet["rows"]) for sheet in answer["sheets"]]


def _from_text(data: bytes) -> list[tuple[int, Values]]:
    text = _decoded(data)
    separator = max(",\t;", key=text[:10_000].count)
    rows: list[tuple[int, Values]] = []
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1):
            if any(values):
                rows.append((number, values[:MAX_COLUMNS]))
            if len(rows) > MAX_ROWS:
                break
    except csv.Error:
        raise _not_a_workbook() from None
    return rows


def _decoded(data: bytes) -> str:
    for encoding in _likely_encodings(data[:1000]):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_a_workbook()


def _likely_encodings(start: bytes) -> tuple[str, ...]:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    # Separators and line ends have a zero byte in UTF-16: behind the sign, or before it.
    zero = start.find(b"\0")
    if zero >= 0:
        return ("utf-16-le",) if zero % 2 else ("utf-16-be",)
    return "utf-8-sig", "gb18030"


def _not_a_workbook() -> UnreadableSheet:
    return UnreadableSheet(
        "NOT_A_WORKBOOK",
        "文件不是可以打开的 Excel 工作簿（.xlsx、.xls）或 CSV 文本，可能已损坏或只是改了扩展名；"
        "请在 Excel 或 WPS 中打开原表，另存为 .xlsx 后重新上传。",
        "The file is no Excel workbook (.xlsx, .xls) or CSV text that can be opened; it may be "
        "damaged or have been renamed. Please open the list in Excel or WPS, save it as .xlsx and "
        "upload that.",
    )


def _too_large() -> UnreadableSheet:
    return UnreadableSheet(
        "WORKBOOK_TOO_LARGE",
        "工作簿展开后过大或结构异常，未予打开；请把名单复制到新建的工作簿中，再重新上传。",
        "The workbook unpacks to something too large or too odd to open. Please copy the list "
        "into a new workbook and upload that.",
    )
