"""The implementation plan of a class: drafted, issued, acknowledged."""

from collections.abc import Sequence
from dataclasses import replace

from contracts.base import Event
from contracts.enrollment import (
    AcknowledgeImplementationPlan,
    ClassRole,
    DraftImplementationPlan,
    FindImplementationPlan,
    FindResponsibilities,
    ImplementationPlanView,
    IssueImplementationPlan,
    ListPlanVersions,
    PlanVersionView,
    ResponsibilityLine,
    TaskDraft,
    TaskSource,
)
from contracts.refusals import Unknown
from contracts.roles import Role
from kit.department import command, query
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.duty import refuse_stranger
from services.enrollment.domain.implementation import (
    PlanVersion,
    refuse_odd_departments,
    refuse_unplannable,
)
from services.enrollment.domain.norm_tasks import proposed_tasks
from services.enrollment.domain.plan_outline import Lead, Outline
from services.enrollment.domain.responsibility import RESPONSIBILITIES, progress_of
from services.enrollment.domain.tasks import Task, TaskState, assign, identified, refuse_odd_tasks
from services.enrollment.domain.team import Team
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit
from services.enrollment.service.filing import file_record
from services.enrollment.service.team_facts import hold_team_facts
from services.enrollment.service.views_implementation import plan_version_view, plan_versions
from services.enrollment.store import EnrollmentStore


class Implementations:
    """Drawing up how a class is carried out, and telling every department (B-3.1b, B-5)."""

    @command
    def draft_implementation_plan(
        self, request: DraftImplementationPlan, store: EnrollmentStore
    ) -> ImplementationPlanView:
        training_class, team = store.lock_team(request.class_id)
        refuse_unplannable(training_class)
        outline = _outline(store, training_class, team, request)
        version = _put_up(store, training_class.class_id, outline)
        return plan_version_view(store, version)

    @command
    def issue_implementation_plan(
        self, request: IssueImplementationPlan, store: EnrollmentStore
    ) -> ImplementationPlanView:
        training_class, team = store.lock_team(request.class_id)
        version = store.plan_draft(request.class_id)
        if version is None:
            raise Unknown("待下发的实施方案", "drafted implementation plan")
        refuse_unplannable(training_class)
        store.emit(*_issue(store, training_class, team, version))
        hold_team_facts(store, training_class, team)
        source = f"ImplementationPlanIssued {version.edition}"
        file_record(store, request.class_id, DocType.IMPLEMENTATION_PLAN, source)
        return plan_version_view(store, version)

    @command
    def acknowledge_implementation_plan(
        self, request: AcknowledgeImplementationPlan, store: EnrollmentStore
    ) -> ImplementationPlanView:
        unit, version = store.unit(request.unit_id), store.issued_plan(request.class_id)
        refuse_stranger(store.actor, unit)
        version.refuse_absent(unit)
        store.training_class(request.class_id).refuse_ended()
        receipt = store.receipt(request.class_id, request.unit_id)
        store.emit(*receipt.acknowledge(version.edition, by=store.actor.person_id, now=store.now))
        return plan_version_view(store, version)

    @query
    def find_implementation_plan(
        self, request: FindImplementationPlan, store: EnrollmentStore
    ) -> ImplementationPlanView:
        version = store.plan_in_force(request.class_id) or store.plan_draft(request.class_id)
        if version is None:
            raise Unknown("实施方案", "implementation plan")
        return plan_version_view(store, version)

    @query
    def list_plan_versions(
        self, request: ListPlanVersions, store: EnrollmentStore
    ) -> list[PlanVersionView]:
        store.training_class(request.class_id)
        return plan_versions(store, request.class_id)

    @query
    def find_responsibilities(
        self, request: FindResponsibilities, store: EnrollmentStore
    ) -> list[ResponsibilityLine]:
        store.training_class(request.class_id)
        team, tasks = store.team(request.class_id), store.standing_tasks(request.class_id)
        return [
            _responsibility_line(store, unit, unit.function, team, tasks)
            for unit in _taking_part(store, request.class_id)
            if unit.function is not None
        ]


