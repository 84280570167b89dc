"""A trainee's result: decided by one rule, corrected only by signature, every old value kept."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contracts.assessment import Grade
from contracts.refusals import Refusal
from services.assessment.domain.candidate import Attendance, Candidate


class Decision(StrEnum):
    """What the result is."""

    PASS = "PASS"  # noqa: S105 – a verdict, no secret
    FAIL = "FAIL"
    BARRED = "BARRED"
    ABSENT = "ABSENT"
    VOID = "VOID"


DECISION_TITLES: dict[Decision, tuple[str, str]] = {
    Decision.PASS: ("合格", "Passed"),
    Decision.FAIL: ("不合格", "Failed"),
    Decision.BARRED: ("取消考试资格", "Barred"),
    Decision.ABSENT: ("缺考", "Absent"),
    Decision.VOID: ("违纪作废", "Void"),
}


def decide(*, score: int | None, attendance: Attendance, barred: bool, pass_mark: int) -> Decision:
    """Cheating voids; a bar comes before any score; no script means absent."""
    if attendance is Attendance.CHEATED:
        return Decision.VOID
    if barred:
        return Decision.BARRED
    if score is None:
        return Decision.ABSENT
    return Decision.PASS if score >= pass_mark else Decision.FAIL


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a result was before it was changed, who changed it, and why."""

    at: datetime
    by: str
    reason: str
    old_score: int | None
    old_decision: Decision


@dataclass(kw_only=True, eq=False)
class Result:
    """The result of one candidate in one exam."""

    result_id: str
    class_id: str
    exam_id: str
    trainee_id: str
    trainee_no: str
    attendance: Attendance
    pass_mark: int
    score: int | None
    decision: Decision
    corrections: list[Correction] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        candidate: Candidate,
        *,
        result_id: str,
        exam_id: str,
        pass_mark: int,
        score: int | None,
    ) -> "Result":
        """Decide a candidate; `score` is the script's, None without one. Cheating scores 0."""
        if candidate.attendance is Attendance.CHEATED:
            score = 0
        return cls(
            result_id=result_id,
            class_id=candidate.class_id,
            exam_id=exam_id,
            trainee_id=candidate.trainee_id,
            trainee_no=candidate.trainee_no,
            attendance=candidate.attendance,
            pass_mark=pass_mark,
            score=score,
            decision=decide(
                score=score,
                attendance=candidate.attendance,
                barred=candidate.is_barred,
                pass_mark=pass_mark,
            ),
        )

    @property
    def passed(self) -> bool:
        """Whether this result earns a place on the pass list."""
        return self.decision is Decision.PASS

    @property
    def grade(self) -> Grade | None:
        """An exam is scored, not graded."""
        return None

    @property
    def is_a_matter_of_score(self) -> bool:
        """Whether another score could change it; none lifts a bar or cheating."""
        return self.decision not in {Decision.BARRED, Decision.VOID}

    def correct(self, *, score: int, reason: str, by: str, now: datetime) -> None:
        """Correct the score by signature (A-7.10.g); no score lifts a bar or cheating."""
        if not self.is_a_matter_of_score:
            zh, en = DECISION_TITLES[self.decision]
            raise Refusal(
                "NOT_A_MATTER_OF_SCORE",
                f"该学员成绩为“{zh}”，不能以更正分数的方式改变。",
                f"This result is '{en}'; no score can change that.",
                "A-7.10.g",
            )
        self._keep_old(by=by, reason=reason, now=now)
        self.score = score
        self.decision = decide(
            score=score, attendance=self.attendance, barred=False, pass_mark=self.pass_mark
        )

    def judge_again(self, *, barred: bool, reason: str, by: str, now: datetime) -> None:
        """A bar came or went after the results were confirmed: attendance was corrected."""
        decision = decide(
            score=self.score, attendance=self.attendance, barred=barred, pass_mark=self.pass_mark
        )
        if decision is not self.decision:
            self._keep_old(by=by, reason=reason, now=now)
            self.decision = decision

    def _keep_old(self, *, by: str, reason: str, now: datetime) -> None:
        kept = Correction(
            at=now, by=by, reason=reason, old_score=self.score, old_decision=self.decision
        )
        self.corrections = [*self.corrections, kept]
