"""Deadlines 时限: every limit of the norms that runs for a class, watched by the clock."""

from datetime import datetime
from enum import StrEnum

from contracts.base import Event, Query, View
from contracts.notification.access import SENDERS, R
from contracts.roles import COLLEGE_DEPARTMENTS, Role


class DeadlineKind(StrEnum):
    """What must be done in time."""

    PLAN_ACKNOWLEDGEMENT = "PLAN_ACKNOWLEDGEMENT"
    PARTICIPANTS = "PARTICIPANTS"
    ROSTER = "ROSTER"
    MATERIALS = "MATERIALS"
    EQUIPMENT = "EQUIPMENT"
    EXAM = "EXAM"
    DATA_CONFIRMATION = "DATA_CONFIRMATION"
    HAND_OVER = "HAND_OVER"
    HAND_OVER_LATEST = "HAND_OVER_LATEST"
    SETTLEMENT = "SETTLEMENT"
    TAX_FILING = "TAX_FILING"
    VETTING_EXPIRY = "VETTING_EXPIRY"
    TASK = "TASK"
    ISSUE = "ISSUE"
    ESCALATION = "ESCALATION"
    IMPROVEMENT = "IMPROVEMENT"


class DeadlineState(StrEnum):
    """How a deadline stands."""

    ARMED = "ARMED"
    WARNED = "WARNED"
    OVERDUE = "OVERDUE"
    MET = "MET"
    LATE = "LATE"
    DROPPED = "DROPPED"


class DeadlineView(View):
    """时限｜A limit that runs: for whom, until when, and whether it was kept."""

    deadline_id: str
    kind: DeadlineKind
    zh: str
    en: str
    clause: str
    class_id: str | None
    subject_id: str
    role: Role
    scope: str
    due_at: datetime
    met_at: datetime | None
    state: DeadlineState


class ListDeadlines(
    Query[list[DeadlineView]],
    rest="GET /deadlines",
    by=(
        *SENDERS,
        *COLLEGE_DEPARTMENTS,
        R.PROJECT_LEAD,
        R.COUNSELOR,
        R.COLLEGE_LEADER,
        R.PRESIDENT,
        R.PARTY_COMMITTEE,
        R.AUDITOR,
        R.DEPARTMENT,
    ),
):
    """时限台账｜The limits that run, soonest first; of one class when given."""

    class_id: str | None = None
    state: DeadlineState | None = None


class DeadlineWarned(Event, about="deadline_id"):
    """时限将至｜A limit is near."""

    deadline_id: str
    kind: DeadlineKind
    class_id: str | None
    subject_id: str
    due_at: datetime


class DeadlineOverdue(Event, about="deadline_id"):
    """时限已过｜A limit has passed."""

    deadline_id: str
    kind: DeadlineKind
    class_id: str | None
    subject_id: str
    due_at: datetime


class DeadlineMet(Event, about="deadline_id"):
    """时限内完成｜What a limit asked for was done; `late` after it had passed."""

    deadline_id: str
    kind: DeadlineKind
    class_id: str | None
    subject_id: str
    due_at: datetime
    late: bool


class ParticipantOverdue(Event):
    """项目参与人逾期未定｜A department has named nobody in time."""

    class_id: str
    unit_id: str
