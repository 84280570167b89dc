"""The workbench: what waits for me, what goes on, and where my duties lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.assessment import FindClassExam
from contracts.base import Query
from contracts.enrollment import ClassState, FindArchive, FindRoster, ListOwnTrainees, ListQuotas
from contracts.finance import FindBudget
from contracts.notification import DeliveryView, ListTodos, ListUnitDeliveries
from contracts.portal import ActivityView, BoardLine
from contracts.roles import Actor
from contracts.scheduling import FindAttendance, FindTimetable
from gateway.identity import Identity
from gateway.pages.frame import SEES_ACTIVITY, SEES_BOARD, Frame
from gateway.service.boards import activity_views, board_view
from gateway.store import PortalStore
from gateway.store.boards import Totals
from kit import clock
from kit.green import off_loop
from kit.pages.asking import Asker, Part
from kit.pages.words import STEPS
from kit.rights import may_ever

OVER = (ClassState.CLOSED, ClassState.CANCELLED)
UNDER_WAY = (ClassState.CHECKING_IN, ClassState.IN_PROGRESS, ClassState.ASSESSING)
CLASSES_SHOWN = 8
LINES_READ = 200
LINES_SHOWN = 10


@dataclass(frozen=True)
class Boards:
    """What the portal knows by itself, departments up or down."""

    totals: Totals
    lines: Sequence[BoardLine]
    by_step: Sequence[tuple[str, int]]
    activity: Sequence["Happening"]


@dataclass(frozen=True)
class Happening:
    """One line of the activity list; the same thing done many times is one line with its count."""

    zh: str
    en: str
    at: datetime
    by: str
    times: int
    class_id: str | None
    class_title: str


@dataclass(frozen=True)
class Quick:
    """A quick entry: a section of the class that runs or comes next."""

    zh: str
    icon: str
    section: str
    kind: type[Query[Any]]


QUICK = (
    Quick("名额与报名", "people", "quotas", ListQuotas),
    Quick("学员名单", "pen", "roster", FindRoster),
    Quick("本单位学员", "people", "own", ListOwnTrainees),
    Quick("日程安排", "calendar", "timetable", FindTimetable),
    Quick("考勤汇总", "check", "attendance", FindAttendance),
    Quick("结业考试", "flag", "exam", FindClassExam),
    Quick("预算与账户", "coin", "finance", FindBudget),
    Quick("班次档案", "box", "archive", FindArchive),
)


def home_routes(frame: Frame) -> APIRouter:
    """The first page after sign-in."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def home(http: HttpRequest) -> Response:
        person = await frame.signed_in(http)
        if isinstance(person, Response):
            return person
        asker = await frame.asker(http)
        boards = await _boards(frame.asking.identity, asker.actor)
        todos = await asker.part(ListTodos())
        deliveries = await _deliveries(asker)
        return await frame.show(
            http,
            "home.html",
            todos=len(todos.value) if todos.value is not None else None,
            person=person,
            waiting=todos,
            deliveries=deliveries,
            boards=boards,
            quick=_quick(asker.actor, boards),
            now=clock.now(),
            steps=STEPS,
        )

    return router


async def _boards(identity: Identity, actor: Actor) -> Boards | None:
    if not may_ever(actor, SEES_BOARD):
        return None
    told = may_ever(actor, SEES_ACTIVITY)
    return await off_loop(_read_boards, identity, told)


def _read_boards(identity: Identity, told: bool) -> Boards:
    with identity.looking() as store:
        counts = store.states()
        lines, _ = store.lines(without=OVER, page=1, size=CLASSES_SHOWN)
        return Boards(
            totals=store.totals(OVER, UNDER_WAY),
            lines=[board_view(line) for line in lines],
            by_step=[(name, sum(counts.get(s, 0) for s in states)) for name, states in STEPS],
            activity=happenings(store, class_id=None) if told else [],
        )


def happenings(store: PortalStore, *, class_id: str | None) -> list[Happening]:
    """The last things that happened; a hundred arrivals at one class are one line."""
    same: dict[tuple[str, str | None, str], list[ActivityView]] = {}
    for view in activity_views(store.latest(class_id=class_id, limit=LINES_READ), store):
        same.setdefault((view.name, view.class_id, view.by), []).append(view)
    titles: dict[str, str] = {}
    return [_happening(views, titles, store) for views in same.values()][:LINES_SHOWN]


def _happening(
    same: Sequence[ActivityView], titles: dict[str, str], store: PortalStore
) -> Happening:
    newest = same[0]
    class_id = newest.class_id
    if class_id and class_id not in titles:
        line = store.line(class_id)
        titles[class_id] = line.title if line else ""
    return Happening(
        zh=newest.zh,
        en=newest.en,
        at=newest.at,
        by=newest.by,
        times=len(same),
        class_id=class_id,
        class_title=titles.get(class_id or "", ""),
    )


async def _deliveries(asker: Asker) -> Part[list[DeliveryView]]:
    """The latest notices to the person's own unit."""
    units = sorted(asker.actor.scopes("unit"))
    if not units:
        return Part(hidden=True)
    found = await asker.part(ListUnitDeliveries(unit_id=units[0], size=5))
    return Part(
        found.value.items if found.value else None, found.refusal, found.silent, found.hidden
    )


def _quick(actor: Actor, boards: Boards | None) -> list[tuple[Quick, str]]:
    """The sections a person's duties are about, of the class that runs or comes next."""
    if boards is None or not boards.lines:
        return []
    # The latest start stands first, so the last of those not over runs now or comes next.
    current = boards.lines[-1]
    return [
        (entry, f"/classes/{current.class_id}#{entry.section}")
        for entry in QUICK
        if may_ever(actor, entry.kind)
    ]
