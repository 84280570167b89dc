"""Text messages through any gateway that takes JSON by HTTP. KAIBAN_SMS_URL switches it on;
KAIBAN_SMS_BODY is the JSON to post, in which {phone}, {text} and {id} are filled in;
KAIBAN_SMS_TOKEN_FILE holds a bearer token; KAIBAN_SMS_ACCEPTED ("code=0") says which field of the
answer must have which value.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from services.notification.ports.parcel import NotTaken, Parcel

USUAL_BODY = '{"phone": "{phone}", "text": "{text}", "id": "{id}"}'
PLACE = re.compile(r"{(phone|text|id)}")
# The gateway says that this very message is wrong; another try would be as well.
FOR_GOOD = frozenset({httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY})
MOST_OF_AN_ANSWER = 10_000


@dataclass(frozen=True, kw_only=True)
class SmsGateway:
    """The gateway that takes this house's text messages."""

    url: str = field(repr=False)
    body: Any
    token: str = field(default="", repr=False)
    accepted: str = ""

    @classmethod
    def from_environment(cls) -> "SmsGateway | None":
        """The gateway that was set up; None where there is none."""
        url = os.environ.get("KAIBAN_SMS_URL", "")
        secret = os.environ.get("KAIBAN_SMS_TOKEN_FILE", "")
        if not url:
            return None
        return cls(
            url=url,
            body=json.loads(os.environ.get("KAIBAN_SMS_BODY") or USUAL_BODY),
            token=Path(secret).read_text(encoding="utf-8").strip() if secret else "",
            accepted=os.environ.get("KAIBAN_SMS_ACCEPTED", ""),
        )


def is_on() -> bool:
    """Whether a gateway was set up here."""
    return bool(os.environ.get("KAIBAN_SMS_URL"))


def send(parcel: Parcel) -> None:
    """Send one text message; NotTaken when the gateway says no."""
    gateway = SmsGateway.from_environment()
    if gateway is None:
        raise NotTaken("not set up")
    values = {"phone": parcel.to, "text": parcel.text, "id": parcel.dispatch_id}
    headers = {"Authorization": f"Bearer {gateway.token}"} if gateway.token else {}
    with httpx.Client(timeout=parcel.seconds, trust_env=False, follow_redirects=False) as client:
        answer = client.post(gateway.url, json=_filled(gateway.body, values), headers=headers)
    _judge(answer, gateway.accepted)


def _filled(body: Any, values: Mapping[str, str]) -> Any:
    """The body with its places filled in; whatever the text holds, it stays inside its string."""
    if isinstance(body, dict):
        return {name: _filled(value, values) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, values) for value in body]
    if not isinstance(body, str):
        return body
    return PLACE.sub(lambda place: values[place[1]], body)


def _judge(answer: httpx.Response, accepted: str) -> None:
    code = answer.status_code
    if not answer.is_success:
        raise NotTaken(f"status {code}", final=code in FOR_GOOD)
    name, _, wanted = accepted.partition("=")
    if not name:
        return
    told = json.loads(answer.content[:MOST_OF_AN_ANSWER])
    given = str(told.get(name)) if isinstance(told, dict) else ""
    if given != wanted:
        raise NotTaken(f"{name} {given[:40]}")
