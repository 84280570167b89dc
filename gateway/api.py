"""The gateway's own API: sessions, tokens, files, the clock. All else is a department's
(kit.rest).
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Response
from fastapi import Request as HttpRequest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from contracts.refusals import Forbidden, Invalid, Unknown
from contracts.roles import ROLE_TITLES, Role
from gateway.asking import Asking, address_of, change_password_first, not_signed_in, request_id_of
from gateway.guard import BODY_BYTES
from gateway.identity import ABSOLUTE, Person
from gateway.uploads import Uploads
from kit import clock
from kit.files import FileStore
from kit.green import off_cpu
from kit.rest import check_file_address, file_address, refused_with

_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv",
}
ANY_MEDIA = "application/octet-stream"


# How long the name of a token may be, and for how many days it holds.
TOKEN_NAME = 60
TOKEN_DAYS, TOKEN_DAYS_MOST = 90, 366
# A code has six digits; people type spaces between them.
CODE_TYPED = 16
CODE_TITLE = "动态口令｜One-time code"


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignIn(_Form):
    """Login and password, and the one-time code of whoever signs in by two steps."""

    login: Annotated[str, Field(title="登录名｜Login", min_length=1, max_length=40)]
    password: Annotated[str, Field(title="密码｜Password", min_length=1, max_length=128)]
    code: Annotated[str, Field(title=CODE_TITLE, max_length=CODE_TYPED)] = ""


class Proof(_Form):
    """The password, shown once more."""

    password: Annotated[str, Field(title="密码｜Password", min_length=1, max_length=128)]


class OneTimeCode(_Form):
    """A code of one's authenticator."""

    code: Annotated[str, Field(title=CODE_TITLE, min_length=1, max_length=CODE_TYPED)]


class AuthenticatorKey(BaseModel):
    """What an authenticator app is given: the key, or the same as the address of a QR code."""

    key: str
    address: str


class NewPassword(_Form):
    """The old password and the new one."""

    old: Annotated[str, Field(title="原密码｜Old password", min_length=1, max_length=128)]
    new: Annotated[str, Field(title="新密码｜New password", min_length=10, max_length=128)]


class NewToken(_Form):
    """What the token is for, and for how many days it holds."""

    name: Annotated[str, Field(title="用途｜Purpose", min_length=1, max_length=TOKEN_NAME)]
    days: Annotated[int, Field(title="有效天数｜Days", ge=1, le=TOKEN_DAYS_MOST)] = TOKEN_DAYS


class NewMoment(_Form):
    """Business time to be set, with its offset."""

    moment: AwareDatetime


class Me(BaseModel):
    """Who is signed in, and the roles held."""

    person_id: str
    login: str
    name: str
    must_change: bool
    grants: list[dict[str, str]]


class SessionHeld(BaseModel):
    """A session of one's own; `here` marks the one that asks."""

    session_id: str
    created_at: AwareDatetime
    seen_at: AwareDatetime
    here: bool


class TokenMade(BaseModel):
    """An API token; `token` is shown this once."""

    token_id: str
    name: str
    created_at: AwareDatetime
    expires_at: AwareDatetime
    token: str | None = None


class Moment(BaseModel):
    """Business time, and whether it may be moved here."""

    moment: AwareDatetime
    movable: bool


class KeptFile(BaseModel):
    """A kept file: what commands refer to, and where this person may fetch it for a while."""

    file_id: str
    name: str
    url: str


