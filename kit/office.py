"""How a department answers: one transaction per request, with everything that keeps it exact.
Knows no broker.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import is_dataclass
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from structlog.contextvars import bound_contextvars

from contracts.base import Command, Query, Request, Secret, field_marks
from contracts.refusals import Invalid, Refusal, Unknown
from contracts.roles import Actor, Grant, Role
from kit import clock, metrics, tracing
from kit.apart import parse_apart, render_apart
from kit.books import Books, Entry, KeyTaken
from kit.crash import crash_point
from kit.database import Database
from kit.files import FileStore
from kit.handlers import Handler, handlers_of
from kit.rights import NOBODY, require
from kit.store import Store
from kit.together import Job, Together
from kit.wire import decode, encode, refusal_to_wire

log = structlog.get_logger()

TRIES = 4


class DatabaseAway(Exception):
    """The database does not answer; nothing is to be acknowledged until it does."""


class Colleagues(Protocol):
    """How one department asks another."""

    def ask(self, request: Request[Any], actor: Actor) -> Any:
        """The other department's reply; Silent (503) when there is none in time."""


class Office:
    """Carries out what a department's service class says, against the department's own database."""

    def __init__(
        self, department: Any, database: Database, files: FileStore, colleagues: Colleagues
    ) -> None:
        self.department = department
        self.name: str = department.name
        self.database = database
        self.files = files
        self.colleagues = colleagues
        self.store_type: type[Store] = department.store_type
        self.books = Books(self.store_type.tables, is_postgres=database.is_postgres)
        handlers = handlers_of(type(department))
        self.requests = {handler.name: handler for handler in handlers if not handler.reacts}
        self._together = {
            handler.name: Together(partial(self._crowd, handler))
            for handler in handlers
            if handler.together
        }
        metrics.begin_at_zero(self.name)
        metrics.begin_messages_at_zero(self.name, metrics.REQUEST, self.requests, trouble="failed")
        # Set after every commit that leaves something in the outbox; the clerk waits for it.
        self.outbox_filled = threading.Event()

    def answer_each(
        self, questions: Iterable[tuple[str, Any]], actor: Actor, trace: str = ""
    ) -> list[dict[str, Any]]:
        """Answer several questions, each by itself, as one look at the database: what one has read
        the next need not read again. DatabaseAway when they cannot be tried.
        """
        with self.database.reading() as session:
            return [
                self.answer(name, payload, actor, trace=trace, look=session)
                for name, payload in questions
            ]

    def answer(
        self,
        name: str,
        payload: Any,
        actor: Actor,
        key: str = "",
        trace: str = "",
        *,
        look: Session | None = None,
    ) -> dict[str, Any]:
        """Carry out a request, within the trace it came with: {"reply": …} or {"refused": …}. A
        question is answered within a `look` that is open already. DatabaseAway when it cannot be
        tried.
        """
        with (
            tracing.span(
                f"{self.name}.{name}", kind="server", parent=trace, trace_id=actor.request_id
            ) as span,
            bound_contextvars(service=self.name, message=name, request_id=actor.request_id),
        ):
            started = time.perf_counter()
            outcome = "failed"
            try:
                outcome, answer = self._answer(name, payload, actor, key, look)
            finally:
                span.facts["outcome"] = outcome
                self._tell(name, outcome, time.perf_counter() - started)
            return answer

    def _answer(
        self, name: str, payload: Any, actor: Actor, key: str, look: Session | None
    ) -> tuple[str, dict[str, Any]]:
        try:
            return "done", {"reply": self._carry_out(name, payload, actor, key, look)}
        except Refusal as refusal:
            self._record_refusal(name, payload, actor, refusal)
            return "refused", {"refused": refusal_to_wire(refusal)}
        except Exception as problem:
            raise_if_away(problem)
            log.exception("request failed")
            return "failed", {"refused": refusal_to_wire(_failed())}

    def _tell(self, name: str, outcome: str, seconds: float) -> None:
        """One count for each request, one line in the log for each command."""
        handler = self.requests.get(name)
        label = name if handler else "unknown"
        metrics.HANDLED.labels(self.name, metrics.REQUEST, label, outcome).inc()
        metrics.HANDLING.labels(self.name, metrics.REQUEST, label).observe(seconds)
        if handler and issubclass(handler.message, Command):
            log.info("command", outcome=outcome, milliseconds=round(seconds * 1000, 1))

    def _carry_out(
        self, name: str, payload: Any, actor: Actor, key: str, look: Session | None
    ) -> Any:
        handler = self.requests.get(name)
        if handler is None:
            raise Unknown("操作", "operation")
        request = decode(handler.message, payload)
        require(actor, request)
        if isinstance(request, Query):
            return self._look(handler, request, actor, look)
        return self._change(handler, request, actor, key)

    def _look(
        self, handler: Handler, request: Request[Any], actor: Actor, look: Session | None
    ) -> Any:
        prepared = self.prepare(handler, request, actor)
        with nullcontext(look) if look is not None else self.database.reading() as session:
            result = self.call(handler, request, self.store(session, actor), prepared)
        if handler.renders is not None:
            result = render_apart(handler.renders, result, self.files)
        return encode(result, request.ask.reply)

    def _change(self, handler: Handler, request: Request[Any], actor: Actor, key: str) -> Any:
        if _shows_secrets(request):
            # Never kept to be given again: each look is decided and recorded for itself.
            key = ""
        if key and (handler.asks or handler.apart):
            # What takes long to prepare is not prepared again for a repeat.
            answer = self._answered(key, request, actor)
            if answer is not None:
                return answer
        job = Job(request, actor, key, self.prepare(handler, request, actor))
        try:
            if handler.name in self._together:
                return self._together[handler.name].reply_to(job)
            return self._alone(handler, job)
        except (KeyTaken, Refusal):
            # A repeat finds its own effect in the way, or its key taken: it gets the first answer.
            answer = self._answered(key, request, actor) if key else None
            if answer is None:
                raise
            return answer

    def _answered(self, key: str, request: Request[Any], actor: Actor) -> Any | None:
        with self.database.reading() as session:
            return self.books.find_answer(session, key, request, actor)

    def _crowd(self, handler: Handler, jobs: Sequence[Job]) -> list[Any]:
        return self._commands(handler, jobs) if len(jobs) > 1 else [self._alone(handler, jobs[0])]

    def _alone(self, handler: Handler, job: Job) -> Any:
        return again_if_overtaken(lambda: self._commands(handler, [job]))[0]

    def _commands(self, handler: Handler, jobs: Sequence[Job]) -> list[Any]:
        """Carry commands of one kind out in one transaction; their replies, in the same order."""
        with self.database.writing() as session:
            self.look_ahead(handler, session, [job.request for job in jobs])
            entries = [job.context.run(self._effect, session, handler, job) for job in jobs]
            session.flush()
            self.books.keep(session, entries)
        crash_point("after_commit")
        if any(entry.events for entry in entries):
            self.outbox_filled.set()
        return [entry.reply for entry in entries]

    def _effect(self, session: Session, handler: Handler, job: Job) -> Entry:
        """The command itself, and what the books are to say of it."""
        store = self.store(session, job.actor)
        result = self.call(handler, job.request, store, job.prepared)
        reply = encode(result, job.request.ask.reply)
        return self.books.entry(handler, job, store.emitted, reply)

    def _record_refusal(self, name: str, payload: Any, actor: Actor, refusal: Refusal) -> None:
        """A refused command leaves its audit line, and whatever the refusal itself reports."""
        handler = self.requests.get(name)
        if handler is None or not issubclass(handler.message, Command):
            return
        if isinstance(refusal, Invalid):
            return
        with self.writing() as session:
            self.books.write_audit(session, handler, payload, actor, f"refused:{refusal.code}")
            self.books.write_outbox(session, refusal.leaves, actor, actor.request_id)
        if refusal.leaves:
            self.outbox_filled.set()

    # -- shared with the reactions -----------------------------------------------------------------

    def prepare(self, handler: Handler, message: Any, actor: Actor) -> list[Any]:
        """What must be had before a transaction opens: another department's reply, a file read."""
        prepared: list[Any] = []
        if handler.asks is not None:
            prepared.append(self.colleagues.ask(handler.asks(message), self.itself(actor)))
        if handler.apart is not None:
            prepared.append(parse_apart(handler.apart, message, self.files))
        return prepared

    def look_ahead(self, handler: Handler, session: Session, messages: Sequence[Any]) -> None:
        """Read at once what several messages of one kind will look for."""
        if handler.ahead is not None and len(messages) > 1:
            handler.ahead(messages, self.store(session, self.itself(NOBODY)))

    def call(self, handler: Handler, message: Any, store: Store, prepared: Sequence[Any]) -> Any:
        """The department's own method."""
        return getattr(self.department, handler.method)(message, store, *prepared)

    def store(self, session: Session, actor: Actor) -> Store:
        """The department's store on a transaction."""
        return self.store_type(session, actor, clock.now(), self.files)

    def itself(self, cause: Actor) -> Actor:
        """The department acting in its own name; the request id still tells whom it serves."""
        grants = (Grant(Role.DEPARTMENT),)
        return Actor(person_id=f"service:{self.name}", request_id=cause.request_id, grants=grants)

    def writing(self) -> "_AwayWhenDown":
        """A writing transaction that says DatabaseAway when there is no database."""
        return _AwayWhenDown(self.database)


