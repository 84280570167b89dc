"""A timetable as it was last told: what still waits for review is nobody else's business yet."""

from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable


def as_told(timetable: Timetable) -> list[Session]:
    """The sessions others know of, in the order of time; none before the first publication.

    What was changed since and not told yet stands there as it was.
    """
    if not timetable.edition:
        return []
    known = (_as_told(timetable, session) for session in timetable.sessions)
    return sorted(
        (session for session in known if session is not None and session.is_live),
        key=lambda session: (session.from_at, session.session_id),
    )


def _as_told(timetable: Timetable, session: Session) -> Session | None:
    if session.session_id not in timetable.pending:
        return session
    untold = (
        change
        for change in timetable.changes
        if (change.session_id, change.edition) == (session.session_id, timetable.edition)
    )
    first = next(untold, None)
    if first is None:
        return session
    return session.as_it_was(first.old, timetable.rules) if first.old else None
