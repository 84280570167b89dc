"""The gateway as one FastAPI application. Everything is `async def`: the one-process suite has no
thread pool to run plain functions in.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from contracts.refusals import Refusal
from gateway.api import (
    clock_routes,
    elsewhere_routes,
    file_routes,
    session_routes,
    token_routes,
    two_step_routes,
)
from gateway.asking import Asking
from gateway.desks import DESKS
from gateway.guard import Guard
from gateway.identity import Identity
from gateway.live import Live
from gateway.operations import description_routes, probe_routes, seal_routes, tick
from gateway.pages import Frame, desk_routes, make_pages, menu_of, page_routes
from gateway.pages.live import live_routes
from gateway.pages.names import Names
from gateway.pages.public import problem_page
from gateway.problems import add_handlers, speaks_json
from gateway.scanning import Scanner
from gateway.uploads import Uploads
from kit.client import Departments
from kit.database import Database
from kit.files import FileStore
from kit.pages.desk import Desk
from kit.rest import language_of, open_door, problem_response
from kit.settings import Settings

VERSION = "0.1.0"
NAME = "portal"


def create_app(
    settings: Settings,
    *,
    departments: Departments | None = None,
    database: Database | None = None,
    desks: Sequence[Desk] = DESKS,
) -> FastAPI:
    """The gateway over the portal's database and the bus; both may be handed in by tests. It shows
    all desks, or only some.
    """
    departments = departments or Departments(settings.amqp_uri)
    database = database or Database(settings.database_url(NAME), pool_size=settings.workers)
    files = FileStore(settings.files)
    identity = Identity(database, files, settings.two_step)
    asking = Asking(identity, https=settings.address.startswith("https://"))
    live = Live(departments, identity)
    departments.listen(live)
    uploads = Uploads(files, identity.limits, Scanner(settings.scanner))
    frame = Frame(
        asking,
        departments,
        make_pages(settings, desks),
        desks,
        files,
        uploads,
        Names(identity),
        menu_of(desks),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await departments.start()
        ticking = asyncio.create_task(tick())
        yield
        ticking.cancel()
        await departments.stop()
        database.close()

    async def say(request: Request, refusal: Refusal) -> Response:
        if speaks_json(request):
            return problem_response(
                refusal, language_of(request), request.scope["state"]["request_id"]
            )
        return await problem_page(frame, request, refusal)

    app = FastAPI(
        title="Kaiban", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None
    )
    app.state.live = live
    app.add_middleware(Guard, say=say, https=asking.https, cookie=asking.cookie)
    add_handlers(app, say)
    open_door(app, departments, asking.admit)
    for router in (
        session_routes(asking),
        two_step_routes(asking, settings.institution),
        elsewhere_routes(asking),
        token_routes(asking),
        file_routes(asking, files, uploads),
        clock_routes(asking),
        probe_routes(database, departments),
        seal_routes(),
        description_routes(app, version=VERSION, cookie=asking.cookie),
        *page_routes(frame),
        live_routes(asking, live),
    ):
        app.include_router(router)
    app.router.routes.extend(desk_routes(frame))
    return app