def session_routes(asking: Asking) -> APIRouter:
    """Sign-in and what belongs to it."""
    router = APIRouter(prefix="/api", tags=["session"])
    identity = asking.identity

    @router.post(
        "/session",
        summary="登录｜Sign in",
        openapi_extra={"security": []},
        responses=refused_with(401, 403, 413, 422, 429),
    )
    async def sign_in(form: SignIn, http: HttpRequest, response: Response) -> Me:
        """Opens a session and sets its cookie. Where a second step is set up and `code` is missing,
        the refusal is CODE_NEEDED. Programs take a token instead: POST /api/tokens.
        """
        secret = await identity.sign_in(
            form.login, form.password, address_of(http), request_id_of(http), form.code
        )
        await asking.leave_former(http)
        set_cookie(response, asking, secret)
        person = await identity.by_session(secret)
        if person is None:
            raise not_signed_in()
        return _me(person)

    @router.delete(
        "/session", status_code=204, summary="退出｜Sign out", responses=refused_with(401, 403)
    )
    async def sign_out(http: HttpRequest, response: Response) -> None:
        """Ends the session; a token is ended at DELETE /api/tokens/{token_id}."""
        person = await asking.signed_in(http)
        if person.session:
            await identity.sign_out(person, request_id_of(http))
        clear_cookie(response, asking)

    @router.get("/me", summary="当前用户｜Who is signed in", responses=refused_with(401))
    async def me(http: HttpRequest) -> Me:
        """The person, and the roles with their scopes."""
        return _me(await asking.signed_in(http))

    @router.put(
        "/password",
        status_code=204,
        summary="修改密码｜Change the password",
        responses=refused_with(401, 403, 409, 413, 422, 429),
    )
    async def change_password(form: NewPassword, http: HttpRequest, response: Response) -> None:
        """Ends every other session of the person; this one goes on under a new cookie."""
        person = await asking.signed_in(http)
        secret = await identity.change_password(
            person, form.old, form.new, address_of(http), request_id_of(http)
        )
        set_cookie(response, asking, secret)

    return router


def two_step_routes(asking: Asking, institution: str) -> APIRouter:
    """The second step of one's own sign-in, set up by the holder of the password."""
    router = APIRouter(prefix="/api/two-step", tags=["session"])

    @router.post(
        "",
        summary="开启两步验证｜Begin two-step sign-in",
        responses=refused_with(401, 403, 409, 413, 422, 429),
    )
    async def begin(form: Proof, http: HttpRequest) -> AuthenticatorKey:
        """A new key for an authenticator app; it counts once a code of it was shown."""
        person = await own_account(asking, http)
        made = await asking.two_step.begin(
            person, form.password, address_of(http), request_id_of(http)
        )
        return AuthenticatorKey(key=made.key, address=made.address(person.login, institution))

    @router.put(
        "",
        status_code=204,
        summary="确认验证器｜Confirm the authenticator",
        responses=refused_with(401, 403, 409, 413, 422),
    )
    async def confirm(form: OneTimeCode, http: HttpRequest) -> None:
        """Every sign-in takes a code from now on; every other session of the person ends."""
        person = await own_account(asking, http)
        await asking.two_step.confirm(person, form.code, request_id_of(http))

    @router.post(
        "/end",
        status_code=204,
        summary="停用两步验证｜End two-step sign-in",
        responses=refused_with(401, 403, 409, 413, 422, 429),
    )
    async def end(form: Proof, http: HttpRequest) -> None:
        """The password alone signs in again, or a new key has to be set up where the house asks for
        one.
        """
        person = await own_account(asking, http)
        await asking.two_step.end(person, form.password, address_of(http), request_id_of(http))

    return router


def elsewhere_routes(asking: Asking) -> APIRouter:
    """Where a person is signed in, each person's own."""
    router = APIRouter(prefix="/api", tags=["session"])
    identity = asking.identity

    @router.post(
        "/sessions/end",
        status_code=204,
        summary="退出所有设备｜Sign out everywhere",
        responses=refused_with(401, 403, 409, 413, 422, 429),
    )
    async def sign_out_everywhere(form: Proof, http: HttpRequest, response: Response) -> None:
        """Ends every session of the person; tokens are ended one by one."""
        person = await asking.signed_in(http)
        await identity.sign_out_everywhere(
            person, form.password, address_of(http), request_id_of(http)
        )
        clear_cookie(response, asking)

    @router.get("/sessions", summary="我的登录｜One's sessions", responses=refused_with(401, 403))
    async def list_sessions(http: HttpRequest) -> list[SessionHeld]:
        """One's own sessions that last, the latest used first."""
        held = await identity.sessions(await asking.ready(http))
        return [SessionHeld(**asdict(one)) for one in held]

    @router.post(
        "/sessions/{session_id}/end",
        status_code=204,
        summary="结束一处登录｜End one session",
        responses=refused_with(401, 403, 404, 409, 413, 422, 429),
    )
    async def end_session(session_id: str, form: Proof, http: HttpRequest) -> None:
        """Ends one of one's own sessions, wherever it was opened."""
        await identity.end_session(
            await asking.ready(http),
            session_id,
            form.password,
            address_of(http),
            request_id_of(http),
        )

    return router


