"""An improvement: a result fed back to a department, done by it, checked by somebody else."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.assessment import (
    Aspect,
    EvaluationFedBack,
    EvaluationForm,
    ImprovementChecked,
    ImprovementCompleted,
    Target,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Forbidden, Invalid
from services.assessment.domain.evaluation import Evaluation


class ImprovementState(StrEnum):
    """How far an improvement has come."""

    OPEN = "OPEN"
    DONE = "DONE"
    CHECKED_EFFECTIVE = "CHECKED_EFFECTIVE"


M = ImprovementState
LIFE = Lifecycle(
    "改进事项",
    "improvement",
    {
        "complete": ([M.OPEN], M.DONE),
        "approve": ([M.DONE], M.CHECKED_EFFECTIVE),
        "reopen": ([M.DONE], M.OPEN),
    },
    "B-6.5c",
)


@dataclass(kw_only=True, eq=False)
class Improvement:
    """What one department is to do about a result. `score` in tenths of a point."""

    action_id: str
    class_id: str
    form: EvaluationForm
    unit_id: str
    aspect: Aspect
    target: Target
    target_id: str
    what: str
    due_on: date
    score: int | None
    state: ImprovementState = ImprovementState.OPEN
    done: str = ""
    done_by: str = ""
    checked_by: str = ""

    @classmethod
    def feed_back(
        cls,
        evaluation: Evaluation,
        *,
        action_id: str,
        unit_id: str,
        aspect: Aspect,
        target: Target,
        target_id: str,
        what: str,
        due_on: date,
        score: int | None,
        today: date,
    ) -> "tuple[Improvement, EvaluationFedBack]":
        """Hand a result to the department that owns it (B-6.5c)."""
        if due_on < today:
            raise Invalid(
                "DUE_IN_THE_PAST",
                "完成时限不能早于今天。",
                "The due day cannot lie in the past.",
                "B-6.5c",
                faults=[Fault("due_on", "早于今天", "in the past")],
            )
        evaluation.feed_back(aspect, target)
        improvement = cls(
            action_id=action_id,
            class_id=evaluation.class_id,
            form=evaluation.form,
            unit_id=unit_id,
            aspect=aspect,
            target=target,
            target_id=target_id,
            what=what,
            due_on=due_on,
            score=score,
        )
        return improvement, improvement.fed_back()

    def fed_back(self) -> EvaluationFedBack:
        """The fact that the department has it now."""
        return EvaluationFedBack(
            class_id=self.class_id,
            action_id=self.action_id,
            unit_id=self.unit_id,
            aspect=self.aspect,
            target=self.target,
            target_id=self.target_id,
            score=self.score,
            due_on=self.due_on,
        )

    def complete(self, *, done: str, by: str) -> ImprovementCompleted:
        """The department reports what it has done."""
        self.state = LIFE.after("complete", self.state)
        self.done, self.done_by = done, by
        return ImprovementCompleted(
            class_id=self.class_id, action_id=self.action_id, unit_id=self.unit_id
        )

    def check(self, *, effective: bool, by: str) -> ImprovementChecked:
        """See whether it helped; what did not is open again. Never by whoever did it."""
        following = LIFE.after("approve" if effective else "reopen", self.state)
        if by == self.done_by:
            raise Forbidden(
                "OWN_IMPROVEMENT",
                "不能核查本人办理的改进事项。",
                "Nobody checks an improvement of their own doing.",
                "B-6.5c",
            )
        self.state, self.checked_by = following, by
        return ImprovementChecked(
            class_id=self.class_id,
            action_id=self.action_id,
            unit_id=self.unit_id,
            target=self.target,
            target_id=self.target_id,
            effective=effective,
        )
