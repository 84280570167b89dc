"""What is shown of department reviews and of teachers sent out."""

from collections.abc import Mapping

from contracts.scheduling import (
    DepartmentReviewsView,
    DepartmentReviewView,
    DispatchView,
    OwedReviewView,
    ReviewPhase,
)
from services.scheduling.domain.department_review import (
    PHASE_TITLES,
    DepartmentReview,
    ReviewLedger,
)
from services.scheduling.domain.dispatch import Dispatch


def reviews_view(ledger: ReviewLedger, names: Mapping[str, str]) -> DepartmentReviewsView:
    """The reviews of a class, and each phase a department still owes."""
    owed = [(unit_id, names.get(unit_id, unit_id), phase) for unit_id, phase in ledger.owed()]
    return DepartmentReviewsView(
        class_id=ledger.class_id,
        reviews=[_review_view(review, ledger.class_id, names) for review in ledger.reviews],
        missing=[_owed(name, phase) for _, name, phase in owed],
        owed=tuple(
            OwedReviewView(unit_id=unit_id, unit_name=name, phase=phase)
            for unit_id, name, phase in owed
        ),
    )


def _review_view(
    review: DepartmentReview, class_id: str, names: Mapping[str, str]
) -> DepartmentReviewView:
    return DepartmentReviewView(
        review_id=review.review_id,
        class_id=class_id,
        unit_id=review.unit_id,
        unit_name=names.get(review.unit_id, ""),
        phase=review.phase,
        subject=review.subject,
        decision=review.decision,
        opinion=review.opinion,
        reviewed_by=review.reviewed_by,
        reviewed_at=review.reviewed_at,
    )


def _owed(unit: str, phase: ReviewPhase) -> str:
    zh, en = PHASE_TITLES[phase]
    return f"{unit}：{zh}（B-2.5）｜{unit}: {en} (B-2.5)"


def dispatch_view(dispatch: Dispatch, teacher_name: str) -> DispatchView:
    return DispatchView(
        dispatch_id=dispatch.dispatch_id,
        teacher_id=dispatch.teacher_id,
        teacher_name=teacher_name,
        destination=dispatch.destination,
        topic=dispatch.topic,
        from_on=dispatch.from_on,
        to_on=dispatch.to_on,
        policy_ref=dispatch.policy_ref,
        state=dispatch.state,
        approved_by=dispatch.decided_by,
    )
