"""How posted messages are sent on to a group's robot: by its web hook, as WeCom's are."""

import json
import socket
import time
from typing import Any
from urllib.parse import SplitResult, urlunsplit

import httpx

from contracts.refusals import Invalid
from kit.department import errand
from services.notification.domain.group_message import TOPICS
from services.notification.domain.robot import LOCAL, fitted, is_public, read_robot_url
from services.notification.domain.rules import the_rules
from services.notification.store import NotificationStore

MOST_OF_AN_ANSWER = 10_000


def post_to_robot(piece: dict[str, Any]) -> dict[str, Any]:
    """Send one message on. The hook's address is looked up here and used as found, so that no
    later look-up can lead inside.
    """
    outcome = {"message_id": piece["message_id"], "final": False, "error": ""}
    try:
        _post(piece["url"], piece["text"], piece["seconds"])
    except Invalid as refused:
        return outcome | {"error": refused.code, "final": True}
    except (httpx.HTTPError, OSError, ValueError) as problem:
        # A message of the library's may name the hook, whose address is a secret.
        return outcome | {"error": _reason(problem)}
    return outcome


class Robots:
    """What is sent on."""

    @errand(does=post_to_robot, then="note_posts", every=2)
    def claim_posts(self, store: NotificationStore) -> list[dict[str, Any]]:
        rules, pieces = the_rules().robot, []
        for post, message, group, known in store.posts_due(rules.at_once):
            post.claim(now=store.now, rules=rules)
            text = f"【{known.title}·{TOPICS[message.topic]}】{message.text}"
            pieces.append(
                {
                    "message_id": post.message_id,
                    "url": group.robot_url,
                    "text": fitted(text, most_bytes=rules.text_bytes),
                    "seconds": rules.timeout_seconds,
                }
            )
        return pieces

    def note_posts(self, store: NotificationStore, outcomes: list[dict[str, Any]]) -> None:
        rules = the_rules().robot
        for outcome in outcomes:
            post = store.robot_post(outcome["message_id"])
            if post is None or not post.waits:
                continue
            if outcome["error"]:
                post.failed(outcome["error"], now=store.now, rules=rules, final=outcome["final"])
            else:
                post.arrived(now=store.now)


class _Refused(ValueError):
    """The robot answered that it did not take the message."""


def _post(url: str, text: str, seconds: float) -> None:
    parts = read_robot_url(url)
    host = parts.hostname or ""
    headers = {"Host": parts.netloc, "Content-Type": "application/json"}
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False)
    ends = time.monotonic() + seconds
    with (
        # No proxy and no redirect: what was looked at is what is called.
        httpx.Client(timeout=seconds, trust_env=False, follow_redirects=False) as client,
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
        raise _Refused(f"status {answer.status_code}")
    read = b""
    for chunk in answer.iter_bytes():
        read += chunk
        if len(read) > MOST_OF_AN_ANSWER or time.monotonic() > ends:
            raise _Refused("answer too long")
    told = json.loads(read) if read.strip() else {}
    code = told.get("errcode", 0) if isinstance(told, dict) else 0
    if code != 0:
        raise _Refused(f"errcode {code}")


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


def _reason(problem: Exception) -> str:
    return str(problem) if isinstance(problem, _Refused) else type(problem).__name__
