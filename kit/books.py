"""What every transaction writes beside its own rows: outbox, inbox, answers under their keys,
audit lines, held events.
"""

import json
import typing
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contracts.base import Event, Request, Secret, field_marks, wire_name
from contracts.refusals import Invalid
from contracts.roles import Actor
from kit import clock
from kit.envelope import Envelope, to_json, wrap
from kit.handlers import Handler
from kit.privacy import vault
from kit.tables import Tables
from kit.wire import encode

DETAIL_CHARACTERS = 4000
RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 60, 600))


class KeyTaken(Exception):
    """This command was carried out before, under the same idempotency key."""


class Books:
    """The kit's tables in one department's database."""

    def __init__(self, tables: Tables, *, is_postgres: bool) -> None:
        self.outbox, self.audit = tables["outbox"], tables["audit"]
        self.inbox, self.held, self.answered = tables["inbox"], tables["held"], tables["answered"]
        upsert = postgresql.insert if is_postgres else sqlite.insert
        self._take_key = (
            upsert(self.answered).on_conflict_do_nothing().returning(self.answered.c.key)
        )
        self._into_inbox = (
            upsert(self.inbox)
            .on_conflict_do_nothing()
            .returning(self.inbox.c.consumer, self.inbox.c.event_id)
        )
        self._into_outbox, self._into_audit = insert(self.outbox), insert(self.audit)

    # -- outbox and audit
    # ----------------------------------------------------------------------------

    def write_outbox(
        self, session: Session, events: Sequence[Event], actor: Actor, causation_id: str
    ) -> None:
        """Lay events beside the rows they describe; the clerk sends them after the commit."""
        if not events:
            return
        now, wall = clock.now(), clock.wall()
        rows = []
        for event in events:
            event_id = clock.new_id()
            envelope = wrap(
                event, event_id=event_id, at=now, wall=wall, actor=actor, causation_id=causation_id
            )
            body = json.dumps(to_json(envelope), ensure_ascii=False)
            rows.append(
                {"event_id": event_id, "name": envelope.name, "body": body, "written_at": wall}
            )
        session.connection().execute(self._into_outbox, rows)

    def write_audit(
        self, session: Session, handler: Handler, payload: Any, actor: Actor, outcome: str
    ) -> None:
        """One line for a command, done or refused, without its secret fields."""
        line = {
            "at": clock.now(),
            "person_id": actor.person_id,
            "request_id": actor.request_id,
            "message": handler.name,
            "outcome": outcome,
            "detail": _detail(redacted(payload, handler.message)),
        }
        session.connection().execute(self._into_audit, line)

    # -- answers under their keys
    # ----------------------------------------------------------------------

    def keep_answer(
        self, session: Session, key: str, request: Request[Any], actor: Actor, reply: Any
    ) -> None:
        """Store the answer with the effect it belongs to; KeyTaken when the key has its answer.

        A parallel repeat waits here for the first one's commit, and gives its own effect up.
        """
        row = {
            "key": _scoped(key, actor),
            "fingerprint": _fingerprint(request),
            "answer": json.dumps(reply, ensure_ascii=False),
            "answered_at": clock.wall(),
        }
        if session.connection().execute(self._take_key, row).first() is None:
            raise KeyTaken

    def find_answer(
        self, session: Session, key: str, request: Request[Any], actor: Actor
    ) -> Any | None:
        """What was answered under a key; Invalid (422) when the key came with another request."""
        wanted = select(self.answered).where(self.answered.c.key == _scoped(key, actor))
        row = session.execute(wanted).first()
        if row is None:
            return None
        if row.fingerprint != _fingerprint(request):
            raise Invalid(
                "KEY_REUSED",
                "同一幂等键不能用于不同的请求，请换一个新的键。",
                "An idempotency key may not be used for another request; take a new one.",
            )
        return json.loads(row.answer)

    # -- inbox
    # -----------------------------------------------------------------------------------------

    def enter(
        self, session: Session, pairs: Sequence[tuple[Handler, Envelope]]
    ) -> list[tuple[Handler, Envelope]]:
        """Enter deliveries in the inbox; those that were not there before, each once."""
        wall = clock.wall()
        rows = [
            {"consumer": handler.method, "event_id": envelope.event_id, "handled_at": wall}
            for handler, envelope in pairs
        ]
        entered = session.connection().execute(self._into_inbox, rows)
        fresh = {(row.consumer, row.event_id) for row in entered}
        new = []
        for handler, envelope in pairs:
            mark = (handler.method, envelope.event_id)
            if mark in fresh:
                fresh.discard(mark)
                new.append((handler, envelope))
        return new

    def is_entered(self, session: Session, handler: Handler, envelope: Envelope) -> bool:
        """Whether a delivery's effect is there already."""
        entry = select(self.inbox.c.event_id).where(
            self.inbox.c.consumer == handler.method, self.inbox.c.event_id == envelope.event_id
        )
        return session.execute(entry).first() is not None

    # -- held events
    # -----------------------------------------------------------------------------------

    def hold(
        self, session: Session, consumer: str, event_id: str, body: str, reason: str, *, again: bool
    ) -> None:
        """Keep a message that had no effect: to be tried again, or for people to look at."""
        wall = clock.wall()
        row = {
            "held_id": clock.new_id(),
            "consumer": consumer,
            "event_id": event_id,
            "body": body,
            "attempts": 1,
            "next_try_at": wall + RETRY_AFTER[0] if again else None,
            "reason": reason,
            "held_at": wall,
        }
        session.execute(insert(self.held), [row])

    def due(self, session: Session) -> Sequence[Any]:
        """Held events whose next try has come, oldest first."""
        ready = self.held.c.next_try_at <= clock.wall()
        return session.execute(
            select(self.held).where(ready).order_by(self.held.c.held_id).limit(100)
        ).all()

    def let_go(self, session: Session, held_id: str) -> None:
        """Forget a held event whose effect is now there."""
        session.execute(delete(self.held).where(self.held.c.held_id == held_id))

    def postpone(self, session: Session, row: Any, reason: str) -> bool:
        """Wait longer before the next try; False when there is no further one, and it is parked."""
        last = row.attempts >= len(RETRY_AFTER)
        next_try_at = None if last else clock.wall() + RETRY_AFTER[row.attempts]
        changed = {"attempts": row.attempts + 1, "next_try_at": next_try_at, "reason": reason}
        session.execute(
            update(self.held).where(self.held.c.held_id == row.held_id).values(**changed)
        )
        return not last


