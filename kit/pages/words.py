"""What screens call kinds, and the colours of kinds and states. The words of states are those of
contracts/states.py; every other word has its English in the catalogue. A tone is one of grey (not
begun), blue (under way), green (done), gold (needs somebody), red (refused, overdue).
"""

from collections.abc import Mapping

from contracts.assessment import Duty
from contracts.enrollment import ClassState
from contracts.notification import NoticeKind
from contracts.scheduling import Mark
from contracts.states import STATES, keys_of
from contracts.values import HalfDay, OrgMode, SessionForm, Track
from kit.pages.kinds import KINDS

Tone = str
Words = Mapping[str, tuple[str, Tone]]

# The steps of the class bar, with the states that belong to each.
STEPS: tuple[tuple[str, tuple[ClassState, ...]], ...] = (
    (
        "筹备",
        (
            ClassState.PLANNED,
            ClassState.NEGOTIATING,
            ClassState.CONFIRMED,
            ClassState.PREPARING,
        ),
    ),
    ("报名", (ClassState.NOTIFIED, ClassState.ENROLLING, ClassState.ROSTER_APPROVED)),
    ("报到", (ClassState.READY, ClassState.CHECKING_IN)),
    ("在训", (ClassState.IN_PROGRESS, ClassState.SUSPENDED)),
    ("结业", (ClassState.ASSESSING, ClassState.DATA_CONFIRMED, ClassState.DEPARTED)),
    ("决算", (ClassState.HANDED_OVER, ClassState.SETTLED)),
    ("归档", (ClassState.ARCHIVED, ClassState.EVALUATED, ClassState.CLOSED)),
)

