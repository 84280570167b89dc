"""What notification shows of its records."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from contracts.notification import (
    ContactView,
    DeadlineView,
    DeliveryView,
    DispatchLine,
    EscalationView,
    GroupMemberView,
    GroupMessageView,
    LevelView,
    MaterialView,
    NoticeView,
    PublicityView,
    ReceiptsView,
    SendState,
    TodoView,
    UnitReceipt,
    WorkGroupView,
)
from contracts.roles import Role
from services.notification.domain.contact import Contact
from services.notification.domain.deadline import Deadline
from services.notification.domain.delivery import Delivery, unit_of
from services.notification.domain.dispatch import Dispatch
from services.notification.domain.escalation import Escalation, Level
from services.notification.domain.group_message import GroupMessage
from services.notification.domain.limit_table import LIMITS
from services.notification.domain.notice import Notice
from services.notification.domain.publicity import Material, Piece
from services.notification.domain.rules import the_rules
from services.notification.domain.todo import Todo
from services.notification.domain.work_group import WorkGroup


def notice_view(notice: Notice, acknowledged: int, units: int) -> NoticeView:
    """A notice, without what single recipients alone were told."""
    return NoticeView(
        notice_id=notice.notice_id,
        kind=notice.kind,
        class_id=notice.class_id,
        title=notice.title,
        body=notice.body,
        state=notice.state,
        published_at=notice.published_at,
        addressed=notice.addressed,
        acknowledged=acknowledged,
        contact=notice.contact,
        units=units,
    )


def delivery_view(delivery: Delivery, notice: Notice, recipient_name: str = "") -> DeliveryView:
    """A delivery as others see it: that it was made, not what this recipient alone was told."""
    return _delivery_view(delivery, notice, notice.text, recipient_name)


def own_delivery_view(delivery: Delivery, notice: Notice, recipient_name: str = "") -> DeliveryView:
    """A delivery as its recipient sees it."""
    own = f"\n\n{delivery.own_text}" if delivery.own_text else ""
    return _delivery_view(delivery, notice, f"{notice.text}{own}", recipient_name)


def _delivery_view(
    delivery: Delivery, notice: Notice, body: str, recipient_name: str
) -> DeliveryView:
    return DeliveryView(
        delivery_id=delivery.delivery_id,
        notice_id=notice.notice_id,
        kind=notice.kind,
        class_id=notice.class_id,
        title=notice.title,
        body=body,
        recipient=delivery.recipient,
        sent_at=delivery.sent_at,
        acknowledged_at=delivery.acknowledged_at,
        recipient_name=recipient_name,
        read_at=delivery.read_at,
        chased_at=notice.chased_at if delivery.is_awaited else None,
    )


def receipts_view(
    notice: Notice,
    to_units: Sequence[Delivery],
    readers: Mapping[str, tuple[int, int]],
    names: Mapping[str, str],
    *,
    reached: int,
    read: int,
) -> ReceiptsView:
    """Whom a notice reached, by units. `readers`: of each unit, how many people were reached and
    have read it.
    """
    own = {unit_of(delivery.recipient) or "": delivery for delivery in to_units}
    lines = [
        _receipt(unit_id, own.get(unit_id), readers.get(unit_id, (0, 0)), names)
        for unit_id in {*own, *readers}
    ]
    acknowledged = sum(delivery.acknowledged_at is not None for delivery in to_units)
    return ReceiptsView(
        notice_id=notice.notice_id,
        reached=reached,
        acknowledged=acknowledged,
        outstanding=len(to_units) - acknowledged if notice.is_to_be_acknowledged else 0,
        read=read,
        units=sorted(lines, key=lambda line: (line.unit_name, line.unit_id)),
        chased_at=notice.chased_at,
        chases=notice.chases,
        chase_from=notice.chase_from(the_rules().chase_again_after),
    )


def _receipt(
    unit_id: str, delivery: Delivery | None, people: tuple[int, int], names: Mapping[str, str]
) -> UnitReceipt:
    reached, read = people
    return UnitReceipt(
        unit_id=unit_id,
        unit_name=names.get(f"unit:{unit_id}", ""),
        sent_at=delivery.sent_at if delivery else None,
        acknowledged_at=delivery.acknowledged_at if delivery else None,
        acknowledged_by=delivery.acknowledged_by if delivery else "",
        people=reached,
        people_read=read,
    )


def todo_view(
    todo: Todo, class_title: str | None, due_at: datetime | None, function: Role | None = None
) -> TodoView:
    """A to-do item, named after what it is about (`中文｜English` where that differs); one for a
    department shows its function.
    """
    zh, _, en = (todo.detail or class_title or "").partition("｜")
    en = en or zh
    return TodoView(
        todo_id=todo.todo_id,
        kind=todo.kind,
        zh=f"{todo.duty.zh}：{zh}" if zh else todo.duty.zh,
        en=f"{todo.duty.en}: {en}" if en else todo.duty.en,
        class_id=todo.class_id,
        role=function or todo.role,
        scope=todo.shown_scope,
        due_at=due_at,
        created_at=todo.created_at,
        subject=todo.subject,
        action=todo.duty.action_name,
    )


def deadline_view(deadline: Deadline, function: Role | None) -> DeadlineView:
    """A limit that runs; one of a department shows its function."""
    limit = LIMITS[deadline.kind]
    if deadline.due_at is None:
        raise ValueError("a deadline is shown once it is known until when it runs")
    zh, en = limit.zh, limit.en
    return DeadlineView(
        deadline_id=deadline.deadline_id,
        kind=deadline.kind,
        zh=f"{zh}：{deadline.detail}" if deadline.detail else zh,
        en=f"{en}: {deadline.detail}" if deadline.detail else en,
        clause=limit.clause,
        class_id=deadline.class_id,
        subject_id=deadline.subject_id,
        role=function or deadline.role,
        scope=deadline.scope,
        due_at=deadline.due_at,
        met_at=deadline.met_at,
        state=deadline.state,
    )


def escalation_view(matter: Escalation) -> EscalationView:
    """A matter reported upwards, with its chain."""
    return EscalationView(
        escalation_id=matter.escalation_id,
        class_id=matter.class_id,
        trigger=matter.trigger,
        text=matter.text,
        known_at=matter.known_at,
        levels=[_level_view(level) for level in matter.levels],
        instruction=matter.instruction,
        tasks=matter.tasks,
        tasks_done=len(matter.done),
        state=matter.state,
    )


def _level_view(level: Level) -> LevelView:
    return LevelView(
        level=level.level,
        role=level.role,
        notified_at=level.notified_at,
        acknowledged_by=level.acknowledged_by,
        acknowledged_at=level.acknowledged_at,
        note=level.note,
        reminders=level.reminders,
    )


def work_group_view(
    group: WorkGroup, members: Sequence[GroupMemberView], counts: tuple[int, int]
) -> WorkGroupView:
    """A group; `counts` are its posted and its blocked messages. The robot's hook never shows."""
    posted, blocked = counts
    return WorkGroupView(
        class_id=group.class_id,
        created_by=group.created_by,
        created_at=group.created_at,
        members=list(members),
        has_robot=bool(group.robot_url),
        posted=posted,
        blocked=blocked,
    )


