"""What a class may cost, is planned to cost and did cost, and the file its costs are claimed by."""

from collections.abc import Mapping
from typing import Any

from contracts.enrollment import GOING_ON
from contracts.finance import (
    ClaimFileView,
    ClearBudget,
    DraftBudget,
    ExportClaimFile,
    FindAccount,
    FindBudget,
    FindClaimFile,
    FindSettlement,
    ListFees,
    RejectBudget,
)
from kit.pages.desk import Action, Download, Go, Look, Page, Picture
from kit.pages.visit import Visit
from services.finance.desk.forms import AFTER, BEFORE, RUNNING

TO_DRAFT = {"DRAFT", "REJECTED"}


async def _actuals(visit: Visit) -> Mapping[str, Any]:
    """What the budget is measured against."""
    class_id = visit.known["class_id"]
    account, settlement = await visit.asker.parts(
        FindAccount(class_id=class_id), FindSettlement(class_id=class_id)
    )
    return {"account": account.value, "settlement": settlement.value}


def _claim(claim: ClaimFileView, _: Visit) -> Mapping[str, Any]:
    return {"present": sum(document.present for document in claim.documents)}


MONEY = Page(
    path="money",
    zh="经费",
    icon="coin",
    gather=_actuals,
    actions=(
        Go(path="/classes/{class_id}/lecture-fees", zh="讲课费", icon="people", kind=ListFees),
    ),
    sections=(
        Picture(
            name="budget",
            zh="预算",
            icon="coin",
            asks=FindBudget,
            template="finance/budget.html",
            empty="建班后在此编制预算。",
            actions=(
                Action(
                    kind=ClearBudget,
                    during=GOING_ON,
                    tone="primary",
                    when=lambda budget: budget.state == "CLEARANCE_REQUIRED",
                ),
                Action(
                    kind=RejectBudget,
                    during=GOING_ON,
                    tone="danger",
                    when=lambda budget: budget.state == "CLEARANCE_REQUIRED",
                ),
                Action(
                    kind=DraftBudget,
                    icon="pen",
                    tone="primary",
                    during=(*BEFORE, *RUNNING, *AFTER),
                    when=lambda budget: budget.state in TO_DRAFT,
                ),
                Action(
                    kind=DraftBudget,
                    zh="调整预算",
                    icon="pen",
                    during=(*BEFORE, *RUNNING, *AFTER),
                    when=lambda budget: budget.state not in TO_DRAFT,
                ),
                Go(
                    path="/papers/finance/budget?class_id={class_id}",
                    zh="打印预算单",
                    icon="print",
                    kind=FindBudget,
                    when=lambda budget: bool(budget.lines),
                ),
            ),
        ),
        Picture(
            name="claim",
            zh="报销材料",
            icon="box",
            asks=FindClaimFile,
            template="finance/claim.html",
            data=_claim,
            empty="建班后开始收集报销材料。",
            actions=(
                Download(kind=ExportClaimFile, zh="导出报销材料", icon="sheet", when=bool),
                Go(
                    path="/papers/finance/claim?class_id={class_id}",
                    zh="打印目录",
                    icon="print",
                    kind=FindClaimFile,
                    when=bool,
                ),
            ),
        ),
    ),
)

BUDGET_LOOKS: Mapping[Any, Look] = {
    DraftBudget: Look(
        starts=FindBudget,
        beside="finance/budget_beside.html",
        hints={
            "staff": "按学员人数的一定比例计入综合定额，右侧列明计入人数。",
            "lines": "勾选“计入综合定额”的各行合计不得超过综合定额；师资费不计入。",
        },
    ),
    ClearBudget: Look(about=FindBudget, beside="finance/budget_beside.html"),
    RejectBudget: Look(about=FindBudget, beside="finance/budget_beside.html"),
}
