"""Facts that come to be true of a class, and those it needs to be ready and to be closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from contracts.enrollment import ClassState
from contracts.refusals import Fault, Refusal
from services.enrollment.domain.nature import Applies, Nature, every_class

S = ClassState


class Fact(StrEnum):
    """Something that has come to be true of a class."""

    NOTICE_PUBLISHED = "NOTICE_PUBLISHED"
    QUOTAS_ALLOCATED = "QUOTAS_ALLOCATED"
    ROSTER_SUBMITTED = "ROSTER_SUBMITTED"
    ROSTER_APPROVED = "ROSTER_APPROVED"
    TIMETABLE_PUBLISHED = "TIMETABLE_PUBLISHED"
    MATERIALS_PREPARED = "MATERIALS_PREPARED"
    EXAM_PLANNED = "EXAM_PLANNED"
    PAPER_SEALED = "PAPER_SEALED"
    TEACHING_FINISHED = "TEACHING_FINISHED"
    DATA_CONFIRMED = "DATA_CONFIRMED"
    PAPERS_HANDED_OVER = "PAPERS_HANDED_OVER"
    SETTLED = "SETTLED"
    PASS_LIST_FROZEN = "PASS_LIST_FROZEN"  # noqa: S105 – a list of those who passed
    ASSESSMENT_FINISHED = "ASSESSMENT_FINISHED"
    PERFORMANCE_EVALUATED = "PERFORMANCE_EVALUATED"
    WORK_SUMMARY_APPROVED = "WORK_SUMMARY_APPROVED"
    # the second norm's
    PROJECT_CONFIRMED = "PROJECT_CONFIRMED"
    PLAN_ISSUED = "PLAN_ISSUED"
    COUNSELORS_APPOINTED = "COUNSELORS_APPOINTED"
    MENTORS_APPOINTED = "MENTORS_APPOINTED"
    PARTICIPANTS_NAMED = "PARTICIPANTS_NAMED"
    EQUIPMENT_CHECKED = "EQUIPMENT_CHECKED"
    SUPPLIES_DRAWN = "SUPPLIES_DRAWN"
    VENUE_SET_UP = "VENUE_SET_UP"
    DUTY_COVERED = "DUTY_COVERED"
    REHEARSED = "REHEARSED"
    ONLINE_ROOM_READY = "ONLINE_ROOM_READY"
    CLOSING_HELD = "CLOSING_HELD"
    REVIEWS_COMPLETED = "REVIEWS_COMPLETED"
    SETTLEMENT_FINALISED = "SETTLEMENT_FINALISED"
    INVOICE_ISSUED = "INVOICE_ISSUED"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A fact that must be there, in the words of the person who waits for it; `when` tells for
    which classes.
    """

    fact: Fact
    zh: str
    en: str
    clause: str
    when: Applies = every_class


def _college(nature: Nature) -> bool:
    return nature.college


READY_WHEN = (
    Condition(
        fact=Fact.ROSTER_APPROVED,
        zh="学员名单已批准",
        en="Roster approved",
        clause="A-7.2.a",
        when=lambda nature: nature.passes(S.ROSTER_APPROVED),
    ),
    Condition(
        fact=Fact.TIMETABLE_PUBLISHED,
        zh="日程已发布（教师、场地、内容均已审查）",
        en="Timetable published: teachers, venues and content reviewed",
        clause="A-7.3.b",
    ),
    Condition(
        fact=Fact.MATERIALS_PREPARED,
        zh="培训材料已备齐归档",
        en="Training materials prepared and filed",
        clause="A-7.3.a",
    ),
    Condition(
        fact=Fact.EXAM_PLANNED,
        zh="结业考试已安排在结班之前",
        en="Completion exam planned before the end",
        clause="A-7.7.a",
        when=lambda nature: nature.has_exam,
    ),
    Condition(
        fact=Fact.PAPER_SEALED,
        zh="试题卷已密封",
        en="Exam paper sealed",
        clause="A-7.3.a",
        when=lambda nature: nature.has_exam,
    ),
    Condition(
        fact=Fact.COUNSELORS_APPOINTED,
        zh="已指定一至两名辅导员",
        en="One or two counselors appointed",
        clause="B-7.1",
        when=_college,
    ),
    Condition(
        fact=Fact.MENTORS_APPOINTED,
        zh="已指定一至两名学业导师",
        en="One or two mentors appointed",
        clause="B-9.1",
        when=lambda nature: nature.college and nature.mentor_required,
    ),
    Condition(
        fact=Fact.PARTICIPANTS_NAMED,
        zh="各部门已确定项目参与人",
        en="Every department has named its participants",
        clause="B-5.2",
        when=_college,
    ),
    Condition(
        fact=Fact.EQUIPMENT_CHECKED,
        zh="会场设施设备已检查调试",
        en="Equipment of every venue checked",
        clause="B-8.3b",
        when=lambda nature: nature.college and not nature.online,
    ),
    Condition(
        fact=Fact.SUPPLIES_DRAWN,
        zh="备品已领用",
        en="Supplies drawn",
        clause="B-8.3a",
        when=_college,
    ),
    Condition(
        fact=Fact.VENUE_SET_UP, zh="会场已布置", en="Venue set up", clause="B-8.3a", when=_college
    ),
    Condition(
        fact=Fact.DUTY_COVERED,
        zh="报到全时段及各班次日已排定值班",
        en="Duty covers all of check-in and every class day",
        clause="B-8.4b",
        when=_college,
    ),
    Condition(
        fact=Fact.REHEARSED,
        zh="已模拟演练或批准免予模拟",
        en="Rehearsed, or the rehearsal waived",
        clause="B-11",
        when=lambda nature: nature.rehearsed,
    ),
    Condition(
        fact=Fact.ONLINE_ROOM_READY,
        zh="线上平台、群组、技术文件及教师测试就绪",
        en="Online platform, group, document and teachers' tests ready",
        clause="B-3.7b",
        when=lambda nature: nature.online,
    ),
)
CLOSED_WHEN = (
    Condition(
        fact=Fact.WORK_SUMMARY_APPROVED,
        zh="培训工作总结已批准",
        en="Work summary approved",
        clause="A-6.12",
    ),
    Condition(
        fact=Fact.ASSESSMENT_FINISHED,
        zh="学员考核已结束",
        en="Assessment finished",
        clause="A-5.o1",
        when=lambda nature: nature.passes(S.ROSTER_APPROVED),
    ),
    Condition(
        fact=Fact.PASS_LIST_FROZEN,
        zh="合格名单已锁定",
        en="Pass list frozen",
        clause="A-3.3.b",
        when=lambda nature: nature.has_exam,
    ),
    Condition(
        fact=Fact.REVIEWS_COMPLETED,
        zh="各部门先期、中期、后期审核均已完成",
        en="Every department has reviewed before, during and after the class",
        clause="B-2.5",
        when=_college,
    ),
)


def applying(conditions: Iterable[Condition], nature: Nature) -> list[Condition]:
    """The conditions a class of this nature has to meet."""
    return [condition for condition in conditions if condition.when(nature)]


def refuse_missing(code: str, zh: str, en: str, missing: Iterable[Condition]) -> None:
    """Refuse with everything that is missing; the clause is that of the first."""
    absent = list(missing)
    if not absent:
        return
    raise Refusal(
        code,
        f"{zh}，缺少：{'；'.join(condition.zh for condition in absent)}。",
        f"{en}; missing: {'; '.join(condition.en for condition in absent)}.",
        absent[0].clause,
        faults=[Fault(condition.fact, condition.zh, condition.en) for condition in absent],
    )
