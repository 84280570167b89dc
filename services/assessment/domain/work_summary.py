"""The work summary that ends a class: written by the staff, approved by somebody else (A-6.12)."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.assessment import WorkSummaryApproved
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from services.assessment.domain.performance import Performance


class WorkSummaryState(StrEnum):
    """Where the summary stands."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"


W = WorkSummaryState
LIFE = Lifecycle(
    "工作总结",
    "work summary",
    {"submit": ([W.SUBMITTED], W.SUBMITTED), "approve": ([W.SUBMITTED], W.APPROVED)},
    "A-6.12",
)


@dataclass(kw_only=True, eq=False)
class WorkSummary:
    """The summary of one class."""

    class_id: str
    text: str
    author: str
    state: WorkSummaryState = WorkSummaryState.SUBMITTED
    approved_by: str = ""

    @classmethod
    def submit(
        cls, class_id: str, performance: Performance | None, *, text: str, by: str
    ) -> "WorkSummary":
        """Hand the summary in, after the performance evaluation."""
        if performance is None:
            raise Refusal(
                "NOT_EVALUATED",
                "须先完成培训绩效评价，再提交工作总结。",
                "The class is evaluated before its work summary is written.",
                "A-6.11",
            )
        return cls(class_id=class_id, text=text, author=by)

    def submit_again(self, *, text: str, by: str) -> None:
        """Replace the text before it is approved; who writes last is the author."""
        self.state = LIFE.after("submit", self.state)
        self.text, self.author = text, by

    def approve(self, *, by: str) -> WorkSummaryApproved:
        """Approve; never by its author."""
        following = LIFE.after("approve", self.state)
        if by == self.author:
            raise Refusal(
                "OWN_SUMMARY",
                "不能批准本人撰写的工作总结。",
                "Nobody approves a summary of their own writing.",
                "A-6.12",
            )
        self.state, self.approved_by = following, by
        return WorkSummaryApproved(class_id=self.class_id)
