"""The implementation plan of a class, its tasks, meetings and duties, by the rules alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import (
    ClassState,
    ElementName,
    TaskDraft,
    TaskSource,
    UnitKind,
)
from contracts.refusals import Forbidden, Invalid
from contracts.roles import COLLEGE_DEPARTMENTS, Role
from kit.testing import an_actor
from services.enrollment.domain.duty import refuse_stranger
from services.enrollment.domain.implementation import (
    PlanReceipt,
    PlanVersion,
    refuse_odd_departments,
    refuse_unplannable,
)
from services.enrollment.domain.meeting import Meeting
from services.enrollment.domain.norm_tasks import LEAST_NOTICE, NORM_TASKS, proposed_tasks
from services.enrollment.domain.plan_outline import Lead, Outline, differences
from services.enrollment.domain.responsibility import RESPONSIBILITIES, progress_of
from services.enrollment.domain.tasks import (
    PlannedTask,
    Task,
    TaskState,
    assign,
    identified,
    refuse_odd_tasks,
)
from services.enrollment.domain.unit import Unit
from tests.enrollment.college import agreed
from tests.enrollment.makers import CHECK_IN, NOW, a_unit, refused
from tests.enrollment.test_second_norm import a_college_class, own

N = ElementName
DUE = NOW + timedelta(days=3)
NAMES = {"u1": "教务处", "u2": "科研处", "u3": "办公室"}


def a_planned_task(**changes: Any) -> PlannedTask:
    values: dict[str, Any] = {
        "task_id": "t1",
        "unit_id": "u1",
        "title": "布置会场",
        "due_at": DUE,
        "clause": "",
    }
    return PlannedTask(**(values | changes))


def a_task(state: TaskState = TaskState.OPEN, **changes: Any) -> Task:
    planned = a_planned_task(
        **{key: changes.pop(key) for key in ("task_id", "unit_id", "due_at") if key in changes}
    )
    values: dict[str, Any] = {"source": TaskSource.PLAN, "by": "affairs", "now": NOW}
    made = assign(planned, class_id="c1", **(values | changes))
    made.state = state
    return made


def a_task_draft(**changes: Any) -> TaskDraft:
    values: dict[str, Any] = {"unit_id": "u1", "title": "布置会场", "due_at": DUE}
    return TaskDraft(**(values | changes))


def an_outline(**changes: Any) -> Outline:
    values: dict[str, Any] = {
        "unit_ids": ["u1", "u2"],
        "notes": "必要且充分",
        "tasks": [a_planned_task()],
        "elements": [agreed(N.TIME, "四月")],
        "lead": Lead(person_id="p1", name="高远"),
    }
    return Outline(**(values | changes))


def a_version(edition: int = 1, **changes: Any) -> PlanVersion:
    return PlanVersion(
        class_id="c1",
        edition=edition,
        outline=an_outline(**changes),
        drafted_by="affairs",
        drafted_at=NOW,
    )


def a_department(function: Role | None, **changes: Any) -> Unit:
    values: dict[str, Any] = {"unit_id": f"unit of {function}", "kind": UnitKind.DEPT}
    return a_unit(function=function, **(values | changes))


DEPARTMENTS = [a_department(function) for function in COLLEGE_DEPARTMENTS]


# -- The plan -------------------------------------------------------------------------------------


@pytest.mark.clause("B-5.1c", "B-6.3")
@pytest.mark.parametrize(
    "state", [ClassState.PLANNED, ClassState.NEGOTIATING, ClassState.ASSESSING]
)
def test_a_contracted_class_is_planned_once_its_project_is_confirmed(state: ClassState) -> None:
    with refused("WRONG_STATE"):
        refuse_unplannable(a_college_class(state))
    refuse_unplannable(a_college_class(ClassState.CONFIRMED))


@pytest.mark.clause("B-3.1b")
def test_every_class_of_the_college_has_its_plan_and_the_party_schools_have_none() -> None:
    refuse_unplannable(own())
    refuse_unplannable(own(ClassState.IN_PROGRESS))
    with refused("NO_IMPLEMENTATION_PLAN"):
        refuse_unplannable(own(profile="UNIVERSITY_PARTY_SCHOOL"))


@pytest.mark.clause("B-5.1c")
def test_no_plan_is_issued_without_its_lead() -> None:
    version = a_version(lead=None)

    with refused("LEAD_MISSING") as said:
        version.issue(None, unit_names=NAMES, now=NOW)
    assert said.value.clause == "B-5.1c"
    assert version.issued_at is None


@pytest.mark.clause("B-3.1b")
def test_a_version_in_force_never_changes() -> None:
    version = a_version()
    version.issue(None, unit_names=NAMES, now=NOW)

    with refused("WRONG_STATE"):
        version.issue(None, unit_names=NAMES, now=NOW)
    with refused("WRONG_STATE"):
        version.redraft(an_outline(notes="改"), by="affairs", now=NOW)
    assert (version.changes, version.issued_at) == ([], NOW)


@pytest.mark.clause("B-3.0")
@pytest.mark.parametrize(
    ("units", "field"),
    [
        ([DEPARTMENTS[1]], "unit_ids"),
        ([DEPARTMENTS[0], DEPARTMENTS[0]], "unit_ids.1"),
        ([DEPARTMENTS[0], a_department(None)], "unit_ids.1"),
        ([DEPARTMENTS[0], a_department(Role.OFFICE, active=False)], "unit_ids.1"),
        ([DEPARTMENTS[0], a_unit(kind=UnitKind.HOST)], "unit_ids.1"),
    ],
)
def test_teaching_affairs_coordinates_departments_each_named_once(
    units: list[Unit], field: str
) -> None:
    with refused("DEPARTMENTS") as said:
        refuse_odd_departments([unit.unit_id for unit in units], {u.unit_id: u for u in units})
    assert said.value.status == Invalid.status
    assert [fault.field for fault in said.value.faults] == [field]


@pytest.mark.clause("B-6.3")
@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"lead": Lead(person_id="p2", name="李四")}, "项目负责人：高远 → 李四"),
        ({"elements": [agreed(N.TIME, "五月")]}, "培训时间：四月 → 五月"),
        (
            {"elements": [agreed(N.TIME, "四月", "含周末")]},
            "培训时间：四月 → 四月（含周末）",
        ),
        ({"elements": []}, "培训时间：四月 → （无）"),
        ({"unit_ids": ["u1", "u2", "u3"]}, "增加部门：办公室"),
        ({"unit_ids": ["u1"]}, "减少部门：科研处"),
        ({"tasks": []}, "取消任务：教务处「布置会场」"),
        (
            {"tasks": [a_planned_task(), a_planned_task(task_id="t2", unit_id="u2", title="选题")]},
            "增加任务：科研处「选题」，2026-03-09 10:00前",
        ),
        (
            {"tasks": [a_planned_task(due_at=DUE + timedelta(hours=1))]},
            "调整时限：教务处「布置会场」，2026-03-09 10:00 → 2026-03-09 11:00",
        ),
        (
            {"tasks": [a_planned_task(clause="B-3.2a")]},
            "调整依据：教务处「布置会场」，（无） → B-3.2a",
        ),
        ({"notes": ""}, "组织要求：必要且充分 → （无）"),
    ],
)
def test_each_change_of_a_version_stands_in_a_line_of_its_own(
    changes: dict[str, Any], line: str
) -> None:
    before, version = an_outline(), a_version(2, **changes)
    version.issue(before, unit_names=NAMES, now=NOW)

    assert version.changes == [line]
    assert list(differences(before, before, NAMES)) == []


@pytest.mark.clause("B-6.3")
def test_a_version_that_changes_nothing_is_not_issued() -> None:
    with refused("NOTHING_CHANGED"):
        a_version(2).issue(an_outline(), unit_names=NAMES, now=NOW)


@pytest.mark.clause("B-3.0")
def test_a_department_acknowledges_each_version_once() -> None:
    receipt = PlanReceipt(class_id="c1", unit_id="u1")
    told = [receipt.acknowledge(edition, by="clerk", now=NOW) for edition in (1, 1, 2)]

    assert [[event.version for event in events] for events in told] == [[1], [], [2]]
    with refused("NOT_IN_PLAN"):
        a_version().refuse_absent(a_unit(unit_id="u9"))


# -- Tasks ----------------------------------------------------------------------------------------


@pytest.mark.clause("B-3.0", "B-3.1a", "B-3.1b", "B-3.8")
def test_the_norm_gives_every_department_its_tasks_each_with_its_clause() -> None:
    sections = {"TEACHING_AFFAIRS": 1, "STUDENT_WORK": 2, "FIN_LOGISTICS": 3, "TEACHING_DEPT": 4}
    sections |= {"RESEARCH": 5, "PUBLICITY": 6, "LIBRARY_IT": 7, "OFFICE": 8}

    assert {task.function for task in NORM_TASKS} == set(COLLEGE_DEPARTMENTS)
    assert set(RESPONSIBILITIES) == set(COLLEGE_DEPARTMENTS)
    for task in NORM_TASKS:
        assert task.clause.startswith(f"B-3.{sections[task.function]}")
    for function, duties in RESPONSIBILITIES.items():
        assert all(
            clause.startswith(f"B-3.{sections[function]}") for clause in duties.clause.split()
        )


@pytest.mark.clause("B-3.1b")
def test_proposed_tasks_fit_the_kind_of_class_and_its_days() -> None:
    online = proposed_tasks(DEPARTMENTS, a_college_class(online=True), known={}, now=NOW)
    on_site = proposed_tasks(DEPARTMENTS, own(), known={}, now=NOW)
    mentored = proposed_tasks(DEPARTMENTS, own(mentor_required=True), known={}, now=NOW)

    by_clause = [{task.clause for task in tasks} for tasks in (online, on_site, mentored)]
    assert by_clause[0] - by_clause[1] == {"B-3.3a", "B-3.7b", "B-3.7c"}
    assert by_clause[1] - by_clause[0] == {"B-3.7a", "B-3.3c"}
    assert by_clause[2] - by_clause[1] == {"B-3.4b"}
    supplies = next(task for task in on_site if task.title.startswith("领用"))
    # Check-in begins on 20 March; the day before, at five in the afternoon in Shanghai.
    assert supplies.due_at == datetime(2026, 3, 19, 9, tzinfo=UTC)
    refuse_odd_tasks(on_site, unit_ids=[unit.unit_id for unit in DEPARTMENTS], known={}, now=NOW)


@given(late=st.timedeltas(timedelta(), timedelta(days=40)))
def test_no_proposed_task_is_due_already(late: timedelta) -> None:
    now = CHECK_IN - timedelta(days=10) + late
    tasks = proposed_tasks(DEPARTMENTS, own(), known={}, now=now)
    known = {(task.unit_id, task.title): task.due_at for task in tasks}
    again = proposed_tasks(DEPARTMENTS, own(), known=known, now=now + timedelta(days=5))

    normal = [task.due_at(own()) for task in NORM_TASKS if task.applies(own().nature)]
    assert sorted(task.due_at for task in tasks) == sorted(
        due_at if due_at > now else now + LEAST_NOTICE for due_at in normal
    )
    # A task that was given keeps its time when the plan is drawn up anew.
    assert [task.due_at for task in again] == [task.due_at for task in tasks]


@pytest.mark.clause("B-3.0")
@pytest.mark.parametrize(
    ("drafts", "field"),
    [
        ([a_task_draft(unit_id="u9")], "tasks.0"),
        ([a_task_draft(), a_task_draft(due_at=DUE + timedelta(1))], "tasks.1"),
        ([a_task_draft(due_at=NOW)], "tasks.0"),
    ],
)
def test_a_task_is_of_a_department_that_takes_part_given_once_and_lies_ahead(
    drafts: list[TaskDraft], field: str
) -> None:
    with refused("TASKS") as said:
        refuse_odd_tasks(drafts, unit_ids=["u1"], known={}, now=NOW)
    assert [fault.field for fault in said.value.faults] == [field]


def test_a_known_task_may_stay_as_it_is_after_its_time() -> None:
    refuse_odd_tasks(
        [a_task_draft(due_at=NOW)],
        unit_ids=["u1"],
        known={("u1", "布置会场"): NOW},
        now=NOW,
    )


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), unique=True))
def test_what_stays_the_same_keeps_its_id(matters: list[tuple[str, str]]) -> None:
    ids = iter(f"n{number}" for number in range(100))
    drafts = [a_task_draft(unit_id=unit, title=title) for unit, title in matters]
    first = identified(drafts, (), lambda: next(ids))
    standing = [
        assign(one, class_id="c1", source=TaskSource.PLAN, by="p", now=NOW) for one in first
    ]
    later = [a_task_draft(unit_id="a", title="new"), *reversed(drafts)]
    again = identified(later, standing, lambda: next(ids))

    known = {(one.unit_id, one.title): one.task_id for one in first}
    assert len({one.task_id for one in again}) == len(later)
    assert {(one.unit_id, one.title): one.task_id for one in again[1:]} == known


@pytest.mark.clause("B-3.0", "B-8.6c")
@pytest.mark.parametrize(("minutes", "on_time"), [(0, True), (1, False)])
def test_a_task_is_on_time_until_the_moment_it_is_due(minutes: int, on_time: bool) -> None:
    task = a_task(origin_id="e1")
    moment = DUE + timedelta(minutes=minutes)
    done = task.complete(by="clerk", note="办妥", now=moment)

    assert (done.on_time, done.origin_id) == (on_time, "e1")
    assert task.is_late(now=moment + timedelta(days=1)) is not on_time
    with refused("WRONG_STATE"):
        task.complete(by="clerk", note="", now=moment)


def test_an_open_task_is_late_after_its_time_and_a_cancelled_one_never() -> None:
    task = a_task()
    before, after = task.is_late(now=DUE), task.is_late(now=DUE + timedelta(1))
    task.leave_out()

    assert (before, after, task.is_late(now=DUE + timedelta(1))) == (False, True, False)


def test_a_newer_version_moves_open_tasks_and_leaves_what_is_done() -> None:
    moved, done = a_task(), a_task(TaskState.DONE)
    for task in (moved, done):
        task.follow(a_planned_task(due_at=DUE + timedelta(1), clause="B-3.2a"))
    left_out = a_task(TaskState.DONE)
    left_out.leave_out()

    assert (moved.due_at, moved.clause) == (DUE + timedelta(1), "B-3.2a")
    assert (done.due_at, left_out.state) == (DUE, TaskState.DONE)


@pytest.mark.clause("B-3.0")
def test_progress_counts_what_stands() -> None:
    late = a_task(due_at=NOW - timedelta(1))
    tasks = [a_task(), late, a_task(TaskState.DONE), a_task(TaskState.CANCELLED)]
    found = progress_of(tasks, now=NOW)

    assert (found.tasks, found.done, found.late) == (3, 1, 1)


# -- Who acts for a department, and meetings ------------------------------------------------------


@pytest.mark.clause("B-3.0")
def test_only_its_own_people_act_for_a_department() -> None:
    finance, plain = DEPARTMENTS[2], a_department(None, unit_id="plain")
    refuse_stranger(an_actor(Role.FIN_LOGISTICS), finance)
    refuse_stranger(an_actor(Role.FIN_LOGISTICS, within=f"unit:{finance.unit_id}"), finance)
    refuse_stranger(an_actor(Role.OFFICE, within="unit:plain"), plain)

    for actor, unit in (
        (an_actor(Role.TEACHING_AFFAIRS), finance),
        (an_actor(Role.FIN_LOGISTICS, within="unit:another"), finance),
        (an_actor(Role.OFFICE, within=f"unit:{finance.unit_id}"), finance),
        (an_actor(Role.OFFICE), plain),
    ):
        with refused("NOT_YOUR_DEPARTMENT") as said:
            refuse_stranger(actor, unit)
        assert said.value.status == Forbidden.status


def a_meeting(**changes: Any) -> Meeting:
    values: dict[str, Any] = {
        "meeting_id": "m1",
        "class_id": "c1",
        "at": DUE,
        "place": "行政楼201",
        "agenda": "落实方案",
        "unit_ids": ["u1"],
        "called_by": "lead",
    }
    return Meeting(**(values | changes))


def minute(meeting: Meeting, now: datetime) -> Any:
    return meeting.record_minutes(
        attended=["高远"], minutes="汇报准备情况", decisions="", by="lead", now=now
    )


@pytest.mark.clause("B-5.3")
def test_a_meeting_is_called_ahead_and_minuted_once_it_was_held() -> None:
    meeting = a_meeting()

    assert meeting.call(now=NOW).unit_ids == ["u1"]
    with refused("MEETING_TIME"):
        meeting.call(now=DUE)
    with refused("TOO_EARLY"):
        minute(meeting, DUE - timedelta(minutes=1))
    assert minute(meeting, DUE).meeting_id == "m1"
    with refused("ALREADY_MINUTED"):
        minute(meeting, DUE)
    assert meeting.minutes == "汇报准备情况"
