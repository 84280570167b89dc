"""How often somebody may try something: sliding windows that all gateways share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from contracts.refusals import Refusal
from gateway.store.tables import attempt
from kit import clock
from kit.database import Database
from kit.green import off_loop
from kit.privacy import vault

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

LOGIN_FAILURES = 5
ADDRESS_FAILURES = 20
CODE_FAILURES, CODE_FAILURES_OF_AN_HOUR = 5, 20
VERIFICATIONS = 30
# A roster is sent again and again until its last row is right; nobody does so two times a minute.
UPLOADS = 120


class TooMany(Refusal):
    """Asked too often within a minute, or an hour (429)."""

    status = 429

    def __init__(self, within: timedelta) -> None:
        zh, en = ("一分钟", "a minute") if within == MINUTE else ("一小时", "an hour")
        super().__init__(
            "TOO_MANY_ATTEMPTS",
            f"尝试过于频繁，请{zh}后再试。",
            f"Too many attempts; please try again in {en}.",
        )


@dataclass(frozen=True)
class Window:
    """Who is counted, how many are let through, and within which time."""

    who: str
    most: int
    within: timedelta


def failures_of(login: str) -> Window:
    """The wrong passwords of a login."""
    return Window(_who("login", login), LOGIN_FAILURES, MINUTE)


def failures_from(address: str) -> Window:
    """What went wrong at sign-in from one address."""
    return Window(_who("address", address), ADDRESS_FAILURES, MINUTE)


def wrong_codes_of(person_id: str) -> tuple[Window, Window]:
    """The wrong one-time codes of a person: six digits could be tried out within days, were only
    the minute counted.
    """
    who = _who("code", person_id)
    return Window(who, CODE_FAILURES, MINUTE), Window(who, CODE_FAILURES_OF_AN_HOUR, HOUR)


def _who(kind: str, value: str) -> str:
    # People type passwords into the wrong field: even who was tried is kept as a fingerprint only.
    return vault().blind(f"attempt:{kind}", value)[:64]


class Limits:
    """Counts attempts in the portal's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def verification(self, address: str) -> None:
        """TooMany (429) for more than thirty open verifications from an address within a minute."""
        await self._one_more(Window(_who("verification", address), VERIFICATIONS, MINUTE))

    async def upload(self, person_id: str) -> None:
        """TooMany (429) for more files from a person within an hour than anybody has in hand."""
        await self._one_more(Window(_who("upload", person_id), UPLOADS, HOUR))

    async def _one_more(self, window: Window) -> None:
        await off_loop(self.refuse_if_over, [window])
        await off_loop(self.note, [window])

    def refuse_if_over(self, windows: Sequence[Window]) -> None:
        """TooMany (429) when one of the windows is full."""
        with self._database.reading() as reading:
            refuse_if_over(reading, windows)

    def note(self, windows: Sequence[Window]) -> None:
        """Count one more in each."""
        with self._database.writing() as writing:
            note(writing, windows)


def refuse_if_over(reading: Session, windows: Sequence[Window]) -> None:
    """The same within a transaction that is open."""
    now = clock.wall()
    for window in windows:
        recent = (attempt.c.who == window.who) & (attempt.c.at > now - window.within)
        if (reading.scalar(select(func.count()).where(recent)) or 0) >= window.most:
            raise TooMany(window.within)


def note(writing: Session, windows: Sequence[Window]) -> None:
    """The same within a transaction that is open."""
    now = clock.wall()
    writing.execute(delete(attempt).where(attempt.c.at < now - HOUR))
    # Who is counted by the minute and by the hour is counted once.
    counted = {window.who for window in windows}
    writing.execute(insert(attempt), [{"who": who, "at": now} for who in counted])
