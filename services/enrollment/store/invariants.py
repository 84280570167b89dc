"""What must hold among enrollment's records whatever happens."""

from collections.abc import Iterator

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from contracts.enrollment import NominationState
from kit.invariants import stream
from services.enrollment.store.tables import nomination, quota, trainee

S = NominationState


def seats_taken_are_nominations(session: Session) -> Iterator[str]:
    """A unit's counters of seats and of waiting places are what its nominations come to."""
    seated = nomination.c.state.in_([S.ELIGIBLE, S.ACCEPTED, S.ENROLLED])
    waiting = nomination.c.state == S.WAITLISTED
    counted = (
        select(
            quota.c.class_id,
            quota.c.unit_id,
            quota.c.seats,
            quota.c.used,
            quota.c.waiting,
            func.count(case((seated, 1))).label("seated"),
            func.count(case((waiting, 1))).label("standing_by"),
        )
        .join(
            nomination,
            and_(
                nomination.c.class_id == quota.c.class_id, nomination.c.unit_id == quota.c.unit_id
            ),
            isouter=True,
        )
        .group_by(quota.c.class_id, quota.c.unit_id, quota.c.seats, quota.c.used, quota.c.waiting)
        .subquery()
    )
    wrong = or_(
        counted.c.used != counted.c.seated,
        counted.c.waiting != counted.c.standing_by,
        counted.c.used > counted.c.seats,
    )
    for row in session.execute(select(counted.c.class_id, counted.c.unit_id).where(wrong)):
        yield f"{row.class_id} {row.unit_id}"


def nobody_is_nominated_twice(session: Session) -> Iterator[str]:
    """A person has one nomination in a class that stands."""
    columns = nomination.c
    twice = (
        select(columns.class_id, columns.person_id)
        .where(columns.state != S.WITHDRAWN_BY_UNIT)
        .group_by(columns.class_id, columns.person_id)
        .having(func.count() > 1)
    )
    for row in session.execute(twice):
        yield f"{row.class_id} {row.person_id}"


def trainees_were_nominated(session: Session) -> Iterator[str]:
    """Who has a place in a class was nominated for it, and that nomination was enrolled."""
    own = nomination.c.nomination_id == trainee.c.nomination_id
    same = (nomination.c.class_id == trainee.c.class_id) & (nomination.c.state == S.ENROLLED)
    lost = select(trainee.c.trainee_id).outerjoin(nomination, and_(own, same))
    yield from session.scalars(lost.where(nomination.c.nomination_id.is_(None)))


def arrivals(session: Session) -> Iterator[str]:
    """Who has checked in."""
    columns = trainee.c
    arrived = select(columns.trainee_id).where(columns.checked_in_at.is_not(None))
    for row in stream(session, arrived, columns.trainee_id):
        yield row.trainee_id


def certificates(session: Session) -> Iterator[str]:
    """Who has received which certificate."""
    columns = trainee.c
    received = select(columns.trainee_id, columns.certificate_no).where(
        columns.certificate_no.is_not(None)
    )
    for row in stream(session, received, columns.trainee_id):
        yield f"{row.trainee_id} {row.certificate_no}"


INVARIANTS = (seats_taken_are_nominations, nobody_is_nominated_twice, trainees_were_nominated)
FACTS = {"arrivals_agree": arrivals, "certificates_agree": certificates}
