"""What travels around an event, and around a request: who, when, why, in which order."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from contracts.base import EVENTS, Classification, Event, department_of, wire_name
from contracts.roles import Actor, Grant, Role
from kit import tracing
from kit.wire import decode, encode


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """An event on the wire. `sequence` rises with every event of one producer, and so within one
    record's events; `trace` is the traceparent of the work that wrote it.
    """

    event_id: str
    name: str
    producer: str
    sequence: int
    occurred_at: datetime
    written_at: datetime
    class_id: str | None
    about: str
    actor: str
    request_id: str
    causation_id: str
    classification: Classification
    payload: dict[str, Any]
    trace: str = ""

    @cached_property
    def event(self) -> Event:
        """The event inside."""
        found: Event = decode(EVENTS[self.name], self.payload)
        return found


def wrap(
    event: Event, *, event_id: str, at: datetime, wall: datetime, actor: Actor, causation_id: str
) -> Envelope:
    """An event ready for the outbox, which gives it its sequence."""
    kind = type(event)
    return Envelope(
        event_id=event_id,
        name=wire_name(kind),
        producer=department_of(kind),
        sequence=0,
        occurred_at=at,
        written_at=wall,
        class_id=getattr(event, "class_id", None),
        about=str(getattr(event, kind.about)),
        actor=actor.person_id,
        request_id=actor.request_id,
        causation_id=causation_id,
        classification=kind.classification,
        payload=encode(event),
        trace=tracing.current(),
    )


def actor_to_wire(actor: Actor) -> dict[str, Any]:
    """The actor as message headers carry it."""
    return {
        "person_id": actor.person_id,
        "request_id": actor.request_id,
        "grants": [[grant.role.value, grant.scope] for grant in actor.grants],
    }


def actor_from_wire(data: dict[str, Any]) -> Actor:
    """The actor a message came with."""
    grants = tuple(Grant(Role(role), scope) for role, scope in data["grants"])
    return Actor(person_id=data["person_id"], request_id=data["request_id"], grants=grants)


def to_json(envelope: Envelope) -> dict[str, Any]:
    """The envelope as plain JSON values."""
    plain: dict[str, Any] = encode(envelope)
    return plain


def from_json(data: dict[str, Any], *, sequence: int | None = None) -> Envelope:
    """The envelope from plain JSON values, with the sequence its outbox row gave it."""
    found: Envelope = decode(Envelope, data)
    return found if sequence is None else Envelope(**{**asdict(found), "sequence": sequence})
