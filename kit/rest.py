"""The REST door: every declared request becomes one route and one OpenAPI entry; nothing is
declared twice, and nothing is decided here.

A command needs an `Idempotency-Key`. A refusal leaves as `application/problem+json`. Every file in
a reply carries a short-lived address of its own.
"""

import hmac
import inspect
import json
import re
import typing
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Protocol
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, FastAPI, Header, Query
from fastapi import Request as HttpRequest
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ConfigDict, Field, create_model
from starlette.routing import BaseRoute, Mount

from contracts.base import REQUESTS, Command, Request, department_of
from contracts.refusals import Forbidden, Invalid, Refusal
from contracts.roles import ROLE_TITLES, Actor, Role
from contracts.values import FileRef
from kit import clock
from kit.language import Language, preferred
from kit.privacy import vault
from kit.rights import require
from kit.wire import UNITS, called, invalid

ROOT = "/api"
PROBLEM = "application/problem+json"
FILE_SECONDS = 15 * 60
KEY_CHARACTERS = 120

TITLES: dict[int, tuple[str, str]] = {
    400: ("请求无法识别", "The request cannot be read"),
    401: ("尚未登录", "Nobody is signed in"),
    403: ("没有相应职责", "Not your duty"),
    404: ("没有找到", "Not found"),
    405: ("不支持此方法", "Method not allowed"),
    409: ("不能办理", "Refused"),
    413: ("内容过大", "Too large"),
    422: ("填写有误", "Not acceptable as it is"),
    429: ("尝试过于频繁", "Too many attempts"),
    500: ("系统内部出错", "Something went wrong inside"),
    503: ("服务暂时没有应答", "No answer at the moment"),
}

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "A refusal (RFC 9457): a stable code, the sentence for staff in both languages, "
    "and the clause behind it. 一次拒绝：固定代码、中英文说明与依据条款。",
    "type": "object",
    "required": ["type", "title", "status", "detail", "detail_zh", "detail_en", "code", "clause"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "In the language of Content-Language"},
        "detail_zh": {"type": "string"},
        "detail_en": {"type": "string"},
        "code": {"type": "string", "examples": ["WRONG_STATE"]},
        "clause": {"type": "string", "examples": ["A-7.3.a"]},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "zh", "en"],
                "properties": {name: {"type": "string"} for name in ("field", "zh", "en")},
            },
        },
        "request_id": {"type": "string"},
    },
}
_PROBLEM_CONTENT = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def refused_with(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route, as its description tells them."""
    return {
        status: {"description": "｜".join(TITLES[status]), "content": _PROBLEM_CONTENT}
        for status in statuses
    }


class Departments(Protocol):
    """Who answers."""

    async def ask_raw(self, request: Request[Any], actor: Actor, *, key: str = "") -> Any:
        """The reply as plain JSON values; raises the department's Refusal."""


# Who is asking: the gateway reads session and token. Raises when nobody may ask this.
Admit = Callable[[HttpRequest, type[Request[Any]]], Awaitable[Actor]]


@dataclass(frozen=True)
class Door:
    """What every route works with: who answers, and how it is known who asks."""

    departments: Departments
    admit: Admit


def open_door(app: FastAPI, departments: Departments, admit: Admit) -> None:
    """One route per declared request, at /api/<department>/…"""
    app.state.door = Door(departments, admit)
    # Each department's apart: routes are tried one after another, and these are some hundreds.
    app.router.routes.extend(
        Mount(f"{ROOT}/{name}", app=router) for name, router in _routers().items()
    )


def described(app: FastAPI) -> list[BaseRoute]:
    """The application's routes as its description is to tell them: those of the door with their
    replies. Studying these takes seconds, so a door is opened without.
    """
    return [*app.routes, *_with_replies().routes]


# Both once per process: it takes FastAPI most of a second to study what each route is given.


@cache
def _routers() -> Mapping[str, APIRouter]:
    routers: dict[str, APIRouter] = defaultdict(APIRouter)
    for name, kind in REQUESTS.items():
        _add(routers[department_of(kind)], kind.ask.path, name, kind)
    return routers


@cache
def _with_replies() -> APIRouter:
    router = APIRouter()
    for name, kind in REQUESTS.items():
        path = f"{ROOT}/{department_of(kind)}{kind.ask.path}"
        _add(router, path, name, kind, reply=kind.ask.reply)
    return router


def _add(
    router: APIRouter, path: str, name: str, kind: type[Request[Any]], *, reply: Any = None
) -> None:
    ask = kind.ask
    router.add_api_route(
        path,
        _endpoint(kind),
        methods=[ask.method],
        operation_id=name,
        tags=[department_of(kind)],
        summary=f"{kind.heading.zh}｜{kind.heading.en}",
        description=describe(kind),
        response_model=reply,
        responses=refused_with(*_refusals_of(kind)),
        # An open request is answered without anybody signed in.
        openapi_extra={"security": []} if Role.PUBLIC in ask.roles else None,
    )


def _refusals_of(kind: type[Request[Any]]) -> list[int]:
    may_be_guessed_at = Role.PUBLIC in kind.ask.roles and not issubclass(kind, Command)
    has_body = kind.ask.method not in _WITHOUT_BODY
    return [401, 403, 404, 409, *[413] * has_body, 422, *[429] * may_be_guessed_at, 503]


def describe(kind: type[Request[Any]]) -> str:
    """What the documentation says of a request: its meaning, who may ask, the clauses served."""
    roles = sorted(kind.ask.roles - {Role.DEPARTMENT})
    lines = [(kind.__doc__ or "").strip()]
    lines.append(f"**办理人｜By**: {'; '.join(f'{ROLE_TITLES[r][0]} `{r}`' for r in roles)}")
    if kind.ask.clauses:
        lines.append(f"**条款｜Clauses**: {', '.join(kind.ask.clauses)}")
    return "\n\n".join(lines)


def _endpoint(kind: type[Request[Any]]) -> Callable[..., Awaitable[Response]]:
    brings_files = _holds_files(kind.ask.reply)
    is_command = issubclass(kind, Command)

    async def admitted(http: HttpRequest) -> Actor:
        _refuse_nul(http)
        door: Door = http.app.state.door
        return await door.admit(http, kind)

    async def endpoint(
        http: HttpRequest, actor: Actor, key: str = "", body: Any = None, **given: Any
    ) -> Response:
        departments: Departments = http.app.state.door.departments
        if body is not None:
            await _refuse_nul_within(http)
            given.update((name, getattr(body, name)) for name in type(body).model_fields)
        request = kind(**given)
        require(actor, request)
        if is_command:
            reply = await departments.ask_raw(request, actor, key=_checked(key))
        else:
            reply = await departments.ask_raw(request, actor)
        if brings_files:
            add_file_addresses(reply, actor.person_id)
        return json_response(reply)

    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # how FastAPI learns of the fields
        _parameters(kind, Annotated[Actor, Depends(admitted)])
    )
    endpoint.kind = kind  # type: ignore[attr-defined]  # faults are named by the fields' titles
    return endpoint


