"""Look-ups of safety plans, incidents and equipment checks."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from services.scheduling.domain.equipment import EquipmentCheck
from services.scheduling.domain.incident import Incident
from services.scheduling.domain.safety_plan import SafetyPlan
from services.scheduling.store.lookups import Lookups
from services.scheduling.store.tables import equipment_check, incident, safety_plan


class SafetyLookups(Lookups):
    """What keeps a class safe and its equipment working."""

    def safety_plan(self, plan_id: str) -> SafetyPlan:
        """A safety plan; Unknown (404) when there is none."""
        return self.get(SafetyPlan, plan_id, ("安全预案", "safety plan"))

    def safety_plans(self, venue_id: str | None) -> Sequence[SafetyPlan]:
        """The safety plans, newest first; of one venue with those that hold for all."""
        columns = safety_plan.c
        wanted = select(SafetyPlan).order_by(columns.valid_from.desc(), columns.plan_id.desc())
        if venue_id is not None:
            wanted = wanted.where(or_(columns.venue_id == venue_id, columns.venue_id.is_(None)))
        return self.all(wanted)

    def incident(self, class_id: str, incident_id: str) -> Incident:
        """An incident of this class; Unknown (404) when there is none."""
        return self.of_class(Incident, incident_id, class_id, ("安全事件", "incident"))

    def incidents(self, class_id: str) -> Sequence[Incident]:
        """The incidents of a class, newest first."""
        columns = incident.c
        wanted = select(Incident).where(columns.class_id == class_id)
        return self.all(wanted.order_by(columns.at.desc(), columns.incident_id.desc()))

    def equipment_checks(self, class_id: str) -> Sequence[EquipmentCheck]:
        """The equipment checks of a class, oldest first."""
        columns = equipment_check.c
        wanted = select(EquipmentCheck).where(columns.class_id == class_id)
        return self.all(wanted.order_by(columns.signed_at, columns.check_id))
