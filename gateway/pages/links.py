"""Pages behind a link, for people without an account: the host confirms what a class used, and
whoever holds a ticket evaluates. Whoever has the address may act, so it is kept out of logs (by
route only), of referrers and of caches (gateway.guard).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response

from contracts.assessment import AnswerEvaluation, AnswerLine, Aspect, EvaluationForm
from contracts.finance import (
    DataGroup,
    DataSheetView,
    DisputeSheetByLink,
    ReadSheetByLink,
    SheetState,
    SignSheetByLink,
)
from contracts.refusals import Fault, Invalid, Refusal, Silent, Unknown
from contracts.values import Party
from gateway.asking import address_of
from gateway.pages.frame import Frame

# No link or ticket is shorter or longer.
LEAST = 20
MOST = 64
OBJECTION_LEAST = 2
OBJECTION_MOST = 1000
REMARK_MOST = 500
FIELDS_MOST = 20

GROUPS = (
    (DataGroup.LODGING, "住宿"),
    (DataGroup.MEALS, "用餐"),
    (DataGroup.VENUE, "会场使用"),
    (DataGroup.ACTIVITY, "其他活动"),
)
ASPECTS = (
    (Aspect.TEACHING, "教师教学效果"),
    (Aspect.TRAINEE_SERVICE, "学员服务管理"),
    (Aspect.LOGISTICS, "综合后勤保障"),
)
ASPECTS_OF = {
    EvaluationForm.TEACHING_QUALITY: (Aspect.TEACHING,),
    EvaluationForm.SERVICE_QUALITY: (Aspect.TRAINEE_SERVICE, Aspect.LOGISTICS),
}

_SCORE = re.compile(r"[0-9]{1,2}|100")

Asked = Annotated[EvaluationForm | None, Query()]


# -- the host confirms what a class used (B-8.8) ----------------------------------------


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What the host is shown, and what it may do now."""

    sheet: DataSheetView
    groups: list[tuple[str, list[Any]]]
    signed: bool

    @property
    def open(self) -> bool:
        """Whether the host's word is awaited."""
        return not self.signed and self.sheet.state in {SheetState.PROPOSED, SheetState.SIGNED_ONE}


def confirmation_routes(frame: Frame) -> APIRouter:
    """The host's page for the joint data confirmation."""
    router = APIRouter(include_in_schema=False)

    @router.get("/confirm/{token}")
    async def show_sheet(http: HttpRequest, token: str) -> Response:
        return await _refused(frame, http, token) or await _sheet_page(frame, http, token)

    @router.post("/confirm/{token}")
    async def answer_sheet(http: HttpRequest, token: str) -> Response:
        refused = await _refused(frame, http, token)
        if refused is not None:
            return refused
        typed = await _typed(http)
        try:
            command = _answer_to_sheet(token, typed)
            await frame.as_nobody(http).done(command, _key(token, *typed.values()))
        except Refusal as refusal:
            return await _sheet_page(frame, http, token, refusal, typed.get("objection", ""))
        return RedirectResponse(http.url.path, 303)

    return router


def _answer_to_sheet(token: str, typed: Mapping[str, str]) -> SignSheetByLink | DisputeSheetByLink:
    if typed.get("act") == "dispute":
        objection = typed.get("objection", "")
        if not OBJECTION_LEAST <= len(objection) <= OBJECTION_MOST:
            raise _invalid(
                "objection",
                "请写明异议内容（2 至 1000 字）。",
                "Please say what is wrong, in 2 to 1000 characters.",
            )
        return DisputeSheetByLink(token=token, objection=objection)
    if "agreed" not in typed:
        raise _invalid(
            "agreed",
            "请先勾选“以上数据属实”，再签认。",
            "Please tick that the data is right, then sign.",
        )
    return SignSheetByLink(token=token, document_hash=typed.get("document_hash", "")[:MOST])


async def _sheet_page(
    frame: Frame,
    http: HttpRequest,
    token: str,
    refusal: Refusal | None = None,
    objection: str = "",
) -> Response:
    found = await frame.as_nobody(http).part(ReadSheetByLink(token=token))
    if found.value is None:
        problem = found.refusal or (Silent("finance") if found.silent else Unknown("链接", "link"))
        return _link_problem(frame, http, problem)
    return frame.pages.show(
        http,
        "confirm.html",
        status=refusal.status if refusal else 200,
        about=_confirmation(found.value),
        refusal=refusal,
        faults={fault.field for fault in refusal.faults} if refusal else set(),
        objection=objection,
    )


def _confirmation(sheet: DataSheetView) -> Confirmation:
    return Confirmation(
        sheet=sheet,
        groups=[
            (title, [line for line in sheet.lines if line.group is group])
            for group, title in GROUPS
        ],
        signed=any(signature.party is Party.HOST for signature in sheet.signatures),
    )


