"""`kaiban grants broker|databases FOLDER`: who may do what on the servers, for them to take in.

Derived from what the departments declare: which requests they ask, which events they hear. A
process may publish events of its own and nobody else's, ask what its code asks, and read replies
to itself alone.
"""

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from contracts.base import Request, department_of, wire_name
from deploy.departments import DEPARTMENTS, department
from deploy.secrets import PREPARE, SCALER
from gateway.live import Live
from kit.bus import (
    PARKING,
    RPC,
    event_queue,
    parking_queue,
    request_queue,
)
from kit.handlers import handlers_of, subscriptions_of
from kit.passport import GATEWAY

VHOST = "kaiban"
NOTHING = "^$"

# Where a reply goes: whose it is, and a number nobody can guess. See kit.client and kit.inlets.
_NUMBER = "[0-9a-f]{32}"
_SALT_BYTES = 4


_ROLE_AND_DATABASE = Template("""\
SELECT 'CREATE ROLE $name' WHERE NOT EXISTS
    (SELECT FROM pg_roles WHERE rolname = '$name') \\gexec
ALTER ROLE $name LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$password';
SELECT 'CREATE DATABASE $name OWNER $name ENCODING ''UTF8'' TEMPLATE template0' WHERE NOT EXISTS
    (SELECT FROM pg_database WHERE datname = '$name') \\gexec
REVOKE ALL ON DATABASE $name FROM PUBLIC;
""")


@dataclass(frozen=True)
class Topic:
    """The routing keys a user may publish and bind with on one exchange; regular expressions."""

    exchange: str
    write: str
    read: str


@dataclass(frozen=True)
class Rights:
    """What one user of the broker may declare, write to and read from; regular expressions."""

    user: str
    configure: str
    write: str
    read: str
    topics: tuple[Topic, ...] = ()


def broker_rights() -> list[Rights]:
    """The rights of every process on the broker."""
    scaler = Rights(user=SCALER, configure=NOTHING, write=NOTHING, read=NOTHING)
    return [*map(_of_department, DEPARTMENTS), _of_gateway(), _of_preparation(), scaler]


def _of_department(name: str) -> Rights:
    kind = department(name)
    queues = [queue(name).name for queue in (request_queue, event_queue, parking_queue)]
    own = [*map(re.escape, queues), _replies(name)]
    shared = [re.escape(RPC.name), re.escape(PARKING.name)]
    hears = _by_producer(subscriptions_of(kind))
    exchanges = sorted({_events(producer) for producer in (*hears, name)})
    return Rights(
        user=name,
        configure=_any(*own, *shared, *exchanges),
        write=_any(*own, *shared, _events(name)),
        read=_any(*own, *shared, *(_events(producer) for producer in hears)),
        topics=(
            Topic(
                RPC.name,
                write=_any(*map(re.escape, asked_by(kind)), f"[a-z]+-{_NUMBER}"),
                read=_any(rf"{name}\.\*", f"{name}-{_NUMBER}"),
            ),
            *_events_of(hears, publishes=name),
        ),
    )


def _of_gateway() -> Rights:
    hears = _by_producer({(department_of(kind), wire_name(kind)) for kind in Live.hears})
    own = [_replies(GATEWAY), f"evt-{GATEWAY}-{_NUMBER}"]
    rpc, events = re.escape(RPC.name), [_events(producer) for producer in hears]
    return Rights(
        user=GATEWAY,
        configure=_any(*own, rpc, *events),
        write=_any(*own, rpc),
        read=_any(*own, rpc, *events),
        topics=(
            Topic(
                RPC.name,
                write=_any(rf"({'|'.join(DEPARTMENTS)})\.[a-z_]+"),
                read=_any(f"{GATEWAY}-{_NUMBER}"),
            ),
            *_events_of(hears, publishes=""),
        ),
    )


