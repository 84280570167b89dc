"""Safety plans, incidents and equipment checks."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, String, Table

from contracts.scheduling import IncidentKind, SafetyPlanKind
from contracts.values import Severity
from kit.columns import Encrypted, Id, Moment, Values, word
from services.scheduling.domain.equipment import EquipmentCheck
from services.scheduling.domain.incident import Incident, IncidentState
from services.scheduling.domain.safety_plan import Drill, SafetyPlan
from services.scheduling.store.tables.base import Person, tables

safety_plan = Table(
    "safety_plan",
    tables.metadata,
    Column("plan_id", Id, primary_key=True),
    Column("kind", word(SafetyPlanKind), nullable=False),
    Column("title", String(100), nullable=False),
    Column("venue_id", Id, ForeignKey("venue.venue_id"), index=True),
    Column("document_id", String(64), nullable=False),
    Column("document_name", String(100), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False, index=True),
    Column("kept_by", Person, nullable=False),
    Column("drills", Values(list[Drill]), nullable=False),
    tables.version(),
    CheckConstraint("valid_from <= valid_until", name="a_safety_plan_holds_for_a_day_at_least"),
)

incident = Table(
    "incident",
    tables.metadata,
    Column("incident_id", Id, primary_key=True),
    Column("class_id", Id, ForeignKey("timetable.class_id"), nullable=False, index=True),
    Column("kind", word(IncidentKind), nullable=False),
    Column("severity", word(Severity), nullable=False),
    Column("venue_id", Id, ForeignKey("venue.venue_id")),
    Column("text", Encrypted("incident.text"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reported_by", Person, nullable=False),
    Column("measures", Encrypted("incident.measures"), nullable=False),
    Column("closed_by", Person, nullable=False),
    Column("closed_at", Moment),
    Column("state", word(IncidentState), nullable=False),
    tables.version(),
    CheckConstraint(
        "(state = 'CLOSED') = (closed_at IS NOT NULL)", name="a_closed_incident_says_since_when"
    ),
)

equipment_check = Table(
    "equipment_check",
    tables.metadata,
    Column("check_id", Id, primary_key=True),
    Column("class_id", Id, ForeignKey("timetable.class_id"), nullable=False, index=True),
    Column("venue_id", Id, ForeignKey("venue.venue_id"), nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("remark", String(500), nullable=False),
    Column("signed_by", Person, nullable=False),
    Column("signed_at", Moment, nullable=False),
)

tables.map(SafetyPlan, safety_plan)
tables.map(Incident, incident)
tables.map(EquipmentCheck, equipment_check)
