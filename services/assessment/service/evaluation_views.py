"""What assessment shows of forms and improvements."""

from collections.abc import Iterable, Sequence

from contracts.assessment import EvaluationView, ImprovementView
from services.assessment.domain.evaluation import AnswerSheet, Evaluation
from services.assessment.domain.improvement import Improvement
from services.assessment.domain.tally import Turnout, comments_of, score_views


def evaluation_view(
    evaluation: Evaluation, turnout: Turnout, sheets: Sequence[AnswerSheet]
) -> EvaluationView:
    """A form and who was asked; `sheets` are empty while it is out."""
    rules = evaluation.rules
    return EvaluationView(
        class_id=evaluation.class_id,
        form=evaluation.form,
        state=evaluation.state,
        asked=dict(turnout.asked),
        answered=dict(turnout.answered),
        response_rate=turnout.response_rate,
        least_answers=rules.least_answers,
        scores=score_views(sheets, rules),
        comments=comments_of(sheets, rules),
        representative=turnout.response_rate >= rules.least_response,
        tickets=dict(turnout.taken),
        opened_on=evaluation.opened_on,
        closed_on=evaluation.closed_on,
        least_of_band=dict(rules.bands),
    )


def improvement_view(improvement: Improvement) -> ImprovementView:
    """What a department is to do, and how far it has come."""
    return ImprovementView(
        action_id=improvement.action_id,
        class_id=improvement.class_id,
        unit_id=improvement.unit_id,
        aspect=improvement.aspect,
        target=improvement.target,
        target_id=improvement.target_id,
        what=improvement.what,
        due_on=improvement.due_on,
        state=improvement.state,
        done=improvement.done,
        checked_by=improvement.checked_by,
    )


def improvement_views(improvements: Iterable[Improvement]) -> list[ImprovementView]:
    """Improvements in their order."""
    return [improvement_view(one) for one in improvements]
