"""A message in a work group: posted, or blocked without a trace of its text (B-10.4, B-10.5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.notification import BlockReason, GroupMessageBlocked, GroupMessagePosted, Topic
from contracts.refusals import Forbidden, Invalid, Refusal

TOPICS = {
    Topic.SCHEDULE: "日程",
    Topic.CHECK_IN: "报到",
    Topic.LODGING_MEALS: "食宿",
    Topic.TEACHING: "教学",
    Topic.ACTIVITY: "活动",
    Topic.TRANSPORT: "交通",
    Topic.SAFETY: "安全",
    Topic.DEPARTURE: "撤场",
}


class MessageState(StrEnum):
    """What the screening made of a message."""

    POSTED = "POSTED"
    BLOCKED = "BLOCKED"


LIFE = Lifecycle(
    "群消息",
    "message",
    {"record_contact": ((MessageState.BLOCKED,), MessageState.BLOCKED)},
    "B-10.5",
)


@dataclass(eq=False, kw_only=True)
class GroupMessage:
    """What was posted; of a blocked message only the reason and the fingerprint of its text."""

    message_id: str
    class_id: str
    topic: Topic
    sender: str
    at: datetime
    text: str | None
    text_hash: str
    reason: BlockReason | None
    contact: str = ""
    contact_by: str = ""

    @property
    def state(self) -> MessageState:
        """Posted, or blocked for a reason."""
        return MessageState.POSTED if self.reason is None else MessageState.BLOCKED

    def told(self) -> GroupMessagePosted | GroupMessageBlocked:
        """What the others hear of it."""
        if self.reason is None:
            return GroupMessagePosted(
                class_id=self.class_id, message_id=self.message_id, topic=self.topic
            )
        return GroupMessageBlocked(
            class_id=self.class_id,
            message_id=self.message_id,
            reason=self.reason,
            text_hash=self.text_hash,
        )

    def record_contact(self, how: str, *, by: str, tells: BlockReason | None) -> None:
        """Its sender says by what other way the matter was dealt with; never its text.

        `tells` is what the screening found in that note. Refusals: NOT_YOUR_MESSAGE (403),
        WRONG_STATE for a posted one, CONTACT_RECORDED, CONTACT_TELLS_TOO_MUCH (422).
        """
        if by != self.sender:
            raise Forbidden(
                "NOT_YOUR_MESSAGE",
                "被拦截的消息由其发送人通过其他途径沟通并登记。",
                "A blocked message is dealt with by whoever sent it.",
                "B-10.5",
            )
        LIFE.after("record_contact", self.state)
        if self.contact:
            raise Refusal(
                "CONTACT_RECORDED",
                "该消息的沟通途径已经登记。",
                "How this message was dealt with is on record already.",
                "B-10.5",
            )
        if tells is not None:
            raise Invalid(
                "CONTACT_TELLS_TOO_MUCH",
                "只登记沟通途径，不写涉密、不宜内容或个人信息。",
                "Only say by what way; nothing confidential, unsuitable or personal.",
                "B-10.5",
            )
        self.contact, self.contact_by = how, by
