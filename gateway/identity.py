"""Who is asking: sign-in, sessions, API tokens. Secrets are kept as digests, passwords as argon2id;
hashing never holds up the loop, and failures are counted before they cost anything.
"""

import asyncio
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from contracts.refusals import Invalid, Refusal, Unauthenticated, Unknown
from contracts.roles import Actor, Grant
from gateway import half_way
from gateway.accounts import Account, tidy_login
from gateway.authenticators import Authenticator, must_use_one
from gateway.easy_passwords import refuse_easy
from gateway.limits import (
    Limits,
    failures_from,
    failures_of,
    note,
    refuse_if_over,
    wrong_codes_of,
)
from gateway.store import PortalStore
from gateway.store.tables import account, api_token, grant, session, tables
from kit import clock, tracing
from kit.database import Database
from kit.files import FileStore
from kit.green import off_cpu, off_loop
from kit.passwords import NOBODYS, hash_password, is_password
from kit.settings import OFFERED

log = structlog.get_logger()

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
CACHE_SECONDS = 2.0
CACHE_PEOPLE = 10_000
HASHING_AT_ONCE = 4
TOKEN_PREFIX = "kaiban_"  # noqa: S105 – makes a leaked token easy to find
MOST_TOKENS = 20
PASSWORD_CHARACTERS = (10, 128)
# Of the digest: enough to tell a person's sessions apart, and no use to whoever reads it.
SESSION_ID_CHARACTERS = 16


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody signed in. `session` is the digest of the session, empty when a token was shown;
    `must_enroll` while the house asks for a second step and there is none yet.
    """

    person_id: str
    login: str
    name: str
    grants: tuple[Grant, ...]
    must_change: bool
    session: str
    must_enroll: bool = False

    def actor(self, request_id: str) -> Actor:
        """The person as every message carries it."""
        return Actor(person_id=self.person_id, grants=self.grants, request_id=request_id)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session as its owner sees it: when it began and was last used, whether it is this one."""

    session_id: str
    created_at: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True, kw_only=True)
class Token:
    """An API token as its owner sees it later: never the secret itself."""

    token_id: str
    name: str
    created_at: datetime
    expires_at: datetime


class CodeNeeded(Unauthenticated):
    """The password was right, and a one-time code is asked for besides (401). The note goes with
    the code to Identity.go_on.
    """

    def __init__(self, note: str) -> None:
        super().__init__(
            "CODE_NEEDED",
            "请输入验证器中的动态口令。",
            "Please give the one-time code of your authenticator.",
        )
        self.note = note


class WrongCode(Unauthenticated):
    """The code is not of this time, or has served already (401)."""

    def __init__(self) -> None:
        super().__init__(
            "WRONG_CODE",
            "动态口令不正确或已用过，请等验证器显示下一个。",
            "The code is wrong or was used; please wait for the next one.",
        )


class TooLate(Unauthenticated):
    """Too much time went by between password and code (401)."""

    def __init__(self) -> None:
        super().__init__(
            "SIGN_IN_AGAIN", "时间已过，请重新登录。", "That took too long; please sign in again."
        )


