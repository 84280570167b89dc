"""The desks within the frame: each page, each list as a workbook, each file on being asked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from contracts.base import REQUESTS, Query, Request
from contracts.refusals import Forbidden, Unknown
from contracts.roles import Actor
from contracts.values import FileRef
from gateway.pages.class_bar import ClassBar, bar_for
from gateway.pages.frame import Frame
from kit.green import off_cpu, off_loop
from kit.pages import language_of
from kit.pages.desk import Desk, Page, Table
from kit.pages.export import workbook_of, workbook_of_sheet
from kit.pages.sections import drawn
from kit.pages.visit import Visit
from kit.wire import decode

Endpoint = Callable[..., Any]
# The pages of a class as its life needs them, whichever desk they come from.
LIFE = (
    "own",
    "project",
    "team",
    "intake",
    "people",
    "reception",
    "timetable",
    "attendance",
    "lodging",
    "running",
    "exam",
    "assessment",
    "certificates",
    "money",
    "data-sheet",
    "settlement",
    "archive",
    "notices",
    "contact",
    "conformity",
    "chain",
)


def desk_routes(frame: Frame) -> list[BaseRoute]:
    """Every page of every desk of this gateway. They stand in groups, for routes are tried one
    after another; plain routes, for FastAPI would study each, and find nothing but the request.
    """
    first: list[BaseRoute] = []
    of_desks: dict[str, list[BaseRoute]] = {}
    of_classes: list[BaseRoute] = []
    for desk in frame.desks:
        own = of_desks[f"/{desk.name}"] = []
        for page in desk.pages:
            # What a group's own address leads to stands outside it.
            group, path = (own, f"/{page.path}") if page.path else (first, f"/{desk.name}")
            group += _routes(frame, desk, page, path)
        for page in desk.class_pages:
            of_classes += _routes(frame, desk, page, f"/{{class_id}}/{page.path}")
    groups = {**of_desks, "/classes": of_classes}
    return [
        *first,
        *(Mount(path, routes=routes) for path, routes in groups.items()),
        Route("/get/{name}", _fetching(frame)),
    ]


def _routes(frame: Frame, desk: Desk, page: Page, path: str) -> Iterator[BaseRoute]:
    yield Route(path, _showing(frame, desk, page))
    yield Route(f"{path}/export", _exporting(frame, page))
    if page.seeks is not None:
        yield Route(path, _seeking(page.seeks), methods=["POST"])


def _seeking(shortened: Callable[[str], str]) -> Endpoint:
    async def seek(http: HttpRequest) -> Response:
        typed = str((await http.form()).get("q", ""))
        return RedirectResponse(f"{http.url.path}?{urlencode({'q': shortened(typed)})}", 303)

    return seek


def _showing(frame: Frame, desk: Desk, page: Page) -> Endpoint:
    async def show(http: HttpRequest) -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        refuse_stranger(page, visit)
        visit = await with_found(page, visit)
        more = dict(await page.gather(visit)) if page.gather else {}
        return await frame.show(
            http,
            page.template,
            desk=desk,
            page=page,
            visit=visit,
            sections=await drawn(page, visit),
            page_offers=visit.offers(page.actions),
            tabs=tabs_of(frame.desks, visit),
            **more,
        )

    return show


def refuse_stranger(page: Page, visit: Visit) -> None:
    """Forbidden (403) for whoever may ask nothing of what the page shows."""
    if not may_open(page, visit):
        raise Forbidden(
            "NOT_YOUR_DUTY", "您的岗位不能查看此页。", "This page is not for any of your roles."
        )


def may_open(page: Page, visit: Visit) -> bool:
    """Whether the page is meant for this person, and may ask something of what it shows."""
    may_ask = not page.asks or any(visit.may(kind) for kind in page.asks)
    return may_ask and page.whose(visit.actor)


async def with_found(page: Page, visit: Visit) -> Visit:
    """The visit with the further ids its sections need."""
    if page.finds is None:
        return visit
    return replace(visit, here={**visit.here, **await page.finds(visit)})


async def visit_of(frame: Frame, http: HttpRequest, **more: str) -> Visit | Response:
    """The look of whoever is signed in, with the ids of the address; else the way to the door.
    Unknown (404) for a class the portal has no record of.
    """
    visit = await visit_at(frame, http, **more)
    if isinstance(visit, Visit) and "class_id" in visit.here and visit.class_bar is None:
        raise Unknown("班次", "class")
    return visit


async def visit_at(frame: Frame, http: HttpRequest, **more: str) -> Visit | Response:
    """The same, of a class too that only its department knows yet."""
    person = await frame.signed_in(http)
    if isinstance(person, Response):
        return person
    asker = await frame.asker(http)
    here = {name: str(value) for name, value in http.path_params.items()} | more
    class_id = here.get("class_id")
    return Visit(
        asker=asker,
        language=language_of(http),
        path=http.url.path,
        params=http.query_params,
        here=here,
        class_bar=await off_loop(_bar, frame, asker.actor, class_id) if class_id else None,
    )


def _bar(frame: Frame, actor: Actor, class_id: str) -> ClassBar | None:
    with frame.asking.identity.looking() as store:
        return bar_for(actor, store, class_id)


def tabs_of(desks: Sequence[Desk], visit: Visit) -> list[tuple[str, str, str]]:
    """The pages of this class that the person may open, in the order of its life."""
    if visit.class_bar is None:
        return []
    root = f"/classes/{visit.class_bar.class_id}"
    listed = [page for desk in desks for page in desk.class_pages if page.is_listed]
    listed.sort(key=lambda page: LIFE.index(page.path))
    pages = [page for page in listed if page.when(visit)]
    mine = [page for page in pages if may_open(page, visit)]
    return [(root, "概览", "board"), *((f"{root}/{p.path}", p.zh, p.icon) for p in mine)]


# -- lists as workbooks ----------------------------------------------------------------


def _exporting(frame: Frame, page: Page) -> Endpoint:
    async def export(http: HttpRequest) -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        refuse_stranger(page, visit)
        visit = await with_found(page, visit)
        if page.sheet is not None:
            words = await frame.words(http)
            sheet = await page.sheet(visit, words)
            data = await workbook_of_sheet(sheet, words, off_cpu)
            return await frame.workbook_to(data, words.t(sheet.zh), visit.actor.person_id)
        wanted = http.query_params.get("section", "")
        table = next((one for one in page.sections if one.name == wanted), None)
        if not isinstance(table, Table):
            raise Unknown("列表", "list")
        gathered = await page.gather(visit) if page.gather else {}
        words = await frame.words(http, gathered.get("named"))
        data = await workbook_of(table, visit, words, off_cpu)
        return await frame.workbook_to(data, words.t(table.zh), visit.actor.person_id)

    return export


def _fetching(frame: Frame) -> Endpoint:
    async def fetch(http: HttpRequest) -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        kept: FileRef = await visit.asker.asked(
            _file_query(http.path_params["name"], dict(http.query_params))
        )
        return frame.file_to(kept, visit.actor.person_id)

    return fetch


def _file_query(name: str, given: dict[str, str]) -> Any:
    kind: type[Request[Any]] | None = REQUESTS.get(name)
    if kind is None or not issubclass(kind, Query) or kind.ask.reply is not FileRef:
        raise Unknown("地址", "address")
    return decode(kind, {k: v for k, v in given.items() if k in kind.__dataclass_fields__})
