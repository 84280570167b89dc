"""Tasks beside the plan: the handbook's, those asked for as support, a leader's instruction."""

from collections.abc import Sequence

from contracts.base import Page
from contracts.enrollment import (
    CompleteTask,
    IssueHandbook,
    ListTasks,
    ListUnitTasks,
    RequestSupport,
    TaskDraft,
    TaskSource,
    TaskView,
)
from contracts.notification import LeaderInstructionIssued
from kit.department import command, query, reaction
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.duty import refuse_stranger
from services.enrollment.domain.handbook import Handbook
from services.enrollment.domain.tasks import (
    PlannedTask,
    Task,
    assign,
    identified,
    refuse_odd_tasks,
)
from services.enrollment.service.filing import file_record
from services.enrollment.service.views_implementation import task_view, task_views
from services.enrollment.store import EnrollmentStore


class Tasks:
    """What departments do for a class (B-3, B-8.1a, B-8.6c)."""

    @command
    def issue_handbook(self, request: IssueHandbook, store: EnrollmentStore) -> list[TaskView]:
        store.training_class(request.class_id).may("serve")
        store.files.read(request.document.file_id)
        handbook = Handbook(
            class_id=request.class_id,
            document_id=request.document.file_id,
            document_name=request.document.name,
            contact=request.contact,
            issued_by=store.actor.person_id,
            issued_at=store.now,
        )
        store.replace(handbook)
        tasks = _break_down(store, request)
        store.emit(handbook.issued(task.unit_id for task in tasks))
        source = f"HandbookIssued {len(tasks)} tasks"
        file_record(store, request.class_id, DocType.HANDBOOK, source, request.document)
        return task_views(store, tasks)

    @command
    def request_support(self, request: RequestSupport, store: EnrollmentStore) -> TaskView:
        store.training_class(request.class_id).refuse_ended()
        unit = store.department(request.task.unit_id)
        refuse_odd_tasks([request.task], unit_ids=[unit.unit_id], known={}, now=store.now)
        (planned,) = identified([request.task], (), store.new_id)
        (asked,) = _assign(store, request.class_id, [planned], TaskSource.SUPPORT)
        return task_view(store, asked, unit)

    @command
    def complete_task(self, request: CompleteTask, store: EnrollmentStore) -> TaskView:
        unit = store.unit(request.unit_id)
        refuse_stranger(store.actor, unit)
        task = store.task(request.class_id, request.unit_id, request.task_id)
        store.training_class(request.class_id).refuse_ended()
        store.emit(task.complete(by=store.actor.person_id, note=request.note, now=store.now))
        return task_view(store, task, unit)

    @query
    def list_tasks(self, request: ListTasks, store: EnrollmentStore) -> list[TaskView]:
        store.training_class(request.class_id)
        return task_views(store, store.standing_tasks(request.class_id))

    @query
    def list_unit_tasks(self, request: ListUnitTasks, store: EnrollmentStore) -> Page[TaskView]:
        unit = store.unit(request.unit_id)
        tasks, total = store.unit_tasks(request.unit_id, request.page, request.size)
        return Page(items=[task_view(store, task, unit) for task in tasks], total=total)

    @reaction
    def give_instructed_tasks(self, event: LeaderInstructionIssued, store: EnrollmentStore) -> None:
        drafts = [
            TaskDraft(unit_id=task.unit_id, title=task.title, due_at=task.due_at, clause="B-8.6c")
            for task in event.tasks
        ]
        planned = identified(drafts, (), store.new_id)
        _assign(
            store, event.class_id, planned, TaskSource.INSTRUCTION, origin_id=event.escalation_id
        )


def _break_down(store: EnrollmentStore, request: IssueHandbook) -> list[Task]:
    """The tasks of the handbook; one it names again is the same, with its new time."""
    standing = store.standing_tasks(request.class_id, TaskSource.HANDBOOK)
    refuse_odd_tasks(
        request.tasks,
        unit_ids=store.departments_of_plan(request.class_id),
        known={task.matter: task.due_at for task in standing},
        now=store.now,
    )
    known = {task.task_id: task for task in standing}
    planned = identified(request.tasks, standing, store.new_id)
    for one in planned:
        if one.task_id in known and known[one.task_id].due_at != one.due_at:
            known[one.task_id].follow(one)
            store.emit(known[one.task_id].assigned())
    fresh = [one for one in planned if one.task_id not in known]
    made = {
        task.task_id: task for task in _assign(store, request.class_id, fresh, TaskSource.HANDBOOK)
    }
    return [(known | made)[one.task_id] for one in planned]


def _assign(
    store: EnrollmentStore,
    class_id: str,
    planned: Sequence[PlannedTask],
    source: TaskSource,
    *,
    origin_id: str = "",
) -> list[Task]:
    tasks = [
        assign(
            one,
            class_id=class_id,
            source=source,
            by=store.actor.person_id,
            now=store.now,
            origin_id=origin_id,
        )
        for one in planned
    ]
    store.add(*tasks)
    store.emit(*(task.assigned() for task in tasks))
    return tasks
