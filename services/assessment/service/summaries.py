"""Training summaries: handed in, reviewed, concluded (A-6.8)."""

from contracts.assessment import (
    ConcludeSummaries,
    ListSummaries,
    ReadSummary,
    ReviewSummary,
    SubmitSummary,
    SummaryText,
    SummaryView,
)
from kit.department import command, query, timer
from services.assessment.domain.summary import compare
from services.assessment.domain.summary_track import (
    conclude,
    is_concludable,
    require_in_class,
    require_writing,
)
from services.assessment.domain.training_class import TrainingClass
from services.assessment.service.summary_views import (
    summary_text,
    summary_view,
    view_for_reviewers,
)
from services.assessment.store import AssessmentStore

EVERY_MINUTE = 60.0


class Summaries:
    """What cadres and members hand in instead of sitting an exam."""

    @command
    def submit_summary(self, request: SubmitSummary, store: AssessmentStore) -> SummaryView:
        store.hold_class(request.class_id)
        course = store.open_course(request.class_id)
        require_writing(course)
        trainee = store.trainee(request.class_id, request.trainee_id)
        require_in_class(trainee)
        summary = store.summary(request.class_id, request.trainee_id)
        rules = course.summary_rules
        by = store.actor.person_id
        store.emit(summary.submit(request.text, by=by, now=store.now, rules=rules))
        compare(summary, store.summaries(request.class_id), rules)
        return summary_view(summary, trainee, course)

    @command
    def review_summary(self, request: ReviewSummary, store: AssessmentStore) -> SummaryView:
        course = store.open_course(request.class_id)
        require_writing(course)
        trainee = store.trainee(request.class_id, request.trainee_id)
        summary = store.summary(request.class_id, request.trainee_id)
        decide = summary.accept if request.accepted else summary.send_back
        decided = decide(
            request.grade,
            author=trainee.person_id,
            by=store.actor.person_id,
            opinion=request.opinion,
        )
        store.emit(decided)
        return summary_view(summary, trainee, course)

    @query
    def read_summary(self, request: ReadSummary, store: AssessmentStore) -> SummaryText:
        course = store.course(request.class_id)
        trainee = store.trainee(request.class_id, request.trainee_id)
        summary = store.summary(request.class_id, request.trainee_id)
        return summary_text(summary, trainee, course)

    @query
    def list_summaries(self, request: ListSummaries, store: AssessmentStore) -> list[SummaryView]:
        return _all_of(store.course(request.class_id), store)

    @command
    def conclude_summaries(
        self, request: ConcludeSummaries, store: AssessmentStore
    ) -> list[SummaryView]:
        store.hold_class(request.class_id)
        course = store.open_course(request.class_id)
        summaries = store.summaries(request.class_id)
        store.emit(conclude(course, summaries, store.people(course), today=store.today))
        return _all_of(course, store)

    @timer(every=EVERY_MINUTE, each=AssessmentStore.summaries_past_due)
    def mark_overdue_summary(self, store: AssessmentStore, which: tuple[str, str]) -> None:
        summary = store.summary(*which)
        if summary.is_past_due(today=store.today):
            summary.pass_due_day()


def _all_of(course: TrainingClass, store: AssessmentStore) -> list[SummaryView]:
    people, summaries = store.people(course), store.summaries(course.class_id)
    concludable = is_concludable(course, summaries, people, today=store.today)
    return [
        view_for_reviewers(one, people[one.trainee_id], course, concludable=concludable)
        for one in summaries
        if not people[one.trainee_id].has_left
    ]
