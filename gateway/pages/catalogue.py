"""The living catalogue: every component in every state, as the pages of all desks use them."""

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.base import Title
from contracts.refusals import Refusal
from gateway.pages.desks import visit_of
from gateway.pages.forms import Form, go_on, show_form
from gateway.pages.frame import Frame
from kit import clock
from kit.pages import catalogue
from kit.pages.desk import Look, Paper
from kit.pages.forms import flat, read, standing, unreadable
from kit.pages.sections import Filter
from kit.wire import decode

PATH = "/catalogue"
FILTERS = {"text", "category", "on", "agreed"}
PLAIN = Look(hints={"text": "提示文字"}, note="这里填写的内容不会保存。")
PAPER = Paper(
    name="specimen", number="C4/000", zh="表单样例", template="catalogue_paper.html", asks={}
)


def catalogue_routes(frame: Frame) -> APIRouter:
    """The page of all components, a form that can be tried, and a paper."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def components(http: HttpRequest) -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        return await frame.show(
            http,
            "catalogue.html",
            visit=visit,
            sample=catalogue,
            values=catalogue.written(),
            filters=[
                Filter(field=one, value="") for one in catalogue.FIELDS if one.name in FILTERS
            ],
            faults=dict.fromkeys(catalogue.faulty(), catalogue.FAULT.said(visit.language)),
            choices={},
            hints=PLAIN.hints,
            more={},
        )

    @router.get(f"{PATH}/form")
    async def form(http: HttpRequest) -> Response:
        return await _form(frame, http)

    @router.post(f"{PATH}/form")
    async def try_form(http: HttpRequest) -> Response:
        return await _tried(frame, http)

    @router.get(f"{PATH}/paper")
    async def paper(http: HttpRequest) -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        return await frame.show(
            http,
            PAPER.template,
            paper=PAPER,
            visit=visit,
            bar=None,
            printed_on=clock.today(),
            sample=catalogue,
        )

    return router


async def _tried(frame: Frame, http: HttpRequest) -> Response:
    """What was typed, read and checked as any command's form is; nothing is kept."""
    async with http.form(max_files=5, max_fields=500) as sent:
        typed = read(sent, catalogue.FIELDS)
    try:
        if typed.faults:
            raise unreadable(typed.faults)
        decode(catalogue.Specimen, typed.values)
    except Refusal as refusal:
        shown = flat(catalogue.FIELDS, typed.values)
        return await _form(frame, http, values=shown, refusal=refusal)
    return go_on(http, PATH)


async def _form(
    frame: Frame,
    http: HttpRequest,
    *,
    values: dict[str, object] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    visit = await visit_of(frame, http)
    if isinstance(visit, Response):
        return visit
    form = Form(
        heading=Title("试填表单", "A form to try"),
        look=PLAIN,
        asked=catalogue.FIELDS,
        action=f"{PATH}/form",
        back=PATH,
        clauses=("A-1.a",),
        values=standing(catalogue.FIELDS) if values is None else values,
        refusal=refusal,
    )
    return await show_form(frame, http, visit, form)
