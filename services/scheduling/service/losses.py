"""What follows when a venue or a teacher can no longer be counted on."""

from services.scheduling.domain.booking import Resource
from services.scheduling.domain.conflicts import lost
from services.scheduling.domain.session import Aspect
from services.scheduling.domain.teacher import Teacher
from services.scheduling.domain.venue import Venue
from services.scheduling.store import SchedulingStore


def lose_venue(venue: Venue, store: SchedulingStore) -> None:
    """Its sessions to come, of every class, need another venue or a new review (A-5.k1)."""
    sessions = store.scheduled_sessions_at(venue.venue_id)
    for session in sessions:
        session.reopen(Aspect.VENUE)
    store.emit(*lost(Resource.VENUE, venue.venue_id, sessions))


def lose_teacher(teacher: Teacher, store: SchedulingStore) -> None:
    """Their sessions to come, of every class, need another teacher (A-7.3.d)."""
    booked_for = store.busy_sessions(teacher.teacher_id)
    sessions = store.scheduled_sessions_with(teacher.teacher_id, booked_for)
    store.emit(*lost(Resource.TEACHER, teacher.teacher_id, sessions))
