"""The frame around every desk: who is signed in, and the menu of what this person may open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from contracts.base import Request
from contracts.roles import Actor
from kit.rights import may_ever


def _anybody(_: Actor) -> bool:
    return True


class SignedIn(Protocol):
    """What the frame shows of a person."""

    @property
    def person_id(self) -> str:
        """Whom rules know."""
        ...

    @property
    def name(self) -> str:
        """What the person is called."""
        ...

    @property
    def login(self) -> str:
        """What the person signs in with."""
        ...


@dataclass(frozen=True)
class Entry:
    """One line of the menu; shown to whoever may ask for one of `kinds`, to everybody without, and
    of those only to whom it is meant for (`whose`). A desk's `first` page has the others beside it,
    not under it.
    """

    zh: str
    icon: str
    path: str
    kinds: Sequence[type[Request[Any]]] = ()
    whose: Callable[[Actor], bool] = _anybody
    first: bool = False

    def is_here(self, here: str) -> bool:
        """Whether the page shown lies under this entry."""
        under = self.path != "/" and not self.first and here.startswith(f"{self.path}/")
        return here == self.path or under

    def is_for(self, actor: Actor) -> bool:
        """Whether this person could do anything there."""
        asks = not self.kinds or any(may_ever(actor, kind) for kind in self.kinds)
        return asks and self.whose(actor)


@dataclass(frozen=True)
class Group:
    """A desk's lines of the menu."""

    zh: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Shell:
    """The frame of one page for one person; `todos` is None where they were not asked for,
    `searches` whether there is anything this person may search.
    """

    person: SignedIn | None
    roles: Sequence[tuple[str, str]]
    menu: Sequence[Group]
    searches: bool
    todos: int | None = None


def menu_for(actor: Actor, groups: Sequence[Group]) -> list[Group]:
    """The menu without what this person may not open."""
    mine = [Group(g.zh, [entry for entry in g.entries if entry.is_for(actor)]) for g in groups]
    return [group for group in mine if group.entries]
