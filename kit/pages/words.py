"""What screens call states and kinds, and the one map from state to colour. A word has its English
in the catalogue; a tone is one of grey (not begun), blue (under way), green (done), gold (needs
somebody), red (refused, overdue).
"""

from collections.abc import Mapping

from contracts.assessment import Duty, ExamState
from contracts.enrollment import ClassState, NominationState, TraineeState
from contracts.notification import NoticeKind
from contracts.roles import ROLE_TITLES
from contracts.scheduling import Mark
from contracts.values import CATEGORY_TITLES, HalfDay, OrgMode, SessionForm, Track
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

CLASS_STATES: Words = {
    ClassState.PLANNED: ("已列入计划", "grey"),
    ClassState.NEGOTIATING: ("洽谈中", "gold"),
    ClassState.CONFIRMED: ("已确认", "blue"),
    ClassState.PREPARING: ("筹备中", "blue"),
    ClassState.NOTIFIED: ("通知已发", "blue"),
    ClassState.ENROLLING: ("报名中", "blue"),
    ClassState.ROSTER_APPROVED: ("名单已批准", "blue"),
    ClassState.READY: ("准备就绪", "green"),
    ClassState.CHECKING_IN: ("报到中", "blue"),
    ClassState.IN_PROGRESS: ("在训", "blue"),
    ClassState.ASSESSING: ("考核中", "blue"),
    ClassState.DATA_CONFIRMED: ("数据已确认", "blue"),
    ClassState.DEPARTED: ("已撤场", "blue"),
    ClassState.HANDED_OVER: ("材料已移交", "blue"),
    ClassState.SETTLED: ("已决算", "blue"),
    ClassState.ARCHIVED: ("已归档", "green"),
    ClassState.EVALUATED: ("已评价", "green"),
    ClassState.CLOSED: ("已结班", "green"),
    ClassState.CANCELLED: ("已取消", "grey"),
    ClassState.SUSPENDED: ("已暂停", "gold"),
}
TRAINEE_STATES: Words = {
    TraineeState.ENROLLED: ("待报到", "grey"),
    TraineeState.ACTIVE: ("在班", "blue"),
    TraineeState.COMPLETED: ("结业", "green"),
    TraineeState.FAILED: ("未结业", "red"),
    TraineeState.WITHDRAWN: ("退学", "red"),
    TraineeState.NO_SHOW: ("未报到", "red"),
}
NOMINATION_STATES: Words = {
    NominationState.ELIGIBLE: ("符合条件", "blue"),
    NominationState.WAITLISTED: ("候补", "gold"),
    NominationState.ACCEPTED: ("已录取", "green"),
    NominationState.REJECTED: ("未录取", "red"),
    NominationState.ENROLLED: ("已编入名单", "green"),
    NominationState.WITHDRAWN_BY_UNIT: ("单位撤回", "grey"),
}
EXAM_STATES: Words = {
    ExamState.PLANNED: ("已安排", "grey"),
    ExamState.STAFFED: ("分工已定", "blue"),
    ExamState.PAPER_SEALED: ("试卷已密封", "blue"),
    ExamState.PRINTED: ("试卷已印制", "blue"),
    ExamState.READY: ("考务就绪", "green"),
    ExamState.IN_PROGRESS: ("考试中", "blue"),
    ExamState.SCRIPTS_SEALED: ("答卷已密封", "blue"),
    ExamState.MARKING: ("阅卷中", "blue"),
    ExamState.MARKED: ("阅卷完成", "blue"),
    ExamState.RESULTS_CONFIRMED: ("成绩已确认", "green"),
    ExamState.RESULTS_PUBLISHED: ("成绩已公布", "green"),
}
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
# States that departments send as plain words: one word, one meaning, one colour.
STATES: Words = {
    "DRAFT": ("草稿", "grey"),
    "SUBMITTED": ("待审批", "gold"),
    "RETURNED": ("已退回", "red"),
    "APPROVED": ("已批准", "green"),
    "REJECTED": ("未通过", "red"),
    "PENDING": ("待审查", "gold"),
    "DONE": ("已完成", "green"),
    "DONE_LATE": ("逾期完成", "gold"),
    "OVERDUE": ("已逾期", "red"),
    "NEGOTIATING": ("洽谈中", "gold"),
    "NEGOTIATED": ("要素已洽定", "blue"),
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
    "PUBLISHED": ("已发布", "green"),
    "FINISHED": ("已完成", "green"),
    "SCHEDULED": ("已安排", "grey"),
    "OPEN": ("进行中", "blue"),
    "IN_FORCE": ("有效", "green"),
    "REPEALED": ("已废止", "red"),
    "CLOSED": ("已结束", "green"),
    "CANCELLED": ("已取消", "grey"),
    "INCOMPLETE": ("不完整", "gold"),
    "COMPLETE": ("已齐全", "green"),
    "SEALED": ("已封存", "green"),
    "PRINTED": ("已印制", "blue"),
    "ISSUED": ("已颁发", "green"),
    "PLAN_ISSUED": ("已下发", "green"),
    "USED": ("已使用", "blue"),
    "WITHDRAWN": ("已作废", "red"),
    "REVOKED": ("已撤销", "red"),
    "NUMBERED": ("已编号", "blue"),
    "FROZEN": ("已锁定", "green"),
    "CHECKED": ("标准内", "green"),
    "CLEARANCE_REQUIRED": ("超标准待核准", "gold"),
    "CLEARED": ("已核准", "green"),
    "COLLECTING": ("汇总中", "grey"),
    "CONFIRMED": ("已确认", "green"),
    "FINALISED": ("已决算", "green"),
    "PASS": ("合格", "green"),
    "FAIL": ("不合格", "red"),
    "BARRED": ("无考试资格", "red"),
    "ABSENT": ("缺考", "red"),
    "VOID": ("成绩作废", "red"),
    "REQUESTED": ("待审批", "gold"),
    "ENDORSED": ("已初审", "gold"),
    "PREPARATION": ("筹备", "grey"),
    "TEACHING": ("教学", "grey"),
    "RESULTS": ("结业", "grey"),
    "RAISED": ("上报中", "gold"),
    "ACKNOWLEDGED": ("待领导指示", "gold"),
    "INSTRUCTED": ("指示落实中", "blue"),
    "EXECUTED": ("指示已落实", "green"),
    "REVIEWED": ("审核通过", "blue"),
    "PERSON_DAYS": ("学员人天", "grey"),
    "VENUE_HALF_DAYS": ("场地半天", "grey"),
    "TEACHING_HOURS": ("授课学时", "grey"),
    "AGREED": ("双方已约定", "green"),
    "RECEIVED": ("已验收", "blue"),
    "PAID": ("已付款", "green"),
    "CN": ("全国", "grey"),
    "LEVEL_1": ("一类培训", "grey"),
    "LEVEL_2": ("二类培训", "grey"),
    "LEVEL_3": ("三类培训", "grey"),
    "BLUE_LETTER": ("蓝字", "grey"),
    "RED_LETTER": ("红字", "red"),
    "ACCEPTED": ("已验收", "green"),
    "DELIVERED": ("待验收", "gold"),
    "ORDERED": ("已下单", "blue"),
    "FAILED": ("未通过", "red"),
    "PASSED": ("已通过", "green"),
    "REGISTERED": ("待审查", "gold"),
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
    "FED_BACK": ("已反馈", "green"),
    "IMPROVEMENT_OPEN": ("待改进", "gold"),
    "IMPROVEMENT_DONE": ("待核查", "gold"),
    "IMPROVEMENT_CHECKED_EFFECTIVE": ("已见效", "green"),
}

_BY_KIND: Mapping[type, Words] = {
    **KINDS,
    ClassState: CLASS_STATES,
    TraineeState: TRAINEE_STATES,
    NominationState: NOMINATION_STATES,
    ExamState: EXAM_STATES,
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
    found = _BY_KIND.get(type(value), STATES).get(value)
    return found[0] if found else None


def tone_of(value: str) -> Tone:
    """The colour of a state."""
    found = _BY_KIND.get(type(value), STATES).get(value)
    return found[1] if found else "grey"


def all_words() -> set[str]:
    """Every Chinese word here, for the catalogue to be complete."""
    tables: list[Words] = [*_BY_KIND.values(), STATES]
    return {word for table in tables for word, _ in table.values()} | {step for step, _ in STEPS}


__all__ = ["CATEGORY_TITLES", "ROLE_TITLES", "STEPS", "all_words", "tone_of", "word_of"]
