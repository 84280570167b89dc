"""Reporting upwards level by level 逐级上报, and the leader's instruction 领导指示."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.notification.access import R
from contracts.roles import COLLEGE_DEPARTMENTS, Role


class Trigger(StrEnum):
    """What is reported upwards (B-8.6, B-13)."""

    SENIOR_OFFICIAL = "SENIOR_OFFICIAL"
    HOST_LEADERSHIP = "HOST_LEADERSHIP"
    OPENING = "OPENING"
    CLOSING = "CLOSING"
    CERTIFICATES = "CERTIFICATES"
    MAJOR = "MAJOR"
    SPECIAL = "SPECIAL"
    HEALTH = "HEALTH"
    INCIDENT = "INCIDENT"
    OVERDUE = "OVERDUE"


class LevelView(View):
    """层级｜One level of the chain; it is told once the level below has acknowledged."""

    level: int
    role: Role
    notified_at: datetime | None
    acknowledged_by: str
    acknowledged_at: datetime | None
    note: str
    reminders: int


class InstructedTask(View):
    """指示任务｜What the leader wants a department to do."""

    unit_id: Annotated[str, Title("承办部门", "Department")]
    title: Annotated[str, Title("任务", "Task"), MinLen(2), MaxLen(200)]
    due_at: Annotated[datetime, Title("完成时限", "Due")]


class EscalationView(View):
    """逐级上报｜A matter on its way up, and what the leader decided."""

    escalation_id: str
    class_id: str
    trigger: Trigger
    text: str
    known_at: datetime
    levels: list[LevelView]
    instruction: str
    tasks: list[InstructedTask]
    tasks_done: int
    state: str


class RaiseEscalation(
    Command[EscalationView],
    rest="POST /classes/{class_id}/escalations",
    by=(*COLLEGE_DEPARTMENTS, R.COUNSELOR, R.PROJECT_LEAD),
    clauses=("B-13",),
):
    """上报重大事项｜Report major matter: report a special or major matter upwards."""

    class_id: str
    trigger: Trigger
    text: Annotated[str, Title("事项", "Matter"), MinLen(2), MaxLen(1000)]


class AcknowledgeEscalation(
    Command[EscalationView],
    rest="POST /classes/{class_id}/escalations/{escalation_id}/acknowledgement",
    by=(R.COUNSELOR, R.STUDENT_WORK, R.COLLEGE_LEADER),
    clauses=("B-8.6b", "B-13"),
):
    """知悉并上报｜Acknowledge and pass on: acknowledge at one's level and pass on; no level can be
    skipped.
    """

    class_id: str
    escalation_id: str
    level: Annotated[int, Title("层级", "Level"), Ge(1), Le(10)]
    note: Annotated[str, Title("意见", "Note"), MaxLen(500)] = ""


class InstructOnEscalation(
    Command[EscalationView],
    rest="POST /classes/{class_id}/escalations/{escalation_id}/instruction",
    by=(R.COLLEGE_LEADER,),
    clauses=("B-8.6c",),
):
    """领导指示｜The leader's instruction, with the tasks it means for departments."""

    class_id: str
    escalation_id: str
    text: Annotated[str, Title("指示", "Instruction"), MinLen(2), MaxLen(2000)]
    tasks: Annotated[tuple[InstructedTask, ...], Title("任务", "Tasks"), MaxLen(30)] = ()


class ListEscalations(
    Query[list[EscalationView]],
    rest="GET /classes/{class_id}/escalations",
    by=(*COLLEGE_DEPARTMENTS, R.COUNSELOR, R.PROJECT_LEAD, R.COLLEGE_LEADER, R.EVP, R.AUDITOR),
    clauses=("B-8.6a", "B-8.6b"),
):
    """逐级上报｜What was reported upwards about a class."""

    class_id: str


class EscalationRaised(Event, about="escalation_id"):
    """事项已上报｜A matter is on its way up."""

    class_id: str
    escalation_id: str
    trigger: Trigger
    known_at: datetime


class EscalationAcknowledged(Event, about="escalation_id"):
    """上报已知悉｜One level has acknowledged."""

    class_id: str
    escalation_id: str
    level: int
    role: Role
    last: bool


class LeaderInstructionIssued(Event, about="escalation_id"):
    """领导已指示｜The leader has given instructions."""

    class_id: str
    escalation_id: str
    tasks: list[InstructedTask]


class EscalationClosed(Event, about="escalation_id"):
    """上报事项已办结｜Every task of the instruction is done."""

    class_id: str
    escalation_id: str
