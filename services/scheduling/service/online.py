"""Classes held online: where they meet, and what the platform counted."""

from contracts.base import Page
from contracts.enrollment import ListTrainees, TraineeView
from contracts.scheduling import (
    FindOnlineRoom,
    OnlineRoomView,
    PrepareOnlineRoom,
    RecordTeacherTest,
    ReturnParticipation,
    SheetView,
)
from kit.department import command, query
from services.scheduling.domain.online_room import OnlineRoom
from services.scheduling.domain.participation import marks_of, require_online
from services.scheduling.service.views.attendance import online_room_view, sheet_view
from services.scheduling.store import SchedulingStore


class Online:
    """The platform of an online class."""

    @command
    def prepare_online_room(
        self, request: PrepareOnlineRoom, store: SchedulingStore
    ) -> OnlineRoomView:
        timetable = store.timetable(request.class_id)
        timetable.require_open()
        store.require_file(request.document)
        room = store.online_room_if_known(request.class_id) or OnlineRoom.of_class(timetable)
        room.prepare(request)
        store.add(room)
        store.emit(*room.judge(timetable))
        return online_room_view(room, timetable)

    @command
    def record_teacher_test(
        self, request: RecordTeacherTest, store: SchedulingStore
    ) -> OnlineRoomView:
        timetable = store.timetable(request.class_id)
        room = store.online_room(request.class_id)
        room.record_test(
            store.teacher(request.teacher_id).teacher_id,
            passed=request.passed,
            remark=request.remark,
            by=store.actor.person_id,
            now=store.now,
        )
        store.emit(*room.judge(timetable))
        return online_room_view(room, timetable)

    @query
    def find_online_room(self, request: FindOnlineRoom, store: SchedulingStore) -> OnlineRoomView:
        room = store.online_room(request.class_id)
        return online_room_view(room, store.timetable(request.class_id))

    @command(asks=lambda request: ListTrainees(class_id=request.class_id, size=5000))
    def return_participation(
        self, request: ReturnParticipation, store: SchedulingStore, trainees: Page[TraineeView]
    ) -> SheetView:
        timetable = store.timetable(request.class_id)
        session = timetable.session(request.session_id)
        venue = store.venue(session.venue_id) if session.venue_id else None
        require_online(timetable, venue)
        register = store.register(timetable)
        sheet = register.sheet(request.session_id)
        marks = marks_of(
            request.lines,
            {view.trainee_no: view.trainee_id for view in trainees.items},
            session,
            on_leave=register.on_leave(session),
            rules=timetable.rules,
        )
        register.record(sheet, marks, None, by=store.actor.person_id, now=store.now)
        store.add(sheet)
        return sheet_view(sheet, register)
