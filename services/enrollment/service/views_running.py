"""What enrollment shows of a class in its days."""

from datetime import datetime

from contracts.enrollment import (
    AdjustmentView,
    ClassView,
    DisciplineView,
    EmergencyView,
    IssueView,
    OfficialVisitView,
    SupplyIssueView,
)
from services.enrollment.domain.adjustment import Adjustment
from services.enrollment.domain.discipline import DisciplineRecord
from services.enrollment.domain.emergency import Emergency
from services.enrollment.domain.issue import Issue
from services.enrollment.domain.official_visit import OfficialVisit
from services.enrollment.domain.supplies import SupplyIssue
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.service.views import class_view
from services.enrollment.store import EnrollmentStore


def class_now(store: EnrollmentStore, training_class: TrainingClass) -> ClassView:
    """A class as it is now."""
    counts = store.counts([training_class.class_id])
    return class_view(training_class, counts[training_class.class_id])


def supply_issue_view(slip: SupplyIssue) -> SupplyIssueView:
    """What was drawn on one slip, and what came back."""
    return SupplyIssueView(
        issue_id=slip.issue_id,
        class_id=slip.class_id,
        lines=slip.lines,
        purpose=slip.purpose,
        drawn_by=slip.drawn_by,
        drawn_at=slip.drawn_at,
        returned=slip.returned,
        outstanding=slip.outstanding,
    )


def adjustment_view(store: EnrollmentStore, adjustment: Adjustment) -> AdjustmentView:
    """A change from the plan."""
    units = store.units_among(adjustment.unit_ids)
    return AdjustmentView(
        adjustment_id=adjustment.adjustment_id,
        class_id=adjustment.class_id,
        severity=adjustment.severity,
        what=adjustment.what,
        reason=adjustment.reason,
        unit_ids=adjustment.unit_ids,
        made_by=adjustment.made_by,
        made_at=adjustment.made_at,
        acknowledged_by=adjustment.acknowledged_by,
        acknowledged_at=adjustment.acknowledged_at,
        unit_names=tuple(units[unit_id].name for unit_id in adjustment.unit_ids),
    )


def issue_view(issue: Issue, *, now: datetime) -> IssueView:
    """An issue, and whether it is late."""
    return IssueView(
        issue_id=issue.issue_id,
        class_id=issue.class_id,
        severity=issue.severity,
        source=issue.source,
        what=issue.what,
        owner_id=issue.owner_id,
        due_at=issue.due_at,
        raised_by=issue.raised_by,
        raised_at=issue.raised_at,
        resolution=issue.resolution,
        resolved_by=issue.resolved_by,
        resolved_at=issue.resolved_at,
        late=issue.late(now=now),
    )


def discipline_view(store: EnrollmentStore, record: DisciplineRecord) -> DisciplineView:
    """A class activity, or a matter of one trainee."""
    return DisciplineView(
        record_id=record.record_id,
        class_id=record.class_id,
        trainee_id=record.trainee_id,
        kind=record.kind,
        text=record.text,
        recorded_by=record.recorded_by,
        recorded_at=record.recorded_at,
        trainee_name=_trainee_name(store, record),
    )


def _trainee_name(store: EnrollmentStore, record: DisciplineRecord) -> str:
    if record.trainee_id is None:
        return ""
    _, person, _, _ = store.trainee_row(record.class_id, record.trainee_id)
    return person.name


def official_visit_view(visit: OfficialVisit) -> OfficialVisitView:
    """An official who attends."""
    return OfficialVisitView(
        visit_id=visit.visit_id,
        class_id=visit.class_id,
        name=visit.name,
        rank_code=visit.rank_code,
        host_leadership=visit.host_leadership,
        activity=visit.activity,
        expected_at=visit.expected_at,
        known_at=visit.known_at,
        reportable=visit.reportable,
    )


def emergency_view(emergency: Emergency) -> EmergencyView:
    """A special event."""
    return EmergencyView(
        emergency_id=emergency.emergency_id,
        class_id=emergency.class_id,
        kind=emergency.kind,
        policy_ref=emergency.policy_ref,
        text=emergency.text,
        declared_by=emergency.declared_by,
        declared_at=emergency.declared_at,
    )
