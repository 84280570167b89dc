"""Facts that come to be true of a class, and those it needs to be ready and to be closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from contracts.refusals import Fault, Refusal


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


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A fact that must be there, in the words of the person who waits for it."""

    fact: Fact
    zh: str
    en: str
    clause: str


READY_WHEN = (
    Condition(
        fact=Fact.ROSTER_APPROVED, zh="学员名单已批准", en="Roster approved", clause="A-7.2.a"
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
)
EXAM_READY_WHEN = (
    Condition(
        fact=Fact.EXAM_PLANNED,
        zh="结业考试已安排在结班之前",
        en="Completion exam planned before the end",
        clause="A-7.7.a",
    ),
    Condition(fact=Fact.PAPER_SEALED, zh="试题卷已密封", en="Exam paper sealed", clause="A-7.3.a"),
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
    ),
)
EXAM_CLOSED_WHEN = (
    Condition(
        fact=Fact.PASS_LIST_FROZEN,
        zh="合格名单已锁定",
        en="Pass list frozen",
        clause="A-3.3.b",
    ),
)


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
