"""What notification answers to its own desk: much of everything, and nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contracts.base import Page
from contracts.enrollment import ListClasses, ListUnits, UnitKind, UnitView
from contracts.notification import (
    RUNNING,
    BlockReason,
    Channel,
    ContactView,
    CountDeadlines,
    DeadlineCount,
    DeadlineKind,
    DeadlineState,
    DeadlineView,
    DeliveryView,
    DispatchLine,
    DispatchTopic,
    DispatchTry,
    EscalationView,
    FindContact,
    FindWorkGroup,
    GroupMemberView,
    GroupMessageView,
    InstructedTask,
    LevelView,
    ListDeadlines,
    ListDeliveries,
    ListDispatches,
    ListEscalations,
    ListGroupMessages,
    ListMaterials,
    ListMyDeliveries,
    ListNotices,
    ListPublicity,
    ListUnitDeliveries,
    ListUnitReceipts,
    MaterialView,
    Medium,
    NoticeKind,
    NoticeView,
    PublicityView,
    ReceiptsView,
    SendState,
    Topic,
    Trigger,
    UnitReceipt,
    WorkGroupView,
)
from contracts.roles import Role
from contracts.values import FileRef
from kit import clock
from tests.gateway.fake import CLASS_ID, NOW

PHOTO = FileRef(file_id="a" * 64, name="photo.jpg")


def notice(notice_id: str = "n1", **changes: Any) -> NoticeView:
    """A released training notice; two of three units have acknowledged it."""
    made = NoticeView(
        notice_id=notice_id,
        kind=NoticeKind.CLASS_NOTICE,
        class_id=CLASS_ID,
        title="关于举办培训班的通知",
        body="定于四月举办培训班，请按名额报名。",
        state="PUBLISHED",
        published_at=NOW,
        addressed=43,
        acknowledged=2,
        contact="0451-1234",
        units=3,
    )
    return replace(made, **changes)


def receipts(**changes: Any) -> ReceiptsView:
    """One unit has still to acknowledge."""
    units = [
        UnitReceipt(
            unit_id=f"u{n}",
            unit_name=name,
            sent_at=NOW,
            acknowledged_at=NOW if by else None,
            acknowledged_by=by,
            people=12,
            people_read=7,
        )
        for n, (name, by) in enumerate((("商船学院", "p-1"), ("法学院", ""), ("物流学院", "p-2")))
    ]
    made = ReceiptsView(
        notice_id="n1",
        reached=43,
        acknowledged=2,
        outstanding=1,
        read=21,
        units=units,
        chased_at=NOW,
        chases=2,
    )
    return replace(made, **changes)


def letter(delivery_id: str, recipient: str, **changes: Any) -> DeliveryView:
    """A notice in somebody's inbox."""
    made = DeliveryView(
        delivery_id=delivery_id,
        notice_id="n1",
        kind=NoticeKind.CLASS_NOTICE,
        class_id=CLASS_ID,
        title="关于举办培训班的通知",
        body="定于四月举办培训班。",
        recipient=recipient,
        sent_at=NOW,
        acknowledged_at=None,
    )
    return replace(made, **changes)


def deadline(number: int, state: DeadlineState, **changes: Any) -> DeadlineView:
    """A limit of the class for student work."""
    made = DeadlineView(
        deadline_id=f"l{number}",
        kind=DeadlineKind.TASK,
        zh=f"完成任务{number}",
        en=f"Task {number}",
        clause="B-3.0",
        class_id=CLASS_ID,
        subject_id=f"t{number}",
        role=Role.STUDENT_WORK,
        scope="unit:u1",
        due_at=clock.now() + timedelta(days=number, hours=1),
        met_at=None,
        state=state,
    )
    return replace(made, **changes)


def level(number: int, role: Role, notified: datetime | None, **changes: Any) -> LevelView:
    """One level of a chain."""
    made = LevelView(
        level=number,
        role=role,
        notified_at=notified,
        acknowledged_by="",
        acknowledged_at=None,
        note="",
        reminders=0,
    )
    return replace(made, **changes)


