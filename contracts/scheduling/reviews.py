"""How departments review their own people and works 政治把关, and teachers sent out 外派授课."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.roles import COLLEGE_DEPARTMENTS
from contracts.scheduling.access import READERS, Decision, R
from contracts.values import Opinion


class ReviewPhase(StrEnum):
    """Before, during and after a class (B-2.5)."""

    PRIOR = "PRIOR"
    MID = "MID"
    POST = "POST"


class ReviewSubject(StrEnum):
    """What is reviewed (B-2.4): conduct, courseware and notes, written works."""

    CONDUCT = "CONDUCT"
    COURSEWARE = "COURSEWARE"
    WORKS = "WORKS"


class DepartmentReviewView(View):
    """部门审核｜A department's review of its own people or works for a class."""

    review_id: str
    class_id: str
    unit_id: str
    unit_name: str
    phase: ReviewPhase
    subject: ReviewSubject
    decision: Decision
    opinion: str
    reviewed_by: str
    reviewed_at: datetime


class OwedReviewView(View):
    """待审核｜A phase in which a department has not reviewed itself yet."""

    unit_id: str
    unit_name: str
    phase: ReviewPhase


class DepartmentReviewsView(View):
    """政治把关台账｜The reviews of a class, and the phases each department still owes: `missing` in
    a sentence each, both languages in one line.
    """

    class_id: str
    reviews: list[DepartmentReviewView]
    missing: list[str]
    owed: tuple[OwedReviewView, ...] = ()


class ReviewOwnWork(
    Command[DepartmentReviewsView],
    rest="POST /classes/{class_id}/units/{unit_id}/reviews",
    by=COLLEGE_DEPARTMENTS,
    clauses=("B-2.3", "B-2.4", "B-2.5", "B-2.1"),
):
    """部门自审｜Review own department: review one's department's conduct, courseware or works:
    before, during, after.
    """

    class_id: str
    unit_id: str
    phase: ReviewPhase
    subject: ReviewSubject
    decision: Decision
    political: Annotated[bool, Title("政治方向合格", "Politically sound")]
    ethics: Annotated[bool, Title("师德师风合格", "Ethically sound")]
    confidentiality: Annotated[bool, Title("无涉密内容", "Holds nothing confidential")]
    opinion: Opinion = ""


class ListDepartmentReviews(
    Query[DepartmentReviewsView],
    rest="GET /classes/{class_id}/reviews",
    by=(*READERS, *COLLEGE_DEPARTMENTS),
    clauses=("B-2.5",),
):
    """政治把关台账｜The reviews of a class."""

    class_id: str


class DispatchView(View):
    """外派授课｜A teacher sent to teach elsewhere, by the rule that governs it."""

    dispatch_id: str
    teacher_id: str
    teacher_name: str
    destination: str
    topic: str
    from_on: date
    to_on: date
    policy_ref: str
    state: str
    approved_by: str


class DispatchTeacher(
    Command[DispatchView],
    rest="POST /teachers/{teacher_id}/dispatches",
    by=(R.TEACHING_DEPT, R.TEACHING_AFFAIRS),
    clauses=("B-1.3", "B-3.4a"),
):
    """外派授课申请｜Request dispatch: ask to send a vetted teacher out, by the rule that governs
    it.
    """

    teacher_id: str
    destination: Annotated[str, Title("外派单位", "Destination"), MinLen(2), MaxLen(100)]
    topic: Annotated[str, Title("授课题目", "Topic"), MinLen(2), MaxLen(200)]
    from_on: Annotated[date, Title("从", "From")]
    to_on: Annotated[date, Title("至", "To")]
    policy_ref: Annotated[str, Title("依据制度", "Policy"), MaxLen(100)] = ""


class DecideDispatch(
    Command[DispatchView],
    rest="POST /dispatches/{dispatch_id}/decision",
    by=(R.TEACHING_AFFAIRS, R.COLLEGE_LEADER),
    clauses=("B-1.3",),
):
    """审批外派授课｜Decide on dispatch: decide on a teacher's dispatch; never who asked for it."""

    dispatch_id: str
    decision: Decision
    opinion: Opinion = ""


class ListDispatches(
    Query[list[DispatchView]], rest="GET /dispatches", by=READERS, clauses=("B-1.3",)
):
    """外派授课｜Teachers sent out."""

    teacher_id: str | None = None


class DepartmentReviewed(Event):
    """部门审核已登记｜A department reviewed its own people or works."""

    class_id: str
    unit_id: str
    phase: ReviewPhase
    subject: ReviewSubject
    decision: Decision


class DepartmentReviewsCompleted(Event):
    """三个阶段审核已齐｜Every department has reviewed before, during and after the class."""

    class_id: str


class TeacherDispatched(Event, about="teacher_id"):
    """教师外派已批准｜A teacher is sent out."""

    teacher_id: str
    dispatch_id: str
    from_on: date
    to_on: date
    policy_ref: str


class ResourceConflictDetected(Event):
    """资源冲突｜Sessions of a class lost their venue or teacher, or clash after a move."""

    class_id: str
    resource: str
    resource_id: str
    session_ids: list[str]
