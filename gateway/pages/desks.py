"""The desks within the frame: each page, each list as a workbook, each file on being asked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.base import REQUESTS, Query, Request
from contracts.refusals import Forbidden, Unknown
from contracts.values import FileRef
from gateway.pages.class_bar import read_bar
from gateway.pages.frame import Frame
from kit.green import off_cpu, off_loop
from kit.pages import language_of
from kit.pages.desk import Desk, Page, Table
from kit.pages.export import workbook_of
from kit.pages.sections import drawn
from kit.pages.visit import Visit, known_by
from kit.wire import decode

Endpoint = Callable[..., Any]
CLASS = "/classes/{class_id}"
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
)


def desk_routes(frame: Frame) -> APIRouter:
    """Every page of every desk of this gateway."""
    router = APIRouter(include_in_schema=False)
    for desk in frame.desks:
        for page in desk.pages:
            _add(router, frame, desk, page, f"/{desk.name}/{page.path}".rstrip("/"))
        for page in desk.class_pages:
            _add(router, frame, desk, page, f"{CLASS}/{page.path}")
    router.add_api_route("/get/{name}", _fetching(frame))
    return router


def _add(router: APIRouter, frame: Frame, desk: Desk, page: Page, path: str) -> None:
    router.add_api_route(f"{path}/export", _exporting(frame, page))
    router.add_api_route(path, _showing(frame, desk, page))


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
    may_ask = not page.asks or any(visit.may(kind) for kind in page.asks)
    if not may_ask or not page.whose(visit.actor):
        raise Forbidden(
            "NOT_YOUR_DUTY", "您的岗位不能查看此页。", "This page is not for any of your roles."
        )


async def with_found(page: Page, visit: Visit) -> Visit:
    """The visit with the further ids its sections need."""
    if page.finds is None:
        return visit
    return replace(visit, known={**visit.known, **await page.finds(visit)})


async def visit_of(frame: Frame, http: HttpRequest, **more: str) -> Visit | Response:
    """The look of whoever is signed in, with the ids of the address; else the way to the door."""
    person = await frame.signed_in(http)
    if isinstance(person, Response):
        return person
    asker = await frame.asker(http)
    in_path = {name: str(value) for name, value in http.path_params.items()}
    return Visit(
        asker=asker,
        language=language_of(http),
        path=http.url.path,
        params=http.query_params,
        known=known_by(asker.actor) | in_path | more,
        class_bar=await bar_of(frame, in_path["class_id"]) if "class_id" in in_path else None,
    )


async def bar_of(frame: Frame, class_id: str) -> Any:
    """What stands above the pages of a class, from the portal's own record; Unknown (404) when it
    has none.
    """
    bar = await off_loop(_bar, frame, class_id)
    if bar is None:
        raise Unknown("班次", "class")
    return bar


def _bar(frame: Frame, class_id: str) -> Any:
    with frame.asking.identity.looking() as store:
        return read_bar(store, class_id)


def tabs_of(desks: Sequence[Desk], visit: Visit) -> list[tuple[str, str, str]]:
    """The pages of this class that the person may open, in the order of its life."""
    if visit.class_bar is None:
        return []
    root = f"/classes/{visit.class_bar.class_id}"
    listed = [page for desk in desks for page in desk.class_pages if page.is_listed]
    listed.sort(key=lambda page: LIFE.index(page.path))
    pages = [page for page in listed if page.when(visit)]
    mine = [page for page in pages if any(visit.may(kind) for kind in page.asks)]
    return [(root, "概览", "board"), *((f"{root}/{p.path}", p.zh, p.icon) for p in mine)]


# -- lists as workbooks ----------------------------------------------------------------


def _exporting(frame: Frame, page: Page) -> Endpoint:
    async def export(http: HttpRequest, section: str = "") -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        refuse_stranger(page, visit)
        visit = await with_found(page, visit)
        table = next((one for one in page.sections if one.name == section), None)
        if not isinstance(table, Table):
            raise Unknown("列表", "list")
        named = dict((await page.gather(visit)).get("named", {})) if page.gather else {}
        words = replace(frame.words(http, await frame.names.who()), named=named)
        data = await workbook_of(table, visit, words, off_cpu)
        kept: FileRef = await off_cpu(frame.files.put, data, f"{words.t(table.zh)}.xlsx")
        return frame.file_to(kept, visit.actor.person_id)

    return export


def _fetching(frame: Frame) -> Endpoint:
    async def fetch(http: HttpRequest, name: str) -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        kept: FileRef = await visit.asker.asked(_file_query(name, dict(http.query_params)))
        return frame.file_to(kept, visit.actor.person_id)

    return fetch


def _file_query(name: str, given: dict[str, str]) -> Any:
    kind: type[Request[Any]] | None = REQUESTS.get(name)
    if kind is None or not issubclass(kind, Query) or kind.ask.reply is not FileRef:
        raise Unknown("地址", "address")
    return decode(kind, {k: v for k, v in given.items() if k in kind.__dataclass_fields__})
