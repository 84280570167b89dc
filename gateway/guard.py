"""What stands around every request: its id, security headers, the size of its body, whence a
browser sent it, how long it took, and what is said when something breaks.
"""

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.refusals import Forbidden, Refusal, Silent
from kit import clock, metrics, tracing
from kit.office import DatabaseAway, raise_if_away

log = structlog.get_logger()

FILE_BYTES = 10 * 1024 * 1024
# A file travels with a few lines of form around it.
BODY_BYTES = FILE_BYTES + 16 * 1024

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SERVER_ERROR = 500
# Whose database holds the accounts and sessions.
OWN = "portal"

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Whatever may be kept says so itself: styles, scripts and pictures under their own digests.
    "Cache-Control": "no-store",
}
# Pages whose address is itself the right to act: it must not travel on, nor be kept anywhere.
BY_LINK = ("/confirm/", "/evaluate/", "/calendar/")
LINK_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
YEAR_SECONDS = 365 * 24 * 3600
ALWAYS_HTTPS = f"max-age={YEAR_SECONDS}; includeSubDomains"

_REQUEST_ID = re.compile(r"[0-9A-Za-z_-]{8,64}")

# How a refusal is said: as a page or as problem+json, whichever the path speaks.
Say = Callable[[Request, Refusal], Awaitable[Response]]


class Guard:
    """The outermost layer; plain ASGI, because every request passes it."""

    def __init__(self, app: ASGIApp, *, say: Say, https: bool, cookie: str) -> None:
        self._app, self._say, self._cookie = app, say, cookie
        self._headers = dict(HEADERS)
        if https:
            self._headers["Strict-Transport-Security"] = ALWAYS_HTTPS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        sent: list[int] = []
        dress = {**self._headers, **LINK_HEADERS} if _by_link(scope) else self._headers

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.append(message["status"])
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in dress.items():
                    headers.setdefault(name, value)
            await send(message)

        started = time.perf_counter()
        with (
            tracing.span(
                "", kind="server", parent=headers.get("traceparent", ""), trace_id=request_id
            ) as span,
            structlog.contextvars.bound_contextvars(request_id=request_id),
        ):
            try:
                await self._handle(scope, receive, send_dressed)
            except Exception as problem:
                refusal = _said_of(problem, _route(scope))
                if sent:
                    raise
                await self._answer(scope, receive, send_dressed, refusal)
            finally:
                span.name = f"{_method(scope)} {_route(scope)}"
                span.facts["http.response.status_code"] = sent[0] if sent else SERVER_ERROR
        _measure(scope, sent[0] if sent else SERVER_ERROR, time.perf_counter() - started)

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            refuse_foreign(scope, self._cookie)
            await self._app(scope, _bounded(scope, receive), send)
        except Refusal as refusal:
            await self._answer(scope, receive, send, refusal)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
        response = await self._say(Request(scope), refusal)
        await response(scope, receive, send)


def refuse_foreign(scope: Scope, cookie: str) -> None:
    """Forbidden (403) for a change that another site's page had a browser send.

    A browser says whence it sends (Sec-Fetch-Site, or Origin). With a session cookie and neither of
    them, nobody can tell, and that is refused too; programs use a token instead of a cookie.
    """
    # Behind a link nobody is signed in, and browsers told to send no referrer hide the origin too.
    if scope["method"] in SAFE or _by_link(scope):
        return
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        trusted = site in {"same-origin", "none"}
    elif origin is not None:
        trusted = urlsplit(origin).netloc == headers.get("host")
    else:
        trusted = f"{cookie}=" not in headers.get("cookie", "")
    if not trusted:
        raise Forbidden(
            "FOREIGN_ORIGIN",
            "此请求不是从本系统页面发出的，已拒绝。",
            "This request did not come from a page of this system and was refused.",
        )


def _by_link(scope: Scope) -> bool:
    return str(scope["path"]).startswith(BY_LINK)


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """The body as it comes, up to ten megabytes; HTTPException (413) beyond."""
    announced = Headers(scope=scope).get("content-length", "0")
    if announced.isdigit() and int(announced) > BODY_BYTES:
        raise too_large()
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_BYTES:
            raise HTTPException(413)
        return message

    return receive_bounded


def too_large() -> Refusal:
    """More than ten megabytes (413)."""
    refusal = Refusal(
        "TOO_LARGE", "上传内容不得超过 10 MB。", "Nothing larger than 10 MB can be sent."
    )
    refusal.status = 413
    return refusal


def _said_of(problem: Exception, route: str) -> Refusal:
    """Silent (503) while the gateway's own database is away: asking again with the key is safe."""
    try:
        raise_if_away(problem)
    except DatabaseAway as away:
        log.warning("database away", why=str(away)[:200])
        return Silent(OWN)
    log.exception("request failed", route=route, exc_info=problem)
    return _broken()


def _broken() -> Refusal:
    refusal = Refusal(
        "INTERNAL_ERROR",
        "系统内部出错，已记录；请把页面上的请求编号告诉系统管理员。",
        "Something went wrong inside and has been logged; please tell the administrator the "
        "request id.",
    )
    refusal.status = SERVER_ERROR
    return refusal


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else clock.new_id()


def _route(scope: Scope) -> str:
    route: Any = scope.get("route")
    if route is None or isinstance(route, Mount):
        return "unmatched"
    # Below a mount a route knows only the end of its path.
    return f"{scope.get('root_path', '')}{route.path}"


def _measure(scope: Scope, status: int, seconds: float) -> None:
    metrics.HTTP.labels(_method(scope), _route(scope), str(status)).observe(seconds)


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else "OTHER"
