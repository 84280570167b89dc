"""Exams and forms as shown after every step, with what is counted about them."""

from contracts.assessment import EvaluationView, ExamView
from services.assessment.domain.evaluation import Evaluation
from services.assessment.domain.exam import Exam
from services.assessment.domain.script import ScriptState
from services.assessment.domain.tally import Turnout, turnout
from services.assessment.domain.ticket import Ticket, TicketTaken, make_ticket
from services.assessment.domain.training_class import TrainingClass
from services.assessment.service.evaluation_views import evaluation_view
from services.assessment.service.views import Tally, exam_view
from services.assessment.store import AssessmentStore


def show(exam: Exam, store: AssessmentStore, *, with_duties: bool = True) -> ExamView:
    """An exam with what is counted about it."""
    candidates, barred = store.count_candidates(exam.class_id)
    scripts = store.count_scripts(exam.exam_id)
    tally = Tally(
        candidates=candidates,
        barred=barred,
        marked=scripts.total() - scripts[ScriptState.UNMARKED],
        rechecked=scripts[ScriptState.RECHECKED] + scripts[ScriptState.ARBITRATED],
        breaches=store.count_breaches(exam.class_id),
    )
    return exam_view(exam, store.paper_or_none(exam), tally, with_duties=with_duties)


def show_evaluation(
    evaluation: Evaluation, course: TrainingClass, store: AssessmentStore
) -> EvaluationView:
    """A form: who was asked and has answered, and its results once it is closed."""
    sheets = store.sheets(evaluation.evaluation_id) if evaluation.is_closed else []
    return evaluation_view(evaluation, turnout_of(evaluation, course, store), sheets)


def turnout_of(evaluation: Evaluation, course: TrainingClass, store: AssessmentStore) -> Turnout:
    """How many were asked for a form and have answered it."""
    return turnout(
        course,
        trainees=sum(not one.has_left for one in store.candidates(course.class_id)),
        taken=store.tickets_taken(evaluation.evaluation_id),
        answered=store.sheets_answered(evaluation.evaluation_id),
    )


def ticket_of(taken: TicketTaken, evaluation: Evaluation, store: AssessmentStore) -> Ticket:
    """The ticket somebody has taken for a form, the same each time while the form is out."""
    salt = evaluation.ticket_salt
    return make_ticket(taken, salt=salt, seal=store.seal, mark=store.mark_taker)


def has_answered(evaluation: Evaluation, taker: str, store: AssessmentStore) -> bool:
    """Whether somebody's ticket for a form that is out was used."""
    taken = store.ticket_taken_by(evaluation.evaluation_id, taker)
    return taken is not None and store.is_used(ticket_of(taken, evaluation, store))
