"""The timetable of a class: its board, the forms of a session, and the printed 日程表."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from contracts.lookups import Lookup
from contracts.scheduling import (
    AddSession,
    ApplyTemplate,
    ChangeSession,
    FindTimetable,
    ListCalendar,
    ListTeachers,
    PublishTimetable,
    RemoveSession,
    ReviewSession,
    SessionView,
    TeacherState,
    TimetableView,
)
from contracts.values import HalfDay
from kit.clock import SHANGHAI
from kit.pages.days import day_named
from kit.pages.desk import Action, Go, Known, Look, Page, Paper, Picture
from kit.pages.visit import Visit
from kit.wire import encode
from services.scheduling.desk.board import (
    ARRANGEABLE,
    CARD_OFFERS,
    board_of,
    draft_of,
    slots_of,
    weeks_between,
)

MOST = 200


def _is_draft(timetable: TimetableView) -> bool:
    return timetable.state == "DRAFT"


TIMETABLE = Page(
    path="timetable",
    zh="课程表",
    icon="calendar",
    gather=slots_of,
    sections=(
        Picture(
            name="board",
            zh="课程表",
            icon="calendar",
            asks=FindTimetable,
            template="scheduling/board.html",
            data=board_of,
            actions=(
                Action(
                    kind=ApplyTemplate,
                    icon="steps",
                    when=lambda one: _is_draft(one) and not one.sessions,
                ),
                Action(kind=AddSession, icon="plus", when=lambda one: one.state in ARRANGEABLE),
                Go(
                    path="/papers/scheduling/timetable?class_id={class_id}",
                    zh="打印日程表",
                    icon="print",
                    when=lambda one: bool(one.sessions),
                ),
                Action(
                    kind=PublishTimetable,
                    icon="check",
                    tone="primary",
                    when=lambda one: _is_draft(one) and bool(one.sessions),
                ),
            ),
            offers=CARD_OFFERS,
            empty="尚未编制日程：班次确认后在此套用模板或逐次增加。",
        ),
    ),
)


# -- the form of a session ---------------------------------------------------------------


def _as_it_is(timetable: TimetableView, given: Known) -> Mapping[str, Any]:
    """The session as arranged, at the place on the board it was brought to."""
    sessions = timetable.sessions
    session = next((one for one in sessions if one.session_id == given.get("session_id")), None)
    if session is None:
        return {}
    return {"session": {**encode(draft_of(session)), **_place(given)}}


def _as_usual(timetable: TimetableView, given: Known) -> Mapping[str, Any]:
    """A new session where the board was pressed, at the times this class keeps then."""
    alike = [one for one in timetable.sessions if one.half_day == given.get("half_day")]
    usual = max(alike, key=lambda one: one.from_at, default=None)
    return {"session": {**_times(usual), **_place(given)}}


def _times(session: SessionView | None) -> dict[str, Any]:
    if session is None:
        return {}
    return {
        "starts": f"{session.from_at.astimezone(SHANGHAI):%H:%M}",
        "ends": f"{session.to_at.astimezone(SHANGHAI):%H:%M}",
        "hours": session.hours,
    }


def _place(given: Known) -> dict[str, str]:
    return {name: given[name] for name in ("on", "half_day", "starts", "ends") if name in given}


def _same_day(known: Known) -> ListCalendar | None:
    """Sessions of other classes on the day of this one, to be taught together with."""
    on = day_named(known.get("on") or known.get("day"))
    return ListCalendar(since=on, until=on) if on else None


CHOICES = {
    "teacher_ids": Lookup(
        lambda _: ListTeachers(state=TeacherState.APPROVED, size=MOST),
        "teacher_id",
        ("name", "employer"),
    ),
    "mobilization_leader_id": Lookup(
        lambda _: ListTeachers(state=TeacherState.APPROVED, size=MOST),
        "teacher_id",
        ("name", "employer"),
    ),
    "joint_with": Lookup(_same_day, "record_id", ("class_title", "title", "venue_names")),
}
HINTS = {
    "starts": "例如 08:30",
    "ends": "例如 11:50",
    "hours": "按学时填写，例如 4 或 2.5",
    "mobilization_leader_id": "仅开班动员课次填写",
    "joint_with": "与其他班次同堂授课时选择对方的课次",
}
LOOKS = {
    ChangeSession: Look(
        starts=FindTimetable,
        begins=_as_it_is,
        choices=CHOICES,
        hints={**HINTS, "reason": "日程发布后调整，须写明理由"},
    ),
    AddSession: Look(starts=FindTimetable, begins=_as_usual, choices=CHOICES, hints=HINTS),
    ReviewSession: Look(hides=("aspect",)),
    RemoveSession: Look(hints={"reason": "日程发布后取消，须写明理由"}),
}


# -- on paper ------------------------------------------------------------------------------


def _on_paper(parts: Mapping[str, Any], _: Visit) -> Mapping[str, Any]:
    timetable = parts["timetable"]
    if timetable is None:
        return {"weeks": []}
    cells: dict[tuple[date, HalfDay], list[SessionView]] = {}
    for session in sorted(timetable.sessions, key=lambda one: one.from_at):
        cells.setdefault((session.on, session.half_day), []).append(session)
    days = sorted({on for on, _ in cells})
    weeks = weeks_between(days[0], days[-1]) if days else ()
    return {
        "weeks": [[day for day in days if week.first <= day <= week.last] for week in weeks],
        "cells": cells,
        "half_days": [part for part in HalfDay if any(held == part for _, held in cells)],
    }


PAPER = Paper(
    name="timetable",
    zh="培训日程表",
    template="scheduling/paper_timetable.html",
    asks={"timetable": FindTimetable},
    data=_on_paper,
    landscape=True,
)
