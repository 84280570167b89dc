"""The performance of a class in figures, from what every department told (A-5.p2, A-6.11)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.assessment import PerformanceEvaluated, SummaryState
from contracts.refusals import Refusal
from contracts.values import Track
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.evaluation import AnswerSheet
from services.assessment.domain.pass_list import PassList
from services.assessment.domain.rates import per_mille
from services.assessment.domain.rules import EvaluationRules
from services.assessment.domain.summary import Summary
from services.assessment.domain.tally import Turnout, overall_score
from services.assessment.domain.training_class import TrainingClass


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Hours in tenths, rates in tenths of a percent, satisfaction in tenths of a point.

    `sat` are those who sat the exam or, where summaries decide, have handed one in.
    """

    enrolled: int
    person_times: int
    hours_total: int
    person_hours: int
    sat: int
    passed: int
    integrity_breaches: int
    start_delay_days: int
    summaries_accepted: int = 0
    satisfaction: int | None = None
    response_rate: int = 0
    incidents: int = 0

    @property
    def pass_rate_of_sat(self) -> int:
        """Passed of those who sat."""
        return per_mille(self.passed, self.sat)

    @property
    def pass_rate_of_enrolled(self) -> int:
        """Passed of those enrolled."""
        return per_mille(self.passed, self.enrolled)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """How the trainees of a class were judged, by exam or by summary."""

    sat: int
    passed: int
    summaries_accepted: int = 0


@dataclass(frozen=True, kw_only=True)
class Satisfaction:
    """What the closed forms of a class came to together."""

    score: int | None = None
    response_rate: int = 0


def judged_by_exam(candidates: Collection[Candidate], *, passed: int) -> Judged:
    """Who sat the exam, and how many passed it."""
    return Judged(sat=sum(candidate.sat for candidate in candidates), passed=passed)


def judged_by_summary(
    summaries: Collection[Summary], candidates: Collection[Candidate], *, concluded: bool
) -> Judged:
    """Who handed a summary in, and how many complete the class by it, as things stand."""
    barred = {candidate.trainee_id: candidate.is_barred for candidate in candidates}
    return Judged(
        sat=sum(one.is_handed_in for one in summaries),
        passed=sum(
            one.passed if concluded else one.would_pass(barred=barred[one.trainee_id])
            for one in summaries
        ),
        summaries_accepted=sum(one.state is SummaryState.ACCEPTED for one in summaries),
    )


def satisfaction_of(
    closed: Sequence[tuple[Turnout, Sequence[AnswerSheet]]], rules: EvaluationRules
) -> Satisfaction:
    """The closed forms together: one rate over all who were asked, one mean over all answers to
    the forms that enough have answered.
    """
    enough = [of_form for _, of_form in closed if len(of_form) >= rules.least_answers]
    return Satisfaction(
        score=overall_score([sheet for of_form in enough for sheet in of_form], rules),
        response_rate=per_mille(
            sum(turnout.answers for turnout, _ in closed),
            sum(sum(turnout.asked.values()) for turnout, _ in closed),
        ),
    )


def figures_of(
    course: TrainingClass,
    judged: Judged,
    *,
    enrolled: int,
    breaches: int,
    satisfaction: Satisfaction,
) -> Figures:
    """The figures as they stand now."""
    return Figures(
        enrolled=enrolled,
        person_times=course.person_times,
        hours_total=course.hours_taught or course.hours_total,
        person_hours=course.person_hours,
        sat=judged.sat,
        passed=judged.passed,
        integrity_breaches=breaches,
        start_delay_days=course.start_delay_days,
        summaries_accepted=judged.summaries_accepted,
        satisfaction=satisfaction.score,
        response_rate=satisfaction.response_rate,
        incidents=course.incidents,
    )


@dataclass(kw_only=True, eq=False)
class Performance:
    """The evaluation: figures as of that moment and the outcome in words (A-5.k4)."""

    class_id: str
    figures: Figures
    outcome: str
    evaluated_by: str
    evaluated_at: datetime

    @classmethod
    def evaluate(
        cls,
        course: TrainingClass,
        figures: Figures,
        pass_list: PassList | None,
        *,
        outcome: str,
        by: str,
        now: datetime,
    ) -> "tuple[Performance, PerformanceEvaluated]":
        """Evaluate once teaching is over and everybody is judged: by a frozen pass list after an
        exam, by concluded summaries otherwise.
        """
        if not course.is_taught or not _is_judged(course, pass_list):
            raise Refusal(
                "NOT_YET_TO_EVALUATE",
                "课程全部结束，且合格名单已锁定或小结考核已结束后，方可进行培训绩效评价。",
                "A class is evaluated after its teaching is finished and its pass list frozen, or "
                "its summaries concluded.",
                "A-6.11",
            )
        performance = cls(
            class_id=course.class_id,
            figures=figures,
            outcome=outcome,
            evaluated_by=by,
            evaluated_at=now,
        )
        evaluated = PerformanceEvaluated(
            class_id=course.class_id,
            person_times=figures.person_times,
            person_hours=figures.person_hours,
            pass_rate_of_sat=figures.pass_rate_of_sat,
            integrity_breaches=figures.integrity_breaches,
            satisfaction=figures.satisfaction,
            incidents=figures.incidents,
        )
        return performance, evaluated


def _is_judged(course: TrainingClass, pass_list: PassList | None) -> bool:
    if course.track is Track.PROSPECT:
        return pass_list is not None and pass_list.is_frozen
    return course.summaries_concluded
