"""Passwords: argon2id at OWASP's floor (19 MiB, two passes, one lane), about 25 ms each."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Checked when nobody has the login, so that a stranger's answer takes as long as a wrong one.
NOBODYS = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The form in which a password is kept. Burns the processor: see `off_cpu`."""
    return _hasher.hash(password)


def is_password(kept: str, password: str) -> bool:
    """Whether this is the password. Burns the processor, for a wrong one as for the right."""
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
