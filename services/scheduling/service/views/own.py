"""What trainees are shown of their own."""

from collections.abc import Sequence

from contracts.roles import Role
from contracts.scheduling import (
    OwnAttendanceView,
    OwnDecision,
    OwnLeaveView,
    OwnMark,
    OwnTimetableView,
)
from services.scheduling.domain.attendance import Sheet, SheetState, Tally
from services.scheduling.domain.leave import Leave, LeaveState
from services.scheduling.domain.problems import Pool
from services.scheduling.domain.register import Register
from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import leave_left, standing_of
from services.scheduling.service.views.timetables import session_views


def own_timetable_view(
    trainee_id: str, timetable: Timetable, told: Sequence[Session], pool: Pool
) -> OwnTimetableView:
    """The sessions others know of; what is still wrong with them is nothing for trainees."""
    return OwnTimetableView(
        trainee_id=trainee_id,
        class_id=timetable.class_id,
        class_code=timetable.code,
        class_title=timetable.title,
        version=timetable.edition,
        suspended=timetable.still_from is not None,
        sessions=session_views(told, pool, []),
    )


def own_leave_view(leave: Leave, timetable: Timetable) -> OwnLeaveView:
    needs: list[Role] = list(leave.needs(timetable.live, timetable.rules))
    return OwnLeaveView(
        leave_id=leave.leave_id,
        class_id=leave.class_id,
        kind=leave.kind,
        from_at=leave.from_at,
        to_at=leave.to_at,
        hours=leave.hours(timetable.live),
        state=leave.state,
        needs=needs,
        decisions=[
            OwnDecision(decision=step.decision, role=step.role, opinion=step.opinion, at=step.at)
            for step in leave.approvals
        ],
        returned_at=leave.returned_at,
        may_report_back=leave.state is LeaveState.APPROVED,
    )


def own_attendance_view(
    line: Tally, told: Sequence[Session], register: Register
) -> OwnAttendanceView:
    timetable = register.timetable
    return OwnAttendanceView(
        trainee_id=line.trainee_id,
        class_id=timetable.class_id,
        class_title=timetable.title,
        total=line.total,
        attended=line.attended,
        leave=line.leave,
        absent=line.absent,
        leave_left=leave_left(line.leave, line.total, timetable.rules),
        standing=standing_of(line.leave, line.total, timetable.rules),
        marks=[
            _own_mark(session, line, register.sheets.get(session.session_id)) for session in told
        ],
        may_request=register.may_request(line.trainee_id),
    )


def _own_mark(session: Session, line: Tally, sheet: Sheet | None) -> OwnMark:
    return OwnMark(
        session_id=session.session_id,
        title=session.title,
        on=session.on,
        half_day=session.half_day,
        from_at=session.from_at,
        to_at=session.to_at,
        hours=session.planned_hours,
        mark=line.marks.get(session.session_id),
        closed=sheet is not None and sheet.state is SheetState.CLOSED,
    )
