"""Tasks 任务: what a department does for a class, until when, and where that comes from."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.enrollment import TaskAssigned, TaskBrief, TaskCompleted, TaskDraft, TaskSource
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid


class TaskState(StrEnum):
    """A task is cancelled when a newer version of the plan leaves it out."""

    OPEN = "OPEN"
    DONE = "DONE"
    CANCELLED = "CANCELLED"


S = TaskState
TASK_LIFE = Lifecycle[TaskState](
    "任务",
    "task",
    {"complete": ((S.OPEN,), S.DONE), "cancel": ((S.OPEN,), S.CANCELLED)},
    "B-3.0",
)


@dataclass(frozen=True, kw_only=True)
class PlannedTask:
    """A task as it is to be; what stays the same keeps its id."""

    task_id: str
    unit_id: str
    title: str
    due_at: datetime
    clause: str = ""


@dataclass(eq=False, kw_only=True)
class Task:
    """A department's task. `origin_id` names the instruction or adjustment behind it."""

    task_id: str
    class_id: str
    unit_id: str
    title: str
    due_at: datetime
    clause: str
    source: TaskSource
    assigned_by: str
    assigned_at: datetime
    origin_id: str = ""
    state: TaskState = S.OPEN
    done_by: str = ""
    done_at: datetime | None = None
    note: str = ""

    @property
    def matter(self) -> tuple[str, str]:
        """By what it is known from one issue to the next."""
        return self.unit_id, self.title

    def complete(self, *, by: str, note: str, now: datetime) -> TaskCompleted:
        """The task is done (B-3.0); Refusal WRONG_STATE when it is not open any more."""
        self.state = TASK_LIFE.after("complete", self.state)
        self.done_by, self.done_at, self.note = by, now, note
        return TaskCompleted(
            class_id=self.class_id,
            task_id=self.task_id,
            unit_id=self.unit_id,
            on_time=now <= self.due_at,
            origin_id=self.origin_id,
        )

    def is_late(self, *, now: datetime) -> bool:
        """Whether it was done, or is still open, after its time."""
        if self.state is S.CANCELLED:
            return False
        return (self.done_at or now) > self.due_at

    def follow(self, planned: PlannedTask) -> None:
        """Take over what a newer version says of a task still open."""
        if self.state is S.OPEN:
            self.due_at, self.clause = planned.due_at, planned.clause

    def leave_out(self) -> None:
        """A newer version does without it; what is done stays done."""
        if self.state is S.OPEN:
            self.state = TASK_LIFE.after("cancel", self.state)

    def assigned(self) -> TaskAssigned:
        """The fact that the department has this task."""
        return TaskAssigned(
            class_id=self.class_id,
            task_id=self.task_id,
            unit_id=self.unit_id,
            title=self.title,
            due_at=self.due_at,
            source=self.source,
            origin_id=self.origin_id,
        )

    def brief(self) -> TaskBrief:
        """The task as other departments hear of it."""
        return TaskBrief(
            task_id=self.task_id, unit_id=self.unit_id, title=self.title, due_at=self.due_at
        )


def identified(
    drafts: Iterable[TaskDraft], known: Iterable[Task], new_id: Callable[[], str]
) -> list[PlannedTask]:
    """The drafted tasks; a department's task of the same title keeps the id it is known by."""
    ids = {task.matter: task.task_id for task in known}
    return [
        PlannedTask(
            task_id=ids.get((draft.unit_id, draft.title)) or new_id(),
            unit_id=draft.unit_id,
            title=draft.title,
            due_at=draft.due_at,
            clause=draft.clause,
        )
        for draft in drafts
    ]


def refuse_odd_tasks(
    drafts: Sequence[TaskDraft],
    *,
    unit_ids: Collection[str],
    known: Mapping[tuple[str, str], datetime],
    now: datetime,
) -> None:
    """Invalid (422) for a task of a department that does not take part, one given twice, or one
    that is due already; `known` tasks may stay as they are.
    """
    seen: set[tuple[str, str]] = set()
    faults = []
    for number, draft in enumerate(drafts):
        matter = (draft.unit_id, draft.title)
        if draft.unit_id not in unit_ids:
            faults.append(Fault(f"tasks.{number}", "部门不参与该班次", "does not take part"))
        if matter in seen:
            faults.append(Fault(f"tasks.{number}", "任务重复", "is given twice"))
        if draft.due_at <= now and known.get(matter) != draft.due_at:
            faults.append(Fault(f"tasks.{number}", "时限已过", "is due already"))
        seen.add(matter)
    if faults:
        raise Invalid(
            "TASKS",
            f"任务有误：{'；'.join(fault.zh for fault in faults)}。",
            f"Not acceptable: {'; '.join(f'{fault.field} {fault.en}' for fault in faults)}.",
            "B-3.0",
            faults=faults,
        )


def assign(
    planned: PlannedTask,
    *,
    class_id: str,
    source: TaskSource,
    by: str,
    now: datetime,
    origin_id: str = "",
) -> Task:
    """A department gets a task."""
    return Task(
        task_id=planned.task_id,
        class_id=class_id,
        unit_id=planned.unit_id,
        title=planned.title,
        due_at=planned.due_at,
        clause=planned.clause,
        source=source,
        assigned_by=by,
        assigned_at=now,
        origin_id=origin_id,
    )
