"""Attendance of every session, and leave from it."""

from typing import Any

from contracts.base import Page
from contracts.enrollment import (
    ListTrainees,
    TraineeView,
)
from contracts.scheduling import (
    AttendanceMatrix,
    AttendanceView,
    CloseSession,
    CorrectAttendance,
    DecideLeave,
    ExportAttendanceForm,
    FindAttendance,
    FindAttendanceMatrix,
    FindSheet,
    LeaveView,
    ListLeaves,
    RecordAttendance,
    RequestLeave,
    ReturnFromLeave,
    SheetView,
)
from kit.department import command, query
from services.scheduling.domain.leave import Leave
from services.scheduling.papers.attendance_form import attendance_form, print_attendance_form
from services.scheduling.service.views.attendance import (
    attendance_view,
    leave_view,
    matrix_view,
    sheet_view,
)
from services.scheduling.store import SchedulingStore


class Attendance:
    """Sheets, totals and leave."""

    # -- Attendance -----------------------------------------------------------

    @command
    def record_attendance(self, request: RecordAttendance, store: SchedulingStore) -> SheetView:
        register = store.register(store.timetable(request.class_id))
        sheet = register.sheet(request.session_id)
        register.record(sheet, request.marks, request.rest, by=store.actor.person_id, now=store.now)
        store.add(sheet)
        return sheet_view(sheet, register)

    @command
    def close_session(self, request: CloseSession, store: SchedulingStore) -> SheetView:
        timetable = store.timetable(request.class_id)
        register, pool = store.register(timetable), store.pool(timetable.live)
        sheet = register.sheet(request.session_id)
        store.emit(*register.close(sheet, pool, by=store.actor.person_id, now=store.now))
        store.add(sheet)
        return sheet_view(sheet, register)

    @command
    def correct_attendance(self, request: CorrectAttendance, store: SchedulingStore) -> SheetView:
        register = store.register(store.timetable(request.class_id))
        sheet = register.sheet(request.session_id)
        corrected = register.correct(
            sheet,
            trainee_id=request.trainee_id,
            mark=request.mark,
            reason=request.reason,
            by=store.actor.person_id,
            now=store.now,
        )
        store.emit(*corrected)
        return sheet_view(sheet, register)

    @query
    def find_sheet(self, request: FindSheet, store: SchedulingStore) -> SheetView:
        register = store.register(store.timetable(request.class_id))
        return sheet_view(register.sheet(request.session_id), register)

    @query
    def find_attendance(self, request: FindAttendance, store: SchedulingStore) -> AttendanceView:
        timetable = store.timetable(request.class_id)
        return attendance_view(store.register(timetable), store.pool(timetable.live))

    @query
    def find_attendance_matrix(
        self, request: FindAttendanceMatrix, store: SchedulingStore
    ) -> AttendanceMatrix:
        return matrix_view(store.register(store.timetable(request.class_id)))

    @query(
        asks=lambda request: ListTrainees(class_id=request.class_id, size=5000),
        renders=print_attendance_form,
    )
    def export_attendance_form(
        self, request: ExportAttendanceForm, store: SchedulingStore, trainees: Page[TraineeView]
    ) -> dict[str, Any]:
        register = store.register(store.timetable(request.class_id))
        return attendance_form(register, trainees.items)

    # -- Leave ----------------------------------------------------------------

    @command
    def request_leave(self, request: RequestLeave, store: SchedulingStore) -> LeaveView:
        timetable = store.timetable(request.class_id)
        trainee = store.trainee(request.class_id, request.trainee_id)
        register = store.register(timetable)
        leave = Leave.request(request, leave_id=store.new_id(), by=store.actor.person_id)
        register.take_request(leave, trainee, actor=store.actor)
        store.add(leave)
        return leave_view(leave, register)

    @command
    def decide_leave(self, request: DecideLeave, store: SchedulingStore) -> LeaveView:
        leave = store.leave(request.class_id, request.leave_id)
        register = store.register(store.timetable(request.class_id))
        store.emit(
            *register.decide_leave(
                leave,
                decision=request.decision,
                opinion=request.opinion,
                actor=store.actor,
                now=store.now,
            )
        )
        return leave_view(leave, register)

    @command
    def return_from_leave(self, request: ReturnFromLeave, store: SchedulingStore) -> LeaveView:
        leave = store.leave(request.class_id, request.leave_id)
        register = store.register(store.timetable(request.class_id))
        store.emit(*register.come_back(leave, actor=store.actor, now=store.now))
        return leave_view(leave, register)

    @query
    def list_leaves(self, request: ListLeaves, store: SchedulingStore) -> list[LeaveView]:
        register = store.register(store.timetable(request.class_id))
        return [leave_view(leave, register) for leave in register.leaves]
