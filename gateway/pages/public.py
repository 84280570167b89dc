"""Pages for everybody: certificate verification, the API by department, problems, and the files of
the design.
"""

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.assessment import VerificationView, VerifyCertificate
from contracts.base import REQUESTS, Command, Request, department_of
from contracts.refusals import Refusal, Unknown
from contracts.roles import ROLE_TITLES, Role
from gateway.asking import address_of
from gateway.operations import TAGS
from gateway.pages.frame import Frame
from kit.pages.asking import Part
from kit.pages.serving import ASSETS
from kit.pages.serving import ROOT as ASSETS_ROOT
from kit.rest import ROOT

log = structlog.get_logger()

# No certificate's number or code is shorter or longer.
LEAST = 4
MOST = 40


def public_routes(frame: Frame) -> APIRouter:
    """What needs no sign-in."""
    router = APIRouter(include_in_schema=False)

    @router.get(ASSETS_ROOT + "/{named}")
    async def asset(http: HttpRequest, named: str) -> Response:
        found = ASSETS.answer(http, named)
        if found is None:
            raise Unknown("文件", "file")
        return found

    @router.get("/verify")
    async def verify(
        http: HttpRequest,
        no: Annotated[str, Query(max_length=60)] = "",
        code: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:
        no, code = no.strip(), code.strip()
        found: Part[VerificationView] = Part()
        if no or code:
            await frame.asking.identity.limits.verification(address_of(http))
            found = await _verified(frame, http, no, code)
        return await frame.show(http, "verify.html", no=no, code=code, found=found)

    @router.get("/api")
    async def api(http: HttpRequest) -> Response:
        return await frame.show(http, "api.html", departments=_OPERATIONS, roles=ROLE_TITLES)

    return router


async def _verified(frame: Frame, http: HttpRequest, no: str, code: str) -> Part[VerificationView]:
    # What cannot be one is not even asked, and is answered like what does not exist.
    if not (LEAST <= len(no) <= MOST and LEAST <= len(code) <= MOST):
        return Part()
    asker = await frame.asker(http)
    return await asker.part(VerifyCertificate(certificate_no=no, code=code))


async def problem_page(frame: Frame, http: HttpRequest, refusal: Refusal) -> Response:
    """A refusal as a page, still within the frame."""
    try:
        return await frame.show(http, "problem.html", status=refusal.status, refusal=refusal)
    except Exception as problem:
        # The page that says something broke must not break.
        log.warning("problem page failed", why=repr(problem)[:200])
        return frame.pages.show(http, "broken.html", status=refusal.status, refusal=refusal)


# -- the API, for people ---------------------------------------------------------------


def _operations() -> list[tuple[str, str, str, list[dict[str, Any]]]]:
    """Every request by department: (name, title in both languages, its operations)."""
    found = []
    for name, title in TAGS:
        zh, _, en = title.partition("｜")
        asked = [_operation(kind) for kind in REQUESTS.values() if department_of(kind) == name]
        if asked:
            found.append((name, zh, en, asked))
    return found


def _operation(kind: type[Request[Any]]) -> dict[str, Any]:
    return {
        "method": kind.ask.method,
        "path": f"{ROOT}/{department_of(kind)}{kind.ask.path}",
        "zh": kind.heading.zh,
        "en": kind.heading.en,
        "roles": sorted(kind.ask.roles - {Role.DEPARTMENT}),
        "clauses": kind.ask.clauses,
        "changes": issubclass(kind, Command),
    }


_OPERATIONS = _operations()
