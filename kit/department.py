"""A department as a nameko service: its table of contents is its class, everything else is here.

class EnrollmentService(Department):
    name = "enrollment"
    store_type = EnrollmentStore

    @command
    def approve_plan(self, request: ApprovePlan, store: EnrollmentStore) -> PlanView: ...
"""

import json
import time
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, overload

import structlog
from eventlet.semaphore import Semaphore
from nameko.extensions import DependencyProvider

from contracts.audit import AuditLog, AuditQuery
from contracts.base import Command, Page, Request
from contracts.operations import (
    DiscardCommand,
    HeldEvent,
    HeldQuery,
    Moved,
    ReplayAllCommand,
    ReplayCommand,
    ResendCommand,
    Steps,
    StepsQuery,
    TraceHead,
    TracesQuery,
)
from contracts.refusals import Silent
from kit import clock, metrics
from kit.apart import Parse, Render
from kit.audit import audit_log
from kit.books import forget_answers
from kit.bus import RPC, BrokerAway, Publisher, connect, declare
from kit.clerk import Clerk
from kit.crash import crash_point
from kit.database import Database
from kit.envelope import Envelope
from kit.files import FileStore
from kit.handlers import Ahead, reactions_of, subscriptions_of
from kit.hearing import Hearing, NotYet
from kit.inlets import SEVERAL, Colleagues, Events, Parked, Requests, acknowledge
from kit.measures import MEASURES, measure
from kit.office import DatabaseAway, Office
from kit.parked import discard, held_events, replay, replay_all, resend
from kit.passport import Forged, Passport, verified
from kit.settings import Settings
from kit.store import Store
from kit.timers import errand, timer
from kit.trail import steps, traces
from kit.wire import refusal_to_wire

__all__ = ["Department", "NotYet", "command", "errand", "measure", "query", "reaction", "timer"]

log = structlog.get_logger()

Method = TypeVar("Method", bound=Callable[..., Any])
Asks = Callable[[Any], Request[Any]]

FORGET_SECONDS = 600.0
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)

# What is kept of a message's headers when it is put aside.
WAY = (
    "exchange",
    "routing_key",
    "x-first-death-exchange",
    "x-first-death-queue",
    "message_id",
    "content_type",
    "traceparent",
)
WAY_CHARACTERS = 200


def _entry(
    method: Callable[..., Any] | None,
    asks: Asks | None = None,
    apart: Parse | None = None,
    renders: Render | None = None,
    *,
    together: bool = False,
    ahead: Ahead | None = None,
) -> Any:
    def mark(function: Method) -> Method:
        function._handles = {  # type: ignore[attr-defined]  # read by kit.handlers
            "asks": asks,
            "apart": apart,
            "renders": renders,
            "together": together,
            "ahead": ahead,
        }
        return function

    return mark if method is None else mark(method)


@overload
def command(method: Method) -> Method: ...
@overload
def command(
    *,
    asks: Asks | None = None,
    apart: Parse | None = None,
    together: bool = False,
    ahead: Ahead | None = None,
) -> Callable[[Method], Method]: ...
def command(
    method: Callable[..., Any] | None = None,
    *,
    asks: Asks | None = None,
    apart: Parse | None = None,
    together: bool = False,
    ahead: Ahead | None = None,
) -> Any:
    """Marks a method that carries out a command in one transaction; `together` with others of its
    kind that wait at that moment, for what comes in crowds; `ahead` reads at once what each of them
    will look for.

    `asks` names what another department is asked first, `apart` heavy reading done first in a
    process of its own;
    their results follow the store as arguments.
    """
    return _entry(method, asks, apart, together=together, ahead=ahead)


@overload
def query(method: Method) -> Method: ...
@overload
def query(
    *, asks: Asks | None = None, renders: Render | None = None
) -> Callable[[Method], Method]: ...
def query(
    method: Callable[..., Any] | None = None,
    *,
    asks: Asks | None = None,
    renders: Render | None = None,
) -> Any:
    """Marks a method that answers a query. With `renders`, what it returns (JSON) becomes a file,
    made in a process of its own.
    """
    return _entry(method, asks, None, renders)


