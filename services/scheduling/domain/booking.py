"""Who and what is taken when: no teacher, room or class is in two places at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.refusals import Fault, Refusal
from services.scheduling.domain.session import SHANGHAI, Clash, Session, Span
from services.scheduling.domain.venue import Venue


class Resource(StrEnum):
    """What can be taken only once at a time."""

    VENUE = "VENUE"
    TEACHER = "TEACHER"
    CLASS = "CLASS"


RESOURCE_TITLES = {
    Resource.VENUE: ("场地", "venue"),
    Resource.TEACHER: ("教师", "teacher"),
    Resource.CLASS: ("班级", "class"),
}


@dataclass(eq=False, kw_only=True)
class Booking:
    """A resource taken for a half-open time by a session, an exam or a teacher's dispatch; the
    other ids are empty.
    """

    booking_id: str
    resource: Resource
    resource_id: str
    class_id: str
    from_at: datetime
    to_at: datetime
    title: str
    session_id: str = ""
    exam_id: str = ""
    dispatch_id: str = ""

    @property
    def span(self) -> Span:
        """When it is taken."""
        return Span(from_at=self.from_at, to_at=self.to_at)


@dataclass(frozen=True, kw_only=True)
class Need:
    """A resource somebody wants for a time."""

    resource: Resource
    resource_id: str
    span: Span

    def clashes_with(self, booking: Booking) -> bool:
        """Whether the resource is taken at some instant of the time wanted."""
        return (
            self.resource is booking.resource
            and self.resource_id == booking.resource_id
            and self.span.overlaps(booking.span)
        )


def needs_of(session: Session) -> list[Need]:
    """Everything a session takes: its class, venue and teachers, and the leader who opens it."""
    wanted = [(Resource.CLASS, session.class_id)]
    wanted += [(Resource.VENUE, session.venue_id)] if session.venue_id else []
    wanted += [(Resource.TEACHER, person) for person in session.people]
    return [Need(resource=kind, resource_id=key, span=session.span) for kind, key in wanted]


def needs_beside(session: Session, host: Session) -> list[Need]:
    """What a session takes that is taught together with another, which holds what both share."""
    held = {(need.resource, need.resource_id) for need in needs_of(host)}
    return [need for need in needs_of(session) if (need.resource, need.resource_id) not in held]


def exam_needs(class_id: str, venue_ids: Sequence[str], span: Span) -> list[Need]:
    """Everything an exam takes: its class and its rooms."""
    rooms = [Need(resource=Resource.VENUE, resource_id=key, span=span) for key in venue_ids]
    return [Need(resource=Resource.CLASS, resource_id=class_id, span=span), *rooms]


def refuse_clashes(needs: Sequence[Need], bookings: Sequence[Booking]) -> None:
    """Refusal naming every clash of what is wanted with what is taken (A-7.3.b)."""
    clashes = [b for b in bookings if any(need.clashes_with(b) for need in needs)]
    if not clashes:
        return
    faults = [_fault(booking) for booking in clashes]
    raise Refusal(
        "CLASH",
        f"时间冲突：{'；'.join(fault.zh for fault in faults)}。",
        f"Already taken: {'; '.join(fault.en for fault in faults)}.",
        "A-7.3.b",
        faults=faults,
    )


def clashes_of(needs: Iterable[Need], bookings: Iterable[Booking]) -> list[Clash]:
    """What of a moved session's needs is taken at its new time."""
    taken = list(bookings)
    found = []
    for need in needs:
        booking = next((b for b in taken if need.clashes_with(b)), None)
        if booking is not None:
            fault = _fault(booking)
            found.append(
                Clash(
                    resource=need.resource,
                    resource_id=need.resource_id,
                    zh=fault.zh,
                    en=fault.en,
                )
            )
    return found


def exam_room_gaps(rooms: Mapping[str, int], venues: Mapping[str, Venue], span: Span) -> list[str]:
    """Why rooms cannot serve an exam with so many seats used; empty when they can."""
    on = span.from_at.astimezone(SHANGHAI).date()
    gaps = []
    for venue_id, seats in rooms.items():
        venue = venues.get(venue_id)
        if venue is None:
            gaps.append(f"考场 {venue_id} 未登记")
        elif not venue.may_be_used_on(on):
            gaps.append(f"{venue.name}于 {on} 未通过场地审查")
        elif venue.capacity < seats:
            gaps.append(f"{venue.name}容量 {venue.capacity}，少于 {seats} 座")
    return gaps


def _fault(booking: Booking) -> Fault:
    zh, en = RESOURCE_TITLES[booking.resource]
    begins = booking.from_at.astimezone(SHANGHAI)
    ends = booking.to_at.astimezone(SHANGHAI)
    when = f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M}"
    return Fault(
        f"session.{booking.resource.lower()}",
        f"{zh}已用于《{booking.title}》（{when}）",
        f"the {en} is taken by '{booking.title}' ({when})",
    )
