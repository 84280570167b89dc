"""The evaluation of teaching and service 教学质量评估、服务质量评估, and what comes of it."""

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.assessment.access import READERS, R
from contracts.assessment.summaries import Grade
from contracts.base import Command, Event, Page, Query, Secret, Title, View
from contracts.roles import COLLEGE_DEPARTMENTS
from contracts.values import PageNo, PageSize


class EvaluationForm(StrEnum):
    """《教学质量评估表》 and 《服务质量评估表》 (B-6.5b)."""

    TEACHING_QUALITY = "TEACHING_QUALITY"
    SERVICE_QUALITY = "SERVICE_QUALITY"


class Aspect(StrEnum):
    """What is evaluated (B-6.5a)."""

    TEACHING = "TEACHING"
    TRAINEE_SERVICE = "TRAINEE_SERVICE"
    LOGISTICS = "LOGISTICS"


class Respondent(StrEnum):
    """Who is asked (B-6.5a)."""

    TRAINEE = "TRAINEE"
    HOST = "HOST"
    STUDENT_WORK = "STUDENT_WORK"


class Target(StrEnum):
    """What an answer speaks of."""

    TEACHER = "TEACHER"
    VENUE = "VENUE"
    DEPARTMENT = "DEPARTMENT"
    CLASS = "CLASS"


class AnswerLine(View):
    """评分｜One answer: a score from 0 to 100 and perhaps a remark."""

    aspect: Aspect
    target: Target = Target.CLASS
    target_id: Annotated[str, Title("对象", "Of whom or what"), MaxLen(64)] = ""
    score: Annotated[int, Title("评分", "Score"), Ge(0), Le(100)]
    comment: Annotated[str, Title("意见建议", "Remark"), Secret(), MaxLen(500)] = ""


class ScoreView(View):
    """评估结果｜The mean of one question (tenths of a point), for one kind of respondent or all.

    Below the threshold of answers nothing but their number is shown.
    """

    aspect: Aspect
    target: Target
    target_id: str
    respondent: Respondent | None
    answers: int
    mean: int | None
    bands: dict[str, int]


class EvaluationView(View):
    """评估｜One form of a class: how many were asked, took a ticket and answered, and the results.
    Rates in tenths of a percent; `representative` when enough of those asked have answered.
    `least_of_band` are the points (of 100) from which a score lies in each band.
    """

    class_id: str
    form: EvaluationForm
    state: str
    asked: dict[Respondent, int]
    answered: dict[Respondent, int]
    response_rate: int
    least_answers: int
    scores: list[ScoreView]
    comments: list[str]
    representative: bool = False
    tickets: Annotated[dict[Respondent, int], Title("已领票", "Tickets taken")] = field(
        default_factory=dict
    )
    opened_on: Annotated[date | None, Title("发放日期", "Opened on")] = None
    closed_on: Annotated[date | None, Title("回收日期", "Closed on")] = None
    least_of_band: Annotated[dict[Grade, int], Title("各档最低分", "Least score by band")] = field(
        default_factory=dict
    )


class TicketView(View):
    """评估票｜An anonymous ticket; no answer shows whose it was."""

    form: EvaluationForm
    ticket: Annotated[str, Secret()]


EVALUATORS = (R.TEACHING_AFFAIRS, R.PROJECT_LEAD, R.STAFF)


class OpenEvaluation(
    Command[EvaluationView],
    rest="POST /classes/{class_id}/evaluations",
    by=EVALUATORS,
    clauses=("B-6.5a", "B-6.5b"),
):
    """发放评估表｜Issue a form to trainees, host and student affairs, from the day before
    the end.
    """

    class_id: str
    form: EvaluationForm


class TakeTicket(
    Command[TicketView],
    rest="POST /classes/{class_id}/evaluations/{form}/tickets",
    by=(R.TRAINEE, R.HOST_REP, R.STUDENT_WORK, R.COUNSELOR),
    clauses=("B-6.5b",),
):
    """领取评估票｜Take evaluation ticket: take one's anonymous ticket for a form. Until it is used
    it is given again to whoever asks again; then Refusal TICKET_USED.
    """

    class_id: str
    form: EvaluationForm
    trainee_id: Annotated[str | None, Title("学员", "Trainee")] = None


class AnswerEvaluation(
    Command[TicketView],
    rest="POST /evaluations/answers",
    by=(R.PUBLIC,),
    clauses=("B-6.5a", "B-6.5b"),
):
    """填写评估表｜Answer evaluation: with an anonymous ticket, once, while the form is open."""

    ticket: Annotated[str, Title("评估票", "Ticket"), Secret(), MinLen(20), MaxLen(64)]
    answers: Annotated[list[AnswerLine], Title("评分", "Answers"), Secret(), MinLen(1), MaxLen(60)]