DUTIES: Words = {
    Duty.SETTER: ("命题", "grey"),
    Duty.PRINTER: ("印制", "grey"),
    Duty.INVIGILATOR: ("监考", "grey"),
    Duty.MARKER: ("阅卷", "grey"),
    Duty.CUSTODIAN: ("保管", "grey"),
}
MARKS: Words = {
    Mark.PRESENT: ("出勤", "green"),
    Mark.LATE: ("迟到", "gold"),
    Mark.EARLY_LEAVE: ("早退", "gold"),
    Mark.LEAVE: ("请假", "blue"),
    Mark.ABSENT: ("缺勤", "red"),
    Mark.EXEMPT: ("公假", "grey"),
}
HALF_DAYS: Words = {
    HalfDay.AM: ("上午", "grey"),
    HalfDay.PM: ("下午", "grey"),
    HalfDay.EVE: ("晚上", "grey"),
}
FORMS: Words = {
    SessionForm.PARTY_LECTURE: ("党课", "red"),
    SessionForm.GUIDANCE: ("辅导报告", "blue"),
    SessionForm.VIDEO: ("专题录像", "grey"),
    SessionForm.DISCUSSION: ("学习讨论", "green"),
    SessionForm.FIELD_STUDY: ("社会考察", "gold"),
    SessionForm.OTHER: ("其他", "grey"),
}
TRACKS: Words = {
    Track.CADRE: ("干部培训", "grey"),
    Track.PROSPECT: ("入党对象培训", "grey"),
    Track.MEMBER: ("党员培训", "grey"),
}
ORG_MODES: Words = {
    OrgMode.HOSTED: ("本部主办", "grey"),
    OrgMode.CONTRACTED: ("承办", "grey"),
    OrgMode.BRANCH: ("分基地", "grey"),
    OrgMode.JOINT: ("联办", "grey"),
    OrgMode.DISPATCH: ("外派授课", "grey"),
}
NOTICE_KINDS: Words = {
    NoticeKind.PLAN_ISSUE: ("计划下发", "grey"),
    NoticeKind.CLASS_NOTICE: ("培训通知", "grey"),
    NoticeKind.ROSTER: ("学员名单", "grey"),
    NoticeKind.TIMETABLE: ("日程", "grey"),
    NoticeKind.EXAM: ("考试", "grey"),
    NoticeKind.CHANGE: ("变更", "gold"),
    NoticeKind.RESULT: ("成绩", "grey"),
    NoticeKind.IMPLEMENTATION_PLAN: ("实施方案", "grey"),
    NoticeKind.HANDBOOK: ("学员手册", "grey"),
    NoticeKind.MEETING: ("会议", "grey"),
    NoticeKind.ADJUSTMENT: ("调整", "gold"),
    NoticeKind.CLASS_DUTY: ("班次职责", "grey"),
    NoticeKind.SETTLEMENT: ("决算", "grey"),
    NoticeKind.EVALUATION: ("评估", "grey"),
}
# Codes that departments send as plain words: one word, one meaning, one colour.
CODES: Words = {
    "RANK_101": ("国家级正职", "grey"),
    "RANK_102": ("国家级副职", "grey"),
    "RANK_111": ("省部级正职", "grey"),
    "RANK_112": ("省部级副职", "grey"),
    "RANK_121": ("厅局级正职", "grey"),
    "RANK_122": ("厅局级副职", "grey"),
    "RANK_131": ("县处级正职", "grey"),
    "RANK_132": ("县处级副职", "grey"),
    "RANK_141": ("乡科级正职", "grey"),
    "RANK_142": ("乡科级副职", "grey"),
    "SEGMENT_LEAD": ("报到前：项目负责人保管", "grey"),
    "SEGMENT_COUNSELOR": ("报到至撤场：辅导员保管", "grey"),
    "SEGMENT_POST": ("撤场后：项目负责人保管", "grey"),
    "SEGMENT_PREPARATION": ("筹备", "grey"),
    "SEGMENT_TEACHING": ("教学", "grey"),
    "SEGMENT_RESULTS": ("结业", "grey"),
    "ENTRY_FILED": ("已归入", "green"),
    "ENTRY_LACKING": ("缺件", "red"),
    "ENTRY_UNSIGNED": ("未签字", "gold"),
    "ENTRY_OPTIONAL": ("可缺", "grey"),
    "IN_FORCE": ("有效", "green"),
    "REPEALED": ("已废止", "red"),
    "TO_COME": ("待施行", "blue"),
    "PASS": ("合格", "green"),
    "FAIL": ("不合格", "red"),
    "BARRED": ("无考试资格", "red"),
    "ABSENT": ("缺考", "red"),
    "VOID": ("成绩作废", "red"),
    "PREPARATION": ("筹备", "grey"),
    "TEACHING": ("教学", "grey"),
    "RESULTS": ("结业", "grey"),
    "PERSON_DAYS": ("学员人天", "grey"),
    "VENUE_HALF_DAYS": ("场地半天", "grey"),
    "TEACHING_HOURS": ("授课学时", "grey"),
    "CN": ("全国", "grey"),
    "LEVEL_1": ("一类培训", "grey"),
    "LEVEL_2": ("二类培训", "grey"),
    "LEVEL_3": ("三类培训", "grey"),
    "BLUE_LETTER": ("蓝字", "grey"),
    "RED_LETTER": ("红字", "red"),
    "POLITICAL": ("政治立场", "grey"),
    "ETHICS": ("师德师风", "grey"),
    "QUALIFICATION": ("资格条件", "grey"),
    "PAPER_SEALED": ("试卷密封", "blue"),
    "PAPER_READ": ("阅读试卷", "grey"),
    "GUIDE_READ": ("阅读评分标准", "grey"),
    "READING_REFUSED": ("越权阅读被拒", "red"),
    "PAPER_PRINTED": ("试卷印制", "blue"),
    "PAPER_ISSUED": ("发卷", "blue"),
    "PAPER_USED": ("已用毕", "green"),
    "PAPER_WITHDRAWN": ("试卷作废", "red"),
    "SCRIPTS_SEALED": ("答卷密封", "blue"),
    "LEAK_SUSPECTED": ("泄密嫌疑", "red"),
    "DUTY_CONFLICT": ("考务分工冲突", "red"),
    "MARKS_APART": ("评分差异过大", "gold"),
    "CODES_READ": ("查看匿名编号", "grey"),
    "SEAL_INTACT": ("封条完好", "green"),
    "SEAL_BROKEN": ("封条破损", "red"),
    "SEAL_UNKNOWN": ("封条未登记", "red"),
    "CHEATED": ("违纪", "red"),
    "TOO_SIMILAR": ("重复率偏高", "red"),
    "REISSUED": ("已补发", "gold"),
}
# The colour of each state, found as its word is: under its own kind of record, else the common one.
_CODES_OF: Mapping[Tone, str] = {
    "grey": """
        DRAFT CANCELLED PLANNED WITHDRAWN_BY_UNIT TraineeState.ENROLLED PROPOSED SCHEDULED
        ExamState.PLANNED COLLECTING CALCULATED SettlementState.OPEN SettlementState.DRAFT
        LOST DUE DROPPED ClauseState.PENDING SKIPPED UNMARKED AssignmentState.PROPOSED
        REPLACED ENDED EXPECTED LEFT
    """,
    "blue": """
        OPEN PREPARING NOTIFIED ENROLLING ROSTER_APPROVED CHECKING_IN IN_PROGRESS ASSESSING
        DATA_CONFIRMED DEPARTED HANDED_OVER SETTLED ELIGIBLE ACTIVE ClassState.CONFIRMED
        STAFFED PAPER_SEALED SCRIPTS_SEALED MARKING ExamState.PRINTED ExamState.IN_PROGRESS
        ExamState.MARKED PRINTED USED PaperState.SEALED PaperState.ISSUED MARKED RECHECKED
        NUMBERED FeeState.APPROVED InvoiceState.ISSUED InvoiceState.DELIVERED FINALISED
        INVOICED SettlementState.AGREED NEGOTIATED ACTIVE_DUTY HandOverState.OPEN ORDERED
        RECEIVED INSTRUCTED WAITING ARMED REVIEWED
    """,
    "green": """
        APPROVED PUBLISHED FINISHED CLOSED READY ARCHIVED EVALUATED ENROLLED
        NominationState.ACCEPTED COMPLETED PASSED LeaveState.RETURNED RESULTS_CONFIRMED
        RESULTS_PUBLISHED ARBITRATED FROZEN ISSUED CHECKED CLEARED AGREED CONFIRMED PAID
        FILED DONE SIGNED COMPLETE SEALED ACCEPTED WON FED_BACK CHECKED_EFFECTIVE
        SummaryState.ACCEPTED EXECUTED SENT POSTED MET KEPT
    """,
    "gold": """
        HeldState.WAITING StepState.WAITING UNSENT
        SUBMITTED NEGOTIATING WAITLISTED UNDER_REVIEW SUSPENDED REGISTERED PENDING REQUESTED
        ENDORSED DISPUTED CLEARANCE_REQUIRED SIGNED_ONE SheetState.PROPOSED HOST_REVIEW
        DONE_LATE PARTIAL EXTENDED INCOMPLETE DELIVERED ImprovementState.OPEN
        ImprovementState.DONE RAISED ACKNOWLEDGED SendState.FAILED WARNED LATE
    """,
    "red": """
        RETURNED REJECTED NO_SHOW TraineeState.WITHDRAWN FAILED TeacherState.SUSPENDED
        REVOKED WITHDRAWN SheetState.DISPUTED REVERSED OVERDUE BREACHED GIVEN_UP BLOCKED
        BROKEN PARKED UNREADABLE REFUSED
    """,
}
TONES: Mapping[str, Tone] = {
    code: tone for tone, codes in _CODES_OF.items() for code in codes.split()
}

