"""The whole house in one thread: the gateway's application over the departments' own offices, on
copies of the databases in which the sample classes were played. No broker and no waiting; what one
test changes the next finds changed, but the play itself stays as it was.
"""

import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from fastapi import FastAPI
from sqlalchemy import MetaData, select

from contracts.base import Request, department_of, wire_name
from contracts.refusals import Silent
from contracts.roles import Actor, Role
from deploy.departments import DEPARTMENTS, department
from gateway.accounts import NEVER_GIVEN, Account
from gateway.app import create_app
from gateway.identity import Identity, Person, digest_of
from gateway.store import PortalStore
from gateway.store.tables import account, grant
from kit import clock
from kit.database import Database
from kit.files import FileStore
from kit.office import Office
from kit.settings import Settings
from kit.wire import decode, encode, refusal_from_wire

Reply = TypeVar("Reply")
IDS_OF_A_KIND = 12
DAYS = 7


class Departments:
    """Answers as the bus would, at once: each department's office, one after another."""

    connected = True

    def __init__(self, settings: Settings) -> None:
        files = FileStore(settings.files)
        self.databases = {name: Database(settings.database_url(name)) for name in DEPARTMENTS}
        self._offices = {
            name: Office(department(name)(), database, files, self)
            for name, database in self.databases.items()
        }

    def listen(self, listener: Any) -> None:
        """Nobody is told of events here."""

    async def start(self) -> None:
        """Nothing to connect."""

    async def stop(self) -> None:
        """Nothing to let go."""

    def ask(self, request: Request[Reply], actor: Actor) -> Reply:
        """How one department asks another."""
        reply: Reply = decode(type(request).ask.reply, self._answer(request, actor, ""))
        return reply

    async def ask_raw(
        self, request: Request[Any], actor: Actor, *, key: str = "", seconds: float = 0
    ) -> Any:
        """How the gateway asks."""
        return self._answer(request, actor, key)

    def _answer(self, request: Request[Any], actor: Actor, key: str) -> Any:
        kind = type(request)
        office = self._offices.get(department_of(kind))
        if office is None:
            raise Silent(department_of(kind))
        answer = office.answer(wire_name(kind), encode(request), actor, key)
        if "refused" in answer:
            raise refusal_from_wire(answer["refused"])
        return answer["reply"]


class House:
    """The application, somebody for each role, and ids of records there are."""

    def __init__(self, settings: Settings) -> None:
        self.departments = Departments(settings)
        portal = self.departments.databases["portal"]
        made: Any = self.departments
        self.app: FastAPI = create_app(settings, departments=made, database=portal)
        self._identity = Identity(portal, FileStore(settings.files))
        self._files = FileStore(settings.files)
        self.ids = ids_in(self.departments.databases.values())

    def token_of(self, role: Role, scope: str = "*") -> str:
        """A token of somebody who holds this role: of the play's people where one does."""
        person_id = self._holder(role, scope) or self._newcomer(role, scope)
        person = Person(
            person_id=person_id, login="", name="", grants=(), must_change=False, session=""
        )
        secret, _ = self._identity._issue_token(person, "a test", DAYS, "")
        assert self._identity._token_person(digest_of(secret))
        return secret

    def _holder(self, role: Role, scope: str) -> str | None:
        held = (grant.c.role == role.value) & (grant.c.scope == scope)
        may_sign_in = account.c.active.is_(True) & account.c.must_change.is_(False)
        wanted = select(grant.c.person_id).join(account, account.c.person_id == grant.c.person_id)
        with self.departments.databases["portal"].reading() as session:
            found: str | None = session.scalar(wanted.where(held & may_sign_in).limit(1))
        return found

    def _newcomer(self, role: Role, scope: str) -> str:
        made = Account(
            person_id=clock.new_id(),
            login=f"tester-{clock.new_id()[-12:]}",
            name="测试员",
            password_hash="none",
            must_change=False,
        )
        made.give(role, scope)
        with self.departments.databases["portal"].writing() as session:
            PortalStore(session, Actor(person_id="test"), clock.now(), self._files).add(made)
        return made.person_id

    def close(self) -> None:
        """Give the databases back."""
        for database in self.departments.databases.values():
            database.close()


ROLES: Sequence[Role] = [role for role in Role if role not in NEVER_GIVEN]


def copy_of(played: Path, folder: Path) -> Path:
    """The databases and keys of a suite that may still be running."""
    for name in DEPARTMENTS:
        source = sqlite3.connect(played / f"{name}.db")
        target = sqlite3.connect(folder / f"{name}.db")
        with closing(source), closing(target):
            source.backup(target)
    (folder / "keys.json").write_bytes((played / "keys.json").read_bytes())
    shutil.copytree(played / "files", folder / "files")
    (folder / "fonts").symlink_to(played / "fonts")
    return folder


def ids_in(databases: Any) -> Mapping[str, Sequence[str]]:
    """Some ids of each kind, by the name of the columns they stand in."""
    found: dict[str, set[str]] = {}
    for database in databases:
        metadata = MetaData()
        metadata.reflect(database.engine)
        with database.reading() as session:
            for table in metadata.sorted_tables:
                for column in table.columns:
                    if column.name.endswith("_id") or column.name == "certificate_no":
                        some = select(column).distinct().limit(IDS_OF_A_KIND)
                        found.setdefault(column.name, set()).update(session.scalars(some))
    return {
        name: sorted(str(one) for one in ids if one)[:IDS_OF_A_KIND] for name, ids in found.items()
    }
