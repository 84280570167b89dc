"""The first administrator's account, and the way back in for an administrator whom nobody else can
let in.
"""

import os
import secrets
from pathlib import Path

from sqlalchemy.orm import Session

from contracts.refusals import Refusal
from contracts.roles import Actor, Grant, Role
from gateway.accounts import EVERYWHERE, Account, tidy_login
from gateway.identity import audit
from gateway.store import PortalStore
from kit import clock
from kit.database import Database
from kit.files import FileStore
from kit.passwords import hash_password
from kit.settings import Settings, told

PASSWORD_BYTES = 15
PASSWORD_FILE = "first-admin-password"  # noqa: S105 – a name
OPERATOR = "operator"


def ensure_first_admin(database: Database, settings: Settings) -> bool:
    """Where nobody can sign in yet, make `admin`, the system administrator; whether one was made.

    The password is KAIBAN_ADMIN_PASSWORD, or a random one written to var/first-admin-password for
    its owner alone, to be changed at the first sign-in.
    """
    given = told("ADMIN_PASSWORD")
    password = given or secrets.token_urlsafe(PASSWORD_BYTES)
    with database.writing() as writing:
        store = _store(writing, settings)
        if store.any_account():
            return False
        admin = Account(
            person_id="admin",
            login="admin",
            name="系统管理员",
            password_hash=hash_password(password),
            must_change=not given,
        )
        admin.give(Role.SYSTEM_ADMIN, EVERYWHERE)
        store.add(admin)
        if not given:
            _write_secret(settings.var / PASSWORD_FILE, password)
    return True


def let_in(database: Database, settings: Settings, login: str) -> Path:
    """Let an administrator in again who has lost the password, the phone or both: a first password
    in var/first-admin-password for its owner alone, no second step, an open account; all sign-ins
    end. Refusal NOT_AN_ADMINISTRATOR for any other login: an administrator helps those.
    """
    password, path = secrets.token_urlsafe(PASSWORD_BYTES), settings.var / PASSWORD_FILE
    with database.writing() as writing:
        store = _store(writing, settings)
        account = store.account_with(tidy_login(login))
        if account is None or Grant(Role.SYSTEM_ADMIN, EVERYWHERE) not in account.grants:
            raise Refusal(
                "NOT_AN_ADMINISTRATOR",
                "没有以此登录名登录的系统管理员。",
                "No system administrator signs in with this login.",
            )
        account.password_hash, account.must_change = hash_password(password), True
        account.active = True
        store.forget_authenticator(account)
        store.end_sign_ins(account.person_id)
        audit(writing, OPERATOR, "", "let_in", person_id=account.person_id)
        _write_secret(path, password)
    return path


def _store(writing: Session, settings: Settings) -> PortalStore:
    return PortalStore(writing, Actor(person_id=""), clock.now(), FileStore(settings.files))


def _write_secret(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secret + "\n")
