"""A safety incident: reported at once, closed with the measures taken (A-7.10.d)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid
from contracts.scheduling import (
    IncidentClosed,
    IncidentKind,
    ReportIncident,
    SafetyIncidentReported,
)
from contracts.values import Severity


class IncidentState(StrEnum):
    """Whether an incident still needs measures."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


INCIDENT = Lifecycle[IncidentState](
    "安全事件",
    "incident",
    {"close": ({IncidentState.OPEN}, IncidentState.CLOSED)},
    clause="A-7.10.d",
)


@dataclass(eq=False, kw_only=True)
class Incident:
    """What happened. The text may speak of somebody's health and is kept sealed."""

    incident_id: str
    class_id: str
    kind: IncidentKind
    severity: Severity
    venue_id: str | None
    text: str
    at: datetime
    reported_by: str
    measures: str = ""
    closed_by: str = ""
    closed_at: datetime | None = None
    state: IncidentState = IncidentState.OPEN

    @classmethod
    def report(
        cls, request: ReportIncident, *, incident_id: str, by: str, now: datetime
    ) -> "Incident":
        """An incident; Invalid when its time names no zone or is still to come."""
        if request.at.tzinfo is None or request.at > now:
            zh, en = (
                "发生时间须带时区且不得晚于现在",
                "must name its zone and not lie in the future",
            )
            raise Invalid(
                "INCIDENT_TIME",
                f"{zh}。",
                f"The time of an incident {en}.",
                "A-7.10.d",
                faults=[Fault("at", zh, en)],
            )
        return cls(
            incident_id=incident_id,
            class_id=request.class_id,
            kind=request.kind,
            severity=request.severity,
            venue_id=request.venue_id,
            text=request.text,
            at=request.at,
            reported_by=by,
        )

    @property
    def closes_venue(self) -> bool:
        """Whether its venue may not be used any more before a new inspection (A-5.k1)."""
        return self.severity is Severity.MAJOR and self.venue_id is not None

    def reported(self) -> SafetyIncidentReported:
        """What others are told of it: never the text."""
        return SafetyIncidentReported(
            class_id=self.class_id,
            incident_id=self.incident_id,
            kind=self.kind,
            severity=self.severity,
            venue_id=self.venue_id,
        )

    def close(self, *, measures: str, by: str, now: datetime) -> IncidentClosed:
        """Dealt with, by these measures."""
        self.state = INCIDENT.after("close", self.state)
        self.measures, self.closed_by, self.closed_at = measures, by, now
        return IncidentClosed(class_id=self.class_id, incident_id=self.incident_id)
