"""The tasks the norm gives each department in a class (B-3.1 to B-3.8), as data with clauses."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from contracts.enrollment import TaskDraft
from contracts.roles import Role
from services.enrollment.domain.nature import Applies, every_class
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Anchor(StrEnum):
    """The day of the class a task's time is reckoned from."""

    CHECK_IN = "CHECK_IN"
    START = "START"
    END = "END"


APPLIES: dict[str, Applies] = {
    "every": every_class,
    "contracted": lambda nature: nature.hosted_externally,
    "online": lambda nature: nature.online,
    "on_site": lambda nature: not nature.online,
    "mentored": lambda nature: nature.mentor_required,
}


@dataclass(frozen=True, kw_only=True)
class NormTask:
    """A task of every department with this function; due so many calendar days from the anchor,
    at a time of day in Asia/Shanghai.
    """

    function: Role
    title: str
    clause: str
    anchor: Anchor
    days: int
    at: time
    applies: Applies

    def due_at(self, training_class: TrainingClass) -> datetime:
        """When it is due, in UTC."""
        day = _anchor_day(self.anchor, training_class) + timedelta(days=self.days)
        return datetime.combine(day, self.at, SHANGHAI).astimezone(UTC)


def _read(line: Mapping[str, Any]) -> NormTask:
    return NormTask(
        function=Role(line["function"]),
        title=line["title"],
        clause=line["clause"],
        anchor=Anchor(line["anchor"]),
        days=line["days"],
        at=time.fromisoformat(line["at"]),
        applies=APPLIES[line.get("for", "every")],
    )


_EDITION = json.loads(Path(__file__).with_name("norm_tasks.json").read_text(encoding="utf-8"))
NORM_TASKS = tuple(map(_read, _EDITION["tasks"]))
# What a department has at least for a proposed task whose time would have passed.
LEAST_NOTICE = timedelta(hours=_EDITION["least_notice_hours"])


def proposed_tasks(
    units: Iterable[Unit],
    training_class: TrainingClass,
    *,
    known: Mapping[tuple[str, str], datetime],
    now: datetime,
) -> list[TaskDraft]:
    """The norm's tasks for these departments. A time already past becomes the one `known` of that
    task, else the least notice from now.
    """
    nature = training_class.nature
    return [
        TaskDraft(
            unit_id=unit.unit_id,
            title=task.title,
            due_at=_still_ahead(
                task.due_at(training_class), known.get((unit.unit_id, task.title)), now
            ),
            clause=task.clause,
        )
        for unit in units
        for task in NORM_TASKS
        if task.function is unit.function and task.applies(nature)
    ]


def _still_ahead(due_at: datetime, known: datetime | None, now: datetime) -> datetime:
    return due_at if due_at > now else known or now + LEAST_NOTICE


def _anchor_day(anchor: Anchor, training_class: TrainingClass) -> date:
    if anchor is Anchor.CHECK_IN:
        return training_class.checkin_from.astimezone(SHANGHAI).date()
    return training_class.start_on if anchor is Anchor.START else training_class.end_on
