"""Look-ups of what goes out of the portal."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from contracts.notification import Medium, SendState
from kit.store import Store
from services.notification.domain.dispatch import UNDER_WAY, Dispatch
from services.notification.store.tables import dispatch

DISPATCH = ("发送记录", "dispatch")
COLUMNS = [column.name for column in dispatch.c if column.name != "version"]


class DispatchLookups(Store):
    """Messages on their way, and those that have arrived."""

    def put_dispatches(self, rows: Sequence[Dispatch]) -> None:
        """Write new dispatches; what was told before to somebody over a medium is left as it is."""
        if not rows:
            return
        upsert = postgresql.insert if self.is_postgres else sqlite.insert
        values = [{name: getattr(row, name) for name in COLUMNS} | {"version": 1} for row in rows]
        self.session.connection().execute(upsert(dispatch).on_conflict_do_nothing(), values)

    def dispatch(self, dispatch_id: str) -> Dispatch:
        """A dispatch; Unknown (404) when there is none."""
        return self.get(Dispatch, dispatch_id, DISPATCH)

    def dispatch_in_hand(self, dispatch_id: str) -> Dispatch | None:
        """A dispatch, if there is one."""
        return self.session.get(Dispatch, dispatch_id)

    def dispatches(
        self,
        *,
        state: SendState | None,
        medium: Medium | None,
        class_id: str | None,
        page: int,
        size: int,
    ) -> tuple[Sequence[Dispatch], int]:
        """What went out and what did not, newest first."""
        wanted = select(Dispatch).order_by(dispatch.c.dispatch_id.desc())
        if state is not None:
            wanted = wanted.where(dispatch.c.state == state)
        if medium is not None:
            wanted = wanted.where(dispatch.c.medium == medium)
        if class_id is not None:
            wanted = wanted.where(dispatch.c.class_id == class_id)
        return self.page(wanted, page, size)

    def dispatches_due(self, medium: Medium, limit: int) -> Sequence[Dispatch]:
        """What is to be sent now, longest waiting first."""
        return self.session.scalars(
            select(Dispatch)
            .where(dispatch.c.next_at <= self.now, dispatch.c.medium == medium)
            .order_by(dispatch.c.next_at, dispatch.c.dispatch_id)
            .limit(limit)
        ).all()

    def posts_of(self, message_ids: Iterable[str]) -> dict[str, SendState]:
        """How far these group messages have come on their way to the robot."""
        rows = self.session.execute(
            select(dispatch.c.subject_id, dispatch.c.state).where(
                dispatch.c.medium == Medium.ROBOT, dispatch.c.subject_id.in_(list(message_ids))
            )
        )
        return dict(rows.all())

    def waiting_posts(self, class_id: str) -> Sequence[Dispatch]:
        """What a group's robot has still to send on."""
        return self.session.scalars(
            select(Dispatch).where(
                dispatch.c.medium == Medium.ROBOT,
                dispatch.c.class_id == class_id,
                dispatch.c.state.in_(UNDER_WAY),
            )
        ).all()
