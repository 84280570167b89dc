"""How a class is concluded: summaries, evaluation, performance, the work summary."""

from collections.abc import Mapping
from typing import Any

from contracts.assessment import (
    ApproveWorkSummary,
    ConcludeSummaries,
    EvaluatePerformance,
    FindPerformance,
    FindWorkSummary,
    ListSummaries,
    ReadSummary,
    ReviewSummary,
    SubmitSummary,
    SubmitWorkSummary,
    SummaryState,
    SummaryView,
    WorkSummaryView,
)
from contracts.base import Title
from contracts.enrollment import GOING_ON
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Look, Page, Picture, Table
from kit.pages.visit import Visit
from services.assessment.desk.evaluations import EVALUATION_LOOKS, EVALUATIONS
from services.assessment.desk.exam import sits_exam
from services.assessment.desk.improvements import improvements
from services.assessment.desk.names import named

Z = SummaryState
HANDED_IN = (Z.SUBMITTED, Z.RETURNED, Z.ACCEPTED)

REVIEW = Action(
    kind=ReviewSummary, zh="评阅", during=GOING_ON, when=lambda one: one.state is Z.SUBMITTED
)
SUBMIT = Action(kind=SubmitSummary, zh="代为提交", when=lambda one: one.awaited)


def _summaries(visit: Visit) -> ListSummaries | None:
    """Only cadres and members write one (A-6.8)."""
    return None if sits_exam(visit) else ListSummaries(class_id=visit.known["class_id"])


SUMMARIES = Table(
    name="summaries",
    zh="培训小结",
    icon="pen",
    asks=_summaries,
    columns=(
        "trainee_no",
        "name",
        "kind",
        "due_on",
        "state",
        Column(name="length", title=Title("字数", "Characters"), how="number"),
        Column(name="similarity", how="percent"),
        Column(
            name="flagged",
            title=Title("提示", "Note"),
            how="tag",
            of=lambda one: "TOO_SIMILAR" if one.flagged else "",
        ),
        "grade",
        Column(name="reviewed_by", title=Title("评阅人", "Reviewed by")),
    ),
    actions=(
        Action(
            kind=ConcludeSummaries,
            tone="primary",
            when=lambda all_of_them: any(one.concludable for one in all_of_them),
        ),
    ),
    row_actions=(
        Go(
            path="/classes/{class_id}/summaries/{trainee_id}",
            zh="查看",
            kind=ReadSummary,
            when=lambda one: one.state in HANDED_IN,
        ),
        REVIEW,
        SUBMIT,
    ),
    empty="学员名单批准后列出应交的小结。",
)


def _performance(_: Any, visit: Visit) -> Mapping[str, Any]:
    return {"sits_exam": sits_exam(visit)}


PERFORMANCE = Picture(
    name="performance",
    zh="培训绩效评价",
    icon="chart",
    asks=FindPerformance,
    template="assessment/performance.html",
    data=_performance,
    actions=(
        Action(
            kind=EvaluatePerformance,
            tone="primary",
            during=GOING_ON,
            when=lambda found: not found.evaluated,
        ),
        Go(
            path="/papers/assessment/performance?class_id={class_id}",
            zh="打印评价表",
            icon="print",
        ),
    ),
    empty="开班后开始统计。",
)


OF_WORK_SUMMARY = (
    Action(
        kind=ApproveWorkSummary,
        tone="primary",
        during=GOING_ON,
        when=lambda found: found.state == "SUBMITTED",
    ),
    Go(path="/papers/assessment/work-summary?class_id={class_id}", zh="打印总结", icon="print"),
)


def _work_summary(found: WorkSummaryView, visit: Visit) -> Mapping[str, Any]:
    return {"offers": visit.offers(OF_WORK_SUMMARY, found)}


WORK_SUMMARY = Picture(
    name="work_summary",
    zh="培训工作总结",
    icon="book",
    asks=FindWorkSummary,
    template="assessment/work_summary.html",
    data=_work_summary,
    offers=OF_WORK_SUMMARY,
    actions=(
        Action(
            kind=SubmitWorkSummary,
            icon="pen",
            begins=True,
            during=GOING_ON,
            when=lambda found: found.state != "APPROVED",
        ),
    ),
    empty="绩效评价完成后撰写工作总结。",
)

CONCLUDING = Page(
    path="assessment",
    zh="考核评估",
    icon="chart",
    kind=ListSummaries,
    gather=named,
    sections=(
        SUMMARIES,
        EVALUATIONS,
        improvements("improvements", with_class=False),
        PERFORMANCE,
        WORK_SUMMARY,
    ),
)


async def _beside(visit: Visit) -> Mapping[str, Any]:
    """The list line of the summary, and the one it is most like."""
    all_of_them = (await visit.part(ListSummaries(class_id=visit.known["class_id"]))).value or []
    by_trainee = {one.trainee_id: one for one in all_of_them}
    line = by_trainee.get(visit.known["trainee_id"])
    return {"line": line, "closest": await _closest(line, visit)}


async def _closest(line: SummaryView | None, visit: Visit) -> Any:
    if line is None or not line.closest_id:
        return None
    return (await visit.part(ReadSummary(class_id=line.class_id, trainee_id=line.closest_id))).value


SUMMARY = Page(
    path="summaries/{trainee_id}",
    zh="培训小结",
    icon="pen",
    gather=_beside,
    sections=(
        Picture(
            name="summary",
            zh="小结正文",
            icon="pen",
            asks=ReadSummary,
            template="assessment/summary.html",
            actions=(
                Action(
                    kind=ReviewSummary,
                    tone="primary",
                    during=GOING_ON,
                    when=lambda one: one.state is Z.SUBMITTED,
                ),
            ),
        ),
    ),
)


LOOKS = {
    **EVALUATION_LOOKS,
    SubmitSummary: Look(starts=ReadSummary, note="交纸质小结的学员，由工作人员代为录入。"),
    ReviewSummary: Look(
        starts=ReadSummary,
        beside="assessment/summary_beside.html",
        hints={"grade": "通过时填写等次。", "opinion": "退回时说明应如何修改。"},
    ),
    ConcludeSummaries: Look(note="考核结束后，没有通过小结的学员不能结业。"),
    EvaluatePerformance: Look(note="数字由各部门的记录算得，成效由您撰写。"),
    SubmitWorkSummary: Look(starts=FindWorkSummary),
    ApproveWorkSummary: Look(note="撰写人不能批准自己的总结。"),
}
