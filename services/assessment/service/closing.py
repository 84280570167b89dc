"""Performance and the work summary."""

from contracts.assessment import (
    ApproveWorkSummary,
    EvaluatePerformance,
    FindPerformance,
    FindWorkSummary,
    PerformanceView,
    SubmitWorkSummary,
    WorkSummaryView,
)
from contracts.refusals import Refusal
from contracts.values import Track
from kit.department import command, query
from services.assessment.domain.authority import (
    APPROVES_WORK_SUMMARY,
    WRITES_WORK_SUMMARY,
    require_office,
)
from services.assessment.domain.performance import (
    Figures,
    Judged,
    Performance,
    Satisfaction,
    figures_of,
    judged_by_exam,
    judged_by_summary,
    satisfaction_of,
)
from services.assessment.domain.rules import evaluation_rules_on
from services.assessment.domain.training_class import TrainingClass
from services.assessment.domain.work_summary import WorkSummary
from services.assessment.service.showing import turnout_of
from services.assessment.service.views import performance_view, work_summary_view
from services.assessment.store import AssessmentStore


class Closing:
    """What ends a class (A-6.11, A-6.12)."""

    @command
    def evaluate_performance(
        self, request: EvaluatePerformance, store: AssessmentStore
    ) -> PerformanceView:
        course = store.open_course(request.class_id)
        if store.performance_or_none(request.class_id):
            raise Refusal(
                "ALREADY_EVALUATED", "本班次已完成绩效评价。", "This class is evaluated.", "A-6.11"
            )
        figures = _figures(course, store)
        performance, evaluated = Performance.evaluate(
            course,
            figures,
            store.pass_list_or_none(request.class_id),
            outcome=request.outcome,
            by=store.actor.person_id,
            now=store.now,
        )
        store.add(performance)
        store.emit(evaluated)
        return performance_view(course, figures, performance.outcome)

    @query
    def find_performance(self, request: FindPerformance, store: AssessmentStore) -> PerformanceView:
        course = store.course(request.class_id)
        performance = store.performance_or_none(request.class_id)
        if performance:
            return performance_view(course, performance.figures, performance.outcome)
        return performance_view(course, _figures(course, store), None)

    @command
    def submit_work_summary(
        self, request: SubmitWorkSummary, store: AssessmentStore
    ) -> WorkSummaryView:
        course = store.open_course(request.class_id)
        require_office(course, store.actor, WRITES_WORK_SUMMARY, "A-6.12")
        by = store.actor.person_id
        summary = store.work_summary_or_none(course.class_id)
        if summary:
            summary.submit_again(text=request.text, by=by)
        else:
            evaluated = store.performance_or_none(course.class_id)
            summary = WorkSummary.submit(course.class_id, evaluated, text=request.text, by=by)
            store.add(summary)
        return work_summary_view(summary)

    @command
    def approve_work_summary(
        self, request: ApproveWorkSummary, store: AssessmentStore
    ) -> WorkSummaryView:
        course = store.open_course(request.class_id)
        require_office(course, store.actor, APPROVES_WORK_SUMMARY, "A-6.12")
        summary = store.work_summary(request.class_id)
        store.emit(summary.approve(by=store.actor.person_id))
        return work_summary_view(summary)

    @query
    def find_work_summary(
        self, request: FindWorkSummary, store: AssessmentStore
    ) -> WorkSummaryView:
        return work_summary_view(store.work_summary(request.class_id))


def _figures(course: TrainingClass, store: AssessmentStore) -> Figures:
    return figures_of(
        course,
        _judged(course, store),
        enrolled=len(store.candidates(course.class_id)),
        breaches=store.count_breaches(course.class_id),
        satisfaction=_satisfaction(course, store),
    )


def _judged(course: TrainingClass, store: AssessmentStore) -> Judged:
    candidates = store.candidates(course.class_id)
    if course.track is Track.PROSPECT:
        return judged_by_exam(candidates, passed=store.count_passed(course.class_id))
    return judged_by_summary(
        store.summaries(course.class_id), candidates, concluded=course.summaries_concluded
    )


def _satisfaction(course: TrainingClass, store: AssessmentStore) -> Satisfaction:
    closed = [one for one in store.evaluations(course.class_id) if one.is_closed]
    counted = [(turnout_of(one, course, store), store.sheets(one.evaluation_id)) for one in closed]
    return satisfaction_of(counted, evaluation_rules_on(course.start_on))
