"""Pages for coming and going: sign-in, sign-out, the password."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from contracts.refusals import Refusal
from gateway.api import clear_cookie, set_cookie
from gateway.asking import Asking, address_of, request_id_of
from gateway.half_way import LASTS
from gateway.identity import CodeNeeded, Person, TooLate
from gateway.pages.frame import Frame

Typed = Annotated[str, Form(max_length=128)]
# Where to go on afterwards: an address of ours, with the code somebody has scanned.
To = Annotated[str, Form(max_length=1000)]
# Between password and code: the browser shows it where codes are taken, and nowhere else.
NOTE, NOTE_PATH = "half-way", "/sign-in/code"


def door_routes(frame: Frame) -> APIRouter:
    """Sign-in and sign-out, as forms that need no script."""
    router = APIRouter(include_in_schema=False)
    asking, identity = frame.asking, frame.asking.identity

    @router.get("/sign-in")
    async def sign_in_page(http: HttpRequest, to: str = "/") -> Response:
        return _door(frame, http, to)

    @router.post("/sign-in")
    async def sign_in(
        http: HttpRequest, login: Typed = "", password: Typed = "", to: To = "/"
    ) -> Response:
        try:
            secret = await identity.sign_in(login, password, address_of(http), request_id_of(http))
        except CodeNeeded as half:
            response = RedirectResponse(f"/sign-in/code?{urlencode({'to': own_path(to)})}", 303)
            _set_note(response, asking, half.note)
            return response
        except Refusal as refusal:
            return _door(frame, http, to, refusal, login=login)
        return await _let_in(asking, http, secret, to)

    @router.post("/sign-out")
    async def sign_out(http: HttpRequest) -> Response:
        person = await asking.person(http)
        if person is not None:
            await identity.sign_out(person, request_id_of(http))
        response = RedirectResponse("/sign-in", 303)
        clear_cookie(response, asking)
        return response

    return router


def code_routes(frame: Frame) -> APIRouter:
    """The second step of a sign-in, for whoever has one."""
    router = APIRouter(include_in_schema=False)
    asking, identity = frame.asking, frame.asking.identity

    @router.get("/sign-in/code")
    async def code_page(http: HttpRequest, to: str = "/") -> Response:
        if NOTE not in http.cookies:
            return RedirectResponse(f"/sign-in?{urlencode({'to': own_path(to)})}", 303)
        return frame.pages.show(http, "sign_in_code.html", to=own_path(to), refusal=None)

    @router.post("/sign-in/code")
    async def sign_in_by_code(http: HttpRequest, code: Typed = "", to: To = "/") -> Response:
        note = http.cookies.get(NOTE, "")
        try:
            secret = await identity.go_on(note, code, address_of(http), request_id_of(http))
        except TooLate as late:
            return _door(frame, http, to, late)
        except Refusal as refusal:
            return frame.pages.show(
                http,
                "sign_in_code.html",
                status=refusal.status,
                to=own_path(to),
                refusal=refusal,
            )
        response = await _let_in(asking, http, secret, to)
        response.delete_cookie(NOTE, path=NOTE_PATH)
        return response

    return router


def _door(
    frame: Frame, http: HttpRequest, to: str, refusal: Refusal | None = None, *, login: str = ""
) -> Response:
    return frame.pages.show(
        http,
        "sign_in.html",
        status=refusal.status if refusal else 200,
        to=own_path(to),
        login=login,
        refusal=refusal,
    )


async def _let_in(asking: Asking, http: HttpRequest, secret: str, to: str) -> Response:
    await asking.leave_former(http)
    response = RedirectResponse(own_path(to), 303)
    set_cookie(response, asking, secret)
    return response


def _set_note(response: Response, asking: Asking, note: str) -> None:
    response.set_cookie(
        NOTE,
        note,
        max_age=int(LASTS.total_seconds()),
        path=NOTE_PATH,
        secure=asking.https,
        httponly=True,
        samesite="lax",
    )


def elsewhere_routes(frame: Frame) -> APIRouter:
    """Ending the sessions one has elsewhere, password in hand."""
    router = APIRouter(include_in_schema=False)
    asking, identity = frame.asking, frame.asking.identity

    @router.post("/sign-out/everywhere")
    async def sign_out_everywhere(http: HttpRequest, password: Typed = "") -> Response:
        person = await frame.signed_in(http)
        if isinstance(person, Response):
            return person
        try:
            await identity.sign_out_everywhere(
                person, password, address_of(http), request_id_of(http)
            )
        except Refusal as refusal:
            return await _password_page(frame, http, person, not_ended=refusal)
        response = RedirectResponse("/sign-in", 303)
        clear_cookie(response, asking)
        return response

    @router.post("/sessions/{session_id}/end")
    async def end_session(http: HttpRequest, session_id: str, password: Typed = "") -> Response:
        person = await frame.signed_in(http)
        if isinstance(person, Response):
            return person
        try:
            await identity.end_session(
                person, session_id, password, address_of(http), request_id_of(http)
            )
        except Refusal as refusal:
            return await _password_page(frame, http, person, not_ended=refusal)
        return RedirectResponse("/password", 303)

    return router


def password_routes(frame: Frame) -> APIRouter:
    """The change of one's password, and where one is signed in."""
    router = APIRouter(include_in_schema=False)
    asking, identity = frame.asking, frame.asking.identity

    @router.get("/password")
    async def password_page(http: HttpRequest, to: str = "/") -> Response:
        person = await asking.person(http)
        if person is None:
            return RedirectResponse("/sign-in?to=/password", 303)
        return await _password_page(frame, http, person, to=to)

    @router.post("/password")
    async def change_password(
        http: HttpRequest, old: Typed = "", new: Typed = "", again: Typed = "", to: To = "/"
    ) -> Response:
        person = await asking.signed_in(http)
        if new != again:
            return await _password_page(frame, http, person, differs=True, to=to)
        try:
            secret = await identity.change_password(
                person, old, new, address_of(http), request_id_of(http)
            )
        except Refusal as refusal:
            return await _password_page(frame, http, person, refusal=refusal, to=to)
        response = RedirectResponse(own_path(to), 303)
        set_cookie(response, asking, secret)
        return response

    return router


async def _password_page(
    frame: Frame,
    http: HttpRequest,
    person: Person,
    *,
    refusal: Refusal | None = None,
    not_ended: Refusal | None = None,
    differs: bool = False,
    to: str = "/",
) -> Response:
    said = refusal or not_ended
    return await frame.show(
        http,
        "password.html",
        status=said.status if said else 422 if differs else 200,
        refusal=refusal,
        not_ended=not_ended,
        differs=differs,
        first=person.must_change,
        sessions=await frame.asking.identity.sessions(person),
        to=own_path(to),
    )


def own_path(to: str) -> str:
    """Where to go after sign-in: a page of this site, never another's."""
    inside = to.startswith("/") and not to.startswith("//") and "\\" not in to
    return to if inside and to.isprintable() and not to.startswith("/sign-in") else "/"
