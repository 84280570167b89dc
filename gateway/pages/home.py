"""The workbench: what waits for me, my classes, what goes on, and where my duties lie."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from contracts.base import Page
from contracts.enrollment import OVER, ClassState, ListQuotas, QuotaView
from contracts.notification import (
    RUNNING,
    CountDeadlines,
    DeadlineCount,
    DeliveryView,
    ListTodos,
    ListUnitDeliveries,
)
from contracts.portal import BoardLine
from contracts.roles import Actor, Role
from gateway.identity import Identity
from gateway.pages.class_bar import ClassBar, bar_for
from gateway.pages.desks import tabs_of, visit_of
from gateway.pages.frame import SEES_ACTIVITY, SEES_BOARD, Frame
from gateway.pages.looks import OWN_DESK
from gateway.pages.names import Called
from gateway.pages.todos import grouped
from gateway.service.boards import board_view
from gateway.store import PortalStore
from gateway.store.boards import Totals
from gateway.turn import turn_of
from kit import clock
from kit.green import off_loop
from kit.pages.asking import Asker, Part
from kit.pages.charts import Bar, Slice
from kit.pages.visit import Visit
from kit.pages.words import STEPS, tone_of
from kit.rights import may_ever

Item = TypeVar("Item")

UNDER_WAY = (ClassState.CHECKING_IN, ClassState.IN_PROGRESS, ClassState.ASSESSING)
CLASSES_SHOWN = 6
LINES_READ = 100
LINES_SHOWN = 8
UNITS_SHOWN = 10
QUICK_SHOWN = 8
TODOS_SHOWN = 30


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
        if _is_here_to_learn(frame, actor):
            return RedirectResponse(f"/{OWN_DESK}", 303)
        names = await frame.names.called()
        known = await off_loop(_known, frame.asking.identity, actor, names)
        todos, deliveries, deadlines, quotas = await _asked(visit.asker, known.current)
        waiting = _items_of(todos)
        return await frame.show(
            http,
            "home.html",
            todos=todos.value.total if todos.value else None,
            person=await frame.asking.person(http),
            waiting=waiting,
            groups=grouped(waiting.value or [], visit, frame.desks, clock.now()),
            left_out=max(0, todos.value.total - TODOS_SHOWN) if todos.value else 0,
            deliveries=deliveries,
            known=known,
            quick=_quick(frame, visit, known.current),
            entries=_entries(frame, actor),
            running=_running(deadlines.value or []),
            units=_units(quotas.value or []),
            now=clock.now(),
        )

    return router


def _is_here_to_learn(frame: Frame, actor: Actor) -> bool:
    """Whether somebody is a trainee and nothing else: theirs is the page of the day, what a
    workbench counts is nothing to them.
    """
    roles = {grant.role for grant in actor.grants}
    return roles == {Role.TRAINEE} and any(desk.name == OWN_DESK for desk in frame.desks)


def _known(identity: Identity, actor: Actor, names: Called) -> Known:
    with identity.looking() as store:
        coming = store.lines_in_turn(without=OVER, today=store.today, size=CLASSES_SHOWN)
        boards = _boards(store, actor, coming, names) if may_ever(actor, SEES_BOARD) else None
        own = [line for one in sorted(actor.scopes("class")) if (line := store.line(one))]
        own.sort(key=lambda line: turn_of(line.state, line.start_on, line.end_on, store.today))
        going_on = [line for line in own or (coming if boards else []) if line.state not in OVER]
        current = bar_for(actor, store, going_on[0].class_id) if going_on else None
        return Known(boards, [board_view(line) for line in own], current)


def _boards(store: PortalStore, actor: Actor, coming: Sequence[Any], names: Called) -> Boards:
    counts = store.states()
    told = may_ever(actor, SEES_ACTIVITY)
    return Boards(
        totals=store.totals(OVER, UNDER_WAY),
        lines=[board_view(line) for line in coming],
        by_step=[(name, sum(counts.get(s, 0) for s in states)) for name, states in STEPS],
        activity=happenings(store, names, class_id=None) if told else [],
    )


async def _asked(asker: Asker, current: ClassBar | None) -> Sequence[Part[Any]]:
    """The person's own things, and how the class that comes next stands; all at once."""
    units = sorted(asker.actor.scopes("unit"))
    is_liaison = asker.actor.has(Role.GRASSROOTS_ORG) or asker.actor.has(Role.HOST_REP)
    everywhere = any(grant.scope == "*" for grant in asker.actor.grants)
    class_id = current.class_id if current else None
    return await asyncio.gather(
        asker.part(ListTodos(size=TODOS_SHOWN)),
        _deliveries(asker, units[0] if units and is_liaison else ""),
        asker.part(CountDeadlines(class_id=None if everywhere else class_id)),
        asker.part(ListQuotas(class_id=class_id)) if class_id else _hidden(),
    )


async def _deliveries(asker: Asker, unit_id: str) -> Part[list[DeliveryView]]:
    """The latest notices to the unit a person stands for."""
    if not unit_id:
        return await _hidden()
    return _items_of(await asker.part(ListUnitDeliveries(unit_id=unit_id, size=5)))


def _items_of(found: Part[Page[Item]]) -> Part[list[Item]]:
    return Part(found.value.items if found.value else None, found.refusal, found.hidden)


async def _hidden() -> Part[Any]:
    return Part(hidden=True)


def happenings(store: PortalStore, names: Called, *, class_id: str | None) -> list[Happening]:
    """The last things that happened; a hundred arrivals at one class are one line. What a service
    did by itself has no name.
    """
    same: dict[tuple[str, str | None, str], list[Any]] = {}
    for line in store.latest(class_id=class_id, limit=LINES_READ):
        same.setdefault((line.name, line.class_id, line.by), []).append(line)
    return [_happening(lines, names) for lines in list(same.values())[:LINES_SHOWN]]


def _happening(same: Sequence[Any], names: Called) -> Happening:
    newest = same[0]
    return Happening(
        zh=newest.zh,
        en=newest.en,
        at=newest.at,
        by=names.people.get(newest.by, ""),
        times=len(same),
        class_id=newest.class_id,
        class_title=names.classes.get(newest.class_id or "", ""),
    )


def _quick(frame: Frame, visit: Visit, current: ClassBar | None) -> Sequence[tuple[str, str, str]]:
    """The pages of the class that runs or comes next, as this person may open them."""
    if current is None:
        return []
    here = {**visit.here, "class_id": current.class_id}
    there = replace(visit, here=here, class_bar=current)
    return tabs_of(frame.desks, there)[1 : QUICK_SHOWN + 1]


def _entries(frame: Frame, actor: Actor) -> list[Any]:
    """The first page of each desk that this person may open."""
    groups = [[one for one in group.entries if one.is_for(actor)] for group in frame.menu[1:-1]]
    return [entries[0] for entries in groups if entries]


def _running(counts: Sequence[DeadlineCount]) -> list[Slice]:
    """The limits that run, by how they stand."""
    counted = {one.state: one.count for one in counts}
    slices = [
        Slice(label=state, value=counted.get(state, 0), tone=tone_of(state)) for state in RUNNING
    ]
    return slices if any(one.value for one in slices) else []


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
