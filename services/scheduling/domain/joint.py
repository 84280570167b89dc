"""Sessions that several classes attend together: the first, the host, holds venue and teachers."""

from collections.abc import Iterable

from contracts.refusals import Fault, Refusal
from services.scheduling.domain.session import Session, SessionState
from services.scheduling.domain.venue import Venue


def join(
    session: Session,
    host: Session,
    *,
    venue: Venue | None,
    heads: int,
    guests: Iterable[Session],
) -> None:
    """Teach a session together with another class's; Refusal unless teachers, venue and times are
    the same and the venue seats everybody. `heads` counts the trainees of all classes.
    """
    require_to_come(session, host)
    _refuse_host(session, guests)
    faults = _differences(session, host)
    if faults:
        raise Refusal(
            "NOT_TOGETHER",
            f"合班授课须教师、场地、时间一致：{'；'.join(fault.zh for fault in faults)}。",
            "Sessions taught together share teachers, venue and times: "
            f"{'; '.join(fault.en for fault in faults)}.",
            "A-7.3.b",
            faults=faults,
        )
    if venue is None or venue.capacity < heads:
        seats = venue.capacity if venue else 0
        raise Refusal(
            "VENUE_TOO_SMALL",
            f"合班共 {heads} 人，场地容量为 {seats}。",
            f"{heads} take part together, but the venue seats {seats}.",
            "A-7.3.b",
        )
    session.joint_with = host.session_id


def part(host: Session, guests: Iterable[Session]) -> Session | None:
    """Let those go on alone whose host no longer takes place as they do: the first of them leads
    the others and is returned, to be given venue and teachers.
    """
    left = sorted(
        (g for g in guests if not host.is_live or _differences(g, host)),
        key=lambda guest: guest.session_id,
    )
    if not left:
        return None
    leader, *others = left
    leader.joint_with = None
    for other in others:
        other.joint_with = leader.session_id
    return leader


def require_to_come(session: Session, host: Session) -> None:
    """Refusal unless the host is another class's session that is still to come."""
    if host.class_id == session.class_id or host.state is not SessionState.SCHEDULED:
        raise Refusal(
            "NOTHING_TO_JOIN",
            "合班须选其他班次尚未实施的课次。",
            "Only a session of another class that is still to come can be joined.",
            "A-7.3.b",
        )


def _refuse_host(session: Session, guests: Iterable[Session]) -> None:
    if any(guest is not session for guest in guests):
        raise Refusal(
            "JOINED_ALREADY",
            "已有其他班次与本课次合班，本课次不能再并入别的课次。",
            "Other classes attend this session already; it cannot join another one.",
            "A-7.3.b",
        )


def _differences(session: Session, host: Session) -> list[Fault]:
    faults = []
    if set(session.teacher_ids) != set(host.teacher_ids):
        faults.append(Fault("session.teacher_ids", "教师不同", "other teachers"))
    if session.venue_id is None or session.venue_id != host.venue_id:
        faults.append(Fault("session.venue_id", "场地不同", "another venue"))
    if (session.from_at, session.to_at) != (host.from_at, host.to_at):
        faults.append(Fault("session.starts", "时间不同", "other times"))
    return faults