def redacted(payload: Any, kind: Any) -> Any:
    """A request's fields without those marked Secret, at any depth."""
    if not isinstance(payload, Mapping) or not (isinstance(kind, type) and is_dataclass(kind)):
        return payload
    shown = _shown_fields(kind)
    return {name: redacted(value, shown[name]) for name, value in payload.items() if name in shown}


@cache
def _shown_fields(kind: type) -> dict[str, Any]:
    """The fields of a message that may be seen, with their types."""
    secret = field_marks(kind, Secret)
    hints = typing.get_type_hints(kind)
    return {name: hint for name, hint in hints.items() if name not in secret}


def _detail(payload: Any) -> str:
    """The fields as JSON. Where they are too long the longest are cut, and the line can still be
    read: its ids and what else is short stand whole.
    """
    sent = payload if isinstance(payload, Mapping) else {"": payload}
    detail, longest = json.dumps(sent, ensure_ascii=False), DETAIL_CHARACTERS
    while len(detail) > DETAIL_CHARACTERS and longest:
        longest //= 2
        cut = {name: _cut(value, longest) for name, value in sent.items()}
        detail = json.dumps(cut, ensure_ascii=False)
    return detail


def _cut(value: Any, longest: int) -> Any:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return value if len(text) <= longest else f"{text[:longest]}…"


def _scoped(key: str, actor: Actor) -> str:
    """A key belongs to the person who made it up."""
    return f"{actor.person_id}:{key}"


def _fingerprint(request: Request[Any]) -> str:
    canonical = json.dumps(encode(request), sort_keys=True, ensure_ascii=False)
    # Keyed: a request may hold a password or an id number that could be guessed from a plain hash.
    return vault().blind(wire_name(type(request)), canonical)
