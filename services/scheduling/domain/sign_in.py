"""Signing in to a session with the code that is shown in its room."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.refusals import Refusal
from contracts.scheduling import Mark
from services.scheduling.domain.rules import SignInRule
from services.scheduling.domain.session import SHANGHAI, Session

# Turns text into a keyed mark that only this institution can make.
Seal = Callable[[str], str]

CLAUSE = "A-7.4.a"
SEAL_LENGTH = 32


@dataclass(frozen=True, kw_only=True)
class Window:
    """When one may sign in to a session, and from when on one is late."""

    opens_at: datetime
    late_at: datetime
    closes_at: datetime

    @classmethod
    def of(cls, session: Session, rule: SignInRule) -> "Window":
        """From some minutes before its start to its end."""
        return cls(
            opens_at=session.from_at - timedelta(minutes=rule.opens_minutes),
            late_at=session.from_at + timedelta(minutes=rule.late_after_minutes),
            closes_at=session.to_at,
        )

    def mark_at(self, now: datetime) -> Mark:
        """What signing in at this moment is worth; Refusal before it opens and once it is over."""
        if now < self.opens_at:
            raise Refusal(
                "SIGN_IN_LATER",
                f"签到尚未开始，请于 {_clock(self.opens_at)} 起再次扫码。",
                f"Signing in begins at {_clock(self.opens_at)}; please scan again then.",
                CLAUSE,
            )
        self.require_not_over(now)
        return Mark.LATE if now > self.late_at else Mark.PRESENT

    def require_not_over(self, now: datetime) -> None:
        """Refusal once the session has ended."""
        if now > self.closes_at:
            raise Refusal(
                "SIGN_IN_OVER",
                f"本课次已于 {_clock(self.closes_at)} 结束，请向辅导员说明。",
                f"The session ended at {_clock(self.closes_at)}; please see the counselor.",
                CLAUSE,
            )


def make_token(session: Session, *, until: datetime, seal: Seal) -> str:
    """The code of a session that is read until a moment."""
    seconds = f"{int(until.timestamp())}"
    return f"{seconds}.{_sealed(session, seconds, seal)}"


def check_token(token: str, session: Session, *, now: datetime, seal: Seal) -> None:
    """Refusal unless this is a code of this very session that still holds."""
    seconds, _, given = token.strip().partition(".")
    if not hmac.compare_digest(given.encode(), _sealed(session, seconds, seal).encode()):
        raise Refusal(
            "WRONG_CODE",
            "这不是本课次的签到码，请扫描本教室屏幕上的签到码。",
            "This is no code of this session; please scan the one shown in its room.",
            CLAUSE,
        )
    if now > datetime.fromtimestamp(int(seconds), UTC):
        raise Refusal(
            "OLD_CODE",
            "签到码已过期，请重新扫描屏幕上当前的签到码。",
            "This code is no longer valid; please scan the one shown now.",
            CLAUSE,
        )


def _sealed(session: Session, seconds: str, seal: Seal) -> str:
    # Lengths first, so that no two different lists of parts read the same.
    parts = (session.class_id, session.session_id, seconds)
    return seal("".join(f"{len(part)}:{part}" for part in parts))[:SEAL_LENGTH]


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
