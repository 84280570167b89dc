"""Who has shown the password and not yet the code: a sealed note that the browser keeps meanwhile.
It opens no door by itself, and falls with the password it was given for.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag

from gateway.accounts import Account
from kit import clock
from kit.privacy import vault

LASTS = timedelta(minutes=5)
LABEL = "sign-in.half-way"


@dataclass(frozen=True)
class HalfWay:
    """Whose password was right, and which password that was."""

    person_id: str
    _password: str

    def is_of(self, account: Account) -> bool:
        """Whether the account is open and still has that password."""
        return account.active and _fingerprint(account) == self._password


def note_for(account: Account) -> str:
    """The note for somebody whose password was right a moment ago."""
    until = (clock.wall() + LASTS).isoformat()
    return vault().seal(LABEL, json.dumps([account.person_id, until, _fingerprint(account)]))


def read(note: str) -> HalfWay | None:
    """What a note says while it holds; None for any other text."""
    try:
        person_id, until, password = json.loads(vault().open(LABEL, note))
    except (InvalidTag, ValueError, KeyError):
        return None
    return HalfWay(person_id, password) if datetime.fromisoformat(until) > clock.wall() else None


def _fingerprint(account: Account) -> str:
    return vault().blind(LABEL, account.password_hash)
