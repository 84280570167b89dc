"""Look-ups of deadlines."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, case, func, select

from contracts.notification import RUNNING, DeadlineKind, DeadlineState
from kit.store import Store
from services.notification.domain.deadline import Deadline
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

    def deadlines(
        self, *, class_id: str | None, states: Collection[DeadlineState], most: int
    ) -> Sequence[Deadline]:
        """The limits of a class, or all, in one of these states: those that run, soonest first,
        then what is behind, latest first.
        """
        columns = deadline.c
        runs = columns.state.in_(RUNNING)
        wanted = select(Deadline).where(_shown(class_id), columns.state.in_(states))
        ordered = wanted.order_by(
            case((runs, 0), else_=1),
            case((runs, columns.due_at)),
            columns.due_at.desc(),
            columns.deadline_id,
        )
        return self.session.scalars(ordered.limit(most)).all()

    def count_deadlines(self, class_id: str | None) -> Sequence[tuple[DeadlineState, int]]:
        """How many limits of a class, or of all, stand in each state there is one in."""
        counts = select(deadline.c.state, func.count()).where(_shown(class_id))
        rows = self.session.execute(counts.group_by(deadline.c.state).order_by(deadline.c.state))
        return [(state, count) for state, count in rows]


def _shown(class_id: str | None) -> ColumnElement[bool]:
    """What has a moment it is due at; of a class when given."""
    has_one = deadline.c.due_at.is_not(None)
    return has_one if class_id is None else has_one & (deadline.c.class_id == class_id)
