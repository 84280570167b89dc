"""Look-ups of deadlines."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from contracts.notification import DeadlineKind, DeadlineState
from kit.store import Store
from services.notification.domain.deadline import RUNNING, Deadline
from services.notification.store.tables import deadline

AT_ONCE = 200


class DeadlineLookups(Store):
    """The limits that run."""

    def deadline_about(self, kind: DeadlineKind, matter: str) -> Deadline | None:
        """The deadline of a kind about one matter, if anything was heard of it."""
        return self.session.scalars(
            select(Deadline).where(deadline.c.kind == kind, deadline.c.matter == matter)
        ).first()

    def running_deadlines(
        self, class_id: str, kinds: Iterable[DeadlineKind] | None = None
    ) -> Sequence[Deadline]:
        """A class's deadlines that are neither met nor dropped."""
        wanted = select(Deadline).where(
            deadline.c.class_id == class_id,
            deadline.c.state.in_(RUNNING),
            deadline.c.met_at.is_(None),
        )
        if kinds is not None:
            wanted = wanted.where(deadline.c.kind.in_(list(kinds)))
        return self.session.scalars(wanted.order_by(deadline.c.deadline_id)).all()

    def deadline(self, deadline_id: str) -> Deadline:
        """One deadline."""
        return self.get(Deadline, deadline_id, ("时限", "deadline"))

    def ringing(self) -> Sequence[str]:
        """The ids of those the clock has come to, longest waiting first."""
        return self.session.scalars(
            select(deadline.c.deadline_id)
            .where(deadline.c.next_at <= self.now)
            .order_by(deadline.c.next_at)
            .limit(AT_ONCE)
        ).all()

    def deadlines(self, *, class_id: str | None, state: DeadlineState | None) -> Sequence[Deadline]:
        """The limits of a class, or all, soonest first."""
        wanted = select(Deadline).where(deadline.c.due_at.is_not(None))
        if class_id is not None:
            wanted = wanted.where(deadline.c.class_id == class_id)
        if state is not None:
            wanted = wanted.where(deadline.c.state == state)
        ordered = wanted.order_by(deadline.c.due_at, deadline.c.deadline_id)
        return self.session.scalars(ordered).all()
