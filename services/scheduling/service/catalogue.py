"""What teaching draws on: courses, teachers and venues, each with its review."""

from contracts.base import Page
from contracts.scheduling import (
    AddCourse,
    BookingView,
    CourseView,
    DecideVetting,
    Decision,
    ListBookings,
    ListCourses,
    ListTeachers,
    ListVenues,
    ProposeTeacher,
    RegisterVenue,
    ReviewContent,
    RevokeVenue,
    SubmitContent,
    SuspendTeacher,
    TeacherView,
    VenueView,
    VetVenue,
    VoteOnTeacher,
)
from kit.department import command, query
from services.scheduling.domain.course import Course
from services.scheduling.domain.rules import rules_on
from services.scheduling.domain.session import Aspect
from services.scheduling.domain.teacher import Teacher, VettingItem
from services.scheduling.domain.venue import SafetyItem, Venue
from services.scheduling.service.views import (
    booking_view,
    course_view,
    teacher_view,
    venue_view,
)
from services.scheduling.store import SchedulingStore


class Catalogue:
    """Courses, teachers and venues."""

    # -- Courses --------------------------------------------------------------

    @command
    def add_course(self, request: AddCourse, store: SchedulingStore) -> CourseView:
        course = Course(
            course_id=store.new_id(),
            title=request.title,
            form=request.form,
            owner_dept=request.owner_dept,
            hours=request.hours,
        )
        store.add(course)
        return course_view(course)

    @command
    def submit_content(self, request: SubmitContent, store: SchedulingStore) -> CourseView:
        course = store.course(request.course_id)
        store.require_file(request.material)
        if course.submit_content(material=request.material, by=store.actor.person_id):
            for session in store.scheduled_sessions_of_course(course.course_id):
                session.reopen(Aspect.CONTENT)
        return course_view(course)

    @command
    def review_content(self, request: ReviewContent, store: SchedulingStore) -> CourseView:
        course = store.course(request.course_id)
        reviewed = course.review_content(
            decision=request.decision,
            political=request.political,
            ethics=request.ethics,
            confidentiality=request.confidentiality,
            opinion=request.opinion,
            by=store.actor.person_id,
        )
        store.emit(reviewed)
        return course_view(course)

    @query
    def list_courses(self, request: ListCourses, store: SchedulingStore) -> Page[CourseView]:
        courses, total = store.courses(request)
        return Page(items=[course_view(course) for course in courses], total=total)

    # -- Teachers -------------------------------------------------------------

    @command
    def propose_teacher(self, request: ProposeTeacher, store: SchedulingStore) -> TeacherView:
        teacher = Teacher.propose(request, teacher_id=store.new_id(), by=store.actor.person_id)
        store.add(teacher)
        return teacher_view(teacher, expired=False)

    @command
    def vote_on_teacher(self, request: VoteOnTeacher, store: SchedulingStore) -> TeacherView:
        teacher = store.teacher(request.teacher_id)
        teacher.vote(
            member=store.actor.person_id,
            decision=request.decision,
            found={item for item in VettingItem if getattr(request, item.lower())},
            opinion=request.opinion,
            now=store.now,
            today=store.today,
        )
        return teacher_view(teacher, expired=False)

    @command
    def decide_vetting(self, request: DecideVetting, store: SchedulingStore) -> TeacherView:
        teacher = store.teacher(request.teacher_id)
        decided = teacher.decide(
            by=store.actor.person_id,
            valid_until=request.valid_until,
            today=store.today,
            rules=rules_on(store.today),
        )
        store.emit(decided)
        return teacher_view(teacher, expired=False)

    @command
    def suspend_teacher(self, request: SuspendTeacher, store: SchedulingStore) -> TeacherView:
        teacher = store.teacher(request.teacher_id)
        store.emit(teacher.suspend(reason=request.reason))
        return teacher_view(teacher, expired=False)

    @query
    def list_teachers(self, request: ListTeachers, store: SchedulingStore) -> Page[TeacherView]:
        teachers, total = store.teachers(request)
        views = [teacher_view(t, expired=t.has_expired(store.today)) for t in teachers]
        return Page(items=views, total=total)

    # -- Venues ---------------------------------------------------------------

    @command
    def register_venue(self, request: RegisterVenue, store: SchedulingStore) -> VenueView:
        store.require_new_venue_name(request.name)
        venue = Venue(
            venue_id=store.new_id(),
            name=request.name,
            kind=request.kind,
            capacity=request.capacity,
        )
        store.add(venue)
        return venue_view(venue)

    @command
    def vet_venue(self, request: VetVenue, store: SchedulingStore) -> VenueView:
        venue = store.venue(request.venue_id)
        vetted = venue.vet(
            decision=request.decision,
            found_safe={item for item in SafetyItem if getattr(request, item.lower())},
            valid_until=request.valid_until,
            opinion=request.opinion,
            by=store.actor.person_id,
            today=store.today,
        )
        if request.decision is Decision.REJECTED:
            self._reopen_venue_reviews(venue, store)
        store.emit(vetted)
        return venue_view(venue)

    @command
    def revoke_venue(self, request: RevokeVenue, store: SchedulingStore) -> VenueView:
        venue = store.venue(request.venue_id)
        store.emit(venue.revoke(reason=request.reason))
        self._reopen_venue_reviews(venue, store)
        return venue_view(venue)

    @query
    def list_venues(self, request: ListVenues, store: SchedulingStore) -> Page[VenueView]:
        venues, total = store.venues(request)
        return Page(items=[venue_view(venue) for venue in venues], total=total)

    @query
    def list_bookings(self, request: ListBookings, store: SchedulingStore) -> list[BookingView]:
        return [booking_view(booking) for booking in store.bookings(request)]

    def _reopen_venue_reviews(self, venue: Venue, store: SchedulingStore) -> None:
        for session in store.scheduled_sessions_at(venue.venue_id):
            session.reopen(Aspect.VENUE)
