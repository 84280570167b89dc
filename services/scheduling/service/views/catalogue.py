"""What is shown of courses, teachers, venues and what is taken when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.scheduling import (
    BookingView,
    CourseView,
    TeacherView,
    VenueView,
    VettingVoteView,
)
from services.scheduling.domain.booking import Booking
from services.scheduling.domain.course import Course
from services.scheduling.domain.rules import rules_on
from services.scheduling.domain.safety_plan import SafetyPlan, plans_missing
from services.scheduling.domain.teacher import Teacher, Vote
from services.scheduling.domain.venue import Venue


def course_view(course: Course) -> CourseView:
    return CourseView(
        course_id=course.course_id,
        title=course.title,
        form=course.form,
        owner_dept=course.owner_dept,
        hours=course.hours,
        material=course.material,
        content_state=course.content_state,
        reviewed_by=course.reviewed_by,
        opinion=course.opinion,
        research_item=course.research_item,
    )


def teacher_view(teacher: Teacher, *, today: date, improvements: int) -> TeacherView:
    """A teacher; `improvements` are those that evaluations asked for and nobody has checked yet."""
    return TeacherView(
        teacher_id=teacher.teacher_id,
        name=teacher.name,
        external=teacher.external,
        employer=teacher.employer,
        title_band=teacher.title_band,
        expertise=teacher.expertise,
        qualification=teacher.qualification,
        is_leader=teacher.is_leader,
        state=teacher.state,
        valid_until=teacher.valid_until,
        proposed_by=teacher.proposed_by,
        votes=len(teacher.votes),
        expired=teacher.has_expired(today),
        employed=teacher.employed,
        last_score=teacher.last_score,
        improvements_open=improvements,
    )


def vote_view(vote: Vote) -> VettingVoteView:
    return VettingVoteView(
        member=vote.member,
        decision=vote.decision,
        found=list(vote.found),
        opinion=vote.opinion,
        at=vote.at,
    )


def venue_views(
    venues: Iterable[Venue],
    *,
    today: date,
    plans: Sequence[SafetyPlan],
    improvements: Mapping[str, int],
) -> list[VenueView]:
    """Venues with the safety plans each of them lacks today, and the improvements it owes."""
    return [
        _venue_view(venue, today, plans, improvements.get(venue.venue_id, 0)) for venue in venues
    ]


def _venue_view(
    venue: Venue, today: date, plans: Sequence[SafetyPlan], improvements: int
) -> VenueView:
    exempt = venue.kind in rules_on(today).safety_plans.venues_without
    return VenueView(
        venue_id=venue.venue_id,
        name=venue.name,
        kind=venue.kind,
        capacity=venue.capacity,
        state=venue.state,
        valid_until=venue.valid_until,
        inspected_by=venue.inspected_by,
        plans_missing=() if exempt else plans_missing(plans, venue.venue_id, today),
        improvements_open=improvements,
    )


def booking_view(booking: Booking) -> BookingView:
    return BookingView(
        resource=booking.resource,
        resource_id=booking.resource_id,
        class_id=booking.class_id,
        session_id=booking.session_id,
        from_at=booking.from_at,
        to_at=booking.to_at,
        title=booking.title,
    )