class _AwayWhenDown:
    def __init__(self, database: Database) -> None:
        self._transaction = database.writing()

    def __enter__(self) -> Session:
        try:
            return self._transaction.__enter__()
        except DBAPIError as problem:
            raise DatabaseAway(str(problem)) from problem

    def __exit__(self, *problem: Any) -> Any:
        try:
            return self._transaction.__exit__(*problem)
        except OperationalError as away:
            raise DatabaseAway(str(away)) from away


def raise_if_away(problem: Exception) -> None:
    """A lost connection is the database's failure, not the message's; a lock or a conflict is
    neither.
    """
    if isinstance(problem, DatabaseAway):
        raise problem
    if isinstance(problem, DBAPIError) and problem.connection_invalidated:
        raise DatabaseAway(str(problem)) from problem
    if isinstance(problem, OperationalError) and getattr(problem.orig, "pgcode", "") is None:
        raise DatabaseAway(str(problem)) from problem


def _shows_secrets(request: Request[Any]) -> bool:
    reply = request.ask.reply
    if not isinstance(reply, type) or not is_dataclass(reply):
        return False
    return bool(field_marks(reply, Secret))


def again_if_overtaken(work: Callable[[], Any]) -> Any:
    """Decide again on fresh rows when somebody else was faster; a refusal after a few tries."""
    for attempt in range(1, TRIES):
        try:
            return work()
        except (StaleDataError, IntegrityError, OperationalError) as problem:
            raise_if_away(problem)
            time.sleep(0.02 * attempt)
    try:
        return work()
    except (StaleDataError, IntegrityError, OperationalError) as problem:
        raise_if_away(problem)
        raise Refusal(
            "CHANGED_MEANWHILE",
            "此记录刚被他人更改，请刷新后重试。",
            "Someone else changed this meanwhile; please look again.",
        ) from problem


def _failed() -> Refusal:
    refusal = Refusal(
        "INTERNAL_ERROR",
        "系统内部出错，操作未执行；已记录，请联系系统管理员。",
        "Something went wrong inside; nothing was changed. It has been logged, please tell the "
        "administrator.",
    )
    refusal.status = 500
    return refusal
