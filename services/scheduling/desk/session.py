"""One session: calling the roll, closing it, correcting it, and the code on the wall."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from contracts.enrollment import GOING_ON
from contracts.scheduling import (
    CloseSession,
    CorrectAttendance,
    FindSheet,
    FindTimetable,
    Mark,
    RecordAttendance,
    ReturnParticipation,
    SessionCodeView,
    SheetView,
    ShowSessionCode,
)
from kit import clock
from kit.pages import page_of
from kit.pages.desk import Action, Go, Page, Picture
from kit.pages.visit import Ready, Visit, address
from services.scheduling.desk.attendance import ATTENDANCE
from services.scheduling.desk.roll import Roll, roll_of

ROWS = 200
# Approved leave stands by itself, so nobody marks it here.
CHOSEN = (Mark.PRESENT, Mark.LATE, Mark.EARLY_LEAVE, Mark.ABSENT, Mark.EXEMPT)
RENEW_EARLY = 5


@dataclass(frozen=True, kw_only=True)
class Called:
    """One trainee's line: `mark` is none before the roll is called."""

    trainee_id: str
    mark: Mark | None
    offers: Sequence[Ready]


@dataclass(frozen=True, kw_only=True)
class Calling:
    """A page of the roll, `at` being what its pager shows. `action` is where its form goes; empty
    where nobody may mark any more.
    """

    lines: Sequence[Called]
    at: Mapping[str, Any]
    action: str
    counts: Mapping[Mark, int]


def calling_of(sheet: SheetView, roll: Roll, visit: Visit) -> Calling:
    """The roll as it stands; who has no mark yet is called, too."""
    marks: dict[str, Mark | None] = {line.trainee_id: line.mark for line in sheet.marks}
    marks |= dict.fromkeys(sheet.unmarked)
    lines = roll.in_order(
        Called(trainee_id=key, mark=mark, offers=_line_offers(sheet, key, visit))
        for key, mark in marks.items()
    )
    shown, at = page_of(lines, visit.params.get("page", ""), ROWS)
    may = sheet.state == "OPEN" and _goes_on(visit) and visit.may(RecordAttendance)
    ids = {"class_id": sheet.class_id, "session_id": sheet.session_id}
    return Calling(
        lines=shown,
        at=at,
        action=address("do", RecordAttendance, ids, back=visit.back) if may else "",
        counts={mark: sum(found is mark for found in marks.values()) for mark in Mark},
    )


def _goes_on(visit: Visit) -> bool:
    return visit.class_bar is None or visit.class_bar.state in GOING_ON


def _line_offers(sheet: SheetView, trainee_id: str, visit: Visit) -> Sequence[Ready]:
    if sheet.state != "CLOSED":
        return ()
    return visit.offers(CORRECTION, {"trainee_id": trainee_id})


CORRECTION = (
    Action(
        kind=CorrectAttendance,
        zh="更正",
        during=GOING_ON,
        given=lambda line: {"trainee_id": line["trainee_id"]},
    ),
)
SHEET_OFFERS = (
    Go(
        path="/classes/{class_id}/sessions/{session_id}/code",
        zh="显示签到码",
        icon="qr",
        kind=ShowSessionCode,
        when=lambda one: one.state == "OPEN",
    ),
    Action(
        kind=ReturnParticipation,
        icon="link",
        when=lambda one: one.state == "OPEN",
    ),
    Action(kind=CloseSession, icon="check", when=lambda one: one.state == "OPEN"),
)


async def _gather(visit: Visit) -> Mapping[str, Any]:
    class_id, session_id = visit.known["class_id"], visit.known["session_id"]
    found, timetable, roll = await asyncio.gather(
        visit.part(FindSheet(class_id=class_id, session_id=session_id)),
        visit.part(FindTimetable(class_id=class_id)),
        roll_of(visit),
    )
    sessions = timetable.value.sessions if timetable.value else []
    return {
        "found": found,
        "session": next((one for one in sessions if one.session_id == session_id), None),
        "roll": roll,
        "calling": calling_of(found.value, roll, visit) if found.value else None,
        "offers": visit.offers(SHEET_OFFERS, found.value)
        if found.value and _goes_on(visit)
        else [],
        "chosen": CHOSEN,
        "listing": f"/classes/{class_id}/{ATTENDANCE.path}",
    }


SESSION = Page(
    path="sessions/{session_id}",
    zh="课次考勤",
    icon="check",
    kind=FindSheet,
    template="scheduling/session.html",
    gather=_gather,
    offers=(RecordAttendance, *CORRECTION, *SHEET_OFFERS),
    in_menu=False,
)


def _code(found: SessionCodeView, visit: Visit) -> Mapping[str, Any]:
    """Where a phone that reads the code goes, and after how many seconds it is shown afresh."""
    query = {
        "class_id": found.class_id,
        "session_id": found.session_id,
        "token": found.token,
    }
    left = (found.valid_until - clock.now()).total_seconds()
    return {
        "leads_to": f"/me/sign-in?{urlencode(query)}",
        "renew_in": max(int(left) - RENEW_EARLY, RENEW_EARLY),
        "sheet": visit.path.removesuffix("/code"),
    }


CODE = Page(
    path="sessions/{session_id}/code",
    zh="签到码",
    icon="qr",
    in_menu=False,
    sections=(
        Picture(
            name="code",
            zh="扫码签到",
            icon="qr",
            asks=ShowSessionCode,
            template="scheduling/code.html",
            data=_code,
            empty="课次当日方可签到。",
        ),
    ),
)
