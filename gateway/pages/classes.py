"""The board of all classes, and the page of one class: everything about it, each part from its
department.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.assessment import (
    FindClassExam,
    FindPassList,
    FindPerformance,
    FindWorkSummary,
    ListCertificates,
)
from contracts.enrollment import (
    ClassState,
    FindArchive,
    FindClass,
    FindRoster,
    ListOwnNominations,
    ListOwnTrainees,
    ListQuotas,
    ListSteps,
    ListTrainees,
    StepView,
    TraineeView,
)
from contracts.finance import FindAccount, FindBudget
from contracts.notification import ListNotices, ListTodos
from contracts.portal import BoardLine, FindPerformanceReport, PerformanceReport
from contracts.refusals import Forbidden, Unknown
from contracts.roles import Actor
from contracts.scheduling import (
    AttendanceTotal,
    AttendanceView,
    FindAttendance,
    FindTimetable,
    SessionView,
)
from contracts.values import HalfDay
from gateway.identity import Identity
from gateway.pages.class_bar import class_bar
from gateway.pages.frame import SEES_ACTIVITY, SEES_BOARD, Frame
from gateway.pages.home import Happening, happenings
from gateway.performance import report_of
from gateway.service.boards import board_view
from gateway.store import PortalStore
from kit import clock
from kit.green import off_loop
from kit.pages import pager
from kit.pages.asking import Part
from kit.pages.words import STEPS
from kit.rights import may_ever, require

BOARD_SIZE = 20
TRAINEES_SIZE = 20
CERTIFICATES_SIZE = 10
NOTED_TRAINEES = 8
DAYS_A_WEEK = 7
FIVE_DAYS = 5

PageNumber = Annotated[int, Query(ge=1, le=100_000)]


def class_routes(frame: Frame) -> APIRouter:
    """The board and the class page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/classes")
    async def board(
        http: HttpRequest, q: Annotated[str, Query(max_length=50)] = "", page: PageNumber = 1
    ) -> Response:
        person = await frame.signed_in(http)
        if isinstance(person, Response):
            return person
        asker = await frame.asker(http)
        if not may_ever(asker.actor, SEES_BOARD):
            raise Unknown("地址", "address")
        lines, total = await off_loop(_lines, frame.asking.identity, q, page)
        return await frame.show(
            http,
            "board.html",
            lines=lines,
            at=pager(total, page, BOARD_SIZE),
            q=q,
            steps=STEPS,
            today=clock.today(),
        )

    @router.get("/classes/{class_id}")
    async def one_class(http: HttpRequest, class_id: str, trainees: PageNumber = 1) -> Response:
        person = await frame.signed_in(http)
        if isinstance(person, Response):
            return person
        asker = await frame.asker(http)
        own = await off_loop(_own_records, frame.asking.identity, class_id, asker.actor)
        units = sorted(asker.actor.scopes("unit"))
        unit = units[0] if units else ""
        names = list(_questions(class_id, unit, trainees))
        asked = await asker.parts(*_questions(class_id, unit, trainees).values())
        parts: dict[str, Part[Any]] = dict(zip(names, asked, strict=True))
        bar = class_bar(parts["training_class"].value, own.line)
        if bar is None:
            raise Unknown("班次", "class")
        todos = parts["todos"].value
        return await frame.show(
            http,
            "class.html",
            todos=len(todos) if todos is not None else None,
            parts=parts,
            bar=bar,
            told=own.told,
            report=own.report,
            weeks=_weeks(parts["timetable"].value.sessions) if parts["timetable"].value else [],
            presence=_presence(parts["attendance"].value, _names(parts["trainees"])),
            at=pager(_total(parts["trainees"]), trainees, TRAINEES_SIZE),
            certificates_size=CERTIFICATES_SIZE,
            spans=_spans(parts["steps"].value or []),
            steps=STEPS,
            today=clock.today(),
        )

    return router


def _lines(identity: Identity, q: str, page: int) -> tuple[list[BoardLine], int]:
    with identity.looking() as store:
        found, total = store.lines(q=q, page=page, size=BOARD_SIZE)
        return [board_view(line) for line in found], total


@dataclass(frozen=True)
class OwnRecords:
    """What the portal itself knows of a class: enough for its bar while departments are down."""

    line: BoardLine | None
    told: list[Happening]
    report: PerformanceReport | None


def _own_records(identity: Identity, class_id: str, actor: Actor) -> OwnRecords:
    with identity.looking() as store:
        line = store.line(class_id)
        told = line is not None and may_ever(actor, SEES_ACTIVITY)
        return OwnRecords(
            line=board_view(line) if line else None,
            told=happenings(store, class_id=class_id) if told else [],
            report=_report(store, class_id, actor),
        )


def _report(store: PortalStore, class_id: str, actor: Actor) -> PerformanceReport | None:
    try:
        require(actor, FindPerformanceReport(class_id=class_id))
    except Forbidden:
        return None
    facts = store.facts_of(class_id)
    return report_of(class_id, facts) if facts else None


