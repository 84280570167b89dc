"""What stands around every request: ids, headers, whence it was sent, its size, probes, metrics."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import psycopg2
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError

from contracts.roles import Role
from gateway import operations
from gateway.app import create_app
from gateway.guard import BODY_BYTES, HEADERS
from gateway.identity import Identity
from kit.database import Database
from kit.settings import Settings
from tests.gateway.conftest import HOST, House
from tests.gateway.fake import FakeDepartments

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", ["/sign-in", "/api/me", "/nowhere", "/assets/none.css", "/livez"])
async def test_every_answer_carries_the_security_headers(house: House, path: str) -> None:
    async with house.anybody() as anybody:
        answer = await anybody.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; img-src 'self' data:; frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert "strict-transport-security" not in answer.headers


async def test_no_reply_is_kept_by_a_browser_but_files_that_never_change(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        own = await browser.get("/api/me")
        page = await browser.get("/password")
        style = re.search(r'href="(/assets/[^"]+\.css[^"]*)"', page.text)
        assert style is not None
        kept = await browser.get(style[1])
    assert own.headers["cache-control"] == page.headers["cache-control"] == "no-store"
    assert "immutable" in kept.headers["cache-control"]


async def test_https_is_demanded_where_the_suite_has_it(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_PUBLIC_URL", "https://kaiban.example")
    fake: Any = FakeDepartments()
    app = create_app(Settings(), departments=fake, database=database)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client:
        answer = await client.get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


async def test_a_request_id_is_taken_when_it_is_one_and_made_otherwise(house: House) -> None:
    async with house.anybody() as anybody:
        taken = await anybody.get("/livez", headers={"X-Request-Id": "trace-4711"})
        made = await anybody.get("/livez", headers={"X-Request-Id": "no id\t!"})
    assert taken.headers["x-request-id"] == "trace-4711"
    assert re.fullmatch(r"[0-9a-f]{32}", made.headers["x-request-id"])


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HOST}, False),
        ({"Origin": HOST}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({}, False),
    ],
)
async def test_with_a_cookie_only_our_own_pages_may_change_anything(
    house: House, headers: dict[str, str], allowed: bool
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        del browser.headers["Origin"]
        answer = await browser.post("/api/tokens", json={"name": "x"}, headers=headers)
        looked = await browser.get("/api/me", headers=headers)
    assert answer.status_code == (201 if allowed else 403)
    if not allowed:
        assert answer.json()["code"] == "FOREIGN_ORIGIN"
    assert looked.status_code == 200


async def test_another_sites_form_cannot_sign_a_browser_in(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.anybody(headers={"Sec-Fetch-Site": "cross-site"}) as anybody:
        answer = await anybody.post("/sign-in", data={"login": "staff", "password": "x"})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_program_with_a_token_needs_no_origin(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as program:
        assert (await program.delete("/api/session")).status_code == 204


async def test_more_than_ten_megabytes_are_refused_announced_or_not(house: House) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield b"x" * (BODY_BYTES // 10)

    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as program:
        announced = await program.post("/api/session", content=b"x" * (BODY_BYTES + 1))
        flowing = await program.post("/api/session", content=in_pieces())
    assert announced.status_code == flowing.status_code == 413
    assert flowing.json()["code"] == "TOO_LARGE"


async def test_what_breaks_is_logged_and_said_without_its_insides(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)

    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("secret insides")

    departments.ask_raw = broken  # type: ignore[method-assign,assignment]
    async with house.program("staff") as program:
        answer = await program.get("/api/enrollment/classes/c1")
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_ERROR")
    assert "insides" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_while_the_own_database_is_away_people_are_asked_to_come_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, psycopg2.OperationalError("connection refused"))

    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        monkeypatch.setattr(Identity, "by_session", away)
        answer = await browser.get("/api/me")
        page = await browser.get("/")
    assert (answer.status_code, answer.json()["code"]) == (503, "DEPARTMENT_SILENT")
    assert page.status_code == 503


async def test_probes_tell_alive_from_ready(
    house: House, departments: FakeDepartments, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> None:
        raise OSError("the database is away")

    async with house.anybody() as anybody:
        assert (await anybody.get("/livez")).status_code == 200
        assert (await anybody.get("/readyz")).status_code == 200
        departments.connected = False
        broker = await anybody.get("/readyz")
        departments.connected = True
        monkeypatch.setattr(operations, "_look", away)
        database = await anybody.get("/readyz")
        assert (await anybody.get("/livez")).status_code == 200
    assert (broker.status_code, broker.text) == (503, "not ready: broker\n")
    assert (database.status_code, database.text) == (503, "not ready: database\n")


async def test_metrics_are_labelled_by_route_never_by_id(house: House, app: FastAPI) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as program:
        await program.get("/api/enrollment/classes/c-4711-unique")
        await program.get("/no/such/page-4711-unique")
        await program.request("BREW", "/api/me")
        exposed = (await program.get("/metrics")).text
    labels = {
        "method": "GET",
        "route": "/api/enrollment/classes/{class_id}",
        "status": "200",
    }
    assert REGISTRY.get_sample_value("kaiban_http_request_duration_seconds_count", labels)
    assert "4711-unique" not in exposed
    assert "BREW" not in exposed
    assert "kaiban_http_request_duration_seconds_bucket" in exposed
