"""A department's table of contents: which method carries out which message, read from marks and
type hints.
"""

import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.base import EVENTS, Event, Request, department_of, wire_name
from kit.apart import Parse, Render

# Given all messages of one kind that share a transaction, and the store.
Ahead = Callable[[Sequence[Any], Any], None]

# Stands for every event, in the table of reactions and as a routing key on the broker.
ANY = "#"


@dataclass(frozen=True)
class Handler:
    """One entry. `asks` names what another department is asked first, `apart` what is read first
    in a process of its own, `renders` what makes a file of the result afterwards; commands carried
    out `together` share a transaction while several wait; `ahead` reads at once what each message
    of a transaction will look for.
    """

    method: str
    message: Any
    asks: Callable[[Any], Request[Any]] | None
    apart: Parse | None
    renders: Render | None
    together: bool = False
    ahead: Ahead | None = None

    @property
    def name(self) -> str:
        """The message's name on the wire; ANY for a reaction to every event."""
        return ANY if self.message is Event else wire_name(self.message)

    @property
    def reacts(self) -> bool:
        """Whether it reacts to an event rather than answering a request."""
        return issubclass(self.message, Event)


def handlers_of(department: type) -> list[Handler]:
    """The marked methods of a department class, in the order they stand there."""
    found = []
    for base in reversed(department.__mro__):
        for name, member in vars(base).items():
            mark = getattr(member, "_handles", None)
            if mark is not None:
                message = _own(next(iter(typing.get_type_hints(member).values())), department)
                if message is not None:
                    found.append(Handler(method=name, message=message, **mark))
    return found


def reactions_of(department: type) -> list[Handler]:
    """The entries that answer events."""
    return [handler for handler in handlers_of(department) if handler.reacts]


def _own(message: Any, department: Any) -> Any:
    """The message itself; of a request every department declares for itself, the one of this
    department, and none where it declares none.
    """
    if issubclass(message, Event) or hasattr(message, "ask"):
        return message
    own = (kind for kind in message.__subclasses__() if department_of(kind) == department.name)
    return next(own, None)


def subscriptions_of(department: type) -> set[tuple[str, str]]:
    """The (producer, event name) pairs a department reacts to; (producer, ANY) when to all."""
    wanted: set[tuple[str, str]] = set()
    for handler in handlers_of(department):
        if handler.message is Event:
            wanted |= {(department_of(kind), ANY) for kind in EVENTS.values()}
        elif handler.reacts:
            wanted.add((department_of(handler.message), handler.name))
    return wanted
