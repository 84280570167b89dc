"""Look-ups of timetables with their sessions, and of those who attend them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from services.scheduling.domain.attendance import Sheet
from services.scheduling.domain.course import Course
from services.scheduling.domain.leave import Leave
from services.scheduling.domain.online_room import OnlineRoom
from services.scheduling.domain.problems import Pool
from services.scheduling.domain.register import Register
from services.scheduling.domain.session import Session, SessionState
from services.scheduling.domain.teacher import Teacher
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import Trainee
from services.scheduling.store.catalogue import CatalogueLookups
from services.scheduling.store.tables import (
    course,
    leave_request,
    sheet,
    teacher,
    trainee,
)
from services.scheduling.store.tables import session as session_table

sessions = session_table.c


class ClassLookups(CatalogueLookups):
    """Classes: when, where, with whom, and who comes."""

    def timetable(self, class_id: str) -> Timetable:
        """A class's timetable; Unknown (404) when there is no such class."""
        return self.get(Timetable, class_id, ("班次", "class"))

    def timetable_if_known(self, class_id: str) -> Timetable | None:
        """A class's timetable, unless the class has not been heard of yet."""
        return self.session.get(Timetable, class_id)

    def leave(self, class_id: str, leave_id: str) -> Leave:
        """A leave request of this class; Unknown (404) when there is none."""
        title = ("请假申请", "leave request")
        return self.of_class(Leave, leave_id, class_id, title)

    def trainee(self, class_id: str, trainee_id: str) -> Trainee:
        """A trainee of this class; Unknown (404) when there is none."""
        title = ("学员", "trainee")
        return self.of_class(Trainee, trainee_id, class_id, title)

    def trainee_if_known(self, trainee_id: str) -> Trainee | None:
        """A trainee, unless the roster has not been heard of yet."""
        return self.find(Trainee, trainee_id)

    def pool(self, of: Iterable[Session], since: date | None = None) -> Pool:
        """The courses, teachers and venues these sessions draw on, and who else attends them; with
        the safety plans from their first day on, or from another one.
        """
        drawn = list(of)
        courses = {session.course_id for session in drawn}
        venues = {session.venue_id for session in drawn}
        people = {session.mobilization_leader_id for session in drawn}
        people |= {teacher_id for session in drawn for teacher_id in session.teacher_ids}
        first_day = min((session.on for session in drawn), default=self.today)
        return Pool(
            courses={c.course_id: c for c in self.among(Course, course.c.course_id, courses)},
            teachers={p.teacher_id: p for p in self.among(Teacher, teacher.c.teacher_id, people)},
            venues=self.venues_by_id(key for key in venues if key),
            plans=self.plans_until(since or first_day),
            guests=self._guest_heads(drawn),
        )

    def register(self, timetable: Timetable) -> Register:
        """Everything attendance of a class is judged by."""
        here = timetable.class_id
        sheets = self.all(select(Sheet).where(sheet.c.class_id == here))
        return Register(
            timetable=timetable,
            trainees=self.trainees(here),
            sheets={sheet.session_id: sheet for sheet in sheets},
            leaves=self.leaves(here),
        )

    def trainees(self, class_id: str) -> Sequence[Trainee]:
        """The trainees of a class."""
        wanted = select(Trainee).where(trainee.c.class_id == class_id)
        return self.all(wanted.order_by(trainee.c.trainee_id))

    def leaves(self, class_id: str) -> Sequence[Leave]:
        """The leave requests of a class, oldest first."""
        wanted = select(Leave).where(leave_request.c.class_id == class_id)
        return self.all(wanted.order_by(leave_request.c.leave_id))

    def online_room(self, class_id: str) -> OnlineRoom:
        """Where an online class meets; Unknown (404) before it has been prepared."""
        return self.get(OnlineRoom, class_id, ("线上平台", "online room"))

    def online_room_if_known(self, class_id: str) -> OnlineRoom | None:
        """Where an online class meets, if that has been prepared."""
        return self.session.get(OnlineRoom, class_id)

    # -- One trainee ----------------------------------------------------------

    def place(self, trainee_id: str) -> Trainee:
        """A trainee's place in a class; Unknown (404) when there is none."""
        return self.get(Trainee, trainee_id, ("学员", "trainee"))

    def register_of(self, trainee: Trainee, timetable: Timetable) -> Register:
        """What attendance of one trainee is judged by."""
        here = trainee.class_id
        own = select(Leave).where(leave_request.c.trainee_id == trainee.trainee_id)
        sheets = self.all(select(Sheet).where(sheet.c.class_id == here))
        return Register(
            timetable=timetable,
            trainees=[trainee],
            sheets={found.session_id: found for found in sheets},
            leaves=self.all(own.order_by(leave_request.c.leave_id)),
        )

    def hold_session(self, session_id: str) -> None:
        """Let nobody else sign in to a session before the commit: its sheet is one record, and a
        whole class signs in within a minute.
        """
        mine = select(sessions.session_id).where(sessions.session_id == session_id)
        self.session.execute(mine.with_for_update())

    def seal_code(self, text: str) -> str:
        """The keyed mark of a sign-in code, which only this institution can make."""
        return self.blind("session.code", text)

    # -- Sessions of any class ------------------------------------------------

    def scheduled_sessions_of_course(self, course_id: str) -> Sequence[Session]:
        """The sessions still to come that teach a course."""
        return self._scheduled(sessions.course_id == course_id)

    def scheduled_sessions_at(self, venue_id: str) -> Sequence[Session]:
        """The sessions at a venue that have not begun."""
        return self._scheduled(sessions.venue_id == venue_id, sessions.from_at > self.now)

    def scheduled_sessions_with(
        self, teacher_id: str, booked_for: Iterable[str]
    ) -> Sequence[Session]:
        """The sessions a teacher gives among those booked, and those taught together with them."""
        ids = list(booked_for)
        near = or_(sessions.session_id.in_(ids), sessions.joint_with.in_(ids))
        return [found for found in self._scheduled(near) if teacher_id in found.teacher_ids]

    def host_of(self, joint_with: str) -> Session:
        """The session that holds venue and teachers for everybody who attends this one; Unknown
        (404) when there is none.
        """
        title = ("课次", "session")
        named = self.get(Session, joint_with, title)
        return self.get(Session, named.joint_with, title) if named.joint_with else named

    def guests_of(self, session_id: str) -> Sequence[Session]:
        """The sessions of other classes still to come that are taught together with this one."""
        return self._scheduled(sessions.joint_with == session_id)

    def heads_at(self, host: Session, besides: str) -> int:
        """How many of the classes that attend a session take part, this one left out."""
        together = [host, *self.guests_of(host.session_id)]
        classes = {session.class_id for session in together} - {besides}
        return sum(self.timetable(class_id).headcount for class_id in classes)

    def _guest_heads(self, of: Sequence[Session]) -> Mapping[str, int]:
        hosts = {session.joint_with or session.session_id for session in of}
        joined = set(self.all(select(sessions.joint_with).where(sessions.joint_with.in_(hosts))))
        return {
            session.session_id: self.heads_at(host, session.class_id)
            for session in of
            if (host_id := session.joint_with or session.session_id) in joined
            and (host := self.session.get(Session, host_id)) is not None
        }

    def _scheduled(self, *which: Any) -> Sequence[Session]:
        still = sessions.state == SessionState.SCHEDULED
        return self.all(select(Session).where(*which, still))
