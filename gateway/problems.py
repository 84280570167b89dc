"""How a refusal is said: as problem+json below /api, as a page elsewhere."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from contracts.refusals import Invalid, Refusal, Unknown
from gateway.guard import Say, too_large
from kit.rest import ROOT, TITLES, invalid_request

UNPROCESSABLE = 422
NOT_FOUND = 404
TOO_LARGE = 413


def speaks_json(request: Request) -> bool:
    """Whether the path belongs to the API; a person at a browser reads all others."""
    return bool(request.scope["path"].startswith(f"{ROOT}/"))


def add_handlers(app: FastAPI, say: Say) -> None:
    """Every way of going wrong ends in the one form."""

    # Each is called with the one kind it is registered for, which Starlette's types do not say.
    async def refused(request: Request, problem: Any) -> Response:
        return await say(request, problem)

    async def malformed(request: Request, problem: Any) -> Response:
        return await say(request, invalid_request(problem, request))

    async def http_error(request: Request, problem: Any) -> Response:
        response = await say(request, _as_refusal(problem.status_code))
        response.headers.update(problem.headers or {})
        return response

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, http_error)


def _as_refusal(status: int) -> Refusal:
    if status == NOT_FOUND:
        return Unknown("地址", "address")
    if status == TOO_LARGE:
        return too_large()
    if status == 400:  # noqa: PLR2004 – FastAPI's word for a body it could not read
        return Invalid("UNREADABLE", "请求正文无法读取。", "The body cannot be read.")
    zh, en = TITLES.get(status, TITLES[UNPROCESSABLE])
    refusal = Refusal("HTTP", f"{zh}。", f"{en}.")
    refusal.status = status
    return refusal
