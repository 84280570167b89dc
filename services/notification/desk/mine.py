"""One's own notices, those to one's unit, and how one wants to be reached."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.base import Command, Title
from contracts.base import Page as Items
from contracts.notification import (
    AcknowledgeNotice,
    ContactView,
    DeliveryView,
    FindContact,
    KeepContact,
    ListMyDeliveries,
    ListTodos,
    ListUnitDeliveries,
    MarkRead,
    TodoView,
)
from contracts.notification.notices import NEEDS_ACKNOWLEDGEMENT
from kit.pages.columns import Column
from kit.pages.desk import Action, Look, Page, Picture, Record, Table
from kit.pages.visit import Ready, Visit, address
from services.notification.desk.names import own_id

ACKNOWLEDGING = (
    Action(
        kind=AcknowledgeNotice,
        icon="check",
        when=lambda one: one.acknowledged_at is None and one.kind in NEEDS_ACKNOWLEDGEMENT,
    ),
)


def to_unit(page: Items[DeliveryView], visit: Visit) -> Mapping[str, Any]:
    """Each notice to the unit with what may be done about it."""
    offered: Sequence[tuple[DeliveryView, Sequence[Ready]]] = [
        (one, visit.offers(ACKNOWLEDGING, one)) for one in page.items
    ]
    return {"lines": offered}


def to_me(_: Items[DeliveryView], visit: Visit) -> Mapping[str, Any]:
    """One's own notices, and where reading them is noted."""
    return {
        "action": address("do", MarkRead, {"person_id": visit.actor.person_id}),
        "unread_only": visit.params.get("messages.unread", ""),
    }


def _about(todo: TodoView) -> tuple[str, str]:
    return todo.zh, todo.en


TODOS = Page(
    path="todos",
    zh="全部待办",
    icon="bell",
    in_menu=False,
    sections=(
        Table(
            name="todos",
            zh="我的待办",
            icon="bell",
            asks=ListTodos,
            columns=(
                Column(name="todo_id", title=Title("事项", "Matter"), how="either", of=_about),
                Column(name="class_id", how="named"),
                "due_at",
                Column(name="created_at", title=Title("产生时间", "Since"), how="moment"),
            ),
            row_link="/classes/{class_id}",
            filters=("class_id",),
            empty="目前没有待办事项。",
        ),
    ),
)
MINE = Page(
    path="mine",
    zh="我的通知",
    icon="mail",
    finds=own_id,
    sections=(
        Picture(
            name="unit",
            zh="发给本单位的通知",
            icon="people",
            asks=ListUnitDeliveries,
            template="notification/to_unit.html",
            data=to_unit,
            offers=ACKNOWLEDGING,
            empty="目前没有发给本单位的通知。",
        ),
        Picture(
            name="messages",
            zh="发给我的通知",
            icon="mail",
            asks=ListMyDeliveries,
            template="notification/to_me.html",
            data=to_me,
            offers=(MarkRead,),
            empty="目前没有发给您本人的通知。",
        ),
        Record(
            name="contact",
            zh="联系方式",
            icon="phone",
            asks=FindContact,
            facts=("email_masked", "by_email", "phone_masked", "by_sms"),
            actions=(Action(kind=KeepContact, icon="pen"),),
            note="系统内的通知总能收到；登记后也可收到邮件和短信提醒。",
        ),
    ),
)


def _kept(contact: ContactView, _: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        "email": contact.email_masked,
        "phone": contact.phone_masked,
        "by_email": contact.by_email,
        "by_sms": contact.by_sms,
    }


LOOKS: Mapping[type[Command[Any]], Look] = {
    KeepContact: Look(
        starts=FindContact,
        begins=_kept,
        note="带星号的地址保持不变即不修改；清空即删除。",
    ),
}
