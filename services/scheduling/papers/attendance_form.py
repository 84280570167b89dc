"""The attendance form 党校学员考勤表. The norm gives it no record number, so it has none."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from contracts.enrollment import TraineeView
from contracts.scheduling import Mark
from contracts.values import FileRef, HalfDay
from kit.files import FileStore
from kit.sheets import Column, write_table
from services.scheduling.domain.attendance import Tally, person_hours
from services.scheduling.domain.register import Register

TITLE = "党校学员考勤表"

MARKS = {
    Mark.PRESENT: "√",
    Mark.LATE: "迟到",
    Mark.EARLY_LEAVE: "早退",
    Mark.LEAVE: "请假",
    Mark.ABSENT: "缺勤",
    Mark.EXEMPT: "免修",
}

HALF_DAYS = {HalfDay.AM: "上午", HalfDay.PM: "下午", HalfDay.EVE: "晚上"}


def attendance_form(register: Register, trainees: Sequence[TraineeView]) -> dict[str, Any]:
    """What the form shows, as JSON values: names from enrollment, marks and hours as stored."""
    timetable = register.timetable
    sessions = timetable.live
    lines = {line.trainee_id: line for line in register.tallies()}
    listed = [trainee for trainee in trainees if trainee.trainee_id in lines]
    return {
        "name": f"{TITLE}-{timetable.title[:80]}.xlsx",
        "class_title": timetable.title,
        "days": f"{timetable.start_on} 至 {timetable.end_on}",
        "hours_total": timetable.hours_total,
        "person_hours": person_hours(lines.values()),
        "sessions": [f"{s.on:%m-%d}{HALF_DAYS[s.half_day]} {s.title}" for s in sessions],
        "rows": [
            _row(trainee, lines[trainee.trainee_id], [s.session_id for s in sessions])
            for trainee in sorted(listed, key=lambda trainee: trainee.trainee_no)
        ],
    }


def print_attendance_form(form: Mapping[str, Any], files: FileStore) -> FileRef:
    """Write the form into the storage."""
    columns = [
        Column("学号", width=14),
        Column("姓名", width=12),
        Column("单位", width=20),
        *(Column(title, width=12, align="center") for title in form["sessions"]),
        Column("出勤学时", width=10),
        Column("请假学时", width=10),
        Column("缺勤学时", width=10),
    ]
    rows = [
        [*row["who"], *row["marks"], *(Decimal(tenths) / 10 for tenths in row["hours"])]
        for row in form["rows"]
    ]
    hours, person = Decimal(form["hours_total"]) / 10, Decimal(form["person_hours"]) / 10
    workbook = write_table(
        TITLE,
        "",
        columns,
        rows,
        subtitles=[f"班次：{form['class_title']}", f"时间：{form['days']}　总学时：{hours}"],
        footers=[f"人次学时：{person}", "记号：√ 出勤"],
    )
    return files.put(workbook, form["name"])


def _row(trainee: TraineeView, line: Tally, session_ids: Sequence[str]) -> dict[str, Any]:
    marks = [line.marks.get(session_id) for session_id in session_ids]
    return {
        "who": [trainee.trainee_no, trainee.name, trainee.unit_name],
        "marks": [MARKS[mark] if mark else "" for mark in marks],
        "hours": [line.attended, line.leave, line.absent],
    }
