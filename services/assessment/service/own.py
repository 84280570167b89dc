"""What people ask about themselves: trainees their result and the forms that await their answer,
examiners their duties.
"""

from typing import Any

from contracts.assessment import (
    ExamDutyView,
    FindOwnResult,
    ListMyDuties,
    ListOwnEvaluations,
    OwnEvaluationView,
    OwnResultView,
    PrintOwnCertificate,
)
from contracts.refusals import Unknown
from contracts.values import Track
from kit.department import query
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.exam import Exam
from services.assessment.domain.own_result import Outcome, by_exam, by_summary, require_oneself
from services.assessment.domain.tasks import require_own_duties, tasks_of
from services.assessment.domain.training_class import TrainingClass
from services.assessment.papers.certificates import certificate_sheets, print_sheets
from services.assessment.service.own_views import exam_duty_view, own_result_view
from services.assessment.service.showing import has_answered
from services.assessment.store import AssessmentStore


class Own:
    """One's own result, certificate and duties."""

    @query
    def find_own_result(self, request: FindOwnResult, store: AssessmentStore) -> OwnResultView:
        require_oneself(store.actor, request.trainee_id)
        trainee = store.trainee(request.class_id, request.trainee_id)
        course = store.course(request.class_id)
        certificate = store.certificate_of(request.class_id, request.trainee_id)
        return own_result_view(course, trainee, _outcome(course, trainee, store), certificate)

    @query(renders=print_sheets)
    def print_own_certificate(
        self, request: PrintOwnCertificate, store: AssessmentStore
    ) -> dict[str, Any]:
        require_oneself(store.actor, request.trainee_id)
        store.trainee(request.class_id, request.trainee_id)
        certificate = store.certificate_of(request.class_id, request.trainee_id)
        if certificate is None:
            raise Unknown("证书", "certificate")
        certificate.require_issued()
        return certificate_sheets([certificate])

    @query
    def list_own_evaluations(
        self, request: ListOwnEvaluations, store: AssessmentStore
    ) -> list[OwnEvaluationView]:
        require_oneself(store.actor, request.trainee_id)
        store.trainee(request.class_id, request.trainee_id)
        forms = sorted(store.evaluations(request.class_id), key=lambda one: one.form)
        return [
            OwnEvaluationView(
                class_id=one.class_id,
                form=one.form,
                opened_on=one.opened_on,
                answered=has_answered(one, request.trainee_id, store),
            )
            for one in forms
            if not one.is_closed
        ]

    @query
    def list_my_duties(self, request: ListMyDuties, store: AssessmentStore) -> list[ExamDutyView]:
        require_own_duties(store.actor, request.person_id)
        person_id = request.person_id
        return [
            exam_duty_view(
                exam,
                course,
                person_id,
                tasks_of(exam, person_id, store.scripts(exam.exam_id)),
                may_read=_may_read(exam, person_id, store),
            )
            for exam, course in store.exams_going_on()
            if person_id in exam.duties
        ]


def _may_read(exam: Exam, person_id: str, store: AssessmentStore) -> bool:
    paper = store.paper_or_none(exam)
    return paper is not None and paper.may_be_read(exam, by=person_id, now=store.now)


def _outcome(course: TrainingClass, trainee: Candidate, store: AssessmentStore) -> Outcome | None:
    if course.track is Track.PROSPECT:
        exam = next(iter(store.exams(course.class_id)), None)
        return by_exam(exam, store.result_or_none(course.class_id, trainee.trainee_id))
    summary = store.summary(course.class_id, trainee.trainee_id)
    return by_summary(summary, trainee, concluded=course.summaries_concluded)
