"""What operators see of a department: what it has put aside and may try again, and how a piece of
work went through it. Declared once; each department declares its own of each.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen

from contracts.base import Command, Page, Query, Title, View
from contracts.roles import Role
from contracts.values import PageNo, PageSize, Reason

OPERATORS = (Role.SYSTEM_ADMIN,)

MOST_TRACES = 100
MOST_EVENTS = 500

Since = Annotated[datetime | None, Title("自", "Since")]
Until = Annotated[datetime | None, Title("至", "Until")]


# -- what was put aside ----------------------------------------------------------------


class HeldState(StrEnum):
    """Waiting for its next try, parked after the last one, or not readable at all."""

    WAITING = "WAITING"
    PARKED = "PARKED"
    UNREADABLE = "UNREADABLE"


class Try(View):
    """一次尝试｜One try that failed, and why."""

    at: datetime
    why: str


class HeldEvent(View):
    """搁置的消息｜A message that had no effect. `name` is its event's, under its title where this
    version knows it (`known`); `came_by` the exchange and routing key of one that could not be
    read. What it says is not shown, only how long it is: it may speak of people.
    """

    held_id: str
    reaction: str
    event_id: str
    name: str
    zh: str
    en: str
    known: bool
    class_id: str | None
    state: HeldState
    tries: list[Try]
    next_try_at: datetime | None
    held_at: datetime
    came_by: str
    characters: int


class HeldQuery(Query[Page[HeldEvent]]):
    """搁置的消息｜What a department has put aside, oldest first; moments are compared with when it
    was put aside.
    """

    state: Annotated[HeldState | None, Title("状态", "State")] = None
    since: Since = None
    until: Until = None
    page: PageNo = 1
    size: PageSize = 50


class Moved(View):
    """办理数量｜How many messages this was about."""

    count: int


class ReplayCommand(Command[Moved]):
    """重新处理｜Have one message tried again, from the first try on. What has taken effect
    meanwhile has none again.
    """

    held_id: Annotated[str, Title("搁置编号", "Id put aside"), MaxLen(32)]


class ReplayAllCommand(Command[Moved]):
    """全部重新处理｜Have all messages tried again, or those put aside within a time."""

    since: Since = None
    until: Until = None


class DiscardCommand(Command[Moved]):
    """放弃处理｜Give up one parked message for good: no department will act on it here."""

    held_id: Annotated[str, Title("搁置编号", "Id put aside"), MaxLen(32)]
    reason: Reason


class ResendCommand(Command[Moved]):
    """重发事件｜Have the events written within a time sent once more, for a department that has
    lost what it knew. Whoever has acted on one drops it.
    """

    since: Annotated[datetime, Title("自", "Since")]
    until: Until = None


# -- how a piece of work went ----------------------------------------------------------


class TraceHead(View):
    """工作链｜A piece of work, and when its first step was here."""

    trace_id: str
    at: datetime


class TracesQuery(Query[list[TraceHead]]):
    """工作链｜The pieces of work that touched a class, or that go by a request's or a trace's id;
    the latest first, by business time.
    """

    class_id: Annotated[str | None, Title("班次", "Class"), MaxLen(64)] = None
    reference: Annotated[str, Title("请求或跟踪编号", "Request or trace id"), MaxLen(64)] = ""
    since: Since = None
    until: Until = None
    size: PageSize = 20


class StepKind(StrEnum):
    """What a step is: somebody's command, an event, or a department's reaction to one."""

    COMMAND = "COMMAND"
    EVENT = "EVENT"
    REACTION = "REACTION"


class StepState(StrEnum):
    """How it stands: done or refused; an event sent or still waiting for the broker; a reaction
    that waits for its next try or was put aside.
    """

    DONE = "DONE"
    REFUSED = "REFUSED"
    SENT = "SENT"
    UNSENT = "UNSENT"
    WAITING = "WAITING"
    PARKED = "PARKED"


class Step(View):
    """环节｜One step of a piece of work. `step_id` is the request of a command, the event of an
    event and of a reaction; `cause` the step it came from, empty where none is known. `name` is
    the command, the event, or the reaction. `why` is the code of a refusal, or why a reaction
    waits. `at` is business time, but of a reaction; `wall_at` real time, by which it is seen how
    long an event took: only events and reactions have it.
    """

    kind: StepKind
    state: StepState
    trace_id: str
    step_id: str
    cause: str
    at: datetime
    wall_at: datetime | None
    person_id: str
    name: str
    zh: str
    en: str
    class_id: str | None
    why: str


class Steps(View):
    """环节｜A department's part in pieces of work, oldest first, and whether it had more than are
    shown.
    """

    items: list[Step]
    more: bool


class StepsQuery(Query[Steps]):
    """环节｜A department's part in these pieces of work: its commands and events by the work they
    belong to, its reactions by the events they answer.
    """

    trace_ids: Annotated[
        tuple[str, ...], Title("工作链", "Pieces of work"), MaxLen(MOST_TRACES)
    ] = ()
    event_ids: Annotated[tuple[str, ...], Title("事件", "Events"), MaxLen(MOST_EVENTS)] = ()
