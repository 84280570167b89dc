"""A change from the plan 调整 while the class is there; the lead acknowledges a major one."""

from dataclasses import dataclass
from datetime import datetime

from contracts.enrollment import AdjustmentAcknowledged, AdjustmentMade
from contracts.refusals import Refusal
from contracts.values import Severity


@dataclass(eq=False, kw_only=True)
class Adjustment:
    """What was changed and why, and which departments it concerns."""

    adjustment_id: str
    class_id: str
    severity: Severity
    what: str
    reason: str
    unit_ids: list[str]
    made_by: str
    made_at: datetime
    override_reason: str = ""
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None

    def made(self) -> AdjustmentMade:
        """The fact that the class departs from its plan."""
        return AdjustmentMade(
            class_id=self.class_id,
            adjustment_id=self.adjustment_id,
            severity=self.severity,
            what=self.what,
            unit_ids=self.unit_ids,
        )

    def acknowledge(self, *, by: str, now: datetime) -> list[AdjustmentAcknowledged]:
        """The lead knows of it; a repeated acknowledgement is the same one.

        Refusal NOT_MAJOR for a minor one, which waits for nobody (B-8.2b).
        """
        if self.severity is not Severity.MAJOR:
            raise Refusal(
                "NOT_MAJOR",
                "一般调整无须项目负责人知悉确认。",
                "Only a major adjustment waits for the lead.",
                "B-8.2b",
            )
        if self.acknowledged_at is not None:
            return []
        self.acknowledged_by, self.acknowledged_at = by, now
        return [AdjustmentAcknowledged(class_id=self.class_id, adjustment_id=self.adjustment_id)]
