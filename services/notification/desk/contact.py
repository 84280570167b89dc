"""How people of a class talk: its work group, and what is reported upwards level by level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.base import Page as Items
from contracts.enrollment import GOING_ON, ClassRole
from contracts.lookups import DEPARTMENTS
from contracts.notification import (
    CreateWorkGroup,
    FindWorkGroup,
    GroupMemberView,
    GroupMessageView,
    InviteHead,
    ListGroupMessages,
    ListPublicity,
    PostGroupMessage,
    RecordOtherContact,
    SendState,
    SetGroupRobot,
    WorkGroupView,
)
from contracts.roles import Role
from kit.pages.desk import Action, Go, Look, Page, Picture
from kit.pages.visit import Ready, Visit
from services.notification.desk.escalations import ESCALATIONS
from services.notification.desk.names import named_units


def _is_member(group: WorkGroupView, visit: Visit) -> bool:
    return any(member.person_id == visit.actor.person_id for member in group.members)


def _is_own(message: GroupMessageView, visit: Visit) -> bool:
    return message.sender == visit.actor.person_id


IN_GROUP = (
    Action(kind=PostGroupMessage, icon="pen", tone="primary", whose=_is_member, during=GOING_ON),
    Action(kind=InviteHead, icon="plus", during=GOING_ON),
    Action(kind=SetGroupRobot, icon="link"),
)


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message with how it went on to the robot, and what its sender is still to do."""

    view: GroupMessageView
    sent_on: SendState | None
    offers: Sequence[Ready]

    @property
    def is_blocked(self) -> bool:
        """Whether it does not appear in the group."""
        return self.view.state == "BLOCKED"


def group_shown(group: WorkGroupView, visit: Visit) -> Mapping[str, Any]:
    """Who is in the group, and what may be done in it."""
    return {
        "members": [(member, _duty(member)) for member in group.members],
        "offers": visit.offers(IN_GROUP, group),
    }


def _duty(member: GroupMemberView) -> ClassRole | Role:
    return ClassRole(member.role) if member.role in set(ClassRole) else Role(member.role)


OTHERWISE = (
    Action(
        kind=RecordOtherContact,
        icon="phone",
        when=lambda one: one.state == "BLOCKED" and not one.contact,
        whose=_is_own,
    ),
)


def messages_shown(page: Items[GroupMessageView], visit: Visit) -> Mapping[str, Any]:
    """The messages; whoever sent a blocked one says how the matter was dealt with."""
    return {"messages": [_message(one, visit) for one in page.items]}


def _message(one: GroupMessageView, visit: Visit) -> Message:
    return Message(
        view=one,
        sent_on=SendState(one.sent_on) if one.sent_on else None,
        offers=visit.offers(OTHERWISE, one),
    )


CONTACT = Page(
    path="contact",
    zh="沟通上报",
    icon="phone",
    gather=named_units,
    kind=FindWorkGroup,
    actions=(
        Go(path="/classes/{class_id}/publicity", zh="宣传报道", icon="star", kind=ListPublicity),
    ),
    sections=(
        ESCALATIONS,
        Picture(
            name="group",
            zh="班次工作群",
            icon="people",
            asks=FindWorkGroup,
            template="notification/group.html",
            data=group_shown,
            # Offered where there is no group yet.
            actions=(
                Action(
                    kind=CreateWorkGroup,
                    icon="plus",
                    begins=True,
                    when=lambda _: False,
                    during=GOING_ON,
                ),
            ),
            offers=IN_GROUP,
            empty="还没有工作群；项目确定后由辅导员组建。",
        ),
        Picture(
            name="messages",
            zh="群消息",
            icon="mail",
            asks=ListGroupMessages,
            template="notification/messages.html",
            data=messages_shown,
            offers=OTHERWISE,
            empty="还没有群消息。",
        ),
    ),
)

LOOKS = {
    PostGroupMessage: Look(
        note="只发与本班次有关的事项；涉密、不宜公开或含个人信息的内容会被拦截，请改用其他途径沟通。",
    ),
    InviteHead: Look(choices={"unit_id": DEPARTMENTS}),
    SetGroupRobot: Look(hints={"url": "群机器人的网址由企业微信群给出；清空即停止转发。"}),
    RecordOtherContact: Look(hints={"how": "只写途径，例如“当面”“电话”，不写内容。"}),
    CreateWorkGroup: Look(
        note="成员随班次职责自动加入：项目负责人、辅导员、学业导师和各部门项目参与人。"
    ),
}