def token_routes(asking: Asking) -> APIRouter:
    """API tokens, each person's own."""
    router = APIRouter(prefix="/api", tags=["session"])
    identity = asking.identity

    @router.post(
        "/tokens",
        status_code=201,
        summary="新建访问令牌｜Make an API token",
        responses=refused_with(401, 403, 409, 413, 422),
    )
    async def issue_token(form: NewToken, http: HttpRequest) -> TokenMade:
        """A token for programs, with the person's own rights: `Authorization: Bearer …`."""
        person = await at_a_browser(asking, http)
        secret, token = await identity.issue_token(
            person, form.name, form.days, request_id_of(http)
        )
        return TokenMade(**asdict(token), token=secret)

    @router.get("/tokens", summary="访问令牌｜API tokens", responses=refused_with(401, 403))
    async def list_tokens(http: HttpRequest) -> list[TokenMade]:
        """One's own tokens that still hold."""
        tokens = await identity.tokens(await asking.ready(http))
        return [TokenMade(**asdict(token)) for token in tokens]

    @router.delete(
        "/tokens/{token_id}",
        status_code=204,
        summary="撤销访问令牌｜Revoke a token",
        responses=refused_with(401, 403, 404, 422),
    )
    async def revoke_token(token_id: str, http: HttpRequest) -> None:
        """Ends one of one's own tokens."""
        await identity.revoke_token(await asking.ready(http), token_id, request_id_of(http))

    return router


async def at_a_browser(asking: Asking, http: HttpRequest) -> Person:
    """Whoever is signed in by a session; Forbidden (403) for a token."""
    return _by_session(await asking.ready(http))


async def own_account(asking: Asking, http: HttpRequest) -> Person:
    """Whoever is signed in by a session and has a password of the own, whether or not the second
    step the house asks for is set up; Forbidden (403) for a token, or with the first password.
    """
    person = _by_session(await asking.signed_in(http))
    if person.must_change:
        raise change_password_first()
    return person


def _by_session(person: Person) -> Person:
    if not person.session:
        raise Forbidden(
            "NEEDS_SESSION",
            "须登录后办理，访问令牌不能改变登录方式，也不能再建访问令牌。",
            "Please sign in: a token neither changes how one signs in nor makes another token.",
        )
    return person


def set_cookie(response: Response, asking: Asking, secret: str) -> None:
    """Hand a session to the browser."""
    response.set_cookie(
        asking.cookie,
        secret,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=asking.https,
        httponly=True,
        samesite="lax",
    )
    response.headers["Cache-Control"] = "no-store"


def clear_cookie(response: Response, asking: Asking) -> None:
    """Take the session out of the browser, and what pages have noted there."""
    response.delete_cookie(
        asking.cookie, path="/", secure=asking.https, httponly=True, samesite="lax"
    )
    response.headers["Clear-Site-Data"] = '"storage"'


def _me(person: Person) -> Me:
    return Me(
        person_id=person.person_id,
        login=person.login,
        name=person.name,
        must_change=person.must_change,
        grants=[
            {
                "role": grant.role.value,
                "scope": grant.scope,
                "zh": ROLE_TITLES[grant.role][0],
                "en": ROLE_TITLES[grant.role][1],
            }
            for grant in person.grants
        ],
    )


# -- files -----------------------------------------------------------------------------


_FILE: dict[str, Any] = {
    "description": "The file",
    "content": {
        kind: {"schema": {"type": "string", "format": "binary"}}
        for kind in sorted({*_MEDIA_TYPES.values(), ANY_MEDIA})
    },
}


