"""A host's classes: the agreement to sign, the data to confirm, the settlement to agree, the
invoices, and the evaluation.
"""

from collections.abc import Mapping
from typing import Any

from contracts.assessment import EvaluationForm, TakeTicket
from contracts.base import Title
from contracts.enrollment import (
    ClassState,
    FindProject,
    ListOwnQuotas,
    NameHostManager,
    SignConfirmation,
)
from contracts.finance import (
    AgreeSettlement,
    DisputeSheet,
    FindSettlement,
    FindSheetOfClass,
    ListInvoices,
    ReturnSettlement,
    SettlementState,
    SheetState,
    SignSheet,
)
from contracts.values import Party
from gateway.me.whose import host_units, hosted_classes, is_host
from kit.pages.desk import Action, Column, Inner, Look, Page, Record, Table
from kit.pages.visit import Visit

S = ClassState
UNITS_CLASSES = 50
# While somebody of the host may still come along, and while its judgement may be asked for.
TO_SERVE = (S.PREPARING, S.ROSTER_APPROVED, S.READY, S.CHECKING_IN, S.IN_PROGRESS)
TO_JUDGE = (S.IN_PROGRESS, S.ASSESSING, S.DATA_CONFIRMED, S.DEPARTED, S.HANDED_OVER)
TO_CONFIRM = (SheetState.PROPOSED, SheetState.SIGNED_ONE)


def _has_signed(signatures: Any) -> bool:
    return any(one.party is Party.HOST for one in signatures)


def _awaits_agreement(project: Any) -> bool:
    agreement = project.confirmation
    return agreement is not None and not _has_signed(agreement.signatures)


def _awaits_data(sheet: Any) -> bool:
    return sheet.state in TO_CONFIRM and not _has_signed(sheet.signatures)


def _agreement_to_sign(project: Any) -> Mapping[str, Any]:
    return {"party": Party.HOST.value, "document_hash": project.confirmation.document_hash}


def _sheet_to_sign(sheet: Any) -> Mapping[str, Any]:
    return {"party": Party.HOST.value, "document_hash": sheet.document_hash}


def _under_review(settlement: Any) -> bool:
    return bool(settlement.state is SettlementState.HOST_REVIEW)


async def _classes(visit: Visit) -> Mapping[str, Any]:
    """The classes one acts in for the host, and those the host has seats in."""
    known = hosted_classes(visit.actor)
    projects = await visit.asker.parts(*(FindProject(class_id=one) for one in known))
    seats = await visit.asker.parts(
        *(ListOwnQuotas(unit_id=one, size=UNITS_CLASSES) for one in host_units(visit.actor))
    )
    return {
        "classes": list(zip(known, projects, strict=True)),
        "seats": [line for part in seats if part.value for line in part.value.items],
        "silent": any(part.silent for part in (*projects, *seats)),
    }


AGREEMENT = Record(
    name="agreement",
    zh="书面确认",
    icon="pen",
    asks=FindProject,
    facts=(
        "host_name",
        Column(
            name="document",
            title=Title("确认文件", "Document"),
            how="file",
            of=lambda project: project.confirmation and project.confirmation.document,
        ),
        "state",
    ),
    inner=(
        Inner(
            items="elements",
            zh="约定要素",
            columns=(Column(name="name", how="tag"), "agreed", "special"),
        ),
    ),
    actions=(
        Action(
            kind=SignConfirmation,
            tone="primary",
            when=_awaits_agreement,
            given=_agreement_to_sign,
        ),
        Action(kind=NameHostManager, zh="登记跟班管理人员", during=TO_SERVE),
    ),
    empty="本班次没有洽商记录。",
)
DATA = Record(
    name="data",
    zh="数据确认书",
    icon="check",
    asks=FindSheetOfClass,
    facts=("state", "version", Column(name="dispute", title=Title("异议", "Objection"))),
    inner=(
        Inner(
            items="lines",
            zh="数据明细",
            columns=(Column(name="group", how="tag"), "label", "quantity", "unit", "reason"),
        ),
    ),
    actions=(
        Action(kind=SignSheet, zh="签认", tone="primary", when=_awaits_data, given=_sheet_to_sign),
        Action(kind=DisputeSheet, when=lambda sheet: sheet.state in TO_CONFIRM),
    ),
    empty="结班时统计数据，请双方签认。",
)
SETTLEMENT = Record(
    name="settlement",
    zh="决算",
    icon="coin",
    asks=FindSettlement,
    facts=("state", "total_fen", "total_in_words", "paid_fen"),
    inner=(
        Inner(
            items="lines",
            zh="决算明细",
            columns=("label", "quantity", "unit", "unit_price_fen", "amount_fen"),
        ),
    ),
    actions=(
        Action(kind=AgreeSettlement, zh="同意决算", tone="primary", when=_under_review),
        Action(kind=ReturnSettlement, when=_under_review),
    ),
    empty="数据确认后编制决算。",
)
INVOICES = Table(
    name="invoices",
    zh="发票",
    icon="sheet",
    asks=ListInvoices,
    columns=("number", "item", "total_fen", "issued_on", "state"),
    empty="还没有发票。",
)


def _ticket(form: EvaluationForm, zh: str) -> Action:
    given = {"form": form.value}
    return Action(
        kind=TakeTicket,
        zh=zh,
        icon="star",
        begins=True,
        during=TO_JUDGE,
        given=lambda _: given,
    )


HOST = Page(
    path="host",
    zh="主办班次",
    icon="flag",
    whose=is_host,
    template="me/host.html",
    gather=_classes,
)
HOST_CLASS = Page(
    path="host/{class_id}",
    zh="主办单位事项",
    icon="flag",
    whose=is_host,
    sections=(AGREEMENT, DATA, SETTLEMENT, INVOICES),
    actions=(
        _ticket(EvaluationForm.TEACHING_QUALITY, "填写教学质量评估表"),
        _ticket(EvaluationForm.SERVICE_QUALITY, "填写服务质量评估表"),
    ),
)
# A scan is for a signature on paper; whoever signs here needs none.
LOOKS = {
    SignConfirmation: Look(
        hides=("party", "document_hash", "scan"), note="请先阅读确认文件，再填写签字人。"
    ),
    SignSheet: Look(hides=("party", "document_hash", "scan"), note="签认后双方以此数据决算。"),
    AgreeSettlement: Look(hides=("scan",), note="同意后双方签署决算并开具发票。"),
}