class Identity:
    """Sign-in and what it leaves: sessions and tokens in the portal's own database. `two_step` says
    of whom a second step is asked (KAIBAN_TWO_STEP).
    """

    def __init__(self, database: Database, files: FileStore, two_step: str = OFFERED) -> None:
        self.database = database
        self._two_step = two_step
        self.limits = Limits(database)
        self._files = files
        self._hashing = asyncio.Semaphore(HASHING_AT_ONCE)
        self._known: dict[str, tuple[float, Person]] = {}

    # -- who is it

    async def by_session(self, secret: str) -> Person | None:
        """The person whose session this is, while it lasts."""
        return await self._recall(secret, self._session_person)

    async def lasting(self, secret: str) -> Person | None:
        """The same, as it is at this moment and without lengthening the session."""
        return await off_loop(self._session_person, digest_of(secret), False)

    async def by_token(self, secret: str) -> Person | None:
        """The person whose API token this is, until it expires."""
        return await self._recall(secret, self._token_person)

    async def _recall(self, secret: str, look_up: Any) -> Person | None:
        digest = digest_of(secret)
        known = self._known.get(digest)
        if known is not None and time.monotonic() - known[0] < CACHE_SECONDS:
            return known[1]
        person: Person | None = await off_loop(look_up, digest)
        if len(self._known) >= CACHE_PEOPLE:
            self._known.clear()
        self._known.pop(digest, None)
        if person is not None:
            self._known[digest] = (time.monotonic(), person)
        return person

    def _session_person(self, digest: str, is_used: bool = True) -> Person | None:
        now = clock.wall()
        columns = select(account, session.c.seen_at).join(
            session, session.c.person_id == account.c.person_id
        )
        with self.database.reading() as reading:
            row = reading.execute(
                columns.where(
                    session.c.session_hash == digest, _lasting(now), account.c.active.is_(True)
                )
            ).first()
            person = self._person(reading, row, digest)
        if is_used and row is not None and now - row.seen_at > SEEN_EVERY:
            with self.database.writing() as writing:
                own = session.c.session_hash == digest
                writing.execute(update(session).where(own).values(seen_at=now))
        return person

    def _token_person(self, digest: str) -> Person | None:
        columns = select(account).join(api_token, api_token.c.person_id == account.c.person_id)
        with self.database.reading() as reading:
            row = reading.execute(
                columns.where(
                    api_token.c.token_hash == digest,
                    api_token.c.expires_at > clock.wall(),
                    account.c.active.is_(True),
                )
            ).first()
            return self._person(reading, row, "")

    def _person(self, reading: Session, row: Any, digest: str) -> Person | None:
        if row is None:
            return None
        held = select(grant.c.role, grant.c.scope).where(grant.c.person_id == row.person_id)
        grants = tuple(Grant(one.role, one.scope) for one in reading.execute(held))
        return Person(
            person_id=row.person_id,
            login=row.login,
            name=row.name,
            grants=grants,
            must_change=row.must_change,
            session=digest,
            must_enroll=must_use_one(grants, self._two_step)
            and not self._store(reading).has_authenticator(row.person_id),
        )

    def look_again(self) -> None:
        """Forget who was seen a moment ago: something about signing in has changed."""
        self._known.clear()

    # -- sign-in

    async def sign_in(
        self, login: str, password: str, address: str, request_id: str, code: str = ""
    ) -> str:
        """Open a session and give its secret. Unauthenticated (401) for any wrong pair alike, for a
        wrong code, and as CodeNeeded for a right pair where a code is missing; TooMany (429) after
        five failures of a login or twenty from an address within a minute.
        """
        found = await self._proved(login, password, address, request_id)
        if found.two_step:
            if not code:
                raise CodeNeeded(half_way.note_for(found))
            await self._prove_code(found.person_id, code, address, request_id)
        return await off_loop(self._open_session, found.person_id, request_id)

    async def go_on(self, note: str, code: str, address: str, request_id: str) -> str:
        """The second step of a sign-in: the secret of the session, for the note CodeNeeded came
        with and a code. Unauthenticated (401) for a wrong code, and as TooLate once the note holds
        no more; TooMany (429) after five wrong codes within a minute or twenty within an hour.
        """
        begun = half_way.read(note)
        found = await off_loop(self._account_of, begun.person_id) if begun else None
        if begun is None or found is None or not begun.is_of(found):
            raise TooLate
        await self._prove_code(found.person_id, code, address, request_id)
        return await off_loop(self._open_session, found.person_id, request_id)

    async def prove(self, person: Person, password: str, address: str, request_id: str) -> None:
        """Have whoever is signed in show the password once more. Refusal WRONG_PASSWORD (409) for a
        wrong one, counted like a sign-in.
        """
        try:
            await self._proved(person.login, password, address, request_id)
        except Unauthenticated:
            raise Refusal("WRONG_PASSWORD", "密码不正确。", "The password is wrong.") from None

    async def _proved(self, login: str, password: str, address: str, request_id: str) -> Account:
        login = tidy_login(login)
        windows = (failures_of(login), failures_from(address))
        # Counting and hashing under one guard: many guesses at once cannot outrun the count.
        async with self._hashing:
            await off_loop(self.limits.refuse_if_over, windows)
            found: Account | None = await off_loop(self._account, login)
            kept = found.password_hash if found else NOBODYS
            right = await off_cpu(is_password, kept, password)
            if found is None or not right or not found.active:
                await off_loop(self.limits.note, windows)
                log.warning("sign-in refused", request_id=request_id)
                raise Unauthenticated(
                    "SIGN_IN_FAILED", "登录名或密码不正确。", "The login or the password is wrong."
                )
        return found

    async def _prove_code(self, person_id: str, code: str, address: str, request_id: str) -> None:
        if not await off_loop(self._take_code, person_id, code, address):
            log.warning("wrong code at sign-in", request_id=request_id)
            raise WrongCode

    def _take_code(self, person_id: str, code: str, address: str) -> bool:
        windows = (*wrong_codes_of(person_id), failures_from(address))
        with self.database.writing() as writing:
            # The same code may be sent to two gateways at once: one of them comes second.
            held = writing.get(Authenticator, person_id, with_for_update=True)
            refuse_if_over(writing, windows)
            right = held is not None and held.confirmed and held.takes(code, clock.wall())
            if not right:
                note(writing, windows)
        return right

    def _account_of(self, person_id: str) -> Account | None:
        with self.database.reading() as reading:
            return self._store(reading).account_of(person_id)

    def _account(self, login: str) -> Account | None:
        with self.database.reading() as reading:
            return self._store(reading).account_with(login)

    def _open_session(self, person_id: str, request_id: str) -> str:
        secret, now = secrets.token_urlsafe(32), clock.wall()
        with self.database.writing() as writing:
            writing.execute(delete(session).where(session.c.created_at < now - ABSOLUTE))
            writing.execute(
                insert(session).values(
                    session_hash=digest_of(secret), person_id=person_id, created_at=now, seen_at=now
                )
            )
            audit(writing, person_id, request_id, "sign_in")
        return secret

    async def forget(self, secret: str) -> None:
        """End the session a browser still held when somebody signed in there again."""
        self._known.pop(digest_of(secret), None)
        await off_loop(self._forget, digest_of(secret))

    def _forget(self, digest: str) -> None:
        with self.database.writing() as writing:
            writing.execute(delete(session).where(session.c.session_hash == digest))

    async def sign_out(self, person: Person, request_id: str) -> None:
        """End the session somebody asks with."""
        self.look_again()
        await off_loop(self._close_session, person, request_id, False)

    async def sign_out_everywhere(
        self, person: Person, password: str, address: str, request_id: str
    ) -> None:
        """End all that the person has. Refusal WRONG_PASSWORD (409)."""
        await self.prove(person, password, address, request_id)
        self.look_again()
        await off_loop(self._close_session, person, request_id, True)

    def _close_session(self, person: Person, request_id: str, everywhere: bool) -> None:
        whose = session.c.person_id == person.person_id
        ended = whose if everywhere else session.c.session_hash == person.session
        with self.database.writing() as writing:
            writing.execute(delete(session).where(ended))
            said = "sign_out_everywhere" if everywhere else "sign_out"
            audit(writing, person.person_id, request_id, said)

    async def sessions(self, person: Person) -> list[SignedIn]:
        """The person's sessions that last, the latest used first."""
        return await off_loop(self._sessions, person)

    def _sessions(self, person: Person) -> list[SignedIn]:
        own = session.c.person_id == person.person_id
        with self.database.reading() as reading:
            rows = reading.execute(
                select(session)
                .where(own, _lasting(clock.wall()))
                .order_by(session.c.seen_at.desc(), session.c.session_hash)
            )
            return [
                SignedIn(
                    session_id=row.session_hash[:SESSION_ID_CHARACTERS],
                    created_at=row.created_at,
                    seen_at=row.seen_at,
                    here=row.session_hash == person.session,
                )
                for row in rows
            ]

    async def end_session(
        self, person: Person, session_id: str, password: str, address: str, request_id: str
    ) -> None:
        """End one of the person's own sessions; Unknown (404) for any other, Refusal WRONG_PASSWORD
        (409).
        """
        await self.prove(person, password, address, request_id)
        await off_loop(self._end_session, person, session_id, request_id)
        self.look_again()

    def _end_session(self, person: Person, session_id: str, request_id: str) -> None:
        named = func.substr(session.c.session_hash, 1, SESSION_ID_CHARACTERS) == session_id
        own = (session.c.person_id == person.person_id) & named
        with self.database.writing() as writing:
            gone = writing.execute(delete(session).where(own).returning(session.c.session_hash))
            if gone.first() is None:
                raise Unknown("登录", "session")
            audit(writing, person.person_id, request_id, "end_session")

    async def change_password(
        self, person: Person, old: str, new: str, address: str, request_id: str
    ) -> str:
        """Change the password, end every session of the person, open a new one: its secret.
        Invalid (422) for a new one that is short, easily guessed or the old one.
        """
        least, most = PASSWORD_CHARACTERS
        if not least <= len(new) <= most or new == old:
            raise Invalid(
                "PASSWORD",
                f"新密码须为 {least} 至 {most} 个字符，且不同于原密码。",
                f"The new password needs {least} to {most} characters and must not be the old one.",
            )
        refuse_easy(new, person.login, person.name)
        await self.prove(person, old, address, request_id)
        secret = await off_loop(self._open_session, person.person_id, request_id)
        kept = await off_cpu(hash_password, new)
        await off_loop(self._keep_password, person, kept, digest_of(secret), request_id)
        self.look_again()
        return secret

    def _keep_password(self, person: Person, kept: str, current: str, request_id: str) -> None:
        own = session.c.person_id == person.person_id
        with self.database.writing() as writing:
            found = self._store(writing).account(person.person_id)
            found.password_hash, found.must_change = kept, False
            writing.execute(delete(session).where(own, session.c.session_hash != current))
            audit(writing, person.person_id, request_id, "change_password")

    # -- API tokens

    async def issue_token(
        self, person: Person, name: str, days: int, request_id: str
    ) -> tuple[str, Token]:
        """A new API token with the person's own rights; its secret is shown this once."""
        return await off_loop(self._issue_token, person, name, days, request_id)

    def _issue_token(
        self, person: Person, name: str, days: int, request_id: str
    ) -> tuple[str, Token]:
        secret, now = TOKEN_PREFIX + secrets.token_urlsafe(32), clock.wall()
        made = Token(
            token_id=clock.new_id(),
            name=name,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        own = api_token.c.person_id == person.person_id
        with self.database.writing() as writing:
            writing.execute(delete(api_token).where(own, api_token.c.expires_at < now))
            held = writing.scalar(select(func.count()).select_from(api_token).where(own)) or 0
            if held >= MOST_TOKENS:
                raise Refusal(
                    "TOO_MANY_TOKENS",
                    f"每人最多 {MOST_TOKENS} 个访问令牌，请先撤销不用的。",
                    f"At most {MOST_TOKENS} tokens each; please revoke one first.",
                )
            writing.execute(
                insert(api_token).values(
                    token_id=made.token_id,
                    token_hash=digest_of(secret),
                    person_id=person.person_id,
                    name=name,
                    created_at=now,
                    expires_at=made.expires_at,
                )
            )
            audit(writing, person.person_id, request_id, "issue_token")
        return secret, made

    async def tokens(self, person: Person) -> list[Token]:
        """The person's tokens that still hold, newest first."""
        return await off_loop(self._tokens, person)

    def _tokens(self, person: Person) -> list[Token]:
        own = (api_token.c.person_id == person.person_id) & (api_token.c.expires_at > clock.wall())
        with self.database.reading() as reading:
            rows = reading.execute(
                select(api_token).where(own).order_by(api_token.c.created_at.desc())
            )
            return [
                Token(
                    token_id=row.token_id,
                    name=row.name,
                    created_at=row.created_at,
                    expires_at=row.expires_at,
                )
                for row in rows
            ]

    async def revoke_token(self, person: Person, token_id: str, request_id: str) -> None:
        """End one of the person's own tokens; Unknown (404) for any other."""
        await off_loop(self._revoke_token, person, token_id, request_id)
        self.look_again()

    def _revoke_token(self, person: Person, token_id: str, request_id: str) -> None:
        own = (api_token.c.person_id == person.person_id) & (api_token.c.token_id == token_id)
        with self.database.writing() as writing:
            gone = writing.execute(delete(api_token).where(own).returning(api_token.c.token_id))
            if gone.first() is None:
                raise Unknown("访问令牌", "token")
            audit(writing, person.person_id, request_id, "revoke_token")

    # -- the portal's own records, for pages that work while departments are down

    def _store(self, opened: Session) -> PortalStore:
        return PortalStore(opened, Actor(person_id=""), clock.now(), self._files)

    @contextmanager
    def looking(self) -> Iterator[PortalStore]:
        """The boards, for a page that only looks."""
        with self.database.reading() as reading:
            yield self._store(reading)


def digest_of(secret: str) -> str:
    """The form in which a session or token is kept; of 256 random bits, so a plain hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _lasting(now: datetime) -> ColumnElement[bool]:
    return (session.c.seen_at > now - IDLE) & (session.c.created_at > now - ABSOLUTE)


def audit(writing: Session, by: str, request_id: str, message: str, **detail: str) -> None:
    """Write into the portal's audit log what somebody has done about signing in."""
    writing.execute(
        insert(tables["audit"]).values(
            at=clock.now(),
            person_id=by,
            request_id=request_id,
            message=message,
            outcome="done",
            detail=json.dumps(detail, ensure_ascii=False),
            trace_id=tracing.trace_id(),
        )
    )
