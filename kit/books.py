"""What every transaction writes beside its own rows: outbox, inbox, answers under their keys,
audit lines, held events.
"""

import json
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contracts.base import Event, Request, Secret, department_of, field_marks, wire_name
from contracts.refusals import Invalid
from contracts.roles import Actor
from kit import clock, tracing
from kit.envelope import Envelope, to_json, wrap
from kit.handlers import Handler
from kit.logs import masked
from kit.privacy import vault
from kit.store import Store
from kit.tables import Tables
from kit.together import Job
from kit.wire import encode

DETAIL_CHARACTERS = 4000
REASON_CHARACTERS = 500
CLASS_ID = 64
TRIES_KEPT = 20
# How long a command may be repeated under its key.
ANSWERS_KEPT = timedelta(days=30)
FORGOTTEN_AT_ONCE = 5000
RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 60, 600))


class KeyTaken(Exception):
    """This command was carried out before, under the same idempotency key."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a command leaves in the books, as rows, and its reply."""

    reply: Any
    events: list[dict[str, Any]]
    line: dict[str, Any]
    answer: dict[str, Any] | None


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

    # -- what a command leaves
    # ----------------------------------------------------------------------------

    def entry(self, handler: Handler, job: Job, events: Sequence[Event], reply: Any) -> Entry:
        """What the books are to say of a command that took effect, in the trace it belongs to."""
        request, actor = job.request, job.actor
        return Entry(
            reply=reply,
            events=_event_rows(events, actor, actor.request_id),
            line=_audit_line(handler, encode(request), actor, "done"),
            answer=_answer_row(job.key, request, actor, reply) if job.key else None,
        )

    def keep(self, session: Session, entries: Sequence[Entry]) -> None:
        """Write the events, audit lines and answers of commands beside their effects; KeyTaken when
        one of their keys has its answer.

        A parallel repeat waits here for the first one's commit, and gives its own effect up.
        """
        connection = session.connection()
        if events := [row for entry in entries for row in entry.events]:
            connection.execute(self._into_outbox, events)
        connection.execute(self._into_audit, [entry.line for entry in entries])
        answers = [entry.answer for entry in entries if entry.answer]
        if answers and len(connection.execute(self._take_key, answers).all()) < len(answers):
            raise KeyTaken

    def write_outbox(
        self,
        session: Session,
        events: Sequence[Event],
        actor: Actor,
        causation_id: str,
        *,
        reaction: str = "",
    ) -> None:
        """Lay events beside the rows they describe; the clerk sends them after the commit.

        What a reaction emits has the same ids each time: a department restored to an earlier moment
        reacts once more, and nobody else does.
        """
        if events:
            rows = _event_rows(events, actor, causation_id, reaction)
            session.connection().execute(self._into_outbox, rows)

    def write_audit(
        self, session: Session, handler: Handler, payload: Any, actor: Actor, outcome: str
    ) -> None:
        """One line for a command, done or refused, without its secret fields."""
        line = _audit_line(handler, payload, actor, outcome)
        session.connection().execute(self._into_audit, line)

    # -- answers under their keys
    # ----------------------------------------------------------------------

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
        self,
        session: Session,
        consumer: str,
        event_id: str,
        body: str,
        reason: str,
        *,
        again: bool,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep a message that had no effect: to be tried again, or for people to look at. One that
        is kept already, and was delivered once more, keeps its place and its history.
        """
        wall = clock.wall()
        kept = select(self.held).where(
            self.held.c.event_id == event_id, self.held.c.consumer == consumer
        )
        known = session.execute(kept).first()
        state = {
            "attempts": 1,
            "next_try_at": wall + RETRY_AFTER[0] if again else None,
            **_tried(known.tries if known else [], reason),
        }
        if known:
            again_held = update(self.held).where(self.held.c.held_id == known.held_id)
            session.execute(again_held.values(**state))
            return
        row = {
            "held_id": clock.new_id(),
            "consumer": consumer,
            "event_id": event_id,
            "body": body,
            "held_at": wall,
            "headers": dict(headers or {}),
            **state,
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
        changed = {
            "attempts": row.attempts + 1,
            "next_try_at": next_try_at,
            **_tried(row.tries, reason),
        }
        session.execute(
            update(self.held).where(self.held.c.held_id == row.held_id).values(**changed)
        )
        return not last


def forget_answers(store: Store) -> int:
    """Forget answers nobody asks for again, some at a time; how many there were. A command repeated
    under its key after 30 days is a new one.
    """
    answered = store.tables["answered"]
    old = select(answered.c.key).where(answered.c.answered_at < clock.wall() - ANSWERS_KEPT)
    forgotten = delete(answered).where(answered.c.key.in_(old.limit(FORGOTTEN_AT_ONCE)))
    return len(store.session.execute(forgotten.returning(answered.c.key)).all())


def _event_rows(
    events: Sequence[Event], actor: Actor, causation_id: str, reaction: str = ""
) -> list[dict[str, Any]]:
    now, wall, trace_id = clock.now(), clock.wall(), tracing.trace_id()
    rows = []
    for number, event in enumerate(events):
        part = f"{department_of(type(event))}.{reaction}.{number}"
        event_id = clock.id_after(causation_id, part) if reaction else clock.new_id()
        envelope = wrap(
            event, event_id=event_id, at=now, wall=wall, actor=actor, causation_id=causation_id
        )
        rows.append(
            {
                "event_id": event_id,
                "name": envelope.name,
                "body": json.dumps(to_json(envelope), ensure_ascii=False),
                "written_at": wall,
                "occurred_at": now,
                "class_id": envelope.class_id,
                "trace_id": trace_id,
            }
        )
    return rows


def _audit_line(handler: Handler, payload: Any, actor: Actor, outcome: str) -> dict[str, Any]:
    shown = redacted(payload, handler.message)
    class_id = shown.get("class_id") if isinstance(shown, Mapping) else None
    return {
        "at": clock.now(),
        "person_id": actor.person_id,
        "request_id": actor.request_id,
        "message": handler.name,
        "outcome": outcome,
        "detail": _detail(shown),
        # As somebody sent it: a refused command may have held anything.
        "class_id": class_id[:CLASS_ID] if isinstance(class_id, str) else None,
        "trace_id": tracing.trace_id(),
    }


def _answer_row(key: str, request: Request[Any], actor: Actor, reply: Any) -> dict[str, Any]:
    return {
        "key": _scoped(key, actor),
        "fingerprint": _fingerprint(request),
        "answer": json.dumps(reply, ensure_ascii=False),
        "answered_at": clock.wall(),
    }


def _tried(tries: Sequence[Mapping[str, str]], reason: str) -> dict[str, Any]:
    """One more try, and why it failed, without what a library's error may quote of people."""
    why = masked(reason)[:REASON_CHARACTERS]
    now = {"at": clock.wall().isoformat(), "why": why}
    return {"reason": why, "tries": [*tries, now][-TRIES_KEPT:]}


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
