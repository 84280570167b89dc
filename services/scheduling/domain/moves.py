"""A timetable whose class is suspended, resumed or held on other days: its sessions move along."""

from collections.abc import Sequence
from datetime import date, datetime, time

from contracts.enrollment import ClassRescheduled, ClassResumed
from services.scheduling.domain.session import SHANGHAI, Session, SessionState
from services.scheduling.domain.timetable import Timetable


def stand_still(timetable: Timetable, *, from_on: date, told_at: datetime) -> None:
    """From now on nothing is held: from the moment of the news, or from the beginning of the day
    the suspension counts from if that is another.
    """
    begins = datetime.combine(from_on, time(), tzinfo=SHANGHAI)
    same_day = told_at.astimezone(SHANGHAI).date() == from_on
    timetable.still_from = told_at if same_day else begins


def resume(
    timetable: Timetable, event: ClassResumed, *, since: datetime, by: str, now: datetime
) -> list[Session]:
    """Go on: what had not ended when the class was suspended moves by the days it stood still."""
    timetable.still_from, timetable.end_on = None, event.end_on
    ahead = [session for session in _to_come(timetable) if session.to_at > since]
    return _move(timetable, ahead, event.days, resumed_because(event), by=by, now=now)


def reschedule(
    timetable: Timetable, event: ClassRescheduled, *, by: str, now: datetime
) -> list[Session]:
    """Take place on other days: everything still to come keeps its distance from the first one."""
    days = (event.start_on - timetable.start_on).days
    timetable.start_on, timetable.end_on = event.start_on, event.end_on
    timetable.checkin_on = event.checkin_from.astimezone(SHANGHAI).date()
    return _move(timetable, _to_come(timetable), days, event.reason, by=by, now=now)


def resumed_because(event: ClassResumed) -> str:
    """The reason that is kept of a timetable which moved with its class."""
    return f"班次恢复，未实施课次顺延 {event.days} 天"


def _to_come(timetable: Timetable) -> list[Session]:
    return [session for session in timetable.live if session.state is SessionState.SCHEDULED]


def _move(
    timetable: Timetable,
    sessions: Sequence[Session],
    days: int,
    reason: str,
    *,
    by: str,
    now: datetime,
) -> list[Session]:
    if not days:
        return []
    for session in sessions:
        old = session.summary()
        session.move(days)
        timetable.record(session, old, reason, by=by, now=now)
    return list(sessions)