def _questions(class_id: str, unit_id: str, trainees_page: int) -> dict[str, Any]:
    """What the page asks, by the name its template knows the answer by."""
    return {
        "training_class": FindClass(class_id=class_id),
        "todos": ListTodos(),
        "quotas": ListQuotas(class_id=class_id),
        "roster": FindRoster(class_id=class_id),
        "trainees": ListTrainees(class_id=class_id, page=trainees_page, size=TRAINEES_SIZE),
        "own_trainees": ListOwnTrainees(unit_id=unit_id, class_id=class_id),
        "own_nominations": ListOwnNominations(unit_id=unit_id, class_id=class_id),
        "notices": ListNotices(class_id=class_id, size=5),
        "timetable": FindTimetable(class_id=class_id),
        "attendance": FindAttendance(class_id=class_id),
        "exam": FindClassExam(class_id=class_id),
        "pass_list": FindPassList(class_id=class_id),
        "certificates": ListCertificates(class_id=class_id, size=CERTIFICATES_SIZE),
        "performance": FindPerformance(class_id=class_id),
        "summary": FindWorkSummary(class_id=class_id),
        "budget": FindBudget(class_id=class_id),
        "account": FindAccount(class_id=class_id),
        "archive": FindArchive(class_id=class_id),
        "steps": ListSteps(class_id=class_id),
    }


# -- the timetable as a picture --------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """One day of the timetable, with what happens in each of its slots."""

    on: date
    slots: Mapping[HalfDay, Sequence[SessionView]]


@dataclass(frozen=True)
class Week:
    """One week, Monday first; without its weekend when nothing happens there."""

    number: int
    days: Sequence[Day]
    slots: Sequence[HalfDay]


def _weeks(sessions: Sequence[SessionView]) -> list[Week]:
    """The weeks in which something happens."""
    by_monday: dict[date, list[SessionView]] = defaultdict(list)
    for session in sessions:
        by_monday[session.on - timedelta(days=session.on.weekday())].append(session)
    return [
        _week(number, monday, by_monday[monday])
        for number, monday in enumerate(sorted(by_monday), start=1)
    ]


def _week(number: int, monday: date, sessions: Sequence[SessionView]) -> Week:
    last = max(FIVE_DAYS, *(session.on.weekday() + 1 for session in sessions))
    used = {session.half_day for session in sessions}
    slots = [slot for slot in HalfDay if slot is not HalfDay.EVE or slot in used]
    days = []
    for offset in range(last):
        on = monday + timedelta(days=offset)
        of_day = sorted((s for s in sessions if s.on == on), key=lambda s: s.from_at)
        days.append(Day(on, {slot: [s for s in of_day if s.half_day is slot] for slot in slots}))
    return Week(number, days, slots)


# -- attendance ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A trainee somebody should look at: absent, or near the limit of leave. Hours in tenths."""

    name: str
    leave: int
    absent: int
    leave_left: int
    limit_exceeded: bool


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Attendance of the class so far. Hours in tenths."""

    attended: int
    leave: int
    absent: int
    person_hours: int
    noted: Sequence[Noted]
    noted_in_all: int

    @property
    def recorded(self) -> int:
        """All hours that have a mark."""
        return self.attended + self.leave + self.absent


def _presence(found: AttendanceView | None, names: Mapping[str, str]) -> Presence | None:
    if found is None:
        return None
    noted = [total for total in found.totals if total.absent or total.leave]
    noted.sort(key=lambda total: (not total.limit_exceeded, total.leave_left, -total.absent))
    return Presence(
        attended=sum(total.attended for total in found.totals),
        leave=sum(total.leave for total in found.totals),
        absent=sum(total.absent for total in found.totals),
        person_hours=found.person_hours,
        noted=[_noted(total, names) for total in noted[:NOTED_TRAINEES]],
        noted_in_all=len(noted),
    )


def _noted(total: AttendanceTotal, names: Mapping[str, str]) -> Noted:
    return Noted(
        name=names.get(total.trainee_id, total.trainee_id[-6:]),
        leave=total.leave,
        absent=total.absent,
        leave_left=total.leave_left,
        limit_exceeded=total.limit_exceeded,
    )


def _names(trainees: Part[Any]) -> dict[str, str]:
    shown: Sequence[TraineeView] = trainees.value.items if trainees.value else []
    return {one.trainee_id: f"{one.trainee_no} {one.name}" for one in shown}


def _total(part: Part[Any]) -> int:
    return part.value.total if part.value else 0


# -- the steps taken -------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """One step, when it was taken, and how many days after the one before."""

    state: ClassState
    at: datetime
    days_after: int | None


def _spans(taken: Sequence[StepView]) -> list[Span]:
    before: list[datetime | None] = [None, *(step.at for step in taken)]
    return [
        Span(step.state, step.at, (step.at - earlier).days if earlier else None)
        for step, earlier in zip(taken, before, strict=False)
    ]
