"""Units' lists: read into rows, and the bad rows handed back."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from contracts.enrollment import ImportNominations
from contracts.values import FileRef
from kit.files import FileStore
from kit.sheets import UnreadableSheet, hand_back, read_table
from services.enrollment.domain.roster_file import COLUMNS


def parse_upload(request: ImportNominations, files: FileStore) -> dict[str, Any]:
    """The rows of the uploaded list as plain values, or why it cannot be read."""
    data = files.read(request.upload.file_id)
    try:
        table = read_table(data, request.upload.name, COLUMNS)
    except UnreadableSheet as problem:
        return {"unreadable": [problem.code, problem.zh, problem.en]}
    rows = [
        [
            row.number,
            row.sheet_row,
            {key: [cell.text, cell.lost_digits] for key, cell in row.cells.items()},
        ]
        for row in table.rows
    ]
    return {"rows": rows}


def errors_workbook(data: Mapping[str, Any], files: FileStore) -> FileRef:
    """The bad rows of the uploaded list, each with what is wrong."""
    problems = {int(sheet_row): sentence for sheet_row, sentence in data["problems"].items()}
    workbook = hand_back(files.read(data["file_id"]), data["name"], COLUMNS, problems)
    return files.put(workbook, f"{PurePath(data['name']).stem[:80]}-问题行.xlsx")