def _parameters(kind: type[Request[Any]], actor: Any) -> list[inspect.Parameter]:
    in_path = set(re.findall(r"{(\w+)}", kind.ask.path))
    hints = typing.get_type_hints(kind, include_extras=True)
    found = [_parameter("http", HttpRequest), _parameter("actor", actor)]
    others: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in in_path:
            found.append(_parameter(field.name, hints[field.name]))
        else:
            others[field.name] = (hints[field.name], field.default)
    if issubclass(kind, Command):
        found.append(_parameter("key", Annotated[str, _KEY]))
    if kind.ask.method in _WITHOUT_BODY:
        found += [
            _parameter(name, Annotated[hint, Query(title=_title(kind, name))], default)
            for name, (hint, default) in others.items()
        ]
    elif others:
        found.append(_parameter("body", _body_model(kind, others)))
    return found


_WITHOUT_BODY = frozenset({"GET", "DELETE"})

_KEY = Header(
    alias="Idempotency-Key",
    min_length=1,
    max_length=KEY_CHARACTERS,
    description="每次操作取一个新的唯一值；重试时用同一个值，结果只产生一次。"
    "A fresh unique value for each act; repeat it with the same value and it takes effect once.",
)


def _parameter(name: str, annotation: Any, default: Any = MISSING) -> inspect.Parameter:
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=annotation,
        default=inspect.Parameter.empty if default is MISSING else default,
    )


def _body_model(kind: type[Request[Any]], others: Mapping[str, Any]) -> Any:
    parts: Any = {
        name: (hint, Field(... if default is MISSING else default, title=_title(kind, name)))
        for name, (hint, default) in others.items()
    }
    return create_model(kind.__name__, __config__=ConfigDict(extra="forbid"), **parts)


def _title(kind: type, name: str) -> str | None:
    title, unit = called(kind, [name])
    if title is None:
        return None
    if unit is None:
        return f"{title.zh}｜{title.en}"
    return f"{title.zh}（{UNITS[unit].zh}）｜{title.en} ({UNITS[unit].en})"


def _checked(key: str) -> str:
    if not key.isascii() or not key.isprintable():
        raise _key_needed()
    return key


def _key_needed() -> Invalid:
    return Invalid(
        "IDEMPOTENCY_KEY",
        "请在请求头 Idempotency-Key 中给出一个新的唯一值（1 至 120 个可见的 ASCII 字符）；"
        "重试时用同一个值，操作只执行一次。",
        "Please send a fresh unique value in the Idempotency-Key header (1 to 120 visible ASCII "
        "characters); repeat a request with the same value and it is carried out once.",
    )


# -- what no department should have to read --------------------------------------------


