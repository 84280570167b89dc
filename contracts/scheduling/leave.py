"""Leave 请假."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Query, Secret, Title, View
from contracts.roles import Role
from contracts.scheduling.access import READERS, Decision, R
from contracts.scheduling.attendance import TAKERS
from contracts.values import Hours, Opinion


class LeaveKind(StrEnum):
    """Why somebody asks for leave."""

    SICK = "SICK"
    PERSONAL = "PERSONAL"
    OFFICIAL = "OFFICIAL"


class LeaveView(View):
    """请假｜A leave request; the reason itself is kept encrypted and never shown in lists."""

    leave_id: str
    class_id: str
    trainee_id: str
    kind: LeaveKind
    from_at: datetime
    to_at: datetime
    hours: Hours
    cumulative: Hours
    total: Hours
    exceeds_limit: bool
    state: str
    needs: list[Role]
    approvals: list[str]


class RequestLeave(
    Command[LeaveView],
    rest="POST /classes/{class_id}/trainees/{trainee_id}/leaves",
    by=(R.TRAINEE, R.STAFF, R.COUNSELOR),
    clauses=("A-7.4.a",),
):
    """请假申请｜Ask for leave; hours follow from the sessions it covers."""

    class_id: str
    trainee_id: str
    kind: LeaveKind
    from_at: Annotated[datetime, Title("从", "From")]
    to_at: Annotated[datetime, Title("至", "To")]
    reason: Annotated[str, Title("事由", "Reason"), Secret(), MinLen(2), MaxLen(500)]


class DecideLeave(
    Command[LeaveView],
    rest="POST /classes/{class_id}/leaves/{leave_id}/decision",
    by=(R.STAFF, R.COUNSELOR, R.STUDENT_WORK, R.TEACHING_AFFAIRS, R.EVP),
    clauses=("A-7.4.a",),
):
    """审批请假｜Decide on leave: at the level its length needs."""

    class_id: str
    leave_id: str
    decision: Decision
    opinion: Opinion = ""


class ReturnFromLeave(
    Command[LeaveView],
    rest="POST /classes/{class_id}/leaves/{leave_id}/return",
    by=TAKERS,
    clauses=("A-7.4.a",),
):
    """销假｜Return from leave: note that somebody is back from leave; trainees report back by
    themselves.
    """

    class_id: str
    leave_id: str


class ListLeaves(Query[list[LeaveView]], rest="GET /classes/{class_id}/leaves", by=READERS):
    """请假列表｜Leave requests of a class."""

    class_id: str
