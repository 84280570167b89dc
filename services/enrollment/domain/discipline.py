"""Class activities, discipline and living 班级管理: one line for each matter."""

from dataclasses import dataclass
from datetime import datetime

from contracts.enrollment import DisciplineKind
from contracts.refusals import Fault, Invalid


@dataclass(eq=False, kw_only=True)
class DisciplineRecord:
    """An activity, or a matter of one trainee; the text is encrypted at rest, it may speak of
    health.
    """

    record_id: str
    class_id: str
    kind: DisciplineKind
    text: str
    recorded_by: str
    recorded_at: datetime
    trainee_id: str | None = None
    override_reason: str = ""


def refuse_nobody(kind: DisciplineKind, trainee_id: str | None) -> None:
    """Invalid (422) for a matter of discipline that names no trainee (B-3.2c)."""
    if kind is DisciplineKind.DISCIPLINE and trainee_id is None:
        raise Invalid(
            "NO_TRAINEE",
            "纪律事项须指明学员。",
            "A matter of discipline names the trainee.",
            "B-3.2c",
            faults=[Fault("trainee_id", "须指明学员", "is needed")],
        )