def _outline(
    store: EnrollmentStore,
    training_class: TrainingClass,
    team: Team,
    request: DraftImplementationPlan,
) -> Outline:
    units = store.units_among(request.unit_ids)
    refuse_odd_departments(request.unit_ids, units)
    standing = store.standing_tasks(request.class_id, TaskSource.PLAN)
    known = {task.matter: task.due_at for task in standing}
    taking_part = [units[unit_id] for unit_id in request.unit_ids]
    drafts: Sequence[TaskDraft] = request.tasks or proposed_tasks(
        taking_part, training_class, known=known, now=store.now
    )
    refuse_odd_tasks(drafts, unit_ids=request.unit_ids, known=known, now=store.now)
    return _with_what_stands(
        store,
        team,
        Outline(
            unit_ids=request.unit_ids,
            notes=request.notes.strip(),
            tasks=identified(drafts, standing, store.new_id),
            elements=[],
            lead=None,
        ),
    )


def _with_what_stands(store: EnrollmentStore, team: Team, outline: Outline) -> Outline:
    """The plan names the elements as confirmed (B-6.3) and the lead as appointed (B-5.1c)."""
    project = store.project_of(team.class_id)
    lead = next(iter(team.members(ClassRole.LEAD)), None)
    return replace(
        outline,
        elements=project.elements if project else [],
        lead=Lead(person_id=lead.person_id, name=lead.name) if lead else None,
    )


def _put_up(store: EnrollmentStore, class_id: str, outline: Outline) -> PlanVersion:
    by, now = store.actor.person_id, store.now
    drafted = store.plan_draft(class_id)
    if drafted is not None:
        drafted.redraft(outline, by=by, now=now)
        return drafted
    before = store.plan_in_force(class_id)
    version = PlanVersion(
        class_id=class_id,
        edition=before.edition + 1 if before else 1,
        outline=outline,
        drafted_by=by,
        drafted_at=now,
    )
    store.add(version)
    return version


def _issue(
    store: EnrollmentStore, training_class: TrainingClass, team: Team, version: PlanVersion
) -> list[Event]:
    before = store.plan_in_force(version.class_id)
    version.outline = _with_what_stands(store, team, version.outline)
    units = store.units_among(
        [*version.outline.unit_ids, *(before.outline.unit_ids if before else ())]
    )
    version.issue(
        before.outline if before else None,
        unit_names={unit_id: unit.name for unit_id, unit in units.items()},
        now=store.now,
    )
    standing = _follow(store, version)
    still_open = [task for task in standing if task.state is TaskState.OPEN]
    issued = version.issued(still_open, participants_until=training_class.checkin_from)
    return [issued, *training_class.carry_out(now=store.now)]


def _follow(store: EnrollmentStore, version: PlanVersion) -> list[Task]:
    """Let the tasks of the plan follow the version; those of it are returned."""
    known = {task.task_id: task for task in store.standing_tasks(version.class_id, TaskSource.PLAN)}
    for planned in version.outline.tasks:
        if planned.task_id in known:
            known[planned.task_id].follow(planned)
    wanted = {planned.task_id for planned in version.outline.tasks}
    for task_id in known.keys() - wanted:
        known[task_id].leave_out()
    newcomers = [
        assign(
            planned,
            class_id=version.class_id,
            source=TaskSource.PLAN,
            by=store.actor.person_id,
            now=store.now,
        )
        for planned in version.outline.tasks
        if planned.task_id not in known
    ]
    store.add(*newcomers)
    return [*(known[task_id] for task_id in known.keys() & wanted), *newcomers]


def _taking_part(store: EnrollmentStore, class_id: str) -> list[Unit]:
    """The departments of the plan; before there is one, all of the college."""
    unit_ids = store.departments_of_plan(class_id)
    if unit_ids:
        units = store.units_among(unit_ids)
        return [units[unit_id] for unit_id in unit_ids]
    return [unit for function in RESPONSIBILITIES for unit in store.departments_with(function)]


def _responsibility_line(
    store: EnrollmentStore, unit: Unit, function: Role, team: Team, tasks: Sequence[Task]
) -> ResponsibilityLine:
    duties = RESPONSIBILITIES[function]
    own = progress_of((task for task in tasks if task.unit_id == unit.unit_id), now=store.now)
    named = team.members(ClassRole.PARTICIPANT, unit.unit_id)
    return ResponsibilityLine(
        unit_id=unit.unit_id,
        unit_name=unit.name,
        function=function,
        duties_zh=duties.duties_zh,
        duties_en=duties.duties_en,
        clause=duties.clause,
        participants=[one.name for one in named],
        tasks=own.tasks,
        done=own.done,
        late=own.late,
    )
