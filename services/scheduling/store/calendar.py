"""Look-ups of what takes place when, whole records instead of single bookings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from services.scheduling.domain.booking import Resource
from services.scheduling.domain.dispatch import Dispatch
from services.scheduling.domain.exam_rooms import ExamRooms
from services.scheduling.domain.period import Period
from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable
from services.scheduling.store.lookups import Lookups
from services.scheduling.store.tables import booking, dispatch, exam_rooms, timetable
from services.scheduling.store.tables import session as session_table

booked = booking.c
sessions = session_table.c

Ids = set[tuple[str, str, str]]


@dataclass(frozen=True, kw_only=True)
class ClassLabel:
    """What a class is called, and which of its sessions others do not know as they are now."""

    code: str
    title: str
    edition: int
    pending: Mapping[str, str]

    def knows(self, session_id: str) -> bool:
        """Whether others know a session as it is now."""
        return bool(self.edition) and session_id not in self.pending


@dataclass(frozen=True, kw_only=True)
class Happenings:
    """What takes place in a time."""

    sessions: Sequence[Session]
    exams: Sequence[ExamRooms]
    dispatches: Sequence[Dispatch]


class CalendarLookups(Lookups):
    """Sessions, exams and dispatches by day."""

    def happenings(
        self, period: Period, *, venue_id: str | None, teacher_id: str | None
    ) -> Happenings:
        """What takes place in a period; of one venue or teacher, what that one is taken for."""
        found = self._taken(period)
        for kind, key in ((Resource.VENUE, venue_id), (Resource.TEACHER, teacher_id)):
            if key is not None:
                found &= self._taken(period, booked.resource == kind, booked.resource_id == key)
        session_ids = [session_id for session_id, _, _ in found if session_id]
        # Those taught together with a session hold neither its venue nor its teachers.
        near = or_(sessions.session_id.in_(session_ids), sessions.joint_with.in_(session_ids))
        taught = self.all(select(Session).where(near, sessions.state != "CANCELLED"))
        return Happenings(
            sessions=taught,
            exams=self.among(ExamRooms, exam_rooms.c.exam_id, {exam for _, exam, _ in found}),
            dispatches=self.among(Dispatch, dispatch.c.dispatch_id, {one for _, _, one in found}),
        )

    def class_labels(self, class_ids: Iterable[str]) -> Mapping[str, ClassLabel]:
        """What these classes are called."""
        columns = timetable.c
        wanted = select(
            columns.class_id, columns.code, columns.title, columns.edition, columns.pending
        ).where(columns.class_id.in_(set(class_ids)))
        return {
            row.class_id: ClassLabel(
                code=row.code, title=row.title, edition=row.edition, pending=row.pending
            )
            for row in self.session.execute(wanted)
        }

    def timetables_within(self, period: Period) -> Sequence[Timetable]:
        """The timetables of the classes that are held in a period."""
        columns = timetable.c
        return self.all(
            select(Timetable)
            .where(columns.start_on <= period.until, columns.end_on >= period.since)
            .order_by(columns.start_on, columns.class_id)
        )

    def _taken(self, period: Period, *which: Any) -> Ids:
        span = period.span
        wanted = select(booked.session_id, booked.exam_id, booked.dispatch_id).where(
            booked.from_at <= span.to_at, booked.to_at > span.from_at, *which
        )
        return {(row[0], row[1], row[2]) for row in self.session.execute(wanted.distinct())}
