"""The joint data confirmation: what a class used, in four groups, signed by both sides."""

from collections.abc import Mapping
from typing import Any

from contracts.finance import (
    AddDataLine,
    CorrectDataLine,
    CountSheet,
    DataGroup,
    DataSheetView,
    DisputeSheet,
    FindAccount,
    FindSheetOfClass,
    IssueHostLink,
    ProposeSheet,
    SheetState,
    SignSheet,
)
from contracts.values import Party
from kit.pages.desk import Action, Go, Known, Look, Page, Picture
from kit.pages.visit import Visit
from services.finance.desk.forms import AFTER, RUNNING, blank, of_class

OPEN = {SheetState.DRAFT, SheetState.DISPUTED}
UP = {SheetState.PROPOSED, SheetState.SIGNED_ONE}

CORRECT = Action(kind=CorrectDataLine)


async def _finds(visit: Visit) -> Known:
    """Whether the class is the institution's own: then nobody signs."""
    found = (await visit.part(FindAccount(class_id=visit.known["class_id"]))).value
    return {"own": "yes"} if found is not None and not found.hosted_externally else {}


def _sheet_of_host(visit: Visit) -> FindSheetOfClass | None:
    return None if "own" in visit.known else FindSheetOfClass(class_id=visit.known["class_id"])


def _account_of_own(visit: Visit) -> FindAccount | None:
    return FindAccount(class_id=visit.known["class_id"]) if "own" in visit.known else None


def _sheet(sheet: DataSheetView, visit: Visit) -> Mapping[str, Any]:
    """The lines by group, what may be done with each, and who has signed for which side."""
    actions = (CORRECT,) if sheet.state in OPEN else ()
    return {
        "groups": [
            (group, [line for line in sheet.lines if line.group is group]) for group in DataGroup
        ],
        "offers": {line.line_id: visit.offers(actions, line) for line in sheet.lines},
        "signed": {signature.party: signature for signature in sheet.signatures},
        "parties": list(Party),
    }


def _awaits(party: Party) -> Any:
    def awaits(sheet: DataSheetView) -> bool:
        signed = {signature.party for signature in sheet.signatures}
        return sheet.state in UP and party not in signed

    return awaits


def _signs_for(party: Party) -> Any:
    return lambda sheet: {"party": party, "document_hash": sheet.document_hash} if sheet else {}


def _begun_line(sheet: DataSheetView, known: Known) -> Mapping[str, Any]:
    """The line that is corrected, as it stands."""
    line = next((line for line in sheet.lines if line.line_id == known.get("line_id")), None)
    return {"quantity": line.quantity, "reason": line.reason} if line else {}


DATA_SHEET = Page(
    path="data-sheet",
    zh="数据确认",
    icon="check",
    kind=FindSheetOfClass,
    finds=_finds,
    sections=(
        Picture(
            name="sheet",
            zh="数据确认书",
            icon="check",
            asks=_sheet_of_host,
            template="finance/sheet.html",
            data=_sheet,
            empty="尚未统计。统计后，住宿、用餐、会场使用和其他活动在此逐项列出。",
            offers=(CorrectDataLine,),
            actions=(
                # The template offers the first one alone where nothing was counted yet.
                Action(
                    kind=CountSheet,
                    icon="sheet",
                    during=(*RUNNING, *AFTER),
                    when=lambda s: s.state is not SheetState.CONFIRMED,
                ),
                Action(kind=AddDataLine, icon="plus", when=lambda s: s.state in OPEN),
                Action(
                    kind=ProposeSheet,
                    icon="check",
                    tone="primary",
                    when=lambda s: s.state is SheetState.DRAFT,
                ),
                Action(
                    kind=SignSheet,
                    zh="承办方签认",
                    icon="pen",
                    tone="primary",
                    when=_awaits(Party.COLLEGE),
                    given=_signs_for(Party.COLLEGE),
                ),
                Action(kind=IssueHostLink, icon="qr", when=_awaits(Party.HOST)),
                Action(
                    kind=SignSheet,
                    zh="登记主办单位签字件",
                    icon="pen",
                    when=_awaits(Party.HOST),
                    given=_signs_for(Party.HOST),
                ),
                Action(kind=DisputeSheet, tone="danger", when=lambda s: s.state in UP),
                Action(
                    kind=CountSheet,
                    zh="重新统计",
                    icon="sheet",
                    when=lambda s: s.state is SheetState.CONFIRMED,
                    during=(*RUNNING, *AFTER),
                ),
                Go(
                    path="/papers/finance/data-sheet?class_id={class_id}",
                    zh="打印数据确认书",
                    icon="print",
                    kind=FindSheetOfClass,
                ),
            ),
        ),
        Picture(
            name="usage",
            zh="使用情况",
            icon="check",
            asks=_account_of_own,
            template="finance/usage.html",
            note="本部自办班次没有主办单位，数据在教学结束后由系统自动确认，无须双方签认。",
        ),
    ),
)

SHEET_LOOKS: Mapping[Any, Look] = {
    CountSheet: Look(
        note="按床位、服务验收、课次和报到重新统计；已有的签认随之作废，更正和补充保留。"
    ),
    CorrectDataLine: Look(
        starts=of_class(FindSheetOfClass),
        begins=_begun_line,
        beside="finance/sheet_line_beside.html",
    ),
    AddDataLine: Look(note="某一组确未发生的，也须补充一行，数量填零。"),
    ProposeSheet: Look(note="提交后，双方签认的就是此刻所列的每一行；四组都须有内容，可以为零。"),
    SignSheet: Look(
        hides=("party", "document_hash"),
        starts=of_class(FindSheetOfClass),
        begins=blank,
        beside="finance/sheet_beside.html",
        hints={"scan": "登记主办单位在纸面上的签字时须附扫描件。"},
    ),
    IssueHostLink: Look(
        shows="finance/host_link.html",
        note="主办单位负责人或派驻管理人员用手机打开链接即可核对、签认；新链接生成后旧链接失效。",
    ),
}
