"""What scheduling shows of its records."""

from collections.abc import Sequence

from contracts.roles import Role
from contracts.scheduling import (
    AttendanceTotal,
    AttendanceView,
    BookingView,
    CourseView,
    LeaveView,
    MarkLine,
    SessionView,
    SheetView,
    TeacherView,
    TimetableView,
    VenueView,
)
from services.scheduling.domain.attendance import Sheet, Tally, person_hours
from services.scheduling.domain.booking import Booking
from services.scheduling.domain.course import Course
from services.scheduling.domain.leave import Leave, LeaveState
from services.scheduling.domain.problems import Pool, Problem
from services.scheduling.domain.register import Register
from services.scheduling.domain.rules import Rules
from services.scheduling.domain.session import Session
from services.scheduling.domain.teacher import Teacher
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import Standing, leave_left, standing_of
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
    )


def teacher_view(teacher: Teacher, *, expired: bool) -> TeacherView:
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
        expired=expired,
    )


def venue_view(venue: Venue) -> VenueView:
    return VenueView(
        venue_id=venue.venue_id,
        name=venue.name,
        kind=venue.kind,
        capacity=venue.capacity,
        state=venue.state,
        valid_until=venue.valid_until,
        inspected_by=venue.inspected_by,
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


def timetable_view(timetable: Timetable, pool: Pool) -> TimetableView:
    problems = timetable.problems(pool)
    return TimetableView(
        class_id=timetable.class_id,
        version=timetable.edition,
        state=timetable.state,
        hours_total=timetable.hours_total,
        minimum_hours=timetable.minimum_hours,
        headcount=timetable.headcount,
        sessions=session_views(timetable.live, pool, problems),
        problems=[str(problem) for problem in problems if not problem.session_id],
    )


def session_views(
    sessions: Sequence[Session], pool: Pool, problems: Sequence[Problem]
) -> list[SessionView]:
    """Sessions in the order of time, numbered, each with its own problems."""
    return [
        _session_view(
            session, seq, pool, [str(p) for p in problems if p.session_id == session.session_id]
        )
        for seq, session in enumerate(sessions, 1)
    ]


def _session_view(session: Session, seq: int, pool: Pool, problems: list[str]) -> SessionView:
    venue = pool.venues.get(session.venue_id or "")
    leader = pool.teachers.get(session.mobilization_leader_id or "")
    return SessionView(
        session_id=session.session_id,
        class_id=session.class_id,
        seq=seq,
        title=session.title,
        form=session.form,
        on=session.on,
        half_day=session.half_day,
        from_at=session.from_at,
        to_at=session.to_at,
        hours=session.hours,
        course_id=session.course_id,
        teacher_ids=list(session.teacher_ids),
        teacher_names=[pool.teachers[key].name for key in session.teacher_ids],
        venue_id=session.venue_id,
        venue_name=venue.name if venue else "",
        mobilization_leader_id=session.mobilization_leader_id,
        mobilization_leader_name=leader.name if leader else "",
        counts_attendance=session.counts_attendance,
        content_review=session.content_review,
        venue_review=session.venue_review,
        state=session.state,
        problems=problems,
    )


def sheet_view(sheet: Sheet, register: Register) -> SheetView:
    session = register.timetable.session(sheet.session_id)
    on_leave = register.on_leave(session)
    marks = sheet.standing_marks(on_leave)
    return SheetView(
        session_id=sheet.session_id,
        class_id=sheet.class_id,
        title=session.title,
        marks=[MarkLine(trainee_id=key, mark=mark) for key, mark in sorted(marks.items())],
        unmarked=sheet.unmarked(active=register.active, on_leave=on_leave),
        state=sheet.state,
        recorder=sheet.recorder,
        closed_at=sheet.closed_at,
    )


def attendance_view(register: Register, pool: Pool) -> AttendanceView:
    timetable, tallies = register.timetable, register.tallies()
    return AttendanceView(
        class_id=timetable.class_id,
        sessions=session_views(timetable.live, pool, timetable.problems(pool)),
        totals=[_total(line, timetable.rules) for line in tallies],
        person_hours=person_hours(tallies),
    )


def _total(line: Tally, rules: Rules) -> AttendanceTotal:
    return AttendanceTotal(
        trainee_id=line.trainee_id,
        total=line.total,
        attended=line.attended,
        leave=line.leave,
        absent=line.absent,
        leave_left=leave_left(line.leave, line.total, rules),
        limit_exceeded=standing_of(line.leave, line.total, rules) is Standing.OVER,
        marks=dict(line.marks),
    )


def leave_view(leave: Leave, register: Register) -> LeaveView:
    """A request; `cumulative` is all of the trainee's leave, a request still open included."""
    timetable, line = register.timetable, register.tally_of(leave.trainee_id)
    hours = leave.hours(timetable.live)
    is_open = leave.state in (LeaveState.REQUESTED, LeaveState.ENDORSED)
    cumulative = line.leave + (hours if is_open else 0)
    needs: list[Role] = list(leave.needs(timetable.live, timetable.rules))
    return LeaveView(
        leave_id=leave.leave_id,
        class_id=leave.class_id,
        trainee_id=leave.trainee_id,
        kind=leave.kind,
        from_at=leave.from_at,
        to_at=leave.to_at,
        hours=hours,
        cumulative=cumulative,
        total=line.total,
        exceeds_limit=standing_of(cumulative, line.total, timetable.rules) is Standing.OVER,
        state=leave.state,
        needs=needs,
        approvals=[f"{step.role} {step.by}" for step in leave.approvals],
    )
