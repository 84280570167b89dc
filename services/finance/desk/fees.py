"""Lecture fees of a class: reckoned from the lessons held, approved by another, paid by receipt."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.base import Title
from contracts.finance import (
    ApproveFees,
    CalculateFees,
    FeeState,
    FindBudget,
    LectureFeeView,
    ListFees,
    PayFee,
)
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Known, Look, Page, Picture, Table
from kit.pages.visit import Visit

DONE = {FeeState.PAID, FeeState.FILED}


def _any_in(state: FeeState) -> Any:
    return lambda fees: any(fee.state is state for fee in fees)


def _rates(fees: Sequence[LectureFeeView], _: Known) -> Mapping[str, Any]:
    """The rates by which the fees that are not paid were reckoned."""
    return {
        "rates": [
            {"teacher_id": fee.teacher_id, "net_per_hour_fen": fee.net_per_hour_fen}
            for fee in fees
            if fee.state not in DONE
        ]
    }


def _sums(fees: Sequence[LectureFeeView], _: Visit) -> Mapping[str, Any]:
    """What the fees come to in all, and how many of them are paid."""
    return {
        "hours": sum(fee.payable_hours for fee in fees),
        "net_fen": sum(fee.net_fen for fee in fees),
        "gross_fen": sum(fee.gross_fen for fee in fees),
        "tax_fen": sum(fee.tax_fen for fee in fees),
        "paid": sum(fee.state in DONE for fee in fees),
    }


FEES = Page(
    path="lecture-fees",
    zh="讲课费",
    icon="people",
    in_menu=False,
    actions=(Go(path="/classes/{class_id}/money", zh="经费", icon="coin", kind=FindBudget),),
    sections=(
        Table(
            name="fees",
            zh="讲课费",
            icon="coin",
            asks=ListFees,
            columns=(
                "teacher_name",
                "title_band",
                Column(name="employed", title=Title("本单位职工", "Own staff")),
                "payable_hours",
                "net_per_hour_fen",
                Column(name="cap_per_hour_fen", title=Title("每学时上限", "Cap per hour")),
                "net_fen",
                "tax_fen",
                "gross_fen",
                "state",
                "month",
                "receipt",
            ),
            actions=(
                Action(
                    kind=ApproveFees,
                    icon="check",
                    tone="primary",
                    when=_any_in(FeeState.CALCULATED),
                ),
                Action(kind=CalculateFees, icon="sheet"),
                Go(
                    path="/papers/finance/fee-receipts?class_id={class_id}",
                    zh="打印领取单",
                    icon="print",
                    kind=ListFees,
                    when=bool,
                ),
            ),
            row_actions=(
                Action(kind=PayFee, when=lambda fee: fee.state is FeeState.APPROVED),
                Go(
                    path="/papers/finance/fee-receipts?class_id={class_id}&fee_id={fee_id}",
                    zh="领取单",
                    icon="print",
                    kind=ListFees,
                ),
            ),
            empty="尚未核算。授课结束并登记考勤后，在此按课次核算讲课费。",
        ),
        Picture(
            name="lessons",
            zh="计酬课次",
            icon="calendar",
            asks=ListFees,
            template="finance/lessons.html",
            data=_sums,
            empty="核算后在此列出每位教师的课次和计酬学时。",
            note="计酬少于授课的，是同一半天超过上限，或合班授课只计一次。",
        ),
    ),
)

FEE_LOOKS: Mapping[Any, Look] = {
    CalculateFees: Look(
        starts=ListFees,
        begins=_rates,
        beside="finance/fees_beside.html",
        note="不填课时标准的教师，按其职称的税后标准上限核算；已发放的讲课费不变。",
    ),
    ApproveFees: Look(
        about=ListFees,
        beside="finance/fees_beside.html",
        note="核算人不能审批本人核算的讲课费。",
    ),
    PayFee: Look(
        about=ListFees,
        beside="finance/fee_beside.html",
        hints={"receipt": "教师本人签字的领取单扫描件。"},
        note="发放后当月各笔讲课费合并计税，税款由本单位代扣。",
    ),
}
