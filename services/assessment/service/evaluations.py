"""The two forms: issued, answered with anonymous tickets, closed, fed back (B-6.5)."""

from contracts.assessment import (
    AnswerEvaluation,
    CheckImprovement,
    CloseEvaluation,
    CompleteImprovement,
    EvaluationForm,
    EvaluationView,
    FeedBack,
    FindEvaluation,
    ImprovementView,
    ListEvaluations,
    ListImprovements,
    ListOwnImprovements,
    OpenEvaluation,
    TakeTicket,
    TicketView,
)
from contracts.base import Page
from contracts.refusals import Refusal
from kit.department import command, query, timer
from services.assessment.domain.evaluation import AnswerSheet, Evaluation
from services.assessment.domain.improvement import Improvement
from services.assessment.domain.respondent import respondent_of
from services.assessment.domain.tally import overall_score, score_of
from services.assessment.domain.ticket import hidden, read_ticket, require_anonymous
from services.assessment.service.evaluation_views import improvement_view, improvement_views
from services.assessment.service.showing import show_evaluation, ticket_of, turnout_of
from services.assessment.store import AssessmentStore

EVERY_MINUTE = 60.0


class Evaluations:
    """What trainees, host and student affairs think, and what departments do about it."""

    @command
    def open_evaluation(self, request: OpenEvaluation, store: AssessmentStore) -> EvaluationView:
        course = store.open_course(request.class_id)
        if store.evaluation_or_none(request.class_id, request.form):
            raise Refusal(
                "FORM_EXISTS", "本班次已发放该评估表。", "This form was issued before.", "B-6.5b"
            )
        evaluation, opened = Evaluation.open(
            course,
            request.form,
            evaluation_id=store.new_id(),
            salt=hidden("salt", store.new_id()),
            today=store.today,
        )
        store.add(evaluation)
        store.emit(opened)
        return show_evaluation(evaluation, course, store)

    @command
    def take_ticket(self, request: TakeTicket, store: AssessmentStore) -> TicketView:
        store.open_course(request.class_id)
        evaluation = store.evaluation(request.class_id, request.form)
        evaluation.require_open()
        trainee_id = request.trainee_id
        trainee = store.trainee(request.class_id, trainee_id) if trainee_id else None
        taker, respondent = respondent_of(store.actor, request.class_id, trainee)
        taken = store.take_ticket(evaluation.evaluation_id, taker, respondent)
        ticket = ticket_of(taken, evaluation, store)
        store.require_unused(ticket)
        return TicketView(form=request.form, ticket=ticket.text)

    @command
    def answer_evaluation(self, request: AnswerEvaluation, store: AssessmentStore) -> TicketView:
        require_anonymous(store.actor)
        ticket = read_ticket(request.ticket, seal=store.seal)
        evaluation = store.evaluation_answered(ticket)
        evaluation.require_open()
        teacher_ids = store.open_course(evaluation.class_id).teacher_ids
        evaluation.check(request.answers, teacher_ids=teacher_ids)
        store.use_ticket(ticket)
        store.put_among_the_others(
            AnswerSheet(
                sheet_id=hidden("sheet", store.new_id()),
                evaluation_id=evaluation.evaluation_id,
                respondent=ticket.respondent,
                answers=request.answers,
            )
        )
        return TicketView(form=evaluation.form, ticket="")

    @command
    def close_evaluation(self, request: CloseEvaluation, store: AssessmentStore) -> EvaluationView:
        evaluation = store.evaluation(request.class_id, request.form)
        _close(evaluation, store)
        return show_evaluation(evaluation, store.course(request.class_id), store)

    @timer(every=EVERY_MINUTE, each=AssessmentStore.evaluations_out)
    def close_evaluation_in_time(
        self, store: AssessmentStore, which: tuple[str, EvaluationForm]
    ) -> None:
        evaluation, course = store.evaluation(*which), store.course(which[0])
        if not evaluation.is_closed and evaluation.is_due_to_close(
            course.end_on, today=store.today
        ):
            _close(evaluation, store)

    @query
    def find_evaluation(self, request: FindEvaluation, store: AssessmentStore) -> EvaluationView:
        evaluation = store.evaluation(request.class_id, request.form)
        return show_evaluation(evaluation, store.course(request.class_id), store)

    @query
    def list_evaluations(
        self, request: ListEvaluations, store: AssessmentStore
    ) -> list[EvaluationView]:
        course = store.course(request.class_id)
        forms = sorted(store.evaluations(course.class_id), key=lambda one: one.form)
        return [show_evaluation(one, course, store) for one in forms]

    @command
    def feed_back(self, request: FeedBack, store: AssessmentStore) -> ImprovementView:
        store.open_course(request.class_id)
        evaluation = store.evaluation(request.class_id, request.form)
        question = (request.aspect, request.target, request.target_id)
        improvement, fed_back = Improvement.feed_back(
            evaluation,
            action_id=store.new_id(),
            unit_id=request.unit_id,
            aspect=request.aspect,
            target=request.target,
            target_id=request.target_id,
            what=request.what,
            due_on=request.due_on,
            score=score_of(question, store.sheets(evaluation.evaluation_id), evaluation.rules),
            today=store.today,
        )
        store.add(improvement)
        store.emit(fed_back)
        return improvement_view(improvement)

    @command
    def complete_improvement(
        self, request: CompleteImprovement, store: AssessmentStore
    ) -> ImprovementView:
        improvement = store.improvement_of(request.unit_id, request.action_id)
        store.emit(improvement.complete(done=request.done, by=store.actor.person_id))
        return improvement_view(improvement)

    @command
    def check_improvement(
        self, request: CheckImprovement, store: AssessmentStore
    ) -> ImprovementView:
        improvement = store.improvement(request.action_id)
        store.emit(improvement.check(effective=request.effective, by=store.actor.person_id))
        return improvement_view(improvement)

    @query
    def list_improvements(
        self, request: ListImprovements, store: AssessmentStore
    ) -> Page[ImprovementView]:
        found, total = store.improvement_page(
            class_id=request.class_id,
            unit_id=request.of_unit,
            target_id=request.target_id,
            page=request.page,
            size=request.size,
        )
        return Page(items=improvement_views(found), total=total)

    @query
    def list_own_improvements(
        self, request: ListOwnImprovements, store: AssessmentStore
    ) -> Page[ImprovementView]:
        found, total = store.improvement_page(
            unit_id=request.unit_id, page=request.page, size=request.size
        )
        return Page(items=improvement_views(found), total=total)


def _close(evaluation: Evaluation, store: AssessmentStore) -> None:
    count = turnout_of(evaluation, store.course(evaluation.class_id), store)
    closed = evaluation.close(
        on=store.today,
        answers=count.answers,
        response_rate=count.response_rate,
        score=overall_score(store.sheets(evaluation.evaluation_id), evaluation.rules),
    )
    store.emit(closed)
