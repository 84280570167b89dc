"""What a department does by the clock, without being asked.

    @timer(every=2)
    def call_overdue(self, store: EnrollmentStore) -> None: ...

    @errand(does=post_to_robot, then="note_posts", every=2)
    def claim_posts(self, store: NotificationStore) -> list[dict[str, Any]]: ...

A timer is one transaction. An errand reaches outside: it claims its work in one transaction, does
it without any, and notes what came of it in another. Only the replica whose clerk leads runs them.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from contracts.roles import Actor
from kit.office import Office, raise_if_away

log = structlog.get_logger()

Method = TypeVar("Method", bound=Callable[..., Any])
Does = Callable[[Any], Any]

OFTEN = 2.0


@dataclass(frozen=True)
class Clockwork:
    """One entry: the method, how often (seconds), and for an errand what is done outside and the
    method that notes what came of it.
    """

    method: str
    every: float
    does: Does | None = None
    then: str = ""


def timer(*, every: float = OFTEN) -> Callable[[Method], Method]:
    """Marks a method that looks by itself whether something is due; it must bear being
    run again.
    """
    return _mark(every, None, "")


def errand(*, does: Does, then: str, every: float = OFTEN) -> Callable[[Method], Method]:
    """Marks a method that claims work to do outside. `does` is called with each piece of it and
    returns what came of it; the method named `then` is given the store and all that came.
    """
    return _mark(every, does, then)


def _mark(every: float, does: Does | None, then: str) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        method._clockwork = Clockwork(method.__name__, every, does, then)  # type: ignore[attr-defined]  # read by clockwork_of
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

    def run(self, *, at_once: bool = False) -> None:
        """Run whatever has waited long enough; DatabaseAway when there is no database."""
        for work in self._works:
            if at_once or time.monotonic() >= self._due.get(work.method, 0.0):
                self._due[work.method] = time.monotonic() + work.every
                self._run(work)

    def _run(self, work: Clockwork) -> None:
        try:
            claimed = self._in_transaction(work.method)
            if work.does is not None and claimed:
                self._in_transaction(work.then, [work.does(piece) for piece in claimed])
        except (StaleDataError, IntegrityError):
            # Somebody changed the same record at this moment; the next run sees it as it is then.
            log.info("timer overtaken", service=self.office.name, timer=work.method)
        except Exception as problem:
            raise_if_away(problem)
            log.exception("timer failed", service=self.office.name, timer=work.method)

    def _in_transaction(self, method: str, outcomes: Sequence[Any] | None = None) -> Any:
        office = self.office
        with office.database.writing() as session:
            store = office.store(session, office.itself(Actor(person_id="")))
            arguments = [] if outcomes is None else [outcomes]
            result = getattr(office.department, method)(store, *arguments)
            session.flush()
            office.books.write_outbox(session, store.emitted, store.actor, "")
        if store.emitted:
            office.outbox_filled.set()
        return result
