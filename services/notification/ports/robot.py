"""How posted messages are sent on to a group's robot: by its web hook, as WeCom's are."""

import json
import socket
import time
from urllib.parse import SplitResult, urlunsplit

import httpx

from contracts.refusals import Invalid
from kit.settings import Settings
from services.notification.domain.robot import LOCAL, is_public, read_robot_url
from services.notification.ports.parcel import NotTaken, Parcel

MOST_OF_AN_ANSWER = 10_000


def callable_hook(url: str) -> SplitResult:
    """The parts of a hook's address; Invalid ROBOT_URL for one that is not called. Where people
    depend on the house, nothing on its own machine is.
    """
    return read_robot_url(url, local=not Settings().in_production)


def send(parcel: Parcel) -> None:
    """Send one message on. The hook's address is looked up here and used as found, so that no
    later look-up can lead inside.
    """
    parts = callable_hook(parcel.to)
    host = parts.hostname or ""
    headers = {"Host": parts.netloc, "Content-Type": "application/json"}
    body = json.dumps({"msgtype": "text", "text": {"content": parcel.text}}, ensure_ascii=False)
    ends = time.monotonic() + parcel.seconds
    with (
        # No proxy and no redirect: what was looked at is what is called.
        httpx.Client(timeout=parcel.seconds, trust_env=False, follow_redirects=False) as client,
        client.stream(
            "POST",
            _pinned(parts, _address(parts)),
            content=body.encode(),
            headers=headers,
            extensions={"sni_hostname": host},
        ) as answer,
    ):
        _judge(answer, ends)


def _judge(answer: httpx.Response, ends: float) -> None:
    """Whether the robot took it; WeCom says so in the body, with a status of 200 either way."""
    if answer.status_code != httpx.codes.OK:
        raise NotTaken(f"status {answer.status_code}")
    read = b""
    for chunk in answer.iter_bytes():
        read += chunk
        if len(read) > MOST_OF_AN_ANSWER or time.monotonic() > ends:
            raise NotTaken("answer too long")
    told = json.loads(read) if read.strip() else {}
    code = told.get("errcode", 0) if isinstance(told, dict) else 0
    if code != 0:
        raise NotTaken(f"errcode {code}")


def _address(parts: SplitResult) -> str:
    """One address of the host; Invalid ROBOT_URL when any of them leads inside."""
    host = parts.hostname or ""
    found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if host not in LOCAL and not all(map(is_public, addresses)):
        raise Invalid("ROBOT_URL_INSIDE", "机器人地址指向内部网络。", "The web hook leads inside.")
    return addresses[0]


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _pinned(parts: SplitResult, address: str) -> str:
    shown = f"[{address}]" if ":" in address else address
    netloc = f"{shown}:{_port(parts)}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))
