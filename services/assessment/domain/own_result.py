"""What a trainee may know of the own result: nothing before it is published (A-7.10.g)."""

from dataclasses import dataclass

from contracts.assessment import ExamState, Grade
from contracts.refusals import Forbidden
from contracts.roles import Actor
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.exam import Exam
from services.assessment.domain.result import Decision, Result
from services.assessment.domain.summary import Summary


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a trainee: with a score by the exam, with a grade by the summary."""

    decision: Decision
    score: int | None = None
    pass_mark: int | None = None
    grade: Grade | None = None


def require_oneself(actor: Actor, trainee_id: str) -> None:
    """Forbidden (403) unless the actor is this very trainee, however far the grant reaches."""
    if trainee_id not in actor.scopes("trainee"):
        raise Forbidden(
            "NOT_YOURSELF",
            "学员只能查看本人的成绩和证书。",
            "Trainees see their own result and certificate only.",
            "A-7.10.g",
        )


def by_exam(exam: Exam | None, result: Result | None) -> Outcome | None:
    """The outcome of an exam; none before its results are published."""
    if exam is None or result is None or exam.state is not ExamState.RESULTS_PUBLISHED:
        return None
    return Outcome(decision=result.decision, score=result.score, pass_mark=result.pass_mark)


def by_summary(summary: Summary, trainee: Candidate, *, concluded: bool) -> Outcome | None:
    """The outcome of a summary; none before the summaries of the class are concluded."""
    if not concluded:
        return None
    if summary.passed:
        return Outcome(decision=Decision.PASS, grade=summary.grade)
    missed = Decision.BARRED if trainee.is_barred else Decision.FAIL
    return Outcome(decision=missed, grade=summary.grade)
