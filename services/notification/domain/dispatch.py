"""A message on its way out of the portal: to one recipient over one medium, tried until it arrives
or is given up.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.lifecycle import Lifecycle
from contracts.notification import DispatchTopic, DispatchTry, Medium, SendState
from services.notification.domain.rules import MediumRules

S = SendState
UNDER_WAY = (S.WAITING, S.FAILED)
ERROR_CHARACTERS = 200
# The log of one dispatch stays readable however often somebody has it sent again.
TRIES_KEPT = 50

LIFE = Lifecycle(
    "发送记录",
    "dispatch",
    {
        "arrive": (UNDER_WAY, S.SENT),
        "fail": (UNDER_WAY, S.FAILED),
        "give_up": (UNDER_WAY, S.GIVEN_UP),
        "resend": ((S.FAILED, S.GIVEN_UP), S.WAITING),
    },
    "B-10.1",
)


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What is told outside: `source` names the one thing that is told, so that nobody is told it
    twice over one medium; the title in both languages (中文｜English).
    """

    topic: DispatchTopic
    source: str
    subject_id: str
    class_id: str | None
    title: str


@dataclass(eq=False, kw_only=True)
class Dispatch:
    """One announcement for one recipient over one medium, with the log of its tries.

    `attempts` counts all tries, `renewed_at` how many there had been when somebody last had it sent
    again. While a try is under way, `leased_until` is when it counts as forgotten.
    """

    dispatch_id: str
    medium: Medium
    topic: DispatchTopic
    source: str
    subject_id: str
    class_id: str | None
    recipient: str
    title: str
    created_at: datetime
    next_at: datetime | None
    attempts: int = 0
    renewed_at: int = 0
    leased_until: datetime | None = None
    last_error: str = ""
    sent_at: datetime | None = None
    tries: list[DispatchTry] = field(default_factory=list)
    state: SendState = S.WAITING

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent."""
        return self.state in UNDER_WAY

    def claim(self, *, now: datetime, rules: MediumRules) -> bool:
        """Take it up; False when its last try was cut off and there is none left. Should nothing
        be heard of this try, it is tried again after the lease.
        """
        if self._used_up(rules):
            self.stop("interrupted")
            return False
        self.next_at = self.leased_until = now + rules.lease
        self.attempts += 1
        return True

    def arrived(self, *, now: datetime) -> None:
        """The receiver took it."""
        self.state = LIFE.after("arrive", self.state)
        self.next_at = self.leased_until = None
        self.sent_at, self.last_error = now, ""
        self._log(now, "")

    def failed(self, why: str, *, now: datetime, rules: MediumRules, final: bool) -> None:
        """The receiver did not take it: again after the pause, unless that was the last try."""
        self._log(now, why)
        self.leased_until = None
        if final or self._used_up(rules):
            self.stop(why)
            return
        self.state = LIFE.after("fail", self.state)
        self.last_error, self.next_at = why[:ERROR_CHARACTERS], now + self._pause(rules)

    def stop(self, why: str) -> None:
        """Nobody tries any more."""
        self.state, self.next_at = LIFE.after("give_up", self.state), None
        self.leased_until = None
        self.last_error = why[:ERROR_CHARACTERS]

    def resend(self, *, now: datetime) -> None:
        """Begin anew at once, with as many tries as in the beginning; a try that is under way is
        the first of them, so that nothing goes out twice.
        """
        self.state = LIFE.after("resend", self.state)
        self.renewed_at = self.attempts
        if self.leased_until is not None and now < self.leased_until:
            self.renewed_at -= 1
            return
        self.next_at, self.leased_until = now, None

    def _used_up(self, rules: MediumRules) -> bool:
        return self.attempts - self.renewed_at > len(rules.retry_after)

    def _pause(self, rules: MediumRules) -> timedelta:
        # Of a try that was forgotten when somebody began anew, word may still come.
        return rules.retry_after[max(self.attempts - self.renewed_at - 1, 0)]

    def _log(self, at: datetime, error: str) -> None:
        one = DispatchTry(at=at, error=error[:ERROR_CHARACTERS])
        self.tries = [*self.tries, one][-TRIES_KEPT:]


def one_line(text: str) -> str:
    """A title as it may stand in a header: line breaks and other control characters are spaces."""
    shown = (" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
    return " ".join("".join(shown).split())


def fitted(text: str, *, most_bytes: int, cut: str = "…") -> str:
    """A text of at most so many bytes: cut at a whole character, saying so."""
    if len(text.encode()) <= most_bytes:
        return text
    room = most_bytes - len(cut.encode())
    return text.encode()[:room].decode(errors="ignore") + cut
