"""Safety plans and drills, incidents, equipment checks."""

from contracts.scheduling import (
    CloseIncident,
    EquipmentCheckView,
    IncidentView,
    KeepSafetyPlan,
    ListEquipmentChecks,
    ListIncidents,
    ListSafetyPlans,
    RecordDrill,
    ReportIncident,
    SafetyPlanView,
    SignEquipmentCheck,
)
from kit.department import command, query
from services.scheduling.domain.equipment import EquipmentCheck, note_check
from services.scheduling.domain.incident import Incident
from services.scheduling.domain.safety_plan import SafetyPlan
from services.scheduling.domain.venue import VenueState
from services.scheduling.service.losses import lose_venue
from services.scheduling.service.views.safety import (
    equipment_check_view,
    incident_view,
    safety_plan_view,
)
from services.scheduling.store import SchedulingStore


class Safety:
    """What keeps a class safe and its equipment working."""

    # -- Plans ----------------------------------------------------------------

    @command
    def keep_safety_plan(self, request: KeepSafetyPlan, store: SchedulingStore) -> SafetyPlanView:
        if request.venue_id is not None:
            store.venue(request.venue_id)
        if request.document is not None:
            store.require_file(request.document)
        plan = SafetyPlan.keep(request, plan_id=store.new_id(), by=store.actor.person_id)
        store.add(plan)
        return safety_plan_view(plan, store.today)

    @command
    def record_drill(self, request: RecordDrill, store: SchedulingStore) -> SafetyPlanView:
        plan = store.safety_plan(request.plan_id)
        plan.record_drill(
            held_on=request.held_on,
            participants=request.participants,
            findings=request.findings,
            today=store.today,
        )
        return safety_plan_view(plan, store.today)

    @query
    def list_safety_plans(
        self, request: ListSafetyPlans, store: SchedulingStore
    ) -> list[SafetyPlanView]:
        return [safety_plan_view(p, store.today) for p in store.safety_plans(request.venue_id)]

    # -- Incidents ------------------------------------------------------------

    @command
    def report_incident(self, request: ReportIncident, store: SchedulingStore) -> IncidentView:
        store.timetable(request.class_id).require_open()
        venue = store.venue(request.venue_id) if request.venue_id else None
        incident = Incident.report(
            request, incident_id=store.new_id(), by=store.actor.person_id, now=store.now
        )
        store.add(incident)
        store.emit(incident.reported())
        if venue and incident.closes_venue and venue.state is VenueState.PASSED:
            store.emit(venue.revoke(reason=f"重大安全事件（{incident.incident_id}）"))
            lose_venue(venue, store)
        return incident_view(incident)

    @command
    def close_incident(self, request: CloseIncident, store: SchedulingStore) -> IncidentView:
        incident = store.incident(request.class_id, request.incident_id)
        closed = incident.close(measures=request.measures, by=store.actor.person_id, now=store.now)
        store.emit(closed)
        return incident_view(incident)

    @query
    def list_incidents(self, request: ListIncidents, store: SchedulingStore) -> list[IncidentView]:
        return [incident_view(incident) for incident in store.incidents(request.class_id)]

    # -- Equipment ------------------------------------------------------------

    @command
    def sign_equipment_check(
        self, request: SignEquipmentCheck, store: SchedulingStore
    ) -> EquipmentCheckView:
        timetable = store.timetable(request.class_id)
        timetable.require_open()
        venue = store.venue(request.venue_id)
        known = store.equipment_checks(request.class_id)
        check = EquipmentCheck.sign(
            request,
            timetable,
            check_id=store.new_id(),
            by=store.actor.person_id,
            now=store.now,
        )
        store.add(check)
        store.emit(note_check(check, timetable, store.pool(timetable.live).venues, known))
        return equipment_check_view(check, venue.name)

    @query
    def list_equipment_checks(
        self, request: ListEquipmentChecks, store: SchedulingStore
    ) -> list[EquipmentCheckView]:
        checks = store.equipment_checks(request.class_id)
        venues = store.venues_by_id({check.venue_id for check in checks})
        return [equipment_check_view(check, venues[check.venue_id].name) for check in checks]
