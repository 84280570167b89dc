"""What enrollment shows of the plan of a class, its tasks and its meetings."""

from collections.abc import Iterable, Mapping

from contracts.enrollment import (
    ClassRole,
    ImplementationPlanView,
    MeetingView,
    PlanVersionView,
    ReceiptView,
    TaskSource,
    TaskView,
)
from services.enrollment.domain.implementation import PlanVersion
from services.enrollment.domain.meeting import Meeting
from services.enrollment.domain.plan_outline import differences
from services.enrollment.domain.tasks import PlannedTask, Task
from services.enrollment.domain.unit import Unit
from services.enrollment.store import EnrollmentStore


def plan_version_view(store: EnrollmentStore, version: PlanVersion) -> ImplementationPlanView:
    """A version of the plan, who has received it, and how far its tasks are."""
    outline = version.outline
    units = store.units_among(outline.unit_ids)
    return ImplementationPlanView(
        class_id=version.class_id,
        version=version.edition,
        state=version.state,
        lead_id=outline.lead.person_id if outline.lead else None,
        lead_name=outline.lead.name if outline.lead else "",
        notes=outline.notes,
        elements=outline.elements,
        departments=_receipt_views(store, version, units),
        tasks=_planned_views(store, version, units),
        changes=version.changes,
        issued_at=version.issued_at,
    )


def plan_versions(store: EnrollmentStore, class_id: str) -> list[PlanVersionView]:
    """Every version, the newest first; a draft with what it changes of the one in force."""
    in_force = store.plan_in_force(class_id)
    return [
        PlanVersionView(
            version=version.edition,
            state=version.state,
            drafted_by=version.drafted_by,
            drafted_at=version.drafted_at,
            issued_at=version.issued_at,
            changes=version.changes if version.issued_at else _changes(store, in_force, version),
        )
        for version in store.plan_versions(class_id)
    ]


def _changes(store: EnrollmentStore, in_force: PlanVersion | None, draft: PlanVersion) -> list[str]:
    if in_force is None:
        return []
    units = store.units_among([*in_force.outline.unit_ids, *draft.outline.unit_ids])
    names = {unit_id: unit.name for unit_id, unit in units.items()}
    return list(differences(in_force.outline, draft.outline, names))


def task_views(store: EnrollmentStore, tasks: Iterable[Task]) -> list[TaskView]:
    """Tasks with the names of their departments."""
    listed = list(tasks)
    units = store.units_among(task.unit_id for task in listed)
    return [task_view(store, task, units[task.unit_id]) for task in listed]


def task_view(store: EnrollmentStore, task: Task, unit: Unit) -> TaskView:
    """A task and how it stands at this moment."""
    return TaskView(
        unit_id=task.unit_id,
        title=task.title,
        due_at=task.due_at,
        clause=task.clause,
        task_id=task.task_id,
        class_id=task.class_id,
        unit_name=unit.name,
        source=task.source,
        state=task.state,
        done_by=task.done_by,
        done_at=task.done_at,
        note=task.note,
        late=task.is_late(now=store.now),
        class_title=store.training_class(task.class_id).title,
    )


def meeting_view(store: EnrollmentStore, meeting: Meeting) -> MeetingView:
    """A meeting and its minutes."""
    units = store.units_among(meeting.unit_ids)
    return MeetingView(
        meeting_id=meeting.meeting_id,
        class_id=meeting.class_id,
        at=meeting.at,
        place=meeting.place,
        agenda=meeting.agenda,
        unit_ids=meeting.unit_ids,
        called_by=meeting.called_by,
        attended=meeting.attended,
        minutes=meeting.minutes,
        decisions=meeting.decisions,
        unit_names=tuple(units[unit_id].name for unit_id in meeting.unit_ids),
    )


def _receipt_views(
    store: EnrollmentStore, version: PlanVersion, units: Mapping[str, Unit]
) -> list[ReceiptView]:
    receipts, team = store.receipts(version.class_id), store.team(version.class_id)
    views = []
    for unit_id in version.outline.unit_ids:
        receipt, unit = receipts.get(unit_id), units[unit_id]
        named = team.members(ClassRole.PARTICIPANT, unit_id)
        views.append(
            ReceiptView(
                unit_id=unit_id,
                unit_name=unit.name,
                function=unit.function,
                acknowledged_version=receipt.edition if receipt else 0,
                acknowledged_at=receipt.acknowledged_at if receipt else None,
                participants=[one.name for one in named],
            )
        )
    return views


def _planned_views(
    store: EnrollmentStore, version: PlanVersion, units: Mapping[str, Unit]
) -> list[TaskView]:
    standing = store.standing_tasks(version.class_id, TaskSource.PLAN)
    known = {task.task_id: task for task in standing}
    return [
        task_view(store, known[planned.task_id], units[planned.unit_id])
        if planned.task_id in known and version.issued_at
        else _drafted_view(version, planned, units[planned.unit_id])
        for planned in version.outline.tasks
    ]


def _drafted_view(version: PlanVersion, planned: PlannedTask, unit: Unit) -> TaskView:
    return TaskView(
        unit_id=planned.unit_id,
        title=planned.title,
        due_at=planned.due_at,
        clause=planned.clause,
        task_id=planned.task_id,
        class_id=version.class_id,
        unit_name=unit.name,
        source=TaskSource.PLAN,
        state=version.state,
        done_by="",
        done_at=None,
        note="",
        late=False,
    )
