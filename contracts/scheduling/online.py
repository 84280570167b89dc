"""Classes held online 线上班次: platform, teachers' tests, participation."""

from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.scheduling.access import READERS, R
from contracts.scheduling.attendance import SheetView
from contracts.values import FileRef


class OnlineRoomView(View):
    """线上平台｜Where an online class meets; `untested` teachers have not been through a test."""

    class_id: str
    platform: str
    group: str
    document: FileRef
    tested: list[str]
    untested: list[str]
    ready: bool


class PrepareOnlineRoom(
    Command[OnlineRoomView],
    rest="PUT /classes/{class_id}/online-room",
    by=(R.LIBRARY_IT,),
    clauses=("B-3.7b",),
):
    """准备线上平台｜Choose the platform, open the group, file the technical document."""

    class_id: str
    platform: Annotated[str, Title("平台", "Platform"), MinLen(1), MaxLen(60)]
    group: Annotated[str, Title("群组", "Group"), MinLen(1), MaxLen(100)]
    document: FileRef


class RecordTeacherTest(
    Command[OnlineRoomView],
    rest="POST /classes/{class_id}/online-room/teacher-tests",
    by=(R.LIBRARY_IT,),
    clauses=("B-3.7c",),
):
    """登记教师测试｜Record teacher's test: record that a teacher was shown the platform and tested
    it.
    """

    class_id: str
    teacher_id: str
    passed: Annotated[bool, Title("测试通过", "Passed")]
    remark: Annotated[str, Title("备注", "Remark"), MaxLen(500)] = ""


class FindOnlineRoom(Query[OnlineRoomView], rest="GET /classes/{class_id}/online-room", by=READERS):
    """线上平台｜Where an online class meets."""

    class_id: str


class ParticipationLine(View):
    """参训数据｜The minutes one trainee took part."""

    trainee_no: Annotated[str, Title("学号", "Trainee no."), MinLen(1), MaxLen(40)]
    minutes: Annotated[int, Title("在线分钟", "Minutes"), Ge(0), Le(1440)]


class ReturnParticipation(
    Command[SheetView],
    rest="POST /classes/{class_id}/sessions/{session_id}/participation",
    by=(R.LIBRARY_IT,),
    clauses=("B-3.7c",),
):
    """反馈参训数据｜Enter participation: enter what the platform counted; who took part in too
    little of the session is marked absent.
    """

    class_id: str
    session_id: str
    lines: Annotated[list[ParticipationLine], Title("数据", "Lines"), MinLen(1), MaxLen(5000)]


class OnlineRoomReady(Event):
    """线上平台就绪｜Platform, group, document and every teacher's test are there."""

    class_id: str
