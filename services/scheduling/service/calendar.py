"""Week and month views of rooms and teachers, and where a session could stand."""

from contracts.scheduling import (
    CalendarEntry,
    CheckSession,
    FindTeacherTimetable,
    ListCalendar,
    SlotsView,
    TeacherTimetableView,
)
from kit.department import query
from services.scheduling.domain.duty import require_teacher_or_reader
from services.scheduling.domain.period import Period
from services.scheduling.domain.session import Session
from services.scheduling.domain.slots import Board, Together, Wish
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.told import as_told
from services.scheduling.service.views.calendar import calendar_view, taught_view
from services.scheduling.service.views.slots import slots_view
from services.scheduling.store import SchedulingStore

CALENDAR_DAYS = 62
BOARD_DAYS = 31


class Calendar:
    """What takes place when, and what could."""

    @query
    def list_calendar(self, request: ListCalendar, store: SchedulingStore) -> list[CalendarEntry]:
        period = Period.within(request.since, request.until, days=CALENDAR_DAYS)
        found = store.happenings(period, venue_id=request.venue_id, teacher_id=request.teacher_id)
        return calendar_view(found, store)

    @query
    def find_teacher_timetable(
        self, request: FindTeacherTimetable, store: SchedulingStore
    ) -> TeacherTimetableView:
        require_teacher_or_reader(store.actor, request.teacher_id)
        teacher = store.teacher(request.teacher_id)
        period = Period.within(request.since, request.until, days=CALENDAR_DAYS)
        given = [
            session
            for timetable in store.timetables_within(period)
            for session in as_told(timetable)
            if teacher.teacher_id in session.people and session.span.overlaps(period.span)
        ]
        return taught_view(teacher, given, store)

    @query
    def check_session(self, request: CheckSession, store: SchedulingStore) -> SlotsView:
        period = Period.within(request.since, request.until, days=BOARD_DAYS)
        timetable = store.timetable(request.class_id)
        timetable.require_arrangeable()
        wish = Wish.of(request, timetable)
        store.require_known(wish.draft)
        session = wish.arranged(wish.draft, timetable)
        board = Board(
            timetable=timetable,
            pool=store.pool([session], since=min(period.since, session.on)),
            taken=store.taken_by_others(session, period.span),
            together=_together(session, timetable, store),
        )
        return slots_view(request, board.slots(wish, period))


def _together(session: Session, timetable: Timetable, store: SchedulingStore) -> Together | None:
    if session.joint_with is None:
        return None
    host = store.host_of(session.joint_with)
    return Together(
        host=host,
        venue=store.venue(session.venue_id) if session.venue_id else None,
        heads=timetable.headcount + store.heads_at(host, besides=session.class_id),
        guests=store.guests_of(session.session_id),
    )
