"""What is shown of attendance and leave, and of where an online class meets."""

from collections.abc import Sequence

from contracts.roles import Role
from contracts.scheduling import (
    AttendanceMatrix,
    AttendanceTotal,
    AttendanceView,
    LeaveView,
    MarkLine,
    MatrixRow,
    MatrixSession,
    OnlineRoomView,
    SheetView,
)
from services.scheduling.domain.attendance import Sheet, SheetState, Tally, person_hours
from services.scheduling.domain.leave import Leave, LeaveState
from services.scheduling.domain.online_room import OnlineRoom
from services.scheduling.domain.problems import Pool
from services.scheduling.domain.register import Register
from services.scheduling.domain.rules import Rules
from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import Standing, Trainee, leave_left, standing_of
from services.scheduling.service.views.timetables import session_views


def sheet_view(sheet: Sheet, register: Register) -> SheetView:
    session = register.timetable.session(sheet.session_id)
    on_leave = register.on_leave(session)
    marks = sheet.standing_marks(on_leave)
    return SheetView(
        session_id=sheet.session_id,
        class_id=sheet.class_id,
        title=session.title,
        marks=[MarkLine(trainee_id=key, mark=mark) for key, mark in sorted(marks.items())],
        unmarked=sheet.unmarked(active=register.active, on_leave=on_leave),
        state=sheet.state,
        recorder=sheet.recorder,
        closed_at=sheet.closed_at,
    )


def attendance_view(register: Register, pool: Pool) -> AttendanceView:
    timetable, tallies = register.timetable, register.tallies()
    return AttendanceView(
        class_id=timetable.class_id,
        sessions=session_views(timetable.live, pool, timetable.problems(pool)),
        totals=[_total(line, timetable.rules) for line in tallies],
        person_hours=person_hours(tallies),
    )


def _total(line: Tally, rules: Rules) -> AttendanceTotal:
    return AttendanceTotal(
        trainee_id=line.trainee_id,
        total=line.total,
        attended=line.attended,
        leave=line.leave,
        absent=line.absent,
        leave_left=leave_left(line.leave, line.total, rules),
        limit_exceeded=standing_of(line.leave, line.total, rules) is Standing.OVER,
        marks=dict(line.marks),
    )


def matrix_view(register: Register) -> AttendanceMatrix:
    """Each trainee's marks in the order of the sessions, which stand there once for all."""
    timetable, sessions = register.timetable, register.timetable.live
    totals = {line.trainee_id: _total(line, timetable.rules) for line in register.tallies()}
    total = sum(session.planned_hours for session in sessions)
    return AttendanceMatrix(
        class_id=timetable.class_id,
        total=total,
        sessions=[
            _matrix_session(session, register.sheets.get(session.session_id))
            for session in sessions
        ],
        rows=[
            _matrix_row(trainee, totals[trainee.trainee_id], sessions)
            for trainee in register.trainees
        ],
        leave_most=leave_left(0, total, timetable.rules),
    )


def _matrix_session(session: Session, sheet: Sheet | None) -> MatrixSession:
    return MatrixSession(
        session_id=session.session_id,
        title=session.title,
        on=session.on,
        half_day=session.half_day,
        from_at=session.from_at,
        to_at=session.to_at,
        hours=session.planned_hours,
        closed=sheet is not None and sheet.state is SheetState.CLOSED,
    )


def _matrix_row(trainee: Trainee, total: AttendanceTotal, sessions: Sequence[Session]) -> MatrixRow:
    return MatrixRow(
        trainee_id=trainee.trainee_id,
        active=trainee.is_active,
        marks=[total.marks.get(session.session_id) for session in sessions],
        attended=total.attended,
        leave=total.leave,
        absent=total.absent,
        leave_left=total.leave_left,
        limit_exceeded=total.limit_exceeded,
    )


def leave_view(leave: Leave, register: Register) -> LeaveView:
    """A request; `cumulative` is all of the trainee's leave, a request still open included."""
    timetable, line = register.timetable, register.tally_of(leave.trainee_id)
    hours = leave.hours(timetable.live)
    is_open = leave.state in (LeaveState.REQUESTED, LeaveState.ENDORSED)
    cumulative = line.leave + (hours if is_open else 0)
    needs: list[Role] = list(leave.needs(timetable.live, timetable.rules))
    return LeaveView(
        leave_id=leave.leave_id,
        class_id=leave.class_id,
        trainee_id=leave.trainee_id,
        kind=leave.kind,
        from_at=leave.from_at,
        to_at=leave.to_at,
        hours=hours,
        cumulative=cumulative,
        total=line.total,
        exceeds_limit=standing_of(cumulative, line.total, timetable.rules) is Standing.OVER,
        state=leave.state,
        needs=needs,
        approvals=[f"{step.role} {step.by}" for step in leave.approvals],
    )


def online_room_view(room: OnlineRoom, timetable: Timetable) -> OnlineRoomView:
    return OnlineRoomView(
        class_id=room.class_id,
        platform=room.platform,
        group=room.group,
        document=room.document,
        tested=room.tested(),
        untested=room.untested(timetable),
        ready=room.is_ready,
    )
