"""What must hold among notification's records whatever happens."""

from collections.abc import Iterator

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from services.notification.store.tables import deadline, delivery, dispatch, escalation, notice

# What each kind of message may exist once of.
ONCE: dict[Table, tuple[str, ...]] = {
    notice: ("source",),
    delivery: ("notice_id", "recipient", "channel"),
    dispatch: ("source", "medium", "recipient"),
    escalation: ("source",),
    deadline: ("kind", "matter"),
}


def nobody_is_told_twice(session: Session) -> Iterator[str]:
    """One notice, delivery, dispatch, escalation and deadline for each reason, recipient and way;
    and a dispatch arrived once.
    """
    for table, names in ONCE.items():
        columns = [table.c[name] for name in names]
        key = next(iter(table.primary_key))
        twice = select(func.max(key)).group_by(*columns).having(func.count() > 1)
        yield from (f"{table.name} {found}" for found in session.scalars(twice))
    arrived = select(dispatch.c.dispatch_id, dispatch.c.tries).where(dispatch.c.attempts > 1)
    for row in session.execute(arrived):
        if sum(not one.error for one in row.tries) > 1:
            yield f"dispatch {row.dispatch_id}"


def notices_reach_whom_they_address(session: Session) -> Iterator[str]:
    """A notice that was released has a delivery for each of those it says it addressed."""
    reached = (
        select(delivery.c.notice_id, func.count(delivery.c.recipient.distinct()).label("reached"))
        .group_by(delivery.c.notice_id)
        .subquery()
    )
    told = select(notice.c.notice_id).outerjoin(reached, reached.c.notice_id == notice.c.notice_id)
    wrong = notice.c.addressed != func.coalesce(reached.c.reached, 0)
    yield from session.scalars(told.where(notice.c.published_at.is_not(None), wrong))


INVARIANTS = (nobody_is_told_twice, notices_reach_whom_they_address)
