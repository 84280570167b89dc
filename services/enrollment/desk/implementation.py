"""The implementation plan of a class, version by version, and the tasks of one's own department."""

from collections.abc import Mapping
from typing import Any

from contracts.base import Title
from contracts.enrollment import (
    GOING_ON,
    AcknowledgeImplementationPlan,
    CompleteTask,
    DraftImplementationPlan,
    FindImplementationPlan,
    ImplementationPlanView,
    IssueImplementationPlan,
    ListPlanVersions,
    ListUnitTasks,
    NameParticipants,
    PlanVersionView,
    ReceiptView,
    RequestSupport,
)
from contracts.lookups import DEPARTMENTS
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Known, Look, Page, Picture, Table
from kit.pages.visit import Visit
from services.enrollment.desk.awaiting import NAMING, PLANNING
from services.enrollment.desk.team import COMPLETE, TASK_STATE

ACKNOWLEDGE = Action(kind=AcknowledgeImplementationPlan, zh="接收", during=GOING_ON)
NAME = Action(kind=NameParticipants, zh="确定参与人", during=NAMING)
DRAFT = Action(kind=DraftImplementationPlan, icon="pen", during=PLANNING)


def _changes_something(version: PlanVersionView) -> bool:
    """Whether a draft is there to be issued: the first, or one that is other than what stands."""
    return version.issued_at is None and (version.version == 1 or bool(version.changes))


ISSUE = Action(
    kind=IssueImplementationPlan,
    icon="out",
    tone="primary",
    during=PLANNING,
    when=lambda versions: any(_changes_something(version) for version in versions),
)


def plan_data(plan: ImplementationPlanView, visit: Visit) -> Mapping[str, Any]:
    """Which departments have received the version in force, and whom they named."""
    return {"receipts": [(one, _of_department(plan, one, visit)) for one in plan.departments]}


def _of_department(plan: ImplementationPlanView, receipt: ReceiptView, visit: Visit) -> list[Any]:
    if plan.issued_at is None:
        return []
    awaited = receipt.acknowledged_version < plan.version
    named = () if receipt.participants else (NAME,)
    return visit.offers((*((ACKNOWLEDGE,) if awaited else ()), *named), receipt)


def _plan_begins(plan: ImplementationPlanView, _: Known) -> Mapping[str, Any]:
    tasks = [
        {
            "unit_id": task.unit_id,
            "title": task.title,
            "due_at": task.due_at.isoformat(),
            "clause": task.clause,
        }
        for task in plan.tasks
    ]
    return {
        "unit_ids": [one.unit_id for one in plan.departments],
        "notes": plan.notes,
        "tasks": tasks,
    }


def _is_drafted(_plan: ImplementationPlanView) -> bool:
    """Where there is a plan at all, it can be printed."""
    return True


PLAN = Page(
    path="plan",
    zh="实施方案",
    icon="book",
    in_menu=False,
    actions=(
        Go(path="/classes/{class_id}/team", zh="团队与任务", icon="people", kind=ListPlanVersions),
    ),
    sections=(
        Picture(
            name="plan",
            zh="实施方案",
            icon="book",
            asks=FindImplementationPlan,
            template="enrollment/plan.html",
            data=plan_data,
            actions=(
                DRAFT,
                Go(
                    path="/papers/enrollment/plan?class_id={class_id}",
                    zh="打印实施方案",
                    icon="print",
                    kind=FindImplementationPlan,
                    when=_is_drafted,
                ),
                Go(
                    path="/papers/enrollment/handbook?class_id={class_id}",
                    zh="打印学员手册",
                    icon="print",
                    kind=FindImplementationPlan,
                ),
            ),
            offers=(ACKNOWLEDGE, NAME),
            empty="还没有实施方案。项目确认后由教务处或项目负责人拟定。",
        ),
        Picture(
            name="versions",
            zh="方案版本",
            icon="steps",
            asks=ListPlanVersions,
            template="enrollment/versions.html",
            actions=(ISSUE,),
            empty="还没有版本。",
        ),
    ),
)

TASKS = Page(
    path="tasks",
    zh="本部门任务",
    icon="check",
    note="各班次交给本部门的任务，未完成的排在前面。",
    sections=(
        Table(
            name="tasks",
            zh="任务清单",
            icon="check",
            asks=ListUnitTasks,
            columns=(
                Column(name="class_title", title=Title("班次", "Class")),
                "title",
                "source",
                "clause",
                "due_at",
                TASK_STATE,
                "done_at",
                "note",
            ),
            row_link="/classes/{class_id}/team",
            row_actions=(
                COMPLETE,
                Action(kind=RequestSupport, zh="请求支持", when=lambda task: task.state == "OPEN"),
            ),
            empty="本部门目前没有任务。",
        ),
    ),
)

LOOKS = {
    DraftImplementationPlan: Look(
        starts=FindImplementationPlan,
        begins=_plan_begins,
        choices={"unit_ids": DEPARTMENTS, "unit_id": DEPARTMENTS},
        note="任务留空时，按规范为各部门拟出；要素和项目负责人按书面确认和任命自动写入。",
    ),
    CompleteTask: Look(hints={"note": "写明完成情况，其他部门可以看到。"}),
}
