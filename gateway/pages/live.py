"""The stream behind pages that stand open."""

from collections.abc import AsyncIterator, Callable

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from gateway.asking import Asking
from gateway.live import Live

RETRY_SECONDS = 30
# A proxy that collects answers before handing them on would hold every line back.
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def live_routes(asking: Asking, live: Live) -> APIRouter:
    """GET /live: what waits for whoever is signed in, told as it changes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/live")
    async def follow(http: HttpRequest) -> Response:
        secret = http.cookies.get(asking.cookie, "")
        # A page that merely stands open must not keep its session alive.
        person = await asking.identity.lasting(secret) if secret else None
        http.scope["state"]["person"] = person
        seat = live.take_seat(await asking.ready(http), secret)
        if seat is None:
            return Response(status_code=503, headers={**HEADERS, "Retry-After": str(RETRY_SECONDS)})
        return Told(live.told(seat), lambda: live.leave(seat))

    return router


class Told(StreamingResponse):
    """A stream that lets its place go, however it ends."""

    media_type = "text/event-stream"

    def __init__(self, lines: AsyncIterator[str], leave: Callable[[], None]) -> None:
        super().__init__(lines, headers=HEADERS)
        self._leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()
