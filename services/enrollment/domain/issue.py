"""An issue 问题 of the host, of trainees or of a department: whose it is, until when."""

from dataclasses import dataclass
from datetime import datetime

from contracts.enrollment import IssueRaised, IssueResolved, IssueSource
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import Severity


@dataclass(eq=False, kw_only=True)
class Issue:
    """Something to be dealt with (B-3.2f, B-6.4a)."""

    issue_id: str
    class_id: str
    severity: Severity
    source: IssueSource
    what: str
    owner_id: str
    due_at: datetime
    raised_by: str
    raised_at: datetime
    resolution: str = ""
    resolved_by: str = ""
    resolved_at: datetime | None = None

    def late(self, *, now: datetime) -> bool:
        """Whether it was, or still is not, resolved in time."""
        return (self.resolved_at or now) > self.due_at

    def raised(self) -> IssueRaised:
        """The fact that it was raised."""
        return IssueRaised(
            class_id=self.class_id,
            issue_id=self.issue_id,
            severity=self.severity,
            source=self.source,
            owner_id=self.owner_id,
            due_at=self.due_at,
        )

    def resolve(self, resolution: str, *, by: str, now: datetime) -> IssueResolved:
        """Say how it was dealt with; Refusal RESOLVED_ALREADY the second time."""
        if self.resolved_at is not None:
            raise Refusal(
                "RESOLVED_ALREADY",
                "该问题已办结。",
                "This issue was resolved already.",
                "B-3.2f",
            )
        self.resolution, self.resolved_by, self.resolved_at = resolution, by, now
        return IssueResolved(
            class_id=self.class_id, issue_id=self.issue_id, on_time=now <= self.due_at
        )


def owner_of(named: str | None, lead: str | None) -> str:
    """Whose the issue is: the one named, else the lead's (B-6.4a).

    Invalid (422) when nobody is named and the class has no lead yet.
    """
    owner = named or lead
    if not owner:
        raise Invalid(
            "NO_OWNER",
            "班次尚无项目负责人，请指定责任人。",
            "The class has no lead yet: name who deals with it.",
            "B-6.4a",
            faults=[Fault("owner_id", "须指定责任人", "is needed")],
        )
    return owner


def refuse_past(due_at: datetime, *, now: datetime) -> None:
    """Invalid (422) for an issue due before it was raised."""
    if due_at <= now:
        raise Invalid(
            "DUE",
            "处理时限须晚于当前时间。",
            "An issue is due after it was raised.",
            "B-3.2f",
            faults=[Fault("due_at", "须晚于当前时间", "must lie ahead")],
        )
