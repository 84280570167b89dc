"""The workbench: what waits for me, my classes, what goes on, and where my duties lie."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.enrollment import ClassState, ListQuotas, QuotaView
from contracts.notification import (
    DeadlineState,
    DeadlineView,
    DeliveryView,
    ListDeadlines,
    ListTodos,
    ListUnitDeliveries,
)
from contracts.portal import ActivityView, BoardLine
from contracts.roles import Actor, Role
from gateway.identity import Identity
from gateway.pages.class_bar import OVER, ClassBar, read_bar
from gateway.pages.desks import tabs_of, visit_of
from gateway.pages.frame import SEES_ACTIVITY, SEES_BOARD, Frame
from gateway.pages.todos import grouped
from gateway.service.boards import activity_views, board_view
from gateway.store import PortalStore
from gateway.store.boards import Totals
from kit import clock
from kit.green import off_loop
from kit.pages.asking import Asker, Part
from kit.pages.charts import Bar, Slice
from kit.pages.visit import Visit
from kit.pages.words import STEPS, tone_of
from kit.rights import may_ever

UNDER_WAY = (ClassState.CHECKING_IN, ClassState.IN_PROGRESS, ClassState.ASSESSING)
CLASSES_SHOWN = 6
LINES_READ = 100
LINES_SHOWN = 8
UNITS_SHOWN = 10
QUICK_SHOWN = 8
RUNNING = (DeadlineState.OVERDUE, DeadlineState.WARNED, DeadlineState.ARMED)


@dataclass(frozen=True)
class Boards:
    """What the portal knows by itself of all classes, departments up or down."""

    totals: Totals
    lines: Sequence[BoardLine]
    by_step: Sequence[tuple[str, int]]
    activity: Sequence["Happening"]


@dataclass(frozen=True)
class Known:
    """What the portal knows by itself: all classes for whoever may see them, and one's own."""

    boards: Boards | None
    mine: Sequence[BoardLine]
    current: ClassBar | None


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


def home_routes(frame: Frame) -> APIRouter:
    """The first page after sign-in."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def home(http: HttpRequest) -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        actor = visit.actor
        known = await off_loop(_known, frame.asking.identity, actor)
        todos, deliveries, deadlines, quotas = await _asked(visit.asker, known.current)
        return await frame.show(
            http,
            "home.html",
            todos=len(todos.value) if todos.value is not None else None,
            person=await frame.asking.person(http),
            waiting=todos,
            groups=grouped(todos.value or [], actor, visit.known, clock.now()),
            deliveries=deliveries,
            known=known,
            quick=_quick(frame, visit, known.current),
            entries=_entries(frame, actor),
            running=_running(deadlines.value or []),
            units=_units(quotas.value or []),
            now=clock.now(),
        )

    return router


def _known(identity: Identity, actor: Actor) -> Known:
    with identity.looking() as store:
        boards = _boards(store, actor) if may_ever(actor, SEES_BOARD) else None
        mine = [store.line(class_id) for class_id in sorted(actor.scopes("class"))]
        own = sorted((line for line in mine if line), key=lambda line: line.start_on, reverse=True)
        views = [board_view(line) for line in own]
        current = _current(views or (boards.lines if boards else []))
        return Known(boards, views, read_bar(store, current.class_id) if current else None)


def _current(lines: Sequence[BoardLine]) -> BoardLine | None:
    """The class that runs or comes next: the latest start stands first, so the last of those that
    are not over.
    """
    return next((line for line in reversed(lines) if line.state not in OVER), None)


def _boards(store: PortalStore, actor: Actor) -> Boards:
    counts = store.states()
    lines, _ = store.lines(without=OVER, page=1, size=CLASSES_SHOWN)
    told = may_ever(actor, SEES_ACTIVITY)
    return Boards(
        totals=store.totals(OVER, UNDER_WAY),
        lines=[board_view(line) for line in lines],
        by_step=[(name, sum(counts.get(s, 0) for s in states)) for name, states in STEPS],
        activity=happenings(store, class_id=None) if told else [],
    )


async def _asked(asker: Asker, current: ClassBar | None) -> Sequence[Part[Any]]:
    """The person's own things, and how the class that comes next stands; all at once."""
    units = sorted(asker.actor.scopes("unit"))
    is_liaison = asker.actor.has(Role.GRASSROOTS_ORG) or asker.actor.has(Role.HOST_REP)
    everywhere = any(grant.scope == "*" for grant in asker.actor.grants)
    class_id = current.class_id if current else None
    return await asyncio.gather(
        asker.part(ListTodos()),
        _deliveries(asker, units[0] if units and is_liaison else ""),
        asker.part(ListDeadlines(class_id=None if everywhere else class_id)),
        asker.part(ListQuotas(class_id=class_id)) if class_id else _hidden(),
    )


async def _deliveries(asker: Asker, unit_id: str) -> Part[list[DeliveryView]]:
    """The latest notices to the unit a person stands for."""
    if not unit_id:
        return await _hidden()
    found = await asker.part(ListUnitDeliveries(unit_id=unit_id, size=5))
    return Part(
        found.value.items if found.value else None, found.refusal, found.silent, found.hidden
    )


async def _hidden() -> Part[Any]:
    return Part(hidden=True)


def happenings(store: PortalStore, *, class_id: str | None) -> list[Happening]:
    """The last things that happened; a hundred arrivals at one class are one line."""
    same: dict[tuple[str, str | None, str], list[ActivityView]] = {}
    for view in activity_views(store.latest(class_id=class_id, limit=LINES_READ), store):
        same.setdefault((view.name, view.class_id, view.by), []).append(view)
    titles: dict[str, str] = {}
    return [_happening(views, titles, store) for views in list(same.values())[:LINES_SHOWN]]


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


def _quick(frame: Frame, visit: Visit, current: ClassBar | None) -> Sequence[tuple[str, str, str]]:
    """The pages of the class that runs or comes next, as this person may open them."""
    if current is None:
        return []
    there = Visit(
        asker=visit.asker,
        language=visit.language,
        path=visit.path,
        params=visit.params,
        known={**visit.known, "class_id": current.class_id},
        class_bar=current,
    )
    return tabs_of(frame.desks, there)[1 : QUICK_SHOWN + 1]


def _entries(frame: Frame, actor: Actor) -> list[Any]:
    """The first page of each desk that this person may open."""
    groups = [[one for one in group.entries if one.is_for(actor)] for group in frame.menu[1:-1]]
    return [entries[0] for entries in groups if entries]


def _running(deadlines: Sequence[DeadlineView]) -> list[Slice]:
    """The limits that run, by how they stand."""
    counted: Mapping[DeadlineState, int] = {
        state: sum(one.state is state for one in deadlines) for state in RUNNING
    }
    if not any(counted.values()):
        return []
    return [Slice(label=state, value=n, tone=tone_of(state)) for state, n in counted.items()]


def _units(quotas: Sequence[QuotaView]) -> list[Bar]:
    """How each unit has filled its seats."""
    return [
        Bar(
            label=line.unit_name,
            value=line.used,
            of=line.seats,
            tone="green" if line.used >= line.seats else "blue",
        )
        for line in quotas[:UNITS_SHOWN]
    ]
