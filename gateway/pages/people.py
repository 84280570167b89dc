"""Who the people behind the ids are: names of accounts, kept at hand for every page."""

import time
from collections.abc import Callable

from gateway.identity import Identity
from kit.green import off_loop

FRESH_SECONDS = 30.0


class Names:
    """The names of all accounts, read again now and then. Rules compare ids; people read names."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._names: dict[str, str] = {}
        self._read_at = -FRESH_SECONDS

    async def who(self) -> Callable[[str], str]:
        """What to call a person; somebody without an account keeps the id."""
        if time.monotonic() - self._read_at >= FRESH_SECONDS:
            self._names = await off_loop(self._read)
            self._read_at = time.monotonic()
        names = self._names
        return lambda person_id: names.get(person_id, person_id)

    def _read(self) -> dict[str, str]:
        with self._identity.looking() as store:
            return dict(store.names())
