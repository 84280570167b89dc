"""What departments are to improve after an evaluation, and whether it helped (B-6.5c)."""

from contracts.assessment import (
    CheckImprovement,
    CompleteImprovement,
    ListImprovements,
    ListOwnImprovements,
)
from contracts.base import Title
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Page, Table
from services.assessment.desk.names import named

CLASS = Column(name="class_id", how="named")
UNIT = Column(name="unit_id", title=Title("责任部门", "Department"), how="named")
ABOUT = (
    "aspect",
    Column(name="target_id", title=Title("对象", "Of whom or what"), how="named"),
    Column(name="what", title=Title("改进要求", "What to improve"), how="long"),
    "due_on",
    Column(
        name="state",
        title=Title("状态", "State"),
        how="tag",
        of=lambda one: f"ImprovementState.{one.state}",
    ),
    Column(name="done", title=Title("改进情况", "What was done"), how="long"),
    "checked_by",
)
CHECK = Action(kind=CheckImprovement, zh="核查", when=lambda one: one.state == "DONE")
COMPLETE = Action(kind=CompleteImprovement, zh="报告改进情况", when=lambda one: one.state == "OPEN")


def improvements(name: str, *, with_class: bool) -> Table:
    """A list of improvements with what may be done about each."""
    return Table(
        name=name,
        zh="改进事项",
        icon="flag",
        asks=ListImprovements,
        filters=(),
        columns=(*((CLASS,) if with_class else ()), UNIT, *ABOUT),
        row_actions=(COMPLETE, CHECK),
        empty="没有改进事项。评估结果反馈给责任部门后在此跟踪。",
    )


IMPROVEMENTS = Page(
    path="improvements",
    zh="评估改进",
    icon="flag",
    gather=named,
    sections=(
        Table(
            name="own",
            zh="本部门改进事项",
            icon="people",
            asks=ListOwnImprovements,
            columns=(CLASS, *ABOUT),
            row_actions=(
                COMPLETE,
                Go(
                    path="/classes/{class_id}/assessment",
                    zh="查看评估",
                    kind=ListImprovements,
                ),
            ),
            empty="本部门没有改进事项。",
        ),
        improvements("all", with_class=True),
    ),
)
