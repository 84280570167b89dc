"""The roster of a class: submitted by staff, decided by the executive vice-president, in the
college by teaching affairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contracts.enrollment import RosterReturned, RosterSubmitted
from contracts.lifecycle import Lifecycle
from contracts.refusals import Forbidden, Refusal
from contracts.roles import Actor, Role
from services.enrollment.domain.duty import holds
from services.enrollment.domain.training_class import TrainingClass


class RosterState(StrEnum):
    """The life of a roster."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"


ROSTER_LIFE = Lifecycle[RosterState](
    "学员名单",
    "roster",
    {
        "submit": ((RosterState.DRAFT, RosterState.RETURNED), RosterState.SUBMITTED),
        "return": ((RosterState.SUBMITTED,), RosterState.RETURNED),
        "approve": ((RosterState.SUBMITTED,), RosterState.APPROVED),
    },
    clause="A-7.2.a",
)


@dataclass(eq=False, kw_only=True)
class Roster:
    """A roster; `nomination_ids` is what was submitted, and exactly that is approved."""

    class_id: str
    edition: int = 0
    state: RosterState = RosterState.DRAFT
    nomination_ids: list[str] = field(default_factory=list)
    submitted_by: str = ""
    submitted_at: datetime | None = None
    decided_by: str = ""
    opinion: str = ""

    def submit(
        self, *, accepted: Sequence[str], undecided: int, by: str, now: datetime
    ) -> RosterSubmitted:
        """Hand the accepted nominations to who decides on them as the next edition."""
        after = ROSTER_LIFE.after("submit", self.state)
        if undecided:
            raise Refusal(
                "NOMINATIONS_UNDECIDED",
                f"还有 {undecided} 名被提名人未决定是否录取。",
                f"{undecided} nominations are not decided yet.",
                "A-7.2.a",
            )
        if not accepted:
            raise Refusal(
                "ROSTER_EMPTY", "没有已录取的学员。", "Nobody has been accepted yet.", "A-7.2.a"
            )
        self.state = after
        self.edition += 1
        self.nomination_ids = list(accepted)
        self.submitted_by, self.submitted_at = by, now
        return RosterSubmitted(
            class_id=self.class_id, version=self.edition, count=len(self.nomination_ids)
        )

    def give_back(self, *, by: str, opinion: str) -> RosterReturned:
        """Return the roster to who submitted it."""
        self.state = ROSTER_LIFE.after("return", self.state)
        self.decided_by, self.opinion = by, opinion
        return RosterReturned(
            class_id=self.class_id, version=self.edition, submitted_by=self.submitted_by
        )

    def approve(self, *, by: str, opinion: str) -> None:
        """Approve the roster; Refusal FOUR_EYES for who submitted it."""
        after = ROSTER_LIFE.after("approve", self.state)
        if by == self.submitted_by:
            raise Refusal(
                "FOUR_EYES",
                "报送名单的人不能审批该名单。",
                "Whoever submitted the roster cannot approve it.",
                "A-7.2.a",
            )
        self.state = after
        self.decided_by, self.opinion = by, opinion


def decider_of(training_class: TrainingClass) -> Role:
    """Who decides on the roster of a class: each institution has its own."""
    return Role.TEACHING_AFFAIRS if training_class.nature.college else Role.EVP


def refuse_other_decider(actor: Actor, training_class: TrainingClass) -> None:
    """Forbidden (403) for who decides on rosters in the other institution only: the executive
    vice-president in the Party school (A-7.2.a), teaching affairs in the college (B-3.1a).
    """
    if holds(actor, (decider_of(training_class),), training_class.class_id):
        return
    if training_class.nature.college:
        raise Forbidden(
            "NOT_YOUR_DUTY",
            "干部学院班次的学员名单由教务处审批。",
            "In the college, teaching affairs decides on rosters.",
            "B-3.1a",
        )
    raise Forbidden(
        "NOT_YOUR_DUTY",
        "学员名单由党校常务副校长审批。",
        "The executive vice-president decides on rosters.",
        "A-7.2.a",
    )
