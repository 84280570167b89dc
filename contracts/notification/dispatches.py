"""Dispatches 发送记录: what goes out by e-mail, by text message and to groups' robots."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from contracts.base import Command, Page, Query, Title, View
from contracts.notification.access import R
from contracts.values import PageNo, PageSize


class Medium(StrEnum):
    """The ways out of the portal."""

    EMAIL = "EMAIL"
    SMS = "SMS"
    ROBOT = "ROBOT"


class SendState(StrEnum):
    """How far a dispatch has come. FAILED: the last try failed, another one follows."""

    WAITING = "WAITING"
    SENT = "SENT"
    FAILED = "FAILED"
    GIVEN_UP = "GIVEN_UP"


class DispatchTopic(StrEnum):
    """What a dispatch tells of."""

    NOTICE = "NOTICE"
    DEADLINE = "DEADLINE"
    ESCALATION = "ESCALATION"
    GROUP_MESSAGE = "GROUP_MESSAGE"


class DispatchTry(View):
    """发送尝试｜One try: when it ended, and why it failed (empty when it did not)."""

    at: Annotated[datetime, Title("时间", "At")]
    error: Annotated[str, Title("错误", "Error")]


class DispatchLine(View):
    """发送记录｜One message on its way to one recipient; never the address. The recipient is
    `person:<id>`, of a robot `class:<id>`.
    """

    dispatch_id: Annotated[str, Title("发送编号", "Dispatch")]
    medium: Annotated[Medium, Title("渠道", "Way")]
    topic: Annotated[DispatchTopic, Title("事由", "Topic")]
    subject_id: Annotated[str, Title("事项编号", "Record")]
    class_id: Annotated[str | None, Title("班次", "Class")]
    recipient: Annotated[str, Title("接收人", "Recipient")]
    title: Annotated[str, Title("标题", "Title")]
    state: Annotated[SendState, Title("状态", "State")]
    attempts: Annotated[int, Title("尝试次数", "Attempts")]
    created_at: Annotated[datetime, Title("生成时间", "Created at")]
    next_at: Annotated[datetime | None, Title("下次发送时间", "Next try at")]
    sent_at: Annotated[datetime | None, Title("发送时间", "Sent at")]
    last_error: Annotated[str, Title("最近一次错误", "Last error")]
    tries: Annotated[list[DispatchTry], Title("发送日志", "Log")]


READERS = (R.STAFF, R.TEACHING_AFFAIRS, R.STUDENT_WORK, R.SYSTEM_ADMIN, R.AUDITOR)


class ListDispatches(Query[Page[DispatchLine]], rest="GET /dispatches", by=READERS):
    """发送记录｜What went out and what did not, newest first."""

    state: Annotated[SendState | None, Title("状态", "State")] = None
    medium: Annotated[Medium | None, Title("渠道", "Way")] = None
    class_id: Annotated[str | None, Title("班次", "Class")] = None
    page: PageNo = 1
    size: PageSize = 50


class Resend(
    Command[DispatchLine],
    rest="POST /dispatches/{dispatch_id}/resending",
    by=(R.STAFF, R.TEACHING_AFFAIRS, R.STUDENT_WORK, R.SYSTEM_ADMIN),
):
    """重新发送｜Send again: what failed or was given up; WRONG_STATE for any other."""

    dispatch_id: str
