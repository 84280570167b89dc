"""How a department hears events: every reaction takes effect exactly once, and what fails waits
aside.
"""

import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from operator import itemgetter
from typing import Any

import structlog
from sqlalchemy.orm import Session

from contracts.roles import Actor
from kit import clock, metrics, tracing
from kit.crash import crash_point
from kit.envelope import Envelope, from_json, to_json
from kit.handlers import ANY, Handler, handlers_of
from kit.office import Office, raise_if_away

log = structlog.get_logger()

# At once and twice more, before an event is held for later.
PAUSES = (0.05, 0.2, None)

# Stands in a reaction's place where no reaction was reached.
UNREADABLE = "unreadable"
EVENT_ID = re.compile("[0-9a-f]{32}")

Pair = tuple[Handler, Envelope]


class NotYet(Exception):
    """What a reaction depends on has not arrived; the event is tried again later."""


class Hearing:
    """The reactions of one department."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.name = office.name
        self._reactions: dict[str, list[Handler]] = {}
        for handler in handlers_of(type(office.department)):
            if handler.reacts:
                self._reactions.setdefault(handler.name, []).append(handler)
        heard = [handler.method for some in self._reactions.values() for handler in some]
        metrics.begin_messages_at_zero(self.name, metrics.EVENT, heard, trouble="held")

    def hear(self, envelopes: Sequence[Envelope]) -> None:
        """Let every reaction take effect once, together where possible, one by one where not.

        DatabaseAway when there is no database; then nothing has been taken.
        """
        pairs = [(handler, envelope) for envelope in envelopes for handler in self._to(envelope)]
        together = [pair for pair in pairs if pair[0].asks is None]
        try:
            if together:
                self._react_together(together)
        except Exception as problem:
            raise_if_away(problem)
            for pair in together:
                self._react_or_hold(*pair)
        for pair in pairs:
            if pair[0].asks is not None:
                self._react_or_hold(*pair)

    def retry_held(self) -> int:
        """Try every held event whose time has come; how many took effect."""
        with self.office.database.reading() as session:
            due = self.office.books.due(session)
        return sum(self._retry(row) for row in due)

    @staticmethod
    def read(body: str | bytes) -> Envelope:
        """The event a message holds; raises whatever is wrong with it."""
        envelope = from_json(json.loads(body))
        envelope.event  # noqa: B018 – reading it is the check
        return envelope

    def park(self, body: str, reason: str, headers: Mapping[str, str] | None = None) -> None:
        """Put aside a message nobody can read, or could be given, for people to look at; with what
        it came with, so that it can still be delivered. DatabaseAway when it cannot.
        """
        metrics.HANDLED.labels(self.name, metrics.EVENT, UNREADABLE, "parked").inc()
        log.warning("message parked", service=self.name, why=reason)
        with self.office.writing() as session:
            self.office.books.hold(
                session,
                UNREADABLE,
                event_id_in(body) or clock.new_id(),
                # PostgreSQL keeps no text with this character.
                body.replace("\x00", "\N{REPLACEMENT CHARACTER}"),
                reason,
                again=False,
                headers=headers,
            )

    def _to(self, envelope: Envelope) -> list[Handler]:
        return [*self._reactions.get(envelope.name, ()), *self._reactions.get(ANY, ())]

    def _react_together(self, pairs: Sequence[Pair]) -> None:
        started = time.perf_counter()
        with self.office.database.writing() as session:
            fresh = self.office.books.enter(session, pairs)
            filled = self._react_in_turn(session, fresh)
        self._took_effect(fresh, len(pairs) - len(fresh), started, filled=filled)

    def _react_in_turn(self, session: Session, fresh: Sequence[Pair]) -> bool:
        """The reactions in their order; before several of a kind, what they will look for is read.
        Whether one of them left events of its own.
        """
        filled = False
        for handler, same in groupby(fresh, key=itemgetter(0)):
            envelopes = [envelope for _, envelope in same]
            self.office.look_ahead(handler, session, [one.event for one in envelopes])
            for envelope in envelopes:
                filled |= self._traced(session, handler, envelope)
        return filled

    def _react_or_hold(self, handler: Handler, envelope: Envelope) -> None:
        for pause in PAUSES:
            try:
                self._react_alone(handler, envelope)
            except Exception as problem:
                raise_if_away(problem)
                if pause is None or isinstance(problem, NotYet):
                    self._hold(handler, envelope, problem)
                    return
                time.sleep(pause)
            else:
                return

    def _react_alone(self, handler: Handler, envelope: Envelope, held_id: str = "") -> None:
        """One reaction in a transaction of its own; a held event is let go in the same one."""
        started = time.perf_counter()
        books = self.office.books
        with self._span(handler, envelope):
            prepared = self._prepare(handler, envelope)
            with self.office.database.writing() as session:
                fresh = books.enter(session, [(handler, envelope)])
                filled = any(self._react(session, *pair, prepared) for pair in fresh)
                if held_id:
                    books.let_go(session, held_id)
        self._took_effect(fresh, 1 - len(fresh), started, filled=filled)

    def _traced(self, session: Session, handler: Handler, envelope: Envelope) -> bool:
        with self._span(handler, envelope):
            return self._react(session, handler, envelope, ())

    def _span(self, handler: Handler, envelope: Envelope) -> AbstractContextManager[Any]:
        """The reaction's own part in what the event belongs to."""
        name = f"{self.name}.{handler.method}"
        return tracing.span(
            name,
            kind="consumer",
            parent=envelope.trace,
            trace_id=envelope.request_id,
            event_id=envelope.event_id,
        )

    def _prepare(self, handler: Handler, envelope: Envelope) -> list[Any]:
        if handler.asks is None:
            return []
        with self.office.database.reading() as session:
            if self.office.books.is_entered(session, handler, envelope):
                return []
        return self.office.prepare(handler, envelope.event, _cause(envelope))

    def _react(
        self, session: Session, handler: Handler, envelope: Envelope, prepared: Sequence[Any]
    ) -> bool:
        """The reaction itself; whether it left events of its own."""
        store = self.office.store(session, self.office.itself(_cause(envelope)))
        store.envelope = envelope
        with metrics.HANDLING.labels(self.name, metrics.EVENT, handler.method).time():
            self.office.call(handler, envelope.event, store, prepared)
            self.office.books.write_outbox(
                session, store.emitted, store.actor, envelope.event_id, reaction=handler.method
            )
        return bool(store.emitted)

    def _took_effect(
        self, fresh: Iterable[Pair], duplicates: int, started: float, *, filled: bool
    ) -> None:
        crash_point("after_effect")
        if filled:
            self.office.outbox_filled.set()
        wall, seconds = clock.wall(), time.perf_counter() - started
        taken = []
        for handler, envelope in fresh:
            metrics.HANDLED.labels(self.name, metrics.EVENT, handler.method, "done").inc()
            lag = (wall - envelope.written_at).total_seconds()
            metrics.EVENT_LAG.labels(self.name).observe(max(0.0, lag))
            taken.append(f"{handler.method}:{envelope.event_id}")
        metrics.DUPLICATES.labels(self.name).inc(duplicates)
        metrics.EVENT_BATCH.labels(self.name).observe(seconds)
        if taken:
            log.info(
                "events", service=self.name, taken=taken, milliseconds=round(seconds * 1000, 1)
            )

    def _hold(self, handler: Handler, envelope: Envelope, problem: Exception) -> None:
        metrics.HANDLED.labels(self.name, metrics.EVENT, handler.method, "held").inc()
        facts = {"consumer": handler.method, "event_id": envelope.event_id, "why": repr(problem)}
        log.warning("event held", service=self.name, **facts)
        body = json.dumps(to_json(envelope), ensure_ascii=False)
        with self.office.writing() as session:
            self.office.books.hold(
                session, handler.method, envelope.event_id, body, repr(problem), again=True
            )

    def _retry(self, row: Any) -> bool:
        try:
            if row.consumer == UNREADABLE:
                self._read_again(row)
            else:
                envelope = from_json(json.loads(row.body))
                self._react_alone(self._reaction(row.consumer, envelope), envelope, row.held_id)
        except Exception as problem:
            raise_if_away(problem)
            with self.office.database.writing() as session:
                waits = self.office.books.postpone(session, row, repr(problem))
            if not waits:
                log.warning(
                    "event parked", service=self.name, event_id=row.event_id, why=repr(problem)
                )
            return False
        return True

    def _read_again(self, row: Any) -> None:
        """What could not be read, or not be given to the department, as if it came now: this
        version may know it.
        """
        self.hear([self.read(row.body)])
        with self.office.database.writing() as session:
            self.office.books.let_go(session, row.held_id)

    def _reaction(self, method: str, envelope: Envelope) -> Handler:
        found = next((one for one in self._to(envelope) if one.method == method), None)
        if found is None:
            raise LookupError(f"this version has no {method} for {envelope.name}")
        return found


def event_id_in(body: str) -> str:
    """The id of the event a message holds, as far as it can be read; empty where it cannot."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    event_id = found.get("event_id") if isinstance(found, dict) else None
    return event_id if isinstance(event_id, str) and EVENT_ID.fullmatch(event_id) else ""


def _cause(envelope: Envelope) -> Actor:
    return Actor(person_id=envelope.actor, request_id=envelope.request_id)
