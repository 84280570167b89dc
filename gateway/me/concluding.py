"""The end of a training: the evaluation, the summary, the result and the certificate."""

from collections.abc import Mapping
from typing import Any

from contracts.assessment import (
    CertificateState,
    EvaluationForm,
    FindOwnResult,
    ListOwnEvaluations,
    PrintOwnCertificate,
    ReadSummary,
    SubmitSummary,
    TakeTicket,
    TicketView,
)
from contracts.base import Command
from gateway.me.today import TO_WRITE, writes_summaries
from gateway.me.training import Mine, own_page
from kit.pages.asking import Part
from kit.pages.desk import Action, Download, Look
from kit.pages.visit import address

WRITE = Action(kind=SubmitSummary, tone="primary", icon="pen")
CERTIFICATE = Download(
    kind=PrintOwnCertificate, when=lambda found: found.certificate_state is CertificateState.ISSUED
)


async def _evaluation(mine: Mine) -> Mapping[str, Any]:
    """The forms that are out, each with the button that takes its ticket."""
    part = await mine.visit.part(ListOwnEvaluations(**mine.ids))
    return {
        "part": part,
        "actions": {one.form: _ticket(mine, one.form) for one in part.value or ()},
    }


def _ticket(mine: Mine, form: EvaluationForm) -> str:
    return address("do", TakeTicket, {**mine.ids, "form": form}, back=mine.path("evaluation"))


async def _summary(mine: Mine) -> Mapping[str, Any]:
    """The summary as it stands, and the way to write it while it is awaited."""
    if not writes_summaries(mine):
        return {"part": Part(), "writes": False, "offers": []}
    part = await mine.visit.part(ReadSummary(**mine.ids))
    awaited = part.value is not None and part.value.state in TO_WRITE
    return {
        "part": part,
        "writes": True,
        "offers": mine.visit.offers((WRITE,)) if awaited else [],
    }


async def _result(mine: Mine) -> Mapping[str, Any]:
    part = await mine.visit.part(FindOwnResult(**mine.ids))
    offers = mine.visit.offers((CERTIFICATE,), part.value) if part.value else []
    return {"part": part, "offers": offers, "writes": writes_summaries(mine)}


def _to_the_form(ticket: TicketView) -> str:
    return f"/evaluate/{ticket.ticket}?form={ticket.form.value}"


EVALUATION = own_page("evaluation", "评估", "star", _evaluation, offers=(TakeTicket,))
SUMMARY = own_page("summary", "我的小结", "pen", _summary, offers=(SubmitSummary,))
RESULT = own_page("result", "成绩证书", "seal", _result)
LOOKS: Mapping[type[Command[Any]], Look] = {
    TakeTicket: Look(
        hides=("trainee_id",), goes=_to_the_form, note="评估不记名，任何结果都看不出是谁填写的。"
    ),
    SubmitSummary: Look(
        starts=ReadSummary,
        hints={"text": "至少 100 字。提交后由老师评阅；退回的可以修改后再次提交。"},
    ),
}