def _of_preparation() -> Rights:
    """It declares and binds everything and publishes nothing."""
    queues = [queue("x").name for queue in (request_queue, event_queue, parking_queue)]
    queues = [re.escape(queue).replace("x", "[a-z]+", 1) for queue in queues]
    exchanges = [re.escape(RPC.name), re.escape(PARKING.name), r"[a-z]+\.events"]
    return Rights(
        user=PREPARE,
        configure=_any(*queues, *exchanges),
        # A queue that parks what it cannot deliver needs the right to write where it parks.
        write=_any(*queues, re.escape(PARKING.name)),
        read=_any(*queues, *exchanges),
    )


def _events_of(hears: Mapping[str, Iterable[str]], *, publishes: str) -> Iterable[Topic]:
    for producer in sorted({*hears, publishes} - {""}):
        names = sorted(hears.get(producer, ()))
        yield Topic(
            f"{producer}.events",
            write=_any("[a-z0-9_]+") if producer == publishes else NOTHING,
            read=_any(*map(re.escape, names)) if names else NOTHING,
        )


def _by_producer(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for producer, name in sorted(pairs):
        found.setdefault(producer, set()).add(name)
    return found


def asked_by(kind: type) -> list[str]:
    """The routing keys of what a department asks others, read from its `asks=` functions."""
    asked: set[type] = set()
    for handler in handlers_of(kind):
        if handler.asks is not None:
            found = _requests_in(handler.asks)
            if not found:
                raise LookupError(f"{kind.__name__}.{handler.method}: what does it ask?")
            asked |= found
    return sorted(f"{department_of(one)}.{wire_name(one)}" for one in asked)


def _requests_in(asks: Any) -> set[type]:
    named = (asks.__globals__.get(name) for name in asks.__code__.co_names)
    return {one for one in named if isinstance(one, type) and issubclass(one, Request)}


def _replies(name: str) -> str:
    return rf"rpc\.reply-{name}-{_NUMBER}"


def _events(producer: str) -> str:
    return re.escape(f"{producer}.events")


def _any(*patterns: str) -> str:
    return f"^({'|'.join(patterns)})$"


# -- as the servers take them in --------------------------------------------------------------


def definitions(folder: Path) -> dict[str, Any]:
    """RabbitMQ's definitions with the passwords of a folder, hashed."""
    rights = broker_rights()
    place = {"vhost": VHOST}
    return {
        "vhosts": [{"name": VHOST}],
        "users": [
            {
                "name": one.user,
                "password_hash": _hashed((folder / f"broker-{one.user}").read_text().strip()),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": "",
            }
            for one in rights
        ],
        "permissions": [
            {
                "user": one.user,
                "configure": one.configure,
                "write": one.write,
                "read": one.read,
                **place,
            }
            for one in rights
        ],
        "topic_permissions": [
            {
                "user": one.user,
                "exchange": topic.exchange,
                "write": topic.write,
                "read": topic.read,
                **place,
            }
            for one in rights
            for topic in one.topics
        ],
    }


def _hashed(password: str) -> str:
    """A password as RabbitMQ keeps it: four bytes of salt, then SHA-256 of salt and password."""
    salt = os.urandom(_SALT_BYTES)
    digest = hashlib.sha256(salt + password.encode()).digest()
    return base64.b64encode(salt + digest).decode("ascii")


def statements(folder: Path) -> str:
    """For psql as PostgreSQL's administrator: each service's role and database, and no way into
    another's. Safe to repeat; a changed password takes effect.
    """
    lines = []
    for service in DEPARTMENTS:
        password = (folder / f"database-{service}").read_text().strip().replace("'", "''")
        lines.append(_ROLE_AND_DATABASE.substitute(name=f"kaiban_{service}", password=password))
    return "".join(lines)


def run(server: str, folder: Path) -> int:
    """Print what one of the servers is to take in."""
    if server == "broker":
        print(json.dumps(definitions(folder), indent=1))
    else:
        print(statements(folder), end="")
    return 0
