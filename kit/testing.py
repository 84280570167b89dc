"""A department's office on a database of its own, for tests: the whole of kit.office, without a
broker.
"""

import json
import tempfile
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from contracts.base import Event, Request, wire_name
from contracts.roles import Actor, Grant, Role
from kit import clock
from kit.bus import Publisher
from kit.clerk import Clerk
from kit.database import Database
from kit.envelope import Envelope, from_json, wrap
from kit.files import FileStore
from kit.hearing import Hearing
from kit.office import Office
from kit.settings import MEMORY
from kit.wire import decode, encode, refusal_from_wire

Reply = TypeVar("Reply")


def an_actor(*roles: Role, person: str = "p1", within: str = "*") -> Actor:
    """Somebody who holds these roles."""
    return Actor(
        person_id=person, grants=tuple(Grant(role, within) for role in roles), request_id="r1"
    )


def from_elsewhere(event: Event) -> Envelope:
    """An event as another department sends it, not numbered yet."""
    return wrap(
        event,
        event_id=clock.new_id(),
        at=clock.now(),
        wall=clock.wall(),
        actor=Actor(person_id="elsewhere"),
        causation_id="",
    )


class PreparedColleagues:
    """Answers other departments' queries with what the test laid down: a reply, or a function of
    the request.
    """

    def __init__(self) -> None:
        self.answers: dict[type, Any] = {}
        self.asked: list[Request[Any]] = []

    def ask(self, request: Request[Any], actor: Actor) -> Any:  # noqa: ARG002 – the port's signature
        self.asked.append(request)
        answer = self.answers[type(request)]
        return answer(request) if callable(answer) else answer


class TestOffice:
    """Give commands, let events be heard, see what was emitted."""

    __test__ = False

    def __init__(self, department: type, url: str | None = None) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(url or f"sqlite:///{self.folder.name}/test.db")
        self.colleagues = PreparedColleagues()
        self.answers = self.colleagues.answers
        self.office = Office(
            department(),
            self.database,
            FileStore(Path(self.folder.name) / "files"),
            self.colleagues,
        )
        self.hearing = Hearing(self.office)
        self.clerk = Clerk(self.office, self.hearing, Publisher(MEMORY, confirms=True))
        self.tables = self.office.store_type.tables
        self.tables.metadata.create_all(self.database.engine)
        self._sequence = 0

    def do(self, request: Request[Reply], as_: Actor, *, key: str = "") -> Reply:
        """The department's reply to a request; raises the Refusal when it says no."""
        answer = self.office.answer(wire_name(type(request)), encode(request), as_, key)
        if "refused" in answer:
            raise refusal_from_wire(answer["refused"])
        reply: Reply = decode(type(request).ask.reply, answer["reply"])
        return reply

    def hear(self, *events: Event, times: int = 1) -> None:
        """Deliver events of other departments, each `times` times."""
        for event in events:
            envelope = self._envelope(event)
            for _ in range(times):
                self.hearing.hear([envelope])

    def hear_together(self, *events: Event) -> None:
        """Deliver events of other departments that have gathered."""
        self.hearing.hear([self._envelope(event) for event in events])

    def _envelope(self, event: Event) -> Envelope:
        self._sequence += 1
        return from_json({**encode(from_elsewhere(event)), "sequence": self._sequence})

    def tick(self) -> None:
        """Run every timer and errand once, whatever the clock says."""
        self.clerk.timers.run(at_once=True)
        self.clerk.errands.run(at_once=True)

    @property
    def events(self) -> list[Event]:
        """Everything emitted so far, oldest first."""
        return [envelope.event for envelope in self.envelopes]

    @property
    def envelopes(self) -> list[Envelope]:
        """Everything emitted so far, as it would go out."""
        outbox = self.tables["outbox"]
        with self.database.reading() as session:
            rows = session.execute(select(outbox.c.seq, outbox.c.body).order_by(outbox.c.seq)).all()
        return [from_json(json.loads(row.body), sequence=row.seq) for row in rows]

    @property
    def held(self) -> list[Any]:
        """Events that could not take effect yet, with their reasons."""
        with self.database.reading() as session:
            return list(session.execute(select(self.tables["held"])).all())

    def close(self) -> None:
        """Give the database and the folder back."""
        self.database.close()
        self.folder.cleanup()
