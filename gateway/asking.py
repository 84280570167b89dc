"""Who is asking, for one request: by its session cookie or its bearer token."""

from fastapi import Request as HttpRequest

from contracts.base import Query, Request
from contracts.refusals import Forbidden, Unauthenticated
from contracts.roles import Actor, Role
from gateway.identity import Identity, Person
from gateway.two_step import TwoStep
from kit.rights import NOBODY, may_ever

BEARER = "bearer "


def cookie_name(*, https: bool) -> str:
    """The session cookie; under HTTPS browsers hold it to this host alone."""
    return "__Host-kaiban" if https else "kaiban"


class Asking:
    """Reads sessions and tokens off requests."""

    def __init__(self, identity: Identity, *, https: bool) -> None:
        self.identity = identity
        self.two_step = TwoStep(identity)
        self.https = https
        self.cookie = cookie_name(https=https)

    async def person(self, http: HttpRequest) -> Person | None:
        """Whoever is signed in; read once per request."""
        state = http.scope["state"]
        if "person" not in state:
            state["person"] = await self._read(http)
        person: Person | None = state["person"]
        return person

    async def _read(self, http: HttpRequest) -> Person | None:
        header = http.headers.get("authorization", "")
        if header.lower().startswith(BEARER):
            return await self.identity.by_token(header[len(BEARER) :].strip())
        secret = http.cookies.get(self.cookie)
        return await self.identity.by_session(secret) if secret else None

    async def leave_former(self, http: HttpRequest) -> None:
        """End the session this browser came with; it has just been given another."""
        former = http.cookies.get(self.cookie)
        if former:
            await self.identity.forget(former)

    async def signed_in(self, http: HttpRequest) -> Person:
        """Whoever is signed in; Unauthenticated (401) when nobody is."""
        person = await self.person(http)
        if person is None:
            raise not_signed_in()
        return person

    async def ready(self, http: HttpRequest) -> Person:
        """The same, no longer with the first password and with a second step where the house asks
        for one; Forbidden (403) until then.
        """
        person = await self.signed_in(http)
        if person.must_change:
            raise change_password_first()
        if person.must_enroll:
            raise Forbidden(
                "TWO_STEP_FIRST",
                "本单位要求两步验证，请先开启（POST /api/two-step）。",
                "Sign-in takes two steps here; please set up yours first (POST /api/two-step).",
            )
        return person

    async def admit(self, http: HttpRequest, kind: type[Request[object]]) -> Actor:
        """The actor of a request to a department; refused before its body is looked at."""
        if Role.PUBLIC in kind.ask.roles:
            # Nobody's name goes with what is open to everyone: an anonymous answer stays one. Only
            # looking something up could be tried again and again.
            if issubclass(kind, Query) and await self.person(http) is None:
                await self.identity.limits.verification(address_of(http))
            return Actor(person_id="", request_id=request_id_of(http))
        person = await self.ready(http)
        actor = person.actor(request_id_of(http))
        if not may_ever(actor, kind):
            raise Forbidden(
                "NOT_YOUR_DUTY", "您的岗位不能办理此事。", "This is not for any of your roles."
            )
        return actor

    async def actor(self, http: HttpRequest) -> Actor:
        """The actor a page asks departments as; nobody when nobody is signed in."""
        person = await self.person(http)
        return person.actor(request_id_of(http)) if person else NOBODY


def not_signed_in() -> Unauthenticated:
    """Nobody is signed in (401)."""
    return Unauthenticated("SIGN_IN", "请先登录。", "Please sign in first.")


def change_password_first() -> Forbidden:
    """The password is still the one somebody else has chosen (403)."""
    return Forbidden(
        "CHANGE_PASSWORD_FIRST",
        "首次登录须先修改初始密码（PUT /api/password）。",
        "Please change the first password before anything else (PUT /api/password).",
    )


def request_id_of(http: HttpRequest) -> str:
    """The id that follows this request through every department."""
    return str(http.scope["state"]["request_id"])


def address_of(http: HttpRequest) -> str:
    """The address a request came from, as the server sees it."""
    return http.client.host if http.client else "unknown"
