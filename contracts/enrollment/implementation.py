"""The implementation plan 实施方案 and the tasks, meetings and handbook that carry it out."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Event, Page, Query, Title, View
from contracts.enrollment.access import READERS, R
from contracts.enrollment.project import Element
from contracts.roles import COLLEGE_DEPARTMENTS, Role
from contracts.values import FileRef, PageNo, PageSize

PLANNERS_OF_CLASSES = (R.TEACHING_AFFAIRS, R.PROJECT_LEAD)


class TaskSource(StrEnum):
    """Where a task comes from."""

    PLAN = "PLAN"
    HANDBOOK = "HANDBOOK"
    INSTRUCTION = "INSTRUCTION"
    SUPPORT = "SUPPORT"
    ADJUSTMENT = "ADJUSTMENT"


class TaskDraft(View):
    """任务｜What one department does for a class, until when."""

    unit_id: Annotated[str, Title("承办部门", "Department")]
    title: Annotated[str, Title("任务", "Task"), MinLen(2), MaxLen(200)]
    due_at: Annotated[datetime, Title("完成时限", "Due")]
    clause: Annotated[str, Title("依据条款", "Clause"), MaxLen(20)] = ""


class TaskView(TaskDraft):
    """任务｜A department's task and how it stands."""

    task_id: str
    class_id: str
    unit_name: str
    source: TaskSource
    state: str
    done_by: str
    done_at: datetime | None
    note: str
    late: bool
    class_title: str = ""


class ReceiptView(View):
    """方案接收｜Whether a department has received the version in force, and whom it named."""

    unit_id: str
    unit_name: str
    function: Role | None
    acknowledged_version: int
    acknowledged_at: datetime | None
    participants: list[str]


class ImplementationPlanView(View):
    """实施方案｜How a class is carried out; `changes` say what the version changed, line by
    line.
    """

    class_id: str
    version: int
    state: str
    lead_id: str | None
    lead_name: str
    notes: str
    elements: list[Element]
    departments: list[ReceiptView]
    tasks: list[TaskView]
    changes: list[str]
    issued_at: datetime | None


class DraftImplementationPlan(
    Command[ImplementationPlanView],
    rest="PUT /classes/{class_id}/implementation-plan",
    by=PLANNERS_OF_CLASSES,
    clauses=("B-3.1b", "B-5.1c", "B-6.3"),
):
    """拟定实施方案｜Draft the plan, or its next version; without tasks, those of the norm are
    proposed for every department.
    """

    class_id: str
    unit_ids: Annotated[list[str], Title("参与部门", "Departments"), MinLen(1), MaxLen(50)]
    notes: Annotated[str, Title("组织要求", "Notes"), MaxLen(4000)] = ""
    tasks: Annotated[tuple[TaskDraft, ...], Title("任务分工", "Tasks"), MaxLen(200)] = ()


class IssueImplementationPlan(
    Command[ImplementationPlanView],
    rest="POST /classes/{class_id}/implementation-plan/issue",
    by=(R.TEACHING_AFFAIRS,),
    clauses=("B-3.1b", "B-5.1c", "B-3.0"),
):
    """下发实施方案｜Issue the drafted version: departments get their tasks; preparation begins."""

    class_id: str


class AcknowledgeImplementationPlan(
    Command[ImplementationPlanView],
    rest="POST /classes/{class_id}/units/{unit_id}/implementation-plan/acknowledgement",
    by=COLLEGE_DEPARTMENTS,
    clauses=("B-5.2", "B-3.0"),
):
    """接收实施方案｜Acknowledge plan: acknowledge the version in force for one's department."""

    class_id: str
    unit_id: str


class FindImplementationPlan(
    Query[ImplementationPlanView],
    rest="GET /classes/{class_id}/implementation-plan",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.PARTICIPANT, R.MENTOR),
):
    """实施方案｜The plan of a class: the version in force, or the first draft."""

    class_id: str


class PlanVersionView(View):
    """方案版本｜One version of a plan: what it changes of the one in force before it, line by line;
    a draft says so of the one in force now.
    """

    version: int
    state: str
    drafted_by: str
    drafted_at: datetime
    issued_at: datetime | None
    changes: list[str]


class ListPlanVersions(
    Query[list[PlanVersionView]],
    rest="GET /classes/{class_id}/implementation-plan/versions",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.PARTICIPANT, R.MENTOR),
    clauses=("B-3.1b", "B-6.3"),
):
    """方案版本｜Every version of the plan, the newest first; a draft waits to be issued."""

    class_id: str


class IssueHandbook(
    Command[list[TaskView]],
    rest="POST /classes/{class_id}/handbook",
    by=(R.COUNSELOR, R.STUDENT_WORK),
    clauses=("B-8.1a", "B-8.1b", "B-8.4c"),
):
    """下发学员手册｜Issue handbook: issue the trainees' handbook with its breakdown into tasks and
    the contact out of hours.
    """

    class_id: str
    document: FileRef
    contact: Annotated[
        str, Title("报到时段外联系方式", "Contact out of hours"), MinLen(2), MaxLen(200)
    ]
    tasks: Annotated[list[TaskDraft], Title("任务分解", "Tasks"), MinLen(1), MaxLen(200)]


