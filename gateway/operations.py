"""What operators and their machines ask: alive, ready, metrics, and the description of the API."""

import asyncio
import time
from base64 import b64encode
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from contracts.assessment import SEAL_PURPOSE, SEAL_SIGNER
from kit import metrics
from kit.client import Departments
from kit.database import Database
from kit.green import off_cpu, off_loop
from kit.rest import PROBLEM_SCHEMA, described, json_response
from kit.signing import keys, raw

log = structlog.get_logger()

ABOUT = """\
Everything a department can be asked, as one REST path each. 每个部门的每项业务对应一个 REST 地址。

* **Sign in** with `POST /api/session` (a cookie, for browsers) or send
  `Authorization: Bearer <token>` with a token of `POST /api/tokens` (for programs).
* **Commands** need an `Idempotency-Key` header: a fresh value for each act, the same one when it is
  repeated. They answer once they are committed; repeating within 30 days has no second effect.
* **Refusals** are `application/problem+json` with a stable `code`, the sentence in both languages,
  and the `clause` of the norm. `Accept-Language` chooses the language of `detail`.
* **Money** is integer fen, **hours** are integer tenths, **days** are those of Asia/Shanghai,
  **moments** carry their offset.
* **Files** go up at `POST /api/files`; commands refer to them by `{file_id, name}`. Where a reply
  holds a file, its `url` is good for this person for a quarter of an hour.
"""
TAGS = (
    ("session", "登录与令牌｜Sign-in and tokens"),
    ("enrollment", "招生与班级管理｜Enrollment and class administration"),
    ("scheduling", "教务排课｜Courses, teachers, venues, timetable, attendance"),
    ("assessment", "考试与证书｜Exams, certificates, performance"),
    ("finance", "财务决算｜Budgets and settlement"),
    ("notification", "通知与待办｜Notices and to-do items"),
    ("portal", "门户｜Accounts, boards, policy library"),
    ("files", "文件｜Files"),
    ("operations", "运行｜Operations"),
)


async def tick() -> None:
    """Measure for ever how late the gateway's loop is."""
    while True:
        due = time.monotonic() + metrics.TICK_SECONDS
        await asyncio.sleep(metrics.TICK_SECONDS)
        metrics.LOOP_LAG.labels("gateway").observe(max(0.0, time.monotonic() - due))


def probe_routes(database: Database, departments: Departments) -> APIRouter:
    """Probes and metrics; a proxy keeps them from the outside."""
    router = APIRouter(include_in_schema=False)
    database.show_as("gateway")
    metrics.BROKER_CONNECTED.labels("gateway").set_function(lambda: departments.connected)

    @router.get("/livez")
    async def alive() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @router.get("/readyz")
    async def ready() -> PlainTextResponse:
        missing = [] if departments.connected else ["broker"]
        try:
            await off_loop(_look, database)
        except Exception as problem:
            # A probe answers, whatever happens.
            log.warning("not ready", why=repr(problem)[:200])
            missing.append("database")
        if missing:
            return PlainTextResponse(f"not ready: {', '.join(missing)}\n", 503)
        return PlainTextResponse("ok\n")

    @router.get("/metrics")
    async def scrape() -> Response:
        # Beside the loop: in the suite of one process the departments count in their databases.
        return Response(await off_loop(generate_latest), media_type=CONTENT_TYPE_LATEST)

    return router


def _look(database: Database) -> None:
    with database.reading() as session:
        session.execute(text("SELECT 1"))


def seal_routes() -> APIRouter:
    """The keys by which anybody can check a certificate without asking the house."""
    router = APIRouter(include_in_schema=False)

    @router.get("/.well-known/kaiban-certificates.json")
    async def seal_keys() -> Response:
        good = keys().public(SEAL_SIGNER)
        told = {
            "algorithm": "Ed25519",
            # The signature covers this, a zero byte, and the statement as it stands in the QR code.
            "prefix": f"kaiban {SEAL_PURPOSE}",
            "keys": {key_id: b64encode(raw(key)).decode("ascii") for key_id, key in good.items()},
        }
        return json_response(told)

    return router


def description_routes(app: FastAPI, *, version: str, cookie: str) -> APIRouter:
    """The API's description, made at the first question and kept."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api/openapi.json")
    async def openapi() -> Response:
        return json_response(await describe(app, version=version, cookie=cookie))

    return router


async def describe(app: FastAPI, *, version: str, cookie: str) -> dict[str, Any]:
    """The OpenAPI description; a second of work, so it is done beside the loop."""
    if app.openapi_schema is None:
        app.openapi_schema = await off_cpu(_description, app, version, cookie)
    return app.openapi_schema


def _description(app: FastAPI, version: str, cookie: str) -> dict[str, Any]:
    found = get_openapi(
        title="开班 Kaiban",
        version=version,
        description=ABOUT,
        routes=described(app),
        separate_input_output_schemas=False,
        tags=[{"name": name, "description": text} for name, text in TAGS],
    )
    parts = found["components"]
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": cookie},
    }
    parts["schemas"]["Problem"] = PROBLEM_SCHEMA
    # Replies carry the address beside the reference; what is sent back with it is ignored.
    parts["schemas"]["FileRef"]["properties"]["url"] = {
        "type": "string",
        "readOnly": True,
        "description": "Where this person may fetch the file, for a quarter of an hour",
    }
    found["security"] = [{"token": []}, {"session": []}]
    return found
