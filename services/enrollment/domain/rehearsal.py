"""The rehearsal 模拟演练 of an important class, or the waiver of it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.enrollment import RehearsalHeld, RehearsalWaived
from contracts.refusals import Fault, Invalid, Refusal
from services.enrollment.domain.nature import Nature


@dataclass(eq=False, kw_only=True)
class Rehearsal:
    """A rehearsal held on a day, or waived for a reason."""

    rehearsal_id: str
    class_id: str
    recorded_by: str
    recorded_at: datetime
    held_on: date | None = None
    unit_ids: list[str] = field(default_factory=list)
    findings: str = ""
    waived_for: str = ""

    def recorded(self) -> RehearsalHeld | RehearsalWaived:
        """The fact that the class was rehearsed, or need not be."""
        if self.held_on is not None:
            return RehearsalHeld(class_id=self.class_id, held_on=self.held_on)
        return RehearsalWaived(class_id=self.class_id, reason=self.waived_for)


def refuse_unneeded(nature: Nature) -> None:
    """Refusal NOT_NEEDED for a regular class, which is not rehearsed (B-11)."""
    if not nature.rehearsed:
        raise Refusal(
            "NOT_NEEDED",
            "一般班次无须模拟演练。",
            "Only an important, high-end or extra-large class is rehearsed.",
            "B-11",
        )


def refuse_future(held_on: date, *, today: date) -> None:
    """Invalid (422) for a rehearsal that has not taken place yet."""
    if held_on > today:
        raise Invalid(
            "REHEARSAL_DATE",
            "演练日期尚未到。",
            "A rehearsal is recorded once it was held.",
            "B-11",
            faults=[Fault("held_on", "晚于今天", "lies ahead")],
        )
