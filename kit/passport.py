"""Who acts, signed: every request carries a passport, verified by the department before it acts.

The gateway signs for people, a department only for itself, each with a key of its own. A passport
is good for one message to one department, whose reply goes to one address, and for a minute.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from contracts.roles import Actor, Grant, Role
from kit import clock
from kit.envelope import actor_from_wire, actor_to_wire
from kit.signing import keys

GATEWAY = "gateway"
LONGEST_SECONDS = 60.0
# What two machines' clocks may differ by.
CLOCKS_APART_SECONDS = 5.0

_PURPOSE = "passport"


class Forged(Exception):
    """A message that is not what its sender was allowed to sign; `why` is one bounded word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Passport:
    """What was found to be signed: who acts, under which idempotency key, and until when (seconds
    since 1970) it is worth doing.
    """

    actor: Actor
    key: str
    deadline: float


def passport_headers(
    signer: str,
    actor: Actor,
    *,
    to: str,
    body: str,
    reply_to: str,
    number: str,
    key: str,
    seconds: float,
) -> dict[str, Any]:
    """The headers that let a message pass: `to` is its routing key, `number` its correlation id."""
    claims = {
        "actor": actor_to_wire(actor),
        "message": [to, _digest(body.encode()), reply_to, number],
        "key": key,
        "deadline": clock.wall().timestamp() + min(seconds, LONGEST_SECONDS),
    }
    text = json.dumps(claims, separators=(",", ":"))
    signature = keys().sign(signer, _PURPOSE, text.encode())
    return {
        "signer": signer,
        "passport": text,
        "signature": b64encode(signature).decode("ascii"),
    }


def verified(message: Any) -> Passport:
    """The passport of a message as it arrived. Forged when it is missing or altered, belongs to
    another message, or its signer may not speak for this actor. Its deadline may have passed.
    """
    signer, text, signature = (
        message.headers.get(name) for name in ("signer", "passport", "signature")
    )
    if not (isinstance(signer, str) and isinstance(text, str) and isinstance(signature, str)):
        raise Forged("unsigned")
    if not _is_signed(signer, text, signature):
        raise Forged("altered")
    claims = json.loads(text)
    if claims["message"] != _what_arrived(message):
        raise Forged("other_message")
    actor = actor_from_wire(claims["actor"])
    if not _may_speak_for(signer, actor):
        raise Forged("wrong_signer")
    if claims["deadline"] > clock.wall().timestamp() + LONGEST_SECONDS + CLOCKS_APART_SECONDS:
        raise Forged("too_long")
    return Passport(actor, claims["key"], claims["deadline"])


def _is_signed(signer: str, text: str, signature: str) -> bool:
    try:
        return keys().is_signed(signer, _PURPOSE, text.encode(), b64decode(signature))
    except ValueError:
        return False


def _may_speak_for(signer: str, actor: Actor) -> bool:
    """The gateway never speaks for a department, nor a department for anybody but itself."""
    is_service = actor.person_id.startswith("service:") or actor.has(Role.DEPARTMENT)
    if signer == GATEWAY:
        return not is_service
    return actor.person_id == f"service:{signer}" and actor.grants == (Grant(Role.DEPARTMENT),)


def _what_arrived(message: Any) -> list[Any]:
    body = message.body.encode() if isinstance(message.body, str) else bytes(message.body)
    properties = message.properties
    return [
        message.delivery_info["routing_key"],
        _digest(body),
        properties["reply_to"],
        properties["correlation_id"],
    ]


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
