"""An exam as shown after every step."""

from contracts.assessment import ExamView
from services.assessment.domain.exam import Exam
from services.assessment.domain.script import ScriptState
from services.assessment.service.views import Tally, exam_view
from services.assessment.store import AssessmentStore


def show(exam: Exam, store: AssessmentStore, *, with_duties: bool = True) -> ExamView:
    """An exam with what is counted about it."""
    candidates, barred = store.count_candidates(exam.class_id)
    tally = Tally(
        candidates=candidates,
        barred=barred,
        marked=store.count_scripts(exam.exam_id, *set(ScriptState) - {ScriptState.UNMARKED}),
        rechecked=store.count_scripts(exam.exam_id, ScriptState.RECHECKED, ScriptState.ARBITRATED),
        breaches=store.count_breaches(exam.class_id),
    )
    return exam_view(exam, store.paper_or_none(exam), tally, with_duties=with_duties)