def group_message_view(message: GroupMessage, sent_on: SendState | None) -> GroupMessageView:
    """A message, or the mark that one was blocked."""
    return GroupMessageView(
        message_id=message.message_id,
        class_id=message.class_id,
        topic=message.topic,
        text=message.text or "",
        sender=message.sender,
        at=message.at,
        state=message.state,
        reason=message.reason,
        text_hash=message.text_hash,
        sent_on=sent_on or "",
        contact=message.contact,
    )


def material_view(material: Material) -> MaterialView:
    """What was handed to publicity."""
    return MaterialView(
        material_id=material.material_id,
        class_id=material.class_id,
        text=material.text,
        photos=material.photos,
        supplied_by=material.supplied_by,
        supplied_at=material.supplied_at,
    )


def piece_view(piece: Piece) -> PublicityView:
    """A piece of publicity."""
    return PublicityView(
        piece_id=piece.piece_id,
        class_id=piece.class_id,
        channel=piece.channel,
        title=piece.title,
        body=piece.body,
        photos=piece.photos,
        drafted_by=piece.drafted_by,
        reviewed_by=piece.reviewed_by,
        opinion=piece.opinion,
        published_at=piece.published_at,
        state=piece.state,
    )


def contact_view(contact: Contact) -> ContactView:
    """A contact with its addresses masked."""
    return ContactView(
        person_id=contact.person_id,
        email_masked=contact.email_masked,
        phone_masked=contact.phone_masked,
        by_email=contact.by_email,
        by_sms=contact.by_sms,
    )


def dispatch_line(dispatch: Dispatch) -> DispatchLine:
    """A line of the log of what goes out."""
    return DispatchLine(
        dispatch_id=dispatch.dispatch_id,
        medium=dispatch.medium,
        topic=dispatch.topic,
        subject_id=dispatch.subject_id,
        class_id=dispatch.class_id,
        recipient=dispatch.recipient,
        title=dispatch.title,
        state=dispatch.state,
        attempts=dispatch.attempts,
        created_at=dispatch.created_at,
        next_at=dispatch.next_at,
        sent_at=dispatch.sent_at,
        last_error=dispatch.last_error,
        tries=dispatch.tries,
    )
