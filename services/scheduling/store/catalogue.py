"""Look-ups of courses, teachers and venues, and of what is asked of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import func, or_, select

from contracts.assessment import Target
from contracts.refusals import Refusal
from contracts.scheduling import ListCourses, ListTeachers, ListVenues, SessionDraft
from services.scheduling.domain.course import Course
from services.scheduling.domain.improvement import Improvement
from services.scheduling.domain.safety_plan import SafetyPlan
from services.scheduling.domain.teacher import Teacher
from services.scheduling.domain.venue import Venue
from services.scheduling.store.lookups import Lookups
from services.scheduling.store.tables import course, improvement, safety_plan, teacher, venue


class CatalogueLookups(Lookups):
    """What teaching draws on."""

    def course(self, course_id: str) -> Course:
        """A course; Unknown (404) when there is none."""
        return self.get(Course, course_id, ("课程", "course"))

    def teacher(self, teacher_id: str) -> Teacher:
        """A teacher; Unknown (404) when there is none."""
        return self.get(Teacher, teacher_id, ("教师", "teacher"))

    def teacher_if_known(self, teacher_id: str) -> Teacher | None:
        """A teacher, if there is one of this id."""
        return self.session.get(Teacher, teacher_id)

    def teacher_names(self, teacher_ids: Iterable[str]) -> Mapping[str, str]:
        """What these teachers are called."""
        found = self.among(Teacher, teacher.c.teacher_id, teacher_ids)
        return {one.teacher_id: one.name for one in found}

    def venue(self, venue_id: str) -> Venue:
        """A venue; Unknown (404) when there is none."""
        return self.get(Venue, venue_id, ("场地", "venue"))

    def venues_by_id(self, venue_ids: Iterable[str]) -> Mapping[str, Venue]:
        """The venues among these ids that exist."""
        found = self.among(Venue, venue.c.venue_id, venue_ids)
        return {venue.venue_id: venue for venue in found}

    def require_new_venue_name(self, name: str) -> None:
        """Refusal when a venue of this name is registered already."""
        if self.session.scalar(select(venue.c.venue_id).where(venue.c.name == name)):
            raise Refusal(
                "VENUE_NAME_TAKEN",
                f"场地「{name}」已经登记。",
                f"A venue named '{name}' is registered already.",
                "A-5.r1",
            )

    def require_known(self, draft: SessionDraft) -> None:
        """Unknown (404) when a draft names a course, venue or person that is not registered."""
        people = [*draft.teacher_ids, draft.mobilization_leader_id]
        for find, keys in (
            (self.course, [draft.course_id]),
            (self.venue, [draft.venue_id]),
            (self.teacher, people),
        ):
            for key in keys:
                if key is not None:
                    find(key)

    def courses(self, request: ListCourses) -> tuple[Sequence[Course], int]:
        """Courses by title."""
        wanted = select(Course).order_by(course.c.title, course.c.course_id)
        if request.q:
            wanted = wanted.where(course.c.title.contains(request.q, autoescape=True))
        return self.page(wanted, request.page, request.size)

    def teachers(self, request: ListTeachers) -> tuple[Sequence[Teacher], int]:
        """Teachers by name."""
        wanted = select(Teacher).order_by(teacher.c.name, teacher.c.teacher_id)
        if request.state is not None:
            wanted = wanted.where(teacher.c.state == request.state)
        if request.q:
            fields = (teacher.c.name, teacher.c.employer, teacher.c.expertise)
            wanted = wanted.where(or_(*(f.contains(request.q, autoescape=True) for f in fields)))
        return self.page(wanted, request.page, request.size)

    def venues(self, request: ListVenues) -> tuple[Sequence[Venue], int]:
        """Venues by name."""
        wanted = select(Venue).order_by(venue.c.name)
        if request.kind is not None:
            wanted = wanted.where(venue.c.kind == request.kind)
        return self.page(wanted, request.page, request.size)

    def plans_until(self, day: date) -> Sequence[SafetyPlan]:
        """The safety plans that hold on this day or later."""
        return self.all(select(SafetyPlan).where(safety_plan.c.valid_until >= day))

    def improvement_if_known(self, action_id: str) -> Improvement | None:
        """An improvement, unless nothing of it has been heard yet."""
        return self.session.get(Improvement, action_id)

    def open_improvements(self, target: Target, ids: Iterable[str]) -> Mapping[str, int]:
        """How many improvements each of these teachers or venues still owes (B-6.5)."""
        columns = improvement.c
        counted = (
            select(columns.target_id, func.count())
            .where(columns.target == target, columns.is_open, columns.target_id.in_(list(ids)))
            .group_by(columns.target_id)
        )
        return {row[0]: row[1] for row in self.session.execute(counted)}
