"""The performance of a class in figures, from what every department told (A-5.p2, A-6.11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from contracts.assessment import PerformanceEvaluated
from contracts.refusals import Refusal
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.pass_list import PassList
from services.assessment.domain.training_class import TrainingClass


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Hours in tenths, rates in tenths of a percent."""

    enrolled: int
    person_times: int
    hours_total: int
    person_hours: int
    sat: int
    passed: int
    integrity_breaches: int
    start_delay_days: int

    @property
    def pass_rate_of_sat(self) -> int:
        """Passed of those who sat."""
        return per_mille(self.passed, self.sat)

    @property
    def pass_rate_of_enrolled(self) -> int:
        """Passed of those enrolled."""
        return per_mille(self.passed, self.enrolled)


def figures_of(
    course: TrainingClass, candidates: Collection[Candidate], *, passed: int, breaches: int
) -> Figures:
    """The figures as they stand now."""
    return Figures(
        enrolled=len(candidates),
        person_times=course.person_times,
        hours_total=course.hours_taught or course.hours_total,
        person_hours=course.person_hours,
        sat=sum(candidate.sat for candidate in candidates),
        passed=passed,
        integrity_breaches=breaches,
        start_delay_days=course.start_delay_days,
    )


def per_mille(part: int, whole: int) -> int:
    """A rate in tenths of a percent, rounded half up; of nothing, 0."""
    return (2000 * part + whole) // (2 * whole) if whole else 0


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
        """Evaluate once teaching is over and the pass list stands."""
        if not course.is_taught or pass_list is None or not pass_list.is_frozen:
            raise Refusal(
                "NOT_YET_TO_EVALUATE",
                "课程全部结束且合格名单锁定后，方可进行培训绩效评价。",
                "A class is evaluated after its teaching is finished and its pass list frozen.",
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
        )
        return performance, evaluated