class CloseEvaluation(
    Command[EvaluationView],
    rest="POST /classes/{class_id}/evaluations/{form}/closure",
    by=EVALUATORS,
    clauses=("B-6.5b",),
):
    """回收评估表｜Close a form and count it."""

    class_id: str
    form: EvaluationForm


class FindEvaluation(
    Query[EvaluationView],
    rest="GET /classes/{class_id}/evaluations/{form}",
    by=(*READERS, R.PROJECT_LEAD, R.COUNSELOR, *COLLEGE_DEPARTMENTS),
    clauses=("B-6.5b",),
):
    """评估结果｜One form of a class and, once closed, its results."""

    class_id: str
    form: EvaluationForm


class ListEvaluations(
    Query[list[EvaluationView]],
    rest="GET /classes/{class_id}/evaluations",
    by=(*READERS, R.PROJECT_LEAD, R.COUNSELOR, *COLLEGE_DEPARTMENTS),
    clauses=("B-6.5b",),
):
    """评估表｜The forms of a class that were issued, each with its results once it is closed."""

    class_id: str


class ImprovementView(View):
    """改进事项｜What a department does about a result, and who checked that it helped."""

    action_id: str
    class_id: str
    unit_id: str
    aspect: Aspect
    target: Target
    target_id: str
    what: str
    due_on: date
    state: str
    done: str
    checked_by: str


class FeedBack(
    Command[ImprovementView],
    rest="POST /classes/{class_id}/evaluations/{form}/feedback",
    by=EVALUATORS,
    clauses=("B-6.5c",),
):
    """反馈评估结果｜Feed back result: feed a result back to the department that owns it, as an
    improvement with a due day.
    """

    class_id: str
    form: EvaluationForm
    unit_id: Annotated[str, Title("责任部门", "Department")]
    aspect: Aspect
    target: Target = Target.CLASS
    target_id: Annotated[str, Title("对象", "Of whom or what"), MaxLen(64)] = ""
    what: Annotated[str, Title("改进要求", "What to improve"), MinLen(2), MaxLen(1000)]
    due_on: Annotated[date, Title("完成时限", "Due")]


class CompleteImprovement(
    Command[ImprovementView],
    rest="POST /units/{unit_id}/improvements/{action_id}/completion",
    by=COLLEGE_DEPARTMENTS,
    clauses=("B-6.5c",),
):
    """报告改进情况｜Report improvement: report what one's department has done."""

    unit_id: str
    action_id: str
    done: Annotated[str, Title("改进情况", "What was done"), MinLen(2), MaxLen(1000)]


class CheckImprovement(
    Command[ImprovementView],
    rest="POST /improvements/{action_id}/check",
    by=(R.TEACHING_AFFAIRS,),
    clauses=("B-6.5c",),
):
    """核查改进｜Check an improvement; what did not help is open again."""

    action_id: str
    effective: Annotated[bool, Title("改进有效", "It helped")]


class ListImprovements(
    Query[Page[ImprovementView]],
    rest="GET /improvements",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.PROJECT_LEAD),
):
    """改进事项｜Improvements, open ones first; of one class, department, teacher or venue."""

    class_id: str | None = None
    of_unit: str | None = None
    target_id: str | None = None
    page: PageNo = 1
    size: PageSize = 50


class ListOwnImprovements(
    Query[Page[ImprovementView]],
    rest="GET /units/{unit_id}/improvements",
    by=COLLEGE_DEPARTMENTS,
    clauses=("B-6.5c",),
):
    """本部门改进事项｜What one's own department is to improve, open ones first."""

    unit_id: str
    page: PageNo = 1
    size: PageSize = 50


class EvaluationOpened(Event):
    """评估表已发放｜A form was issued."""

    class_id: str
    form: EvaluationForm


class EvaluationClosed(Event):
    """评估表已回收｜A form was closed. Score and rate in tenths; none below the threshold."""

    class_id: str
    form: EvaluationForm
    answers: int
    response_rate: int
    score: int | None


class EvaluationFedBack(Event):
    """评估结果已反馈｜A result went to the department that owns it; `score` in tenths of a
    point.
    """

    class_id: str
    action_id: str
    unit_id: str
    aspect: Aspect
    target: Target
    target_id: str
    score: int | None
    due_on: date


class ImprovementCompleted(Event, about="action_id"):
    """改进已完成｜A department reported what it has done."""

    class_id: str
    action_id: str
    unit_id: str


class ImprovementChecked(Event, about="action_id"):
    """改进已核查｜An improvement was checked."""

    class_id: str
    action_id: str
    unit_id: str
    target: Target
    target_id: str
    effective: bool
