"""The tab 项目洽商: what is negotiated with the host, who was asked, the written confirmation."""

from collections.abc import Mapping
from typing import Any

from contracts.base import Title
from contracts.enrollment import (
    NEGOTIATORS,
    AnswerConsultation,
    BeginNegotiation,
    ClassState,
    ConfirmProject,
    Consult,
    DraftConfirmation,
    Element,
    ElementName,
    FindProject,
    NegotiateElements,
    ProjectView,
    RecordHostRequest,
    RecordVisit,
    SignConfirmation,
)
from contracts.lookups import DEPARTMENTS
from contracts.roles import Role
from contracts.values import Party
from kit.pages.columns import Column
from kit.pages.desk import Action, Inner, Known, Look, Page, Picture, Record
from kit.pages.visit import Visit
from services.enrollment.desk.awaiting import NEGOTIATING, of_college

SIGN_FOR = {
    Party.HOST: frozenset({Role.HOST_REP, *NEGOTIATORS}),
    Party.COLLEGE: frozenset({Role.COLLEGE_LEADER, *NEGOTIATORS}),
}
VISITS = (
    Column(name="visited_on", title=Title("踏查日期", "Visited on")),
    Column(name="visitors", title=Title("来访人员", "Visitors")),
    Column(name="places", title=Title("踏查场所", "Places seen")),
    Column(name="remarks", title=Title("意见", "Remarks")),
)
DRAFT = Action(kind=DraftConfirmation, icon="pen", during=NEGOTIATING)
CONFIRM = Action(
    kind=ConfirmProject,
    icon="check",
    tone="primary",
    during=NEGOTIATING,
    when=lambda project: all(steps_of(project).values()),
)
SETTLE = Action(
    kind=NegotiateElements,
    icon="pen",
    tone="primary",
    during=NEGOTIATING,
)
SETTLE_ONE = Action(
    kind=NegotiateElements,
    zh="洽定",
    during=NEGOTIATING,
    given=lambda line: {"element": line["name"].value},
)
ASK = Action(
    kind=Consult,
    zh="会商",
    during=NEGOTIATING,
    when=lambda line: line["element"] is not None and bool(line["element"].special),
    given=lambda line: {"element": line["name"].value},
)
ANSWER = Action(
    kind=AnswerConsultation,
    zh="答复",
    during=NEGOTIATING,
    when=lambda asked: asked.approved is None,
)


def _sign(party: Party, zh: str) -> Action:
    """The way to sign for one party what is up for signature."""
    return Action(
        kind=SignConfirmation,
        zh=zh,
        icon="pen",
        during=NEGOTIATING,
        when=lambda project: (
            project.confirmation is not None
            and all(signed.party is not party for signed in project.confirmation.signatures)
        ),
        whose=lambda project, visit: bool(
            SIGN_FOR[party] & visit.actor.duties_in(project.class_id)
        ),
        given=lambda project: {
            "party": party.value,
            "document_hash": project.confirmation.document_hash,
        },
    )


CONFIRMING = (
    DRAFT,
    _sign(Party.HOST, "主办单位签字"),
    _sign(Party.COLLEGE, "承办方签字"),
    CONFIRM,
)


def steps_of(project: ProjectView) -> Mapping[str, bool]:
    """What must be behind a project before it is confirmed, and whether it is."""
    paper = project.confirmation
    return {
        "settled": not project.missing and not project.uncleared,
        "cleared": project.budget_state == "CLEARED",
        "drafted": paper is not None,
        "signed": paper is not None and {one.party for one in paper.signatures} == set(Party),
        "sealed": paper is not None and paper.sealed,
    }


def project_data(project: ProjectView, visit: Visit) -> Mapping[str, Any]:
    """The thirteen elements in the order of the norm, each with who was asked about it."""
    return {
        "lines": [_line(project, name, visit) for name in ElementName],
        "settle": visit.offers((SETTLE,), project),
        "confirming": visit.offers(CONFIRMING, project),
        "steps": steps_of(project),
    }


def _line(project: ProjectView, name: ElementName, visit: Visit) -> Mapping[str, Any]:
    settled = next((one for one in project.elements if one.name is name), None)
    line = {"name": name, "element": settled, "uncleared": name in project.uncleared}
    asked = [one for one in project.consultations if one.element is name]
    return {
        **line,
        "asked": [(one, visit.offers((ANSWER,), one)) for one in asked],
        "offers": visit.offers((SETTLE_ONE, ASK), line),
    }


def _elements_of(project: ProjectView, given: Known) -> Mapping[str, Any]:
    """All thirteen with what stands already, or only the one that was asked for."""
    wanted = [ElementName(given["element"])] if "element" in given else list(ElementName)
    known = {one.name: one for one in project.elements}
    return {"elements": [_row(known.get(name), name) for name in wanted]}


def _row(settled: Element | None, name: ElementName) -> Mapping[str, Any]:
    if settled is None:
        return {"name": name.value}
    return {"name": name.value, "agreed": settled.agreed, "special": settled.special}


PROJECT = Page(
    path="project",
    zh="项目洽商",
    icon="flag",
    when=of_college,
    sections=(
        Record(
            name="project",
            zh="项目概况",
            icon="flag",
            asks=FindProject,
            facts=(
                "host_name",
                "strategic_partner",
                "state",
                Column(name="budget_state", how="tag"),
                Column(name="request_note", title=Title("主办单位要求", "What the host asked for")),
                Column(name="explicit_request", title=Title("要求的依据", "Evidence of it")),
            ),
            inner=(Inner(items="visits", zh="踏查记录", columns=VISITS),),
            actions=(
                Action(
                    kind=BeginNegotiation,
                    icon="flag",
                    tone="primary",
                    during=(ClassState.PLANNED,),
                ),
                Action(kind=RecordVisit, icon="eye", during=NEGOTIATING),
                Action(kind=RecordHostRequest, icon="mail", during=NEGOTIATING),
            ),
            empty="本班次尚未开始洽商，或者不是受托承办的班次。",
        ),
        Picture(
            name="elements",
            zh="洽商要素",
            icon="steps",
            asks=FindProject,
            template="enrollment/project.html",
            data=project_data,
            offers=(SETTLE, SETTLE_ONE, ASK, ANSWER, *CONFIRMING),
        ),
    ),
)

LOOKS = {
    NegotiateElements: Look(
        starts=FindProject,
        begins=_elements_of,
        note="尚未谈妥的要素，把「要素」一栏选为空白即可略过；改动要素后，已有的书面确认和签字作废。",
    ),
    Consult: Look(
        choices={"unit_id": DEPARTMENTS},
        hints={"unit_id": "涉及费用的要素须会商财务后勤处。"},
    ),
    DraftConfirmation: Look(
        note="原则上签订书面协议；长期战略合作单位，或者主办单位明确提出要求并已登记的，可用预（决）算单等形式。",
    ),
    SignConfirmation: Look(
        hides=("document_hash",),
        hints={"scan": "在纸质文件上签字的，请上传扫描件。"},
    ),
}
