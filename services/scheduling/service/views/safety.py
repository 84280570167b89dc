"""What is shown of safety plans, incidents and equipment checks."""

from datetime import date

from contracts.scheduling import DrillView, EquipmentCheckView, IncidentView, SafetyPlanView
from contracts.values import FileRef
from services.scheduling.domain.equipment import EquipmentCheck
from services.scheduling.domain.incident import Incident
from services.scheduling.domain.rules import rules_on
from services.scheduling.domain.safety_plan import SafetyPlan


def safety_plan_view(plan: SafetyPlan, today: date) -> SafetyPlanView:
    document = FileRef(file_id=plan.document_id, name=plan.document_name)
    return SafetyPlanView(
        plan_id=plan.plan_id,
        kind=plan.kind,
        title=plan.title,
        venue_id=plan.venue_id,
        document=document if plan.document_id else None,
        valid_from=plan.valid_from,
        valid_until=plan.valid_until,
        in_force=plan.is_in_force(today),
        drills=[
            DrillView(
                held_on=drill.held_on, participants=drill.participants, findings=drill.findings
            )
            for drill in plan.drills
        ],
        stale=plan.is_stale(today, rules_on(today)),
    )


def incident_view(incident: Incident) -> IncidentView:
    return IncidentView(
        incident_id=incident.incident_id,
        class_id=incident.class_id,
        kind=incident.kind,
        severity=incident.severity,
        venue_id=incident.venue_id,
        text=incident.text,
        at=incident.at,
        reported_by=incident.reported_by,
        measures=incident.measures,
        closed_at=incident.closed_at,
    )


def equipment_check_view(check: EquipmentCheck, venue_name: str) -> EquipmentCheckView:
    return EquipmentCheckView(
        check_id=check.check_id,
        class_id=check.class_id,
        venue_id=check.venue_id,
        venue_name=venue_name,
        passed=check.passed,
        remark=check.remark,
        signed_by=check.signed_by,
        signed_at=check.signed_at,
    )
