"""Scheduling's look-ups."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import and_, delete, or_, select

from contracts.assessment import ExamInfoChanged, ExamPlanned
from contracts.refusals import Refusal, Unknown
from contracts.scheduling import (
    ListBookings,
    ListCourses,
    ListTeachers,
    ListVenues,
    SessionDraft,
)
from contracts.values import FileRef
from kit.store import Store
from services.scheduling.domain.attendance import Sheet
from services.scheduling.domain.booking import (
    Booking,
    Need,
    Resource,
    needs_of,
    refuse_clashes,
)
from services.scheduling.domain.course import Course
from services.scheduling.domain.exam_rooms import ExamRooms
from services.scheduling.domain.leave import Leave
from services.scheduling.domain.problems import Pool
from services.scheduling.domain.register import Register
from services.scheduling.domain.session import SHANGHAI, Session, SessionState
from services.scheduling.domain.teacher import Teacher
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import Trainee
from services.scheduling.domain.venue import Venue
from services.scheduling.store import tables as t
from services.scheduling.store.tables import tables

__all__ = ["SchedulingStore", "tables"]

Placed = TypeVar("Placed", Leave, Trainee)

# Nothing is older than the school, and no calendar reaches back for ever.
EARLIEST = date(1900, 1, 1)


class SchedulingStore(Store):
    """What scheduling finds in its own database."""

    tables = tables

    # -- One record -----------------------------------------------------------

    def course(self, course_id: str) -> Course:
        """A course; Unknown (404) when there is none."""
        return self.get(Course, course_id, ("课程", "course"))

    def teacher(self, teacher_id: str) -> Teacher:
        """A teacher; Unknown (404) when there is none."""
        return self.get(Teacher, teacher_id, ("教师", "teacher"))

    def venue(self, venue_id: str) -> Venue:
        """A venue; Unknown (404) when there is none."""
        return self.get(Venue, venue_id, ("场地", "venue"))

    def timetable(self, class_id: str) -> Timetable:
        """A class's timetable; Unknown (404) when there is no such class."""
        return self.get(Timetable, class_id, ("班次", "class"))

    def timetable_if_known(self, class_id: str) -> Timetable | None:
        """A class's timetable, unless the class has not been heard of yet."""
        return self.session.get(Timetable, class_id)

    def exam_rooms(self, event: ExamPlanned | ExamInfoChanged) -> ExamRooms | None:
        """The rooms an exam now wants; None when later news of it has been heard before."""
        heard = self.envelope.sequence if self.envelope else 0
        known = self.session.get(ExamRooms, event.exam_id)
        if known is None:
            known = ExamRooms.of_exam(event, heard=heard)
            self.add(known)
            return known
        return known if known.move(event, heard=heard) else None

    def leave(self, class_id: str, leave_id: str) -> Leave:
        """A leave request of this class; Unknown (404) when there is none."""
        title = ("请假申请", "leave request")
        return _of_class(class_id, self.get(Leave, leave_id, title), title)

    def trainee(self, class_id: str, trainee_id: str) -> Trainee:
        """A trainee of this class; Unknown (404) when there is none."""
        title = ("学员", "trainee")
        return _of_class(class_id, self.get(Trainee, trainee_id, title), title)

    def trainee_if_known(self, trainee_id: str) -> Trainee | None:
        """A trainee, unless the roster has not been heard of yet."""
        return self.session.get(Trainee, trainee_id)

    def require_new_venue_name(self, name: str) -> None:
        """Refusal when a venue of this name is registered already."""
        if self.session.scalar(select(t.venue.c.venue_id).where(t.venue.c.name == name)):
            raise Refusal(
                "VENUE_NAME_TAKEN",
                f"场地「{name}」已经登记。",
                f"A venue named '{name}' is registered already.",
                "A-5.r1",
            )

    def require_file(self, file: FileRef) -> None:
        """Unknown (404) when nothing is stored under a file's id."""
        if not self.files.path(file.file_id).exists():
            raise Unknown("文件", "file")

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

    # -- What belongs together ------------------------------------------------

    def pool(self, sessions: Iterable[Session]) -> Pool:
        """The courses, teachers and venues these sessions draw on."""
        sessions = list(sessions)
        courses = {session.course_id for session in sessions}
        venues = {session.venue_id for session in sessions}
        people = {session.mobilization_leader_id for session in sessions}
        people |= {teacher_id for session in sessions for teacher_id in session.teacher_ids}
        return Pool(
            courses={c.course_id: c for c in self._among(Course, t.course.c.course_id, courses)},
            teachers={
                p.teacher_id: p for p in self._among(Teacher, t.teacher.c.teacher_id, people)
            },
            venues=self.venues_by_id(key for key in venues if key),
        )

    def register(self, timetable: Timetable) -> Register:
        """Everything attendance of a class is judged by."""
        here = timetable.class_id
        sheets = self._all(select(Sheet).where(t.sheet.c.class_id == here))
        return Register(
            timetable=timetable,
            trainees=self.trainees(here),
            sheets={sheet.session_id: sheet for sheet in sheets},
            leaves=self.leaves(here),
        )

    def venues_by_id(self, venue_ids: Iterable[str]) -> Mapping[str, Venue]:
        """The venues among these ids that exist."""
        found = self._among(Venue, t.venue.c.venue_id, venue_ids)
        return {venue.venue_id: venue for venue in found}

    def trainees(self, class_id: str) -> Sequence[Trainee]:
        """The trainees of a class."""
        wanted = select(Trainee).where(t.trainee.c.class_id == class_id)
        return self._all(wanted.order_by(t.trainee.c.trainee_id))

    def leaves(self, class_id: str) -> Sequence[Leave]:
        """The leave requests of a class, oldest first."""
        wanted = select(Leave).where(t.leave_request.c.class_id == class_id)
        return self._all(wanted.order_by(t.leave_request.c.leave_id))

    def scheduled_sessions_of_course(self, course_id: str) -> Sequence[Session]:
        """The sessions still to come that teach a course."""
        return self._scheduled(t.session.c.course_id == course_id)

    def scheduled_sessions_at(self, venue_id: str) -> Sequence[Session]:
        """The sessions still to come at a venue."""
        return self._scheduled(t.session.c.venue_id == venue_id)

    # -- Lists ----------------------------------------------------------------

    def courses(self, request: ListCourses) -> tuple[Sequence[Course], int]:
        """Courses by title."""
        wanted = select(Course).order_by(t.course.c.title, t.course.c.course_id)
        if request.q:
            wanted = wanted.where(t.course.c.title.contains(request.q, autoescape=True))
        return self.page(wanted, request.page, request.size)

    def teachers(self, request: ListTeachers) -> tuple[Sequence[Teacher], int]:
        """Teachers by name."""
        wanted = select(Teacher).order_by(t.teacher.c.name, t.teacher.c.teacher_id)
        if request.state is not None:
            wanted = wanted.where(t.teacher.c.state == request.state)
        if request.q:
            fields = (t.teacher.c.name, t.teacher.c.employer, t.teacher.c.expertise)
            wanted = wanted.where(or_(*(f.contains(request.q, autoescape=True) for f in fields)))
        return self.page(wanted, request.page, request.size)

    def venues(self, request: ListVenues) -> tuple[Sequence[Venue], int]:
        """Venues by name."""
        wanted = select(Venue).order_by(t.venue.c.name)
        if request.kind is not None:
            wanted = wanted.where(t.venue.c.kind == request.kind)
        return self.page(wanted, request.page, request.size)

    # -- Bookings -------------------------------------------------------------

    def book_session(self, session: Session) -> None:
        """Take what a session needs instead of what it had; Refusal when something is taken."""
        self._release(t.booking.c.session_id == session.session_id)
        if session.state is not SessionState.CANCELLED:
            needs = needs_of(session)
            self._take(
                needs, session.class_id, session.title, session_id=session.session_id, exam_id=""
            )

    def book_exam(self, exam: ExamRooms, title: str) -> None:
        """Take what an exam needs instead of what it had; Refusal when something is taken."""
        self.release_exam(exam.exam_id)
        self._take(exam.needs, exam.class_id, title, session_id="", exam_id=exam.exam_id)

    def release_class(self, class_id: str) -> None:
        """Give back everything a class has taken."""
        self._release(t.booking.c.class_id == class_id)

    def release_exam(self, exam_id: str) -> None:
        """Give back the rooms of an exam."""
        self._release(t.booking.c.exam_id == exam_id)

    def clashing(self, needs: Sequence[Need]) -> Sequence[Booking]:
        """The bookings that share a resource and an instant with what is wanted."""
        b = t.booking.c
        shared = [
            and_(
                b.resource == need.resource,
                b.resource_id == need.resource_id,
                b.from_at < need.span.to_at,
                b.to_at > need.span.from_at,
            )
            for need in needs
        ]
        return self._all(select(Booking).where(or_(*shared)).order_by(b.from_at))

    def bookings(self, request: ListBookings) -> Sequence[Booking]:
        """What is taken between two local days, both included."""
        b = t.booking.c
        wanted = select(Booking).where(
            b.from_at <= datetime.combine(request.to_on, time.max, tzinfo=SHANGHAI),
            b.to_at > datetime.combine(max(request.from_on, EARLIEST), time(), tzinfo=SHANGHAI),
        )
        for kind, key in (
            (Resource.VENUE, request.venue_id),
            (Resource.TEACHER, request.teacher_id),
        ):
            if key is not None:
                wanted = wanted.where(b.resource == kind, b.resource_id == key)
        return self._all(wanted.order_by(b.from_at, b.resource, b.resource_id))

    def _take(
        self, needs: Sequence[Need], class_id: str, title: str, *, session_id: str, exam_id: str
    ) -> None:
        refuse_clashes(needs, self.clashing(needs))
        for need in needs:
            booking = Booking(
                booking_id=self.new_id(),
                resource=need.resource,
                resource_id=need.resource_id,
                class_id=class_id,
                session_id=session_id,
                exam_id=exam_id,
                from_at=need.span.from_at,
                to_at=need.span.to_at,
                title=title,
            )
            self.add(booking)
        self.session.flush()

    # -- Below ----------------------------------------------------------------

    def _release(self, which: Any) -> None:
        # At once, not with the other changes: a mapper inserts before it deletes.
        self.session.flush()
        self.session.execute(delete(Booking).where(which))

    def _scheduled(self, which: Any) -> Sequence[Session]:
        still = t.session.c.state == SessionState.SCHEDULED
        return self._all(select(Session).where(which, still))

    def _among(self, record: Any, key: Any, ids: Iterable[str | None]) -> Sequence[Any]:
        wanted = sorted(found for found in ids if found)
        return self._all(select(record).where(key.in_(wanted))) if wanted else []

    def _all(self, statement: Any) -> Sequence[Any]:
        return self.session.scalars(statement).all()


def _of_class(class_id: str, record: Placed, title: tuple[str, str]) -> Placed:
    # Another class's record is none of this class's business, and its id is not confirmed.
    if record.class_id != class_id:
        raise Unknown(*title)
    return record