@overload
def reaction(method: Method) -> Method: ...
@overload
def reaction(
    *, asks: Asks | None = None, ahead: Ahead | None = None
) -> Callable[[Method], Method]: ...
def reaction(
    method: Callable[..., Any] | None = None,
    *,
    asks: Asks | None = None,
    ahead: Ahead | None = None,
) -> Any:
    """Marks a method that reacts to an event, exactly once in effect. It may raise NotYet to be
    tried again later. `ahead` reads at once what each event of a batch will look for.
    """
    return _entry(method, asks, ahead=ahead)


class _OfficeProvider(DependencyProvider):
    """Opens the department's office with its container and closes it last."""

    colleagues = Colleagues()

    def setup(self) -> None:
        settings: Settings = self.container.config["settings"]
        department = self.container.service_cls
        self.uri = settings.amqp_uri
        database = Database(settings.database_url(department.name), pool_size=settings.workers)
        database.show_as(department.name)
        self.office = Office(department(), database, FileStore(settings.files), self.colleagues)
        # Figures are told as well when the department's work has every connection in hand.
        self.counting = Database(settings.database_url(department.name), pool_size=1)
        self.replies = Publisher(self.uri, confirms=False)
        self.one_reply_at_a_time = Semaphore(1)
        self.hearing = Hearing(self.office)
        self.clerk = Clerk(self.office, self.hearing, Publisher(self.uri, confirms=True))
        with connect(self.uri) as connection:
            connection.ensure_connection(max_retries=None, interval_start=0.2, interval_max=2)
            declare(connection.default_channel, department.name, subscriptions_of(department))

    def start(self) -> None:
        MEASURES.add(self.office, self.counting)
        self.threads = [
            self.container.spawn_managed_thread(self.clerk.run, identifier="clerk"),
            self.container.spawn_managed_thread(self.clerk.run_errands, identifier="errands"),
        ]

    def stop(self) -> None:
        self.clerk.stop()
        for thread in self.threads:
            thread.wait()
        self.replies.close()
        MEASURES.remove(self.office)
        self.counting.close()
        self.office.database.close()

    def get_dependency(self, _worker_ctx: Any) -> "_OfficeProvider":
        return self

    def reply(self, message: Any, answer: dict[str, Any]) -> None:
        """Send an answer to whoever asked; a caller the broker cannot reach asks again with its
        key.
        """
        properties = message.properties
        try:
            with self.one_reply_at_a_time:
                self.replies.send(
                    json.dumps({"result": answer, "error": None}),
                    exchange=RPC.name,
                    routing_key=properties["reply_to"],
                    correlation_id=properties.get("correlation_id"),
                    delivery_mode=1,
                )
        except BrokerAway:
            log.warning("reply lost with its connection", service=self.office.name)


