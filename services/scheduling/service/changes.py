"""A class that is called off, suspended, resumed or held on other days: what was taken moves with
it.
"""

from contracts.enrollment import (
    ClassCancelled,
    ClassRescheduled,
    ClassResumed,
    ClassSuspended,
)
from kit.department import NotYet, reaction
from services.scheduling.domain.moves import (
    reschedule,
    resume,
    resumed_because,
    stand_still,
)
from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.timetable_life import TimetableState
from services.scheduling.service.arranging import book_moved, let_guests_go_on
from services.scheduling.service.beds import prolong_stays
from services.scheduling.service.heard import known_class
from services.scheduling.store import SchedulingStore


class Changes:
    """Changes of the class itself."""

    @reaction
    def call_off_timetable(self, event: ClassCancelled, store: SchedulingStore) -> None:
        timetable = known_class(event.class_id, store)
        timetable.call_off()
        store.release_class(event.class_id)
        let_guests_go_on(timetable.sessions, store)

    @reaction
    def halt_timetable(self, event: ClassSuspended, store: SchedulingStore) -> None:
        timetable = known_class(event.class_id, store)
        if timetable.still_from is not None:
            raise NotYet("the class stands still already; its resumption has not been heard of")
        stand_still(timetable, from_on=event.from_on, told_at=store.told_at)

    @reaction
    def go_on_with_timetable(self, event: ClassResumed, store: SchedulingStore) -> None:
        timetable = known_class(event.class_id, store)
        if timetable.still_from is None:
            raise NotYet("the suspension has not been heard of")
        old_end = timetable.end_on
        moved = resume(
            timetable, event, since=timetable.still_from, by=store.told_by, now=store.now
        )
        self._moved(timetable, moved, resumed_because(event), store)
        stays = store.stays(event.class_id)
        prolong_stays(stays, old_end=old_end, end=event.end_on, store=store)

    @reaction
    def move_timetable(self, event: ClassRescheduled, store: SchedulingStore) -> None:
        timetable = known_class(event.class_id, store)
        if timetable.start_on != event.old_start_on:
            raise NotYet("an earlier change of the days has not been heard of")
        moved = reschedule(timetable, event, by=store.told_by, now=store.now)
        self._moved(timetable, moved, event.reason, store)
        # The nights were others: the beds are given anew.
        store.emit(*(store.free_bed(s, s.from_on) for s in store.stays(event.class_id)))

    def _moved(
        self, timetable: Timetable, moved: list[Session], reason: str, store: SchedulingStore
    ) -> None:
        """Book the new times, tell of them, and judge leave by what it covers now."""
        if not moved:
            return
        book_moved(moved, store)
        if timetable.state is TimetableState.PUBLISHED:
            store.emit(timetable.revised(reason))
        store.emit(*store.register(timetable).judge())
