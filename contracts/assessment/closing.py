"""Performance 绩效评价 and the work summary 工作总结."""

from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.assessment.access import READERS, R
from contracts.base import Command, Query, Title, View
from contracts.values import Hours


class PerformanceView(View):
    """培训绩效评价｜Performance of a class. Hours in tenths, rates in tenths of a percent.

    `sat` are those who sat the exam or handed a summary in. Satisfaction is the mean of the closed
    evaluations in tenths of a point, none below the least number of answers.
    """

    class_id: str
    enrolled: int
    person_times: int
    hours_total: Hours
    person_hours: Hours
    sat: int
    passed: int
    pass_rate_of_sat: int
    pass_rate_of_enrolled: int
    integrity_breaches: int
    start_delay_days: int
    outcome: str
    evaluated: bool
    summaries_accepted: int = 0
    satisfaction: int | None = None
    response_rate: int = 0
    incidents: int = 0


class EvaluatePerformance(
    Command[PerformanceView],
    rest="POST /classes/{class_id}/performance",
    by=(R.STAFF, R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-6.11", "A-5.p2", "A-5.p3", "A-5.k4"),
):
    """培训绩效评价｜Evaluate the class: figures are computed, the outcome is written."""

    class_id: str
    outcome: Annotated[
        str, Title("成效（理论素养与党性修养）", "Outcome"), MinLen(10), MaxLen(4000)
    ]


class FindPerformance(
    Query[PerformanceView],
    rest="GET /classes/{class_id}/performance",
    by=(*READERS, R.PROJECT_LEAD),
):
    """培训绩效｜Performance figures so far."""

    class_id: str


class WorkSummaryView(View):
    """培训工作总结｜The work summary of a class."""

    class_id: str
    state: str
    text: str
    author: str
    approved_by: str


class SubmitWorkSummary(
    Command[WorkSummaryView],
    rest="PUT /classes/{class_id}/work-summary",
    by=(R.STAFF, R.PROJECT_LEAD, R.TEACHING_AFFAIRS),
    clauses=("A-6.12", "A-5.o1"),
):
    """提交工作总结｜Submit the work summary, after the performance evaluation."""

    class_id: str
    text: Annotated[str, Title("总结", "Summary"), MinLen(20), MaxLen(20_000)]


class ApproveWorkSummary(
    Command[WorkSummaryView],
    rest="POST /classes/{class_id}/work-summary/approval",
    by=(R.EVP, R.COLLEGE_LEADER),
    clauses=("A-6.12",),
):
    """批准工作总结｜Approve the work summary, in the college also by its leader; never by its
    author.
    """

    class_id: str


class FindWorkSummary(
    Query[WorkSummaryView],
    rest="GET /classes/{class_id}/work-summary",
    by=(*READERS, R.PROJECT_LEAD),
):
    """培训工作总结｜The work summary of a class."""

    class_id: str
