"""Booking what sessions need, alone or together, and what follows for the whole class."""

from collections.abc import Iterable, Sequence

from services.scheduling.domain.conflicts import clashing
from services.scheduling.domain.equipment import recheck
from services.scheduling.domain.joint import join, part, require_to_come
from services.scheduling.domain.problems import Pool
from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable
from services.scheduling.store import SchedulingStore


def join_others(session: Session, timetable: Timetable, store: SchedulingStore) -> None:
    """Teach a session together with the one it names, if it names one."""
    if session.joint_with is None:
        return
    host = store.host_of(session.joint_with)
    require_to_come(session, host)
    join(
        session,
        host,
        venue=store.venue(session.venue_id) if session.venue_id else None,
        heads=timetable.headcount + store.heads_at(host, besides=session.class_id),
        guests=store.guests_of(session.session_id),
    )


def book(session: Session, store: SchedulingStore) -> None:
    """Book a session as it is now; those who attended it go on alone if it is no longer theirs."""
    store.book_session(session)
    let_guests_go_on([session], store)


def let_guests_go_on(hosts: Iterable[Session], store: SchedulingStore) -> None:
    """Give venue and teachers to those whose host has left them."""
    for host in hosts:
        leader = part(host, store.guests_of(host.session_id))
        if leader is not None:
            store.book_session(leader)


def book_moved(moved: Sequence[Session], store: SchedulingStore) -> None:
    """Book sessions at the times they were moved to; what is taken there is told as a conflict."""
    for session in moved:
        store.release_session(session)
    let_guests_go_on(moved, store)
    for session in moved:
        store.book_moved_session(session)
    store.emit(*clashing(moved))


def check_again(timetable: Timetable, pool: Pool, store: SchedulingStore) -> None:
    """Whether equipment and platform still serve the timetable as it is now."""
    store.emit(*recheck(timetable, pool.venues, store.equipment_checks(timetable.class_id)))
    room = store.online_room_if_known(timetable.class_id)
    if room is not None:
        store.emit(*room.judge(timetable))
