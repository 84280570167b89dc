"""A gateway over a database of its own, with departments that answer what a test lays down."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from contracts.roles import Actor, Role
from gateway.accounts import Account
from gateway.app import create_app
from gateway.store import PortalStore
from kit import clock
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.settings import Settings
from tests.gateway.fake import FakeDepartments

PASSWORD = "a long enough password"
HOST = "http://kaiban.test"
SAME_ORIGIN = {"Origin": HOST}

Client = httpx.AsyncClient


@pytest.fixture
def anyio_backend() -> str:
    """What the gateway runs on."""
    return "asyncio"


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashed once, and lightly: it would be slow on purpose each time somebody signs in."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment in a folder of its own."""
    monkeypatch.setenv("KAIBAN_VAR", str(tmp_path))
    monkeypatch.delenv("KAIBAN_CLOCK_FILE", raising=False)
    return Settings()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The portal's database at its newest schema, brought there once."""
    path = tmp_path_factory.mktemp("portal") / "portal.db"
    opened = Database(f"sqlite:///{path}")
    upgrade("portal", opened)
    opened.close()
    return path


@pytest.fixture
def database(settings: Settings, empty_database: Path) -> Iterator[Database]:
    """A copy of the empty database where the gateway looks for it."""
    url = settings.database_url("portal")
    shutil.copyfile(empty_database, url.removeprefix("sqlite:///"))
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def departments() -> FakeDepartments:
    """One class in session."""
    return FakeDepartments()


@pytest.fixture
def app(settings: Settings, database: Database, departments: FakeDepartments) -> FastAPI:
    """The gateway."""
    made: Any = departments
    return create_app(settings, departments=made, database=database)


@pytest.fixture
def house(app: FastAPI, database: Database, settings: Settings, password_hash: str) -> "House":
    """The gateway, with people who can sign in."""
    return House(app, database, FileStore(settings.files), password_hash)


class House:
    """Opens accounts, and browsers and programs that use them."""

    def __init__(
        self, app: FastAPI, database: Database, files: FileStore, password_hash: str
    ) -> None:
        self.app, self.database, self.files = app, database, files
        self._password_hash = password_hash

    def open_account(
        self, login: str, *roles: Role, within: str = "*", must_change: bool = False
    ) -> None:
        """Somebody with these roles; the person id is "p-" and the login."""
        account = Account(
            person_id=f"p-{login}",
            login=login,
            name=login.capitalize(),
            password_hash=self._password_hash,
            must_change=must_change,
        )
        for role in roles:
            account.give(role, within)
        with self.store() as store:
            store.add(account)

    def store(self) -> Any:
        """The portal's records, in a writing transaction."""
        return _Writing(self.database, self.files)

    @asynccontextmanager
    async def anybody(self, **options: Any) -> AsyncIterator[Client]:
        """A caller who is not signed in."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with Client(transport=transport, base_url=HOST, **options) as client:
            yield client

    @asynccontextmanager
    async def browser(self, login: str, **options: Any) -> AsyncIterator[Client]:
        """A browser in which somebody has signed in."""
        headers = {**SAME_ORIGIN, **options.pop("headers", {})}
        async with self.anybody(headers=headers, **options) as client:
            await signed_in(client, login)
            yield client

    @asynccontextmanager
    async def program(self, login: str) -> AsyncIterator[Client]:
        """A program that uses somebody's token."""
        async with self.browser(login) as browser:
            made = await browser.post("/api/tokens", json={"name": "a program"})
        header = {"Authorization": f"Bearer {made.json()['token']}"}
        async with self.anybody(headers=header) as client:
            yield client


class _Writing:
    def __init__(self, database: Database, files: FileStore) -> None:
        self._transaction, self._files = database.writing(), files

    def __enter__(self) -> PortalStore:
        session = self._transaction.__enter__()
        return PortalStore(session, Actor(person_id="test"), clock.now(), self._files)

    def __exit__(self, *problem: Any) -> None:
        self._transaction.__exit__(*problem)


async def signed_in(client: Client, login: str, password: str = PASSWORD) -> httpx.Response:
    """Sign in with this client."""
    response = await client.post("/api/session", json={"login": login, "password": password})
    response.raise_for_status()
    return response
