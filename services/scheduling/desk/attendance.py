"""Attendance of a class: the matrix of trainees by half-days, leave, and the printed 考勤表."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from contracts.enrollment import GOING_ON, ListTrainees
from contracts.scheduling import (
    AttendanceMatrix,
    CorrectAttendance,
    DecideLeave,
    ExportAttendanceForm,
    FindAttendanceMatrix,
    LeaveView,
    ListLeaves,
    MatrixRow,
    MatrixSession,
    RecordAttendance,
    RequestLeave,
    ReturnFromLeave,
)
from contracts.values import HalfDay
from kit.pages import page_of
from kit.pages.asking import Part
from kit.pages.desk import Action, Download, Go, Look, Page, Paper
from kit.pages.visit import Ready, Visit
from services.scheduling.desk.roll import MOST, Roll, roll_of

ROWS = 60


@dataclass(frozen=True, kw_only=True)
class HalfDayHead:
    """A half-day of the matrix with its sessions; most have one."""

    half_day: HalfDay
    sessions: Sequence[MatrixSession]


@dataclass(frozen=True, kw_only=True)
class DayHead:
    """A day of the matrix with its half-days."""

    on: date
    half_days: Sequence[HalfDayHead]

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return sum(len(half_day.sessions) for half_day in self.half_days)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """A page of the matrix, in the order of the roster; `at` is what its pager shows."""

    days: Sequence[DayHead]
    rows: Sequence[MatrixRow]
    at: Mapping[str, Any]
    over: int


def days_of(sessions: Sequence[MatrixSession]) -> Iterator[DayHead]:
    """Sessions, which come in the order of time, by day and half-day."""
    for on, of_day in groupby(sessions, key=lambda one: one.on):
        half_days = groupby(of_day, key=lambda one: one.half_day)
        yield DayHead(
            on=on,
            half_days=[
                HalfDayHead(half_day=half_day, sessions=list(held)) for half_day, held in half_days
            ],
        )


def matrix_of(found: AttendanceMatrix, roll: Roll, *, page: str = "", size: int = ROWS) -> Matrix:
    """The page of a matrix that is asked for."""
    rows = roll.in_order(found.rows)
    shown, at = page_of(rows, page, size)
    return Matrix(
        days=list(days_of(found.sessions)),
        rows=shown,
        at=at,
        over=sum(row.limit_exceeded for row in rows),
    )


DECIDE = Action(kind=DecideLeave, zh="审批", during=GOING_ON)
COME_BACK = Action(kind=ReturnFromLeave, during=GOING_ON, when=lambda one: one.state == "APPROVED")
PAGE_OFFERS = (
    Action(kind=RequestLeave, zh="代学员请假", icon="pen", during=GOING_ON),
    Download(kind=ExportAttendanceForm, zh="导出考勤表", icon="sheet"),
    Go(
        path="/papers/scheduling/attendance?class_id={class_id}",
        zh="打印考勤表",
        icon="print",
        kind=FindAttendanceMatrix,
    ),
)


async def _gather(visit: Visit) -> Mapping[str, Any]:
    class_id = visit.known["class_id"]
    found, leaves, roll = await asyncio.gather(
        visit.part(FindAttendanceMatrix(class_id=class_id)),
        visit.part(ListLeaves(class_id=class_id)),
        roll_of(visit),
    )
    return {
        "found": found,
        "matrix": matrix_of(found.value, roll, page=visit.params.get("page", ""))
        if found.value
        else None,
        "leaves": leaves,
        "requests": _requests(leaves, visit),
        "roll": roll,
    }


def _requests(leaves: Part[list[LeaveView]], visit: Visit) -> list[tuple[LeaveView, list[Ready]]]:
    """Requests for leave: what awaits somebody first, the newest before the others."""
    found = sorted(leaves.value or [], key=lambda one: one.from_at, reverse=True)
    found.sort(key=lambda one: not one.needs)
    return [(leave, _leave_offers(leave, visit)) for leave in found]


def _leave_offers(leave: LeaveView, visit: Visit) -> list[Ready]:
    """A decision is for the duties whose step it is."""
    decides = visit.actor.duties_in(leave.class_id).intersection(leave.needs)
    return visit.offers((DECIDE, COME_BACK) if decides else (COME_BACK,), leave)


ATTENDANCE = Page(
    path="attendance",
    zh="考勤",
    icon="check",
    kind=FindAttendanceMatrix,
    template="scheduling/attendance.html",
    gather=_gather,
    actions=PAGE_OFFERS,
    offers=(DECIDE, COME_BACK),
)

# -- forms ---------------------------------------------------------------------------------

LOOKS = {
    CorrectAttendance: Look(note="更正前后的记录、理由和办理人都会留存。"),
    RecordAttendance: Look(hints={"marks": "只登记例外的学员，其余人员按下面的选择登记"}),
}

# -- on paper ------------------------------------------------------------------------------


def _on_paper(parts: Mapping[str, Any], _: Visit) -> Mapping[str, Any]:
    found, trainees = parts["found"], parts["trainees"]
    roll = Roll({one.trainee_id: one for one in trainees.items} if trainees else {})
    matrix = matrix_of(found, roll, size=MOST) if found else None
    return {"matrix": matrix, "roll": roll}


PAPER = Paper(
    name="attendance",
    zh="党校学员考勤表",
    template="scheduling/paper_attendance.html",
    asks={"found": FindAttendanceMatrix, "trainees": ListTrainees},
    data=_on_paper,
    landscape=True,
)
