"""What the file of a class holds: a checklist by clause, different for each nature of class."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.enrollment import ClassState
from services.enrollment.domain.nature import Applies, Nature, every_class

S = ClassState


class Segment(StrEnum):
    """The part of the class's life a paper comes from."""

    PREPARATION = "PREPARATION"
    TEACHING = "TEACHING"
    RESULTS = "RESULTS"


class DocType(StrEnum):
    """The kinds of papers a class file holds."""

    PLAN_APPROVAL = "PLAN_APPROVAL"
    CONFIRMATION = "CONFIRMATION"
    BUDGET = "BUDGET"
    IMPLEMENTATION_PLAN = "IMPLEMENTATION_PLAN"
    NOTICE = "NOTICE"
    ROSTER = "ROSTER"
    TRAINING_MATERIALS = "TRAINING_MATERIALS"
    TIMETABLE = "TIMETABLE"
    HANDBOOK = "HANDBOOK"
    DUTY_ROSTER = "DUTY_ROSTER"
    SUPPLIES = "SUPPLIES"
    TRAINEE_FORM = "TRAINEE_FORM"
    SIGN_IN_BOOK = "SIGN_IN_BOOK"
    ATTENDANCE_FORM = "ATTENDANCE_FORM"
    PUBLICITY = "PUBLICITY"
    DATA_SHEET = "DATA_SHEET"
    TEACHING_EVALUATION = "TEACHING_EVALUATION"
    SERVICE_EVALUATION = "SERVICE_EVALUATION"
    SUMMARIES = "SUMMARIES"
    EXAM_CUSTODY = "EXAM_CUSTODY"
    EXAM_RESULTS = "EXAM_RESULTS"
    PASS_LIST = "PASS_LIST"  # noqa: S105 – a list of those who passed, no password
    REGISTER = "REGISTER"
    HAND_OVER_LIST = "HAND_OVER_LIST"
    SETTLEMENT = "SETTLEMENT"
    INVOICE = "INVOICE"
    OTHER = "OTHER"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the checklist; `by_hand` papers are uploaded, of the others an event files a
    record. `when` tells for which classes.
    """

    doc_type: DocType
    zh: str
    en: str
    clause: str
    segment: Segment
    by_hand: bool = False
    mandatory: bool = True
    when: Applies = every_class


def checklist(nature: Nature) -> list[Line]:
    """What the file of a class of this nature holds."""
    return [line for line in CHECKLIST if line.when(nature)]


def line_of(doc_type: DocType) -> Line:
    """The line of the checklist for a kind of papers."""
    return next(line for line in CHECKLIST if line.doc_type is doc_type)


def kinds_titled(text: str) -> list[DocType]:
    """The kinds of papers whose title, in either language, holds this text."""
    wanted = text.casefold()
    return [
        line.doc_type for line in CHECKLIST if wanted in line.zh or wanted in line.en.casefold()
    ]


def _college(nature: Nature) -> bool:
    return nature.college


def _contracted(nature: Nature) -> bool:
    return nature.hosted_externally


def _has_exam(nature: Nature) -> bool:
    return nature.has_exam


CHECKLIST = (
    Line(
        doc_type=DocType.PLAN_APPROVAL,
        zh="培训计划批准文件",
        en="Approval of the plan",
        clause="A-7.1.b",
        segment=Segment.PREPARATION,
    ),
    Line(
        doc_type=DocType.CONFIRMATION,
        zh="书面确认（协议或预（决）算单）",
        en="Written confirmation",
        clause="B-6.2a",
        segment=Segment.PREPARATION,
        when=_contracted,
    ),
    Line(
        doc_type=DocType.BUDGET,
        zh="预算核准记录",
        en="Cleared budget",
        clause="B-6.1b",
        segment=Segment.PREPARATION,
        mandatory=False,
        when=_contracted,
    ),
    Line(
        doc_type=DocType.IMPLEMENTATION_PLAN,
        zh="实施方案",
        en="Implementation plan",
        clause="B-3.1b",
        segment=Segment.PREPARATION,
        when=_college,
    ),
    Line(
        doc_type=DocType.NOTICE,
        zh="培训通知",
        en="Training notice",
        clause="A-4.2.a",
        segment=Segment.PREPARATION,
        when=lambda nature: nature.passes(S.NOTIFIED),
    ),
    Line(
        doc_type=DocType.ROSTER,
        zh="培训人员名单",
        en="Approved roster",
        clause="A-7.2.a",
        segment=Segment.PREPARATION,
        when=lambda nature: nature.passes(S.ROSTER_APPROVED),
    ),
    Line(
        doc_type=DocType.TRAINING_MATERIALS,
        zh="培训材料",
        en="Training materials",
        clause="A-7.3.a",
        segment=Segment.PREPARATION,
        by_hand=True,
    ),
    Line(
        doc_type=DocType.TIMETABLE,
        zh="日程安排",
        en="Timetable",
        clause="A-6.3",
        segment=Segment.PREPARATION,
    ),
    Line(
        doc_type=DocType.HANDBOOK,
        zh="学员手册（培训须知）",
        en="Trainees' handbook",
        clause="B-8.1a",
        segment=Segment.PREPARATION,
        when=_college,
    ),
    Line(
        doc_type=DocType.DUTY_ROSTER,
        zh="辅导员值班表",
        en="Duty roster",
        clause="B-8.4b",
        segment=Segment.PREPARATION,
        when=_college,
    ),
    Line(
        doc_type=DocType.SUPPLIES,
        zh="备品领用单",
        en="Supplies drawn",
        clause="B-8.3a",
        segment=Segment.PREPARATION,
        when=_college,
    ),
    Line(
        doc_type=DocType.TRAINEE_FORM,
        zh="党校学员信息表 C4/组织04/001",
        en="Trainee information form C4/组织04/001",
        clause="A-9.a",
        segment=Segment.TEACHING,
        by_hand=True,
        when=lambda nature: not nature.college,
    ),
    Line(
        doc_type=DocType.SIGN_IN_BOOK,
        zh="学员签到簿",
        en="Sign-in book",
        clause="B-8.4a",
        segment=Segment.TEACHING,
        by_hand=True,
        when=lambda nature: nature.college and nature.passes(S.CHECKING_IN),
    ),
    Line(
        doc_type=DocType.ATTENDANCE_FORM,
        zh="党校学员考勤表",
        en="Attendance form",
        clause="A-7.4.b",
        segment=Segment.TEACHING,
        by_hand=True,
    ),
    Line(
        doc_type=DocType.PUBLICITY,
        zh="宣传报道",
        en="Publicity",
        clause="B-3.6",
        segment=Segment.TEACHING,
        mandatory=False,
        when=_college,
    ),
    Line(
        doc_type=DocType.DATA_SHEET,
        zh="数据确认书",
        en="Confirmed data sheet",
        clause="B-8.8c",
        segment=Segment.TEACHING,
        when=_contracted,
    ),
    Line(
        doc_type=DocType.TEACHING_EVALUATION,
        zh="教学质量评估表",
        en="Evaluation of teaching",
        clause="B-6.5b",
        segment=Segment.RESULTS,
        when=_college,
    ),
    Line(
        doc_type=DocType.SERVICE_EVALUATION,
        zh="服务质量评估表",
        en="Evaluation of service",
        clause="B-6.5b",
        segment=Segment.RESULTS,
        when=_college,
    ),
    Line(
        doc_type=DocType.SUMMARIES,
        zh="培训小结",
        en="Trainees' summaries",
        clause="A-6.8",
        segment=Segment.RESULTS,
        when=lambda nature: not nature.has_exam and nature.passes(S.ROSTER_APPROVED),
    ),
    Line(
        doc_type=DocType.EXAM_CUSTODY,
        zh="考试组织与答卷密封记录",
        en="Record of the exam and its sealed scripts",
        clause="A-7.10.e",
        segment=Segment.RESULTS,
        when=_has_exam,
    ),
    Line(
        doc_type=DocType.EXAM_RESULTS,
        zh="考试成绩确认记录",
        en="Confirmed results",
        clause="A-7.10.g",
        segment=Segment.RESULTS,
        when=_has_exam,
    ),
    Line(
        doc_type=DocType.PASS_LIST,
        zh="合格名单",
        en="Pass list",
        clause="A-6.10",
        segment=Segment.RESULTS,
        when=_has_exam,
    ),
    Line(
        doc_type=DocType.REGISTER,
        zh="党校学员成绩、证书登记表 C4/组织04/002",
        en="Result and certificate register C4/组织04/002",
        clause="A-9.b",
        segment=Segment.RESULTS,
        by_hand=True,
        when=_has_exam,
    ),
    Line(
        doc_type=DocType.HAND_OVER_LIST,
        zh="材料移交清单",
        en="Hand-over list",
        clause="B-8.9a",
        segment=Segment.RESULTS,
        when=lambda nature: nature.college and nature.passes(S.HANDED_OVER),
    ),
    Line(
        doc_type=DocType.SETTLEMENT,
        zh="决算",
        en="Settlement",
        clause="B-6.6",
        segment=Segment.RESULTS,
        when=_contracted,
    ),
    Line(
        doc_type=DocType.INVOICE,
        zh="发票",
        en="Invoice",
        clause="B-6.6",
        segment=Segment.RESULTS,
        when=_contracted,
    ),
    Line(
        doc_type=DocType.OTHER,
        zh="其他材料",
        en="Other papers",
        clause="A-7.9.a",
        segment=Segment.TEACHING,
        by_hand=True,
        mandatory=False,
    ),
)
