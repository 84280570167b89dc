"""Look-ups of what is reported upwards."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from contracts.refusals import Unknown
from kit.store import Store
from services.notification.domain.escalation import Escalation
from services.notification.store.tables import escalation

MATTER = ("上报事项", "matter reported upwards")
AT_ONCE = 200
# Whoever has not acknowledged is to be reminded, and of that there is an index.
WAITS = escalation.c.remind_at.is_not(None)


class EscalationLookups(Store):
    """Matters on their way up."""

    def escalation(self, class_id: str, escalation_id: str) -> Escalation:
        """A matter of that class; Unknown (404) for any other's."""
        found = self.session.get(Escalation, escalation_id)
        if found is None or found.class_id != class_id:
            raise Unknown(*MATTER)
        return found

    def escalation_behind(self, escalation_id: str) -> Escalation | None:
        """The matter a task comes from, if it comes from one."""
        return self.session.get(Escalation, escalation_id)

    def was_reported(self, source: str) -> bool:
        """Whether a matter was already reported for this reason."""
        known = select(escalation.c.escalation_id).where(escalation.c.source == source)
        return self.session.scalar(known) is not None

    def escalations(self, class_id: str) -> Sequence[Escalation]:
        """The matters of a class, newest first."""
        return self.session.scalars(
            select(Escalation)
            .where(escalation.c.class_id == class_id)
            .order_by(escalation.c.escalation_id.desc())
        ).all()

    def count_unacknowledged(self) -> int:
        """How many somebody has still to acknowledge."""
        return self.session.scalar(select(func.count()).where(WAITS)) or 0

    def longest_unacknowledged(self) -> timedelta:
        """How long the one has taken who was told first; nothing when there is none."""
        waiting = (each.waiting for each in self.session.scalars(select(Escalation).where(WAITS)))
        told = [level.notified_at for level in waiting if level and level.notified_at]
        return self.now - min(told, default=self.now)

    def unacknowledged(self) -> Sequence[str]:
        """The ids of those of which somebody is to be reminded now."""
        return self.session.scalars(
            select(escalation.c.escalation_id)
            .where(escalation.c.remind_at <= self.now)
            .order_by(escalation.c.remind_at)
            .limit(AT_ONCE)
        ).all()