def _refuse_nul(http: HttpRequest) -> None:
    if "\0" in http.scope["path"] or b"%00" in http.scope["query_string"]:
        raise _nul()


async def _refuse_nul_within(http: HttpRequest) -> None:
    """PostgreSQL cannot keep the NUL character, so no text may hold one."""
    if b"\\u0000" in await http.body() and _holds_nul(await http.json()):
        raise _nul()


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(_holds_nul(part) for part in value)


def _nul() -> Invalid:
    return Invalid(
        "NUL_CHARACTER", "文字中不能含有空字符。", "Text may not hold the NUL character."
    )


# -- files in replies ------------------------------------------------------------------


def file_address(file_id: str, name: str, person_id: str) -> str:
    """Where one person may fetch one file, for a quarter of an hour."""
    until = str(int(clock.wall().timestamp()) + FILE_SECONDS)
    seal = _seal(file_id, name, person_id, until)
    query = urlencode({"name": name, "until": until, "seal": seal})
    return f"{ROOT}/files/{file_id}?{query}"


def check_file_address(file_id: str, name: str, person_id: str, until: str, seal: str) -> None:
    """Forbidden (403) unless the address was given to this person for this file and still holds."""
    late = not until.isascii() or not until.isdigit() or int(until) < clock.wall().timestamp()
    right = _seal(file_id, name, person_id, until)
    # As bytes: what comes in the address may be any text.
    if late or not hmac.compare_digest(right.encode(), seal.encode()):
        raise Forbidden(
            "FILE_ADDRESS",
            "此下载地址已过期或不是给您的，请回到原页面重新下载。",
            "This address has expired or was given to somebody else. "
            "Please go back to its page and download again.",
        )


def _seal(*parts: str) -> str:
    # Lengths first, so that no two different lists of parts read the same.
    return vault().blind("file-address", "".join(f"{len(part)}:{part}" for part in parts))


def add_file_addresses(reply: Any, person_id: str) -> None:
    """Give every file reference in a reply its address, in place."""
    if isinstance(reply, list):
        for part in reply:
            add_file_addresses(part, person_id)
    elif isinstance(reply, dict):
        if reply.keys() == {"file_id", "name"}:
            reply["url"] = file_address(reply["file_id"], reply["name"], person_id)
        else:
            for part in reply.values():
                add_file_addresses(part, person_id)


def _holds_files(kind: Any) -> bool:
    if kind is FileRef:
        return True
    parts = list(typing.get_args(kind))
    origin = typing.get_origin(kind) or kind
    if isinstance(origin, type) and is_dataclass(origin):
        parts += typing.get_type_hints(origin).values()
    return any(_holds_files(part) for part in parts)


# -- answers ---------------------------------------------------------------------------


def json_response(value: Any, status: int = 200) -> Response:
    """Plain JSON values as a response."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(body.encode(), status, media_type="application/json")


def problem_response(refusal: Refusal, language: Language, request_id: str) -> Response:
    """A refusal as RFC 9457 has it, with our code, clause and both sentences."""
    zh, en = TITLES.get(refusal.status, TITLES[409])
    chosen = (zh, refusal.zh) if language == "zh" else (en, refusal.en)
    body = {
        "type": f"urn:kaiban:{refusal.code}",
        "title": chosen[0],
        "status": refusal.status,
        "detail": chosen[1],
        "detail_zh": refusal.zh,
        "detail_en": refusal.en,
        "code": refusal.code,
        "clause": refusal.clause,
        "faults": [{"field": f.field, "zh": f.zh, "en": f.en} for f in refusal.faults],
        "request_id": request_id,
    }
    headers = {
        "Content-Language": "zh-CN" if language == "zh" else "en",
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
    }
    if refusal.status in {429, 503}:
        headers["Retry-After"] = "5" if refusal.status == 503 else "60"  # noqa: PLR2004 – the statuses themselves
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, refusal.status, headers, media_type=PROBLEM)


def language_of(http: HttpRequest) -> Language:
    """The language a caller of the API is answered in."""
    return preferred(http.headers.get("accept-language", ""))


def invalid_request(problem: RequestValidationError, http: HttpRequest) -> Invalid:
    """FastAPI's findings in our own words, each field by its title."""
    errors = list(problem.errors())
    endpoint = getattr(http.scope.get("route"), "endpoint", None)
    for error in errors:
        if error["loc"][0] == "header":
            return _key_needed()
        if error["type"] == "json_invalid":
            return Invalid("NOT_JSON", "请求正文不是有效的 JSON。", "The body is not valid JSON.")
        if error["loc"] == ("body",):
            return Invalid(
                "BODY_NEEDED",
                "请求正文应为 JSON 对象（Content-Type: application/json）。",
                "The body must be a JSON object (Content-Type: application/json).",
            )
    return invalid(errors, getattr(endpoint, "kind", None))
