"""What other departments tell, and what refused attempts leave behind."""

from collections.abc import Iterable

from contracts.assessment import DutyConflictRejected, PaperReadingRefused
from contracts.base import Page
from contracts.enrollment import (
    ClassAdvanced,
    ClassCancelled,
    ClassClosed,
    ClassCreated,
    ClassOpened,
    ClassRescheduled,
    ClassResumed,
    ClassState,
    ClassSuspended,
    ListTrainees,
    RosterApproved,
    TraineeView,
    TraineeWithdrawn,
)
from contracts.scheduling import (
    ExamRoomBooked,
    ExamRoomRefused,
    LeaveLimitExceeded,
    LeaveLimitRestored,
    PublishedSession,
    SafetyIncidentReported,
    TeachingFinished,
    TimetablePublished,
    TimetableRevised,
)
from contracts.values import Track
from kit.department import reaction
from services.assessment.domain.candidate import Bar, Candidate
from services.assessment.domain.custody import CustodyKind, note_of_conflict
from services.assessment.domain.summary import Summary, due_day
from services.assessment.domain.training_class import TrainingClass
from services.assessment.store import AssessmentStore

ALL_TRAINEES = 5000


class Reactions:
    """Facts are kept in whatever order they come."""

    @reaction
    def keep_class(self, event: ClassCreated, store: AssessmentStore) -> None:
        store.add(TrainingClass.from_creation(event))

    @reaction(asks=lambda event: ListTrainees(class_id=event.class_id, size=ALL_TRAINEES))
    def keep_candidates(
        self, event: RosterApproved, store: AssessmentStore, trainees: Page[TraineeView]
    ) -> None:
        course = store.course_heard_of(event.class_id)
        known = {candidate.trainee_id for candidate in store.candidates(event.class_id)}
        fresh = [
            Candidate.from_trainee(trainee)
            for trainee in trainees.items
            if trainee.trainee_id not in known
        ]
        store.add(*fresh)
        if course.track is not Track.PROSPECT:
            store.add(*(Summary.due(course, candidate) for candidate in fresh))

    @reaction
    def note_beginning(self, event: ClassAdvanced, store: AssessmentStore) -> None:
        if event.state is ClassState.IN_PROGRESS:
            store.course_heard_of(event.class_id).take_opening(event.at)

    @reaction
    def bar_absentees(self, event: ClassOpened, store: AssessmentStore) -> None:
        store.course_heard_of(event.class_id).person_times = len(event.present)
        for trainee_id in event.absent:
            store.candidate_heard_of(trainee_id).bar(Bar.NO_SHOW)

    @reaction
    def bar_withdrawn(self, event: TraineeWithdrawn, store: AssessmentStore) -> None:
        candidate = store.candidate_heard_of(event.trainee_id)
        candidate.bar(Bar.WITHDRAWN)
        _judge_again(candidate, "学员退学", store)

    @reaction
    def bar_for_leave(self, event: LeaveLimitExceeded, store: AssessmentStore) -> None:
        candidate = store.candidate_heard_of(event.trainee_id)
        if candidate.take_leave(exceeded=True, told=store.told):
            _judge_again(candidate, "请假超过上限", store)

    @reaction
    def lift_bar_for_leave(self, event: LeaveLimitRestored, store: AssessmentStore) -> None:
        candidate = store.candidate_heard_of(event.trainee_id)
        if candidate.take_leave(exceeded=False, told=store.told):
            _judge_again(candidate, "请假回到上限以内", store)

    @reaction
    def keep_timetable(self, event: TimetablePublished, store: AssessmentStore) -> None:
        course = store.course_heard_of(event.class_id)
        course.take_timetable(event.version, event.hours_total, _teachers_of(event.sessions))

    @reaction
    def keep_revised_timetable(self, event: TimetableRevised, store: AssessmentStore) -> None:
        course = store.course_heard_of(event.class_id)
        course.take_timetable(event.version, event.hours_total, _teachers_of(event.sessions))

    @reaction
    def keep_teaching_figures(self, event: TeachingFinished, store: AssessmentStore) -> None:
        course = store.course_heard_of(event.class_id)
        course.take_teaching(event.hours_total, event.person_hours)

    @reaction
    def take_booked_rooms(self, event: ExamRoomBooked, store: AssessmentStore) -> None:
        store.exam(event.exam_id).take_booking(event.venue_ids)

    @reaction
    def take_refused_rooms(self, event: ExamRoomRefused, store: AssessmentStore) -> None:
        store.exam(event.exam_id).take_booking_refusal(event.reason)

    @reaction
    def hold_still(self, event: ClassSuspended, store: AssessmentStore) -> None:
        course = store.course_heard_of(event.class_id)
        course.take_suspension(suspended=True, told=store.told)

    @reaction
    def go_on(self, event: ClassResumed, store: AssessmentStore) -> None:
        course = store.course_heard_of(event.class_id)
        course.take_suspension(suspended=False, told=store.told)
        course.take_end(event.end_on, store.told)
        _follow_days(course, event.days, f"班次恢复，顺延 {event.days} 天", store)

    @reaction
    def follow_new_days(self, event: ClassRescheduled, store: AssessmentStore) -> None:
        course = store.course_heard_of(event.class_id)
        course.take_start(event.start_on, store.told)
        course.take_end(event.end_on, store.told)
        moved_by = (event.start_on - event.old_start_on).days
        _follow_days(course, moved_by, f"班次改期：{event.reason}", store)

    @reaction
    def count_incident(self, event: SafetyIncidentReported, store: AssessmentStore) -> None:
        store.course_heard_of(event.class_id).take_incident()

    @reaction
    def close_books(self, event: ClassClosed, store: AssessmentStore) -> None:
        store.course_heard_of(event.class_id).close()

    @reaction
    def drop_class(self, event: ClassCancelled, store: AssessmentStore) -> None:
        store.course_heard_of(event.class_id).cancel()

    @reaction
    def record_duty_conflict(self, event: DutyConflictRejected, store: AssessmentStore) -> None:
        note = note_of_conflict(event.held, event.proposed)
        store.log(event, CustodyKind.DUTY_CONFLICT, by=event.person_id, note=note)

    @reaction
    def record_refused_reading(self, event: PaperReadingRefused, store: AssessmentStore) -> None:
        store.log(event, CustodyKind.READING_REFUSED, by=event.person_id, note=event.what)


def _teachers_of(sessions: Iterable[PublishedSession]) -> Iterable[str]:
    return (teacher_id for session in sessions for teacher_id in session.teacher_ids)


def _follow_days(course: TrainingClass, days: int, reason: str, store: AssessmentStore) -> None:
    """The exam not yet begun and the day summaries are due move with the class (B-12a)."""
    for exam in store.exams(course.class_id):
        store.emit(*exam.postpone(days=days, reason=reason))
    for summary in store.summaries(course.class_id):
        summary.move_due_day(due_day(course), today=store.today)


def _judge_again(candidate: Candidate, reason: str, store: AssessmentStore) -> None:
    """A confirmed result follows the bars until the pass list is frozen."""
    result = store.result_or_none(candidate.class_id, candidate.trainee_id)
    if result and not store.pass_list_or_none(candidate.class_id):
        result.judge_again(
            barred=candidate.is_barred, reason=reason, by=store.actor.person_id, now=store.now
        )
