"""What must hold among scheduling's records whatever happens."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.scheduling.store.tables import bed_night, booking, stay


def nothing_is_taken_twice_at_once(session: Session) -> Iterator[str]:
    """No room, teacher or class is booked for two things that share an instant."""
    columns = booking.c
    # The latest end of all that began before, of the same resource.
    taken_until = func.max(columns.to_at).over(
        partition_by=(columns.resource, columns.resource_id),
        order_by=(columns.from_at, columns.booking_id),
        rows=(None, -1),
    )
    beside = select(columns.booking_id, columns.from_at, taken_until.label("until")).subquery()
    yield from session.scalars(select(beside.c.booking_id).where(beside.c.until > beside.c.from_at))


def each_night_of_a_stay_has_its_bed(session: Session) -> Iterator[str]:
    """A stay holds one bed for each of its nights, and nobody sleeps without a stay."""
    nights = (
        select(bed_night.c.stay_id, func.count().label("kept"))
        .group_by(bed_night.c.stay_id)
        .subquery()
    )
    both = select(stay.c.stay_id, stay.c.from_on, stay.c.to_on, nights.c.kept)
    for row in session.execute(both.outerjoin(nights, nights.c.stay_id == stay.c.stay_id)):
        if (row.to_on - row.from_on).days != (row.kept or 0):
            yield row.stay_id
    known = select(stay.c.stay_id)
    yield from session.scalars(select(nights.c.stay_id).where(nights.c.stay_id.not_in(known)))


INVARIANTS = (nothing_is_taken_twice_at_once, each_night_of_a_stay_has_its_bed)
