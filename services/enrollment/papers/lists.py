"""Units' lists: the empty form, what a filled one holds, and the bad rows handed back."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from contracts.enrollment import ImportNominations
from contracts.values import FileRef
from kit.files import FileStore
from kit.sheets import Column, UnreadableSheet, hand_back, read_table, write_table
from services.enrollment.domain.nomination_form import EVERY_COLUMN, form_of_class
from services.enrollment.domain.training_class import TrainingClass

BLANK_ROWS = 30


def nomination_form(training_class: TrainingClass, unit_name: str) -> dict[str, Any]:
    """What the empty form shows, as plain values."""
    form = form_of_class(training_class)
    return {
        "title": f"{training_class.title}报名表",
        "code": training_class.code,
        "unit": unit_name,
        "columns": [
            f"*{column.title}" if column.required else column.title for column in form.columns
        ],
    }


def print_nomination_form(data: Mapping[str, Any], files: FileStore) -> FileRef:
    """The empty form as a workbook in the storage; its cells are text, so that digits stay."""
    titles = ["序号", *data["columns"]]
    workbook = write_table(
        data["title"],
        "",
        [Column(titles[0], align="center"), *(Column(title, width=20) for title in titles[1:])],
        [[number, *[None] * len(data["columns"])] for number in range(1, BLANK_ROWS + 1)],
        subtitles=[f"单位：{data['unit']}　班次代码：{data['code']}　带 * 的各列必填"],
        sheet_name="报名表",
    )
    return files.put(workbook, f"{data['code']}-报名表.xlsx")


def parse_upload(request: ImportNominations, files: FileStore) -> dict[str, Any]:
    """The rows of the uploaded list as plain values, or why it cannot be read."""
    data = files.read(request.upload.file_id)
    try:
        table = read_table(data, request.upload.name, EVERY_COLUMN)
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
    return {"rows": rows, "headings": table.headings}


def errors_workbook(data: Mapping[str, Any], files: FileStore) -> FileRef:
    """The bad rows of the uploaded list, each with what is wrong."""
    problems = {int(sheet_row): sentence for sheet_row, sentence in data["problems"].items()}
    workbook = hand_back(files.read(data["file_id"]), data["name"], EVERY_COLUMN, problems)
    return files.put(workbook, f"{PurePath(data['name']).stem[:80]}-问题行.xlsx")
