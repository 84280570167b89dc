"""Deadlines 时限: every limit of the norms that runs for a class, watched by the clock."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le

from contracts.base import Event, Query, Title, View
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


# What a limit asks for is still to be done, the most pressing state first.
RUNNING = (DeadlineState.OVERDUE, DeadlineState.WARNED, DeadlineState.ARMED)


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
    """时限台账｜The limits, at most so many: those that run, soonest first, then what is behind,
    latest first. Of one class when given, only those that still run when asked so.
    """

    class_id: str | None = None
    state: DeadlineState | None = None
    running: Annotated[bool, Title("仅未办结", "Running only")] = False
    most: Annotated[int, Title("最多条数", "At most"), Ge(1), Le(1000)] = 1000


class DeadlineCount(View):
    """时限数｜How many limits stand like this."""

    state: DeadlineState
    count: int


class CountDeadlines(
    Query[list[DeadlineCount]],
    rest="GET /deadlines/counts",
    by=tuple(sorted(ListDeadlines.ask.roles)),
):
    """时限统计｜How many limits stand in each state; of one class when given."""

    class_id: str | None = None


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
