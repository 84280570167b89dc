"""A deadline: armed by a fact, warned of before it passes, met or overdue; the clock moves it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from contracts.base import Event
from contracts.lifecycle import Lifecycle
from contracts.notification import (
    RUNNING,
    DeadlineKind,
    DeadlineMet,
    DeadlineOverdue,
    DeadlineState,
    DeadlineWarned,
    ParticipantOverdue,
)
from contracts.roles import Role
from services.notification.domain.rules import the_rules

SHANGHAI = ZoneInfo("Asia/Shanghai")

S = DeadlineState

LIFE = Lifecycle(
    "时限",
    "deadline",
    {
        "warn": ((S.ARMED,), S.WARNED),
        "expire": ((S.ARMED, S.WARNED), S.OVERDUE),
        "rearm": (RUNNING, S.ARMED),
        "meet": (RUNNING, S.MET),
        "meet_late": (RUNNING, S.LATE),
        "drop": (RUNNING, S.DROPPED),
        "revive": ((S.DROPPED,), S.ARMED),
    },
)


@dataclass(eq=False, kw_only=True)
class Deadline:
    """A limit that runs for somebody.

    `matter` names the one thing it is about. `due_at` is None while only that the matter was done
    has been heard, not yet until when it had to be. `next_at` is when the clock must look at it
    again: never once it is over, nor while the class stands still. `as_of` is the place, in its
    department's order of facts, of the latest one that set it.
    """

    deadline_id: str
    kind: DeadlineKind
    matter: str
    subject_id: str
    class_id: str | None = None
    role: Role = Role.SIGNED_IN
    scope: str = ""
    detail: str = ""
    base_at: datetime | None = None
    armed_at: datetime | None = None
    due_at: datetime | None = None
    next_at: datetime | None = None
    met_at: datetime | None = None
    state: DeadlineState = DeadlineState.ARMED
    set_by: str = ""
    as_of: int = 0

    @property
    def warn_before(self) -> timedelta:
        """How long before it falls due it is warned of."""
        return the_rules().warn_before[self.kind]

    def revive(self) -> None:
        """What nobody waited for any more is set running again."""
        if self.state is S.DROPPED:
            self.state, self.due_at = LIFE.after("revive", self.state), None

    def fall_due(self, due_at: datetime | None, *, now: datetime) -> list[DeadlineMet]:
        """Run until this moment (None: stand still at the one known). A later moment begins anew;
        what was done before anybody knew until when is judged now.
        """
        if self.met_at is not None and self.due_at is None and due_at is not None:
            self.due_at = due_at
            return self._judge(due_at, late=self.met_at >= due_at)
        if self.state not in RUNNING:
            return []
        if due_at is not None and due_at != self.due_at:
            self.due_at = due_at
            if due_at > now:
                self.state = LIFE.after("rearm", self.state)
        self.next_at = self._next_ring() if due_at is not None else None
        return []

    def ring(self, *, now: datetime) -> list[Event]:
        """The clock has come to it: what is to be told, each thing once."""
        if self.next_at is None or self.due_at is None or now < self.next_at:
            return []
        if now < self.due_at:
            self.state = LIFE.after("warn", self.state)
            self.next_at = self.due_at
            return [
                DeadlineWarned(
                    deadline_id=self.deadline_id,
                    kind=self.kind,
                    class_id=self.class_id,
                    subject_id=self.subject_id,
                    due_at=self.due_at,
                )
            ]
        return self._expire(self.due_at)

    def meet(self, *, at: datetime) -> list[DeadlineMet]:
        """What it asked for was done at that moment; only the first time counts. While the class
        stands still nothing becomes late.
        """
        if self.met_at is not None or self.state not in RUNNING:
            return []
        stands_still = self.state is not S.OVERDUE and self.next_at is None
        self.met_at, self.next_at = at, None
        if self.due_at is None:
            return []
        return self._judge(self.due_at, late=at >= self.due_at and not stands_still)

    def drop(self) -> bool:
        """Nobody waits for it any more; whether it was still running."""
        self.next_at = None
        if self.state not in RUNNING or self.met_at is not None:
            return False
        self.state = LIFE.after("drop", self.state)
        return True

    def _expire(self, due_at: datetime) -> list[Event]:
        self.state, self.next_at = LIFE.after("expire", self.state), None
        overdue: list[Event] = [
            DeadlineOverdue(
                deadline_id=self.deadline_id,
                kind=self.kind,
                class_id=self.class_id,
                subject_id=self.subject_id,
                due_at=due_at,
            )
        ]
        if self.kind is DeadlineKind.PARTICIPANTS and self.class_id is not None:
            overdue.append(ParticipantOverdue(class_id=self.class_id, unit_id=self.subject_id))
        return overdue

    def _judge(self, due_at: datetime, *, late: bool) -> list[DeadlineMet]:
        self.state = LIFE.after("meet_late" if late else "meet", self.state)
        return [
            DeadlineMet(
                deadline_id=self.deadline_id,
                kind=self.kind,
                class_id=self.class_id,
                subject_id=self.subject_id,
                due_at=due_at,
                late=late,
            )
        ]

    def _next_ring(self) -> datetime | None:
        if self.due_at is None or self.state is S.OVERDUE:
            return None
        return self.due_at - self.warn_before if self.state is S.ARMED else self.due_at


def end_of(day: date) -> datetime:
    """The 24th hour of a calendar day in Asia/Shanghai."""
    return start_of(day + timedelta(days=1))


def start_of(day: date) -> datetime:
    """The first moment of a calendar day in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
