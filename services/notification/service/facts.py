"""How a part of the service that is a table hears its facts: one reaction each, all alike."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from contracts.base import Event, wire_name
from kit.department import reaction
from services.notification.store import NotificationStore

Part = TypeVar("Part", bound=type)
Heed = Callable[[Any, NotificationStore], None]


def hears(facts: Iterable[type[Event]], verb: str, heed: Heed) -> Callable[[Part], Part]:
    """Gives a part of the service a reaction to each of these facts: `<verb>_roster_approved`."""

    def add(part: Part) -> Part:
        for fact in sorted(facts, key=wire_name):
            name = f"{verb}_{wire_name(fact)}"
            setattr(part, name, _reaction(name, fact, heed))
        return part

    return add


def _reaction(name: str, fact: type[Event], heed: Heed) -> Any:
    def react(_: Any, event: Event, store: NotificationStore) -> None:
        heed(event, store)

    # A reaction's first hint says what it reacts to.
    react.__annotations__ = {"event": fact, "store": NotificationStore, "return": None}
    react.__name__ = name
    return reaction(react)


def place(store: NotificationStore) -> int:
    """The place of the fact being heard in its department's order; 0 where a command acts."""
    return store.envelope.sequence if store.envelope else 0


def moment(store: NotificationStore) -> datetime:
    """When the fact being heard happened; where a command acts, now."""
    return store.envelope.occurred_at if store.envelope else store.now
