"""What waits for whoever works on an exam: pledge, paper, seals, codes, the exam itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.assessment import (
    BeginExam,
    Duty,
    DutyTask,
    ExamDutyView,
    ExamState,
    FindExam,
    ListCodes,
    ListMyDuties,
    ListScripts,
    ListSeats,
    ReadPaper,
    RecordPrinting,
    RecordSealCheck,
    SealPaper,
    SealScripts,
    SignPledge,
)
from contracts.lookups import Lookup
from contracts.portal import COLLEAGUES
from kit.pages.desk import Action, Go, Look, Offer, Page, Picture
from kit.pages.visit import Visit

S, T = ExamState, DutyTask
SEALED = (
    S.PAPER_SEALED,
    S.PRINTED,
    S.READY,
    S.IN_PROGRESS,
    S.SCRIPTS_SEALED,
    S.MARKING,
)
MARKED_IN = (S.SCRIPTS_SEALED, S.MARKING)
CHECKS_SEALS = (Duty.PRINTER, Duty.INVIGILATOR, Duty.CUSTODIAN)


def _awaits(task: DutyTask) -> Any:
    return lambda held: task in held.waiting


MARK = Go(
    path="/assessment/marking/{exam_id}",
    zh="进入阅卷台",
    icon="pen",
    kind=ListScripts,
    when=lambda held: held.duty is Duty.MARKER and held.pledged and held.state in MARKED_IN,
)
OFFERS: Sequence[Offer] = (
    Action(kind=SignPledge, tone="primary", when=_awaits(T.SIGN_PLEDGE)),
    Action(kind=SealPaper, tone="primary", when=_awaits(T.SEAL_PAPER)),
    Action(kind=RecordPrinting, tone="primary", when=_awaits(T.PRINT_PAPER)),
    Action(kind=BeginExam, tone="primary", when=_awaits(T.BEGIN_EXAM)),
    Action(kind=SealScripts, tone="primary", when=_awaits(T.SEAL_SCRIPTS)),
    MARK,
    Action(
        kind=ListCodes,
        tone="primary",
        when=lambda held: held.duty is Duty.CUSTODIAN and held.pledged and held.state in MARKED_IN,
    ),
    Action(
        kind=ReadPaper,
        when=lambda held: held.duty is not Duty.MARKER and held.may_read,
    ),
    Action(
        kind=ReadPaper,
        zh="阅读评分标准",
        when=lambda held: held.duty is Duty.MARKER and held.may_read,
    ),
    Action(
        kind=RecordSealCheck,
        when=lambda held: held.pledged and held.duty in CHECKS_SEALS and held.state in SEALED,
    ),
    Go(
        path="/papers/assessment/seats?class_id={class_id}&exam_id={exam_id}&back=/assessment/duties",
        zh="打印座位表",
        icon="print",
        kind=ListSeats,
        when=lambda held: (
            held.duty is Duty.INVIGILATOR
            and held.pledged
            and held.state in (S.READY, S.IN_PROGRESS)
        ),
    ),
)


def _mine(visit: Visit) -> ListMyDuties:
    return ListMyDuties(person_id=visit.actor.person_id)


def _cards(duties: Sequence[ExamDutyView], visit: Visit) -> Mapping[str, Any]:
    return {"cards": [(held, visit.offers(OFFERS, held)) for held in duties]}


DUTIES = Page(
    path="duties",
    zh="我的考务",
    icon="shield",
    kind=ListMyDuties,
    whose=lambda actor: any(actor.has(role) for role in COLLEAGUES),
    sections=(
        Picture(
            name="duties",
            zh="我承担的考务",
            icon="shield",
            asks=_mine,
            template="assessment/duties.html",
            data=_cards,
            offers=OFFERS,
            empty="目前没有由您承担的考务。",
        ),
    ),
)


SEATED = Lookup(
    lambda known: ListSeats(exam_id=known["exam_id"]) if "exam_id" in known else None,
    "trainee_id",
    ("room", "seat_no", "name"),
)
DUTY_LOOKS = {
    SignPledge: Look(
        note="本人承诺：不泄露试题、评分标准和考生信息，不私自复制、留存或外带试卷与答卷；"
        "违反的，承担相应责任。",
    ),
    SealPaper: Look(
        note="密封后本人不能再次阅读试卷；全体考务人员签订保密承诺后方可密封。",
        hints={"seal_no": "试卷袋上封条的号码。"},
    ),
    ReadPaper: Look(
        note="每次阅读都记入交接记录；不在您职责时段内的阅读将被拒绝并记录。",
        shows="assessment/paper_read.html",
    ),
    RecordPrinting: Look(
        starts=FindExam,
        begins=lambda exam, _: {"copies": exam.candidates},
        hints={"copies": "不得少于应考人数。", "seal_no": "印好的试卷装袋后所用封条的号码。"},
    ),
    RecordSealCheck: Look(
        note="接手试卷或答卷时登记所见封条。破损或未登记的封条将作为保密事件上报。",
        hints={"intact": "封条完好无损时勾选。"},
    ),
    BeginExam: Look(note="到开考时间后发卷。"),
    SealScripts: Look(
        choices={"absent": SEATED, "cheated": SEATED},
        hints={
            "absent": "勾选缺考的学员；没有则不勾选。",
            "cheated": "勾选违纪的学员；没有则不勾选。",
            "seal_no": "答卷袋上封条的号码。",
        },
    ),
    ListCodes: Look(
        note="编号用于替代答卷上的姓名；每次查看都会记录。",
        shows="assessment/codes.html",
    ),
}
