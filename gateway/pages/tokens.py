"""One's own API tokens: made, shown once, ended."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from contracts.refusals import Fault, Invalid, Refusal
from gateway.api import at_a_browser
from gateway.asking import request_id_of
from gateway.pages.frame import Frame

NAME_MOST = 60
DAYS_MOST = 366
DAYS = 90

Typed = Annotated[str, Form(max_length=128)]


def token_pages(frame: Frame) -> APIRouter:
    """The page of one's tokens, as forms that need no script."""
    router = APIRouter(include_in_schema=False)
    identity = frame.asking.identity

    @router.get("/tokens")
    async def tokens(http: HttpRequest) -> Response:
        return await _page(frame, http)

    @router.post("/tokens")
    async def make(http: HttpRequest, name: Typed = "", days: Typed = "") -> Response:
        person = await frame.signed_in(http)
        if isinstance(person, Response):
            return person
        await at_a_browser(frame.asking, http)
        try:
            named, held = _checked(name.strip(), days.strip())
        except Refusal as refusal:
            return await _page(frame, http, refusal=refusal, name=name, days=days)
        secret, _ = await identity.issue_token(person, named, held, request_id_of(http))
        return await _page(frame, http, secret=secret)

    @router.post("/tokens/{token_id}/end")
    async def end(http: HttpRequest, token_id: str) -> Response:
        person = await frame.signed_in(http)
        if isinstance(person, Response):
            return person
        await identity.revoke_token(person, token_id, request_id_of(http))
        return RedirectResponse("/tokens", 303)

    return router


async def _page(
    frame: Frame,
    http: HttpRequest,
    *,
    refusal: Refusal | None = None,
    name: str = "",
    days: str = str(DAYS),
    secret: str = "",
) -> Response:
    person = await frame.signed_in(http)
    if isinstance(person, Response):
        return person
    return await frame.show(
        http,
        "tokens.html",
        status=refusal.status if refusal else 200,
        rows=await frame.asking.identity.tokens(person),
        refusal=refusal,
        faults={fault.field: fault for fault in refusal.faults} if refusal else {},
        name=name,
        days=days,
        secret=secret,
    )


def _checked(name: str, days: str) -> tuple[str, int]:
    """The name and the number of days; Invalid (422) for what cannot be one."""
    if not 1 <= len(name) <= NAME_MOST:
        raise _invalid(
            "name", "请填写名称，不超过 60 字。", "Please give a name of at most 60 characters."
        )
    if not (days.isascii() and days.isdigit() and 1 <= int(days[:9]) <= DAYS_MOST):
        raise _invalid("days", "有效期应为 1 至 366 天。", "It holds for 1 to 366 days.")
    return name, int(days)


def _invalid(field: str, zh: str, en: str) -> Invalid:
    return Invalid("NOT_FILLED_IN", zh, en, faults=[Fault(field, zh, en)])