class Department:
    """The base of every service class."""

    name: ClassVar[str]
    store_type: ClassVar[type[Store]]

    desk = _OfficeProvider()

    @query
    def list_audit(self, request: AuditQuery, store: Store) -> AuditLog:
        """What people did here; asked by the `ListAudit` each department declares."""
        return audit_log(request, store)

    @query
    def list_held(self, request: HeldQuery, store: Store) -> Page[HeldEvent]:
        """What was put aside here."""
        return held_events(request, store)

    @command
    def replay_held(self, request: ReplayCommand, store: Store) -> Moved:
        """Try a message again."""
        return replay(request, store)

    @command
    def replay_all_held(self, request: ReplayAllCommand, store: Store) -> Moved:
        """Try again what was put aside."""
        return replay_all(request, store)

    @command
    def discard_held(self, request: DiscardCommand, store: Store) -> Moved:
        """Give a parked message up."""
        return discard(request, store, reactions_of(type(self)))

    @command
    def resend_events(self, request: ResendCommand, store: Store) -> Moved:
        """Send the events of a time once more."""
        return resend(request, store)

    @query
    def list_traces(self, request: TracesQuery, store: Store) -> list[TraceHead]:
        """The pieces of work that touched a class here."""
        return traces(request, store)

    @query
    def show_steps(self, request: StepsQuery, store: Store) -> Steps:
        """This department's part in pieces of work."""
        return steps(request, store, reactions_of(type(self)))

    @timer(every=FORGET_SECONDS)
    def forget_answers(self, store: Store) -> None:
        """Let go of what was answered long ago."""
        forget_answers(store)

    @Requests.decorator
    def answer_request(self, message: Any) -> None:
        """Carry out one request, reply, and only then acknowledge it."""
        office = self.desk.office
        try:
            name = message.delivery_info["routing_key"].rpartition(".")[2]
            payload = json.loads(message.body)["args"][0]
            if name == SEVERAL:
                payload = _questions(payload, office)
            message.properties["reply_to"]
            passport = verified(message)
        except Forged as forged:
            # Not kept: whoever can send one can send many.
            metrics.FORGED.labels(office.name, forged.why).inc()
            log.warning("forged request dropped", service=office.name, why=forged.why)
            acknowledge(message)
            return
        except (KeyError, IndexError, TypeError, ValueError, RecursionError) as problem:
            self._park(message, f"not a request: {_briefly(problem)}")
            return
        if passport.deadline < clock.wall().timestamp():
            metrics.LATE.labels(office.name).inc()
        else:
            trace = str(message.headers.get("traceparent", ""))
            self.desk.reply(message, self._answer(name, payload, passport, trace))
        acknowledge(message)

    def _answer(self, name: str, payload: Any, passport: Passport, trace: str) -> dict[str, Any]:
        office = self.desk.office
        try:
            if name == SEVERAL:
                answer = {SEVERAL: office.answer_each(payload, passport.actor, trace)}
            else:
                answer = office.answer(name, payload, passport.actor, passport.key, trace)
        except DatabaseAway:
            return {"refused": refusal_to_wire(Silent(office.name))}
        crash_point("before_reply")
        return answer

    @Events.decorator
    def take_events(self, inlet: Events) -> None:
        """Let the waiting events take effect, in order; acknowledged only after the commit."""
        try:
            while batch := inlet.take():
                taken = [(message, self._read(message)) for message in batch]
                envelopes = [envelope for _, envelope in taken if envelope is not None]
                if not self._heard(inlet, envelopes):
                    return
                crash_point("before_ack")
                readable = [message for message, envelope in taken if envelope is not None]
                if readable:
                    acknowledge(readable[-1], and_earlier=True)
        finally:
            inlet.working = False

    def _read(self, message: Any) -> Envelope | None:
        try:
            return self.desk.hearing.read(message.body)
        except Exception as problem:
            self._park(message, f"not an event: {_briefly(problem)}")
            return None

    def _heard(self, inlet: Events, envelopes: list[Envelope]) -> bool:
        """Keep at it while the database is away; False when the department closes first (the
        broker delivers again).
        """
        for attempt in range(1_000_000):
            try:
                self.desk.hearing.hear(envelopes)
            except DatabaseAway as problem:
                log.warning("database away", service=self.desk.office.name, why=str(problem)[:200])
                time.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
                if inlet.stopping:
                    return False
            else:
                return True
        return False

    @Parked.decorator
    def take_parked(self, message: Any) -> None:
        """Keep what the broker put aside, with the broker's reason. A request nobody waits for any
        more is not worth keeping.
        """
        why = message.headers.get("x-first-death-reason", "unknown")
        if why == "expired":
            metrics.LATE.labels(self.desk.office.name).inc()
            acknowledge(message)
            return
        self._park(message, f"put aside by the broker: {why}")

    def _park(self, message: Any, reason: str) -> None:
        body = (
            message.body
            if isinstance(message.body, str)
            else bytes(message.body or b"").decode(errors="replace")
        )
        try:
            self.desk.hearing.park(body, reason, _came_with(message))
        except DatabaseAway:
            time.sleep(PAUSES[0])
            message.requeue()
            return
        acknowledge(message)


def _questions(payload: Any, office: Office) -> list[tuple[str, Any]]:
    """What a message of several asks. ValueError for a command among it: such a message has no
    key to give a command under.
    """
    questions = [(str(name), asked) for name, asked in payload]
    handlers = [office.requests[name] for name, _ in questions if name in office.requests]
    if any(issubclass(handler.message, Command) for handler in handlers):
        raise ValueError("a command among questions")
    return questions


def _came_with(message: Any) -> dict[str, str]:
    """By which way a message came; not who signed it for whom."""
    found = {**message.delivery_info, **message.properties, **message.headers}
    return {name: str(found[name])[:WAY_CHARACTERS] for name in WAY if found.get(name)}


def _briefly(problem: Exception) -> str:
    """What is wrong with a message, without the message: some errors quote all of it."""
    return f"{type(problem).__name__}: {problem}"
