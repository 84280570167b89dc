"""The class work group 班次工作群: who is in it, what may be said there, and its robot."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Classification, Command, Event, Page, Query, Secret, Title, View
from contracts.notification.access import R
from contracts.roles import COLLEGE_DEPARTMENTS
from contracts.values import PageNo, PageSize


class Topic(StrEnum):
    """What a group message may be about (B-10.4)."""

    SCHEDULE = "SCHEDULE"
    CHECK_IN = "CHECK_IN"
    LODGING_MEALS = "LODGING_MEALS"
    TEACHING = "TEACHING"
    ACTIVITY = "ACTIVITY"
    TRANSPORT = "TRANSPORT"
    SAFETY = "SAFETY"
    DEPARTURE = "DEPARTURE"


class BlockReason(StrEnum):
    """Why a message does not appear in the group (B-10.4, B-10.5)."""

    NOT_CLASS_RELATED = "NOT_CLASS_RELATED"
    CONFIDENTIAL = "CONFIDENTIAL"
    UNSUITABLE = "UNSUITABLE"
    OTHER_CLASS = "OTHER_CLASS"
    PERSONAL_DATA = "PERSONAL_DATA"


class GroupMemberView(View):
    """群成员｜A member: from a duty in the class, or a head who was invited."""

    person_id: str
    role: str
    unit_id: str
    invited: bool


class WorkGroupView(View):
    """班次工作群｜The group of a class; its members follow the duties."""

    class_id: str
    created_by: str
    created_at: datetime
    members: list[GroupMemberView]
    has_robot: bool
    posted: int
    blocked: int


class CreateWorkGroup(
    Command[WorkGroupView],
    rest="POST /classes/{class_id}/work-group",
    by=(R.COUNSELOR,),
    clauses=("B-10.1", "B-10.2"),
):
    """组建工作群｜Create work group: create the group of a class once its project is fixed."""

    class_id: str


class InviteHead(
    Command[WorkGroupView],
    rest="POST /classes/{class_id}/work-group/heads",
    by=(R.COUNSELOR,),
    clauses=("B-10.3",),
):
    """邀请处室负责人｜Invite department head: invite the head of a department that takes part."""

    class_id: str
    unit_id: str
    person_id: str


class SetGroupRobot(
    Command[WorkGroupView],
    rest="PUT /classes/{class_id}/work-group/robot",
    by=(R.COUNSELOR,),
    clauses=("B-10.1",),
):
    """设置群机器人｜Set group robot: have the group's messages sent on by a robot's web hook; empty
    to stop.
    """

    class_id: str
    url: Annotated[str, Title("机器人地址", "Web hook"), Secret(), MaxLen(500)]


class FindWorkGroup(
    Query[WorkGroupView],
    rest="GET /classes/{class_id}/work-group",
    by=(
        R.COUNSELOR,
        R.PROJECT_LEAD,
        R.MENTOR,
        R.PARTICIPANT,
        R.DEPT_HEAD,
        *COLLEGE_DEPARTMENTS,
        R.AUDITOR,
    ),
):
    """工作群｜The group of a class."""

    class_id: str


class GroupMessageView(View):
    """群消息｜A message, or the mark that one was blocked: its reason and hash, never its text."""

    message_id: str
    class_id: str
    topic: Topic
    text: str
    sender: str
    at: datetime
    state: str
    reason: BlockReason | None
    text_hash: str
    sent_on: str
    contact: str


class PostGroupMessage(
    Command[GroupMessageView],
    rest="POST /classes/{class_id}/work-group/messages",
    by=(R.COUNSELOR, R.PROJECT_LEAD, R.MENTOR, R.PARTICIPANT, R.DEPT_HEAD, *COLLEGE_DEPARTMENTS),
    clauses=("B-10.4", "B-10.5"),
):
    """发布群消息｜Post message: of the class. What is or may be confidential, of another class or
    personal is blocked; its text is not kept, and another way is opened.
    """

    class_id: str
    topic: Topic
    text: Annotated[str, Title("内容", "Text"), Secret(), MinLen(1), MaxLen(2000)]
    classification: Classification = Classification.PUBLIC


class ListGroupMessages(
    Query[Page[GroupMessageView]],
    rest="GET /classes/{class_id}/work-group/messages",
    by=(
        R.COUNSELOR,
        R.PROJECT_LEAD,
        R.MENTOR,
        R.PARTICIPANT,
        R.DEPT_HEAD,
        *COLLEGE_DEPARTMENTS,
        R.AUDITOR,
    ),
):
    """群消息｜The messages of a group, newest first."""

    class_id: str
    page: PageNo = 1
    size: PageSize = 50


class RecordOtherContact(
    Command[GroupMessageView],
    rest="POST /classes/{class_id}/work-group/messages/{message_id}/contact",
    by=(R.COUNSELOR, R.PROJECT_LEAD, R.MENTOR, R.PARTICIPANT, R.DEPT_HEAD, *COLLEGE_DEPARTMENTS),
    clauses=("B-10.5",),
):
    """登记其他途径沟通｜Record other contact: record by what other way a blocked matter was dealt
    with; never its text.
    """

    class_id: str
    message_id: str
    how: Annotated[str, Title("沟通途径", "By what way"), MinLen(2), MaxLen(100)]


class WorkGroupCreated(Event):
    """工作群已组建｜A class has its group."""

    class_id: str
    members: int


class GroupMembershipChanged(Event):
    """群成员已变动｜Somebody entered or left a group."""

    class_id: str
    members: int


class GroupMessagePosted(Event):
    """群消息已发布｜A message was posted (ids only)."""

    class_id: str
    message_id: str
    topic: Topic


class GroupMessageBlocked(Event):
    """群消息被拦截｜A message was blocked; only its hash is kept."""

    class_id: str
    message_id: str
    reason: BlockReason
    text_hash: str
