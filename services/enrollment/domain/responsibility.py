"""The responsibility matrix 分工协作表: what each function of the college answers for (B-3)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contracts.roles import Role
from services.enrollment.domain.tasks import Task, TaskState


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """The duties of a function, and the clauses they stand in."""

    function: Role
    duties_zh: str
    duties_en: str
    clause: str


def _read(text: str) -> dict[Role, Responsibility]:
    return {
        Role(line["function"]): Responsibility(
            function=Role(line["function"]),
            duties_zh=line["zh"],
            duties_en=line["en"],
            clause=line["clause"],
        )
        for line in json.loads(text)["responsibilities"]
    }


RESPONSIBILITIES = _read(
    Path(__file__).with_name("responsibilities.json").read_text(encoding="utf-8")
)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a department is with its tasks in a class."""

    tasks: int
    done: int
    late: int


def progress_of(tasks: Iterable[Task], *, now: datetime) -> Progress:
    """Count what stands: cancelled tasks are none."""
    standing = [task for task in tasks if task.state is not TaskState.CANCELLED]
    return Progress(
        tasks=len(standing),
        done=sum(task.state is TaskState.DONE for task in standing),
        late=sum(task.is_late(now=now) for task in standing),
    )
