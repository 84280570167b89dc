"""What is handed to a port, and what came of it."""

from dataclasses import dataclass, field

from contracts.notification import Medium
from services.notification.domain.announcing import Writing


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One message ready to be sent. `to` is an address, a number or a web hook and never shows in
    a log; a robot is given the bare `text`, the others `writing`; at most `seconds` are spent on
    each step.
    """

    dispatch_id: str
    medium: Medium
    to: str = field(repr=False)
    text: str = field(repr=False)
    writing: Writing | None = field(default=None, repr=False)
    seconds: float = 10.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of it: arrived when `error` is empty; `final` when trying again is of no use."""

    dispatch_id: str
    error: str = ""
    final: bool = False


class NotTaken(Exception):
    """The receiver did not take it; the reason names no address."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.final = reason, final
