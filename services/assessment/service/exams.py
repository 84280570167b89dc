"""Planning an exam, its duties, and the day itself."""

from contracts.assessment import (
    READERS,
    SEAT_READERS,
    AssignDuty,
    BeginExam,
    ChangeExamInfo,
    ConfirmExamReady,
    Duty,
    ExamView,
    FindClassExam,
    FindExam,
    ListSeats,
    PlanExam,
    ReleaseDuty,
    SealScripts,
    SeatView,
    SignPledge,
)
from contracts.refusals import Refusal, Unknown
from contracts.roles import Actor
from kit.department import command, query
from services.assessment.domain.candidate import record_attendance, seat_everyone
from services.assessment.domain.custody import CustodyKind
from services.assessment.domain.exam import Exam
from services.assessment.domain.script import make_anonymous
from services.assessment.service.showing import show
from services.assessment.service.views import seat_views
from services.assessment.store import AssessmentStore


class Exams:
    """From the plan of an exam to its sealed scripts (A-6.9, A-7.10)."""

    @command
    def plan_exam(self, request: PlanExam, store: AssessmentStore) -> ExamView:
        course = store.open_course(request.class_id)
        if store.has_exam(request.class_id):
            raise Refusal(
                "EXAM_EXISTS", "本班次已安排结业考试。", "This class has its exam.", "A-6.9"
            )
        exam, planned = Exam.plan(
            course,
            exam_id=store.new_id(),
            title=request.title,
            from_at=request.from_at,
            to_at=request.to_at,
            rooms=request.rooms,
        )
        store.add(exam)
        store.emit(planned)
        return show(exam, store)

    @command
    def change_exam_info(self, request: ChangeExamInfo, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        changes = exam.change_info(
            store.course(exam.class_id),
            from_at=request.from_at,
            to_at=request.to_at,
            rooms=request.rooms,
            reason=request.reason,
        )
        store.emit(*changes)
        return show(exam, store)

    @command
    def assign_duty(self, request: AssignDuty, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        examined = store.people_examined(exam.class_id)
        store.emit(*exam.assign(request.duty, request.person_id, candidates=examined))
        return show(exam, store)

    @command
    def release_duty(self, request: ReleaseDuty, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        exam.release(request.person_id)
        return show(exam, store)

    @command
    def sign_pledge(self, request: SignPledge, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        exam.sign_pledge(store.actor.person_id)
        return show(exam, store)

    @command
    def confirm_exam_ready(self, request: ConfirmExamReady, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        seated = seat_everyone(store.candidates(exam.class_id), exam.rooms)
        ready = exam.confirm_ready(
            seated=seated,
            copies=store.paper(exam).copies,
            candidates=store.people_examined(exam.class_id),
        )
        store.emit(ready)
        return show(exam, store)

    @command
    def begin_exam(self, request: BeginExam, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        store.course(exam.class_id).require_running()
        exam.begin(by=store.actor.person_id, now=store.now)
        store.paper(exam).issue()
        store.log(exam, CustodyKind.PAPER_ISSUED)
        return show(exam, store)

    @command
    def seal_scripts(self, request: SealScripts, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        exam.seal_scripts(by=store.actor.person_id, seal_no=request.seal_no)
        candidates = store.candidates(exam.class_id)
        present = record_attendance(candidates, absent=request.absent, cheated=request.cheated)
        store.add(*make_anonymous(present, exam_id=exam.exam_id, fresh_id=store.new_id))
        store.paper(exam).retire()
        store.log(exam, CustodyKind.SCRIPTS_SEALED, seal_no=request.seal_no, note=request.incidents)
        sat = sum(candidate.sat for candidate in candidates)
        store.emit(exam.held(present=sat, absent=len(request.absent)))
        return show(exam, store)

    @query
    def find_exam(self, request: FindExam, store: AssessmentStore) -> ExamView:
        exam = store.exam(request.exam_id)
        actor = store.actor
        if actor.person_id in exam.duties or _reads_all_of(exam.class_id, actor):
            return show(exam, store)
        if actor.person_id in store.people_examined(exam.class_id):
            return show(exam, store, with_duties=False)
        raise Unknown("考试", "exam")

    @query
    def find_class_exam(self, request: FindClassExam, store: AssessmentStore) -> ExamView:
        return show(store.exam_of_class(request.class_id), store)

    @query
    def list_seats(self, request: ListSeats, store: AssessmentStore) -> list[SeatView]:
        exam = store.exam(request.exam_id)
        if store.actor.duties_in(exam.class_id).isdisjoint(SEAT_READERS):
            exam.require(store.actor.person_id, Duty.INVIGILATOR, clause="A-7.10.e")
        return seat_views(store.candidates(exam.class_id))


def _reads_all_of(class_id: str, actor: Actor) -> bool:
    return not actor.duties_in(class_id).isdisjoint(READERS)
