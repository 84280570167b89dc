"""The joint data confirmation: what a class used, in four groups, signed by both sides."""

from collections.abc import Mapping
from typing import Any

from contracts.enrollment import GOING_ON
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
from services.finance.desk.forms import AFTER, RUNNING

OPEN = {SheetState.DRAFT, SheetState.DISPUTED}
UP = {SheetState.PROPOSED, SheetState.SIGNED_ONE}

CORRECT = Action(kind=CorrectDataLine, during=GOING_ON)


def _has_host(visit: Visit) -> bool:
    """Nobody signs for a class of the institution's own."""
    return visit.class_bar is None or visit.class_bar.hosted


def _tells_something(visit: Visit) -> bool:
    """What a class of the institution's own has used stands in its account."""
    return _has_host(visit) or visit.may(FindAccount)


def _sheet_of_host(visit: Visit) -> FindSheetOfClass | None:
    return FindSheetOfClass(class_id=visit.known["class_id"]) if _has_host(visit) else None


def _account_of_own(visit: Visit) -> FindAccount | None:
    return None if _has_host(visit) else FindAccount(class_id=visit.known["class_id"])


def sheet_data(sheet: DataSheetView | None) -> Mapping[str, Any]:
    """What the sheet is drawn with, on screen and on paper: the lines by group, and who has signed
    for which side.
    """
    lines = sheet.lines if sheet else []
    return {
        "groups": [(group, [line for line in lines if line.group is group]) for group in DataGroup],
        "signed": {one.party: one for one in sheet.signatures} if sheet else {},
        "parties": list(Party),
    }


def _sheet(sheet: DataSheetView, visit: Visit) -> Mapping[str, Any]:
    """The sheet, and what may be done with each line."""
    actions = (CORRECT,) if sheet.state in OPEN else ()
    offers = {line.line_id: visit.offers(actions, line) for line in sheet.lines}
    return {**sheet_data(sheet), "offers": offers}


def _awaits(party: Party) -> Any:
    def awaits(sheet: DataSheetView) -> bool:
        signed = {signature.party for signature in sheet.signatures}
        return sheet.state in UP and party not in signed

    return awaits


def _signs_for(party: Party) -> Any:
    return lambda sheet: {"party": party, "document_hash": sheet.document_hash}


def _begun_line(sheet: DataSheetView, known: Known) -> Mapping[str, Any]:
    """The line that is corrected, as it stands."""
    line = next((line for line in sheet.lines if line.line_id == known.get("line_id")), None)
    return {"quantity": line.quantity, "reason": line.reason} if line else {}


DATA_SHEET = Page(
    path="data-sheet",
    zh="数据确认",
    icon="check",
    kind=FindSheetOfClass,
    when=_tells_something,
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
                Action(
                    kind=CountSheet,
                    icon="sheet",
                    begins=True,
                    during=(*RUNNING, *AFTER),
                    when=lambda s: s.state is not SheetState.CONFIRMED,
                ),
                Action(
                    kind=AddDataLine,
                    icon="plus",
                    during=GOING_ON,
                    when=lambda s: s.state in OPEN,
                ),
                Action(
                    kind=ProposeSheet,
                    during=GOING_ON,
                    icon="check",
                    tone="primary",
                    when=lambda s: s.state is SheetState.DRAFT,
                ),
                Action(
                    kind=SignSheet,
                    during=GOING_ON,
                    zh="承办方签认",
                    icon="pen",
                    tone="primary",
                    when=_awaits(Party.COLLEGE),
                    given=_signs_for(Party.COLLEGE),
                ),
                Action(
                    kind=IssueHostLink,
                    icon="qr",
                    during=GOING_ON,
                    when=_awaits(Party.HOST),
                ),
                Action(
                    kind=SignSheet,
                    during=GOING_ON,
                    zh="登记主办单位签字件",
                    icon="pen",
                    when=_awaits(Party.HOST),
                    given=_signs_for(Party.HOST),
                ),
                Action(
                    kind=DisputeSheet,
                    tone="danger",
                    during=GOING_ON,
                    when=lambda s: s.state in UP,
                ),
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
                    when=bool,
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
        starts=FindSheetOfClass,
        begins=_begun_line,
        beside="finance/sheet_line_beside.html",
    ),
    AddDataLine: Look(note="某一组确未发生的，也须补充一行，数量填零。"),
    ProposeSheet: Look(note="提交后，双方签认的就是此刻所列的每一行；四组都须有内容，可以为零。"),
    SignSheet: Look(
        hides=("party", "document_hash"),
        about=FindSheetOfClass,
        beside="finance/sheet_beside.html",
        hints={"scan": "登记主办单位在纸面上的签字时须附扫描件。"},
    ),
    IssueHostLink: Look(
        shows="finance/host_link.html",
        note="主办单位负责人或派驻管理人员用手机打开链接即可核对、签认；新链接生成后旧链接失效。",
    ),
}
