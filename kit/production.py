"""What must not be so where people depend on the suite. Each fault says what to do about it."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kit.clock import CLOCK_FILE
from kit.settings import DEVELOPMENT, EVERYONE, OFFERED, PRODUCTION, STAFF, Settings, told

# The exit status of a process that was set up wrongly (sysexits.h): starting it again is no use.
NOT_SET_UP = 78
SHORTEST_PASSWORD = 12
FOR_OTHERS = 0o007

_REHEARSAL = (CLOCK_FILE, "KAIBAN_CRASH_AT")
_PASSWORDS = ("database-*", "broker-*")
_COMMON = {"administrator", "changemeplease", "kaibankaiban", "passwordpassword", "123456789012"}


def faults(settings: Settings) -> list[str]:
    """What forbids a start; nothing outside production."""
    if settings.environment not in (DEVELOPMENT, PRODUCTION):
        return [f"KAIBAN_ENV is {settings.environment!r}: say development or production."]
    if settings.two_step not in (OFFERED, STAFF, EVERYONE):
        return [f"KAIBAN_TWO_STEP is {settings.two_step!r}: say offered, staff or everyone."]
    if not settings.in_production:
        return []
    looks = (_rehearsal, _public_address, _broker, _database, _first_password, _secrets, _keys)
    return [fault for look in looks for fault in look(settings)]


def _rehearsal(_settings: Settings) -> Iterator[str]:
    for name in _REHEARSAL:
        if os.environ.get(name):
            yield f"{name} is for rehearsals: remove it from the environment."


def _public_address(settings: Settings) -> Iterator[str]:
    place = urlsplit(settings.public_url)
    if place.scheme != "https" or not place.hostname:
        yield (
            "KAIBAN_PUBLIC_URL must be the https address people type: put a proxy with a"
            " certificate before the gateway and name its address."
        )


def _broker(settings: Settings) -> Iterator[str]:
    if settings.embedded:
        return
    place = urlsplit(settings.amqp_template)
    if place.username == "guest":
        yield "KAIBAN_AMQP_URI signs in as guest: give each process a user (`kaiban grants`)."
    elif is_weak(place.password, place.username):
        yield "KAIBAN_AMQP_URI has no good password: write {password} there and set KAIBAN_SECRETS."


def _database(settings: Settings) -> Iterator[str]:
    if settings.embedded:
        return
    place = urlsplit(settings.database_template)
    if "{service}" not in place.path:
        yield "KAIBAN_DATABASE_URL must name a database per service: write {service} in its path."
    # Without a host it is the machine's own socket, where the system says who asks.
    elif place.hostname and is_weak(place.password, place.username):
        yield (
            "KAIBAN_DATABASE_URL has no good password: write {password} there and set"
            " KAIBAN_SECRETS."
        )


def _first_password(_settings: Settings) -> Iterator[str]:
    given = told("ADMIN_PASSWORD")
    if given and is_weak(given, "admin"):
        yield (
            f"KAIBAN_ADMIN_PASSWORD is too easy: take {SHORTEST_PASSWORD} characters or more, or"
            " leave it out and read var/first-admin-password."
        )


def _secrets(settings: Settings) -> Iterator[str]:
    named = os.environ.get("KAIBAN_SECRETS")
    if not named:
        if "{password}" in settings.amqp_template + settings.database_template:
            yield "KAIBAN_SECRETS must name the folder of the passwords (`kaiban secrets FOLDER`)."
        return
    for path in (path for pattern in _PASSWORDS for path in sorted(Path(named).glob(pattern))):
        yield from _open_to_others(path)
        if is_weak(path.read_text(encoding="utf-8").strip(), path.name):
            yield f"{path} holds no good password: put a long random one there."


def _keys(settings: Settings) -> Iterator[str]:
    sealing = Path(os.environ.get("KAIBAN_KEYS_FILE") or settings.var / "keys.json")
    if sealing.exists():
        yield from _open_to_others(sealing)
    else:
        # Made by chance on one machine, it would lock the others out of the same records.
        yield f"{sealing} is missing: bring it from the back-up, or `kaiban secrets FOLDER` once."
    named = os.environ.get("KAIBAN_SIGNING_KEYS")
    if not (named or settings.embedded):
        yield "KAIBAN_SIGNING_KEYS must name the folder of the signing keys (`kaiban secrets`)."
    for path in sorted(Path(named or settings.var / "signing").glob("*.key")):
        yield from _open_to_others(path)


def _open_to_others(path: Path) -> Iterator[str]:
    if path.stat().st_mode & FOR_OTHERS:
        yield f"{path} can be read by everybody: `chmod o= {path}`."


def is_weak(password: str | None, user: str | None) -> bool:
    """Whether a password is missing, short, common, or its user's name; `{password}` stands for a
    file that is looked at by itself.
    """
    if password == "{password}":  # noqa: S105 – the place for one
        return False
    lowered = (password or "").lower()
    return len(lowered) < SHORTEST_PASSWORD or lowered in _COMMON or lowered == user
