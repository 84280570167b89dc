"""What notification shows of its records."""

from contracts.notification import DeliveryView, NoticeView, TodoView
from services.notification.domain.delivery import Delivery
from services.notification.domain.notice import Notice
from services.notification.domain.todo import Todo
from services.notification.domain.training_class import TrainingClass


def notice_view(notice: Notice, acknowledged: int) -> NoticeView:
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
    )


def todo_view(todo: Todo, known: TrainingClass | None) -> TodoView:
    """A to-do item, named after what it is about."""
    about = todo.detail or (known.title if known else "")
    return TodoView(
        todo_id=todo.todo_id,
        kind=todo.kind,
        zh=f"{todo.duty.zh}：{about}" if about else todo.duty.zh,
        en=f"{todo.duty.en}: {about}" if about else todo.duty.en,
        class_id=todo.class_id,
        role=todo.role,
        scope=f"person:{todo.person_id}" if todo.person_id else todo.scope,
        due_at=todo.duty.due(known) if known else None,
        created_at=todo.created_at,
    )
