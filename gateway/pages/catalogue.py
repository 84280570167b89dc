"""The living catalogue: every component in every state, as the pages of all desks use them."""

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from contracts.base import Title
from contracts.refusals import Fault, Refusal
from gateway.pages.desks import visit_of
from gateway.pages.frame import Frame
from kit import clock
from kit.pages import catalogue
from kit.pages.desk import Look, Paper
from kit.pages.forms import flat, read, unreadable
from kit.pages.visit import Visit
from kit.wire import decode

PATH = "/catalogue"
FILTERS = {"text", "category", "on", "agreed"}
PLAIN = Look(note="这里填写的内容不会保存。")
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
        forms = catalogue.forms()
        return await frame.show(
            http,
            "catalogue.html",
            visit=visit,
            sample=catalogue,
            forms=list(forms),
            values={name: value for form in forms.values() for name, value in form.items()},
            filters=[(one, "") for one in catalogue.FIELDS if one.name in FILTERS],
            faults=dict.fromkeys(catalogue.faulty(), _said(catalogue.FAULT, visit)),
            choices={},
            hints={"text": "提示文字"},
            more={},
            filled=True,
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
    if "x-drawer" in http.headers:
        return Response(status_code=204, headers={"X-Go": PATH})
    return RedirectResponse(PATH, 303)


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
    return await frame.show(
        http,
        "form.html",
        status=refusal.status if refusal else 200,
        in_drawer="x-drawer" in http.headers,
        heading=Title("试填表单", "A form to try"),
        look=PLAIN,
        back=PATH,
        asked=catalogue.FIELDS,
        values=values or {},
        filled=bool(values),
        faults={one.field: _said(one, visit) for one in refusal.faults} if refusal else {},
        refusal=refusal,
        choices={},
        hints={"text": "提示文字"},
        more={},
        key=clock.new_id(),
        action=f"{PATH}/form",
        clauses=("A-1.a",),
        about=None,
        visit=visit,
    )


def _said(fault: Fault, visit: Visit) -> str:
    return fault.zh if visit.language == "zh" else fault.en
