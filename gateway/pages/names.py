"""What the people and classes behind the ids are called, kept at hand for every page."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.identity import Identity
from kit.green import off_loop

FRESH_SECONDS = 10.0


@dataclass(frozen=True)
class Called:
    """Names as they were read last: people's, of those who have accounts, and classes' titles."""

    people: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)

    def who(self, person_id: str) -> str:
        """What to call a person; somebody without an account keeps the id."""
        return self.people.get(person_id, person_id)


class Names:
    """The names of all accounts and classes, read again now and then. Rules compare ids; people
    read names.
    """

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._called = Called()
        self._read_at = -FRESH_SECONDS

    async def called(self) -> Called:
        """The names, a few seconds old at most."""
        if time.monotonic() - self._read_at >= FRESH_SECONDS:
            self._called = await off_loop(self._read)
            self._read_at = time.monotonic()
        return self._called

    def _read(self) -> Called:
        with self._identity.looking() as store:
            return Called(people=store.names(), classes=store.titles())
