"""The page on which one sets up, and gives up, the second step of signing in."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from contracts.refusals import Refusal
from gateway.asking import address_of, request_id_of
from gateway.identity import Person
from gateway.pages.frame import Frame

Typed = Annotated[str, Form(max_length=128)]
PAGE = "/two-step"


def two_step_pages(frame: Frame) -> APIRouter:
    """Three states: off, waiting for the first code of the app, on."""
    router = APIRouter(include_in_schema=False)
    two_step = frame.asking.two_step

    @router.get(PAGE)
    async def page(http: HttpRequest) -> Response:
        person = await _person(frame, http)
        if isinstance(person, Response):
            return person
        return await _show(frame, http, person)

    @router.post(PAGE)
    async def begin(http: HttpRequest, password: Typed = "") -> Response:
        proof = (password, address_of(http), request_id_of(http))
        return await _carry_out(frame, http, lambda person: two_step.begin(person, *proof))

    @router.post(f"{PAGE}/confirm")
    async def confirm(http: HttpRequest, code: Typed = "") -> Response:
        request_id = request_id_of(http)
        return await _carry_out(
            frame, http, lambda person: two_step.confirm(person, code, request_id)
        )

    @router.post(f"{PAGE}/end")
    async def end(http: HttpRequest, password: Typed = "") -> Response:
        proof = (password, address_of(http), request_id_of(http))
        return await _carry_out(frame, http, lambda person: two_step.end(person, *proof))

    return router


async def _carry_out(
    frame: Frame, http: HttpRequest, work: Callable[[Person], Awaitable[object]]
) -> Response:
    person = await _person(frame, http)
    if isinstance(person, Response):
        return person
    try:
        await work(person)
    except Refusal as refusal:
        return await _show(frame, http, person, refusal)
    return RedirectResponse(PAGE, 303)


async def _person(frame: Frame, http: HttpRequest) -> Person | Response:
    """Whoever is signed in with a password of the own, or where to go first."""
    person = await frame.asking.person(http)
    if person is None or not person.session:
        return RedirectResponse(f"/sign-in?to={PAGE}", 303)
    if person.must_change:
        return RedirectResponse(f"/password?to={PAGE}", 303)
    return person


async def _show(
    frame: Frame, http: HttpRequest, person: Person, refusal: Refusal | None = None
) -> Response:
    return await frame.show(
        http,
        "two_step.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        held=await frame.asking.two_step.authenticator(person),
        person=person,
    )
