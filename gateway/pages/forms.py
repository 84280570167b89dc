"""A form as it is drawn: as a page, or in a drawer over the page it was opened from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from contracts.base import Title
from contracts.refusals import Refusal
from gateway.pages.frame import Frame
from kit import clock
from kit.pages.desk import Look
from kit.pages.forms import Field
from kit.pages.visit import Visit

DRAWER = "x-drawer"
Choices = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a form asks, what stands in it and in its way, and where it is sent. `more` says how
    many rows of a list there shall be, `about` is the record shown beside.
    """

    heading: Title
    look: Look
    asked: Sequence[Field]
    action: str
    back: str
    clauses: Sequence[str] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    refusal: Refusal | None = None
    choices: Choices = field(default_factory=dict)
    more: Mapping[str, int] = field(default_factory=dict)
    about: Any = None


async def show_form(frame: Frame, http: HttpRequest, visit: Visit, form: Form) -> Response:
    """The form, with its refusal's status where there is one."""
    refusal = form.refusal
    faults = refusal.faults if refusal else ()
    return await frame.show(
        http,
        "form.html",
        status=refusal.status if refusal else 200,
        in_drawer=in_drawer(http),
        heading=form.heading,
        look=form.look,
        asked=form.asked,
        action=form.action,
        back=form.back,
        clauses=form.clauses,
        values=form.values,
        key=form.key or clock.new_id(),
        refusal=refusal,
        faults={fault.field: fault.said(visit.language) for fault in faults},
        choices=form.choices,
        hints=form.look.hints,
        more=form.more,
        about=form.about,
        visit=visit,
    )


def go_on(http: HttpRequest, path: str) -> Response:
    """The way on once a form was taken; a drawer is told it, for it cannot follow."""
    if in_drawer(http):
        return Response(status_code=204, headers={"X-Go": path})
    return RedirectResponse(path, 303)


def in_drawer(http: HttpRequest) -> bool:
    """Whether the form stands in a drawer."""
    return DRAWER in http.headers