def matter(escalation_id: str = "m1", **changes: Any) -> EscalationView:
    """The counselor has acknowledged after 80 minutes; student work was reminded twice."""
    known = clock.now() - timedelta(hours=5)
    passed_on = known + timedelta(minutes=80)
    acknowledged = {
        "acknowledged_by": "p-counselor",
        "acknowledged_at": passed_on,
        "note": "已核实",
    }
    made = EscalationView(
        escalation_id=escalation_id,
        class_id=CLASS_ID,
        trigger=Trigger.INCIDENT,
        text="一名学员突发疾病，已送医。",
        known_at=known,
        levels=[
            level(1, Role.COUNSELOR, known, **acknowledged),
            level(2, Role.STUDENT_WORK, passed_on, reminders=2),
            level(3, Role.COLLEGE_LEADER, None),
        ],
        instruction="",
        tasks=[],
        tasks_done=0,
        state="RAISED",
    )
    return replace(made, **changes)


def reported() -> EscalationView:
    """The whole chain knows; the leader has not decided."""
    levels = [
        replace(one, notified_at=NOW, acknowledged_at=NOW, acknowledged_by="p-1")
        for one in matter().levels
    ]
    return matter("m2", levels=levels, state="ACKNOWLEDGED")


def closed() -> EscalationView:
    """The leader decided, and it was done."""
    task = InstructedTask(unit_id="u1", title="做好接待", due_at=NOW)
    more: dict[str, Any] = {"instruction": "请做好接待。", "tasks": [task], "tasks_done": 1}
    return replace(reported(), escalation_id="m3", state="CLOSED", **more)


def message(message_id: str, **changes: Any) -> GroupMessageView:
    """A message that was posted and sent on."""
    made = GroupMessageView(
        message_id=message_id,
        class_id=CLASS_ID,
        topic=Topic.CHECK_IN,
        text="明早七点接站。",
        sender="p-counselor",
        at=NOW,
        state="POSTED",
        reason=None,
        text_hash="ab" * 32,
        sent_on="FAILED",
        contact="",
    )
    return replace(made, **changes)


def blocked(message_id: str = "b1", **changes: Any) -> GroupMessageView:
    """One that was stopped, and not dealt with otherwise yet."""
    given = {"state": "BLOCKED", "text": "", "reason": BlockReason.CONFIDENTIAL, "sent_on": ""}
    return message(message_id, **{**given, **changes})


def piece(piece_id: str = "x1", **changes: Any) -> PublicityView:
    """A piece that waits for its review."""
    made = PublicityView(
        piece_id=piece_id,
        class_id=CLASS_ID,
        channel=Channel.WEBSITE,
        title="培训班开班",
        body="培训班今日开班，学员到齐。",
        photos=[PHOTO],
        drafted_by="p-press",
        reviewed_by="",
        opinion="",
        published_at=None,
        state="DRAFT",
    )
    return replace(made, **changes)


def dispatch(state: SendState, **changes: Any) -> DispatchLine:
    """An e-mail on its way."""
    made = DispatchLine(
        dispatch_id=f"s-{state}",
        medium=Medium.EMAIL,
        topic=DispatchTopic.NOTICE,
        subject_id="n1",
        class_id=CLASS_ID,
        recipient="person:p-unit",
        title="关于举办培训班的通知",
        state=state,
        attempts=2,
        created_at=NOW,
        next_at=None,
        sent_at=None,
        last_error="timed out" if state is not SendState.SENT else "",
        tries=[DispatchTry(at=NOW, error="timed out")],
    )
    return replace(made, **changes)


CONTACT = ContactView(
    person_id="p-unit",
    email_masked="u***@example.cn",
    phone_masked="138****1234",
    by_email=True,
    by_sms=False,
)
GROUP = WorkGroupView(
    class_id=CLASS_ID,
    created_by="p-counselor",
    created_at=NOW,
    members=[
        GroupMemberView(person_id="p-counselor", role="COUNSELOR", unit_id="u1", invited=False),
        GroupMemberView(person_id="p-head", role="DEPT_HEAD", unit_id="u2", invited=True),
    ],
    has_robot=True,
    posted=1,
    blocked=1,
)


