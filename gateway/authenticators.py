"""The second step of signing in 两步验证: one-time codes 动态口令 of an app on one's phone, by RFC
6238 in the form all such apps know.
"""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from contracts.identity import half_width
from contracts.roles import Grant, Role
from kit.settings import EVERYONE, STAFF

KEY_BYTES = 20
DIGITS = 6
STEP_SECONDS = 30
# A phone's clock, or whoever types, may be this many steps off.
STEPS_OFF = 1

# Who comes for a few days or a few signatures, from other houses.
GUESTS = frozenset(
    {
        Role.TRAINEE,
        Role.TEACHER,
        Role.GRASSROOTS_ORG,
        Role.HOST_REP,
        Role.PARTICIPANT,
        Role.PROPERTY_FIRM,
    }
)


@dataclass(kw_only=True)
class Authenticator:
    """What an account and an app share; it counts from when a first code has shown that the app
    has the key.
    """

    person_id: str
    key: str
    confirmed: bool = False
    used_step: int = 0

    @property
    def key_in_groups(self) -> str:
        """The key for whoever types it into the app."""
        return " ".join(self.key[at : at + 4] for at in range(0, len(self.key), 4))

    def address(self, login: str, institution: str) -> str:
        """What the app reads from the QR code."""
        return self._codes().get_provisioning_uri(login, institution)

    def takes(self, code: str, at: datetime) -> bool:
        """Whether this is a code of this time that has not served yet; it serves no more then, nor
        does an older one.
        """
        typed = "".join(half_width(code).split())
        now = int(at.timestamp()) // STEP_SECONDS
        steps = range(max(now - STEPS_OFF, self.used_step + 1), now + STEPS_OFF + 1)
        found = next((step for step in steps if self._is_code_of(step, typed)), None)
        if found is None:
            return False
        self.used_step = found
        return True

    def _is_code_of(self, step: int, typed: str) -> bool:
        try:
            self._codes().verify(typed.encode(), step * STEP_SECONDS)
        except InvalidToken:
            return False
        return True

    def _codes(self) -> TOTP:
        # The algorithm is the one every app knows; as an HMAC it is as strong as ever.
        return TOTP(base64.b32decode(self.key), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  # nosec B303


def fresh_key() -> str:
    """A key of 160 random bits, as apps take it."""
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def must_use_one(grants: Iterable[Grant], asked_of: str) -> bool:
    """Whether whoever holds these duties has to sign in by two steps, where KAIBAN_TWO_STEP asks it
    of nobody ("offered"), of the house's own people ("staff") or of everyone.
    """
    roles = {grant.role for grant in grants}
    return asked_of == EVERYONE or (asked_of == STAFF and not roles <= GUESTS)
