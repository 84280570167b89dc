"""The assessment of a class by summaries: when they may be written and when it is concluded."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from contracts.assessment import AssessmentFinished, SummaryState
from contracts.refusals import Fault, Refusal
from contracts.values import Track
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.summary import Summary
from services.assessment.domain.training_class import TrainingClass
from services.assessment.domain.verdict import finished


def require_summaries(course: TrainingClass) -> None:
    """Refuse where the completion exam decides: a prospect completes by no summary (A-6.9)."""
    if course.track is Track.PROSPECT:
        raise Refusal(
            "NO_SUMMARY_ON_THIS_TRACK",
            "入党积极分子、发展对象培训班以结业考试考核，不以培训小结结业。",
            "Prospect classes are decided by the completion exam, not by summaries.",
            "A-6.9",
        )


def require_writing(course: TrainingClass) -> None:
    """Summaries are handed in and reviewed from the opening until they are concluded."""
    require_summaries(course)
    if course.opened_on is None:
        raise Refusal(
            "CLASS_NOT_BEGUN",
            "班次开班后方可提交培训小结。",
            "Summaries are handed in once the class has begun.",
            "A-6.8",
        )
    if course.summaries_concluded:
        raise Refusal(
            "SUMMARIES_CONCLUDED",
            "本班次小结考核已结束。",
            "The assessment by summary is concluded.",
            "A-6.8",
        )


def is_written(course: TrainingClass) -> bool:
    """Whether summaries of the class are handed in and reviewed now."""
    return course.is_open and _passes(lambda: require_writing(course))


def require_concluded(course: TrainingClass) -> None:
    """A pass list is frozen over summaries about which nothing changes any more."""
    if not course.summaries_concluded:
        raise Refusal(
            "SUMMARIES_NOT_CONCLUDED",
            "小结考核尚未结束，不能锁定合格名单。",
            "The summaries are not concluded; the pass list cannot be frozen yet.",
            "A-6.10",
        )


def require_in_class(candidate: Candidate) -> None:
    """Who has left or never came owes no summary."""
    if candidate.has_left:
        raise Refusal(
            "NOT_IN_CLASS",
            "该学员未报到或已退出，不提交培训小结。",
            "This trainee never came or has left the class; no summary is due.",
            "A-6.8",
        )


def conclude(
    course: TrainingClass,
    summaries: Sequence[Summary],
    people: Mapping[str, Candidate],
    *,
    today: date,
) -> AssessmentFinished:
    """Settle who completes the class (A-6.8, C3); refused while there is anything to wait for."""
    _require_concludable(course, summaries, people, today)
    for one in summaries:
        one.conclude(barred=people[one.trainee_id].is_barred)
    course.summaries_concluded = True
    return finished(course, summaries)


def is_concludable(
    course: TrainingClass,
    summaries: Sequence[Summary],
    people: Mapping[str, Candidate],
    *,
    today: date,
) -> bool:
    """Whether the summaries of the class may be concluded now."""
    return course.is_open and _passes(
        lambda: _require_concludable(course, summaries, people, today)
    )


def _passes(rule: Callable[[], None]) -> bool:
    try:
        rule()
    except Refusal:
        return False
    return True


def _require_concludable(
    course: TrainingClass,
    summaries: Sequence[Summary],
    people: Mapping[str, Candidate],
    today: date,
) -> None:
    require_writing(course)
    if not course.is_taught:
        raise Refusal(
            "NOT_TAUGHT_YET",
            "课程尚未全部结束，不能结束小结考核。",
            "The teaching is not finished; the summaries cannot be concluded yet.",
            "A-6.8",
        )
    here = [one for one in summaries if not people[one.trainee_id].has_left]
    _refuse_while(
        "SUMMARIES_UNREVIEWED",
        [one for one in here if one.state is SummaryState.SUBMITTED],
        "待评阅",
        "awaiting review",
    )
    _refuse_while(
        "SUMMARIES_STILL_DUE",
        [one for one in here if one.state is SummaryState.DUE and one.due_on >= today],
        "尚在提交期限内",
        "within the time to hand in",
    )


def _refuse_while(code: str, waiting: Sequence[Summary], zh: str, en: str) -> None:
    if waiting:
        raise Refusal(
            code,
            f"还有 {len(waiting)} 份小结{zh}，不能结束小结考核。",
            f"{len(waiting)} summaries are {en}; the assessment cannot be concluded yet.",
            "A-6.8",
            faults=[Fault(one.trainee_no, zh, en) for one in waiting],
        )
