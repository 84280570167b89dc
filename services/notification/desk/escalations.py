"""What is reported upwards, as the steps of its chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.enrollment import GOING_ON
from contracts.lookups import DEPARTMENTS
from contracts.notification import (
    AcknowledgeEscalation,
    EscalationView,
    InstructOnEscalation,
    LevelView,
    ListEscalations,
    RaiseEscalation,
)
from kit import clock
from kit.pages.desk import Action, Look, Picture
from kit.pages.visit import Ready, Visit

MINUTE = 60
HOUR = 60 * MINUTE


def waiting(matter: EscalationView) -> LevelView | None:
    """The level that was told and has not acknowledged."""
    told = (level for level in matter.levels if level.notified_at is not None)
    return next((level for level in told if level.acknowledged_at is None), None)


def _its_level(matter: EscalationView) -> Mapping[str, Any]:
    level = waiting(matter)
    return {"level": level.level} if level else {}


def _holds_its_level(matter: EscalationView, visit: Visit) -> bool:
    """Whoever holds another level would only be refused."""
    level = waiting(matter)
    return level is None or level.role in visit.actor.duties_in(matter.class_id)


ACKNOWLEDGE = Action(
    kind=AcknowledgeEscalation,
    icon="check",
    tone="primary",
    when=lambda matter: waiting(matter) is not None,
    whose=_holds_its_level,
    given=_its_level,
)
INSTRUCT = Action(
    kind=InstructOnEscalation,
    icon="pen",
    tone="primary",
    when=lambda matter: matter.state == "ACKNOWLEDGED",
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One level of a chain; hours and minutes it took, or has taken so far."""

    level: LevelView
    hours: int
    minutes: int

    @property
    def tone(self) -> str:
        """Its colour on the line."""
        if self.level.acknowledged_at is not None:
            return "green"
        return "gold" if self.level.notified_at is not None else "grey"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A matter with the steps of its chain."""

    view: EscalationView
    steps: Sequence[Step]
    offers: Sequence[Ready]


def chains(found: Sequence[EscalationView], visit: Visit) -> Mapping[str, Any]:
    """Each matter with its chain, those that are still on their way first."""
    now = clock.now()
    ordered = sorted(found, key=lambda one: one.known_at, reverse=True)
    ordered.sort(key=lambda one: one.state == "CLOSED")
    return {"matters": [_matter(one, visit, now) for one in ordered]}


def _matter(matter: EscalationView, visit: Visit, now: datetime) -> Matter:
    return Matter(
        view=matter,
        steps=[_step(each, now) for each in sorted(matter.levels, key=lambda one: one.level)],
        offers=visit.offers((ACKNOWLEDGE, INSTRUCT), matter),
    )


def _step(level: LevelView, now: datetime) -> Step:
    seconds = 0
    if level.notified_at is not None:
        seconds = int(((level.acknowledged_at or now) - level.notified_at).total_seconds())
    return Step(level=level, hours=seconds // HOUR, minutes=seconds % HOUR // MINUTE)


ESCALATIONS = Picture(
    name="escalations",
    zh="逐级上报",
    icon="steps",
    asks=ListEscalations,
    template="notification/escalations.html",
    data=chains,
    actions=(Action(kind=RaiseEscalation, icon="plus", during=GOING_ON),),
    offers=(ACKNOWLEDGE, INSTRUCT),
    empty="本班次没有上报事项。",
)

LOOKS = {
    AcknowledgeEscalation: Look(hides=("level",), note="知悉后自动报上一级；不得越级。"),
    InstructOnEscalation: Look(
        choices={"unit_id": DEPARTMENTS},
        hints={"tasks": "每项任务会成为承办部门的待办；没有任务即办结。"},
    ),
}
