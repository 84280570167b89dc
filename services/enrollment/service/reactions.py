"""Events of the other departments: the fact is kept, the record filed, the class moved on."""

from contracts.assessment import (
    AssessmentFinished,
    CertificateIssued,
    ExamHeld,
    ExamPlanned,
    PaperSealed,
    PassListFrozen,
    PerformanceEvaluated,
    ResultsConfirmed,
    WorkSummaryApproved,
)
from contracts.enrollment import TraineeState
from contracts.finance import ServiceDataConfirmed, SettlementFinalised
from contracts.notification import NoticeKind, NoticePublished
from contracts.scheduling import (
    LeaveLimitExceeded,
    LeaveLimitRestored,
    TeachingFinished,
    TimetablePublished,
    TimetableRevised,
)
from kit.department import reaction
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.conditions import Fact
from services.enrollment.service.filing import file_record
from services.enrollment.store import EnrollmentStore


class Reactions:
    """Facts are kept in any order; the class takes every step whose fact is there."""

    @reaction
    def note_notice(self, event: NoticePublished, store: EnrollmentStore) -> None:
        if event.kind is NoticeKind.CLASS_NOTICE and event.class_id:
            file_record(store, event.class_id, DocType.NOTICE, f"NoticePublished {event.notice_id}")
            _note(store, event.class_id, Fact.NOTICE_PUBLISHED)

    @reaction
    def note_timetable(self, event: TimetablePublished, store: EnrollmentStore) -> None:
        file_record(store, event.class_id, DocType.TIMETABLE, f"TimetablePublished {event.version}")
        _note(store, event.class_id, Fact.TIMETABLE_PUBLISHED)

    @reaction
    def note_revised_timetable(self, event: TimetableRevised, store: EnrollmentStore) -> None:
        file_record(store, event.class_id, DocType.TIMETABLE, f"TimetableRevised {event.version}")
        _note(store, event.class_id, Fact.TIMETABLE_PUBLISHED)

    @reaction
    def note_exam(self, event: ExamPlanned, store: EnrollmentStore) -> None:
        _note(store, event.class_id, Fact.EXAM_PLANNED)

    @reaction
    def note_sealed_paper(self, event: PaperSealed, store: EnrollmentStore) -> None:
        _note(store, event.class_id, Fact.PAPER_SEALED)

    @reaction
    def finish_teaching(self, event: TeachingFinished, store: EnrollmentStore) -> None:
        _note(store, event.class_id, Fact.TEACHING_FINISHED)

    @reaction
    def confirm_data(self, event: ServiceDataConfirmed, store: EnrollmentStore) -> None:
        _note(store, event.class_id, Fact.DATA_CONFIRMED)

    @reaction
    def settle_class(self, event: SettlementFinalised, store: EnrollmentStore) -> None:
        training_class = store.training_class(event.class_id)
        store.emit(*training_class.note_settlement(Fact.SETTLEMENT_FINALISED, now=store.now))

    @reaction
    def flag_leave(self, event: LeaveLimitExceeded, store: EnrollmentStore) -> None:
        store.trainee(event.class_id, event.trainee_id).leave_limit_exceeded = True

    @reaction
    def clear_leave_flag(self, event: LeaveLimitRestored, store: EnrollmentStore) -> None:
        store.trainee(event.class_id, event.trainee_id).leave_limit_exceeded = False

    @reaction
    def file_exam_record(self, event: ExamHeld, store: EnrollmentStore) -> None:
        file_record(store, event.class_id, DocType.EXAM_CUSTODY, f"ExamHeld {event.seal_no}")

    @reaction
    def file_results(self, event: ResultsConfirmed, store: EnrollmentStore) -> None:
        file_record(
            store, event.class_id, DocType.EXAM_RESULTS, f"ResultsConfirmed {event.exam_id}"
        )

    @reaction
    def file_pass_list(self, event: PassListFrozen, store: EnrollmentStore) -> None:
        file_record(store, event.class_id, DocType.PASS_LIST, f"PassListFrozen {event.frozen_hash}")
        _note(store, event.class_id, Fact.PASS_LIST_FROZEN)

    @reaction
    def note_certificate(self, event: CertificateIssued, store: EnrollmentStore) -> None:
        trainee = store.trainee(event.class_id, event.trainee_id)
        trainee.receive_certificate(event.certificate_no)

    @reaction
    def finish_assessment(self, event: AssessmentFinished, store: EnrollmentStore) -> None:
        completed = set(event.completed)
        for trainee in store.trainees_among(event.class_id, [*event.completed, *event.failed]):
            if trainee.state is TraineeState.ACTIVE:
                (trainee.complete if trainee.trainee_id in completed else trainee.fail)()
        _note(store, event.class_id, Fact.ASSESSMENT_FINISHED)

    @reaction
    def note_performance(self, event: PerformanceEvaluated, store: EnrollmentStore) -> None:
        _note(store, event.class_id, Fact.PERFORMANCE_EVALUATED)

    @reaction
    def note_work_summary(self, event: WorkSummaryApproved, store: EnrollmentStore) -> None:
        _note(store, event.class_id, Fact.WORK_SUMMARY_APPROVED)


def _note(store: EnrollmentStore, class_id: str, fact: Fact) -> None:
    store.emit(*store.training_class(class_id).note(fact, now=store.now))
