"""What a page that stands open is told: how much waits for whoever looks at it, and how many of
their messages are unread. An event only says that it is worth asking again; what waits for whom is
for notification to say.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from contracts.base import Event
from contracts.notification import (
    CountTodos,
    ListMyDeliveries,
    NoticeDelivered,
    TodoClosed,
    TodoOpened,
)
from contracts.roles import Actor, Role
from gateway.identity import Identity, Person
from kit import clock
from kit.pages.asking import Asker, Departments

HEARTBEAT_SECONDS = 15.0
# Nobody is asked for more often than this, however much happens.
PAUSE_SECONDS = 1.0
RETRY_MILLISECONDS = 3000
SEATS_EACH = 6
SEATS = 500


@dataclass(frozen=True)
class State:
    """How things stand for one person: how many items wait and when the latest of them began to,
    how many messages are unread. None where nobody could tell.
    """

    todos: int | None = None
    latest: datetime | None = None
    unread: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether everything could be told."""
        return self.todos is not None and self.unread is not None


class Onlooker:
    """One person, over all the pages they have open."""

    def __init__(self, person: Person, departments: Departments) -> None:
        self.person = person
        self.seats: set[Seat] = set()
        self._departments = departments
        self._state = State()
        self._stirs, self._seen = 1, 0
        self._asked_at = -PAUSE_SECONDS
        self._one_at_a_time = asyncio.Lock()

    def stir(self) -> None:
        """Something may have changed."""
        self._stirs += 1
        for seat in self.seats:
            seat.stirred.set()

    async def look(self) -> State:
        """How things stand; asked for again only when something may have changed."""
        async with self._one_at_a_time:
            if self._seen != self._stirs:
                await asyncio.sleep(max(0.0, self._asked_at + PAUSE_SECONDS - time.monotonic()))
                self._seen, self._asked_at = self._stirs, time.monotonic()
                self._state = await self._ask()
                if not self._state.is_known:
                    self._seen = 0
            return self._state

    async def _ask(self) -> State:
        actor = self.person.actor(clock.new_id())
        asker = Asker(self._departments, actor)
        unread = ListMyDeliveries(person_id=actor.person_id, unread=True, size=1)
        todos, messages = await asyncio.gather(asker.part(CountTodos()), asker.part(unread))
        return State(
            todos=None if todos.value is None else todos.value.waiting,
            latest=None if todos.value is None else todos.value.latest,
            unread=None if messages.value is None else messages.value.total,
        )


@dataclass(eq=False)
class Seat:
    """One open page."""

    onlooker: Onlooker
    secret: str
    stirred: asyncio.Event

    async def wait(self, seconds: float) -> None:
        """Until something may have changed, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                await self.stirred.wait()
        except TimeoutError:
            return


class Live:
    """Everybody who has a page open."""

    hears: tuple[type[Event], ...] = (TodoOpened, TodoClosed, NoticeDelivered)

    def __init__(self, departments: Departments, identity: Identity) -> None:
        self._departments, self._identity = departments, identity
        self._onlookers: dict[str, Onlooker] = {}
        self._closing = False

    def heard(self, event: Event) -> None:
        """Something happened: whoever it may concern is asked for again."""
        for onlooker in self._onlookers.values():
            if may_concern(onlooker.person.actor(""), event):
                onlooker.stir()

    def missed(self) -> None:
        """Events may have been lost: everybody is asked for again."""
        for onlooker in self._onlookers.values():
            onlooker.stir()

    def take_seat(self, person: Person, secret: str) -> Seat | None:
        """A place for one more page of this person; None when there is none left."""
        taken = sum(len(each.seats) for each in self._onlookers.values())
        onlooker = self._onlookers.get(person.person_id) or Onlooker(person, self._departments)
        if taken >= SEATS or len(onlooker.seats) >= SEATS_EACH or self._closing:
            return None
        seat = Seat(onlooker, secret, asyncio.Event())
        onlooker.seats.add(seat)
        self._onlookers[person.person_id] = onlooker
        return seat

    def leave(self, seat: Seat) -> None:
        """The page was closed."""
        seat.onlooker.seats.discard(seat)
        if not seat.onlooker.seats:
            self._onlookers.pop(seat.onlooker.person.person_id, None)

    def close(self) -> None:
        """Let every page go: a server that stops would wait for them."""
        self._closing = True
        self.missed()

    async def told(self, seat: Seat) -> AsyncIterator[str]:
        """What this page is told, as server-sent events: the state now, then whenever it changes.
        It ends with the session.
        """
        yield f"retry: {RETRY_MILLISECONDS}\n\n"
        shown = State()
        beat_at = time.monotonic() + HEARTBEAT_SECONDS
        while not self._closing:
            seat.stirred.clear()
            state = await seat.onlooker.look()
            if state != shown and state.is_known:
                yield _line(shown, state)
                shown = state
            await seat.wait(beat_at - time.monotonic())
            if time.monotonic() >= beat_at:
                if not await self._lasts(seat):
                    return
                beat_at = time.monotonic() + HEARTBEAT_SECONDS
                yield ":\n\n"

    async def _lasts(self, seat: Seat) -> bool:
        """Whether the session still lasts; duties that were given or taken meanwhile count."""
        person = await self._identity.lasting(seat.secret)
        if person is None or person.must_change:
            return False
        if person.grants != seat.onlooker.person.grants:
            seat.onlooker.person = person
            seat.onlooker.stir()
        return True


def may_concern(actor: Actor, event: Event) -> bool:
    """Whether it is worth asking again for this person. Wider than what waits for them: that is
    for the answer to say.
    """
    if isinstance(event, NoticeDelivered):
        return f"person:{actor.person_id}" in event.recipients
    if not isinstance(event, TodoOpened | TodoClosed):
        return False
    if event.scope.startswith("person:"):
        return event.scope == f"person:{actor.person_id}"
    held = {grant.role for grant in actor.grants} | {Role.SIGNED_IN}
    return event.role in held or event.scope in {grant.scope for grant in actor.grants}


def _line(before: State, state: State) -> str:
    facts = {"todos": state.todos, "opened": _has_more(before, state), "unread": state.unread}
    return f"event: state\ndata: {json.dumps(facts)}\n\n"


def _has_more(before: State, state: State) -> bool:
    """Whether something waits that did not before. One item may close as another opens, and one
    that began to wait earlier may be for this person only now.
    """
    if before.todos is None or state.todos is None:
        return False
    if state.todos > before.todos:
        return True
    return bool(before.latest and state.latest and state.latest > before.latest)
