"""Laying out, reviewing, publishing and revising timetables."""

from contracts.scheduling import (
    AddSession,
    ApplyTemplate,
    ChangeSession,
    FindTimetable,
    PublishTimetable,
    RemoveSession,
    ReviewSession,
    TimetableView,
)
from kit.department import command, query
from services.scheduling.domain.problems import refuse_unvetted
from services.scheduling.domain.session import Session, aspect_named
from services.scheduling.domain.timetable import Timetable
from services.scheduling.service.arranging import book, check_again, join_others
from services.scheduling.service.views.timetables import timetable_view
from services.scheduling.store import SchedulingStore


class Timetables:
    """The timetable of a class."""

    @command
    def apply_template(self, request: ApplyTemplate, store: SchedulingStore) -> TimetableView:
        timetable = store.timetable(request.class_id)
        for session in timetable.apply_template(store.new_id):
            store.book_session(session)
        return timetable_view(timetable, store.pool(timetable.live))

    @command
    def add_session(self, request: AddSession, store: SchedulingStore) -> TimetableView:
        timetable = store.timetable(request.class_id)
        store.require_known(request.session)
        session = timetable.add_session(
            request.session,
            session_id=store.new_id(),
            by=store.actor.person_id,
            now=store.now,
        )
        return self._arranged(timetable, session, store)

    @command
    def change_session(self, request: ChangeSession, store: SchedulingStore) -> TimetableView:
        timetable = store.timetable(request.class_id)
        store.require_known(request.session)
        session = timetable.change_session(
            request.session_id,
            request.session,
            reason=request.reason,
            by=store.actor.person_id,
            now=store.now,
        )
        return self._arranged(timetable, session, store)

    @command
    def remove_session(self, request: RemoveSession, store: SchedulingStore) -> TimetableView:
        timetable = store.timetable(request.class_id)
        session = timetable.remove_session(
            request.session_id, reason=request.reason, by=store.actor.person_id, now=store.now
        )
        view = self._arranged(timetable, session, store)
        store.emit(*timetable.finish(store.register(timetable).tallies()))
        return view

    @command
    def review_session(self, request: ReviewSession, store: SchedulingStore) -> TimetableView:
        timetable = store.timetable(request.class_id)
        timetable.review_session(
            request.session_id,
            aspect=aspect_named(request.aspect),
            decision=request.decision,
            opinion=request.opinion,
            actor=store.actor,
            now=store.now,
        )
        pool = store.pool(timetable.live)
        store.emit(*timetable.announce(pool))
        check_again(timetable, pool, store)
        return timetable_view(timetable, pool)

    @command
    def publish_timetable(self, request: PublishTimetable, store: SchedulingStore) -> TimetableView:
        timetable = store.timetable(request.class_id)
        pool = store.pool(timetable.live)
        store.emit(*timetable.publish(pool))
        check_again(timetable, pool, store)
        return timetable_view(timetable, pool)

    @query
    def find_timetable(self, request: FindTimetable, store: SchedulingStore) -> TimetableView:
        timetable = store.timetable(request.class_id)
        return timetable_view(timetable, store.pool(timetable.live))

    def _arranged(
        self, timetable: Timetable, session: Session, store: SchedulingStore
    ) -> TimetableView:
        """Book what an arranged session needs, tell of it, and judge leave by the new total."""
        if session.is_live:
            join_others(session, timetable, store)
        pool = store.pool(timetable.live)
        if session.is_live:
            refuse_unvetted(session, pool, timetable.rules)
        book(session, store)
        store.emit(*timetable.announce(pool), *store.register(timetable).judge())
        check_again(timetable, pool, store)
        return timetable_view(timetable, pool)
