"""What a department does by the clock, without being asked.

    @timer(every=2, each=NotificationStore.ringing)
    def ring_deadline(self, store: NotificationStore, deadline_id: str) -> None: ...

    @errand(does=post_to_robot, then="note_post", every=2)
    def claim_posts(self, store: NotificationStore) -> list[dict[str, Any]]: ...

A timer is one transaction, or one for `each` record, so that a record that fails holds up no other.
An errand reaches outside: it claims its work in one transaction, does it piece by piece without
any, and notes what came of each in one of its own before it goes on to the next. Only the replica
whose clerk leads runs them.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from contracts.roles import Actor
from kit import tracing
from kit.office import Office, again_if_overtaken, raise_if_away
from kit.store import Store

log = structlog.get_logger()

Method = TypeVar("Method", bound=Callable[..., Any])
Does = Callable[[Any], Any]
Each = Callable[[Any], Sequence[Any]]

OFTEN = 2.0


@dataclass(frozen=True)
class Clockwork:
    """One entry: the method, how often (seconds), for a timer which records it looks at one by one,
    and for an errand what is done outside and the method that notes what came of it.
    """

    method: str
    every: float
    each: Each | None = None
    does: Does | None = None
    then: str = ""


def timer(*, every: float = OFTEN, each: Each | None = None) -> Callable[[Method], Method]:
    """Marks a method that looks by itself whether something is due; it must bear being
    run again.

    With `each`, a look-up of the store's that names records, the method is given them one by one,
    each in a transaction of its own, and decides there whether the record is still due. One that
    fails is logged and comes again next time.
    """
    return _mark(lambda name: Clockwork(name, every, each=each))


def errand(*, does: Does, then: str, every: float = OFTEN) -> Callable[[Method], Method]:
    """Marks a method that claims work to do outside. `does` is called with each piece of it and
    returns what came of it; the method named `then` is given the store and just that.
    """
    return _mark(lambda name: Clockwork(name, every, does=does, then=then))


def _mark(work: Callable[[str], Clockwork]) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        method._clockwork = work(method.__name__)  # type: ignore[attr-defined]  # read by clockwork_of
        return method

    return mark


def clockwork_of(department: type) -> list[Clockwork]:
    """The timers and errands of a department class, in the order they stand there."""
    return [
        member._clockwork
        for base in reversed(department.__mro__)
        for member in vars(base).values()
        if hasattr(member, "_clockwork")
    ]


class Timers:
    """The clockwork of one department: its timers, or its errands."""

    def __init__(self, office: Office, *, outside: bool) -> None:
        self.office = office
        self._works = [
            work
            for work in clockwork_of(type(office.department))
            if (work.does is not None) is outside
        ]
        self._due: dict[str, float] = {}
        # Done outside while the database was away: noted before anything is claimed again.
        self._unnoted: list[tuple[Clockwork, Any]] = []

    def run(self, *, at_once: bool = False) -> None:
        """Run whatever has waited long enough; DatabaseAway when there is no database."""
        self._note_what_is_owed()
        for work in self._works:
            if at_once or time.monotonic() >= self._due.get(work.method, 0.0):
                self._due[work.method] = time.monotonic() + work.every
                self._run(work)

    def _run(self, work: Clockwork) -> None:
        if work.does is not None:
            for piece in self._guarded(work, self._in_transaction, work.method) or ():
                self._guarded(work, self._do_outside, work, work.does, piece)
        elif work.each is not None:
            for record in self._guarded(work, self._look_up, work.each) or ():
                self._guarded(work, self._in_transaction, work.method, record, about=str(record))
        else:
            self._guarded(work, self._in_transaction, work.method)

    def _guarded(
        self, work: Clockwork, step: Callable[..., Any], *given: Any, about: str = ""
    ) -> Any:
        """What the step returns; None when it failed, which only the log is told."""
        told = {"service": self.office.name, "timer": work.method, "record": about}
        try:
            return step(*given)
        except (StaleDataError, IntegrityError):
            # Somebody changed the same record at this moment; the next run sees it as it is then.
            log.info("timer overtaken", **told)
        except Exception as problem:
            raise_if_away(problem)
            log.exception("timer failed", **told)
        return None

    def _look_up(self, each: Each) -> Sequence[Any]:
        with self.office.database.reading() as session:
            return each(self._store(session))

    def _do_outside(self, work: Clockwork, does: Does, piece: Any) -> None:
        self._unnoted.append((work, does(piece)))
        self._note_what_is_owed()

    def _note_what_is_owed(self) -> None:
        """What was done outside must not be done again: it waits here until it is written."""
        while self._unnoted:
            work, outcome = self._unnoted[0]
            self._guarded(work, self._note, work.then, outcome)
            del self._unnoted[0]

    def _note(self, then: str, outcome: Any) -> None:
        again_if_overtaken(lambda: self._in_transaction(then, outcome))

    def _in_transaction(self, method: str, *given: Any) -> Any:
        office = self.office
        with tracing.span(f"{office.name}.{method}") as span, office.database.writing() as session:
            store = self._store(session)
            result = getattr(office.department, method)(store, *given)
            session.flush()
            office.books.write_outbox(session, store.emitted, store.actor, "")
            # Looked and found nothing due, as nearly always.
            span.kept = bool(store.emitted)
        if store.emitted:
            office.outbox_filled.set()
        return result

    def _store(self, session: Session) -> Store:
        return self.office.store(session, self.office.itself(Actor(person_id="")))
