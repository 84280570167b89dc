"""`kaiban parked` and `kaiban replay`: the messages each department has put aside, and having them,
or what was sent long ago, tried again.

The same requests as the operations page sends, carried out here on the department's own database:
the broker need not be there, and the same lines come into the audit log.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from contracts.base import REQUESTS, Request, wire_name
from contracts.operations import HeldEvent
from contracts.refusals import Refusal, Silent, Unknown
from contracts.roles import Actor, Grant, Role
from deploy.departments import DEPARTMENTS, department
from kit import clock, logs
from kit.database import Database
from kit.files import FileStore
from kit.office import Office
from kit.settings import Settings
from kit.wire import decode, encode, refusal_from_wire

SIZE = 200


def moment(text: str) -> datetime:
    """A moment as somebody typed it; without an offset that of Asia/Shanghai."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=clock.SHANGHAI)


def show() -> int:
    """List what is put aside, with the history of tries."""
    for name in DEPARTMENTS:
        with _office(name) as office:
            for held in _every_held(office):
                _print(name, held)
    return 0


def replay_all(*, since: datetime | None, until: datetime | None) -> int:
    """Have all messages tried again that were put aside, or that were within a time."""
    count = 0
    for name in DEPARTMENTS:
        with _office(name) as office:
            count += _ask(office, "replay_all_held", since=since, until=until)
    print(f"{count} to be tried again.")
    return 0


def replay(held_id: str) -> int:
    """Have one message tried again. 1 for an id nobody has."""
    return _where_it_is("replay_held", held_id=held_id)


def discard(held_id: str, reason: str) -> int:
    """Give one parked message up. 1 for an id nobody has, and for one that is still tried."""
    return _where_it_is("discard_held", held_id=held_id, reason=reason)


def _where_it_is(command: str, **fields: str) -> int:
    for name in DEPARTMENTS:
        with _office(name) as office:
            try:
                _ask(office, command, **fields)
            except Refusal as refusal:
                if refusal.status == Unknown.status:
                    continue
                print(refusal.en)
                return 1
            print(f"Done in {name}.")
            return 0
    print("Nothing of this id is put aside.")
    return 1


def resend(name: str, *, since: datetime, until: datetime | None) -> int:
    """Have a department's events of a time sent once more."""
    with _office(name) as office:
        print(f"{_ask(office, 'resend_events', since=since, until=until)} to be sent again.")
    return 0


class _Nobody:
    """Nothing asked here needs another department."""

    def ask(self, request: Request[Any], actor: Actor) -> Any:  # noqa: ARG002 – the port's signature
        raise Silent("broker")


@contextmanager
def _office(name: str) -> Iterator[Office]:
    settings = Settings()
    logs.configure("parked", settings.var / "log")
    database = Database(settings.database_url(name), pool_size=1)
    try:
        yield Office(department(name)(), database, FileStore(settings.files), _Nobody())
    finally:
        database.close()


def _every_held(office: Office) -> Iterator[HeldEvent]:
    page, total = 1, 1
    while (page - 1) * SIZE < total:
        found = _reply(office, "list_held", page=page, size=SIZE)
        yield from found.items
        page, total = page + 1, found.total


def _ask(office: Office, name: str, **fields: Any) -> int:
    count: int = _reply(office, name, **fields).count
    return count


def _reply(office: Office, name: str, **fields: Any) -> Any:
    """The department's reply; raises its Refusal."""
    request = REQUESTS[f"{office.name}.{name}"](**fields)
    answer = office.answer(wire_name(type(request)), encode(request), _operator())
    if "refused" in answer:
        raise refusal_from_wire(answer["refused"])
    return decode(type(request).ask.reply, answer["reply"])


def _operator() -> Actor:
    """Whoever has this machine's command line; the audit log has the name they have there."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    grants = (Grant(Role.SYSTEM_ADMIN),)
    return Actor(person_id=f"operator:{user}"[:64], request_id=clock.new_id(), grants=grants)


def _print(name: str, held: HeldEvent) -> None:
    when = held.next_try_at.isoformat(timespec="seconds") if held.next_try_at else held.state.value
    what = held.name or held.came_by or "?"
    unknown = "" if held.known else "  (unknown to this version)"
    print(f"{held.held_id}  {name}.{held.reaction or 'unreadable'}  {what}  {when}{unknown}")
    for one in held.tries:
        print(f"    {one.at.isoformat(timespec='seconds')}  {one.why}")
