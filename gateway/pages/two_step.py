"""The page on which one sets up, and gives up, the second step of signing in."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from contracts.refusals import Refusal
from gateway.asking import address_of, request_id_of
from gateway.identity import Person
from gateway.pages.entry import To, Typed, own_path
from gateway.pages.frame import Frame

PAGE = "/two-step"


def two_step_pages(frame: Frame) -> APIRouter:
    """Three states: off, waiting for the first code of the app, on."""
    router = APIRouter(include_in_schema=False)
    two_step = frame.asking.two_step

    @router.get(PAGE)
    async def page(http: HttpRequest, to: str = PAGE) -> Response:
        person = await _person(frame, http)
        if isinstance(person, Response):
            return person
        return await _show(frame, http, person, to)

    @router.post(PAGE)
    async def begin(http: HttpRequest, password: Typed = "", to: To = PAGE) -> Response:
        proof = (password, address_of(http), request_id_of(http))
        next_page = f"{PAGE}?{urlencode({'to': own_path(to)})}"
        return await _carry_out(
            frame, http, lambda person: two_step.begin(person, *proof), next_page, to
        )

    @router.post(f"{PAGE}/confirm")
    async def confirm(http: HttpRequest, code: Typed = "", to: To = PAGE) -> Response:
        request_id = request_id_of(http)
        return await _carry_out(
            frame, http, lambda person: two_step.confirm(person, code, request_id), own_path(to), to
        )

    @router.post(f"{PAGE}/end")
    async def end(http: HttpRequest, password: Typed = "") -> Response:
        proof = (password, address_of(http), request_id_of(http))
        return await _carry_out(frame, http, lambda person: two_step.end(person, *proof), PAGE)

    return router


async def _carry_out(
    frame: Frame,
    http: HttpRequest,
    work: Callable[[Person], Awaitable[object]],
    next_page: str,
    to: str = PAGE,
) -> Response:
    person = await _person(frame, http)
    if isinstance(person, Response):
        return person
    try:
        await work(person)
    except Refusal as refusal:
        return await _show(frame, http, person, to, refusal)
    return RedirectResponse(next_page, 303)


async def _person(frame: Frame, http: HttpRequest) -> Person | Response:
    """Whoever is signed in with a password of the own, or where to go first."""
    person = await frame.asking.person(http)
    if person is None or not person.session:
        return RedirectResponse(f"/sign-in?to={PAGE}", 303)
    if person.must_change:
        return RedirectResponse(f"/password?to={PAGE}", 303)
    return person


async def _show(
    frame: Frame, http: HttpRequest, person: Person, to: str, refusal: Refusal | None = None
) -> Response:
    return await frame.show(
        http,
        "two_step.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        to=own_path(to),
        held=await frame.asking.two_step.authenticator(person),
        person=person,
    )
