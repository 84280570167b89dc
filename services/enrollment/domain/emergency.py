"""Public-health and other special events 突发事件 (B-12a)."""

from dataclasses import dataclass
from datetime import datetime

from contracts.enrollment import EmergencyDeclared, EmergencyKind


@dataclass(eq=False, kw_only=True)
class Emergency:
    """A special event of a class and the rule it is handled by."""

    emergency_id: str
    class_id: str
    kind: EmergencyKind
    policy_ref: str
    text: str
    declared_by: str
    declared_at: datetime

    def declared(self) -> EmergencyDeclared:
        """The fact that it happened."""
        return EmergencyDeclared(
            class_id=self.class_id,
            emergency_id=self.emergency_id,
            kind=self.kind,
            policy_ref=self.policy_ref,
        )
