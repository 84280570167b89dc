"""The overview of one class: where it stands, what comes next, who does what. Everything else has
its own page behind a tab.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.assessment import FindClassExam
from contracts.base import Query as Asked
from contracts.enrollment import (
    ClassView,
    FindArchive,
    FindClass,
    FindTeam,
    ListOwnTrainees,
)
from contracts.finance import FindBudget
from contracts.notification import (
    DeadlineView,
    ListDeadlines,
    ListTodos,
)
from contracts.portal import FindPerformanceReport, ListSeals
from contracts.refusals import Unknown
from gateway.identity import Identity
from gateway.pages.class_bar import ClassBar, class_bar
from gateway.pages.desks import may_open, tabs_of, visit_at
from gateway.pages.frame import SEES_ACTIVITY, SEES_BOARD, Frame
from gateway.pages.home import Happening, happenings
from gateway.pages.names import Called
from gateway.pages.todos import grouped
from kit import clock
from kit.green import off_loop
from kit.pages.asking import Part
from kit.pages.desk import AnyKind, Desk
from kit.pages.visit import Visit
from kit.rights import may_ever

DEADLINES_SHOWN = 6
TODOS_SHOWN = 50

# What a card of the overview is about, and the questions whose page shows more of it.
WAYS: Mapping[str, Sequence[AnyKind]] = {
    "own": (ListOwnTrainees,),
    "team": (FindTeam,),
    "exam": (FindClassExam,),
    "budget": (FindBudget,),
    "archive": (FindArchive,),
    "deadlines": (ListDeadlines,),
    "conformity": (FindPerformanceReport,),
    "seals": (ListSeals,),
}


def class_routes(frame: Frame) -> APIRouter:
    """The class page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/classes/{class_id}")
    async def one_class(http: HttpRequest) -> Response:
        visit = await visit_at(frame, http)
        if isinstance(visit, Response):
            return visit
        return await _overview(frame, http, visit)

    return router


# -- the overview of a class -----------------------------------------------------------


async def _overview(frame: Frame, http: HttpRequest, visit: Visit) -> Response:
    parts, told = await asyncio.gather(_asked(visit, _questions(visit)), _told(frame, visit))
    found: ClassView | None = parts["training_class"].value
    # The portal's own record is there while departments are down; the department's may come first.
    bar: ClassBar | None = visit.class_bar or class_bar(found, None)
    if bar is None:
        raise Unknown("班次", "class")
    visit = replace(visit, class_bar=bar)
    todos = parts["todos"].value
    return await frame.show(
        http,
        "class.html",
        sees_board=may_ever(visit.actor, SEES_BOARD),
        visit=visit,
        bar=bar,
        parts=parts,
        tabs=tabs_of(frame.desks, visit),
        ways=ways_of(frame.desks, visit),
        groups=grouped(todos.items if todos else [], visit, frame.desks, clock.now()),
        open_items=_open_items(found),
        deadlines=_soonest(parts["deadlines"].value or []),
        told=told,
        now=clock.now(),
    )


async def _told(frame: Frame, visit: Visit) -> list[Happening]:
    if not may_ever(visit.actor, SEES_ACTIVITY):
        return []
    names = await frame.names.called()
    return await off_loop(_happened, frame.asking.identity, visit.here["class_id"], names)


def _happened(identity: Identity, class_id: str, names: Called) -> list[Happening]:
    with identity.looking() as store:
        return happenings(store, names, class_id=class_id)


def _questions(visit: Visit) -> Mapping[str, Asked[Any]]:
    """What the overview asks, by the name its template knows the answer by."""
    class_id, bar = visit.here["class_id"], visit.class_bar
    asked: dict[str, Asked[Any]] = {
        "training_class": FindClass(class_id=class_id),
        "todos": ListTodos(class_id=class_id, size=TODOS_SHOWN),
        "deadlines": ListDeadlines(class_id=class_id, running=True),
        "budget": FindBudget(class_id=class_id),
        "archive": FindArchive(class_id=class_id),
    }
    if bar is None or bar.has_exam:
        asked["exam"] = FindClassExam(class_id=class_id)
    if unit_id := visit.known.get("unit_id"):
        asked["own"] = ListOwnTrainees(unit_id=unit_id, class_id=class_id, size=1)
    return asked


async def _asked(visit: Visit, questions: Mapping[str, Asked[Any]]) -> dict[str, Part[Any]]:
    answers = await asyncio.gather(*(visit.part(query) for query in questions.values()))
    none: Part[Any] = Part(hidden=True)
    return {"exam": none, "own": none, **dict(zip(questions, answers, strict=True))}


def ways_of(desks: Sequence[Desk], visit: Visit) -> dict[str, str]:
    """Where each card leads: the page of the class that asks the same question, where this person
    may open it.
    """
    root = f"/classes/{visit.here['class_id']}"
    pages = [page for desk in desks for page in desk.class_pages if "{" not in page.path]
    mine = [page for page in pages if page.when(visit) and may_open(page, visit)]
    found = {}
    for name, kinds in WAYS.items():
        asked = [kind for kind in kinds if visit.may(kind)]
        path = next((page.path for kind in asked for page in mine if kind in page.asks), "")
        found[name] = f"{root}/{path}" if path else ""
    return found


def _open_items(found: ClassView | None) -> Sequence[Any]:
    """What the class still needs: to be ready, and once it is, to be closed."""
    if found is None:
        return []
    waiting = [item for item in found.readiness if not item.met]
    return waiting or [item for item in found.closing if not item.met]


def _soonest(deadlines: Sequence[DeadlineView]) -> Sequence[DeadlineView]:
    return sorted(deadlines, key=lambda one: one.due_at)[:DEADLINES_SHOWN]
