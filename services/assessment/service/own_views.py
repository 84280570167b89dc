"""What people are shown of their own result and duties."""

from contracts.assessment import DutyTask, ExamDutyView, OwnResultView
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.certificate import Certificate
from services.assessment.domain.exam import Exam
from services.assessment.domain.own_result import Outcome
from services.assessment.domain.training_class import TrainingClass


def own_result_view(
    course: TrainingClass,
    trainee: Candidate,
    outcome: Outcome | None,
    certificate: Certificate | None,
) -> OwnResultView:
    """A result once it is published, and the certificate once it was issued."""
    issued = certificate if certificate and certificate.issued_on else None
    return OwnResultView(
        class_id=course.class_id,
        trainee_id=trainee.trainee_id,
        class_code=course.code,
        class_title=course.title,
        track=course.track,
        published=outcome is not None,
        outcome=outcome.decision if outcome else None,
        score=outcome.score if outcome else None,
        pass_mark=outcome.pass_mark if outcome else None,
        grade=outcome.grade if outcome else None,
        certificate_no=issued.certificate_no if issued else None,
        certificate_state=issued.state if issued else None,
        issued_on=issued.issued_on if issued else None,
    )


def exam_duty_view(
    exam: Exam,
    course: TrainingClass,
    person_id: str,
    waiting: list[DutyTask],
    *,
    may_read: bool,
) -> ExamDutyView:
    """An exam for one who works on it."""
    held = exam.duties[person_id]
    return ExamDutyView(
        exam_id=exam.exam_id,
        class_id=exam.class_id,
        class_code=course.code,
        class_title=course.title,
        title=exam.title,
        from_at=exam.from_at,
        to_at=exam.to_at,
        state=exam.state,
        duty=held.duty,
        pledged=held.pledged,
        waiting=waiting,
        may_read=may_read,
    )
