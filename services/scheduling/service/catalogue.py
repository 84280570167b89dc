"""What teaching draws on: courses, teachers and venues, each with its review, and what
evaluations say of them.
"""

from collections.abc import Iterable

from contracts.assessment import EvaluationFedBack, ImprovementChecked, Target
from contracts.base import Page
from contracts.scheduling import (
    AddCourse,
    BookingView,
    CourseView,
    DecideVetting,
    Decision,
    FindTeacher,
    FindVenue,
    ListBookings,
    ListCourses,
    ListTeachers,
    ListVenues,
    ListVettingVotes,
    ProposeTeacher,
    RegisterVenue,
    ReviewContent,
    RevokeVenue,
    SubmitContent,
    SuspendTeacher,
    TeacherView,
    VenueView,
    VettingVoteView,
    VetVenue,
    VoteOnTeacher,
)
from kit.department import command, query, reaction
from services.scheduling.domain.course import Course
from services.scheduling.domain.improvement import CHOSEN, Improvement
from services.scheduling.domain.rules import rules_on
from services.scheduling.domain.session import Aspect
from services.scheduling.domain.teacher import Teacher, VettingItem
from services.scheduling.domain.venue import SafetyItem, Venue
from services.scheduling.service.losses import lose_teacher, lose_venue
from services.scheduling.service.views.catalogue import (
    booking_view,
    course_view,
    teacher_view,
    venue_views,
    vote_view,
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
            research_item=request.research_item,
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
        return self._teacher(teacher, store)

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
        return self._teacher(teacher, store)

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
        return self._teacher(teacher, store)

    @command
    def suspend_teacher(self, request: SuspendTeacher, store: SchedulingStore) -> TeacherView:
        teacher = store.teacher(request.teacher_id)
        store.emit(teacher.suspend(reason=request.reason))
        lose_teacher(teacher, store)
        return self._teacher(teacher, store)

    @query
    def list_teachers(self, request: ListTeachers, store: SchedulingStore) -> Page[TeacherView]:
        teachers, total = store.teachers(request)
        return Page(items=self._teachers(teachers, store), total=total)

    @query
    def find_teacher(self, request: FindTeacher, store: SchedulingStore) -> TeacherView:
        return self._teacher(store.teacher(request.teacher_id), store)

    @query
    def list_vetting_votes(
        self, request: ListVettingVotes, store: SchedulingStore
    ) -> list[VettingVoteView]:
        return [vote_view(vote) for vote in store.teacher(request.teacher_id).votes]

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
        return self._venue(venue, store)

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
        store.emit(vetted)
        if request.decision is Decision.REJECTED:
            lose_venue(venue, store)
        return self._venue(venue, store)

    @command
    def revoke_venue(self, request: RevokeVenue, store: SchedulingStore) -> VenueView:
        venue = store.venue(request.venue_id)
        store.emit(venue.revoke(reason=request.reason))
        lose_venue(venue, store)
        return self._venue(venue, store)

    @query
    def list_venues(self, request: ListVenues, store: SchedulingStore) -> Page[VenueView]:
        venues, total = store.venues(request)
        return Page(items=self._venues(venues, store), total=total)

    @query
    def find_venue(self, request: FindVenue, store: SchedulingStore) -> VenueView:
        return self._venue(store.venue(request.venue_id), store)

    @query
    def list_bookings(self, request: ListBookings, store: SchedulingStore) -> list[BookingView]:
        return [booking_view(booking) for booking in store.bookings(request)]

    # -- Evaluations (B-6.5) --------------------------------------------------

    @reaction
    def note_evaluation(self, event: EvaluationFedBack, store: SchedulingStore) -> None:
        if event.target in CHOSEN and store.improvement_if_known(event.action_id) is None:
            store.add(Improvement.of(event))
        if event.target is Target.TEACHER and event.score is not None:
            self._note_score(event.target_id, event.score, store)

    @reaction
    def note_improvement(self, event: ImprovementChecked, store: SchedulingStore) -> None:
        if event.target not in CHOSEN:
            return
        improvement = store.improvement_if_known(event.action_id) or Improvement.of(event)
        improvement.note_check(event, heard=store.heard)
        store.add(improvement)

    def _note_score(self, teacher_id: str, score: int, store: SchedulingStore) -> None:
        teacher = store.teacher_if_known(teacher_id)
        if teacher is None:
            return
        suspended = teacher.note_score(score, at=store.told_at, rules=rules_on(store.today))
        store.emit(*suspended)
        if suspended:
            lose_teacher(teacher, store)

    # -- Below ----------------------------------------------------------------

    def _teacher(self, teacher: Teacher, store: SchedulingStore) -> TeacherView:
        (view,) = self._teachers([teacher], store)
        return view

    def _teachers(self, teachers: Iterable[Teacher], store: SchedulingStore) -> list[TeacherView]:
        listed = list(teachers)
        owed = store.open_improvements(Target.TEACHER, [t.teacher_id for t in listed])
        return [
            teacher_view(t, today=store.today, improvements=owed.get(t.teacher_id, 0))
            for t in listed
        ]

    def _venue(self, venue: Venue, store: SchedulingStore) -> VenueView:
        (view,) = self._venues([venue], store)
        return view

    def _venues(self, venues: Iterable[Venue], store: SchedulingStore) -> list[VenueView]:
        listed = list(venues)
        return venue_views(
            listed,
            today=store.today,
            plans=store.plans_until(store.today),
            improvements=store.open_improvements(Target.VENUE, [v.venue_id for v in listed]),
        )
