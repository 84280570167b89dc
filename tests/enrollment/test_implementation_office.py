"""The implementation plan through the office: issued, acknowledged, carried out by tasks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import (
    AcknowledgeImplementationPlan,
    ClassState,
    CompleteTask,
    ConfirmProject,
    DraftImplementationPlan,
    ElementName,
    FindImplementationPlan,
    FindResponsibilities,
    HandbookIssued,
    ImplementationPlanAcknowledged,
    ImplementationPlanIssued,
    IssueHandbook,
    IssueImplementationPlan,
    ListPlanVersions,
    ListTasks,
    ListUnitTasks,
    PlanVersionView,
    RequestSupport,
    TaskAssigned,
    TaskCompleted,
    TaskDraft,
    TaskSource,
    TaskView,
    UnitKind,
)
from contracts.notification import InstructedTask, LeaderInstructionIssued
from contracts.roles import COLLEGE_DEPARTMENTS, Actor, Role
from contracts.values import FileRef, Party
from kit import clock
from kit.testing import an_actor
from tests.enrollment.college import AFFAIRS, CHECK_IN_FROM, LEADER, agreed
from tests.enrollment.makers import NOW, refused
from tests.enrollment.staffed import STUDENTS, StaffedCollege
from tests.servers import RealServers

R = Role
DUE = datetime(2026, 4, 18, 9, tzinfo=UTC)
THREE = (R.TEACHING_AFFAIRS, R.STUDENT_WORK, R.OFFICE)


def a_planned_class(college: StaffedCollege, *functions: Role, **changes: Any) -> str:
    """A confirmed class with a lead whose plan is in force."""
    class_id = college.a_confirmed_class(**changes)
    college.appoint_lead(class_id)
    draft(college, class_id, *functions)
    issue(college, class_id)
    return class_id


def draft(college: StaffedCollege, class_id: str, *functions: Role, **changes: Any) -> Any:
    values: dict[str, Any] = {"class_id": class_id, "unit_ids": college.codes(functions or THREE)}
    request = DraftImplementationPlan(**(values | changes))
    return college.do(request, college.lead_of(class_id))


def issue(college: StaffedCollege, class_id: str) -> Any:
    return college.do(IssueImplementationPlan(class_id=class_id), AFFAIRS)


def acknowledge(
    college: StaffedCollege, class_id: str, function: Role, as_: Actor | None = None
) -> Any:
    unit_id = college.departments[function].unit_id
    request = AcknowledgeImplementationPlan(class_id=class_id, unit_id=unit_id)
    return college.do(request, as_ or college.of(function))


def plan(college: StaffedCollege, class_id: str) -> Any:
    return college.do(FindImplementationPlan(class_id=class_id), AFFAIRS)


def a_task(college: StaffedCollege, function: Role, title: str, **changes: Any) -> TaskDraft:
    values: dict[str, Any] = {
        "unit_id": college.departments[function].unit_id,
        "title": title,
        "due_at": DUE,
    }
    return TaskDraft(**(values | changes))


def complete(college: StaffedCollege, task: TaskView, as_: Actor) -> Any:
    request = CompleteTask(
        class_id=task.class_id, unit_id=task.unit_id, task_id=task.task_id, note="已办妥"
    )
    return college.do(request, as_)


def tasks_of(college: StaffedCollege, class_id: str) -> list[TaskView]:
    listed: list[TaskView] = college.do(ListTasks(class_id=class_id), AFFAIRS)
    return listed


def a_plan_carried_out(college: StaffedCollege) -> None:
    """From the confirmed project to a second version that every department has to receive."""
    class_id = a_planned_class(college)
    first = plan(college, class_id)
    acknowledge(college, class_id, R.OFFICE)
    done = next(task for task in first.tasks if task.unit_name == "办公室")
    complete(college, done, college.of(R.OFFICE))
    draft(college, class_id, R.TEACHING_AFFAIRS, R.OFFICE, R.RESEARCH, notes="现场教学改期")
    pending = plan(college, class_id)
    second = issue(college, class_id)

    assert pending.version == first.version
    assert (first.version, second.version, second.state) == (1, 2, "ISSUED")
    assert college.find(class_id).state is ClassState.PREPARING
    assert [one.acknowledged_version for one in second.departments] == [0, 1, 0]
    assert {"增加部门：科研处", "减少部门：学员工作处", "组织要求：（无） → 现场教学改期"} <= set(
        second.changes
    )
    told = college.emitted(ImplementationPlanIssued)
    assert [event.version for event in told] == [1, 2]
    assert told[1].unit_ids == college.codes([R.TEACHING_AFFAIRS, R.OFFICE, R.RESEARCH])
    assert told[1].participants_until == CHECK_IN_FROM
    assert done.task_id not in {task.task_id for task in told[1].tasks}
    kept = {task.task_id for task in first.tasks} & {task.task_id for task in second.tasks}
    assert kept == {task.task_id for task in first.tasks if task.unit_name != "学员工作处"}
    standing = tasks_of(college, class_id)
    assert {task.unit_name for task in standing} == {"教务处", "办公室", "科研处"}
    assert [task.state for task in standing if task.task_id == done.task_id] == ["DONE"]


@pytest.fixture
def staffed(moved_clock: None) -> Iterator[StaffedCollege]:
    college = StaffedCollege()
    yield college
    college.office.close()


@pytest.mark.clause("B-3.1b", "B-6.3", "B-3.0", "B-5.1c")
def test_a_plan_is_issued_carried_out_and_revised(staffed: StaffedCollege) -> None:
    a_plan_carried_out(staffed)


@pytest.mark.usefixtures("moved_clock")
def test_it_is_so_on_postgresql_too(servers: RealServers) -> None:
    college = StaffedCollege(servers.fresh().database_url.format(service="enrollment"))
    a_plan_carried_out(college)
    college.office.close()


@pytest.mark.clause("B-5.1c")
def test_nothing_is_planned_before_the_project_is_fixed(staffed: StaffedCollege) -> None:
    class_id = staffed.a_signed_project()
    staffed.appoint_lead(class_id)

    with refused("WRONG_STATE"):
        draft(staffed, class_id)
    staffed.do(ConfirmProject(class_id=class_id), AFFAIRS)
    assert draft(staffed, class_id).lead_id == "lead"


@pytest.mark.clause("B-5.1c")
def test_no_plan_is_issued_before_the_class_has_its_lead(staffed: StaffedCollege) -> None:
    class_id = staffed.a_confirmed_class()
    drafted = draft(staffed, class_id)
    with refused("LEAD_MISSING") as said:
        issue(staffed, class_id)
    still = staffed.find(class_id).state
    staffed.appoint_lead(class_id)
    issued = issue(staffed, class_id)

    assert (drafted.lead_id, said.value.clause, still) == (None, "B-5.1c", ClassState.CONFIRMED)
    assert (issued.lead_id, issued.lead_name) == ("lead", "lead同志")
    assert staffed.emitted(ImplementationPlanIssued)[-1].lead_id == "lead"


@pytest.mark.clause("B-6.3")
def test_the_plan_says_what_the_confirmation_says(staffed: StaffedCollege) -> None:
    class_id = staffed.a_negotiation()
    staffed.settle(class_id)
    staffed.settle(class_id, agreed(ElementName.PLACE, "哈尔滨校区"))
    staffed.clear_budget(class_id)
    staffed.draft(class_id)
    staffed.seal(class_id)
    for party in Party:
        staffed.sign(class_id, party)
    staffed.do(ConfirmProject(class_id=class_id), AFFAIRS)
    staffed.appoint_lead(class_id)
    drafted = draft(staffed, class_id)
    issued = issue(staffed, class_id)

    confirmed = staffed.project(class_id).elements
    assert drafted.elements == issued.elements == confirmed
    assert [one.name for one in confirmed] == list(ElementName)
    assert agreed(ElementName.PLACE, "哈尔滨校区") in issued.elements


@pytest.mark.clause("B-3.1b")
def test_an_own_class_is_prepared_by_its_plan(staffed: StaffedCollege) -> None:
    class_id = staffed.an_own_class().class_id
    staffed.appoint_lead(class_id)
    draft(staffed, class_id)
    issued = issue(staffed, class_id)

    assert issued.elements == []
    assert staffed.find(class_id).state is ClassState.PREPARING


@pytest.mark.clause("B-3.1b")
def test_only_teaching_affairs_issues_what_was_drafted(staffed: StaffedCollege) -> None:
    class_id = staffed.a_confirmed_class()
    staffed.appoint_lead(class_id)
    with refused("UNKNOWN"):
        issue(staffed, class_id)
    with refused("UNKNOWN"):
        plan(staffed, class_id)
    draft(staffed, class_id)
    for stranger in (staffed.lead_of(class_id), STUDENTS):
        with refused("NOT_YOUR_DUTY"):
            staffed.do(IssueImplementationPlan(class_id=class_id), stranger)
    assert plan(staffed, class_id).state == "DRAFT"
    assert {task.state for task in plan(staffed, class_id).tasks} == {"DRAFT"}
    assert tasks_of(staffed, class_id) == []


def test_a_draft_is_drawn_up_anew_until_it_is_issued(staffed: StaffedCollege) -> None:
    class_id = staffed.a_confirmed_class()
    draft(staffed, class_id, notes="初稿")
    again = draft(staffed, class_id, R.TEACHING_AFFAIRS, notes="二稿")

    assert (again.version, again.notes, len(again.departments)) == (1, "二稿", 1)
    with refused("UNKNOWN"):
        acknowledge(staffed, class_id, R.OFFICE)


@pytest.mark.clause("B-3.0")
def test_every_version_is_received_by_each_department_itself(staffed: StaffedCollege) -> None:
    class_id = a_planned_class(staffed)
    for stranger in (staffed.of(R.RESEARCH), AFFAIRS):
        with refused("NOT_YOUR_DEPARTMENT" if stranger is AFFAIRS else "NOT_YOUR_DUTY"):
            acknowledge(staffed, class_id, R.OFFICE, stranger)
    with refused("NOT_IN_PLAN"):
        acknowledge(staffed, class_id, R.RESEARCH)
    acknowledge(staffed, class_id, R.OFFICE)
    found = acknowledge(staffed, class_id, R.OFFICE)

    assert [one.acknowledged_version for one in found.departments] == [0, 0, 1]
    assert [event.unit_id for event in staffed.emitted(ImplementationPlanAcknowledged)] == (
        staffed.codes([R.OFFICE])
    )


@pytest.mark.clause("B-6.3", "B-3.1b")
def test_a_draft_says_what_it_would_change_of_the_version_in_force(
    staffed: StaffedCollege,
) -> None:
    class_id = a_planned_class(staffed, R.TEACHING_AFFAIRS, R.STUDENT_WORK)
    draft(staffed, class_id, R.TEACHING_AFFAIRS, R.STUDENT_WORK, R.OFFICE)

    def versions() -> list[PlanVersionView]:
        found: list[PlanVersionView] = staffed.do(ListPlanVersions(class_id=class_id), AFFAIRS)
        return found

    drafted, first = versions()
    assert [(one.version, one.issued_at is None) for one in (drafted, first)] == [
        (2, True),
        (1, False),
    ]
    assert "增加部门：办公室" in drafted.changes
    assert first.changes == []
    issue(staffed, class_id)
    assert versions()[0].changes == drafted.changes


@pytest.mark.clause("B-5.2", "B-3.0")
def test_a_department_that_joins_later_has_to_name_its_people_too(staffed: StaffedCollege) -> None:
    class_id = a_planned_class(staffed, R.TEACHING_AFFAIRS, R.STUDENT_WORK, R.FIN_LOGISTICS)
    staffed.name_all(class_id)
    named = readiness(staffed, class_id)
    draft(staffed, class_id, R.TEACHING_AFFAIRS, R.STUDENT_WORK, R.FIN_LOGISTICS, R.OFFICE)
    issue(staffed, class_id)

    assert (named, readiness(staffed, class_id)) == (True, False)
    receipts = {one.unit_name: one.participants for one in plan(staffed, class_id).departments}
    assert receipts["财务后勤处"] == ["bursar同志"]
    assert receipts["办公室"] == []


def readiness(college: StaffedCollege, class_id: str) -> bool:
    """Whether every department has named its people."""
    items = college.find(class_id).readiness
    return next(item.met for item in items if item.code == "PARTICIPANTS_NAMED")


@pytest.mark.clause("B-3.0")
def test_tasks_may_be_the_planners_own(staffed: StaffedCollege) -> None:
    class_id = staffed.a_confirmed_class()
    staffed.appoint_lead(class_id)
    with refused("TASKS"):
        draft(staffed, class_id, tasks=(a_task(staffed, R.RESEARCH, "选题"),))
    draft(staffed, class_id, tasks=(a_task(staffed, R.OFFICE, "用印", clause="B-3.8"),))
    issue(staffed, class_id)

    (task,) = tasks_of(staffed, class_id)
    assert (task.title, task.clause, task.source, task.late) == (
        "用印",
        "B-3.8",
        TaskSource.PLAN,
        False,
    )


@pytest.mark.clause("B-3.8")
def test_the_office_has_the_seal_and_the_leaders_guests_in_every_plan(
    staffed: StaffedCollege,
) -> None:
    class_id = a_planned_class(staffed)
    own = staffed.do(
        ListUnitTasks(unit_id=staffed.departments[R.OFFICE].unit_id), staffed.of(R.OFFICE)
    )

    assert [task.title for task in own.items] == ["办理用印与发文", "必要时陪同学院领导组织接待"]
    assert {task.clause for task in own.items} == {"B-3.8"}
    assert {task.class_id for task in own.items} == {class_id}


@pytest.mark.clause("B-3.0")
def test_a_department_sees_what_is_open_first_and_completes_only_its_own(
    staffed: StaffedCollege,
) -> None:
    class_id = a_planned_class(staffed)
    office = staffed.departments[R.OFFICE].unit_id
    first, second = staffed.do(ListUnitTasks(unit_id=office), staffed.of(R.OFFICE)).items
    with refused("NOT_YOUR_DUTY"):
        complete(staffed, first, staffed.of(R.RESEARCH))
    with refused("NOT_YOUR_DEPARTMENT"):
        complete(staffed, first, AFFAIRS)
    elsewhere = staffed.departments[R.STUDENT_WORK].unit_id
    with refused("UNKNOWN"):
        request = CompleteTask(class_id=class_id, unit_id=elsewhere, task_id=first.task_id)
        staffed.do(request, staffed.of(R.STUDENT_WORK))
    done = complete(staffed, first, staffed.of(R.OFFICE))
    with refused("WRONG_STATE"):
        complete(staffed, first, staffed.of(R.OFFICE))
    clock.move_to(second.due_at + timedelta(minutes=1))
    listed = staffed.do(ListUnitTasks(unit_id=office), staffed.of(R.OFFICE)).items

    assert (done.state, done.done_by, done.note) == ("DONE", "clerk of OFFICE", "已办妥")
    assert [(task.task_id, task.late) for task in listed] == [
        (second.task_id, True),
        (first.task_id, False),
    ]
    complete(staffed, second, staffed.of(R.OFFICE))
    assert [event.on_time for event in staffed.emitted(TaskCompleted)] == [True, False]


@pytest.mark.clause("B-3.0")
def test_the_matrix_shows_duties_people_and_progress(staffed: StaffedCollege) -> None:
    class_id = staffed.a_confirmed_class()
    before = staffed.do(FindResponsibilities(class_id=class_id), AFFAIRS)
    staffed.appoint_lead(class_id)
    draft(staffed, class_id, *reversed(COLLEGE_DEPARTMENTS))
    issue(staffed, class_id)
    staffed.name(class_id, R.FIN_LOGISTICS, "bursar")
    own = staffed.do(
        ListUnitTasks(unit_id=staffed.departments[R.FIN_LOGISTICS].unit_id),
        staffed.of(R.FIN_LOGISTICS),
    ).items
    complete(staffed, own[0], staffed.of(R.FIN_LOGISTICS))
    lines = staffed.do(FindResponsibilities(class_id=class_id), staffed.of(R.OFFICE))

    assert [line.function for line in lines] == list(reversed(COLLEGE_DEPARTMENTS))
    assert {line.function for line in before} == set(COLLEGE_DEPARTMENTS)
    finance = next(line for line in lines if line.function is R.FIN_LOGISTICS)
    assert (finance.participants, finance.tasks, finance.done) == (["bursar同志"], 3, 1)
    assert finance.clause == "B-3.3a B-3.3b B-3.3c"
    affairs = next(line for line in lines if line.function is R.TEACHING_AFFAIRS)
    assert affairs.duties_zh.startswith("统筹协调")


# -- Tasks beside the plan ------------------------------------------------------------------------


@pytest.mark.clause("B-3.9", "B-3.2e")
@pytest.mark.parametrize("role", [R.OFFICE, R.PROJECT_LEAD, R.COUNSELOR, R.PARTICIPANT])
def test_anybody_at_work_may_ask_any_department_for_support(
    staffed: StaffedCollege, role: Role
) -> None:
    class_id = a_planned_class(staffed)
    other = staffed.a_unit("D99", UnitKind.DEPT, "后勤服务中心")
    asker = an_actor(role, person="asker", within=f"class:{class_id}")
    tasks = [
        staffed.do(
            RequestSupport(
                class_id=class_id,
                task=TaskDraft(unit_id=unit_id, title="提供选题", due_at=DUE, clause="B-3.9"),
            ),
            asker,
        )
        for unit_id in (staffed.departments[R.RESEARCH].unit_id, other.unit_id)
    ]
    done = complete(staffed, tasks[0], staffed.of(R.RESEARCH))
    own = an_actor(R.OFFICE, person="own", within=f"unit:{other.unit_id}")
    complete(staffed, tasks[1], own)

    told = [one for one in staffed.emitted(TaskAssigned) if one.source is TaskSource.SUPPORT]
    assert [event.unit_id for event in told] == [task.unit_id for task in tasks]
    assert (done.source, done.state) == (TaskSource.SUPPORT, "DONE")


@pytest.mark.clause("B-3.9")
def test_support_is_asked_of_a_department_and_for_a_time_ahead(staffed: StaffedCollege) -> None:
    class_id = a_planned_class(staffed)
    lead = staffed.lead_of(class_id)
    with refused("UNKNOWN"):
        task = TaskDraft(unit_id=staffed.host.unit_id, title="接站", due_at=DUE)
        staffed.do(RequestSupport(class_id=class_id, task=task), lead)
    with refused("TASKS"):
        task = a_task(staffed, R.OFFICE, "接站", due_at=NOW)
        staffed.do(RequestSupport(class_id=class_id, task=task), lead)
    with refused("NOT_YOUR_DUTY"):
        task = a_task(staffed, R.OFFICE, "接站")
        staffed.do(RequestSupport(class_id=class_id, task=task), an_actor(R.TRAINEE))


@pytest.mark.clause("B-8.6c")
def test_a_leaders_instruction_becomes_tasks_that_answer_to_it(staffed: StaffedCollege) -> None:
    class_id = a_planned_class(staffed)
    instruction = LeaderInstructionIssued(
        class_id=class_id,
        escalation_id="e1",
        tasks=[
            InstructedTask(
                unit_id=staffed.departments[function].unit_id, title="组织接待", due_at=DUE
            )
            for function in (R.OFFICE, R.FIN_LOGISTICS)
        ],
    )
    staffed.hear(instruction, times=3)

    instructed = [
        task for task in tasks_of(staffed, class_id) if task.source is TaskSource.INSTRUCTION
    ]
    assert {task.unit_name for task in instructed} == {"办公室", "财务后勤处"}
    told = [one for one in staffed.emitted(TaskAssigned) if one.origin_id == "e1"]
    assert {event.task_id for event in told} == {task.task_id for task in instructed}
    office = next(task for task in instructed if task.unit_name == "办公室")
    complete(staffed, office, staffed.of(R.OFFICE))
    (done,) = staffed.emitted(TaskCompleted)
    assert (done.origin_id, done.on_time) == ("e1", True)


def a_handbook(college: StaffedCollege, class_id: str, *tasks: TaskDraft, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "class_id": class_id,
        "document": college.keep(b"handbook", "学员手册.pdf"),
        "contact": "值班室 0451-00000001",
        "tasks": list(tasks),
    }
    counselor = an_actor(R.COUNSELOR, person="counselor", within=f"class:{class_id}")
    return college.do(IssueHandbook(**(values | changes)), counselor)


@pytest.mark.clause("B-8.1a")
def test_the_handbook_breaks_down_into_tasks_of_the_departments(staffed: StaffedCollege) -> None:
    class_id = a_planned_class(staffed)
    issued = a_handbook(
        staffed,
        class_id,
        a_task(staffed, R.OFFICE, "落实三餐"),
        a_task(staffed, R.STUDENT_WORK, "调试设备"),
    )
    again = a_handbook(
        staffed,
        class_id,
        a_task(staffed, R.OFFICE, "落实三餐", due_at=DUE + timedelta(1)),
        a_task(staffed, R.OFFICE, "停车引导"),
    )

    assert {task.source for task in (*issued, *again)} == {TaskSource.HANDBOOK}
    assert again[0].task_id == issued[0].task_id
    assert again[0].due_at == DUE + timedelta(1)
    first, second = staffed.emitted(HandbookIssued)
    assert set(first.unit_ids) == set(staffed.codes([R.OFFICE, R.STUDENT_WORK]))
    assert second.unit_ids == staffed.codes([R.OFFICE])
    assert len(staffed.emitted(TaskAssigned)) == 4
    standing = [task for task in tasks_of(staffed, class_id) if task.source is TaskSource.HANDBOOK]
    assert len(standing) == 3


@pytest.mark.clause("B-8.1a")
def test_a_handbook_is_a_kept_document_for_departments_that_take_part(
    staffed: StaffedCollege,
) -> None:
    class_id = staffed.a_confirmed_class()
    with refused("WRONG_STATE"):
        a_handbook(staffed, class_id, a_task(staffed, R.OFFICE, "落实三餐"))
    staffed.appoint_lead(class_id)
    draft(staffed, class_id)
    issue(staffed, class_id)
    with refused("TASKS"):
        a_handbook(staffed, class_id, a_task(staffed, R.RESEARCH, "选题"))
    with refused("UNKNOWN"):
        unkept = FileRef(file_id="0" * 64, name="学员手册.pdf")
        a_handbook(staffed, class_id, a_task(staffed, R.OFFICE, "落实三餐"), document=unkept)
    with refused("NOT_YOUR_DUTY"):
        request = IssueHandbook(
            class_id=class_id,
            document=unkept,
            contact="值班室",
            tasks=[a_task(staffed, R.OFFICE, "落实三餐")],
        )
        staffed.do(request, LEADER)


@pytest.mark.clause("B-3.1b")
@pytest.mark.parametrize(
    ("rule", "insert"),
    [
        (
            "implementation_plan.class_id",
            "INSERT INTO implementation_plan SELECT class_id, edition + 2, outline, drafted_by, "
            "drafted_at, changes, issued_at, state, version FROM implementation_plan "
            "WHERE state = 'DRAFT'",
        ),
        (
            "task.class_id, task.unit_id, task.title",
            "INSERT INTO task SELECT 'twice', class_id, unit_id, title, due_at, clause, source, "
            "origin_id, assigned_by, assigned_at, state, done_by, done_at, note, version "
            "FROM task LIMIT 1",
        ),
    ],
)
def test_the_database_itself_knows_one_draft_and_each_task_of_the_plan_once(
    staffed: StaffedCollege, rule: str, insert: str
) -> None:
    class_id = a_planned_class(staffed)
    draft(staffed, class_id, notes="第二版")

    with staffed.office.database.writing() as session:
        with pytest.raises(IntegrityError, match=rule):
            session.execute(text(insert))
        session.rollback()
