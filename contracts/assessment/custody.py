"""The custody 保管 of paper and scripts: every hand-over and look, seals, anonymous codes."""

from datetime import datetime
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.assessment.access import R
from contracts.assessment.exam import Duty, ExamView
from contracts.base import Command, Query, Secret, Title, View


class CustodyView(View):
    """交接记录｜One step in the custody of paper or scripts. `is_breach`: it counts against
    integrity; `conflict`: the duty somebody held, and the one they were proposed for.
    """

    at: datetime
    what: str
    by: str
    seal_no: str
    note: str
    is_breach: bool = False
    conflict: tuple[Duty, ...] = ()


class ListCustody(
    Query[list[CustodyView]],
    rest="GET /exams/{exam_id}/custody",
    by=(R.EXAM_ADMIN, R.EVP, R.AUDITOR),
    clauses=("A-5.p3", "A-5.k3"),
):
    """试卷交接记录｜The custody of the paper, look by look, without any content."""

    exam_id: str


class CodeLine(View):
    """匿名编号｜Which script, by room and seat, bears which anonymous code."""

    room: str
    seat_no: int
    anon_code: str


class CodesView(View):
    """匿名编号表｜What the custodian writes on the scripts in place of names."""

    exam_id: str
    codes: Annotated[list[CodeLine], Secret()]


class ListCodes(
    Command[CodesView],
    rest="POST /exams/{exam_id}/codes",
    by=(R.SIGNED_IN,),
    clauses=("A-7.10.g", "A-5.k3"),
):
    """查看匿名编号｜Show anonymous codes: see which script bears which code; only the custodian,
    from the sealing of the scripts until the marking is complete, and every look is recorded.
    """

    exam_id: str


class RecordSealCheck(
    Command[ExamView],
    rest="POST /exams/{exam_id}/seal-checks",
    by=(R.SIGNED_IN,),
    clauses=("A-5.p3", "A-5.k3"),
):
    """登记封条检查｜Record seal check: record the seal one finds when taking paper or scripts over;
    printer, invigilator and custodian. A broken seal, or one not on record, counts as a breach.
    """

    exam_id: str
    seal_no: Annotated[str, Title("封条号", "Seal number"), MinLen(2), MaxLen(40)]
    intact: Annotated[bool, Title("封条完好", "Intact")]
    note: Annotated[str, Title("说明", "Note"), MaxLen(500)] = ""
