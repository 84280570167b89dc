"""Lecture fees 讲课费 and the tax withheld from them. Money is fen, hours are tenths."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.finance.access import READERS, R
from contracts.values import Fen, FileRef, HalfDay, Hours, TitleBand


class FeeState(StrEnum):
    """How a lecture fee stands."""

    CALCULATED = "CALCULATED"
    APPROVED = "APPROVED"
    PAID = "PAID"
    FILED = "FILED"


class FeeLesson(View):
    """课次｜A lesson a fee is for: taught and payable tenths of an hour."""

    session_id: str
    title: str
    on: date
    half_day: HalfDay
    taught: int
    payable: int


class LectureFeeView(View):
    """讲课费｜What a teacher gets for a class. Caps are after tax; wages of own employees are not
    taxed here.
    """

    fee_id: str
    class_id: str
    teacher_id: str
    teacher_name: str
    title_band: TitleBand
    employed: bool
    lessons: list[FeeLesson]
    payable_hours: Hours
    net_per_hour_fen: int
    cap_per_hour_fen: int
    net_fen: int
    gross_fen: int
    tax_fen: int
    month: str
    state: FeeState
    calculated_by: str
    approved_by: str
    receipt: FileRef | None
    net_in_words: str = ""


class RateLine(View):
    """课时标准｜What a teacher gets for an hour, after tax."""

    teacher_id: Annotated[str, Title("教师", "Teacher")]
    net_per_hour_fen: Fen


class CalculateFees(
    Command[list[LectureFeeView]],
    rest="PUT /classes/{class_id}/lecture-fees",
    by=(R.FIN_LOGISTICS, R.PROJECT_LEAD),
    clauses=("B-3.3a", "B-6.6"),
):
    """核算讲课费｜Calculate lecture fees: reckon the fees of the lessons held: at most four hours a
    half-day, once for classes taught together, within the cap of the title. Without rates the cap
    is paid.
    """

    class_id: str
    rates: Annotated[tuple[RateLine, ...], Title("课时标准", "Rates"), MaxLen(100)] = ()


class ApproveFees(
    Command[list[LectureFeeView]],
    rest="POST /classes/{class_id}/lecture-fees/approval",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-3.3a",),
):
    """审批讲课费｜Approve lecture fees: approve the fees of a class; never who reckoned them."""

    class_id: str


class PayFee(
    Command[LectureFeeView],
    rest="POST /classes/{class_id}/lecture-fees/{fee_id}/payment",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-3.3a",),
):
    """发放讲课费｜Pay lecture fee: pay an approved fee against the teacher's signed receipt; tax is
    withheld on all of the month's fees together.
    """

    class_id: str
    fee_id: str
    paid_on: Annotated[date, Title("发放日期", "Paid on")]
    reference: Annotated[str, Title("银行流水号", "Bank reference"), MinLen(4), MaxLen(60)]
    receipt: FileRef


class ListFees(
    Query[list[LectureFeeView]], rest="GET /classes/{class_id}/lecture-fees", by=READERS
):
    """讲课费｜The lecture fees of a class."""

    class_id: str


class TaxRow(View):
    """扣缴明细｜One lecturer's month."""

    teacher_id: str
    teacher_name: str
    payments: int
    gross_fen: int
    tax_fen: int
    net_fen: int


class TaxMonthView(View):
    """扣缴申报｜The withholding of a month, due on the 15th of the next."""

    month: str
    rows: list[TaxRow]
    gross_fen: int
    tax_fen: int
    due_on: date
    filed_on: date | None
    filed_by: str
    late: bool


Month = Annotated[str, Title("月份（YYYY-MM）", "Month"), MinLen(7), MaxLen(7)]


class FindTaxMonth(
    Query[TaxMonthView],
    rest="GET /tax-months/{month}",
    by=(R.FIN_LOGISTICS, R.AUDITOR),
):
    """扣缴申报｜The withholding of a month."""

    month: Month


class FileTaxMonth(
    Command[TaxMonthView],
    rest="POST /tax-months/{month}/filing",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-3.3a",),
):
    """申报扣缴｜File tax month: file a month once it has ended; nothing more is paid in it then."""

    month: Month


class ClaimDocument(View):
    """报销材料｜One paper of the claim file, and where it comes from."""

    code: str
    zh: str
    en: str
    source: str
    file: FileRef | None
    present: bool


class ClaimFileView(View):
    """报销材料清单｜The claim file of a class: plan, notice, sign-in, costs, fees, receipts."""

    class_id: str
    documents: list[ClaimDocument]
    missing: list[str]


class FindClaimFile(
    Query[ClaimFileView],
    rest="GET /classes/{class_id}/claim-file",
    by=READERS,
    clauses=("B-3.3a",),
):
    """报销材料｜What the claim file of a class holds and lacks."""

    class_id: str


class ExportClaimFile(
    Query[FileRef],
    rest="GET /classes/{class_id}/claim-file/export",
    by=(R.FIN_LOGISTICS, R.AUDITOR),
    clauses=("B-3.3a",),
    patience=60,
):
    """导出报销材料｜The claim file as a workbook: its list, costs, fees and attendance."""

    class_id: str


class LectureFeeCalculated(Event):
    """讲课费已核算｜The lecture fees of a class were reckoned."""

    class_id: str
    fees: int
    net_fen: int


class LectureFeePaid(Event, about="fee_id"):
    """讲课费已发放｜A lecture fee was paid."""

    class_id: str
    fee_id: str
    teacher_id: str
    hours: int
    net_fen: int
    month: str


class TaxWithheld(Event, about="fee_id"):
    """已代扣个人所得税｜Tax was withheld from a lecture fee; it is filed by the 15th."""

    fee_id: str
    teacher_id: str
    month: str
    tax_fen: int
    due_on: date


class TaxFiled(Event, about="month"):
    """个人所得税已申报｜A month's withholding was filed."""

    month: str
    tax_fen: int
    on_time: bool
