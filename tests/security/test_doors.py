"""Sessions and limits: how long a door stays open, how often one may knock, who says where from."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from contracts.roles import Role
from deploy.process import web_config
from gateway import identity, limits
from kit import clock
from kit.settings import Settings
from tests.gateway.conftest import (
    HOST,
    PASSWORD,
    SAME_ORIGIN,
    House,
    anyio_backend,
    app,
    database,
    departments,
    empty_database,
    house,
    password_hash,
    settings,
    signed_in,
)

__all__ = [
    "anyio_backend",
    "app",
    "database",
    "departments",
    "empty_database",
    "house",
    "password_hash",
    "settings",
]

pytestmark = pytest.mark.anyio
FILE = {"file": ("a.csv", b"a,b", "text/csv")}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No look-up is remembered, as two seconds later."""
    monkeypatch.setattr(identity, "CACHE_SECONDS", 0.0)


async def test_signing_in_again_ends_the_session_the_browser_had(
    house: House, at_once: None
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        former = browser.cookies["kaiban"]
        await signed_in(browser, "staff")
        assert browser.cookies["kaiban"] != former
    async with house.anybody(cookies={"kaiban": former}) as thief:
        assert (await thief.get("/api/me")).status_code == 401


async def test_signing_out_everywhere_ends_every_session_of_the_person(
    house: House, at_once: None
) -> None:
    for login in ("staff", "evp"):
        house.open_account(login, Role.STAFF)
    async with (
        house.browser("staff") as here,
        house.browser("staff") as there,
        house.browser("evp") as other,
    ):
        wrong = await here.post("/api/sessions/end", json={"password": "a thief's guess"})
        assert (wrong.status_code, (await there.get("/api/me")).status_code) == (409, 200)
        right = await here.post("/api/sessions/end", json={"password": PASSWORD})
        assert right.status_code == 204
        assert (await there.get("/api/me")).status_code == 401
        assert (await other.get("/api/me")).status_code == 200


async def test_whoever_sends_files_without_end_waits_an_hour(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UPLOADS", 3)
    house.open_account("staff", Role.STAFF)
    house.open_account("evp", Role.EVP)
    async with house.browser("staff") as staff, house.browser("evp") as other:
        sent = [(await staff.post("/api/files", files=FILE)).status_code for _ in range(4)]
        assert sent == [201, 201, 201, 429]
        assert (await other.post("/api/files", files=FILE)).status_code == 201
        real = clock.wall
        monkeypatch.setattr(clock, "wall", lambda: real() + timedelta(minutes=25))
        assert (await staff.post("/api/files", files=FILE)).status_code == 429
        monkeypatch.setattr(clock, "wall", lambda: real() + timedelta(minutes=61))
        again = await house_session(house, "staff")
        assert again == 201


async def house_session(house: House, login: str) -> int:
    """What a new session of this person gets for a file."""
    async with house.browser(login) as browser:
        return (await browser.post("/api/files", files=FILE)).status_code


async def guesses(house: House, proxy: str, trusted: str) -> list[int]:
    """Twenty-one wrong passwords for as many logins, each told to come from another address."""
    # What two libraries call an application differs in words alone.
    served: Any = house.app
    through: Any = ProxyHeadersMiddleware(served, trusted_hosts=trusted)
    transport = httpx.ASGITransport(through, client=(proxy, 1))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        return [
            (
                await client.post(
                    "/api/session",
                    json={"login": f"guess-{number}", "password": PASSWORD},
                    headers={**SAME_ORIGIN, "X-Forwarded-For": f"203.0.113.{number}"},
                )
            ).status_code
            for number in range(limits.ADDRESS_FAILURES + 1)
        ]


async def test_behind_a_trusted_proxy_each_address_is_counted_for_itself(house: House) -> None:
    assert set(await guesses(house, "10.0.0.9", "10.0.0.9")) == {401}


async def test_nobody_else_may_say_they_come_from_somewhere_else(house: House) -> None:
    assert (await guesses(house, "198.51.100.7", "10.0.0.9"))[-1] == 429


def test_who_is_trusted_is_a_setting(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert web_config(settings).forwarded_allow_ips == "127.0.0.1"
    monkeypatch.setenv("KAIBAN_TRUSTED_PROXIES", "10.0.0.9,10.0.0.10")
    assert web_config(Settings()).forwarded_allow_ips == "10.0.0.9,10.0.0.10"
