"""The code shown at the check-in desk 报到码: whoever is there scans it and checks in alone.

A code is its own proof: it says until when it is good, and bears a seal over that, the class and
the day. Nothing is kept of it, so an old one costs nobody anything but another scan.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from contracts.refusals import Refusal
from services.enrollment.domain.class_life import BEFORE_CHECK_IN
from services.enrollment.domain.training_class import TrainingClass

Seal = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class CheckInCode:
    """A code and the moment until which it is good."""

    token: str
    until: datetime


def refuse_not_open(training_class: TrainingClass) -> None:
    """Refusal CHECK_IN_NOT_OPEN before check-in opens, WRONG_STATE once it is over."""
    if training_class.state in BEFORE_CHECK_IN:
        raise Refusal(
            "CHECK_IN_NOT_OPEN",
            "报到尚未开始，开始后请再扫描现场的报到码。",
            "Check-in has not opened yet. Please scan the code again once it has.",
            "B-8.4a",
        )
    training_class.may("check_in")


def code_of(class_id: str, *, seconds: int, today: date, now: datetime, seal: Seal) -> CheckInCode:
    """The code of this moment, good for so many seconds, and never beyond the day."""
    until = int((now + timedelta(seconds=seconds)).timestamp())
    token = f"{until}.{seal(_sealed(class_id, today, until))}"
    return CheckInCode(token=token, until=datetime.fromtimestamp(until, UTC))


def refuse_stale(token: str, class_id: str, *, today: date, now: datetime, seal: Seal) -> None:
    """Refusal SCAN_AGAIN unless the code was shown for this class, today, and still holds."""
    said, _, sealed = token.partition(".")
    until = int(said) if said.isascii() and said.isdigit() else 0
    genuine = hmac.compare_digest(sealed.encode(), seal(_sealed(class_id, today, until)).encode())
    if not genuine or now.timestamp() > until:
        raise Refusal(
            "SCAN_AGAIN",
            "报到码已更新，请重新扫描现场显示的报到码。",
            "This code is no longer good. Please scan the one shown at the desk again.",
            "A-6.7",
        )


def _sealed(class_id: str, day: date, until: int) -> str:
    return f"{class_id} {day.isoformat()} {until}"
