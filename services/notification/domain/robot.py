"""The robot that sends a group's messages on: where it may be, and when it tries again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid
from services.notification.domain.rules import RobotRules

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
# Addresses of the newer kind that stand for one of the older kind.
_NAT64 = IPv6Network("64:ff9b::/32")
CUT = "…（全文见班次工作群）"


class PostState(StrEnum):
    """Whether a message has been sent on."""

    WAITING = "WAITING"
    SENT = "SENT"
    FAILED = "FAILED"


LIFE = Lifecycle(
    "转发",
    "delivery",
    {
        "try": ((PostState.WAITING,), PostState.WAITING),
        "arrive": ((PostState.WAITING,), PostState.SENT),
        "give_up": ((PostState.WAITING,), PostState.FAILED),
    },
    "B-10.1",
)


@dataclass(eq=False, kw_only=True)
class RobotPost:
    """One message on its way to the robot, with the log of it."""

    message_id: str
    class_id: str
    next_at: datetime | None
    attempts: int = 0
    last_error: str = ""
    sent_at: datetime | None = None
    state: PostState = PostState.WAITING

    def claim(self, *, now: datetime, rules: RobotRules) -> None:
        """Take it up. Should nothing come of it, for instance because the process ended, it is
        tried again after the pause.
        """
        self.state = LIFE.after("try", self.state)
        self.next_at = now + rules.retry_after[min(self.attempts, len(rules.retry_after) - 1)]
        self.attempts += 1

    def arrived(self, *, now: datetime) -> None:
        """The robot took it."""
        self.state = LIFE.after("arrive", self.state)
        self.next_at, self.sent_at, self.last_error = None, now, ""

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent."""
        return self.state is PostState.WAITING

    def stop(self) -> None:
        """The group has no robot any more."""
        self.state, self.next_at = LIFE.after("give_up", self.state), None
        self.last_error = "stopped"

    def failed(self, why: str, *, now: datetime, rules: RobotRules, final: bool) -> None:
        """The robot did not take it: again after the pause, unless that was the last try."""
        self.last_error = why[:200]
        if final or self.attempts > len(rules.retry_after):
            self.state, self.next_at = LIFE.after("give_up", self.state), None
        else:
            self.next_at = now + rules.retry_after[self.attempts - 1]


def read_robot_url(url: str) -> SplitResult:
    """The parts of a web hook's address; Invalid ROBOT_URL unless it is https on the public
    network, or on this very machine.
    """
    parts = _split(url)
    host = parts.hostname if parts is not None else None
    if parts is None or not host or parts.username or parts.password or not host.isascii():
        raise _not_allowed()
    if host in LOCAL:
        if parts.scheme not in {"http", "https"}:
            raise _not_allowed()
    elif parts.scheme != "https" or not _could_be_public(host):
        raise _not_allowed()
    return parts


def is_public(address: str) -> bool:
    """Whether an address is reached over the public network, and stands for no other one."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if inner:
            return _is_global(inner)
        if found in _NAT64:
            return False
    return _is_global(found)


def fitted(text: str, *, most_bytes: int) -> str:
    """A text as the robot can take it: cut at a whole character, saying so."""
    if len(text.encode()) <= most_bytes:
        return text
    room = most_bytes - len(CUT.encode())
    return text.encode()[:room].decode(errors="ignore") + CUT


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 – reading it is the check
    except ValueError:
        return None
    return parts


def _could_be_public(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        # A name: whose addresses it has is looked at when something is sent there.
        return True


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast


def _not_allowed() -> Invalid:
    zh = "机器人地址须为公网 https 地址（或本机地址），不得指向内部网络。"
    en = "The web hook must be https on the public network (or on this machine), never inside."
    return Invalid("ROBOT_URL", zh, en, "B-10.1", faults=(Fault("url", zh, en),))