class RequestSupport(
    Command[TaskView],
    rest="POST /classes/{class_id}/support-requests",
    by=(*COLLEGE_DEPARTMENTS, R.PROJECT_LEAD, R.COUNSELOR, R.PARTICIPANT),
    clauses=("B-3.9", "B-3.2e"),
):
    """请求支持｜Request support: ask any department for support with a class."""

    class_id: str
    task: TaskDraft


class CompleteTask(
    Command[TaskView],
    rest="POST /classes/{class_id}/units/{unit_id}/tasks/{task_id}/completion",
    by=COLLEGE_DEPARTMENTS,
    clauses=("B-3.0", "B-8.6c"),
):
    """完成任务｜Complete task: report a task of one's department done."""

    class_id: str
    unit_id: str
    task_id: str
    note: Annotated[str, Title("完成情况", "Note"), MaxLen(500)] = ""


class ListTasks(
    Query[list[TaskView]],
    rest="GET /classes/{class_id}/tasks",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.PARTICIPANT),
):
    """任务清单｜The tasks of a class by due time."""

    class_id: str


class ListUnitTasks(
    Query[Page[TaskView]], rest="GET /units/{unit_id}/tasks", by=COLLEGE_DEPARTMENTS
):
    """本部门任务｜A department's tasks in all classes, open ones first."""

    unit_id: str
    page: PageNo = 1
    size: PageSize = 50


class MeetingView(View):
    """协调会｜A coordination meeting and what was decided."""

    meeting_id: str
    class_id: str
    at: datetime
    place: str
    agenda: str
    unit_ids: list[str]
    called_by: str
    attended: list[str]
    minutes: str
    decisions: str
    unit_names: tuple[str, ...] = ()


class CallMeeting(
    Command[MeetingView],
    rest="POST /classes/{class_id}/meetings",
    by=(R.PROJECT_LEAD, R.COUNSELOR, R.TEACHING_AFFAIRS),
    clauses=("B-5.3", "B-8.1b"),
):
    """召集协调会｜Call meeting: call the departments to a coordination meeting."""

    class_id: str
    at: Annotated[datetime, Title("时间", "Time")]
    place: Annotated[str, Title("地点", "Place"), MinLen(1), MaxLen(100)]
    agenda: Annotated[str, Title("议题", "Agenda"), MinLen(2), MaxLen(2000)]
    unit_ids: Annotated[list[str], Title("参会部门", "Departments"), MinLen(1), MaxLen(50)]


class RecordMinutes(
    Command[MeetingView],
    rest="POST /classes/{class_id}/meetings/{meeting_id}/minutes",
    by=(R.PROJECT_LEAD, R.COUNSELOR, R.TEACHING_AFFAIRS),
    clauses=("B-5.3",),
):
    """登记会议纪要｜Record minutes: record who attended and what was decided."""

    class_id: str
    meeting_id: str
    attended: Annotated[list[str], Title("到会人员", "Attended"), MinLen(1), MaxLen(200)]
    minutes: Annotated[str, Title("纪要", "Minutes"), MinLen(2), MaxLen(10_000)]
    decisions: Annotated[str, Title("议定事项", "Decisions"), MaxLen(4000)] = ""


class ListMeetings(
    Query[list[MeetingView]],
    rest="GET /classes/{class_id}/meetings",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.PARTICIPANT),
):
    """协调会列表｜The meetings of a class."""

    class_id: str


class ResponsibilityLine(View):
    """职责｜What a department answers for in a class, who acts for it, and how far it is."""

    unit_id: str
    unit_name: str
    function: Role
    duties_zh: str
    duties_en: str
    clause: str
    participants: list[str]
    tasks: int
    done: int
    late: int


class FindResponsibilities(
    Query[list[ResponsibilityLine]],
    rest="GET /classes/{class_id}/responsibilities",
    by=(*READERS, *COLLEGE_DEPARTMENTS, R.PARTICIPANT),
    clauses=("B-3.0",),
):
    """分工协作表｜The responsibility matrix of a class: teaching affairs coordinates, the others
    take their parts.
    """

    class_id: str


class TaskBrief(View):
    """任务｜A task as other departments hear of it."""

    task_id: str
    unit_id: str
    title: str
    due_at: datetime


class ImplementationPlanIssued(Event):
    """实施方案已下发｜A version of the plan was issued to the departments."""

    class_id: str
    version: int
    lead_id: str
    unit_ids: list[str]
    tasks: list[TaskBrief]
    participants_until: datetime


class ImplementationPlanAcknowledged(Event):
    """实施方案已接收｜A department has received the plan."""

    class_id: str
    unit_id: str
    version: int


class TaskAssigned(Event, about="task_id"):
    """任务已下达｜A department was given a task beside the plan."""

    class_id: str
    task_id: str
    unit_id: str
    title: str
    due_at: datetime
    source: TaskSource
    origin_id: str = ""


class TaskCompleted(Event, about="task_id"):
    """任务已完成｜A department's task is done. `origin_id` names the instruction, if it was one."""

    class_id: str
    task_id: str
    unit_id: str
    on_time: bool
    origin_id: str = ""


class HandbookIssued(Event):
    """学员手册已下发｜The handbook and its tasks went out to the executors."""

    class_id: str
    unit_ids: list[str]


class CoordinationMeetingCalled(Event):
    """协调会已召集｜The departments are called to a meeting."""

    class_id: str
    meeting_id: str
    at: datetime
    place: str
    unit_ids: list[str]


class MeetingMinuted(Event):
    """会议纪要已登记｜The minutes of a meeting are there."""

    class_id: str
    meeting_id: str
