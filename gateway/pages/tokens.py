"""One's own API tokens: made, shown once, ended."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from contracts.refusals import Fault, Invalid, Refusal
from gateway.api import TOKEN_DAYS, TOKEN_DAYS_MOST, TOKEN_NAME, at_a_browser
from gateway.asking import request_id_of
from gateway.pages.frame import Frame
from kit.pages.numbers import whole_number

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
    days: str = str(TOKEN_DAYS),
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
        name_most=TOKEN_NAME,
    )


def _checked(name: str, days: str) -> tuple[str, int]:
    """The name and the number of days; Invalid (422) for what cannot be one."""
    if not 1 <= len(name) <= TOKEN_NAME:
        raise _invalid(
            "name",
            f"请填写名称，不超过 {TOKEN_NAME} 字。",
            f"Please give a name of at most {TOKEN_NAME} characters.",
        )
    held = whole_number(days, least=1, most=TOKEN_DAYS_MOST)
    if held is None:
        raise _invalid(
            "days",
            f"有效期应为 1 至 {TOKEN_DAYS_MOST} 天。",
            f"It holds for 1 to {TOKEN_DAYS_MOST} days.",
        )
    return name, held


def _invalid(field: str, zh: str, en: str) -> Invalid:
    return Invalid("NOT_FILLED_IN", zh, en, faults=[Fault(field, zh, en)])
