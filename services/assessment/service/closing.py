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
from kit.department import command, query
from services.assessment.domain.performance import Figures, Performance, figures_of
from services.assessment.domain.training_class import TrainingClass
from services.assessment.domain.work_summary import WorkSummary
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
        store.open_course(request.class_id)
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
        store.candidates(course.class_id),
        passed=store.count_passed(course.class_id),
        breaches=store.count_breaches(course.class_id),
    )
