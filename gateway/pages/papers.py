"""Records that print on A4 as the papers they replace, each under its own number and title."""

from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.base import Query
from contracts.refusals import Forbidden, Unknown
from gateway.pages.desks import visit_of
from gateway.pages.frame import Frame
from kit import clock
from kit.pages.desk import Asks, Paper
from kit.pages.visit import Visit
from kit.pages.whole import answers_of


def paper_routes(frame: Frame) -> APIRouter:
    """/papers/<desk>/<name>?class_id=…: the record, ready for the printer."""
    router = APIRouter(include_in_schema=False)
    papers = {(desk.name, paper.name): paper for desk in frame.desks for paper in desk.papers}

    @router.get("/papers/{desk}/{name}")
    async def show(http: HttpRequest, desk: str, name: str) -> Response:
        paper = papers.get((desk, name))
        if paper is None:
            raise Unknown("表单", "form")
        return await _shown(frame, http, paper)

    return router


async def _shown(frame: Frame, http: HttpRequest, paper: Paper) -> Response:
    given = {name: http.query_params.get(name, "") for name in paper.needs}
    if not all(given.values()):
        raise Unknown("表单", "form")
    visit = await visit_of(frame, http, **given)
    if isinstance(visit, Response):
        return visit
    asked = {name: _question(asks, visit) for name, asks in paper.asks.items()}
    open_to = {
        name: query for name, query in asked.items() if query is not None and visit.may(type(query))
    }
    if not open_to:
        raise Forbidden(
            "NOT_YOUR_DUTY", "您的岗位不能查看此表单。", "This form is not for any of your roles."
        )
    answers = await answers_of(visit.asker, list(open_to.values()))
    parts = dict.fromkeys(paper.asks) | dict(zip(open_to, answers, strict=True))
    about: dict[str, Any] = {**parts, **(paper.data(parts, visit) if paper.data else {})}
    return await frame.show(
        http,
        paper.template,
        paper=paper,
        visit=visit,
        bar=visit.class_bar,
        printed_on=clock.today(),
        **about,
    )


def _question(asks: Asks, visit: Visit) -> Query[Any] | None:
    return visit.query(asks) if isinstance(asks, type) else asks(visit)
