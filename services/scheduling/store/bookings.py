"""Look-ups of what is taken when; the only place where anything is taken or given back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, delete, or_, select

from contracts.assessment import ExamInfoChanged, ExamPlanned
from contracts.scheduling import ListBookings
from services.scheduling.domain.booking import (
    Booking,
    Need,
    Resource,
    clashes_of,
    needs_beside,
    needs_of,
    refuse_clashes,
)
from services.scheduling.domain.dispatch import Dispatch
from services.scheduling.domain.exam_rooms import ExamRooms
from services.scheduling.domain.period import Period
from services.scheduling.domain.session import Session, Span
from services.scheduling.store.lookups import Lookups
from services.scheduling.store.tables import booking

booked = booking.c

# The id of what a booking is for, by its name.
Whose = dict[str, str]


class BookingLookups(Lookups):
    """Venues, teachers and classes, taken and free."""

    def exam_rooms(self, event: ExamPlanned | ExamInfoChanged) -> ExamRooms | None:
        """The rooms an exam now wants; None when later news of it has been heard before."""
        known = self.session.get(ExamRooms, event.exam_id)
        if known is None:
            known = ExamRooms.of_exam(event, heard=self.heard)
            self.add(known)
            return known
        return known if known.move(event, heard=self.heard) else None

    def book_session(self, session: Session) -> None:
        """Take what a session needs instead of what it had; Refusal when something is taken."""
        self.release_session(session)
        if session.is_live:
            needs = self._needs(session)
            refuse_clashes(needs, self.clashing(needs))
            self._take(needs, session.class_id, session.title, {"session_id": session.session_id})

    def book_moved_session(self, session: Session) -> None:
        """Take what is free of what a session needs at its new time; the session keeps what is
        not.
        """
        needs = self._needs(session)
        session.clashes = clashes_of(needs, self.clashing(needs))
        taken = {(clash.resource, clash.resource_id) for clash in session.clashes}
        free = [need for need in needs if (need.resource, need.resource_id) not in taken]
        self._take(free, session.class_id, session.title, {"session_id": session.session_id})

    def book_exam(self, exam: ExamRooms, title: str) -> None:
        """Take what an exam needs instead of what it had; Refusal when something is taken."""
        self.release_exam(exam.exam_id)
        refuse_clashes(exam.needs, self.clashing(exam.needs))
        self._take(exam.needs, exam.class_id, title, {"exam_id": exam.exam_id})

    def busy_sessions(self, teacher_id: str) -> Sequence[str]:
        """The ids of the sessions a teacher is booked for that have not begun."""
        wanted = select(booked.session_id).where(
            booked.resource == Resource.TEACHER,
            booked.resource_id == teacher_id,
            booked.session_id != "",
            booked.from_at > self.now,
        )
        return self.all(wanted)

    def require_free(self, dispatch: Dispatch) -> None:
        """Refusal when the teacher is taken on one of the days of a dispatch."""
        refuse_clashes(dispatch.needs, self.clashing(dispatch.needs))

    def book_dispatch(self, dispatch: Dispatch) -> None:
        """Take a teacher for the days of a dispatch; Refusal when taken already."""
        self.require_free(dispatch)
        title = f"外派授课：{dispatch.topic}"[:200]
        self._take(dispatch.needs, "", title, {"dispatch_id": dispatch.dispatch_id})

    def release_session(self, session: Session) -> None:
        """Give back what a session has taken."""
        self._release(booked.session_id == session.session_id)

    def release_class(self, class_id: str) -> None:
        """Give back everything a class has taken."""
        self._release(booked.class_id == class_id)

    def release_exam(self, exam_id: str) -> None:
        """Give back the rooms of an exam."""
        self._release(booked.exam_id == exam_id)

    def clashing(self, needs: Sequence[Need]) -> Sequence[Booking]:
        """The bookings that share a resource and an instant with what is wanted."""
        shared = [
            and_(
                booked.resource == need.resource,
                booked.resource_id == need.resource_id,
                booked.from_at < need.span.to_at,
                booked.to_at > need.span.from_at,
            )
            for need in needs
        ]
        return self.all(select(Booking).where(or_(*shared)).order_by(booked.from_at))

    def taken_by_others(self, session: Session, span: Span) -> Sequence[Booking]:
        """What is taken in a time of all that a session needs, by others than itself."""
        needs = [replace(need, span=span) for need in self._needs(session)]
        return [one for one in self.clashing(needs) if one.session_id != session.session_id]

    def bookings(self, request: ListBookings) -> Sequence[Booking]:
        """What is taken between two local days, both included."""
        span = Period(since=request.from_on, until=request.to_on).span
        wanted = select(Booking).where(
            booked.from_at <= span.to_at,
            booked.to_at > span.from_at,
        )
        for kind, key in (
            (Resource.VENUE, request.venue_id),
            (Resource.TEACHER, request.teacher_id),
        ):
            if key is not None:
                wanted = wanted.where(booked.resource == kind, booked.resource_id == key)
        return self.all(wanted.order_by(booked.from_at, booked.resource, booked.resource_id))

    def _needs(self, session: Session) -> list[Need]:
        host = self.session.get(Session, session.joint_with) if session.joint_with else None
        return needs_beside(session, host) if host else needs_of(session)

    def _take(self, needs: Sequence[Need], class_id: str, title: str, whose: Whose) -> None:
        for need in needs:
            taken = Booking(
                booking_id=self.new_id(),
                resource=need.resource,
                resource_id=need.resource_id,
                class_id=class_id,
                from_at=need.span.from_at,
                to_at=need.span.to_at,
                title=title,
                **whose,
            )
            self.add(taken)
        self.session.flush()

    def _release(self, which: Any) -> None:
        # At once, not with the other changes: a mapper inserts before it deletes.
        self.session.flush()
        self.session.execute(delete(Booking).where(which))
