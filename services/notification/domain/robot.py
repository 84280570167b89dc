"""The robot that sends a group's messages on: where it may be."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from contracts.refusals import Fault, Invalid

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
# Addresses of the newer kind that stand for one of the older kind.
_NAT64 = IPv6Network("64:ff9b::/32")


def read_robot_url(url: str, *, local: bool) -> SplitResult:
    """The parts of a web hook's address; Invalid ROBOT_URL unless it is https on the public
    network or, with `local`, on this very machine.
    """
    parts = _split(url)
    host = parts.hostname if parts is not None else None
    if parts is None or not host or parts.username or parts.password or not host.isascii():
        raise _not_allowed()
    if host in LOCAL:
        if not local or parts.scheme not in {"http", "https"}:
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
    zh = "机器人地址须为公网 https 地址，不得指向内部网络。"
    en = "The web hook must be https on the public network, never inside."
    return Invalid("ROBOT_URL", zh, en, "B-10.1", faults=(Fault("url", zh, en),))
