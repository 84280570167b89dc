"""How departments review their own people and works for a class: before, during and after
(B-2.3, B-2.4, B-2.5).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.base import Event
from contracts.refusals import Refusal
from contracts.scheduling import (
    Decision,
    DepartmentReviewed,
    DepartmentReviewsCompleted,
    ReviewOwnWork,
    ReviewPhase,
    ReviewSubject,
)
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.timetable_life import TimetableState

PHASE_TITLES = {
    ReviewPhase.PRIOR: ("先期审核", "prior review"),
    ReviewPhase.MID: ("中期跟踪", "tracking during the class"),
    ReviewPhase.POST: ("后期总结", "review afterwards"),
}


@dataclass(frozen=True, kw_only=True)
class DepartmentReview:
    """One review by a department; the newest of a phase and subject counts."""

    review_id: str
    unit_id: str
    phase: ReviewPhase
    subject: ReviewSubject
    decision: Decision
    opinion: str
    reviewed_by: str
    reviewed_at: datetime


@dataclass(eq=False, kw_only=True)
class ReviewLedger:
    """The reviews of a class, and the departments its implementation plan of some version names."""

    class_id: str
    plan_version: int = 0
    unit_ids: list[str] = field(default_factory=list)
    reviews: list[DepartmentReview] = field(default_factory=list)
    is_complete: bool = False

    def take_plan(self, *, version: int, unit_ids: Sequence[str]) -> list[Event]:
        """Take the departments of a newer plan; an older one than is known says nothing."""
        if version <= self.plan_version:
            return []
        self.plan_version, self.unit_ids = version, list(dict.fromkeys(unit_ids))
        return self._judge()

    def review(
        self,
        request: ReviewOwnWork,
        timetable: Timetable,
        *,
        review_id: str,
        by: str,
        now: datetime,
    ) -> list[Event]:
        """Keep a department's review of its own people or works."""
        self._require_unit(request.unit_id)
        require_phase(request.phase, timetable)
        sound = request.political and request.ethics and request.confidentiality
        if request.decision is Decision.APPROVED and not sound:
            raise Refusal(
                "CHECKLIST_INCOMPLETE",
                "政治方向、师德师风、保密三项均合格，方可通过。",
                "A review passes only when politically and ethically sound and not confidential.",
                "B-2.3",
            )
        review = DepartmentReview(
            review_id=review_id,
            unit_id=request.unit_id,
            phase=request.phase,
            subject=request.subject,
            decision=request.decision,
            opinion=request.opinion,
            reviewed_by=by,
            reviewed_at=now,
        )
        self.reviews = [*self.reviews, review]
        told = DepartmentReviewed(
            class_id=self.class_id,
            unit_id=review.unit_id,
            phase=review.phase,
            subject=review.subject,
            decision=review.decision,
        )
        return [told, *self._judge()]

    def owed(self) -> Iterator[tuple[str, ReviewPhase]]:
        """The phases each department still owes: none of it reviewed, or something rejected."""
        for unit_id in self.unit_ids:
            for phase in ReviewPhase:
                standing = self._standing(unit_id, phase)
                if not standing or Decision.REJECTED in standing:
                    yield unit_id, phase

    def _standing(self, unit_id: str, phase: ReviewPhase) -> set[Decision]:
        newest = {
            review.subject: review.decision
            for review in self.reviews
            if (review.unit_id, review.phase) == (unit_id, phase)
        }
        return set(newest.values())

    def _judge(self) -> list[Event]:
        before = self.is_complete
        self.is_complete = bool(self.unit_ids) and not list(self.owed())
        if before or not self.is_complete:
            return []
        return [DepartmentReviewsCompleted(class_id=self.class_id)]

    def _require_unit(self, unit_id: str) -> None:
        if unit_id not in self.unit_ids:
            raise Refusal(
                "UNIT_NOT_INVOLVED",
                "本班实施方案未列入该部门，无须其审核。",
                "The implementation plan of the class does not name this department.",
                "B-2.3",
            )


def require_phase(phase: ReviewPhase, timetable: Timetable) -> None:
    """Refusal when it is not time for a phase. A prior review that comes late is better than none:
    the ledger shows when it was made.
    """
    timetable.require_open()
    over = timetable.state is TimetableState.FINISHED
    if phase is ReviewPhase.MID and (over or not timetable.is_opened):
        raise Refusal(
            "CLASS_NOT_RUNNING",
            "中期跟踪只能在班次运行期间进行。",
            "A class is tracked only while it runs.",
            "B-2.5",
        )
    if phase is ReviewPhase.POST and not over:
        raise Refusal(
            "TEACHING_NOT_OVER",
            "课程全部结束之后方可进行后期总结。",
            "The review afterwards comes only when teaching has finished.",
            "B-2.5",
        )