_BY_KIND: Mapping[type, Words] = {
    **KINDS,
    str: CODES,
    Duty: DUTIES,
    Mark: MARKS,
    HalfDay: HALF_DAYS,
    SessionForm: FORMS,
    Track: TRACKS,
    OrgMode: ORG_MODES,
    NoticeKind: NOTICE_KINDS,
}


def word_of(value: str) -> str | None:
    """The Chinese word for a state or kind; None for one that has no word here."""
    found = _found(value)
    return found[0] if found else None


def tone_of(value: str) -> Tone:
    """The colour of a state or kind."""
    found = _found(value)
    return found[1] if found else "grey"


def _found(value: str) -> tuple[str, Tone] | None:
    return _BY_KIND.get(type(value), {}).get(value) or _state(value) or CODES.get(value)


def _state(value: str) -> tuple[str, Tone] | None:
    own, common = keys_of(value)
    title = STATES.get(own) or STATES.get(common)
    return (title.zh, TONES.get(own) or TONES.get(common, "grey")) if title else None


def all_words() -> set[str]:
    """Every Chinese word here, for the catalogue to be complete."""
    words = {word for table in _BY_KIND.values() for word, _ in table.values()}
    return words | {title.zh for title in STATES.values()} | {step for step, _ in STEPS}