def file_routes(asking: Asking, files: FileStore, uploads: Uploads) -> APIRouter:
    """Files on their way in and out; what they are for is said by the command that names them."""
    router = APIRouter(prefix="/api/files", tags=["files"])

    @router.post(
        "",
        status_code=201,
        summary="上传文件｜Upload a file",
        openapi_extra=_UPLOAD,
        responses=refused_with(401, 403, 413, 422, 429, 503),
    )
    async def upload(http: HttpRequest) -> KeptFile:
        """One file of at most 10 MB as multipart field `file`. The same content has the same id."""
        person = await asking.ready(http)
        async with _uploaded(http) as sent:
            kept = await uploads.keep(sent, person.person_id)
        return KeptFile(
            file_id=kept.file_id,
            name=kept.name,
            url=file_address(kept.file_id, kept.name, person.person_id),
        )

    @router.get(
        "/{file_id}",
        summary="下载文件｜Download a file",
        response_class=Response,
        responses={200: _FILE, **refused_with(403, 404, 422)},
    )
    async def download(
        http: HttpRequest,
        file_id: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
        name: str,
        until: str,
        seal: str,
    ) -> Response:
        """Only at the address a reply gave to this very person, for a quarter of an hour."""
        person = await asking.person(http)
        check_file_address(file_id, name, person.person_id if person else "", until, seal)
        data = await off_cpu(files.read, file_id)
        return Response(data, headers=_download_headers(name), media_type=_media_type(name))

    return router


_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


# No part of any form is spooled to disk: that would be done in a thread pool, which the one-process
# suite lacks. The guard bounds what a form may hold.
MultiPartParser.spool_max_size = BODY_BYTES


@asynccontextmanager
async def _uploaded(http: HttpRequest) -> AsyncIterator[UploadFile]:
    """The file of the request; Invalid FILE_NEEDED (422) where there is none."""
    try:
        form = await MultiPartParser(http.headers, http.stream(), max_files=1, max_fields=5).parse()
    except (MultiPartException, KeyError):
        raise _no_file() from None
    try:
        part = form.get("file")
        if not isinstance(part, UploadFile):
            raise _no_file()
        yield part
    finally:
        for _, sent in form.multi_items():
            if isinstance(sent, UploadFile):
                sent.file.close()


def _no_file() -> Invalid:
    return Invalid(
        "FILE_NEEDED",
        "请以 multipart/form-data 的 file 字段上传一个文件。",
        "Please send one file in the multipart/form-data field 'file'.",
    )


def _download_headers(name: str) -> dict[str, str]:
    return {
        # Always saved, never shown by the browser: what was uploaded is not a page of this site.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
    }


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(name.rpartition(".")[2].lower(), ANY_MEDIA)


# -- the clock -------------------------------------------------------------------------


def clock_routes(asking: Asking) -> APIRouter:
    """Business time; moved only for rehearsals and tests."""
    router = APIRouter(prefix="/api/operations/clock", tags=["operations"])

    @router.get("", summary="业务时间｜Business time", openapi_extra={"security": []})
    async def look() -> Moment:
        """The time by which deadlines count."""
        return _moment()

    @router.post(
        "",
        summary="调整业务时间｜Move business time",
        responses=refused_with(401, 403, 404, 413, 422),
    )
    async def move(form: NewMoment, http: HttpRequest) -> Moment:
        """For the system administrator, and only where the suite was started for it (else 404)."""
        person = await asking.ready(http)
        if not any(grant.role is Role.SYSTEM_ADMIN for grant in person.grants):
            raise Forbidden(
                "NOT_YOUR_DUTY",
                "只有系统管理员可以调整业务时间。",
                "Only the system administrator may move business time.",
            )
        if not _moment().movable:
            raise Unknown("地址", "address")
        clock.move_to(form.moment)
        return _moment()

    return router


def _moment() -> Moment:
    return Moment(moment=clock.now(), movable=bool(os.environ.get(clock.CLOCK_FILE)))