def deadlines() -> list[DeadlineView]:
    """Two that run, one overdue and two that are done with."""
    return [
        deadline(3, DeadlineState.ARMED),
        deadline(1, DeadlineState.WARNED, class_id=None, scope="*", role=Role.STAFF),
        deadline(-2, DeadlineState.OVERDUE),
        deadline(-3, DeadlineState.LATE, met_at=NOW),
        deadline(-4, DeadlineState.MET, met_at=NOW),
    ]


def _narrowed(asked: ListDeadlines) -> list[DeadlineView]:
    known = RUNNING if asked.running else tuple(DeadlineState)
    states = (asked.state,) if asked.state else known
    return [one for one in deadlines() if one.state in known and one.state in states]


def rich() -> dict[type, Any]:
    """What the departments answer, told from the moment a test begins."""
    return {
        ListNotices: Page(
            items=[notice("n2", state="DRAFT", published_at=None, units=0), notice()], total=2
        ),
        ListUnitReceipts: receipts(),
        ListDeliveries: Page(
            items=[letter("d1", "unit:u1", recipient_name="法学院"), letter("d2", "person:p-unit")],
            total=2,
        ),
        ListUnitDeliveries: Page(
            items=[
                letter("d1", "unit:u1", chased_at=NOW),
                letter("d3", "unit:u1", acknowledged_at=NOW),
                letter("d4", "unit:u1", kind=NoticeKind.TIMETABLE),
            ],
            total=3,
        ),
        ListMyDeliveries: Page(
            items=[letter("d5", "person:p-unit"), letter("d6", "person:p-unit", read_at=NOW)],
            total=2,
        ),
        FindContact: CONTACT,
        ListDeadlines: _narrowed,
        CountDeadlines: [
            DeadlineCount(state=one, count=sum(each.state is one for each in deadlines()))
            for one in DeadlineState
        ],
        ListEscalations: [matter(), reported(), closed()],
        FindWorkGroup: GROUP,
        ListGroupMessages: Page(
            items=[message("g1"), blocked(), blocked("b2", contact="当面沟通")], total=3
        ),
        ListPublicity: [
            piece(),
            piece("x2", state="REVIEWED", reviewed_by="p-affairs"),
            piece("x3", state="REJECTED", reviewed_by="p-affairs", opinion="请补充照片"),
        ],
        ListMaterials: [
            MaterialView(
                material_id="y1",
                class_id=CLASS_ID,
                text="开班式照片",
                photos=[PHOTO],
                supplied_by="p-counselor",
                supplied_at=NOW,
            )
        ],
        ListDispatches: Page(items=[dispatch(state) for state in SendState], total=4),
        ListUnits: Page(
            items=[
                UnitView(
                    unit_id="u1", code="U1", name="学员工作处", kind=UnitKind.DEPT, active=True
                )
            ],
            total=1,
        ),
    }


EMPTY: Page[Any] = Page(items=[], total=0)
NOTHING: dict[type, Any] = {
    ListNotices: EMPTY,
    ListUnitReceipts: receipts(
        reached=0, acknowledged=0, outstanding=0, read=0, units=[], chases=0
    ),
    ListDeliveries: EMPTY,
    ListUnitDeliveries: EMPTY,
    ListMyDeliveries: EMPTY,
    FindContact: ContactView(
        person_id="p-unit", email_masked="", phone_masked="", by_email=False, by_sms=False
    ),
    ListDeadlines: [],
    CountDeadlines: [],
    ListEscalations: [],
    FindWorkGroup: None,
    ListGroupMessages: EMPTY,
    ListPublicity: [],
    ListMaterials: [],
    ListDispatches: EMPTY,
    ListUnits: EMPTY,
    ListClasses: EMPTY,
}
