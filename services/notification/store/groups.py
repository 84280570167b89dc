"""Look-ups of work groups and their messages."""

from collections.abc import Sequence

from sqlalchemy import func, select

from contracts.refusals import Unknown
from kit.store import Store
from services.notification.domain.group_message import GroupMessage
from services.notification.domain.work_group import GroupHead, WorkGroup
from services.notification.store.tables import group_head, group_message

GROUP = ("工作群", "work group")
MESSAGE = ("群消息", "group message")


class GroupLookups(Store):
    """Work groups."""

    def work_group(self, class_id: str) -> WorkGroup:
        """The group of a class; Unknown (404) when it has none."""
        return self.get(WorkGroup, class_id, GROUP)

    def group_if_any(self, class_id: str) -> WorkGroup | None:
        """The group of a class, if it has one."""
        return self.session.get(WorkGroup, class_id)

    def heads(self, class_id: str) -> Sequence[GroupHead]:
        """The heads who were invited, in the order of their ids."""
        return self.session.scalars(
            select(GroupHead)
            .where(group_head.c.class_id == class_id)
            .order_by(group_head.c.person_id)
        ).all()

    def group_message(self, class_id: str, message_id: str) -> GroupMessage:
        """A message of that class's group; Unknown (404) for any other's."""
        found = self.session.get(GroupMessage, message_id)
        if found is None or found.class_id != class_id:
            raise Unknown(*MESSAGE)
        return found

    def group_messages(
        self, class_id: str, *, page: int, size: int
    ) -> tuple[Sequence[GroupMessage], int]:
        """The messages of a group, newest first."""
        return self.page(
            select(GroupMessage)
            .where(group_message.c.class_id == class_id)
            .order_by(group_message.c.message_id.desc()),
            page,
            size,
        )

    def message_counts(self, class_id: str) -> tuple[int, int]:
        """How many messages of a group were posted, and how many blocked."""
        blocked = group_message.c.reason.is_not(None)
        rows = self.session.execute(
            select(blocked, func.count())
            .where(group_message.c.class_id == class_id)
            .group_by(blocked)
        )
        counted = {bool(was_blocked): count for was_blocked, count in rows}
        return counted.get(False, 0), counted.get(True, 0)
