"""One search over everything: classes, the people one may see, filed papers, the policy library."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.base import Query as Asked
from contracts.enrollment import (
    DocumentView,
    FindPeople,
    ListDocuments,
    PersonFoundView,
    RevealPerson,
)
from contracts.portal import BoardLine, PolicyView
from contracts.roles import Actor
from gateway.identity import Identity
from gateway.pages.desks import visit_of
from gateway.pages.frame import SEES_BOARD, Frame
from gateway.policies import of_today
from gateway.service.boards import board_view
from gateway.service.policies import policy_view
from kit.green import off_loop
from kit.pages.asking import Asker, Part
from kit.pages.visit import address
from kit.rights import may_ever, may_here

# A shorter word finds half of everybody.
LEAST = 2
MOST = 50
SHOWN = 10
CLASSES_SEARCHED = 5


@dataclass(frozen=True)
class Found:
    """What the portal found in its own records."""

    classes: Sequence[BoardLine] = ()
    policies: Sequence[PolicyView] = ()


def search_routes(frame: Frame) -> APIRouter:
    """The page behind the search box."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search")
    async def search(http: HttpRequest, q: Annotated[str, Query(max_length=MOST)] = "") -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        q = q.strip()
        own, people, papers = Found(), _hidden(), _hidden()
        if len(q) >= LEAST:
            own = await off_loop(_own, frame.asking.identity, visit.actor, q)
            people, papers = await asyncio.gather(
                _within_reach(visit.asker, FindPeople, q),
                _within_reach(visit.asker, ListDocuments, q),
            )
        return await frame.show(
            http,
            "search.html",
            q=q,
            too_short=0 < len(q) < LEAST,
            own=own,
            people=people,
            papers=papers,
            reveals=_reveals(visit.actor),
        )

    return router


def _own(identity: Identity, actor: Actor, q: str) -> Found:
    with identity.looking() as store:
        policies = [policy_view(one, store) for one in of_today(store.policies(), store.today)]
        return Found(
            classes=_classes(store, actor, q),
            policies=[one for one in policies if q.lower() in f"{one.title} {one.number}".lower()],
        )


def _classes(store: Any, actor: Actor, q: str) -> list[BoardLine]:
    """All classes for whoever may see the board, else those one has a duty in."""
    if may_ever(actor, SEES_BOARD):
        return [board_view(line) for line in store.lines(q=q, page=1, size=SHOWN)[0]]
    mine = [store.line(class_id) for class_id in sorted(actor.scopes("class"))]
    views = [board_view(line) for line in mine if line]
    return [one for one in views if q.lower() in f"{one.title} {one.code}".lower()]


def _hidden() -> Part[Any]:
    return Part(hidden=True)


async def _within_reach(
    asker: Asker, kind: type[Asked[Any]], q: str
) -> Part[Sequence[PersonFoundView | DocumentView]]:
    """Everywhere, or within each class the person has a duty in."""
    made: Any = kind
    everywhere = await asker.part(made(q=q, size=SHOWN))
    if not everywhere.hidden:
        return _items([everywhere])
    mine = sorted(asker.actor.scopes("class"))[:CLASSES_SEARCHED]
    parts = await asker.parts(*(made(q=q, class_id=class_id, size=SHOWN) for class_id in mine))
    return _items([part for part in parts if not part.hidden])


def _items(parts: Sequence[Part[Any]]) -> Part[Any]:
    """What all of them found, and why some may be missing from it."""
    if not parts:
        return _hidden()
    found = [item for part in parts if part.value is not None for item in part.value.items]
    refusals = (part.refusal for part in parts if part.refusal is not None)
    return Part(_each_once(found) or None, next(refusals, None))


def _each_once(found: Sequence[PersonFoundView | DocumentView]) -> list[Any]:
    """A person who was found in several classes stands there once, with all of them."""
    once: dict[str, PersonFoundView | DocumentView] = {}
    for item in found:
        key = item.item_id if isinstance(item, DocumentView) else item.person_id
        known = once.get(key)
        if isinstance(item, PersonFoundView) and isinstance(known, PersonFoundView):
            once[key] = replace(known, trainings=[*known.trainings, *item.trainings])
        else:
            once[key] = item
    return list(once.values())


def _reveals(actor: Actor) -> Any:
    """Where a person's full data is asked for with a reason; None for whoever may not."""
    if not may_here(actor, RevealPerson, {}):
        return None
    return lambda person_id, back: address("do", RevealPerson, {"person_id": person_id}, back=back)