# -- whoever holds a ticket evaluates (B-6.5) -------------------------------------------


def evaluation_routes(frame: Frame) -> APIRouter:
    """The anonymous evaluation form."""
    router = APIRouter(include_in_schema=False)

    # Nobody is counted here: a ticket is too long to guess, and a whole class answers at the same
    # time from one address.
    @router.get("/evaluate/{ticket}")
    async def show_form(http: HttpRequest, ticket: str, form: Asked = None) -> Response:
        return _form_page(frame, http, ticket, form)

    @router.post("/evaluate/{ticket}")
    async def answer_form(http: HttpRequest, ticket: str, form: Asked = None) -> Response:
        typed = await _typed(http)
        try:
            _require_link(ticket)
            command = AnswerEvaluation(ticket=ticket, answers=_answers(typed, form))
            await frame.as_nobody(http).done(command, _key(ticket, *typed.values()))
        except Refusal as refusal:
            return _form_page(frame, http, ticket, form, Again(refusal, typed))
        return frame.pages.show(http, "evaluated.html")

    return router


@dataclass(frozen=True)
class Again:
    """What was typed, and why it was refused."""

    refusal: Refusal
    typed: Mapping[str, str]


def _form_page(
    frame: Frame,
    http: HttpRequest,
    ticket: str,
    form: EvaluationForm | None,
    again: Again | None = None,
) -> Response:
    try:
        _require_link(ticket)
    except Refusal as unusable:
        return _link_problem(frame, http, unusable)
    return frame.pages.show(
        http,
        "evaluate.html",
        status=again.refusal.status if again else 200,
        aspects=_aspects_of(form),
        refusal=again.refusal if again else None,
        faults={fault.field for fault in again.refusal.faults} if again else set(),
        typed=again.typed if again else {},
    )


def _aspects_of(form: EvaluationForm | None) -> list[tuple[Aspect, str]]:
    """What a form asks about; everything where the link does not say which form it is."""
    asked = ASPECTS_OF[form] if form else tuple(Aspect)
    return [(aspect, title) for aspect, title in ASPECTS if aspect in asked]


def _answers(typed: Mapping[str, str], form: EvaluationForm | None) -> list[AnswerLine]:
    """The aspects that were scored; Invalid (422) where one cannot be read, or none was."""
    answers = [
        _answer(aspect, typed[f"{aspect}-score"], typed.get(f"{aspect}-comment", ""))
        for aspect, _ in _aspects_of(form)
        if typed.get(f"{aspect}-score")
    ]
    if not answers:
        raise _invalid("", "请至少给一项评分。", "Please score at least one of them.")
    return answers


def _answer(aspect: Aspect, score: str, remark: str) -> AnswerLine:
    if not _SCORE.fullmatch(score):
        raise _invalid(
            f"{aspect}-score",
            "评分应为 0 至 100 的整数。",
            "A score is a whole number from 0 to 100.",
        )
    if len(remark) > REMARK_MOST:
        raise _invalid(
            f"{aspect}-comment", "意见建议不超过 500 字。", "A remark has at most 500 characters."
        )
    return AnswerLine(aspect=aspect, score=int(score), comment=remark)


# -- any link ---------------------------------------------------------------------------


async def _refused(frame: Frame, http: HttpRequest, token: str) -> Response | None:
    """The page to show instead where a token cannot be one, or somebody tries too many."""
    try:
        _require_link(token)
        await frame.asking.identity.limits.verification(address_of(http))
    except Refusal as refusal:
        return _link_problem(frame, http, refusal)
    return None


def _require_link(text: str) -> None:
    """Unknown (404) for what cannot be a link at all; it is not even asked about."""
    if not (LEAST <= len(text) <= MOST and text.isascii() and text.isprintable()):
        raise Unknown("链接", "link")


def _link_problem(frame: Frame, http: HttpRequest, refusal: Refusal) -> Response:
    return frame.pages.show(http, "link_problem.html", status=refusal.status, refusal=refusal)


def _invalid(field: str, zh: str, en: str) -> Invalid:
    return Invalid("NOT_FILLED_IN", zh, en, faults=[Fault(field, zh, en)])


async def _typed(http: HttpRequest) -> dict[str, str]:
    """What was typed, without blanks around and the one character no database keeps."""
    form = await http.form(max_files=0, max_fields=FIELDS_MOST)
    return {name: str(value).replace("\0", "").strip() for name, value in form.items()}


def _key(*parts: str) -> str:
    """The same answer to the same sheet is one act, however often the button is pressed."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
