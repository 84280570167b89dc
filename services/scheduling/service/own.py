"""What trainees ask about themselves, and how they report back."""

from contracts.scheduling import (
    FindOwnAttendance,
    FindOwnTimetable,
    ListOwnLeaves,
    OwnAttendanceView,
    OwnLeaveView,
    OwnTimetableView,
    ReportBack,
)
from kit.department import command, query
from services.scheduling.domain.attendance import tally
from services.scheduling.domain.duty import require_oneself
from services.scheduling.domain.register import Register
from services.scheduling.domain.told import as_told
from services.scheduling.service.views.own import (
    own_attendance_view,
    own_leave_view,
    own_timetable_view,
)
from services.scheduling.store import SchedulingStore


class Own:
    """One's own timetable, leave and attendance."""

    @query
    def find_own_timetable(
        self, request: FindOwnTimetable, store: SchedulingStore
    ) -> OwnTimetableView:
        timetable = _own_register(request.trainee_id, store).timetable
        told = as_told(timetable)
        return own_timetable_view(request.trainee_id, timetable, told, store.pool(told))

    @query
    def list_own_leaves(self, request: ListOwnLeaves, store: SchedulingStore) -> list[OwnLeaveView]:
        register = _own_register(request.trainee_id, store)
        newest_first = reversed(register.leaves)
        return [own_leave_view(leave, register.timetable) for leave in newest_first]

    @query
    def find_own_attendance(
        self, request: FindOwnAttendance, store: SchedulingStore
    ) -> OwnAttendanceView:
        register = _own_register(request.trainee_id, store)
        told = as_told(register.timetable)
        line = tally(request.trainee_id, told, register.sheets, register.leaves)
        return own_attendance_view(line, told, register)

    @command
    def report_back(self, request: ReportBack, store: SchedulingStore) -> OwnLeaveView:
        register = _own_register(request.trainee_id, store)
        leave = register.leave(request.leave_id)
        store.emit(*register.come_back(leave, actor=store.actor, now=store.now))
        return own_leave_view(leave, register.timetable)


def _own_register(trainee_id: str, store: SchedulingStore) -> Register:
    """What concerns the very trainee who asks."""
    require_oneself(store.actor, trainee_id)
    trainee = store.place(trainee_id)
    return store.register_of(trainee, store.timetable(trainee.class_id))
