"""The hand-over of papers 材料移交 within five days of the class's end."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.enrollment.access import READERS, R
from contracts.roles import COLLEGE_DEPARTMENTS
from contracts.values import Reason


class HandOverLineDraft(View):
    """移交材料｜One kind of papers and the department that receives it."""

    doc_type: Annotated[str, Title("材料", "Papers"), MinLen(1), MaxLen(60)]
    quantity: Annotated[int, Title("份数", "Copies"), Ge(1), Le(10_000)]
    unit_id: Annotated[str, Title("接收部门", "Receiving department")]
    for_settlement: Annotated[bool, Title("涉及结算", "Needed for the settlement")] = False


class HandOverLine(HandOverLineDraft):
    """移交材料｜Papers, who has signed for them and for how many copies."""

    line_id: str
    unit_name: str
    received_by: str
    received_at: datetime | None
    remark: str
    received: int = 0


class HandOverState(StrEnum):
    """How a hand-over stands."""

    OPEN = "OPEN"
    PARTIAL = "PARTIAL"
    EXTENDED = "EXTENDED"
    OVERDUE = "OVERDUE"
    BREACHED = "BREACHED"
    SIGNED = "SIGNED"


class HandOverView(View):
    """材料移交｜The hand-over of a class. Days are calendar days in Asia/Shanghai; a day lasts
    until its 24th hour.
    """

    class_id: str
    state: HandOverState
    end_on: date
    due_on: date
    latest_on: date
    extension_reason: str
    extended_by: str
    lines: list[HandOverLine]
    signed_at: datetime | None
    on_time: bool | None


class PrepareHandOver(
    Command[HandOverView],
    rest="PUT /classes/{class_id}/hand-over",
    by=(R.COUNSELOR, R.STUDENT_WORK),
    clauses=("B-8.9a", "B-8.9c"),
):
    """拟定移交清单｜Prepare hand-over list: list the papers to hand over, those for the settlement
    among them; lines already signed stay.
    """

    class_id: str
    lines: Annotated[list[HandOverLineDraft], Title("清单", "Lines"), MinLen(1), MaxLen(100)]


class SignHandOverLine(
    Command[HandOverView],
    rest="POST /classes/{class_id}/units/{unit_id}/hand-over/{line_id}/receipt",
    by=COLLEGE_DEPARTMENTS,
    clauses=("B-8.9a",),
):
    """签收材料｜Sign for papers: those one's department receives; never who hands them over."""

    class_id: str
    unit_id: str
    line_id: str
    quantity: Annotated[int, Title("实收份数", "Copies received"), Ge(1), Le(10_000)]
    remark: Annotated[str, Title("备注", "Remark"), MaxLen(300)] = ""


class ExtendHandOver(
    Command[HandOverView],
    rest="POST /classes/{class_id}/hand-over/extension",
    by=(R.STUDENT_WORK,),
    clauses=("B-8.9b",),
):
    """延长移交时限｜Extend hand-over: extend the time for a special reason: asked within the five
    days, and to the tenth day at most.
    """

    class_id: str
    until: Annotated[date, Title("延长至", "Until")]
    reason: Reason


class FindHandOver(
    Query[HandOverView],
    rest="GET /classes/{class_id}/hand-over",
    by=(*READERS, *COLLEGE_DEPARTMENTS),
):
    """材料移交｜The hand-over of a class."""

    class_id: str


class HandOverOpened(Event):
    """移交开始计时｜The class has ended; its papers are due on the fifth day."""

    class_id: str
    due_on: date
    latest_on: date


class HandOverSigned(Event):
    """材料移交已完成｜Every line was signed for."""

    class_id: str
    lines: int
    on_time: bool


class SettlementPapersReceived(Event):
    """结算材料已签收｜The papers the settlement needs were signed for."""

    class_id: str


class HandOverExtended(Event):
    """移交时限已延长｜More time was given."""

    class_id: str
    until: date
    reason: str


class HandOverOverdue(Event):
    """材料移交已逾期｜The fifth day, or the extended one, has passed."""

    class_id: str
    due_on: date


class HandOverBreached(Event):
    """材料移交超出最长时限｜The tenth day has passed."""

    class_id: str
    latest_on: date
