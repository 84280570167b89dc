"""A matter on its way up, level by level, and what the leader decided (B-8.6, B-13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from contracts.base import Event
from contracts.lifecycle import Lifecycle
from contracts.notification import (
    EscalationAcknowledged,
    EscalationClosed,
    EscalationRaised,
    InstructedTask,
    LeaderInstructionIssued,
    Trigger,
)
from contracts.refusals import Forbidden, Invalid, Refusal
from contracts.roles import ROLE_TITLES, Actor, Role
from services.notification.domain.rules import Rules


class EscalationState(StrEnum):
    """How far a matter has come."""

    RAISED = "RAISED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    INSTRUCTED = "INSTRUCTED"
    EXECUTED = "EXECUTED"
    CLOSED = "CLOSED"


S = EscalationState
LIFE = Lifecycle(
    "上报事项",
    "matter",
    {
        "acknowledge": ((S.RAISED,), S.RAISED),
        "complete": ((S.RAISED,), S.ACKNOWLEDGED),
        "instruct": ((S.ACKNOWLEDGED,), S.INSTRUCTED),
        "execute": ((S.INSTRUCTED,), S.EXECUTED),
        "close": ((S.EXECUTED,), S.CLOSED),
    },
    "B-8.6b",
)


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of the chain, told once the level below it has acknowledged."""

    level: int
    role: Role
    notified_at: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    note: str = ""
    reminders: int = 0


@dataclass(eq=False, kw_only=True)
class Escalation:
    """A matter reported upwards. `source` names its reason, so that one reason makes one.

    `done` are the tasks of the instruction reported done; `remind_at` is when whoever has not
    acknowledged is reminded.
    """

    escalation_id: str
    class_id: str
    source: str
    trigger: Trigger
    text: str
    raised_by: str
    known_at: datetime
    levels: list[Level]
    remind_at: datetime | None
    instruction: str = ""
    instructed_by: str = ""
    tasks: list[InstructedTask] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    state: EscalationState = EscalationState.RAISED

    @property
    def waiting(self) -> Level | None:
        """The level that has been told and has not acknowledged."""
        return next((each for each in self.levels if each.acknowledged_at is None), None)

    def raised(self) -> EscalationRaised:
        """That it is on its way."""
        return EscalationRaised(
            class_id=self.class_id,
            escalation_id=self.escalation_id,
            trigger=self.trigger,
            known_at=self.known_at,
        )

    def acknowledge(
        self, number: int, *, actor: Actor, note: str, now: datetime, rules: Rules
    ) -> list[Event]:
        """A level acknowledges; the next one is told. Acknowledging again changes nothing.

        Refusals: LEVEL_UNKNOWN (422), NOT_YOUR_LEVEL (403), LEVEL_SKIPPED while a lower level has
        not acknowledged.
        """
        level = self._level(number)
        ensure_holds(actor, level.role, self.class_id)
        if level.acknowledged_at is not None:
            return []
        waiting = self.waiting
        if waiting is not None and waiting.level < number:
            raise _skipped(waiting)
        last = number == len(self.levels)
        self.state = LIFE.after("complete" if last else "acknowledge", self.state)
        self._replace(
            replace(level, acknowledged_by=actor.person_id, acknowledged_at=now, note=note)
        )
        self.remind_at = None
        if not last:
            self._replace(replace(self.levels[number], notified_at=now))
            self.remind_at = now + rules.remind_after
        return [
            EscalationAcknowledged(
                class_id=self.class_id,
                escalation_id=self.escalation_id,
                level=number,
                role=level.role,
                last=last,
            )
        ]

    def remind(self, *, now: datetime, rules: Rules) -> Level | None:
        """Count one more reminder of the level that has not acknowledged in time; None before."""
        waiting = self.waiting
        if waiting is None or self.remind_at is None or now < self.remind_at:
            return None
        reminded = replace(waiting, reminders=waiting.reminders + 1)
        self._replace(reminded)
        self.remind_at = now + rules.remind_after
        return reminded

    def instruct(self, *, text: str, tasks: Sequence[InstructedTask], by: str) -> list[Event]:
        """The leader, who has acknowledged, says what is to be done (B-8.6c); with nothing to do
        the matter is closed.
        """
        self.state = LIFE.after("instruct", self.state)
        self.instruction, self.instructed_by, self.tasks = text, by, list(tasks)
        issued = LeaderInstructionIssued(
            class_id=self.class_id, escalation_id=self.escalation_id, tasks=self.tasks
        )
        return [issued, *self._close_when_done()]

    def task_done(self, task_id: str) -> list[Event]:
        """A department reports a task of the instruction done; told twice it counts once."""
        if task_id in self.done or self.state is S.CLOSED:
            return []
        self.done = [*self.done, task_id]
        return self._close_when_done() if self.state is S.INSTRUCTED else []

    def _close_when_done(self) -> list[Event]:
        if len(self.done) < len(self.tasks):
            return []
        self.state = LIFE.after("close", LIFE.after("execute", self.state))
        return [EscalationClosed(class_id=self.class_id, escalation_id=self.escalation_id)]

    def _level(self, number: int) -> Level:
        if number > len(self.levels):
            raise Invalid(
                "LEVEL_UNKNOWN",
                f"上报链只有{len(self.levels)}级。",
                f"The chain has {len(self.levels)} levels only.",
                "B-8.6b",
            )
        return self.levels[number - 1]

    def _replace(self, level: Level) -> None:
        self.levels = [level if each.level == level.level else each for each in self.levels]


def a_chain(roles: Iterable[Role], *, now: datetime) -> list[Level]:
    """The levels in their order; the first one is told at once."""
    return [
        Level(level=number, role=role, notified_at=now if number == 1 else None)
        for number, role in enumerate(roles, start=1)
    ]


def ensure_holds(actor: Actor, role: Role, class_id: str) -> None:
    """Forbidden NOT_YOUR_LEVEL unless the actor holds the role, everywhere or for this class."""
    if role not in actor.duties_in(class_id):
        zh, en = ROLE_TITLES[role]
        raise Forbidden(
            "NOT_YOUR_LEVEL",
            f"这一级须由{zh}知悉上报。",
            f"At this level the {en} acknowledges.",
            "B-8.6b",
        )


def _skipped(waiting: Level) -> Refusal:
    zh, en = ROLE_TITLES[waiting.role]
    return Refusal(
        "LEVEL_SKIPPED",
        f"须逐级上报：第{waiting.level}级（{zh}）尚未知悉。",
        f"Nobody is skipped: level {waiting.level} ({en}) has not acknowledged yet.",
        "B-8.6b",
    )
